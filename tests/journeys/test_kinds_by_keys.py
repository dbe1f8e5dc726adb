"""Each kind of batch by keys: what is asked, what is recorded, what is not said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import kinds
from tests.kinds import EDIT, NONE, QUESTIONS, REMOVE, decision
from workstation.domain.event import Kind
from workstation.review.bar_values import Step
from workstation.ui.dialogs.copies import CopiesPanel

OpenDesk = Callable[..., Any]


def body_of(desk: Any, kind: str = Kind.VERDICT) -> dict[str, Any]:
    return json.loads(desk.events(kind)[-1][0])


# Inspection


@pytest.fixture
def inspection(tmp_path: Path) -> Path:
    batch = kinds.write(
        tmp_path / "sweep", "inspection", [None] * 3, request={"questions": QUESTIONS}, blind=False
    )
    return kinds.home_with(tmp_path, batch)


def test_an_inspection_from_the_answer_to_the_last_question(
    open_desk: OpenDesk, inspection: Path
) -> None:
    desk = open_desk(inspection)
    task = desk.task
    desk.answer("4", "3", "1", "Enter")
    desk.wait_step(Step.TACTICS)
    assert not desk.verdicts()
    desk.answer("1", "4", "4", "2", "Enter")
    assert desk.step is Step.CONTROL
    desk.answer("3")
    assert desk.step is Step.REACH
    assert "340" in desk.window.bar.shown_text()
    desk.answer("1", "5", "1", "2", "Enter")
    assert "Orders: 512" in desk.window.bar.shown_text()
    desk.answer("Enter")
    assert "Does it ship abroad?" in desk.window.bar.shown_text()
    desk.answer("3", "2")
    assert "What gave it away?" in desk.window.bar.shown_text()
    assert desk.window.bar.words.hasFocus()
    desk.type("photo 6 says 1:1")
    desk.press("Enter")
    desk.wait_left(task)
    (made,) = desk.verdicts()
    assert (made.kind, made.result, made.action, made.codes) == (
        "inspection",
        "found",
        "REMOVE",
        (),
    )
    assert body_of(desk)["inspection"] == {
        "tactics": ["image_only_text", "coded_slang"],
        "control_gap": "detection",
        "exposure": {"orders": 512, "impressions": 10_000, "as_told": False},
        "answers": {"q1": "unclear", "form": 2, "why": "words"},
    }
    # Free words stand beside the body, so that they can be erased.
    assert "photo 6" not in json.dumps(body_of(desk))
    assert made.words["answer.why"] == "photo 6 says 1:1"
    assert desk.step is Step.ACTION
    desk.window.queue.task_chosen.emit(task)
    desk.wait(lambda: desk.task == task)
    shown = desk.window.bar.shown_text()
    for words in ("Coded slang", "Detection or keyword", "liquid", "photo 6 says 1:1", "512"):
        assert words in shown
    assert not {"decision", "Decision", "moderator"} & set(desk.window.shown_text().split())


def test_nothing_wrong_asks_only_the_request_s_questions(
    open_desk: OpenDesk, inspection: Path
) -> None:
    desk = open_desk(inspection)
    task = desk.task
    desk.answer("1")
    desk.wait_step(Step.ASKED)
    desk.answer("Enter", "Backspace", "1", "Enter")
    assert desk.step is Step.ASKED
    desk.wait(desk.window.bar.words.hasFocus)
    desk.press("Enter")
    desk.wait_left(task)
    said = body_of(desk)["inspection"]
    assert said["answers"] == {"q1": "yes"}
    assert said["exposure"] is None


def test_without_questions_nothing_wrong_is_one_key(open_desk: OpenDesk, tmp_path: Path) -> None:
    batch = kinds.write(tmp_path / "sweep", "inspection", [REMOVE, None])
    desk = open_desk(kinds.home_with(tmp_path, batch))
    # A decision that came along is neither shown nor compared.
    assert "Remove" not in desk.window.case.facts.shown_text()
    task = desk.task
    desk.answer("1")
    desk.wait_left(task)
    (made,) = desk.verdicts()
    assert (made.result, made.codes, made.vendor) == ("found", (), None)
    desk.press("F4")
    assert desk.step is Step.ACTION
    desk.wait(lambda: "no handling to fault" in desk.told)


def test_a_half_made_inspection_survives(open_desk: OpenDesk, inspection: Path) -> None:
    desk = open_desk(inspection)
    task = desk.task
    desk.answer("4", "3", "1", "Enter")
    desk.wait_step(Step.TACTICS)
    desk.answer("2", "Enter", "1", "Enter", "1", "1")
    desk.wait(desk.window.bar.words.hasFocus)
    desk.type("half")
    desk.close()
    again = open_desk(inspection)
    assert again.task == task
    assert again.step is Step.ASKED
    assert again.window.bar.words.text() == "half"
    assert [tag.value for tag in again.bar.inspected.tactics] == ["coded_slang"]
    again.press("Escape")
    again.answer("Backspace", "Backspace", "Backspace")
    assert again.step is Step.REACH


def test_an_inspection_is_taken_back_question_first(open_desk: OpenDesk, inspection: Path) -> None:
    desk = open_desk(inspection)
    task = desk.task
    desk.answer("1")
    desk.wait_step(Step.ASKED)
    desk.answer("1", "1")
    desk.press("Enter")
    desk.wait_left(task)
    desk.press("Ctrl+Z")
    desk.wait(lambda: desk.task == task and not desk.reviewer.resting)
    assert desk.step is Step.ASKED
    assert not desk.verdicts()
    desk.press("Escape", "Ctrl+Z")
    desk.wait(lambda: desk.step is Step.ACTION)


# Consistency


@pytest.fixture
def consistency(tmp_path: Path) -> Path:
    batch = kinds.write(
        tmp_path / "copies",
        "consistency",
        [REMOVE, REMOVE, NONE, REMOVE, EDIT],
        ["c1", "c1", "c1", None, "c2"],
        blind=False,
    )
    return kinds.home_with(tmp_path, batch)


def test_a_cluster_is_one_unit(open_desk: OpenDesk, consistency: Path) -> None:
    desk = open_desk(consistency)
    desk.wait(lambda: "0/3" in desk.window.header.shown_text())
    task = desk.task
    facts = desk.window.case.facts.shown_text()
    assert "copies 3" in facts
    assert "Remove" not in facts
    desk.answer("4", "3", "1", "Enter")
    desk.wait_step(Step.SET)
    shown = desk.window.bar.shown_text()
    assert "Remove 3.1 ×2" in shown
    assert "No violation ×1" in shown
    assert "CO.inconsistent" in shown
    assert not desk.verdicts()
    desk.answer("Enter")
    desk.wait_left(task)
    (made,) = desk.verdicts()
    assert (made.kind, made.result, made.codes) == ("consistency", "differs", ("CO.inconsistent",))
    assert made.severity == "none"
    members = body_of(desk)["members"]
    assert [member["outcome"]["result"] for member in members] == ["agrees", "agrees", "differs"]
    assert members[2]["outcome"]["errors"][0]["code"] == "FN.missed"
    desk.wait(lambda: "1/3" in desk.window.header.shown_text())


def test_a_unit_of_one_is_judged_as_ever(open_desk: OpenDesk, consistency: Path) -> None:
    desk = open_desk(consistency)
    desk.go("L-0000003")
    task = desk.task
    assert "copies" not in desk.window.case.facts.shown_text()
    desk.answer("4", "3", "1", "Enter")
    desk.wait_left(task)
    assert desk.verdicts()[0].result == "agrees"


# Practice


@pytest.fixture
def practice(tmp_path: Path) -> Path:
    batch = kinds.write(tmp_path / "drill", "practice", [NONE, REMOVE, None], blind=True)
    lines = [kinds.gold_line(batch, 0, REMOVE), kinds.gold_line(batch, 1, NONE)]
    kinds.write_gold(batch, lines)
    return kinds.home_with(tmp_path, batch)


def test_gold_shows_after_each_answer(open_desk: OpenDesk, practice: Path) -> None:
    desk = open_desk(practice)
    task = desk.task
    assert "because of rule" not in desk.window.shown_text()
    desk.answer("4", "3", "1", "Enter")
    desk.wait_step(Step.GOLD)
    shown = desk.window.bar.shown_text()
    assert "as gold" in shown
    assert "because of rule 0" in shown
    (made,) = desk.verdicts()
    assert (made.kind, made.result, made.codes) == ("practice", "found", ())
    desk.wait(lambda: "1 of 1 as gold" in desk.window.header.shown_text())
    desk.answer("Enter")
    desk.wait_left(task)
    second = desk.task
    desk.answer("4", "4", "1", "Enter")
    desk.wait_step(Step.GOLD)
    assert "other than gold: action, clause" in desk.window.bar.shown_text()
    assert "gold: No violation" in desk.window.bar.shown_text()
    desk.wait(lambda: "1 of 2 as gold" in desk.window.header.shown_text())
    desk.answer("Enter")
    desk.wait_left(second)
    # What is answered again, gold seen, does not count.
    desk.window.queue.task_chosen.emit(second)
    desk.wait(lambda: desk.task == second and not desk.reviewer.resting)
    assert "gold: No violation" in desk.window.bar.shown_text()
    desk.answer("Backspace", "1")
    desk.wait_step(Step.GOLD)
    desk.wait(lambda: "1 of 2 as gold" in desk.window.header.shown_text())
    assert body_of(desk, Kind.CORRECTED)["after_reveal"]
    assert "policy-1" not in json.dumps(desk.events(Kind.VERDICT))


def test_practice_without_gold_for_a_case(open_desk: OpenDesk, practice: Path) -> None:
    desk = open_desk(practice)
    desk.go("L-0000002")
    desk.answer("1")
    desk.wait_step(Step.GOLD)
    assert "no gold is kept for this case" in desk.window.bar.shown_text()
    assert "as gold" not in desk.window.header.shown_text()


# Penalty, hints, batches that are not blind


@pytest.fixture
def ladder(tmp_path: Path) -> Path:
    by_hand = {"penalty_set_by": "moderator", "prior_points": 4, "penalty": "warning"}
    batch = kinds.write(
        tmp_path / "ladder",
        "qa",
        [decision("REMOVE", **by_hand), decision("REMOVE", **{**by_hand, "penalty": "suspend"})],
        policies=kinds.with_ladder(),
        blind=False,
    )
    return kinds.home_with(tmp_path, batch)


def test_the_penalty_is_asked_once_the_answer_is_committed(
    open_desk: OpenDesk, ladder: Path
) -> None:
    desk = open_desk(ladder)
    task = desk.task
    desk.answer("4", "3", "1", "Enter")
    desk.wait_step(Step.PENALTY)
    assert "the moderator: Warning" in desk.window.bar.shown_text()
    assert body_of(desk, Kind.ANSWERED)["answer"]["penalty"] is None
    desk.answer("Enter")
    desk.wait_step(Step.REVEALED)
    assert "WS.penalty" in desk.window.bar.shown_text()
    desk.answer("Enter")
    desk.wait_left(task)
    (made,) = desk.verdicts()
    assert (made.result, made.codes) == ("differs", ("WS.penalty",))
    assert body_of(desk)["answer"]["penalty"] == "suspend"


def test_a_penalty_that_was_right_is_one_key_more(open_desk: OpenDesk, ladder: Path) -> None:
    desk = open_desk(ladder)
    desk.go("L-0000001")
    task = desk.task
    desk.answer("4", "3", "1", "Enter")
    desk.wait_step(Step.PENALTY)
    desk.answer("Enter")
    desk.wait_left(task)
    assert desk.verdicts()[0].result == "agrees"
    assert body_of(desk)["answer"]["penalty"] == "suspend"


def test_an_action_that_the_clause_does_not_allow_is_said(
    open_desk: OpenDesk, ladder: Path
) -> None:
    desk = open_desk(ladder)
    desk.answer("2", "3", "1")
    assert "3.1 allows: Remove" in desk.window.bar.shown_text()
    desk.answer("Backspace", "Backspace", "4", "3", "1")
    assert "allows" not in desk.window.bar.shown_text()


def test_not_blind_and_yet_no_key_says_as_decided(open_desk: OpenDesk, ladder: Path) -> None:
    desk = open_desk(ladder)
    assert "Decision: Remove" in desk.window.case.facts.shown_text()
    words = {choice.word for choice in desk.bar.question(desk.reviewer.menu).choices}
    assert words == {
        f"action.{action}" for action in ("NONE", "EDIT", "LIMIT", "REMOVE", "ROUTE", "CANNOT")
    }
    for key in ("Return", "+", "8", "9"):
        desk.answer(key)
        assert desk.step is Step.ACTION
    assert not desk.verdicts()


# The copies of a cluster


def test_the_copies_are_looked_at_before_and_after(open_desk: OpenDesk, tmp_path: Path) -> None:
    batch = kinds.write(
        tmp_path / "copies", "consistency", [REMOVE, NONE, EDIT], ["c", "c", "c"], alike=True
    )
    desk = open_desk(kinds.home_with(tmp_path, batch))
    desk.press("Ctrl+Y")
    panel = desk.wait_panel(CopiesPanel)
    desk.wait(lambda: panel.shown is not None)
    assert "Copy 2 of 3" in panel.shown_text()
    desk.wait(lambda: "words of" in panel.shown_text())
    desk.wait(lambda: panel.shown.prepared.rendered.complete)
    # What it says of a translation is what the case's own pane would.
    assert panel.case._packages is desk.window.case._packages
    (mark, *_more) = panel.shown.marks()
    assert panel.shown.prepared.view.case.part(mark.part).text[mark.start : mark.end] == "changed"
    for words in ("Decision", "Remove", "No violation", "m-", "v-"):
        assert words not in panel.case.shown_text()
    desk.press("Right")
    desk.wait(lambda: panel.shown.number == 3)
    assert "the first" in panel.shown_text()
    desk.press("Escape")
    assert desk.panel() is None
    desk.answer("4", "3", "1", "Enter")
    desk.wait_step(Step.SET)
    desk.press("Ctrl+Y")
    panel = desk.wait_panel(CopiesPanel)
    desk.wait(lambda: panel.shown is not None)
    desk.wait(lambda: "Decision: No violation" in panel.case.shown_text())
    desk.press("F12")
    desk.wait(lambda: panel.shown.prepared is None)
    desk.wait(lambda: "This copy is sealed" in panel.shown_text())
    desk.press("Escape")
    assert desk.step is Step.SET


def test_a_case_without_copies_says_so(open_desk: OpenDesk, inspection: Path) -> None:
    desk = open_desk(inspection)
    desk.press("Ctrl+Y")
    assert desk.panel() is None
    assert "no copies" in desk.told
