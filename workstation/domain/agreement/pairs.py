"""Two raters: Cohen's kappa and Scott's pi, weighted where labels have an order."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations

from workstation.domain.agreement.coefficient import (
    NO_PAIRS,
    ONE_CATEGORY,
    Coefficient,
    made,
    undefined,
)
from workstation.domain.agreement.leaving_out import Left, interval_from, unanimous
from workstation.domain.agreement.table import Table
from workstation.domain.figures.interval import LEVEL

Pair = tuple[int, int]


def cohen(
    pairs: Sequence[Pair], weights: Sequence[Sequence[float]] | None = None, level: float = LEVEL
) -> Coefficient:
    """Cohen's kappa: chance from each rater's own habits."""
    return _kappa("cohen", pairs, weights, level, pooled=False)


def scott(
    pairs: Sequence[Pair], weights: Sequence[Sequence[float]] | None = None, level: float = LEVEL
) -> Coefficient:
    """Scott's pi: chance from both raters' habits together."""
    return _kappa("scott", pairs, weights, level, pooled=True)


def of_all(table: Table, level: float = LEVEL) -> dict[tuple[str, str], Coefficient]:
    """Cohen's kappa of every two raters that have units in common."""
    found = {}
    for one, other in combinations(sorted(table.raters), 2):
        pairs = table.pair(one, other)
        if pairs:
            found[one, other] = cohen(pairs, level=level)
    return found


def _kappa(
    name: str,
    pairs: Sequence[Pair],
    weights: Sequence[Sequence[float]] | None,
    level: float,
    *,
    pooled: bool,
) -> Coefficient:
    if not pairs:
        return undefined(name, NO_PAIRS)
    number = len(pairs)
    if len({label for pair in pairs for label in pair}) < 2:
        return undefined(name, ONE_CATEGORY, number, 2 * number)
    counts = Counter(pairs)
    value = _value(counts, weights, pooled)
    if value is None:
        return undefined(name, ONE_CATEGORY, number, 2 * number)
    if value == 1:
        labels = Counter(label for pair in pairs for label in pair)
        chance = 1 - sum((times / (2 * number)) ** 2 for times in labels.values())
        every = unanimous(number, 2 * number, chance, level)
        return made(name, value, number, 2 * number, every, "none_differs", level)
    left = []
    for pair, times in list(counts.items()):
        counts[pair] -= 1
        left.append(Left(times, _value(counts, weights, pooled)))
        counts[pair] += 1
    interval = interval_from(value, left, level=level)
    return made(name, value, number, 2 * number, interval, "jackknife_cases", level)


def _value(
    counts: Mapping[Pair, int], weights: Sequence[Sequence[float]] | None, pooled: bool
) -> float | None:
    total = sum(counts.values())
    if not total:
        return None
    first: dict[int, float] = {}
    second: dict[int, float] = {}
    for (one, other), times in counts.items():
        first[one] = first.get(one, 0) + times / total
        second[other] = second.get(other, 0) + times / total
    if pooled:
        both = {k: (first.get(k, 0) + second.get(k, 0)) / 2 for k in {*first, *second}}
        first = second = both

    def weight(one: int, other: int) -> float:
        return weights[one][other] if weights is not None else float(one == other)

    seen = math.fsum(times / total * weight(*pair) for pair, times in counts.items())
    chance = math.fsum(p * q * weight(a, b) for a, p in first.items() for b, q in second.items())
    return None if chance >= 1 - 1e-12 else (seen - chance) / (1 - chance)
