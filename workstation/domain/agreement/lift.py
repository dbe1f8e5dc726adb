"""Before against after: what changed between two votes on the same or on matched cases."""

from __future__ import annotations

import math

from msgspec import Struct

from workstation.domain.agreement.alpha import SPENT, alpha_of
from workstation.domain.agreement.leaving_out import Left, jackknife_error
from workstation.domain.agreement.scale import Scale
from workstation.domain.agreement.table import Table
from workstation.domain.figures.interval import LEVEL, Interval
from workstation.domain.figures.special import t_of


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
        rows = dict(zip(names, before.counts, strict=True))
        later = dict(zip(after.cells, after.counts, strict=True))
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
    if len(left) <= SPENT or any(one.value is None for one in left):
        return None
    return _wide(change, jackknife_error(left), len(left), level)


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
        if len(left) <= SPENT or any(one.value is None for one in left):
            return None
        errors.append(jackknife_error(left))
    units = min(len(before.cells), len(after.cells))
    return _wide(change, math.hypot(*errors), units, level)


def _wide(change: float, error: float, units: int, level: float) -> Interval:
    reach = t_of(level, units - SPENT) * error * math.sqrt(units / (units - SPENT))
    return Interval(max(-2.0, change - reach), min(2.0, change + reach))
