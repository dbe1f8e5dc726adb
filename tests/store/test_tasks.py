"""What is next, and the queue, with the plans that keep them fast at a million tasks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.store.demo import Auditor, right_answer
from workstation.review import desk as acts
from workstation.review import handing_in
from workstation.store import batches, tasks, verdicts
from workstation.store.tasks import QueueFilter


@pytest.fixture
def watched(mei: Auditor) -> Callable[..., list[str]]:
    """The query plans of everything that a function of `tasks` asks."""

    def plans(work: Callable[..., Any], *arguments: Any) -> list[str]:
        def run(db: Any) -> list[str]:
            asked: list[str] = []
            db.conn.set_trace_callback(asked.append)
            work(db, *arguments)
            db.conn.set_trace_callback(None)
            return [
                row[3]
                for sql in asked
                for row in db.conn.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()
            ]

        return mei.store.read(run).result()

    return plans


def batch_of(mei: Auditor) -> str:
    return mei.sql("SELECT id FROM batch")[0][0]


def test_next_uses_the_partial_index(mei: Auditor, watched: Callable[..., list[str]]) -> None:
    for work, more in ((tasks.next_open, (0,)), (tasks.next_open, (7,)), (tasks.upcoming, (7, 40))):
        plan = watched(work, batch_of(mei), "mei", *more)
        assert plan
        assert all("task_open" in line for line in plan), plan


def test_how_it_stands_is_read_from_an_index(
    mei: Auditor, watched: Callable[..., list[str]]
) -> None:
    for work, *arguments in (
        (tasks.progress, batch_of(mei), "mei"),
        (batches.ready, "mei"),
        (verdicts.sealed_cases,),
    ):
        plan = watched(work, *arguments)
        of_tasks = [line for line in plan if " task " in line or " t " in line]
        assert of_tasks
        assert all("COVERING INDEX" in line for line in of_tasks), plan


def test_batches_and_how_they_stand(mei: Auditor) -> None:
    one, two, three, four = mei.tasks()[:4]
    mei.do(acts.skip, one)
    mei.cannot(two)
    mei.do(acts.seal, three)
    mei.answer(four, right_answer(mei, four))
    (told,) = mei.store.read(batches.ready, "mei").result()
    decided = int(mei.state(four) == "decided")
    assert (told.tasks, told.decided, told.cannot, told.skipped) == (60, decided, 1, 1)
    assert told.submitted_at is None
    event = mei.do(handing_in.submit, told.id)
    assert mei.store.read(batches.ready, "mei").result()[0].submitted_at == event.at
    # Whoever has no part in it can still open it, to read what others do.
    (other,) = mei.store.read(batches.ready, "else").result()
    assert (other.id, other.tasks, other.submitted_at) == (told.id, 0, None)


def test_opening_a_case_scans_nothing(mei: Auditor, watched: Callable[..., list[str]]) -> None:
    from workstation.review.prepare import prepare
    from workstation.review.view import open_task

    task = mei.tasks()[0]
    plan = watched(open_task, task, mei.clock())
    plan += watched(prepare, task, mei.clock(), (), "en")
    # `SCAN json_each`-like lines have no table of ours.
    assert [line for line in plan if line.startswith("SCAN")] == []


def test_next_open_goes_round(mei: Auditor) -> None:
    batch = batch_of(mei)

    def after(position: int) -> int | None:
        found = mei.store.read(tasks.next_open, batch, "mei", position).result()
        return found.position if found else None

    assert (after(0), after(1), after(59), after(60)) == (1, 2, 60, 1)
    ids = mei.tasks()
    mei.do(acts.skip, ids[1])
    assert after(1) == 3
    for task in ids:
        mei.do(acts.skip, task)
    assert (after(0), after(30)) == (None, None)
    assert mei.store.read(tasks.next_open, batch, "else", 0).result() is None


def test_upcoming(mei: Auditor) -> None:
    found = mei.store.read(tasks.upcoming, batch_of(mei), "mei", 57, 40).result()
    assert [task.position for task in found] == [58, 59, 60]


def test_progress(mei: Auditor) -> None:
    ids = mei.tasks()
    mei.do(acts.skip, ids[0])
    mei.do(acts.seal, ids[1])
    mei.cannot(ids[2])
    mei.do(acts.flag, ids[3])
    told = mei.store.read(tasks.progress, batch_of(mei), "mei").result()
    assert (told.total, told.open, told.skipped, told.sealed, told.cannot, told.flagged) == (
        60, 57, 1, 1, 1, 1,
    )  # fmt: skip
    assert mei.store.read(tasks.progress, batch_of(mei), "else").result().total == 0


def keys(mei: Auditor, **wanted: Any) -> list[int]:
    found = mei.store.read(tasks.queue_keys, batch_of(mei), "mei", QueueFilter(**wanted)).result()
    rows = mei.store.read(tasks.queue_rows, list(found)).result()
    return [row.position for row in rows]


def test_queue(mei: Auditor) -> None:
    ids = mei.tasks()
    assert keys(mei) == [*range(1, 61)]
    mei.do(acts.skip, ids[4])
    mei.do(acts.flag, ids[6])
    assert keys(mei, states=("skipped",)) == [5]
    assert keys(mei, flagged=True) == [7]
    assert len(keys(mei, flagged=False)) == 59
    thai = keys(mei, languages=("th",))
    assert thai
    assert len(thai) < 30
    assert keys(mei, languages=("th",), markets=("XX",)) == []
    listings = keys(mei, content_types=("listing",))
    assert set(listings) | set(keys(mei, content_types=("review", "chat", "video", "comment")))
    assert keys(mei, cases=()) == []
    case = mei.view(ids[8]).case.id
    assert keys(mei, cases=(case, "no such case")) == [9]


def test_rows_in_the_order_asked(mei: Auditor) -> None:
    found = list(mei.store.read(tasks.queue_keys, batch_of(mei), "mei", QueueFilter()).result())
    asked = [found[9], found[2], 999_999, found[5]]
    rows = mei.store.read(tasks.queue_rows, asked).result()
    assert [row.seq for row in rows] == [found[9], found[2], found[5]]
    assert mei.store.read(tasks.queue_rows, []).result() == []


def test_a_row_tells_nothing_of_the_decision(mei: Auditor) -> None:
    found = mei.store.read(tasks.queue_keys, batch_of(mei), "mei", QueueFilter()).result()
    rows = mei.store.read(tasks.queue_rows, list(found)).result()
    assert {row.result for row in rows} == {None}
    told = " ".join(map(repr, rows))
    for (word,) in mei.sql("SELECT DISTINCT [by] FROM decision UNION SELECT vendor FROM decision"):
        assert word not in told
