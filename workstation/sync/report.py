"""What a sync did, as values."""

from __future__ import annotations

from msgspec import Struct

from workstation.fault import WorldFault
from workstation.store.segments import Waiting

_ALL = frozenset(
    (
        "sync.place_gone",
        "sync.not_a_folder",
        "sync.given_up",
        "sync.bucket_refused",
        "sync.bucket_unsafe",
    )
)
_PARKED = frozenset(("sync.not_yours", "sync.refused", "sync.too_long"))


def stops_all(fault: WorldFault) -> bool:
    """Whether a fault is no stream's: the place is gone, or our own store cannot be written."""
    return fault.code in _ALL or fault.code.startswith(("store.", "sync.hub_"))


def parks(fault: WorldFault) -> bool:
    """Whether a place says that it will not take a thing: asking again at once is of no use."""
    return fault.code in _PARKED


class Problem(Struct, frozen=True):
    """Something that did not go; the rest went on. `stream` and `file` where it concerns one."""

    fault: WorldFault
    stream: str | None = None
    file: str | None = None

    @property
    def code(self) -> str:
        """The fault's code."""
        return self.fault.code


class Received(Struct, frozen=True):
    """What came in one stream. `confirmed`: the roster says that device, key and person are who
    the stream says; where it does not, they are taken in and shown as unknown."""

    stream: str
    person: str
    device: str
    segments: int
    events: int
    texts: int
    confirmed: bool = False


class SyncReport(Struct, frozen=True):
    """Counts of this run alone; a second run at once sends and receives nothing. `problems` are
    all that stand at this place, also where nothing has changed since the run before.

    `sealed` counts segments that came and are for others' eyes, or ours later.
    """

    place: str
    address: str
    sent_segments: int
    sent_events: int
    sent_texts: int
    received: tuple[Received, ...]
    waiting: Waiting
    problems: tuple[Problem, ...]
    sealed: int = 0

    @property
    def received_segments(self) -> int:
        """Segments of all other devices."""
        return sum(one.segments for one in self.received)

    @property
    def received_events(self) -> int:
        """Events of all other devices."""
        return sum(one.events for one in self.received)

    @property
    def received_texts(self) -> int:
        """Words of all other devices, those included that belong to earlier events."""
        return sum(one.texts for one in self.received)

    @property
    def forked(self) -> bool:
        """Whether a clone or a restored device is at work: an alarm, not a hiccup."""
        return any(problem.code == "sync.fork" for problem in self.problems)
