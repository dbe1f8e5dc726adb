"""The bar after the answer, in inspections, units, practice and where a penalty is asked."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.domain.batch import AnswerForm, BatchKind, RequestQuestion
from workstation.domain.case import Exposure
from workstation.domain.inspection import Inspection, Reach
from workstation.domain.taxonomy import DEFAULT_ACTIONS, Code, ControlGap, EvasionTag, Severity
from workstation.domain.verdict import Error, Outcome, Result
from workstation.review import bar_draft, encode
from workstation.review.bar import Bar
from workstation.review.bar_steps.inspecting import with_words
from workstation.review.bar_values import (
    UNFOLDED,
    Conclude,
    Effect,
    GoOn,
    Menu,
    Step,
    TakePenalty,
    WriteNote,
)

QUESTIONS = (
    RequestQuestion("q1", "Abroad?"),
    RequestQuestion("form", "Form?", AnswerForm.CHOICE, tuple("abcdefghi")),
    RequestQuestion("why", "Why?", AnswerForm.TEXT),
)
MENU = Menu(
    DEFAULT_ACTIONS,
    kind=BatchKind.INSPECTION,
    questions=QUESTIONS,
    exposure=Exposure(340, None),
    penalties=("none", "warning", "points_2", "suspend"),
    ladder="points_2",
)
FOUND = Outcome(Result.FOUND)
DIFFERS = Outcome(Result.DIFFERS, (Error(Code.CO_INCONSISTENT, Severity.NONE),))


def at(step: Step, outcome: Outcome = FOUND, **more: Any) -> Bar:
    return Bar(step=step, outcome=outcome, **more)


def press(bar: Bar, keys: str, menu: Menu = MENU) -> tuple[Bar, Effect | None]:
    effect = None
    for key in keys.split():
        assert effect is None
        bar, effect = bar.press(key, menu)
    return bar, effect


def test_all_of_an_inspection() -> None:
    bar, effect = press(at(Step.TACTICS), "9 1 1 2 Enter 0 2 0 9 5 Enter Enter 3 9")
    assert effect is None
    assert bar.question(MENU).asked == QUESTIONS[2]
    bar, effect = with_words(bar, "because", MENU).press("Enter", MENU)
    assert isinstance(effect, Conclude)
    assert effect.inspection == Inspection(
        (EvasionTag.CODED_SLANG, EvasionTag.PLACEHOLDER_PRICE),
        ControlGap.NONE,
        Reach(None, 95, as_told=False),
        {"q1": "unclear", "form": 9},
        {"why": "because"},
    )


def test_enter_leaves_out_what_is_optional() -> None:
    bar, effect = press(at(Step.TACTICS), "Enter Enter Enter Enter Enter Enter")
    assert bar.step is Step.WAITING
    assert isinstance(effect, Conclude)
    assert effect.inspection == Inspection(reach=Reach(None, 340))


def test_a_number_that_is_typed_and_taken_back() -> None:
    bar, _ = press(at(Step.REACH), "1 0 0 7 2")
    assert bar.typed == "72"
    bar, _ = press(bar, "Backspace Backspace")
    assert (bar.step, bar.typed) == (Step.COUNT, "")
    assert press(bar, "Enter")[0] == bar, "nothing is typed"
    assert press(bar, "Backspace")[0].step is Step.REACH
    assert len(press(bar, " ".join("9" * 40))[0].typed) == 12
    typed, _ = press(at(Step.REACH), "2 3 4 0 Enter")
    assert typed.inspected.reach == Reach(None, 340), "as the batch tells it"


def test_back_through_an_inspection() -> None:
    bar, _ = press(at(Step.TACTICS), "1 Enter 1 Enter 1 1")
    steps = [(bar.step, bar.place)]
    for _ in range(6):
        bar, _ = bar.press("Backspace", MENU)
        steps.append((bar.step, bar.place))
    assert steps[:6] == [
        (Step.ASKED, 2), (Step.ASKED, 1), (Step.ASKED, 0), (Step.REACH, 0), (Step.CONTROL, 0),
        (Step.TACTICS, 0),
    ]  # fmt: skip
    assert steps[6] == (Step.ACTION, 0), "answer again"
    short, _ = press(at(Step.ASKED, short=True), "Backspace")
    assert short.step is Step.ACTION


def test_notes_where_the_digit_is_free() -> None:
    assert press(at(Step.REACH), "9")[1] == WriteNote()
    assert press(at(Step.ASKED), "9")[1] == WriteNote()
    assert press(at(Step.ASKED, place=2), "9")[1] == WriteNote(), "the line of the answer"
    bar, effect = press(at(Step.ASKED, place=1), "9")
    assert (bar.inspected.answers, effect) == ({"form": 9}, None)


def test_blank_words_are_none() -> None:
    bar = with_words(at(Step.ASKED, place=2), "x", MENU)
    assert with_words(bar, "  ", MENU).inspected.words == {}
    assert with_words(at(Step.ASKED), "x", MENU) == at(Step.ASKED), "not asked for"


def test_a_penalty() -> None:
    assert press(at(Step.PENALTY), "Enter")[1] == TakePenalty("points_2")
    assert press(at(Step.PENALTY), "4")[1] == TakePenalty("suspend")
    assert press(at(Step.PENALTY), "7") == (at(Step.PENALTY), None)
    bare = Menu(DEFAULT_ACTIONS)
    assert press(at(Step.PENALTY), "Enter", bare) == (at(Step.PENALTY), None)
    revealed = press(at(Step.PENALTY), "4")[0].revealed(DIFFERS)
    assert press(revealed, "Enter")[1] == Conclude(None, None, False, penalty="suspend")


def test_a_unit() -> None:
    bar = at(Step.SET, DIFFERS)
    assert press(bar, "Enter")[1] == Conclude(None, None, False)
    assert press(bar, "0 Enter")[1] == Conclude(None, None, True)
    assert press(bar, "9")[1] == WriteNote()
    assert press(bar, "1") == (bar, None), "nobody's error by itself"
    assert press(bar, "Backspace")[0] == Bar()


def test_gold_goes_on() -> None:
    assert press(at(Step.GOLD), "Enter")[1] == GoOn()
    for key in ("1", "Backspace", "4"):
        assert press(at(Step.GOLD), key) == (at(Step.GOLD), None)


def test_no_handling_is_faulted_where_nobody_decided() -> None:
    for kind, offered in ((BatchKind.QA, True), (BatchKind.INSPECTION, False),
                          (BatchKind.PRACTICE, False)):  # fmt: skip
        choices = Bar(step=Step.DONE).question(Menu(MENU.actions, kind=kind)).choices
        assert any(choice.key == "F4" for choice in choices) is offered


KEYS = st.lists(
    st.sampled_from([*"0123456789", "Enter", "Backspace", "N", "G", "E", "+", "-", "²", "words"]),
    max_size=30,
)


@given(st.sampled_from(UNFOLDED), KEYS)
def test_no_keys_break_it_and_a_draft_comes_back(step: Step, keys: list[str]) -> None:
    bar = at(step, counted="orders" if step is Step.COUNT else "")
    for key in keys:
        if key == "words":
            bar, effect = with_words(bar, "some words", MENU), None
        else:
            bar, effect = bar.press(key, MENU)
        if effect is not None or bar.step not in UNFOLDED:
            return
        question = bar.question(MENU)
        offered = [choice.key for choice in question.choices]
        assert len(set(offered)) == len(offered), "one key, one meaning"
        assert bar_draft.load(json.loads(json.dumps(bar_draft.dump(bar)))) == bar


@pytest.mark.parametrize(
    "more",
    [
        {"inspected": {"tactics": ["of_2031"]}},
        {"inspected": {"exposure": {"orders": 1}}},
        {"inspected": 7},
        {"place": "x"},
        {"words": 3, "inspected": {"answers": {"a": "words"}}},
    ],
)
def test_a_draft_of_another_shape_counts_as_none(more: dict[str, Any]) -> None:
    held = {**bar_draft.dump(at(Step.ASKED)), **more}
    assert bar_draft.load(held) == Bar()


def test_an_inspection_as_a_body_and_back() -> None:
    told = Inspection(
        (EvasionTag.HAND_OFF,),
        ControlGap.ROUTING,
        Reach(1, None, as_told=False),
        {"a": "no", "b": 3},
        {"c": "free words"},
    )
    body = json.loads(json.dumps(encode.inspection_body(told)))
    assert "free words" not in json.dumps(body)
    words = encode.answer_words(told)
    assert encode.inspection_of(body, words) == told
    assert encode.inspection_of(body, {}).words == {}, "erased"
