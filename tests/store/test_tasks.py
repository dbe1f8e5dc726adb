"""What is next, and the queue, with the plans that keep them fast at a million tasks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from tests.store.demo import Auditor, right_answer, wrong_tasks
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
                if not sql.startswith("--")  # what the full-text index asks itself
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
        looked_up = [line for line in plan if " task " in line]
        assert looked_up
        assert all("task_open" in line for line in looked_up), plan


def test_how_it_stands_is_read_from_an_index(
    mei: Auditor, watched: Callable[..., list[str]]
) -> None:
    for work, *arguments in (
        (tasks.progress, batch_of(mei), "mei"),
        (batches.ready, "mei"),
        (verdicts.sealed_cases,),
    ):
        plan = watched(work, *arguments)
        assert plan
        assert not [line for line in plan if line.startswith("SCAN") and "queue" in line], plan
        of_tasks = [line for line in plan if " task " in line or " t " in line]
        assert all("COVERING INDEX" in line for line in of_tasks), plan


def test_every_filter_walks_the_queue_s_own_lines(
    mei: Auditor, watched: Callable[..., list[str]]
) -> None:
    """In the order of work, so that the first rows can come before the rest; the tasks and cases
    themselves are looked up by an index, never walked through."""
    for wanted in (
        *(QueueFilter(states=("open",)), QueueFilter(languages=("th",)), QueueFilter(flagged=True)),
        *(QueueFilter(sellers=("s-1",)), QueueFilter(categories=("a",)), QueueFilter(noted=True)),
        *(QueueFilter(provisional=True), QueueFilter(results=("agrees",))),
        *(QueueFilter(words=("ja",)), QueueFilter(unwanted=QueueFilter(languages=("th",)))),
    ):
        plan = watched(tasks.queue_keys, batch_of(mei), "mei", wanted, 100)
        assert any(" l USING " in line for line in plan), plan
        assert not [line for line in plan if "TEMP B-TREE FOR ORDER BY" in line], plan
        walked = [line for line in plan if line.startswith("SCAN") and "case_words" not in line]
        assert not walked, (wanted, plan)
    plan = watched(tasks.queue_keys, batch_of(mei), "mei", QueueFilter(flagged=True))
    assert any("queue_flagged" in line for line in plan), plan


def test_the_whole_queue_is_two_numbers(mei: Auditor, watched: Callable[..., list[str]]) -> None:
    plan = watched(tasks.queue_keys, batch_of(mei), "mei", QueueFilter())
    assert len(plan) == 1
    assert isinstance(
        mei.store.read(tasks.queue_keys, batch_of(mei), "mei", QueueFilter()).result(), range
    )


def write(mei: Auditor, statement: str, *values: object) -> None:
    """With the triggers in their places."""

    def run(db: Any) -> None:
        db.conn.execute(statement, values)

    mei.store.write(run).result()


def lines(mei: Auditor) -> list[tuple[Any, ...]]:
    return mei.sql(
        "SELECT p.person, l.position, l.seq, l.state, l.flagged, l.language, l.content_type, "
        "l.market, l.category, l.seller FROM queue_line l JOIN queue_place p ON p.id = l.place "
        "ORDER BY 1, 2, 3"
    )


def wanted_lines(mei: Auditor) -> list[tuple[Any, ...]]:
    return mei.sql(
        "SELECT t.person, t.position, t.seq, t.state, t.flagged, coalesce(c.language, (SELECT "
        "p.language FROM part_language p WHERE p.[case] = c.id LIMIT 1)), c.content_type, "
        "c.market, c.category, c.seller FROM task t JOIN [case] c ON c.id = t.[case] "
        "ORDER BY 1, 2, 3"
    )


def test_the_lines_follow_the_tasks(mei: Auditor) -> None:
    ids = mei.tasks()
    mei.do(acts.skip, ids[0])
    mei.cannot(ids[1])
    mei.do(acts.flag, ids[2])
    mei.do(acts.seal, ids[3])
    mei.undo()
    write(mei, "DELETE FROM task WHERE id = ?", ids[9])
    write(mei, "UPDATE task SET person = 'lee', id = 'x' WHERE id = ?", ids[10])
    assert lines(mei) == wanted_lines(mei)
    keys = mei.store.read(tasks.queue_keys, batch_of(mei), "mei", QueueFilter()).result()
    assert [row[0] for row in mei.sql("SELECT seq FROM task WHERE person = 'mei'")] == list(keys)
    for person, number in (("mei", len(ids) - 2), ("lee", 1), ("else", 0)):
        told = mei.store.read(tasks.progress, batch_of(mei), person).result()
        counted = dict(
            mei.sql("SELECT state, count(*) FROM task WHERE person = ? GROUP BY 1", person)
        )
        assert told.total == number
        assert {name: getattr(told, name) for name in counted} == counted


def test_a_language_that_becomes_known_is_in_the_queue(mei: Auditor) -> None:
    case = mei.sql("SELECT id FROM [case] WHERE language IS NOT NULL LIMIT 1")[0][0]
    write(mei, "DROP TRIGGER case_fixed")
    write(mei, "UPDATE [case] SET language = NULL WHERE id = ?", case)
    write(mei, "INSERT INTO part_language VALUES (?, 'p', 'zh-Hans', 1000, 'script', 1)", case)
    assert set(keys(mei, languages=("zh-Hans",))) < set(keys(mei, languages=("ZH",)))
    doubtful = keys(mei, doubtful=True)
    assert mei.sql("SELECT position FROM task WHERE [case] = ?", case) == [(doubtful[0],)]


def test_batches_and_how_they_stand(mei: Auditor) -> None:
    one, two, three, four = mei.tasks()[:4]
    mei.do(acts.skip, one)
    mei.cannot(two)
    mei.do(acts.seal, three)
    mei.answer(four, right_answer(mei, four))
    (told,) = mei.store.read(batches.ready, "mei").result()
    decided = int(mei.state(four) == "decided")
    assert (told.tasks, told.decided, told.cannot, told.skipped) == (
        len(mei.tasks()),
        decided,
        1,
        1,
    )
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

    ids = mei.tasks()
    last = len(ids)
    assert (after(0), after(1), after(last - 1), after(last)) == (1, 2, last, 1)
    mei.do(acts.skip, ids[1])
    assert after(1) == 3
    for task in ids:
        mei.do(acts.skip, task)
    assert (after(0), after(30)) == (None, None)
    assert mei.store.read(tasks.next_open, batch, "else", 0).result() is None


def test_upcoming(mei: Auditor) -> None:
    found = mei.store.read(tasks.upcoming, batch_of(mei), "mei", 57, 3).result()
    assert [task.position for task in found] == [58, 59, 60]
    last = len(mei.tasks())
    found = mei.store.read(tasks.upcoming, batch_of(mei), "mei", last - 2, 40).result()
    assert [task.position for task in found] == [last - 1, last]


def test_progress(mei: Auditor) -> None:
    ids = mei.tasks()
    mei.do(acts.skip, ids[0])
    mei.do(acts.seal, ids[1])
    mei.cannot(ids[2])
    mei.do(acts.flag, ids[3])
    told = mei.store.read(tasks.progress, batch_of(mei), "mei").result()
    assert (told.total, told.open, told.skipped, told.sealed, told.cannot, told.flagged) == (
        len(ids), len(ids) - 3, 1, 1, 1, 1,
    )  # fmt: skip
    assert mei.store.read(tasks.progress, batch_of(mei), "else").result().total == 0


def keys(mei: Auditor, **wanted: Any) -> list[int]:
    found = mei.store.read(tasks.queue_keys, batch_of(mei), "mei", QueueFilter(**wanted)).result()
    rows = mei.store.read(tasks.queue_rows, list(found)).result()
    return [row.position for row in rows]


def test_queue(mei: Auditor) -> None:
    ids = mei.tasks()
    assert keys(mei) == [*range(1, len(ids) + 1)]
    mei.do(acts.skip, ids[4])
    mei.do(acts.flag, ids[6])
    assert keys(mei, states=("skipped",)) == [5]
    assert keys(mei, flagged=True) == [7]
    assert len(keys(mei, unwanted=QueueFilter(flagged=True))) == len(ids) - 1
    assert len(keys(mei, unwanted=QueueFilter(flagged=True, states=("skipped",)))) == len(ids) - 2
    thai = keys(mei, languages=("th",))
    assert thai
    assert len(thai) < len(ids) / 2
    assert keys(mei, languages=("th",), markets=("XX",)) == []
    listings = keys(mei, content_types=("listing",))
    assert set(listings) | set(keys(mei, content_types=("review", "chat", "video", "comment")))
    case = mei.view(ids[8]).case
    for name in (case.id, case.id[:30], ids[8], ids[8][:12], case.source_id, case.source_id[-4:]):
        assert 9 in keys(mei, ids=(name,)), name
    assert keys(mei, ids=("%",)) == []
    mei.do(acts.note, ids[3], "a note")
    assert keys(mei, noted=True) == [4]
    assert keys(mei, provisional=True) == []


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


def test_a_result_can_be_asked_for_once_it_is_one_s_own(mei: Auditor) -> None:
    task = wrong_tasks(mei)[0]
    batch = mei.view(task).batch.id

    def differing(person: str) -> int:
        wanted = QueueFilter(results=("differs", "agrees", "pending"))
        return len(mei.store.read(tasks.queue_keys, batch, person, wanted).result())

    theirs = (
        "INSERT INTO task SELECT 999, 'theirs', item, batch, [case], 'lee', 'second', position, "
        "'open', 0 FROM task WHERE id = ?"
    )
    write(mei, theirs, task)
    lee = Auditor(mei.store, replace(mei.person, id="lee"), mei.device)
    lee.answer("theirs", right_answer(mei, task))
    lee.conclude("theirs")
    assert (differing("mei"), differing("lee")) == (0, 1)
    mei.answer(task, right_answer(mei, task))
    assert differing("mei") == 0
    mei.conclude(task)
    assert differing("mei") == 1
