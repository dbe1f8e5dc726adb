"""Handing a case on, faulting a handling, and what stands once a case is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from workstation.domain.taxonomy import PROCESS_FAULTS, CannotJudge
from workstation.review.bar_steps.keys import chosen
from workstation.review.bar_values import (
    BACK,
    ENTER,
    NOTE,
    Choice,
    CommitCannot,
    CommitFault,
    Effect,
    GoOn,
    Menu,
    Step,
)

if TYPE_CHECKING:
    from workstation.review.bar import Bar

_CANNOT = tuple(CannotJudge)


def cannot_choices(bar: Bar, menu: Menu) -> list[Choice]:
    return [
        *(Choice(str(n), f"cannot.{why.value}") for n, why in enumerate(_CANNOT, 1)),
        Choice(NOTE, "note"),
        Choice(BACK, "back"),
    ]


def press_cannot(bar: Bar, key: str, menu: Menu) -> tuple[Bar, Effect | None]:
    why = chosen(key, _CANNOT)
    return (bar, None) if why is None else (replace(bar, step=Step.WAITING), CommitCannot(why))


def fault_choices(bar: Bar, menu: Menu) -> list[Choice]:
    return [
        *(
            Choice(str(n), f"code.{code.value}", code.value)
            for n, code in enumerate(PROCESS_FAULTS, 1)
        ),
        Choice(NOTE, "note"),
        Choice(BACK, "back"),
    ]


def press_fault(bar: Bar, key: str, menu: Menu) -> tuple[Bar, Effect | None]:
    code = chosen(key, PROCESS_FAULTS)
    return bar, None if code is None else CommitFault(code)


def gold_choices(bar: Bar, menu: Menu) -> list[Choice]:
    return [Choice(ENTER, "next")]


def done_choices(bar: Bar, menu: Menu) -> list[Choice]:
    if not menu.actions:
        return []  # no case is here
    held = [Choice(ENTER, "next"), Choice(BACK, "again")]
    # Where nobody decided there is no handling to fault.
    return [*held, Choice("F4", "fault")] if menu.kind.has_moderator else held


def press_done(bar: Bar, key: str, menu: Menu) -> tuple[Bar, Effect | None]:
    return (bar, GoOn()) if key == ENTER else (bar, None)


def nothing(bar: Bar, menu: Menu) -> list[Choice]:
    return []


def rest(bar: Bar, key: str, menu: Menu) -> tuple[Bar, Effect | None]:
    return bar, None
