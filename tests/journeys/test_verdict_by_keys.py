"""An auditor works through cases by keys: what each way of answering leaves behind."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from workstation.domain.event import Kind
from workstation.review.bar_values import Step

OpenDesk = Callable[..., Any]
LISTING = "L-SG-31500917"  # removed under 3.2
CLEAN = "L-ID-70331208"  # no violation
PHOTO_SIX = "L-TH-70218842"  # the sixth photo must be looked at
CHAT = "C-PH-55120398"


def body_of(desk: Any, kind: str) -> dict[str, Any]:
    return json.loads(desk.events(kind)[-1][0])


def test_an_auditor_agrees_with_one_key(open_desk: OpenDesk) -> None:
    desk = open_desk()
    first = desk.task
    assert desk.step is Step.ACTION
    desk.press("1")
    desk.wait_left(first)
    desk.wait(lambda: "Agreed" in desk.told)
    (made,) = desk.verdicts()
    assert (made.result, made.action) == ("agrees", "NONE")
    assert made.blind
    assert not made.after_reveal
    assert desk.step is Step.ACTION


def test_an_auditor_differs_and_says_why(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.go(CLEAN)
    desk.press("4")
    assert desk.step is Step.FAMILY
    assert desk.reviewer.menu.suggested
    desk.press("Alt+1")
    assert desk.step is Step.READY
    assert "Decision:" not in desk.window.case.facts.shown_text()
    desk.press("Enter")
    desk.wait_step(Step.REVEALED)
    assert "Decision: No violation" in desk.window.case.facts.shown_text()
    assert "FN.missed" in desk.window.bar.shown_text()
    desk.press("2", "9")
    assert desk.window.bar.note.hasFocus()
    desk.type("says 1 thing, means another")
    desk.press("Enter")
    assert not desk.window.bar.note.hasFocus()
    assert desk.step is Step.REVEALED  # Enter only leaves the note
    task = desk.task
    desk.press("Enter")
    desk.wait_left(task)
    (made,) = desk.verdicts()
    assert (made.result, made.action, made.codes) == ("differs", "REMOVE", ("FN.missed",))
    assert made.cause == "slang_missed"
    assert made.words["note"] == "says 1 thing, means another"
    assert made.blind
    assert not made.after_reveal
    assert desk.window.bar.note.text() == ""


def test_by_family_and_clause_digit(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.go(LISTING)
    task = desk.task
    desk.answer("4", "3", "2")
    assert desk.bar.findings[0].clause == "3.2"
    desk.press("Enter")
    desk.wait_left(task)
    (made,) = desk.verdicts()
    assert (made.result, made.clause) == ("agrees", "3.2")


def test_backspace_goes_back_a_step_at_a_time(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.go(LISTING)
    desk.answer("4", "3", "2", "Backspace")
    assert desk.step is Step.FAMILY
    desk.answer("Backspace")
    assert desk.step is Step.ACTION
    assert desk.bar.findings == ()
    assert not desk.verdicts()


def test_a_second_violation_with_plus(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.go("L-MY-49011260")  # removed under 2.1 alone
    task = desk.task
    desk.answer("4", "2", "1", "+")
    assert "What else is wrong?" in desk.window.bar.shown_text()
    desk.answer("2", "4", "1", "Enter")
    desk.wait(lambda: desk.step is Step.REVEALED or desk.task != task)
    answered = body_of(desk, Kind.ANSWERED)["answer"]
    assert [found["clause"] for found in answered["findings"]] == ["2.1", "4.1"]
    assert answered["action"] == "REMOVE"
    assert sum(found["primary"] for found in answered["findings"]) == 1


def test_selected_words_are_pinned_as_evidence(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.go(CHAT)
    desk.press("Shift+Right", "F3")
    (pinned,) = desk.bar.evidence
    part = desk.reviewer.prepared.view.case.part(pinned.part)
    assert part.text[pinned.start : pinned.end].strip()
    desk.answer("4", "5", "2")
    (finding,) = desk.bar.findings
    assert finding.target.ref == pinned.part
    desk.press("F3")  # another, of the same finding
    assert len(desk.bar.findings[0].evidence) == 2
    desk.press("Shift+F3")
    assert desk.bar.findings[0].evidence == (pinned,)
    desk.answer("Enter")
    desk.wait(lambda: bool(desk.events(Kind.ANSWERED)))
    (kept,) = body_of(desk, Kind.ANSWERED)["answer"]["findings"]
    assert kept["evidence"] == [{"part": pinned.part, "start": pinned.start, "end": pinned.end}]


def test_a_box_in_an_image_is_evidence(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.go(LISTING)
    view = desk.window.case.view
    desk.press("M")
    desk.wait(lambda: bool(desk.window.case.media_viewed()))
    desk.press("F3")
    place = view.look.place(0).toRect()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=place.center())
    QTest.mouseMove(view, place.center() + QPoint(30, 20))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=place.center() + QPoint(30, 20))
    desk.press("Escape")
    assert not view.isVisible()
    (pinned,) = desk.bar.evidence
    assert pinned.media == desk.reviewer.prepared.view.case.media[0].sha256
    assert pinned.box is not None
    assert all(0 <= side <= 10_000 for side in pinned.box)
    task = desk.task
    desk.answer("4", "3", "2")
    assert desk.bar.findings[0].target.kind == "media"
    desk.press("Enter")
    desk.wait(lambda: desk.step is Step.REVEALED or desk.task != task)
    kept = body_of(desk, Kind.ANSWERED)
    assert kept["answer"]["findings"][0]["evidence"][0]["box"] == list(pinned.box)
    assert kept["shown"]["media"] == [pinned.media]


def test_cannot_judge_hands_the_case_on_and_unblinds_nothing(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.go(LISTING)
    task = desk.task
    desk.answer("0")
    assert desk.step is Step.CANNOT
    desk.press("F8", "9")
    desk.type("ask 1 specialist")
    desk.press("Enter")
    desk.press("5")
    desk.wait_left(task)
    desk.wait(lambda: "Handed on: Specialist" in desk.told)
    desk.go(CLEAN)
    assert not desk.reviewer.misled
    assert desk.sql("SELECT result, misled FROM verdict") == [("pending", 1)]
    desk.go(LISTING)
    assert desk.step is Step.DONE
    assert "shows once you have answered" in desk.window.case.facts.shown_text()


def test_unsure_is_said_with_minus(open_desk: OpenDesk) -> None:
    desk = open_desk()
    task = desk.task
    desk.answer("-")
    assert "Unsure" in desk.window.bar.shown_text()
    desk.press("1")
    desk.wait_left(task)
    assert not desk.verdicts()[0].sure


def test_skip_flag_and_take_both_back(open_desk: OpenDesk) -> None:
    desk = open_desk()
    first = desk.task
    desk.answer("F6")
    desk.wait_left(first)
    second = desk.task
    desk.press("F7")
    desk.wait(lambda: desk.reviewer.prepared.view.task.flagged)
    assert desk.told == "Flagged"
    desk.answer("Ctrl+Z")
    desk.wait(lambda: not desk.reviewer.prepared.view.task.flagged)
    assert desk.task == second
    desk.answer("Ctrl+Z")
    desk.wait(lambda: desk.task == first)
    desk.wait(lambda: desk.told == "Taken back: the skip")
    assert desk.sql("SELECT state, flagged FROM task WHERE id IN (?, ?)", first, second) == [
        ("open", 0),
        ("open", 0),
    ]
    desk.press("Ctrl+Z")
    desk.wait(lambda: "nothing to take back" in desk.told)


def test_a_verdict_of_one_key_is_taken_back_with_one_key(open_desk: OpenDesk) -> None:
    desk = open_desk()
    first = desk.task
    desk.answer("1")
    desk.wait_left(first)
    desk.answer("Ctrl+Z")
    desk.wait(lambda: desk.task == first)
    assert desk.step is Step.ACTION
    assert not desk.verdicts()
    # What was seen stays seen: the next answer is no blind one.
    desk.answer("1")
    desk.wait_left(first)
    assert [(one.blind, one.after_reveal) for one in desk.verdicts()] == [(False, True)]


def test_the_handling_of_the_case_just_left_is_faulted(open_desk: OpenDesk) -> None:
    desk = open_desk()
    first, source = desk.task, desk.source
    desk.press("F4")
    desk.wait(lambda: "you have just judged" in desk.told)
    assert desk.step is Step.ACTION
    desk.answer("1")
    desk.wait_left(first)
    second = desk.task
    desk.answer("4", "Alt+1" if desk.reviewer.menu.suggested else "2")
    half_made = desk.bar
    desk.answer("F4")
    assert desk.step is Step.FAULT
    assert source in desk.window.bar.shown_text()
    desk.press("9")
    desk.type("no word of why")
    desk.press("Enter")
    desk.answer("1")
    desk.wait(lambda: "Handling faulted: PR.note" in desk.told)
    (body, task), *_ = desk.events(Kind.PROCESS_FAULT)
    assert (json.loads(body)["code"], task) == ("PR.note", first)
    # The answer that was being made stands where it stood.
    assert (desk.task, desk.bar) == (second, half_made)
    assert desk.window.bar.note.text() == ""
    assert desk.verdicts()[0].process_faults == ("PR.note",)


def test_leaving_the_fault_brings_back_the_half_made_answer(open_desk: OpenDesk) -> None:
    desk = open_desk()
    first = desk.task
    desk.answer("1")
    desk.wait_left(first)
    desk.answer("4", "3")
    half_made = desk.bar
    for way_out in ("Backspace", "Escape", "Ctrl+Z"):
        desk.answer("F4")
        assert desk.step is Step.FAULT
        desk.answer(way_out)
        assert desk.bar == half_made
    assert not desk.events(Kind.PROCESS_FAULT)


def test_f4_after_a_skip_faults_nobody(open_desk: OpenDesk) -> None:
    desk = open_desk()
    first = desk.task
    desk.answer("1")
    desk.wait_left(first)
    second = desk.task
    desk.answer("F6")
    desk.wait_left(second)
    desk.answer("F4")
    assert desk.step is Step.ACTION


def test_answering_again_after_the_reveal_is_marked_so(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.go(CLEAN)
    task = desk.task
    desk.answer("4", "Alt+1", "Enter")
    desk.wait_step(Step.REVEALED)
    desk.answer("Enter")
    desk.wait_left(task)
    desk.go(CLEAN)
    assert desk.step is Step.DONE
    desk.answer("Backspace")
    assert desk.step is Step.ACTION
    desk.answer("1")
    desk.wait_left(task)
    (made,) = desk.verdicts()
    assert (made.result, made.blind, made.after_reveal) == ("agrees", False, True)
    before, after = sorted(desk.verdicts(current=False), key=lambda one: one.at)
    assert (before.blind, before.superseded_by, after.event) == (True, after.event, made.event)


def test_codes_are_changed_only_with_a_reason(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.go(CLEAN)
    task = desk.task
    desk.answer("4", "Alt+1", "Enter")
    desk.wait_step(Step.REVEALED)
    desk.answer("8", "2", "Enter")  # a technical error beside the derived one
    changed = desk.bar
    desk.press("Enter")
    desk.wait(lambda: "Say why" in desk.told)
    assert desk.bar == changed
    assert not desk.verdicts()
    desk.press("9")
    desk.type("picture missing")
    desk.press("Enter", "Enter")
    desk.wait_left(task)
    (made,) = desk.verdicts()
    assert made.after_reveal
    assert set(made.codes) == {"FN.missed", "TE.evidence"}
    assert made.words["code_reason"] == "picture missing"


def test_required_media_gate_the_verdict(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.go(PHOTO_SIX)
    task = desk.task
    desk.press("1")
    desk.wait(lambda: "required media" in desk.told)
    assert (desk.step, desk.task) == (Step.ACTION, task)
    assert not desk.events(Kind.ANSWERED)
    desk.press("M")
    desk.wait(lambda: not desk.window.case.media_missing())
    assert desk.window.case.view.index() == 5
    desk.press("Escape")
    # It is remembered, also over a look at another case.
    desk.go(LISTING)
    desk.go(PHOTO_SIX)
    assert not desk.window.case.media_missing()
    desk.answer("1")
    desk.wait_left(task)
    assert len(body_of(desk, Kind.ANSWERED)["shown"]["media"]) == 1


def test_translation_misled_and_original_read(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.go(CLEAN)
    assert desk.bar.read_in == "translation"
    desk.press("F8", "F9")
    assert "read in the original" in desk.window.bar.shown_text()
    assert "F8 misled ✓" in desk.window.bar.shown_text()
    task = desk.task
    desk.answer("1")
    desk.wait_left(task)
    (made,) = desk.verdicts()
    assert (made.misled, made.read_in) == (True, "original")
    desk.go(CLEAN)
    desk.press("F8")
    desk.wait(lambda: "Backspace first" in desk.told)
    assert not desk.reviewer.misled


def test_sealing_takes_everything_off_the_screen_at_once(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.go(LISTING)
    task, words = desk.task, desk.reviewer.prepared.view.case.parts[0].text[:12]
    assert words in desk.window.shown_text()
    desk.press("F12")
    assert words not in desk.window.case.shown_text()
    assert desk.window.case.media.isHidden()
    desk.wait_left(task)
    assert desk.sql("SELECT state FROM task WHERE id = ?", task) == [("sealed",)]
    here = desk.task
    desk.window.queue.task_chosen.emit(task)
    desk.wait(lambda: "sealed" in desk.told.lower() and not desk.reviewer.resting)
    assert desk.task == here
    desk.wait(lambda: words not in desk.window.shown_text())


def test_to_the_end_of_the_batch(open_desk: OpenDesk) -> None:
    from workstation.ui.dialogs.chooser import Chooser
    from workstation.ui.dialogs.end_of_batch import EndOfBatch

    desk = open_desk()
    tasks = [row[0] for row in desk.sql("SELECT id FROM task ORDER BY position")]
    desk.answer("1")
    desk.wait_left(tasks[0])
    for task in tasks[1:-1]:
        desk.wait(lambda task=task: desk.task == task)
        desk.answer("F6")
    desk.wait(lambda: desk.task == tasks[-1])
    last = desk.source
    desk.answer("0", "1")
    panel = desk.wait_panel(EndOfBatch)
    desk.wait(lambda: desk.step is Step.DONE)
    assert desk.source == last
    assert "Cases still open: 148" in panel.shown_text()
    # The case's own keys rest under the panel.
    desk.press("F6", "F7", "F12", "M", "L")
    assert not desk.events(Kind.SEALED)
    assert len(desk.events(Kind.SKIPPED)) == 148
    # A digit lists what its number counts, in the queue; from there one goes to a case.
    desk.press("2")
    assert desk.panel() is None
    desk.wait(lambda: desk.window.queue.model.rowCount() == 148)
    desk.wait(lambda: desk.window.queue.model.row_at(1) is not None)
    desk.press("Down", "Enter")
    desk.wait(lambda: desk.task == tasks[2])
    desk.press("Ctrl+Return")
    desk.wait_panel(EndOfBatch)
    desk.press("Enter")
    assert not desk.events(Kind.SUBMITTED)
    desk.press("Enter")
    desk.wait_panel(Chooser)
    (body, _task), *_ = desk.events(Kind.SUBMITTED)
    assert {name: json.loads(body)[name] for name in ("decided", "cannot", "skipped")} == {
        "decided": 1,
        "cannot": 1,
        "skipped": 148,
    }
    desk.press("Escape")
    kinds = desk.sql("SELECT count(*) FROM event")
    here = desk.bar
    # A seal alone goes through: nobody has to keep such a case in sight.
    for keys in (("1",), ("F6",), ("F7",), ("Ctrl+Z",)):
        desk.answer(*keys)
        desk.wait(lambda: "submitted" in desk.told)
        desk.window.toast.hide()
    assert desk.sql("SELECT count(*) FROM event") == kinds
    assert (desk.task, desk.bar) == (tasks[2], here)
