"""Krippendorff's alpha = 1 - Do / De, for any number of raters and missing ratings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from workstation.domain.agreement.coefficient import (
    NO_PAIRS,
    ONE_CATEGORY,
    Coefficient,
    made,
    undefined,
)
from workstation.domain.agreement.leaving_out import Left, interval_from, unanimous
from workstation.domain.agreement.scale import Scale, distances
from workstation.domain.agreement.table import Table
from workstation.domain.figures.interval import LEVEL

Counts = tuple[int, ...]

SPENT = 3
"""Degrees of freedom that the jackknife is short of in small panels (found by simulation)."""


def alpha(
    table: Table,
    scale: Scale = Scale.NOMINAL,
    values: Sequence[float] | None = None,
    level: float = LEVEL,
) -> Coefficient:
    """Alpha with the jackknife's interval over cases."""
    name = f"alpha_{scale.value}"
    steps = _values(table, values)
    rated = [row for row in table.counts if sum(row) > 1]
    ratings = sum(map(sum, rated))
    if not rated:
        return undefined(name, NO_PAIRS)
    whole = _Sums(rated, len(table.labels))
    value = whole.alpha(scale, steps)
    if value is None:
        return undefined(name, ONE_CATEGORY, len(rated), ratings)
    if value == 1:
        interval = unanimous(len(rated), ratings, whole.chance(), level)
        return made(name, value, len(rated), ratings, interval, "none_differs", level)
    left = [
        Left(number, whole.without(row).alpha(scale, steps))
        for row, number in Counter(rated).items()
    ]
    interval = interval_from(value, left, SPENT, level)
    return made(name, value, len(rated), ratings, interval, "jackknife_cases", level)


def alpha_of(
    counts: Sequence[Counts], scale: Scale = Scale.NOMINAL, values: Sequence[float] | None = None
) -> float | None:
    """Alpha alone, from the counts of units; None where it is undefined."""
    rated = [row for row in counts if sum(row) > 1]
    if not rated:
        return None
    size = len(rated[0])
    steps = list(values) if values is not None else [float(place) for place in range(size)]
    return _Sums(rated, size).alpha(scale, steps)


def _values(table: Table, values: Sequence[float] | None) -> list[float]:
    return list(values) if values is not None else [float(n) for n in range(len(table.labels))]


class _Sums:
    """The coincidences of labels within units, and how often each label can be paired."""

    def __init__(self, rated: Sequence[Counts], size: int) -> None:
        self.size = size
        self.together = [[0.0] * size for _ in range(size)]
        self.each = [0] * size
        for row, number in Counter(rated).items():
            self._add(row, number)

    def _add(self, row: Counts, number: int) -> None:
        share = number / (sum(row) - 1)
        given = [label for label, count in enumerate(row) if count]
        for one in given:
            self.each[one] += number * row[one]
            for other in given:
                pairs = row[one] * (row[other] - (one == other))
                self.together[one][other] += share * pairs

    def without(self, row: Counts) -> _Sums:
        """The sums with one such unit less."""
        less = _Sums((), self.size)
        less.together = [list(line) for line in self.together]
        less.each = list(self.each)
        less._add(row, -1)
        return less

    def chance(self) -> float:
        """How often two ratings drawn from all would differ."""
        total = sum(self.each)
        return 1 - sum(number * (number - 1) for number in self.each) / (total * (total - 1))

    def alpha(self, scale: Scale, values: Sequence[float]) -> float | None:
        """The coefficient, None where all labels are one."""
        total = sum(self.each)
        if total < 2:
            return None
        away = distances(scale, self.each, values)
        seen = expected = 0.0
        for one in range(self.size):
            for other in range(one + 1, self.size):
                seen += self.together[one][other] * away[one][other]
                expected += self.each[one] * self.each[other] * away[one][other]
        if expected <= 0:
            return None
        return 1 - (total - 1) * max(seen, 0.0) / expected
