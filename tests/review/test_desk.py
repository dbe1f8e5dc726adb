"""What an auditor does to a task, on the demo batch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from tests.store.demo import CASES, Auditor, gold, gold_answer, right_answer, wrong_tasks
from workstation.domain.decision import Finding
from workstation.domain.event import Kind
from workstation.domain.taxonomy import (
    CANNOT,
    CannotJudge,
    Code,
    ErrorCause,
    ReadIn,
    Severity,
)
from workstation.domain.verdict import Answer, Error, Result
from workstation.fault import WorldFault
from workstation.review import desk as acts
from workstation.review import handing_in
from workstation.review.desk import Conclusion, Shown
from workstation.store import drafts, log, people, verdicts
from workstation.store.people import Person
from workstation.sync.pack import pack_next

NOTHING = Answer("NONE")
ODD = "half \ud83d a pair, NUL \0, and ครีม 🙂"
KEPT = "half \ufffd a pair, NUL \ufffd, and ครีม 🙂"


@pytest.fixture
def wrong(mei: Auditor) -> str:
    """A task whose decision is wrong: a violation that was missed."""
    codes = {row["source_id"]: row["codes"] for row in gold()}
    return mei.task(next(name for name, held in codes.items() if held == ["FN.missed"]))


@pytest.fixture
def fine(mei: Auditor) -> str:
    """A task whose decision is right: nothing to be found."""
    right = (row for row in gold() if not row["codes"] and row["action"] == "NONE")
    return mei.task(next(right)["source_id"])


def code_of(work: Callable[..., Any], *arguments: Any, **more: Any) -> str:
    with pytest.raises(WorldFault) as raised:
        work(*arguments, **more)
    return raised.value.code


def kinds(mei: Auditor) -> list[str]:
    return [event.kind for event in mei.events()]


@pytest.mark.parametrize("row", gold(), ids=lambda row: row["source_id"])
def test_the_gold_of_the_demo(mei: Auditor, row: dict[str, Any]) -> None:
    """Every case answered as its gold says gives the codes and the severity written beside it."""
    task = mei.task(row["source_id"])
    done = mei.answer(task, gold_answer(row))
    assert [error.code.value for error in done.outcome.errors] == row["codes"]
    assert done.outcome.severity.value == row["severity"]
    assert done.decision is not None
    by_hand = done.decision.penalty_set_by == "moderator"  # the penalty is asked after the reveal
    assert (done.verdict is not None) == (not row["codes"] and not by_hand)
    assert mei.state(task) == ("answered" if row["codes"] or by_hand else "decided")


# Answering


def test_one_key_where_both_say_the_same(mei: Auditor, fine: str) -> None:
    shown = Shown((("d1", "t1"),), ("ms_en 0.1",), ("3.1@2",), ("m",), 4200, True)
    done = mei.answer(fine, NOTHING, shown)
    assert kinds(mei) == ["answered", "verdict"]
    assert done.decision is not None
    assert mei.verdicts(fine) == [("agrees", "NONE")]
    view = mei.view(fine)
    body = done.verdict.body
    assert body["shown"] == {
        "case": view.digest,
        "content_version": view.case.content_version,
        "translations": [["d1", "t1"]],
        "packages": ["ms_en 0.1"],
        "clauses": ["3.1@2"],
        "media": ["m"],
        "pack": view.pack.digest,
        "as_of": view.as_of,
    }
    assert (body["active_ms"], body["misled"], body["blind"]) == (4200, True, True)
    assert body["after_reveal"] is False
    assert body["scorecard"] == {"id": "sc-marketplace", "version": 2}


def test_where_they_differ_it_waits_for_the_conclusion(mei: Auditor, wrong: str) -> None:
    done = mei.answer(wrong, right_answer(mei, wrong))
    assert (done.verdict, done.outcome.result) == (None, Result.DIFFERS)
    assert mei.verdicts(wrong) == []
    event = mei.conclude(
        wrong, cause=ErrorCause.SLANG_MISSED, note="why", guideline_gap=True, gap_note="gap"
    )
    assert event.kind == Kind.VERDICT
    assert event.body["answered"] == done.event.id
    assert (event.body["cause"], event.body["guideline_gap"]) == ("slang_missed", True)
    assert {name: text.words for name, text in event.texts.items()} == {
        "note": "why",
        "gap_note": "gap",
    }
    assert event.body["after_reveal"] is False
    assert mei.state(wrong) == "decided"


def test_words_stand_beside_the_body_never_in_it(mei: Auditor, wrong: str) -> None:
    mei.answer(wrong, right_answer(mei, wrong))
    event = mei.conclude(wrong, note="quoted from the case")
    assert "quoted" not in str(event.entry())


def test_odd_words_are_kept_as_well_as_they_can_be(mei: Auditor, wrong: str) -> None:
    mei.do(acts.note, wrong, ODD)
    mei.answer(wrong, right_answer(mei, wrong))
    mei.conclude(wrong, note=ODD)
    told = [text.words for event in mei.events() for text in event.texts.values()]
    assert told == [KEPT, KEPT]
    assert mei.store.read(log.check).result().fault is None


def test_answering_what_cannot_be_answered(mei: Auditor, fine: str) -> None:
    assert code_of(mei.answer, "no task", NOTHING) == "review.no_task"
    assert code_of(mei.answer, fine, Answer("BURN")) == "review.unknown_action"
    burn = (Finding("3.1", 1, "BURN"),)
    assert code_of(mei.answer, fine, Answer("REMOVE", burn)) == "review.unknown_action"
    # It would show the decision without an answer.
    assert code_of(mei.answer, fine, Answer(CANNOT)) == "review.unknown_action"
    assert mei.events() == []
    assert mei.view(fine).hidden


def test_another_person_s_task(mei: Auditor, fine: str) -> None:
    mei.person = Person(people.PersonId("else"))
    for work in (acts.skip, acts.flag, acts.opened):
        assert code_of(mei.do, work, fine) == "review.not_yours"
    assert code_of(mei.answer, fine, NOTHING) == "review.not_yours"
    assert code_of(mei.conclude, fine) == "review.not_yours"
    assert code_of(mei.cannot, fine) == "review.not_yours"


# Concluding


def test_concluding_before_answering(mei: Auditor, wrong: str) -> None:
    assert code_of(mei.conclude, wrong) == "review.not_answered"
    mei.answer(wrong, right_answer(mei, wrong))
    mei.undo()
    assert code_of(mei.conclude, wrong) == "review.not_answered"


def test_changed_codes_need_a_reason(mei: Auditor, wrong: str) -> None:
    derived = mei.answer(wrong, right_answer(mei, wrong)).outcome.errors
    told = (Error(Code.TE_TOOL, Severity.NONE),)
    for reason in ("", "  \n"):
        assert code_of(mei.conclude, wrong, errors=told, reason=reason) == "review.reason_missing"
        assert code_of(mei.conclude, wrong, errors=(), reason=reason) == "review.reason_missing"
    as_derived = mei.conclude(wrong, errors=derived)
    assert as_derived.body["derived"] is None
    assert as_derived.body["after_reveal"] is False
    changed = mei.conclude(wrong, errors=told, reason="the tool cut the text")
    assert changed.body["after_reveal"] is True
    assert [e["code"] for e in changed.body["outcome"]["errors"]] == ["TE.tool"]
    assert [e["code"] for e in changed.body["derived"]["errors"]] == ["FN.missed"]
    assert changed.texts["code_reason"].words == "the tool cut the text"


def test_a_second_conclusion_starts_from_what_was_derived(mei: Auditor, wrong: str) -> None:
    mei.answer(wrong, right_answer(mei, wrong))
    mei.conclude(wrong, errors=(), reason="mistaken")
    again = mei.conclude(wrong)
    assert [e["code"] for e in again.body["outcome"]["errors"]] == ["FN.missed"]
    assert again.body["derived"] is None


def test_a_correction_supersedes(mei: Auditor, wrong: str) -> None:
    mei.answer(wrong, right_answer(mei, wrong))
    first = mei.conclude(wrong)
    second = mei.answer(wrong, NOTHING)
    assert second.event.body["after_reveal"] is True
    assert second.event.body["blind"] is False
    assert second.verdict.kind == Kind.CORRECTED
    assert second.verdict.supersedes == first.id
    assert mei.verdicts(wrong) == [("agrees", "NONE")]


def test_a_correction_that_differs_supersedes_too(mei: Auditor) -> None:
    one, other = (Finding("3.1", 1, "REMOVE"),), (Finding("1.1", 1, "REMOVE"),)
    task = wrong_tasks(mei)[0]
    mei.answer(task, Answer("REMOVE", one))
    first = mei.conclude(task)
    mei.answer(task, Answer("REMOVE", other))
    second = mei.conclude(task)
    assert (second.kind, second.supersedes) == (Kind.CORRECTED, first.id)
    assert len(mei.verdicts(task)) == 1


# Cannot judge, skip, flag, fault


@pytest.mark.parametrize("why", CannotJudge)
def test_cannot_judge(mei: Auditor, fine: str, why: CannotJudge) -> None:
    event = mei.do(acts.cannot_judge, fine, why, "because", Shown(active_ms=5))
    assert (event.body["reason"], event.texts["note"].words) == (why.value, "because")
    assert mei.state(fine) == "cannot"
    assert mei.verdicts(fine) == [("pending", "CANNOT")]
    assert mei.view(fine).hidden, "it is no answer"


def test_cannot_judge_replaces_a_verdict(mei: Auditor, fine: str) -> None:
    mei.answer(fine, NOTHING)
    mei.cannot(fine)
    assert mei.verdicts(fine) == [("pending", "CANNOT")]
    mei.undo()
    assert (mei.verdicts(fine), mei.state(fine)) == ([("agrees", "NONE")], "decided")


def test_a_verdict_after_cannot_judge(mei: Auditor, wrong: str) -> None:
    mei.answer(wrong, right_answer(mei, wrong))
    mei.cannot(wrong)
    event = mei.conclude(wrong)
    assert event.body["answer"]["action"] == right_answer(mei, wrong).action
    assert event.body["outcome"]["result"] == "differs"
    assert [result for result, _ in mei.verdicts(wrong)] == ["differs"]


def test_skip_and_flag(mei: Auditor, fine: str) -> None:
    mei.do(acts.skip, fine)
    assert mei.state(fine) == "skipped"
    assert mei.do(acts.flag, fine).kind == Kind.FLAGGED
    assert mei.view(fine).task.flagged
    assert mei.do(acts.flag, fine).kind == Kind.UNFLAGGED
    assert not mei.view(fine).task.flagged
    mei.answer(fine, NOTHING)
    assert mei.state(fine) == "decided"


def test_process_fault(mei: Auditor, fine: str) -> None:
    assert code_of(mei.do, acts.process_fault, fine, Code.PR_NOTE, "", "") == "review.not_answered"
    verdict = mei.answer(fine, NOTHING).verdict
    event = mei.do(acts.process_fault, fine, Code.PR_NOTE, "tag", "no note at all")
    assert event.body == {"code": "PR.note", "tag": "tag", "verdict": verdict.id}
    (row,) = mei.store.read(lambda db: list(verdicts.rows(db))).result()
    assert row.process_faults == ("PR.note",)
    assert mei.state(fine) == "decided"
    mei.undo()
    (row,) = mei.store.read(lambda db: list(verdicts.rows(db))).result()
    assert row.process_faults == ()


def test_opened_stays_on_this_machine(mei: Auditor, fine: str) -> None:
    event = mei.do(acts.opened, fine)
    assert event.stream == f"{mei.device.id}.local"
    assert mei.sql("SELECT count(*) FROM outbox") == [(0,)]


def test_set_language(mei: Auditor, fine: str) -> None:
    part = mei.view(fine).case.parts[0].id
    mei.do(acts.set_language, fine, part, "jv")
    held = mei.sql("SELECT language, [by] FROM part_language WHERE part = ?", part)
    assert ("jv", "override") in held


# Sealing


def test_a_sealed_case_is_a_reference(mei: Auditor) -> None:
    task = next(task for task in mei.tasks() if mei.view(task).case.media)
    before = mei.view(task)
    mei.do(acts.seal, task)
    view = mei.view(task)
    assert view.case.parts == view.case.media == view.case.earlier == ()
    assert not view.case.facts
    assert (view.case.id, view.case.source_id) == (before.case.id, before.case.source_id)
    assert view.decision is None
    for part in before.case.parts:
        assert part.text not in repr(view)


def test_nothing_is_done_to_a_sealed_case(mei: Auditor, fine: str) -> None:
    mei.do(acts.flag, fine)
    mei.do(acts.seal, fine)
    for work in (acts.skip, acts.flag, acts.opened):
        assert code_of(mei.do, work, fine) == "review.sealed"
    assert code_of(mei.answer, fine, NOTHING) == "review.sealed"
    assert code_of(mei.cannot, fine) == "review.sealed"
    # Once it is packed for sending, Ctrl+Z neither opens the seal nor reaches behind it.
    mei.store.write(pack_next, mei.stream, mei.clock()).result()
    assert code_of(mei.undo) == "review.seal_sent"
    assert mei.state(fine) == "sealed"


# Taking back


def test_an_agreeing_verdict_goes_with_its_answer(mei: Auditor, fine: str) -> None:
    mei.answer(fine, NOTHING)
    assert mei.undo().kind == Kind.VERDICT
    assert kinds(mei) == ["answered", "verdict", "undone", "undone"]
    assert (mei.state(fine), mei.verdicts(fine)) == ("open", [])
    view = mei.view(fine)
    assert (view.answer, view.outcome, view.verdict) == (None, None, None)
    assert not view.hidden, "the decision has been seen"
    again = mei.answer(fine, NOTHING)
    assert again.event.body["after_reveal"] is True
    assert again.verdict.body["after_reveal"] is True
    assert again.event.body["blind"] is again.verdict.body["blind"] is False


def test_a_differing_verdict_leaves_its_answer(mei: Auditor, wrong: str) -> None:
    given = right_answer(mei, wrong)
    mei.answer(wrong, given)
    mei.conclude(wrong)
    mei.undo()
    assert (mei.state(wrong), mei.verdicts(wrong)) == ("answered", [])
    assert mei.view(wrong).answer.action == given.action
    assert mei.conclude(wrong).kind == Kind.VERDICT
    mei.undo()
    assert mei.undo().kind == Kind.ANSWERED
    assert mei.state(wrong) == "open"
    assert code_of(mei.undo) == "review.nothing_to_undo"


def test_an_agreement_put_together_by_hand_leaves_its_answer(mei: Auditor, wrong: str) -> None:
    """All codes taken away is still a conclusion of its own key."""
    mei.answer(wrong, right_answer(mei, wrong))
    mei.conclude(wrong, errors=(), reason="the moderator saw more")
    mei.undo()
    assert mei.state(wrong) == "answered"


def test_taking_back_goes_all_the_way(mei: Auditor, wrong: str) -> None:
    """Skip, flag, answer, verdict, correction, and back to the start, state by state."""
    states = [mei.state(wrong)]

    def then(work: Callable[[], object]) -> None:
        work()
        states.append(mei.state(wrong))

    then(lambda: mei.do(acts.skip, wrong))
    then(lambda: mei.do(acts.flag, wrong))
    then(lambda: mei.answer(wrong, right_answer(mei, wrong)))
    then(lambda: mei.conclude(wrong))
    then(lambda: mei.do(acts.process_fault, wrong, Code.PR_TAG, "", ""))
    then(lambda: mei.cannot(wrong))
    then(lambda: mei.conclude(wrong))
    assert states == [
        *("open", "skipped", "skipped", "answered", "decided", "decided", "cannot", "decided"),
    ]
    back = []
    for _ in range(7):
        mei.undo()
        back.append(mei.state(wrong))
    assert back == states[-2::-1]
    assert not mei.view(wrong).task.flagged
    assert code_of(mei.undo) == "review.nothing_to_undo"
    assert mei.store.read(verdicts.check).result() is None


def test_a_correction_in_one_key_is_taken_back_in_one(mei: Auditor, wrong: str) -> None:
    mei.answer(wrong, right_answer(mei, wrong))
    first = mei.conclude(wrong)
    mei.answer(wrong, NOTHING)
    assert mei.undo().kind == Kind.CORRECTED
    view = mei.view(wrong)
    assert view.verdict == first
    assert (mei.state(wrong), view.answer) == ("decided", right_answer_as_kept(mei, wrong))
    mei.undo()
    assert mei.state(wrong) == "answered"


def right_answer_as_kept(mei: Auditor, task: str) -> Answer:
    return replace(right_answer(mei, task), read_in=ReadIn.TRANSLATION)


def test_undo_reaches_this_device_s_own_acts_in_order(mei: Auditor) -> None:
    one, two = mei.tasks()[:2]
    mei.do(acts.skip, one)
    mei.do(acts.skip, two)
    mei.do(acts.note, one, "notes are not taken back")
    assert (mei.undo().task, mei.undo().task) == (two, one)
    assert (mei.state(one), mei.state(two)) == ("open", "open")


def test_what_was_typed_comes_back(mei: Auditor, wrong: str) -> None:
    mei.answer(wrong, replace(right_answer(mei, wrong), read_in=ReadIn.ORIGINAL))
    mei.conclude(wrong, note="three careful lines")
    assert mei.view(wrong).draft is None
    mei.undo()
    assert mei.view(wrong).draft["note"] == "three careful lines"
    mei.undo()
    assert mei.view(wrong).draft == {
        "step": "action",
        "read_in": "original",
        "note": "three careful lines",
    }


# Notes and drafts


def draft(mei: Auditor, task: str, **body: Any) -> None:
    mei.store.write(drafts.keep, task, {"step": "action", **body}, "now").result()


def test_a_note_typed_before_the_key_goes_with_the_verdict(mei: Auditor, fine: str) -> None:
    draft(mei, fine, note="typed before pressing 1")
    verdict = mei.answer(fine, NOTHING).verdict
    assert verdict.texts["note"].words == "typed before pressing 1"
    assert mei.view(fine).draft is None


def test_a_note_given_with_the_answer(mei: Auditor, fine: str) -> None:
    draft(mei, fine, note="older")
    work = mei.store.write(acts.answer, mei.desk, fine, NOTHING, Shown(), "newer").result()
    assert work.verdict.texts["note"].words == "newer"


def test_a_note_typed_before_the_reveal_is_still_there_after_it(mei: Auditor, wrong: str) -> None:
    draft(mei, wrong, note="typed before", findings=[])
    mei.answer(wrong, right_answer(mei, wrong))
    assert mei.view(wrong).draft["note"] == "typed before"


def test_cannot_judge_takes_the_note_of_the_draft(mei: Auditor, fine: str) -> None:
    draft(mei, fine, note="typed before pressing 0")
    assert mei.cannot(fine).texts["note"].words == "typed before pressing 0"


def test_a_skipped_case_keeps_what_was_half_made(mei: Auditor, fine: str) -> None:
    draft(mei, fine, note="half made", action="REMOVE", step="family")
    mei.do(acts.skip, fine)
    assert mei.view(fine).draft["action"] == "REMOVE"
    mei.undo()
    assert mei.view(fine).draft["note"] == "half made"


def test_a_draft_of_after_the_reveal_does_not_outlive_the_answer(mei: Auditor, wrong: str) -> None:
    mei.answer(wrong, right_answer(mei, wrong))
    draft(mei, wrong, step="codes", outcome={"result": "differs"})
    mei.undo()
    assert mei.view(wrong).draft is None


# Submitting


def test_submit(mei: Auditor) -> None:
    ids, batch = mei.tasks(), mei.view(mei.tasks()[0]).batch.id
    mei.do(acts.skip, ids[0])
    mei.cannot(ids[1])
    mei.do(acts.seal, ids[2])
    mei.answer(ids[4], NOTHING)
    event = mei.do(handing_in.submit, batch)
    told = {"total": CASES, "skipped": 1, "cannot": 1, "sealed": 1}
    assert told.items() <= event.body.items()
    assert event.body["open"] + event.body["decided"] == CASES - 3
    assert code_of(mei.do, handing_in.submit, batch) == "review.submitted"
    for work in (acts.skip, acts.flag):
        assert code_of(mei.do, work, ids[7]) == "review.submitted"
    assert code_of(mei.answer, ids[7], NOTHING) == "review.submitted"
    assert code_of(mei.conclude, ids[4]) == "review.submitted"
    assert code_of(mei.cannot, ids[7]) == "review.submitted"
    assert code_of(mei.do, acts.note, ids[7], "n") == "review.submitted"
    assert code_of(mei.do, acts.set_language, ids[7], "p", "ms") == "review.submitted"
    assert code_of(mei.undo) in ("review.submitted", "review.sealed")
    assert mei.sql("SELECT event FROM submission") == [(event.id,)]


def test_one_submits_for_oneself(mei: Auditor) -> None:
    batch = mei.view(mei.tasks()[0]).batch.id
    mei.person = Person(people.PersonId("else"))
    mei.do(handing_in.submit, batch)
    mei.person = Person(people.PersonId("mei"))
    mei.do(acts.skip, mei.tasks()[0])


# Provisional: nobody is judged on a machine translation alone


def language_of(mei: Auditor, task: str) -> str:
    languages = {part.language for part in mei.view(task).case.parts}
    return str(languages.pop()) if len(languages) == 1 else ""


@pytest.mark.parametrize("reads", [(), ("fr",), ("th", "fr")])
def test_an_overturn_in_a_language_not_read_is_provisional(
    mei: Auditor, reads: tuple[str, ...]
) -> None:
    task = next(task for task in wrong_tasks(mei) if language_of(mei, task) == "th")
    mei.person = replace(mei.person, reads=reads)
    mei.answer(task, right_answer(mei, task))
    assert mei.conclude(task).body["provisional"] is ("th" not in reads)
    assert mei.sql("SELECT provisional FROM verdict") == [(int("th" not in reads),)]


def test_an_agreement_is_never_provisional(mei: Auditor) -> None:
    mei.person = replace(mei.person, reads=())
    for row in gold()[:8]:
        done = mei.answer(mei.task(row["source_id"]), gold_answer(row))
        assert done.verdict is None or done.verdict.body["provisional"] is False


def test_a_region_of_a_language_counts_as_the_language(mei: Auditor) -> None:
    task = next(task for task in mei.tasks() if language_of(mei, task).startswith("zh"))
    mei.person = replace(mei.person, reads=("zh-TW",))
    mei.answer(task, Answer("ROUTE"))
    assert mei.conclude(task).body["provisional"] is False


def test_a_price_is_in_no_language(mei: Auditor, monkeypatch: pytest.MonkeyPatch) -> None:
    """A part that holds no words does not make a verdict wait for somebody who reads it."""
    from workstation.review import view as views

    task = next(task for task in wrong_tasks(mei) if language_of(mei, task) == "th")
    real = views.cases.get_case

    def priced(db: Any, case: str) -> Any:
        held = real(db, case)
        price = replace(held.parts[0], id="price", text="RM 39.90 🙂", language=None)
        return replace(held, parts=(*held.parts, price))

    monkeypatch.setattr(views.cases, "get_case", priced)
    mei.person = replace(mei.person, reads=("th",))
    mei.answer(task, right_answer(mei, task))
    assert mei.conclude(task).body["provisional"] is False


# Speed: these stand between a key and the next case


def test_opening_and_answering_ask_little(mei: Auditor) -> None:
    """Counted, not timed: how many statements a key costs does not depend on the machine."""

    def count(work: Callable[..., object], *arguments: Any) -> int:
        def run(db: Any) -> int:
            asked: list[str] = []
            work(db, *arguments)
            db.conn.set_trace_callback(asked.append)
            work(db, *arguments)
            db.conn.set_trace_callback(None)
            return len(asked)

        return mei.store.write(run).result()

    from workstation.review.view import open_task

    task = mei.tasks()[0]
    assert count(open_task, task, mei.clock()) <= 14
    assert count(acts.answer, mei.desk, task, NOTHING, Shown()) <= 55


def test_what_a_conclusion_adds_travels(mei: Auditor, wrong: str) -> None:
    mei.answer(wrong, right_answer(mei, wrong))
    event = mei.conclude(wrong, more={"tactic": "coded_slang"})
    assert event.body["tactic"] == "coded_slang"
    assert Conclusion().more == {}
