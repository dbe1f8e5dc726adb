"""After the answer, where somebody had decided: penalty, cause, codes; the copies of a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from workstation.domain.taxonomy import TECHNICAL, Code, ErrorCause, Severity
from workstation.domain.verdict import Error
from workstation.review.bar_steps.keys import chosen, key_of
from workstation.review.bar_values import (
    BACK,
    CODES,
    ENTER,
    GAP,
    NOTE,
    SEVERITY,
    Choice,
    Conclude,
    Effect,
    Menu,
    Step,
    TakePenalty,
)

if TYPE_CHECKING:
    from workstation.review.bar import Bar

_CAUSES = tuple(ErrorCause)


def penalty_choices(bar: Bar, menu: Menu) -> list[Choice]:
    return [
        *(
            Choice(key_of(n), f"penalty.{code}", code, chosen=code == menu.ladder)
            for n, code in enumerate(menu.penalties, 1)
        ),
        Choice(ENTER, "take_ladder", enabled=menu.ladder is not None),
    ]


def press_penalty(bar: Bar, key: str, menu: Menu) -> tuple[Bar, Effect | None]:
    code = menu.ladder if key == ENTER else chosen(key, menu.penalties)
    if code is None:
        return bar, None
    return replace(bar, step=Step.WAITING, penalty=code), TakePenalty(code)


def revealed_choices(bar: Bar, menu: Menu) -> list[Choice]:
    return [
        *(
            Choice(str(n), f"cause.{cause.value}", chosen=bar.cause is cause)
            for n, cause in enumerate(_CAUSES, 1)
        ),
        Choice(CODES, "codes", chosen=bar.errors is not None),
        Choice(NOTE, "note"),
        Choice(GAP, "guideline_gap", chosen=bar.guideline_gap),
        Choice(ENTER, "record"),
    ]


def press_revealed(bar: Bar, key: str, menu: Menu) -> tuple[Bar, Effect | None]:
    if key == ENTER:
        return _record(bar)
    if key == GAP:
        return replace(bar, guideline_gap=not bar.guideline_gap), None
    if key == CODES:
        return replace(bar, step=Step.CODES), None
    cause = chosen(key, _CAUSES)
    if cause is not None:
        return replace(bar, cause=None if bar.cause is cause else cause), None
    return bar, None


def _record(bar: Bar) -> tuple[Bar, Effect]:
    said = Conclude(bar.errors, bar.cause, bar.guideline_gap, penalty=bar.penalty)
    return replace(bar, step=Step.WAITING), said


def current_errors(bar: Bar) -> tuple[Error, ...]:
    """The codes as edited, else as derived."""
    if bar.errors is not None:
        return bar.errors
    return bar.outcome.errors if bar.outcome else ()


def _offered_codes(bar: Bar) -> tuple[Code, ...]:
    derived = [error.code for error in bar.outcome.errors] if bar.outcome else []
    return tuple(dict.fromkeys([*derived, *TECHNICAL]))[:7]


def codes_choices(bar: Bar, menu: Menu) -> list[Choice]:
    held = {error.code for error in current_errors(bar)}
    return [
        *(
            Choice(str(n), f"code.{code.value}", code.value, chosen=code in held)
            for n, code in enumerate(_offered_codes(bar), 1)
        ),
        Choice(SEVERITY, "severity"),
        Choice(NOTE, "note"),
        Choice(ENTER, "done"),
    ]


def press_codes(bar: Bar, key: str, menu: Menu) -> tuple[Bar, Effect | None]:
    if key == ENTER:
        return replace(bar, step=Step.REVEALED), None
    errors = current_errors(bar)
    code = chosen(key, _offered_codes(bar))
    if code is not None:
        if any(error.code is code for error in errors):
            return replace(bar, errors=tuple(e for e in errors if e.code is not code)), None
        return replace(bar, errors=(*errors, _as_derived(bar, code))), None
    if key == SEVERITY and errors:
        first, *rest = errors
        ladder = (Severity.MINOR, Severity.MAJOR, Severity.CRITICAL)
        later = ladder[(first.severity.rank) % 3]
        return replace(bar, errors=(replace(first, severity=later), *rest)), None
    return bar, None


def _as_derived(bar: Bar, code: Code) -> Error:
    derived = bar.outcome.errors if bar.outcome else ()
    # A technical error costs the person nothing (TAXONOMY 5).
    return next((e for e in derived if e.code is code), Error(code, Severity.NONE))


def set_choices(bar: Bar, menu: Menu) -> list[Choice]:
    return [
        Choice(ENTER, "record"),
        Choice("Ctrl+Y", "copies"),
        Choice(NOTE, "note"),
        Choice(GAP, "guideline_gap", chosen=bar.guideline_gap),
        Choice(BACK, "again"),
    ]


def press_set(bar: Bar, key: str, menu: Menu) -> tuple[Bar, Effect | None]:
    if key == ENTER:
        return _record(bar)
    if key == GAP:
        return replace(bar, guideline_gap=not bar.guideline_gap), None
    return bar, None
