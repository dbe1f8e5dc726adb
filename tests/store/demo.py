"""The demo batch in a real store, brought in once and copied for each test."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from workstation.domain import instant
from workstation.domain.event import Event
from workstation.domain.taxonomy import CannotJudge
from workstation.domain.verdict import Answer
from workstation.intake.importer import import_batch
from workstation.review import desk as acts
from workstation.review import taking_back
from workstation.review.acting import Desk
from workstation.review.desk import Answered, Conclusion, Shown
from workstation.review.encode import finding_of
from workstation.review.taking_back import Undone
from workstation.review.view import CaseView, open_task
from workstation.store import events, people, search
from workstation.store.keys import Protection
from workstation.store.people import Device, Person, PersonId
from workstation.store.store import Store, create, open_existing

ROOT = Path(__file__).resolve().parents[2]
BATCH = ROOT / "resources" / "demo" / "batch"
GOLD = ROOT / "tests" / "data" / "demo_gold.jsonl"
CASES = 150
NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
MEI = Person(PersonId("mei"), "Mei", ("en", "ms"))


@dataclass
class Clock:
    """A second later at every look."""

    at: datetime = NOW

    def __call__(self) -> str:
        self.at += timedelta(seconds=1)
        return instant.write(self.at)


@dataclass
class Auditor:
    """Somebody at a store with the demo batch in it."""

    store: Store
    person: Person
    device: Device
    clock: Clock = field(default_factory=Clock)

    @property
    def desk(self) -> Desk:
        return Desk(self.person, self.device, self.clock)

    @property
    def stream(self) -> str:
        return f"{self.device.id}.work"

    def do(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """An act of `review.desk`."""
        return self.store.write(work, self.desk, *arguments).result()

    def answer(self, task: str, given: Answer, shown: Shown | None = None) -> Answered:
        return self.do(acts.answer, task, given, shown or Shown())

    def conclude(self, task: str, **told: Any) -> Event:
        return self.do(acts.conclude, task, Conclusion(**told), Shown())

    def cannot(self, task: str, note: str = "") -> Event:
        return self.do(acts.cannot_judge, task, CannotJudge.LANGUAGE, note, Shown())

    def undo(self) -> Undone:
        return self.do(taking_back.undo)

    def view(self, task: str) -> CaseView:
        return self.store.read(open_task, task, instant.write(NOW)).result()

    def task(self, source_id: str) -> str:
        """The task on the case of that source id."""
        sql = (
            "SELECT t.id FROM task t JOIN [case] c ON c.id = t.[case] "
            "WHERE c.source_id = ? AND t.person = ?"
        )
        return self.sql(sql, source_id, self.person.id)[0][0]

    def tasks(self) -> list[str]:
        """Tasks in the order of work."""
        return [row[0] for row in self.sql("SELECT id FROM task ORDER BY position")]

    def state(self, task: str) -> str:
        return self.sql("SELECT state FROM task WHERE id = ?", task)[0][0]

    def events(self) -> list[Event]:
        return self.store.read(events.range_of, self.stream, 0, 1 << 30).result()

    def verdicts(self, task: str) -> list[tuple[Any, ...]]:
        """Result and action of the verdicts that stand."""
        sql = "SELECT result, action FROM verdict WHERE task = ? AND superseded_by IS NULL"
        return self.sql(sql, task)

    def sql(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        return self.store.read(_sql, statement, values).result()

    def other_hand(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Straight into the tables, with the triggers taken away first."""
        return self.store.write(_without_triggers, statement, values).result()


def gold() -> list[dict[str, Any]]:
    return [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]


def gold_answer(row: dict[str, Any]) -> Answer:
    found = tuple(finding_of(one) for one in row["findings"])
    return Answer(row["action"], found, penalty=row.get("penalty"))


def right_answer(auditor: Auditor, task: str) -> Answer:
    """What the gold says of a task's case."""
    case = auditor.sql("SELECT [case] FROM task WHERE id = ?", task)[0][0]
    return gold_answer(next(row for row in gold() if row["id"] == case))


def wrong_tasks(auditor: Auditor) -> list[str]:
    """Tasks whose decision the gold calls wrong."""
    return [auditor.task(row["source_id"]) for row in gold() if row["codes"]]


def _sql(db: Any, statement: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
    return db.conn.execute(statement, values).fetchall()


def _without_triggers(db: Any, statement: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
    for (trigger,) in db.conn.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'"):
        db.conn.execute(f"DROP TRIGGER [{trigger}]")
    return db.conn.execute(statement, values).fetchall()


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed store with the demo batch and Mei's tasks; not to be changed."""
    home = tmp_path_factory.mktemp("demo") / "home"
    store = create(home, Protection.FILE)
    try:
        store.write(people.set_person, MEI).result()
        store.write(people.device).result()
        report = import_batch(store, BATCH, MEI.id, lambda: NOW)
        assert (report.stored, report.quarantined) == (CASES, 0)
        while store.write(search.index_cases).result():
            pass
    finally:
        store.close()
    (home / "ballast").unlink()
    return home


@pytest.fixture
def open_auditor(tmp_path: Path, demo_home: Path) -> Iterator[Callable[..., Auditor]]:
    """Opens a copy of the demo's store, each under a name of its own."""
    opened: list[Store] = []

    def open_one(name: str = "home") -> Auditor:
        home = tmp_path / name
        if not home.exists():
            shutil.copytree(demo_home, home)
        store = open_existing(home)
        opened.append(store)
        person = store.read(people.person).result()
        assert person is not None
        return Auditor(store, person, store.write(people.device).result())

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def mei(open_auditor: Callable[..., Auditor]) -> Auditor:
    return open_auditor()
