"""Before against after: what changed between two votes on the same or on matched cases."""

from __future__ import annotations

import math

from msgspec import Struct

from workstation.domain.agreement.alpha import alpha_of
from workstation.domain.agreement.leaving_out import Left, around, jackknife_error
from workstation.domain.agreement.scale import Scale
from workstation.domain.agreement.table import Table
from workstation.domain.figures.interval import LEVEL, Interval


class Lift(Struct, frozen=True):
    """Alpha after less alpha before. `paired` where both are of the same cases: then a part of it
    is that people give way; what was learned shows on matched cases, which are not paired."""

    before: float | None
    after: float | None
    change: float | None
    interval: Interval | None
    paired: bool
    units: int
    why: str = ""


def lift(
    before: Table, after: Table, scale: Scale = Scale.NOMINAL, level: float = LEVEL
) -> Lift:
    """The change of alpha with its interval: by cases together where they are the same ones."""
    paired = set(before.cells) == set(after.cells)
    one, other = alpha_of(before.counts, scale), alpha_of(after.counts, scale)
    units = len(before.cells) if paired else min(len(before.cells), len(after.cells))
    if one is None or other is None:
        return Lift(one, other, None, None, paired, units, "one_category")
    change = other - one
    if paired:
        names = list(before.cells)
        rows, later = dict(zip(names, before.counts, strict=True)), dict(
            zip(after.cells, after.counts, strict=True)
        )
        left = []
        for name in names:
            first = alpha_of([row for key, row in rows.items() if key != name], scale)
            second = alpha_of([row for key, row in later.items() if key != name], scale)
            value = None if first is None or second is None else second - first
            left.append(Left(1, value))
        interval = _from(change, left, level)
    else:
        interval = _apart(before, after, scale, change, level)
    return Lift(one, other, change, interval, paired, units, "" if interval else "few")


def _from(change: float, left: list[Left], level: float) -> Interval | None:
    if len(left) < 2 or any(one.value is None for one in left):
        return None
    return _wide(change, jackknife_error(change, left), len(left) - 1, level)


def _apart(
    before: Table, after: Table, scale: Scale, change: float, level: float
) -> Interval | None:
    errors = []
    for table in (before, after):
        rows = table.counts
        left = [
            Left(1, alpha_of([*rows[:place], *rows[place + 1 :]], scale))
            for place in range(len(rows))
        ]
        if len(left) < 2 or any(one.value is None for one in left):
            return None
        errors.append(jackknife_error(0.0, left))
    freedom = min(len(before.cells), len(after.cells)) - 1
    return _wide(change, math.hypot(*errors), freedom, level)


def _wide(change: float, error: float, freedom: float, level: float) -> Interval | None:
    # A difference of coefficients may lie between -2 and 2: half of it fits the usual bounds.
    half = around(change / 2, error / 2, freedom, level)
    return half.times(2) if half else None
