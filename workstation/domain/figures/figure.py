"""A figure: a number that never travels without its n, design, weights, interval and method."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from workstation.domain.figures.interval import LEVEL, Interval

LEAST = 30
"""Fewer units than this are too few to tell."""
WIDEST = 0.14
"""An interval of a share that is wider than this holds 90 % and 97 % with room to spare."""


class State(StrEnum):
    """Whether a figure may be read as one."""

    OK = "ok"
    TOO_FEW = "too_few"  # the value stands beside its interval; nobody is ranked by it
    UNDEFINED = "undefined"  # there is nothing to divide by
    WITHHELD = "withheld"  # a rule of the figure is not met; `why` says which


class Design(StrEnum):
    """How the units that a figure counts were drawn."""

    SIMPLE = "simple_random"
    STRATIFIED = "stratified"
    CENSUS = "census"
    RISK_LED = "risk_led"
    TWO_PHASE = "two_phase"
    AS_COME = "as_come"  # all that came in a time: appeals, disputes, handling times


class Used(Struct, frozen=True):
    """A stratum as it was used: how many it holds, how many were drawn and counted, what one of
    them stands for, and the strata that were put to it because nothing was drawn there."""

    stratum: str
    size: int | None
    drawn: int
    counted: int
    weight: float
    with_it: tuple[str, ...] = ()


class Figure(Struct, frozen=True):
    """A value with all that it takes to believe it; `counts` are raw, never weighted."""

    name: str
    value: float | None
    n: int
    interval: Interval | None = None
    method: str = ""
    design: Design = Design.AS_COME
    state: State = State.OK
    why: str = ""
    unit: str = "share"
    level: float = LEVEL
    effective: float | None = None
    counts: Mapping[str, int | float] = field(default_factory=dict)
    weights: tuple[Used, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def tells(self) -> bool:
        """Whether it may be compared with a target or with another."""
        return self.state is State.OK


def nothing(name: str, why: str, unit: str = "share") -> Figure:
    """A figure with nothing to count."""
    return Figure(name, None, 0, state=State.UNDEFINED, why=why, unit=unit)


def state_of(n: float, interval: Interval | None, top: float = 1.0) -> tuple[State, str]:
    """Whether a share (or a mean on a scale up to `top`) can be told from so much."""
    if n < LEAST:
        return State.TOO_FEW, "units"
    if interval is not None and interval.width > WIDEST * top:
        return State.TOO_FEW, "width"
    return State.OK, ""
