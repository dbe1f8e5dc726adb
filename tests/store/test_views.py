"""Task states, verdicts and submissions are what the events say, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from tests.store.demo import Auditor, right_answer, wrong_tasks
from workstation.domain.event import Kind
from workstation.domain.taxonomy import Code
from workstation.domain.verdict import Answer
from workstation.fault import WorldFault
from workstation.intake.importer import import_batch
from workstation.review import desk as acts
from workstation.review import handing_in
from workstation.store import events, people, verdicts, views
from workstation.store.driver import Database, connect
from workstation.store.events import every
from workstation.store.keys import Protection
from workstation.store.migrations import migrate
from workstation.store.store import create

VIEWS = {
    "task": "SELECT id, state, flagged FROM task ORDER BY id",
    "verdict": "SELECT * FROM verdict ORDER BY event",
    "finding": "SELECT * FROM finding WHERE owner IN (SELECT event FROM verdict) ORDER BY 1, 2",
    "submission": "SELECT * FROM submission ORDER BY 1, 2",
}


def as_they_are(mei: Auditor) -> dict[str, list[Any]]:
    return {name: mei.sql(sql) for name, sql in VIEWS.items()}


def made_again(mei: Auditor) -> dict[str, list[Any]]:
    """The views as a store would have them that was told the events alone, one after another."""
    told = mei.store.read(lambda db: [event for event, _ in every(db)]).result()
    tasks = mei.sql("SELECT id, item, batch, [case], person, stage, position FROM task")
    made = connect(":memory:", isolation_level=None)
    db = Database(made, execute_plugins=False)
    try:
        migrate(db)
        made.execute("PRAGMA foreign_keys = OFF")
        made.executemany(
            "INSERT INTO task (id, item, batch, [case], person, stage, position) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            tasks,
        )
        events.receive(db, told)
        return {name: made.execute(sql).fetchall() for name, sql in VIEWS.items()}
    finally:
        made.close()


@pytest.mark.parametrize("seed", range(6))
def test_views_follow_from_events(mei: Auditor, seed: int) -> None:
    """A long day of everything anybody can do, in any order, many times taken back."""
    chance = random.Random(seed)
    tasks = [*wrong_tasks(mei)[:3], *mei.tasks()[:3]]

    def anything() -> None:
        task = chance.choice(tasks)
        what = chance.choice(ACTS)
        with suppress(WorldFault):
            what(mei, task)

    for _ in range(70):
        anything()
    if seed % 2:
        mei.do(handing_in.submit, mei.view(tasks[0]).batch.id)
    assert as_they_are(mei) == made_again(mei)
    assert mei.store.read(verdicts.check).result() is None
    standing = mei.sql(
        "SELECT task, count(*) FROM verdict WHERE superseded_by IS NULL GROUP BY task"
    )
    assert all(count == 1 for _, count in standing), "two verdicts of one person stand on one task"


ACTS: list[Callable[[Auditor, str], object]] = [
    lambda mei, task: mei.answer(task, Answer("NONE")),
    lambda mei, task: mei.answer(task, right_answer(mei, task)),
    lambda mei, task: mei.conclude(task, note="n"),
    lambda mei, task: mei.conclude(task, errors=(), reason="not so"),
    lambda mei, task: mei.cannot(task),
    lambda mei, task: mei.do(acts.skip, task),
    lambda mei, task: mei.do(acts.flag, task),
    lambda mei, task: mei.do(acts.note, task, "n"),
    lambda mei, task: mei.do(acts.process_fault, task, Code.PR_NOTE, "", ""),
    lambda mei, _: mei.undo(),
    lambda mei, _: mei.undo(),
    lambda mei, _: mei.undo(),
]


def test_a_correction_taken_back_lets_the_verdict_stand(mei: Auditor) -> None:
    task = wrong_tasks(mei)[0]
    mei.answer(task, right_answer(mei, task))
    first = mei.conclude(task)
    assert mei.conclude(task, errors=(), reason="not so").kind == Kind.CORRECTED
    mei.undo()
    assert mei.sql("SELECT event FROM verdict WHERE superseded_by IS NULL") == [(first.id,)]


def test_a_batch_that_comes_after_the_events(mei: Auditor, tmp_path: Any, demo_home: Any) -> None:
    """A store made anew pulls its person's own work back from the hub before the batch."""
    from tests.store.demo import BATCH, NOW

    one, two, three, four = mei.tasks()[:4]
    mei.answer(one, Answer("NONE"))
    mei.cannot(two)
    mei.do(acts.flag, two)
    mei.do(acts.skip, three)
    mei.do(acts.seal, four)
    wanted = as_they_are(mei)
    store = create(tmp_path / "anew", Protection.FILE)
    try:
        store.write(people.set_person, mei.person).result()
        store.write(events.receive, mei.events()).result()
        import_batch(store, BATCH, mei.person.id, lambda: NOW)
        other = Auditor(store, mei.person, mei.device)
        assert as_they_are(other) == wanted
        assert [other.state(task) for task in (two, three, four)] == ["cannot", "skipped", "sealed"]
    finally:
        store.close()


def test_two_devices_of_one_person(open_auditor: Callable[..., Auditor]) -> None:
    """What is taken back on one device does not touch what was done on the other."""
    one, two = open_auditor("one"), open_auditor("two")
    two.store.write(_new_device).result()
    two.device = two.store.read(people.device).result()
    assert one.device.id != two.device.id
    task = one.tasks()[0]
    given = right_answer(one, task)
    one.answer(task, given)
    two.answer(task, given)
    one.undo()
    two.store.write(events.receive, one.events()).result()
    one.store.write(events.receive, two.events()).result()
    assert two.state(task) == one.state(task) == "decided"
    assert two.verdicts(task) == one.verdicts(task)
    assert len(one.verdicts(task)) == 1
    for desk in (one, two):
        assert desk.store.read(verdicts.check).result() is None


def _new_device(db: Any) -> None:
    db.conn.execute("DELETE FROM meta WHERE name = 'device'")
    people.device(db)


def test_nobody_takes_back_another_person_s_verdict(mei: Auditor) -> None:
    task = mei.tasks()[0]
    mei.answer(task, right_answer(mei, task))
    before = as_they_are(mei)
    verdict = mei.events()[-1]
    stranger = events.Act(
        Kind.UNDONE, verdict.at, people.PersonId("else"), mei.device.id,
        task=task, supersedes=verdict.id, body={"restores": "open"},
    )  # fmt: skip
    mei.store.write(events.append, stranger).result()
    assert as_they_are(mei) == before


def test_a_sealed_task_stays_sealed(mei: Auditor) -> None:
    task = mei.tasks()[0]
    mei.do(acts.seal, task)
    late = events.Act(
        Kind.SKIPPED, "2026-06-01T09:00:00+00:00", mei.person.id, mei.device.id, task=task
    )
    mei.store.write(events.append, late).result()
    assert mei.state(task) == "sealed"
    assert mei.store.read(views.stand, task, mei.person.id).result() == ("sealed", False)
