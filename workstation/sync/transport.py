"""The five verbs by which segments and texts travel; one module a kind of place implements them.

A transport knows nothing of stores and signatures: it keeps bytes under names, once, and gives
them back. Whatever it gives back is checked by the reader.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol

from msgspec import Struct


class Shelf(StrEnum):
    """What is kept: signed segments, and erasable words."""

    SEGMENTS = "streams"
    TEXTS = "texts"


class Key(Struct, frozen=True):
    """Where a thing stands: shelf, stream, and the 64 hex digits of its record or digest."""

    shelf: Shelf
    stream: str
    name: str


class Put(StrEnum):
    """What became of a put. `SAME`: equal bytes were there. `CONFLICT`: others were, and stay."""

    STORED = "stored"
    SAME = "same"
    CONFLICT = "conflict"


class Listing(Struct, frozen=True):
    """Names on a shelf of one stream with their sizes; strays are things that do not belong."""

    sizes: Mapping[str, int]
    strays: tuple[str, ...] = ()


class Heads(Struct, frozen=True):
    """Every stream at a place with the number of its records."""

    records: Mapping[str, int]
    strays: tuple[str, ...] = ()


class Place(Struct, frozen=True):
    """A place by its own lasting name, wherever it is mounted today, and who we are there."""

    id: str
    account: str | None = None


class Transport(Protocol):
    """A place. Every verb may raise a WorldFault `sync.…`; none ever changes what is there."""

    @property
    def address(self) -> str:
        """How the person calls the place: a path or a URL."""
        ...

    def who_am_i(self, *, expected: str | None = None) -> Place:
        """The place's name; where there is none yet it is given one, unless one is expected."""
        ...

    def put_if_absent(self, key: Key, data: bytes) -> Put:
        """Keep bytes under a new name; done means they would survive a power cut."""
        ...

    def get(self, key: Key, start: int = 0, length: int | None = None) -> bytes:
        """Bytes `start` … `start + length`, or to the end.

        Raises WorldFault `sync.not_there`, `sync.too_long`.
        """
        ...

    def list(self, shelf: Shelf, stream: str) -> Listing:
        """What a shelf holds of a stream; empty where the stream is unknown."""
        ...

    def heads(self) -> Heads:
        """The streams of this place, in one question."""
        ...
