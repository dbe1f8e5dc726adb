"""A place that may be given up while somebody waits for it: a window closes, a person says stop."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import Any

from workstation.fault import WorldFault
from workstation.sync.transport import Heads, Key, Listing, Place, Put, Shelf, Transport


class GivingUp:
    """The five verbs of a place until `give_up`: from then on each raises `sync.given_up`.

    What a verb has done by then is done, and the next run goes on from there.
    """

    def __init__(self, place: Transport) -> None:
        """Nothing is given up."""
        self._place = place
        self._given_up = Event()

    def give_up(self) -> None:
        """From any thread. A place that can hang up does so in the middle of a verb."""
        self._given_up.set()
        hang_up = getattr(self._place, "close", None)
        if hang_up is not None:
            hang_up()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._place, name)  # doors, and what only this kind of place has

    @property
    def address(self) -> str:
        """The place's."""
        return self._place.address

    def who_am_i(self, *, expected: str | None = None) -> Place:
        """The place's."""
        return self._still().who_am_i(expected=expected)

    def put_if_absent(self, key: Key, data: bytes | Path) -> Put:
        """The place's."""
        return self._still().put_if_absent(key, data)

    def get(self, key: Key, start: int = 0, length: int | None = None) -> bytes:
        """The place's."""
        return self._still().get(key, start, length)

    def list(self, shelf: Shelf, stream: str, since: str | None = None) -> Listing:
        """The place's."""
        return self._still().list(shelf, stream, since)

    def heads(self) -> Heads:
        """The place's."""
        return self._still().heads()

    def _still(self) -> Transport:
        if self._given_up.is_set():
            raise WorldFault("sync.given_up")
        return self._place
