"""Two desks and a folder between them: real stores, real files."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from workstation.domain.event import Event
from workstation.store import events, people, segments
from workstation.store.keys import Protection
from workstation.store.store import Store, create, open_existing

AT = "2026-03-02T09:14:00.000+08:00"


@dataclass
class Desk:
    """A store, the person who works there, and what they do."""

    home: Path
    store: Store
    person: str
    device: str
    seed: bytes

    @property
    def stream(self) -> str:
        return f"{self.device}.work"

    def act(self, kind: str = "verdict", **fields: Any) -> Event:
        return self.store.write(_act, kind, fields).result()

    def verdict(self, n: int, note: str = "", **fields: Any) -> Event:
        return self.act(
            task=f"task-{n}",
            item=f"item-{n}",
            case=f"case-{n}",
            words={"note": note},
            body=verdict_body(),
            **fields,
        )

    def verdicts(self, count: int, note: str = "") -> list[Event]:
        return [self.verdict(n, note and f"{note} {n}") for n in range(count)]

    def events(self, stream: str | None = None) -> list[Event]:
        return self.store.read(events.range_of, stream or self.stream, 0, 1 << 30).result()

    def segments(self, stream: str | None = None) -> list[segments.StoredSegment]:
        return self.store.read(segments.of_stream, stream or self.stream).result()

    def sql(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Another hand: straight into the tables, with the triggers taken away first."""
        return self.store.write(_sql, statement, values).result()


def verdict_body(**more: object) -> dict[str, object]:
    finding = {
        "clause": "1.3",
        "version": 2,
        "action": "REMOVE",
        "target": {"kind": "item", "ref": None},
        "evidence": [],
        "primary": True,
    }
    answer = {
        "action": "REMOVE",
        "findings": [finding],
        "sure": True,
        "read_in": "original",
        "cannot": None,
    }
    outcome = {
        "result": "differs",
        "match": "none",
        "severity": "major",
        "errors": [{"code": "FN.missed", "severity": "major"}],
    }
    return {"answer": answer, "outcome": outcome, "stage": "first", "active_ms": 4200, **more}


def _act(db: Any, kind: str, fields: dict[str, Any]) -> Event:
    person, device = people.person(db), people.device(db)
    assert person is not None
    act = {"at": AT, "person": person.id, "batch": "batch-1", **fields}
    return events.append(db, events.Act(kind=kind, device=device.id, **act))


def _sql(db: Any, statement: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
    for (trigger,) in db.conn.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'"):
        db.conn.execute(f"DROP TRIGGER [{trigger}]")
    return db.conn.execute(statement, values).fetchall()


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store without a person or a device; making one anew takes longer than copying it."""
    home = tmp_path_factory.mktemp("template") / "home"
    create(home, Protection.FILE).close()
    (home / "ballast").unlink()
    return home


@pytest.fixture
def open_desk(tmp_path: Path) -> Iterator[Callable[[str], Desk]]:
    """Opens the desk in a folder of that name; all are closed at the end."""
    opened: list[Store] = []

    def open_one(name: str) -> Desk:
        home = tmp_path / name
        store = open_existing(home)
        opened.append(store)
        person = store.read(people.person).result()
        device = store.write(people.device).result()
        return Desk(home, store, person.id, device.id, device.seed)

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def new_desk(
    tmp_path: Path, empty_home: Path, open_desk: Callable[[str], Desk]
) -> Callable[[str], Desk]:
    """Makes a desk for a person."""

    def make(name: str) -> Desk:
        shutil.copytree(empty_home, tmp_path / name)
        store = open_existing(tmp_path / name)
        store.write(people.set_person, people.Person(people.PersonId(f"auditor-{name}"))).result()
        store.close()
        return open_desk(name)

    return make


@pytest.fixture
def desk(new_desk: Callable[[str], Desk]) -> Desk:
    return new_desk("mei")


@pytest.fixture
def lead(new_desk: Callable[[str], Desk]) -> Desk:
    return new_desk("lead")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder that is there, and empty."""
    folder = tmp_path / "place"
    folder.mkdir()
    return folder
