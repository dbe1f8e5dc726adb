"""A coefficient of agreement: a value with n, interval and method, or why there is none."""

from __future__ import annotations

from msgspec import Struct

from workstation.domain.figures.figure import State
from workstation.domain.figures.interval import LEVEL, Interval

FEWEST = 60
"""On fewer cases a coefficient is uncertain by a fifth and more: nobody is certified by it."""

ONE_CATEGORY = "one_category"
NO_PAIRS = "no_pairs"


class Coefficient(Struct, frozen=True):
    """`units` are those that two or more rated; `why` tells what is missing: "one_category" where
    only one label was used (neither 1 nor 0, nothing can be told), "no_pairs" where nobody rated
    what another did, "few" under 60 units."""

    name: str
    value: float | None
    units: int
    ratings: int
    interval: Interval | None = None
    method: str = ""
    state: State = State.OK
    why: str = ""
    level: float = LEVEL


def undefined(name: str, why: str, units: int = 0, ratings: int = 0) -> Coefficient:
    """A coefficient that has no value here."""
    return Coefficient(name, None, units, ratings, state=State.UNDEFINED, why=why)


def made(
    name: str,
    value: float,
    units: int,
    ratings: int,
    interval: Interval | None,
    method: str,
    level: float,
) -> Coefficient:
    """A coefficient with a value."""
    few = units < FEWEST
    return Coefficient(
        name,
        value,
        units,
        ratings,
        interval,
        method if interval is not None else "",
        State.TOO_FEW if few else State.OK,
        "few" if few else "",
        level,
    )
