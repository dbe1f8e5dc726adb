"""Append-only events, their log entry and outbox row in one transaction, erasable words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.store.demo import Auditor, right_answer, wrong_tasks
from workstation.domain.event import Audience, Event, Kind
from workstation.domain.verdict import Answer
from workstation.review import desk as acts
from workstation.review.desk import Shown
from workstation.store import drafts, events, log, segments, views
from workstation.store.driver import DatabaseError
from workstation.store.events import Act

ROWS = ("event", "event_text", "log", "outbox", "verdict", "finding", "draft")


def counts(mei: Auditor) -> dict[str, int]:
    return {table: mei.sql(f"SELECT count(*) FROM [{table}]")[0][0] for table in ROWS}


def act(mei: Auditor, kind: str = "noted", **more: Any) -> Act:
    return Act(kind, "2026-06-01T09:00:00+00:00", mei.person.id, mei.device.id, **more)


def append(mei: Auditor, *given: Any, **more: Any) -> Event:
    return mei.store.write(events.append, act(mei, *given, **more)).result()


POINTS = {
    "the event": (events, "_insert"),
    "the log entry": (log, "add"),
    "its hash": (log, "canonical_json"),
    "the views": (views, "apply"),
    "the task": (views, "_set_state"),
    "the verdict": (views._HANDLERS, Kind.VERDICT),
    "the second event": (acts, "_record"),
    "the draft": (drafts, "keep"),
}


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("when", ["before", "after"])
def test_all_of_an_answer_or_nothing(
    mei: Auditor, point: str, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Events, log entries, outbox rows and views of one key live in one transaction."""
    task = wrong_tasks(mei)[0] if point == "the draft" else agreeing_task(mei)
    given = right_answer(mei, task)
    before = (counts(mei), mei.state(task), mei.sql("SELECT * FROM log"))
    holder, name = POINTS[point]
    real = holder[name] if isinstance(holder, dict) else getattr(holder, name)

    def fails(*more: Any, **named: Any) -> Any:
        if when == "after":
            real(*more, **named)
        raise RuntimeError("cut here")

    patch = monkeypatch.setitem if isinstance(holder, dict) else monkeypatch.setattr
    patch(holder, name, fails)
    with pytest.raises(RuntimeError, match="cut here"):
        mei.store.write(acts.answer, mei.desk, task, given, Shown(), "a note").result()
    assert (counts(mei), mei.state(task), mei.sql("SELECT * FROM log")) == before
    monkeypatch.undo()
    mei.answer(task, given)
    assert mei.store.read(log.check).result().fault is None


def agreeing_task(mei: Auditor) -> str:
    wrong = set(wrong_tasks(mei))
    return next(task for task in mei.tasks() if task not in wrong)


def test_an_act_is_event_entry_and_outbox_row(mei: Auditor) -> None:
    before = counts(mei)
    event = append(mei, words={"note": "why"}, case="c")
    after = counts(mei)
    more = {table: after[table] - before[table] for table in ROWS}
    one = dict.fromkeys(("event", "event_text", "log", "outbox"), 1)
    assert {table: count for table, count in more.items() if count} == one
    head = mei.store.read(log.head).result()
    assert mei.sql("SELECT what, ref, digest, hash FROM log WHERE seq = ?", head[0]) == [
        ("event", event.id, event.digest(), head[1])
    ]
    assert mei.store.read(segments.outbox, event.stream, 99).result() == [event.number]
    assert mei.store.read(events.get, event.id).result() == event


def test_numbers_are_gapless_a_stream(mei: Auditor) -> None:
    work = [append(mei).number for _ in range(3)]
    local = [append(mei, audience=Audience.LOCAL).number for _ in range(2)]
    private = [append(mei, audience=Audience.PRIVATE).number for _ in range(2)]
    assert (work, local, private) == ([1, 2, 3], [1, 2], [1, 2])


def test_what_is_local_never_queues(mei: Auditor) -> None:
    event = append(mei, audience=Audience.LOCAL)
    assert mei.sql("SELECT count(*) FROM outbox") == [(0,)]
    assert mei.sql("SELECT count(*) FROM log WHERE ref = ?", event.id) == [(1,)]


def test_unknown_kinds_are_kept(mei: Auditor) -> None:
    event = append(mei, "something_of_2031", body={"deep": [{"a": None}]})
    assert mei.store.read(events.get, event.id).result() == event


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET kind = 'x'",
        "UPDATE event SET body = '{}'",
        "DELETE FROM event",
        "UPDATE log SET hash = 'x'",
        "DELETE FROM log",
        "UPDATE segment SET bytes = x'00'",
        "DELETE FROM segment",
        "UPDATE [case] SET market = 'XX'",
        "UPDATE part SET text = 'x'",
        "UPDATE media SET alt = 'x'",
        "UPDATE decision SET action = 'NONE'",
        "UPDATE clause_version SET body = 'x'",
        "UPDATE event_text SET words = 'other words'",
        "UPDATE event_text SET digest = 'x'",
        "UPDATE event_text SET event = 'x', words = NULL",
    ],
)
def test_triggers_refuse(mei: Auditor, statement: str) -> None:
    append(mei, words={"note": "why"})
    mei.store.write(
        lambda db: db.conn.execute(
            "INSERT INTO stream VALUES ('s', 'work', 'd', 'p', 'k', 1, NULL, 'now')"
        )
    ).result()
    mei.store.write(
        lambda db: db.conn.execute(
            "INSERT INTO segment VALUES ('s', 1, 'r', 'd', 'p', 1, 1, 'now', x'01')"
        )
    ).result()
    table = statement.split()[2 if statement.startswith("DELETE") else 1].strip("[]")
    assert mei.sql(f"SELECT count(*) FROM [{table}]")[0][0] > 0
    with pytest.raises(DatabaseError, match=r"append-only|immutable|may only be erased"):
        mei.store.write(lambda db: db.conn.execute(statement)).result()


def test_foreign_keys_hold(mei: Auditor) -> None:
    with pytest.raises(DatabaseError, match="FOREIGN KEY"):
        mei.store.write(
            lambda db: db.conn.execute(
                "INSERT INTO item VALUES ('i', 'no', 'no', 1, NULL, NULL, NULL)"
            )
        ).result()


def test_erased_words_are_gone_and_the_chain_holds(mei: Auditor) -> None:
    event = append(mei, words={"note": "a name that must go", "reason": "stays"})
    mei.store.write(
        events.erase_text, event.texts["note"].digest, "2026-06-02T00:00:00+00:00"
    ).result()
    held = mei.store.read(events.get, event.id).result()
    assert held.texts["note"].words is None
    assert held.texts["reason"].words == "stays"
    assert held.digest() == event.digest()
    checked = mei.store.read(log.check).result()
    assert checked.fault is None
    assert mei.sql("SELECT what FROM log ORDER BY seq DESC LIMIT 1") == [("erased",)]


def test_words_that_come_back_must_be_the_same(mei: Auditor) -> None:
    event = append(mei, words={"note": "why"})
    text = event.texts["note"]
    mei.store.write(events.erase_text, text.digest, "2026-06-02T00:00:00+00:00").result()
    keep = mei.store.write
    assert keep(events.keep_text, text.digest, text.salt, "why not").result() is False
    assert keep(events.keep_text, text.digest, "other", "why").result() is False
    assert keep(events.keep_text, text.digest, text.salt, "why").result() is True
    assert keep(events.keep_text, text.digest, text.salt, "why").result() is False


def test_received_events_change_views_and_queue_nothing(
    open_auditor: Callable[..., Auditor],
) -> None:
    one, two = open_auditor("one"), open_auditor("two")
    task = one.tasks()[0]
    one.answer(task, Answer("NONE"))
    got = one.events()
    before = counts(two)["log"]
    assert two.store.write(events.receive, got).result() == len(got)
    assert two.store.write(events.receive, got).result() == 0
    assert two.state(task) == one.state(task)
    assert two.verdicts(task) == one.verdicts(task)
    assert counts(two)["outbox"] == 0
    assert counts(two)["log"] == before
    assert two.store.read(log.check).result().fault is None


def test_last_of_passes_over_what_was_superseded(mei: Auditor) -> None:
    first, second = append(mei), append(mei)
    append(mei, "corrected", supersedes=second.id)
    found = mei.store.read(events.last_of, mei.stream, ["noted"]).result()
    assert found.id == first.id


def test_last_of_sees_what_a_correction_taken_back_had_hidden(mei: Auditor) -> None:
    first = append(mei)
    later = append(mei, "corrected", supersedes=first.id)
    append(mei, Kind.UNDONE, supersedes=later.id)
    assert mei.store.read(events.last_of, mei.stream, ["noted"]).result().id == first.id
    assert mei.store.read(events.last_of, mei.stream, ["corrected"]).result() is None
