"""While a batch is blind nothing gives the decision away: no view, event, draft or export."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace

from tests.store.demo import Auditor, right_answer, wrong_tasks
from workstation.domain.taxonomy import Code
from workstation.domain.verdict import Answer
from workstation.review import desk as acts
from workstation.review.prepare import prepare
from workstation.store import tasks, verdicts
from workstation.store.tasks import QueueFilter

CANARY = "canary-"


@pytest.fixture(autouse=True)
def canaries(mei: Auditor) -> None:
    """Every decision is told in words that stand nowhere else."""
    mei.other_hand(
        "UPDATE decision SET [by] = 'canary-by', vendor = 'canary-vendor', site = 'canary-site', "
        "note = 'canary-note', penalty = 'canary-penalty', penalty_set_by = 'canary-set'"
    )
    mei.other_hand("UPDATE item SET stratum = 'canary-stratum', inclusion_probability = '0.125'")
    mei.other_hand("UPDATE finding SET target_kind = 'part', target_ref = 'canary-target'")


def words_in(value: Any) -> Iterator[str]:
    """Every text inside a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict) or hasattr(value, "items"):
        for name, inner in value.items():
            yield from words_in(name)
            yield from words_in(inner)
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from words_in(inner)
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from words_in(getattr(value, name))


def test_nothing_of_the_decision_is_in_a_blind_view(mei: Auditor) -> None:
    for task in mei.tasks():
        view = mei.view(task)
        assert view.hidden
        assert view.decision is None
        assert (view.item.stratum, view.item.inclusion_probability) == (None, None)
        assert not [text for text in (*words_in(view), repr(view)) if CANARY in text]


def prepared(mei: Auditor) -> list[Any]:
    return [
        mei.store.read(prepare, task, "2026-06-01T09:00:00+00:00", (), "en").result()
        for task in mei.tasks()
    ]


def test_what_is_shown_is_the_same_whatever_was_decided(mei: Auditor) -> None:
    """The case, its policy, its suggestions: all of it, word for word."""
    before = prepared(mei)
    assert any(one.suggestions for one in before)
    assert not [text for text in words_in(before) if CANARY in text]
    mei.other_hand("UPDATE decision SET action = iif(action = 'NONE', 'REMOVE', 'NONE')")
    mei.other_hand("UPDATE decision SET prior_points = 9, automated = 1, handling_ms = 1")
    mei.other_hand("DELETE FROM finding")
    assert prepared(mei) == before
    assert repr(prepared(mei)) == repr(before)


def without_answer(mei: Auditor, task: str) -> None:
    """Everything that can be done without answering."""
    mei.do(acts.opened, task)
    mei.do(acts.flag, task)
    mei.do(acts.note, task, "n")
    mei.do(acts.set_language, task, mei.view(task).case.parts[0].id, "ms")
    mei.do(acts.skip, task)
    mei.undo()
    mei.cannot(task)
    mei.undo()


def test_nor_in_any_event_before_the_answer(mei: Auditor) -> None:
    for task in wrong_tasks(mei):
        without_answer(mei, task)
        assert mei.view(task).hidden
    kept = ("event", "event_text", "draft", "verdict", "log", "outbox", "task", "submission")
    told = json.dumps([mei.sql(f"SELECT * FROM {table}") for table in kept])
    assert "cannot_judge" in told
    assert CANARY not in told
    for code in Code:
        assert code.value not in told


def test_the_answer_shows_it_and_that_stays_so(mei: Auditor) -> None:
    task = wrong_tasks(mei)[0]
    done = mei.answer(task, right_answer(mei, task))
    assert done.decision is not None
    assert mei.view(task).decision == done.decision
    mei.undo()
    assert mei.view(task).decision == done.decision
    assert not mei.view(task).hidden


def test_cannot_judge_shows_nothing(mei: Auditor) -> None:
    task = wrong_tasks(mei)[0]
    mei.cannot(task)
    assert mei.view(task).decision is None
    assert not [text for text in words_in(mei.view(task)) if CANARY in text]


def test_one_task_s_answer_shows_no_other_s_decision(mei: Auditor) -> None:
    first, second = wrong_tasks(mei)[:2]
    mei.answer(first, right_answer(mei, first))
    assert mei.view(second).hidden


def test_in_a_batch_that_is_not_blind_the_decision_is_there(mei: Auditor) -> None:
    mei.other_hand("UPDATE batch SET blind = 0")
    view = mei.view(mei.tasks()[0])
    assert not view.hidden
    assert view.decision is not None
    assert view.item.stratum is not None
    done = mei.answer(mei.tasks()[0], Answer("NONE"))
    assert done.event.body["blind"] is False


def rows(mei: Auditor) -> list[verdicts.VerdictRow]:
    return mei.store.read(lambda db: list(verdicts.rows(db, current_only=False))).result()


def test_what_leaves_as_a_file_does_not_either(mei: Auditor) -> None:
    """A case handed on without an answer may come back: its row has no decision in it."""
    handed_on, answered = wrong_tasks(mei)[:2]
    mei.cannot(handed_on)
    mei.answer(answered, right_answer(mei, answered))
    mei.conclude(answered)
    told = {row.result: row for row in rows(mei)}
    assert told["pending"].decision_action is None
    assert told["pending"].vendor is None
    assert told["pending"].source_id
    assert told["differs"].vendor
    assert not [text for text in words_in(told["pending"]) if CANARY in text]


def test_another_person_s_verdict_waits_for_ours(mei: Auditor) -> None:
    task = wrong_tasks(mei)[0]
    theirs = "INSERT INTO task SELECT 999, 'theirs', item, batch, [case], 'lee', 'second', "
    mei.other_hand(theirs + "position, 'open', 0 FROM task WHERE id = ?", task)
    lee = Auditor(mei.store, replace(mei.person, id="lee"), mei.device)
    lee.answer("theirs", right_answer(mei, task))
    lee.conclude("theirs")
    assert rows(mei) == []
    mei.cannot(task)
    assert [row.person for row in rows(mei)] == ["mei"]
    mei.answer(task, right_answer(mei, task))
    assert "lee" in {row.person for row in rows(mei)}


@pytest.mark.parametrize("name", QueueFilter.__struct_fields__)
def test_no_filter_knows_what_is_hidden(name: str) -> None:
    assert name in {
        "states", "languages", "content_types", "markets", "categories", "sellers", "flagged",
        "doubtful", "provisional", "noted", "unopened", "ids", "words", "unwanted",
        "results",  # of one's own verdicts alone: tests/store/test_tasks.py
    }  # fmt: skip


def test_the_queue_shows_a_result_only_once_there_is_a_verdict(mei: Auditor) -> None:
    task = wrong_tasks(mei)[0]
    batch = mei.view(task).batch.id

    def results() -> set[str | None]:
        found = mei.store.read(tasks.queue_keys, batch, "mei", QueueFilter()).result()
        return {row.result for row in mei.store.read(tasks.queue_rows, list(found)).result()}

    mei.answer(task, right_answer(mei, task))
    assert results() == {None}
    mei.conclude(task)
    assert results() == {None, "differs"}
