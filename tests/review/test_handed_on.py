"""Cases that could not be judged: owners, timers, answers, and what comes back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.review.two_desks import NOTHING, Join, exchange, join, question, questions
from tests.store.demo import Auditor
from workstation.domain import instant
from workstation.domain.escalation import ROUTES, Owner, due_at, route
from workstation.domain.event import Kind
from workstation.domain.taxonomy import CannotJudge
from workstation.domain.verdict import Answer
from workstation.fault import WorldFault
from workstation.review import desk as acts
from workstation.review import handed_on, handing_in, looking
from workstation.review.desk import Shown
from workstation.store import events, people, verdicts
from workstation.store.events import Act
from workstation.sync.folder import FolderTransport
from workstation.sync.sync import sync
from workstation.sync.verify import verify

__all__ = ["join"]
THAI = "L-TH-70218842"
REMOVED = Answer("REMOVE")


def refused(work: Any, *arguments: Any) -> str:
    with pytest.raises(WorldFault) as raised:
        work(*arguments)
    return raised.value.code


def ask(mei: Auditor, why: CannotJudge = CannotJudge.MISSING_EVIDENCE, note: str = "why?") -> str:
    task = mei.task(THAI)
    mei.do(acts.cannot_judge, task, why, note, Shown())
    return task


@pytest.mark.parametrize("why", list(CannotJudge))
def test_every_reason_has_an_owner_and_a_time(mei: Auditor, why: CannotJudge) -> None:
    assert ROUTES[why].hours > 0
    ask(mei, why)
    row = question(mei)
    assert (row.reason, row.owner, row.state) == (why, ROUTES[why].owner, "open")
    hours = instant.parse(row.due_at) - instant.parse(row.at)
    assert hours.total_seconds() == ROUTES[why].hours * 3600
    assert (row.note, row.source_id, row.languages, row.mine) == ("why?", THAI, ("th",), True)


def test_a_reason_of_a_later_version_has_an_owner_too() -> None:
    assert route("weather").owner is Owner.PUBLISHER
    assert due_at("weather", "2026-06-01T10:00:00+08:00") == "2026-06-03T02:00:00.000+00:00"


def test_one_that_waits_too_long_is_overdue(mei: Auditor) -> None:
    ask(mei, CannotJudge.LIVE_CHECK)
    assert not question(mei).overdue
    mei.clock.at = mei.clock.at.replace(day=2)
    assert question(mei).overdue
    told = handed_on.counts(questions(mei).rows)
    assert told["by_reason"] == {"live_check": 1}
    assert told["by_owner"] == {"live_check_desk": 1}
    assert told["by_state"] == {"open": 1, "overdue": 1}
    late = mei.store.read(handed_on.reminder, "mei", mei.clock()).result()
    assert (late.overdue, late.came_back) == (1, 0)
    other = mei.store.read(handed_on.reminder, "rani", mei.clock()).result()
    assert (other.overdue, other.came_back, other.refuted) == (0, 0, 0)


def test_undo_withdraws_the_question(mei: Auditor) -> None:
    task = ask(mei)
    mei.undo()
    assert questions(mei).rows == ()
    assert mei.sql("SELECT state FROM escalation") == [("withdrawn",)]
    assert mei.state(task) == "open"
    assert mei.store.read(verdicts.check).result() is None


def test_judging_it_after_all_withdraws_it_and_taking_that_back_asks_again(mei: Auditor) -> None:
    task = ask(mei)
    mei.answer(task, NOTHING)
    if mei.state(task) == "answered":
        mei.conclude(task)
    assert mei.sql("SELECT state FROM escalation") == [("withdrawn",)]
    mei.undo()
    assert mei.sql("SELECT state FROM escalation") == [("open",)]
    assert mei.store.read(verdicts.check).result() is None


def test_an_owner_answers_and_the_case_comes_back(
    mei: Auditor, join: Join, tmp_path: Path
) -> None:
    rani = join("rani", ("th", "en"))
    task = ask(mei)
    exchange(tmp_path / "stick", mei, rani)
    row = question(rani)
    assert (row.person, row.note, row.mine, row.here) == ("mei", "why?", False, True)
    assert refused(rani.do, handed_on.hand_back, row.event, "  ") == "review.words_missing"
    rani.do(handed_on.hand_back, row.event, "the sixth photo says it")
    assert question(rani).state == "answered"
    assert refused(rani.do, handed_on.hand_back, row.event, "again") == "review.question_closed"
    exchange(tmp_path / "stick", mei, rani)
    view = mei.view(task)
    assert mei.state(task) == "open"
    assert view.came_back is not None
    assert (view.came_back.person, view.came_back.words) == ("rani", "the sixth photo says it")
    assert view.verdict is None
    assert view.answer is None
    assert view.hidden
    back = mei.store.read(handed_on.reminder, "mei", mei.clock()).result()
    assert back.came_back == 1
    # Judged now: nothing waits any more, and the answer is no longer on the case.
    mei.answer(task, NOTHING)
    if mei.state(task) == "answered":
        mei.conclude(task)
    assert mei.view(task).came_back is None
    assert question(mei).state == "settled"
    assert mei.store.read(handed_on.reminder, "mei", mei.clock()).result().came_back == 0
    (verdict,) = [e for e in mei.events() if e.kind == Kind.CORRECTED]
    assert verdict.supersedes == row.event
    exchange(tmp_path / "stick", mei, rani)
    for desk in (mei, rani):
        assert verify(desk.store, FolderTransport(tmp_path / "stick")).fault is None


def test_an_answer_that_comes_before_its_question_counts(
    mei: Auditor, join: Join, tmp_path: Path
) -> None:
    rani, omar = join("rani", ("th",)), join("omar", ("en",))
    ask(mei)
    exchange(tmp_path / "stick", mei, rani)
    rani.do(handed_on.hand_back, question(rani).event, "words")
    # Omar's desk reads Rani's stream first, from a folder that has nothing else.
    (tmp_path / "other").mkdir()
    sync(rani.store, FolderTransport(tmp_path / "other"))
    sync(omar.store, FolderTransport(tmp_path / "other"))
    assert questions(omar).rows == ()
    sync(omar.store, FolderTransport(tmp_path / "stick"))
    row = question(omar)
    assert (row.state, row.answered_by, row.answer) == ("answered", "rani", "words")
    assert omar.store.read(verdicts.check).result() is None


def test_after_the_batch_was_handed_in_what_came_back_can_be_judged(
    mei: Auditor, join: Join, tmp_path: Path
) -> None:
    rani = join("rani", ("en",))
    task = ask(mei)
    mei.do(handing_in.submit, mei.view(task).batch.id)
    exchange(tmp_path / "stick", mei, rani)
    rani.do(handed_on.hand_back, question(rani).event, "words")
    exchange(tmp_path / "stick", mei, rani)
    other = next(one for one in mei.tasks() if one != task)
    assert refused(mei.answer, other, NOTHING) == "review.submitted"
    mei.answer(task, NOTHING)
    assert mei.state(task) in ("decided", "answered")


def test_taking_it_over_makes_an_own_task_that_is_blind(
    mei: Auditor, join: Join, tmp_path: Path
) -> None:
    rani = join("rani", ("en",))
    task = ask(mei)
    exchange(tmp_path / "stick", mei, rani)
    made = rani.do(handed_on.take_over, question(rani).event)
    view = rani.view(made.task)
    assert (view.task.person, view.task.stage, view.task.state) == ("rani", "second", "open")
    assert view.hidden
    assert view.decision is None
    rani.answer(made.task, NOTHING)
    (answered,) = [e for e in rani.events() if e.kind == Kind.ANSWERED]
    assert answered.body["blind"]
    assert answered.body["stage"] == "second"
    exchange(tmp_path / "stick", mei, rani)
    assert question(mei).state == "taken"
    assert mei.state(task) == "cannot"  # theirs is with the owner now
    for desk in (mei, rani):
        assert verify(desk.store).fault is None


def test_a_case_taken_over_is_given_back_until_it_is_judged(
    mei: Auditor, join: Join, tmp_path: Path
) -> None:
    rani = join("rani", ("en",))
    ask(mei)
    exchange(tmp_path / "stick", mei, rani)
    event = question(rani).event
    made = rani.do(handed_on.take_over, event)
    rani.undo()
    assert rani.sql("SELECT 1 FROM task WHERE id = ?", made.task) == []
    assert question(rani).state == "open"
    rani.do(handed_on.hand_back, event, "words")
    exchange(tmp_path / "stick", mei, rani)
    rani.undo()
    assert question(rani).state == "open"
    exchange(tmp_path / "stick", mei, rani)
    assert question(mei).state == "open"
    assert mei.state(mei.task(THAI)) == "cannot"
    assert verify(mei.store).fault is None


def test_nobody_answers_their_own_question(mei: Auditor) -> None:
    ask(mei)
    row = question(mei)
    assert refused(mei.do, handed_on.hand_back, row.event, "x") == "review.own_question"
    assert refused(mei.do, handed_on.take_over, row.event) == "review.own_question"


def test_a_question_of_language_wants_somebody_who_reads_it(
    mei: Auditor, join: Join, tmp_path: Path
) -> None:
    omar = join("omar", ("en", "ar"))
    ask(mei, CannotJudge.LANGUAGE)
    exchange(tmp_path / "stick", mei, omar)
    row = question(omar)
    assert refused(omar.do, handed_on.hand_back, row.event, "x") == "review.not_read"
    omar.person = people.Person(omar.person.id, "Omar", ("en", "th"))
    omar.do(handed_on.hand_back, row.event, "it says mirror grade")
    assert question(omar).state == "answered"


def test_an_answer_forged_for_ones_own_question_is_not_taken_in(
    mei: Auditor, join: Join, tmp_path: Path
) -> None:
    rani = join("rani", ("en",))
    task = ask(mei)
    row = question(mei)

    def forge(db: Any) -> None:
        act = Act(
            kind=Kind.HANDED_BACK,
            at=mei.clock(),
            person=mei.person.id,
            device=mei.device.id,
            task=task,
            case=row.case,
            body={"escalation": row.event, "author": "somebody"},
        )
        events.append(db, act)

    mei.store.write(forge).result()
    assert question(mei).state == "open"
    assert mei.state(task) == "cannot"
    (tmp_path / "stick").mkdir()
    sync(mei.store, FolderTransport(tmp_path / "stick"))
    taken = sync(rani.store, FolderTransport(tmp_path / "stick"))
    assert [problem.code for problem in taken.problems] == ["sync.own_answer"]
    assert rani.sql("SELECT count(*) FROM event") == [(0,)] or questions(rani).rows == ()
    fault = verify(mei.store).fault
    assert fault is not None
    assert fault.reason == "own_answer"


def test_what_one_has_yet_to_judge_oneself_is_held_back(
    mei: Auditor, join: Join, tmp_path: Path
) -> None:
    rani = join("rani", ("en", "th"))
    task = ask(mei)
    rani.other_hand("UPDATE task SET person = 'rani' WHERE id = ?", task)
    exchange(tmp_path / "stick", mei, rani)
    assert questions(rani).rows == ()
    assert questions(rani).held_back == 1


def test_an_owner_looks_at_it_blind_whatever_its_asker_has_seen(
    mei: Auditor, join: Join, tmp_path: Path
) -> None:
    rani = join("rani", ("en",))
    task = mei.task(THAI)
    mei.answer(task, REMOVED)  # it differs: Mei has seen the decision
    assert mei.view(task).decision is not None
    mei.do(acts.cannot_judge, task, CannotJudge.POLICY_UNCLEAR, "they left it up?", Shown())
    exchange(tmp_path / "stick", mei, rani)
    row = question(rani)
    assert row.note == ""  # it might tell what was decided
    look = rani.store.read(looking.at_question, rani.desk, row.event, (), "en").result()
    view = look.prepared.view
    assert view.hidden
    assert (view.decision, view.answer, view.verdict, view.history) == (None, None, None, ())
    assert look.note == ""
    assert question(mei).note == "they left it up?"


def test_a_row_changed_by_another_hand_is_found(mei: Auditor) -> None:
    ask(mei)
    assert verify(mei.store).fault is None
    mei.other_hand("UPDATE escalation SET owner = 'nobody'")
    fault = verify(mei.store).fault
    assert fault is not None
    assert (fault.where, fault.reason) == ("escalation", "differs")


def test_a_case_taken_over_elsewhere_is_locked_where_its_seal_came_first(
    mei: Auditor, join: Join, tmp_path: Path
) -> None:
    rani = join("rani", ("th",))
    ask(mei)
    exchange(tmp_path / "stick", mei, rani)
    mei.do(acts.seal, mei.task(THAI))
    sync(mei.store, FolderTransport(tmp_path / "stick"))
    rani.do(handed_on.take_over, question(rani).event)
    exchange(tmp_path / "stick", mei, rani)
    for desk in (mei, rani):
        asked = desk.sql("SELECT state FROM task WHERE person = 'rani' AND stage = 'second'")
        assert asked == [("sealed",)]
