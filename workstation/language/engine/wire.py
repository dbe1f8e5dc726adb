"""What the window's side and the language process say to each other: msgpack behind a length."""

from __future__ import annotations

import struct
from typing import BinaryIO

import msgspec

from workstation.domain.language import Link

_LENGTH = struct.Struct(">I")
_LARGEST = 64 * 1024 * 1024


class Message(msgspec.Struct, frozen=True, tag=True):
    """Base of everything that crosses the pipe."""


class Ping(Message):
    """Are you there?"""


class Reload(Message):
    """The packages folder has changed."""


class Detect(Message):
    """Name the language of each text; `hints` is as long as `texts`."""

    texts: list[str]
    hints: list[str | None]
    languages: list[str]


class Translate(Message):
    """Translate these sentences; tags are BCP-47."""

    sentences: list[str]
    source: str
    target: str


class Pong(Message):
    """Here, and ready for the next request."""

    pid: int


class Found(Message):
    """A detection for each text: language, confidence, how, unsure."""

    detections: list[tuple[str, float, str, bool]]


class Made(msgspec.Struct, frozen=True, array_like=True):
    """One sentence translated; the fields are those of `domain.language.Translation`."""

    text: str
    score: int | None = None
    marks: tuple[str, ...] = ()
    confidence: int | None = None
    lost: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


class Translated(Message):
    """A translation for each sentence, in order."""

    package: str
    version: str
    options: str
    made: list[Made]


class NoRoute(Message):
    """Nothing installed leads from source to target."""


class Failed(Message):
    """The request could not be served; `kind` is an exception's name, never its words."""

    kind: str


Request = Ping | Reload | Detect | Translate
Reply = Pong | Found | Translated | NoRoute | Failed

_encoder = msgspec.msgpack.Encoder()
_decode_request = msgspec.msgpack.Decoder(Request).decode
_decode_reply = msgspec.msgpack.Decoder(Reply).decode


def send(stream: BinaryIO, message: Message) -> None:
    """Writes one message and flushes it."""
    body = _encoder.encode(message)
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


def read_request(stream: BinaryIO) -> Request | None:
    """The next request, None at the end of the stream."""
    body = _read(stream)
    return None if body is None else _decode_request(body)


def read_reply(stream: BinaryIO) -> Reply | None:
    """The next reply, None at the end of the stream."""
    body = _read(stream)
    return None if body is None else _decode_reply(body)


def _read(stream: BinaryIO) -> bytes | None:
    head = _exactly(stream, _LENGTH.size)
    if head is None:
        return None
    (length,) = _LENGTH.unpack(head)
    return None if length > _LARGEST else _exactly(stream, length)


def _exactly(stream: BinaryIO, count: int) -> bytes | None:
    data = stream.read(count)
    return data if data and len(data) == count else (b"" if count == 0 else None)
