"""What the window's side and a helper process say to each other.

A message is a head in msgpack behind its length, and raw bytes behind theirs: pixels are copied as
little as possible.
"""

from __future__ import annotations

import struct
from typing import BinaryIO

import msgspec

_LENGTHS = struct.Struct(">II")
_LARGEST_HEAD = 1024 * 1024
LARGEST_BODY = 1 << 30


class Message(msgspec.Struct, frozen=True, tag=True):
    """Base of everything that crosses the pipe."""


class Decode(Message):
    """Decode a picture into `fit`; the body holds its bytes, or nothing where the helper still has
    those of `key`. `frame` counts the pictures of an animation from 0."""

    key: str
    fit: tuple[int, int]
    frame: int = 0


class Done(Message):
    """A picture; the body holds its pixels."""

    size: tuple[int, int]
    full: tuple[int, int]
    frames: int = 1
    at: int = 0
    lasts: int = 0


class Not(Message):
    """There is no picture; `why` is a value of `Why`."""

    why: str
    full: tuple[int, int] = (0, 0)


class Again(Message):
    """The bytes of that key are not here: send them."""


Request = Decode
Reply = Done | Not | Again

_encoder = msgspec.msgpack.Encoder()


def send(stream: BinaryIO, message: msgspec.Struct, body: bytes | memoryview = b"") -> None:
    """Writes one message and flushes it."""
    head = _encoder.encode(message)
    stream.write(_LENGTHS.pack(len(head), len(body)) + head)
    if body:
        stream.write(body)
    stream.flush()


def read(stream: BinaryIO, kind: msgspec.msgpack.Decoder) -> tuple[msgspec.Struct, bytes] | None:
    """The next message and its body; None at the end, and for what is no message."""
    lengths = stream.read(_LENGTHS.size)
    if not lengths or len(lengths) != _LENGTHS.size:
        return None
    long_head, long_body = _LENGTHS.unpack(lengths)
    if long_head > _LARGEST_HEAD or long_body > LARGEST_BODY:
        return None
    head, body = stream.read(long_head), stream.read(long_body) if long_body else b""
    if len(head) != long_head or len(body) != long_body:
        return None
    try:
        return kind.decode(head), body
    except msgspec.DecodeError:
        return None


requests: msgspec.msgpack.Decoder = msgspec.msgpack.Decoder(Request)
replies: msgspec.msgpack.Decoder = msgspec.msgpack.Decoder(Reply)
