"""What the window and the player's process say to each other, framed as in `wire`."""

from __future__ import annotations

import msgspec

from workstation.media.wire import Message


class Open(Message):
    """Open what the body holds; pictures of it are wanted no larger than `fit`."""

    fit: tuple[int, int]


class Look(Message):
    """From here on pictures are wanted no larger than `fit`; the one that is shown comes again."""

    fit: tuple[int, int]


class Play(Message):
    """Play from where it stands; from the beginning where it stands at the end."""


class Pause(Message):
    """Stand still."""


class Seek(Message):
    """Go to a time, in milliseconds."""

    to: int


class Step(Message):
    """So many pictures on, or back."""

    by: int


class Rate(Message):
    """How fast: 1 is as it was made."""

    rate: float


class Sound(Message):
    """Whether it is heard, and how loud (0…100)."""

    muted: bool
    volume: int


class Seen(Message):
    """The last picture has arrived: the next may be sent."""


class Opened(Message):
    """It can be played. `device` tells whether there is anything to hear it with."""

    duration: int
    video: bool
    audio: bool
    device: bool


class Frame(Message):
    """A picture that stands from t0 to t1 (milliseconds); the body holds its pixels."""

    t0: int
    t1: int
    size: tuple[int, int]
    full: tuple[int, int]


class At(Message):
    """Where it stands, and whether it plays. A sign of life as well."""

    ms: int
    playing: bool


class Trouble(Message):
    """It cannot be played, or not any further; `why` is a value of `Why`."""

    why: str


Told = Open | Look | Play | Pause | Seek | Step | Rate | Sound | Seen
Said = Opened | Frame | At | Trouble

told: msgspec.msgpack.Decoder = msgspec.msgpack.Decoder(Told)
said: msgspec.msgpack.Decoder = msgspec.msgpack.Decoder(Said)
