"""A team that publishes: a lead, two auditors and a folder, with batches of made-up cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.intake.conftest import Draft
from tests.review.test_roster import Seat, Sit, come_in, member
from tests.store.demo import NOW
from workstation.domain.verdict import Answer
from workstation.fault import WorldFault
from workstation.review import assigned, publishing, pulling
from workstation.review import desk as acts
from workstation.review.desk import Conclusion, Shown
from workstation.review.publishing import Given, PublishReport
from workstation.review.pulling import Offer, Pulled
from workstation.sync.folder import FolderTransport
from workstation.sync.transport import Heads, Key, Listing, Place, Put, Shelf
from workstation.sync.verify import Verified, verify


@dataclass
class Watched:
    """A folder that tells what is asked of it."""

    real: FolderTransport
    gets: list[str] = field(default_factory=list)
    puts: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return self.real.address

    def who_am_i(self, *, expected: str | None = None) -> Place:
        return self.real.who_am_i(expected=expected)

    def put_if_absent(self, key: Key, data: bytes | Path) -> Put:
        done = self.real.put_if_absent(key, data)
        if done is Put.STORED:
            self.puts.append(key.name)
        return done

    def get(self, key: Key, start: int = 0, length: int | None = None) -> bytes:
        self.gets.append(key.name)
        return self.real.get(key, start, length)

    def list(self, shelf: Shelf, stream: str, since: str | None = None) -> Listing:
        return self.real.list(shelf, stream, since)

    def heads(self) -> Heads:
        return self.real.heads()

    def forget(self, key: Key) -> None:
        self.real.forget(key)


class Team:
    """Those seats and what they do."""

    def __init__(self, folder: Path, lea: Seat, mei: Seat, tan: Seat) -> None:
        self.folder, self.lea, self.mei, self.tan = folder, lea, mei, tan

    @property
    def place(self) -> FolderTransport:
        return FolderTransport(self.folder)

    def publish(self, source: Path, *given: Given, **more: Any) -> PublishReport:
        seat = more.pop("seat", self.lea)
        place = more.pop("place", self.place)
        return publishing.publish(
            seat.store, seat.desk, place, source, lambda: NOW, given=given, **more
        )

    def exchange(self) -> None:
        """Everybody syncs until all is everywhere, and what follows is done."""
        for seat in (self.lea, self.mei, self.tan, self.lea, self.mei, self.tan):
            assert seat.sync() == []
            assigned.after_sync(seat.store, seat.desk)

    def offers(self, seat: Seat) -> list[Offer]:
        return seat.store.read(pulling.offers, seat.desk, seat.store.paths.home).result()

    def pull(self, seat: Seat, batch: str, place: Any = None, **more: Any) -> Pulled:
        return pulling.pull(
            seat.store, seat.desk, place or self.place, batch, lambda: NOW, **more
        )

    def judge(self, seat: Seat, task: str) -> None:
        seat.do(acts.answer, task, Answer("NONE"), Shown(), "a note of mine")
        seat.do(acts.conclude, task, Conclusion(note="what I found"), Shown())


def tasks(seat: Seat, batch: str) -> list[str]:
    return [row[0] for row in sql(seat, "SELECT id FROM task WHERE batch = ? ORDER BY position",
                                  batch)]  # fmt: skip


def sql(seat: Seat, query: str, *values: object) -> list[tuple[Any, ...]]:
    return seat.store.read(lambda db: db.conn.execute(query, values).fetchall()).result()


def check(seat: Seat) -> Verified:
    return verify(seat.store)


def code(call: Callable[..., object], *given: object, **named: object) -> str:
    with pytest.raises(WorldFault) as caught:
        call(*given, **named)
    return caught.value.code


@pytest.fixture
def team(lea: Seat, sit: Sit) -> Team:
    mei, tan = sit("mei"), sit("tan")
    for name, seat in (("mei", mei), ("tan", tan)):
        lea.do(_set, name)
        come_in(lea, seat, name)
    for seat in (lea, mei, tan):
        seat.sync()
    return Team(lea.folder, lea, mei, tan)


def _set(db: Any, desk: Any, name: str) -> None:
    from workstation.review import roster

    roster.set_person(db, desk, member(name, languages=("en",)))


def with_media(draft: Draft, count: int = 3) -> Draft:
    for case in range(count):
        draft.add_medium(case, b"\x89PNG\r\n\x1a\n" + bytes([case]) * 50_000)
    return draft
