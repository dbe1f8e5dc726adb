"""The five verbs by which segments and texts travel; one module a kind of place implements them.

A transport knows nothing of stores and signatures: it keeps bytes under names, once, and gives
them back. Whatever it gives back is checked by the reader.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from msgspec import Struct


class Shelf(StrEnum):
    """What is kept: signed segments, erasable words, and files of any size by their SHA-256."""

    SEGMENTS = "streams"
    TEXTS = "texts"
    BLOBS = "blobs"


class Key(Struct, frozen=True):
    """Where a thing stands: shelf, stream, and the 64 hex digits of its record or digest. A blob
    stands in a space instead of a stream: `batch-<batch>`, `policy`, `models`."""

    shelf: Shelf
    stream: str
    name: str


class Put(StrEnum):
    """What became of a put. `SAME`: equal bytes were there. `CONFLICT`: others were, and stay."""

    STORED = "stored"
    SAME = "same"
    CONFLICT = "conflict"


class Listing(Struct, frozen=True):
    """Names on a shelf of one stream with their sizes; strays are things that do not belong.

    `mark` is where the next listing may begin, None at a place that cannot tell.
    """

    sizes: Mapping[str, int]
    strays: tuple[str, ...] = ()
    mark: str | None = None


class Heads(Struct, frozen=True):
    """Every stream at a place with the number of its records, and of its words; a stream without
    words may be missing in `texts`."""

    records: Mapping[str, int]
    strays: tuple[str, ...] = ()
    texts: Mapping[str, int] = {}


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

    def put_if_absent(self, key: Key, data: bytes | Path) -> Put:
        """Keep bytes, or a file's, under a new name; done means they would survive a power cut.

        A file is for blobs; one that was cut short goes on where it stopped.
        """
        ...

    def get(self, key: Key, start: int = 0, length: int | None = None) -> bytes:
        """Bytes `start` … `start + length`, or to the end.

        Raises WorldFault `sync.not_there`, `sync.too_long`.
        """
        ...

    def list(self, shelf: Shelf, stream: str, since: str | None = None) -> Listing:
        """What a shelf holds of a stream; empty where the stream is unknown.

        `since` is an earlier listing's mark: what was there by then may be left out. It is a help,
        no promise: whoever misses something asks again without it.
        """
        ...

    def heads(self) -> Heads:
        """The streams of this place, in one question."""
        ...


class Doors(Protocol):
    """A place that decides who may read, and so must be told whom things are for.

    The signed streams say the same to the workstations; a folder has no doors.
    """

    def admit(
        self, batch: str, kind: str, persons: tuple[str, ...], vendor: str | None, released: bool
    ) -> None:
        """Whom a batch is for; said anew each time it changes, before its blobs are sent."""
        ...

    def shut(self, batch: str) -> None:
        """A batch is retracted: its blobs go, for good."""
        ...

    def open_session(
        self,
        session: str,
        batch: str,
        facilitators: tuple[str, ...],
        participants: tuple[str, ...],
    ) -> None:
        """Whom a session's votes are for; set once."""
        ...

    def reveal(self, session: str) -> None:
        """Open a session's votes to those who took part."""
        ...

    def erase(self, key: Key) -> None:
        """Take words away for good."""
        ...


def doors_of(place: Transport) -> Doors | None:
    """The doors of a place that has some."""
    return getattr(place, "doors", None)
