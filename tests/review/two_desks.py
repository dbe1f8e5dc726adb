"""Two auditors with the demo batch, each at a store of their own, and a folder between them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.store.demo import Auditor, gold
from workstation.domain.verdict import Answer
from workstation.review import handed_on, peers
from workstation.review.handed_on import HandedOn, Listed
from workstation.review.peers import PeersQueue
from workstation.store import people
from workstation.store.people import PersonId
from workstation.sync.folder import FolderTransport
from workstation.sync.report import SyncReport
from workstation.sync.sync import sync

NOTHING = Answer("NONE")
Join = Callable[..., Auditor]


@pytest.fixture
def join(open_auditor: Callable[..., Auditor]) -> Join:
    """`join("rani", ("th",))`: somebody else, with the batch in a store of their own, whose tasks
    are all Mei's: they only read."""

    def come(name: str, reads: tuple[str, ...]) -> Auditor:
        made = open_auditor(name)
        made.person = people.Person(PersonId(name), name.title(), reads)
        made.store.write(people.set_meta, "device", "").result()
        made.other_hand("DELETE FROM meta WHERE name = 'device'")
        made.device = made.store.write(people.device).result()
        made.store.write(people.set_person, made.person).result()
        return made

    return come


def exchange(folder: Path, *desks: Auditor) -> list[SyncReport]:
    """Each sends and receives, twice, so that everything has come everywhere."""
    folder.mkdir(exist_ok=True)
    done = [sync(desk.store, FolderTransport(folder)) for desk in (*desks, *desks)]
    assert not [problem for report in done for problem in report.problems]
    return done


def overturned(auditor: Auditor, language: str) -> str:
    """A task in a language whose decision is wrong by the gold, overturned by `auditor`."""
    task = a_wrong_task(auditor, language)
    row = auditor.sql("SELECT [case] FROM task WHERE id = ?", task)[0][0]
    right = next(one for one in gold() if one["id"] == row)
    from tests.store.demo import gold_answer

    auditor.answer(task, gold_answer(right))
    auditor.conclude(task, note="the overturn's note")
    return task


def a_wrong_task(auditor: Auditor, language: str) -> str:
    found = auditor.sql(
        "SELECT t.id, c.source_id FROM task t JOIN [case] c ON c.id = t.[case] "
        "WHERE c.language = ? ORDER BY t.position",
        language,
    )
    wrong = {one["source_id"] for one in gold() if one["codes"]}
    return next(task for task, source in found if source in wrong)


def questions(auditor: Auditor) -> Listed:
    return auditor.store.read(handed_on.listed, auditor.desk).result()


def question(auditor: Auditor) -> HandedOn:
    (one,) = questions(auditor).rows
    return one


def peers_queue(auditor: Auditor) -> PeersQueue:
    return auditor.store.read(peers.queue, auditor.desk).result()


def verdict_on(auditor: Auditor, task: str) -> str:
    (found,) = auditor.sql(
        "SELECT event FROM verdict WHERE task = ? AND superseded_by IS NULL", task
    )
    return str(found[0])
