"""After the answer in an inspection, one question at a time: tactics, control gap, reach, and what
the request asks. Enter goes on; what is optional is left out by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from workstation.domain.batch import AnswerForm, RequestQuestion
from workstation.domain.inspection import SAID, Inspection, Reach
from workstation.domain.taxonomy import ControlGap, EvasionTag
from workstation.review.bar_steps.keys import chosen, digit, key_of
from workstation.review.bar_values import (
    BACK,
    ENTER,
    NOTE,
    Choice,
    Conclude,
    Effect,
    Menu,
    Step,
)

if TYPE_CHECKING:
    from workstation.review.bar import Bar

_TACTICS = tuple(EvasionTag)
_CONTROL = tuple(ControlGap)
COUNTED = ("orders", "impressions")
MOST_DIGITS = 12


def first_step(*, enforced: bool, questions: int) -> Step | None:
    """What is asked first: where nothing is wrong only the request's questions."""
    if enforced:
        return Step.TACTICS
    return Step.ASKED if questions else None


def question_at(bar: Bar, menu: Menu) -> RequestQuestion | None:
    """The question of the request that is being asked."""
    return menu.questions[bar.place] if bar.place < len(menu.questions) else None


def reach_of(bar: Bar, menu: Menu) -> Reach:
    """The reach as corrected, else as the batch tells it."""
    told = Reach(menu.exposure.orders, menu.exposure.impressions)
    return bar.inspected.reach or told


def tactics_choices(bar: Bar, menu: Menu) -> list[Choice]:
    return [
        *(
            Choice(str(n), f"tactic.{tag.value}", chosen=tag in bar.inspected.tactics)
            for n, tag in enumerate(_TACTICS, 1)
        ),
        Choice(ENTER, "on" if bar.inspected.tactics else "none_seen"),
    ]


def press_tactics(bar: Bar, key: str, menu: Menu) -> tuple[Bar, Effect | None]:
    if key == ENTER:
        return replace(bar, step=Step.CONTROL), None
    tag = chosen(key, _TACTICS)
    if tag is None:
        return bar, None
    held = set(bar.inspected.tactics) ^ {tag}
    return _told(bar, tactics=tuple(one for one in _TACTICS if one in held)), None


def control_choices(bar: Bar, menu: Menu) -> list[Choice]:
    return [
        *(
            Choice(key_of(n), f"gap.{gap.value}", chosen=bar.inspected.control_gap is gap)
            for n, gap in enumerate(_CONTROL, 1)
        ),
        Choice(ENTER, "on" if bar.inspected.control_gap else "skip"),
    ]


def press_control(bar: Bar, key: str, menu: Menu) -> tuple[Bar, Effect | None]:
    if key == ENTER:
        return replace(bar, step=Step.REACH), None
    gap = chosen(key, _CONTROL)
    if gap is None:
        return bar, None
    return replace(_told(bar, control_gap=gap), step=Step.REACH), None


def reach_choices(bar: Bar, menu: Menu) -> list[Choice]:
    reach = reach_of(bar, menu)
    return [
        Choice(ENTER, "as_told" if reach.as_told else "on"),
        Choice("1", "orders", _number(reach.orders)),
        Choice("2", "impressions", _number(reach.impressions)),
        Choice(NOTE, "note"),
    ]


def press_reach(bar: Bar, key: str, menu: Menu) -> tuple[Bar, Effect | None]:
    if key == ENTER:
        return _ask(_told(bar, reach=reach_of(bar, menu)), 0, menu)
    counted = chosen(key, COUNTED)
    if counted is not None:
        return replace(bar, step=Step.COUNT, counted=counted, typed=""), None
    return bar, None


def count_choices(bar: Bar, menu: Menu) -> list[Choice]:
    return [Choice(ENTER, "take", enabled=bool(bar.typed)), Choice(BACK, "back")]


def press_count(bar: Bar, key: str, menu: Menu) -> tuple[Bar, Effect | None]:
    if key == ENTER and bar.typed:
        before = reach_of(bar, menu)
        now = replace(before, **{bar.counted: int(bar.typed)})
        told = (menu.exposure.orders, menu.exposure.impressions)
        now = replace(now, as_told=(now.orders, now.impressions) == told)
        return replace(_told(bar, reach=now), step=Step.REACH, counted="", typed=""), None
    if digit(key) is not None and len(bar.typed) < MOST_DIGITS:
        return replace(bar, typed=(bar.typed + key).lstrip("0") or "0"), None
    return bar, None


def asked_choices(bar: Bar, menu: Menu) -> list[Choice]:
    question = question_at(bar, menu)
    if question is None:
        return [Choice(ENTER, "record")]
    said = bar.inspected.answers.get(question.id)
    last = bar.place + 1 >= len(menu.questions)
    on = "record" if last else "on" if said or question.id in bar.inspected.words else "skip"
    if question.answer is AnswerForm.TEXT:
        return [Choice(NOTE, "write"), Choice(ENTER, on)]
    if question.answer is AnswerForm.CHOICE:
        rows = [
            Choice(str(n), "answer", label, chosen=said == n)
            for n, label in enumerate(question.choices, 1)
        ]
    else:
        rows = [Choice(str(n), f"said.{w}", chosen=said == w) for n, w in enumerate(SAID, 1)]
    noted = [Choice(NOTE, "note")] if len(rows) < int(NOTE) else []
    return [*rows, *noted, Choice(ENTER, on)]


def press_asked(bar: Bar, key: str, menu: Menu) -> tuple[Bar, Effect | None]:
    question = question_at(bar, menu)
    if key == ENTER or question is None:
        return _ask(bar, bar.place + 1, menu) if key == ENTER else (bar, None)
    if question.answer is AnswerForm.TEXT:
        return bar, None
    choices = range(1, len(question.choices) + 1)
    said = chosen(key, choices if question.answer is AnswerForm.CHOICE else SAID)
    if said is None:
        return bar, None
    answers = {**bar.inspected.answers, question.id: said}
    return _ask(_told(bar, answers=answers), bar.place + 1, menu)


def with_words(bar: Bar, words: str, menu: Menu) -> Bar:
    """The answer in words to the question that is being asked; blank ones are none."""
    question = question_at(bar, menu)
    if bar.step is not Step.ASKED or question is None or question.answer is not AnswerForm.TEXT:
        return bar
    kept = {name: said for name, said in bar.inspected.words.items() if name != question.id}
    if words.strip():
        kept[question.id] = words
    return _told(bar, words=kept)


def back(bar: Bar) -> Bar | None:
    """One step back; None before the first question."""
    if bar.step is Step.COUNT and bar.typed:
        return replace(bar, typed=bar.typed[:-1])
    if bar.step is Step.ASKED and bar.place:
        return replace(bar, place=bar.place - 1)
    if bar.step is Step.ASKED and bar.short:
        return None
    before = {
        Step.CONTROL: Step.TACTICS,
        Step.REACH: Step.CONTROL,
        Step.COUNT: Step.REACH,
        Step.ASKED: Step.REACH,
    }.get(bar.step)
    return replace(bar, step=before, counted="", typed="") if before else None


def _ask(bar: Bar, place: int, menu: Menu) -> tuple[Bar, Effect | None]:
    if place < len(menu.questions):
        return replace(bar, step=Step.ASKED, place=place), None
    # It goes back to its last question if the store fails.
    said = Conclude(None, None, False, inspection=bar.inspected)
    return replace(bar, step=Step.WAITING), said


def _told(bar: Bar, **more: object) -> Bar:
    inspected: Inspection = replace(bar.inspected, **more)
    return replace(bar, inspected=inspected)


def _number(value: int | None) -> str:
    return "" if value is None else str(value)
