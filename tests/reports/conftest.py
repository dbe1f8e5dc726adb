"""A store with a batch in it: three cases, their decisions, and tasks of one person."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from workstation.store import events, people
from workstation.store.keys import Protection
from workstation.store.store import Store, create, open_existing

AT = "2026-03-02T09:14:00.000+08:00"
BATCH = "0190a000-0000-7000-8000-0000000000b1"


def lay_batch(db: Any, blind: bool = True, cases: int = 3) -> None:
    """Rows as an import leaves them."""
    insert(
        db,
        "batch",
        {
            "id": BATCH,
            "kind": "qa",
            "title": "Week 9",
            "blind": int(blind),
            "created_at": AT,
            "publisher": "lead",
            "manifest_digest": "d",
            "manifest": "{}",
            "imported_at": AT,
            "ready": 1,
            "cases": cases,
        },
    )
    for n in range(1, cases + 1):
        insert(
            db,
            "case",
            {
                "id": f"case-{n}",
                "source_id": f"SKU-{n}",
                "content_type": "listing",
                "market": "TH",
                "category": "beauty/skin",
                "snapshot_at": AT,
                "content_version": "1",
                "language": "th",
                "headline": "ครีม",
                "ship_to": "[]",
                "harm_tags": "[]",
                "facts": "{}",
                "earlier": "[]",
                "digest": "d",
            },
        )
        item = {"id": f"item-{n}", "batch": BATCH, "case": f"case-{n}", "position": n}
        insert(db, "item", {**item, "cluster": "twins" if n == 2 else None})
        insert(
            db,
            "decision",
            {
                "id": f"decision-{n}",
                "item": f"item-{n}",
                "by": f"mod-{n}",
                "vendor": "V1",
                "site": "KL",
                "decided_at": AT,
                "action": "NONE",
                "penalty_set_by": "system",
                "automated": int(n == 3),
                "note": "",
            },
        )
        insert(
            db,
            "task",
            {
                "id": f"task-{n}",
                "item": f"item-{n}",
                "batch": BATCH,
                "case": f"case-{n}",
                "person": "mei",
                "stage": "first",
                "position": n,
            },
        )


def insert(db: Any, table: str, row: dict[str, object]) -> None:
    """One row; columns that this version of the schema adds take their defaults."""
    names = ", ".join(f"[{name}]" for name in row)
    holes = ", ".join("?" * len(row))
    db.conn.execute(f"INSERT INTO [{table}] ({names}) VALUES ({holes})", [*row.values()])


def judge(
    db: Any,
    n: int,
    kind: str = "verdict",
    person: str = "mei",
    words: dict[str, str] | None = None,
    supersedes: str | None = None,
    **more: object,
) -> Any:
    """One act on a case, in the shape that the desk writes."""
    finding = {
        "clause": "1.3",
        "version": 2,
        "action": "REMOVE",
        "target": {"kind": "part", "ref": "p1"},
        "evidence": [{"part": "p1", "start": 0, "end": 4}],
        "primary": True,
    }
    body = {
        "answer": {
            "action": "REMOVE",
            "findings": [finding],
            "sure": n != 2,
            "read_in": "original",
            "cannot": None,
        },
        "outcome": {
            "result": "differs",
            "match": "none",
            "severity": "major",
            "errors": [{"code": "FN.missed", "severity": "major"}],
        },
        "stage": "first",
        "active_ms": 4200,
        "blind": True,
        "cause": "slang_missed",
        **more,
    }
    act = events.Act(
        kind=kind,
        at=AT,
        person=people.PersonId(person),
        device=people.device(db).id,
        batch=BATCH,
        item=f"item-{n}",
        task=f"task-{n}",
        case=f"case-{n}",
        supersedes=supersedes,
        body=body if kind != "sealed" else {},
        words=words or {},
    )
    return events.append(db, act)


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("template") / "home"
    create(home, Protection.FILE).close()
    (home / "ballast").unlink()
    return home


@pytest.fixture
def new_store(tmp_path: Path, empty_home: Path) -> Iterator[Callable[[], Store]]:
    opened: list[Store] = []

    def make() -> Store:
        home = tmp_path / f"store-{len(opened)}"
        shutil.copytree(empty_home, home)
        opened.append(open_existing(home))
        return opened[-1]

    yield make
    for store in opened:
        store.close()


@pytest.fixture
def store(new_store: Callable[[], Store]) -> Store:
    """Mei's store, with the batch."""
    made = new_store()
    made.write(people.set_person, people.Person(people.PersonId("mei"))).result()
    made.write(lay_batch).result()
    return made
