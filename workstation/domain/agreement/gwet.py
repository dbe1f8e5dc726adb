"""Gwet's AC1 and AC2, and Fleiss' kappa beside them, with the variance of 2008."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from workstation.domain.agreement.coefficient import (
    NO_PAIRS,
    ONE_CATEGORY,
    Coefficient,
    made,
    undefined,
)
from workstation.domain.agreement.leaving_out import around, unanimous
from workstation.domain.agreement.scale import Scale, weights
from workstation.domain.agreement.table import Table
from workstation.domain.figures.interval import LEVEL, Interval, wilson
from workstation.domain.figures.special import t_of

Weights = Sequence[Sequence[float]]
Chance = Callable[[Sequence[float], Weights], tuple[float, list[float]]]
"""Agreement by chance from how often labels are given, and what each label adds to it."""


def ac1(table: Table, level: float = LEVEL) -> Coefficient:
    """AC1: chance agreement from how uncertain the labels are, so that a rare label does no harm.
    """
    return _chance_corrected("ac1", table, Scale.NOMINAL, None, level, _gwet)


def ac2(
    table: Table,
    scale: Scale = Scale.ORDINAL,
    values: Sequence[float] | None = None,
    level: float = LEVEL,
) -> Coefficient:
    """AC2: AC1 with partial credit for near labels."""
    return _chance_corrected("ac2", table, scale, values, level, _gwet)


def fleiss(table: Table, level: float = LEVEL) -> Coefficient:
    """Fleiss' kappa, in the form that lets the number of raters differ from unit to unit."""
    return _chance_corrected("fleiss", table, Scale.NOMINAL, None, level, _pooled)


def raw_agreement(table: Table, level: float = LEVEL) -> Coefficient:
    """The share of pairs of raters that agree, averaged over units. It is defined where all
    coefficients are not: one label used by all is full agreement."""
    rated = [row for row in table.counts if sum(row) > 1]
    ratings = sum(map(sum, rated))
    if not rated:
        return undefined("raw_agreement", NO_PAIRS)
    identity = weights(Scale.NOMINAL, [float(label) for label in range(len(table.labels))])
    shares = [_agreeing(row, identity) for row in rated]
    interval, method = _of_shares(shares, ratings, level)
    value = math.fsum(shares) / len(shares)
    return made("raw_agreement", value, len(rated), ratings, interval, method, level)


def _of_shares(
    shares: Sequence[float], ratings: int, level: float
) -> tuple[Interval | None, str]:
    """Wilson's where every unit is wholly alike or wholly not, as with two raters; else Student's
    on the scale of log odds."""
    n = len(shares)
    mean = math.fsum(shares) / n
    if mean == 1:
        return unanimous(n, ratings, 1.0, level), "none_differs"
    if all(one in (0, 1) for one in shares):
        return wilson(mean, n, level), "wilson"
    spread = math.fsum((one - mean) ** 2 for one in shares)
    if n < 2 or not spread:
        return None, ""
    error = math.sqrt(spread / (n - 1) / n) / (mean * (1 - mean))
    middle, reach = math.log(mean / (1 - mean)), t_of(level, n - 1) * error
    low, high = (1 / (1 + math.exp(min(700.0, -(middle + way)))) for way in (-reach, reach))
    return Interval(low, high), "logit_student"


def _chance_corrected(
    name: str,
    table: Table,
    scale: Scale,
    values: Sequence[float] | None,
    level: float,
    chance: Chance,
) -> Coefficient:
    steps, rows = _used(table, values)
    rated = sum(sum(row) > 1 for row in rows)
    ratings = sum(map(sum, rows))
    if not rated:
        return undefined(name, NO_PAIRS)
    if len(steps) < 2:
        return undefined(name, ONE_CATEGORY, rated, ratings)
    weight = weights(scale, steps)
    n = len(rows)
    share = [math.fsum(row[k] / sum(row) for row in rows) / n for k in range(len(steps))]
    expected, slope = chance(share, weight)
    if expected >= 1:
        return undefined(name, ONE_CATEGORY, rated, ratings)
    seen = math.fsum(_agreeing(row, weight) for row in rows if sum(row) > 1) / rated
    value = (seen - expected) / (1 - expected)
    if seen == 1:
        every = unanimous(rated, sum(sum(row) for row in rows if sum(row) > 1), 1 - expected, level)
        return made(name, value, rated, ratings, every, "none_differs", level)
    # What each unit adds to the coefficient: to the agreement, and to the chance of it.
    parts = []
    for row in rows:
        total = sum(row)
        own = 0.0
        if total > 1:
            own = n / rated * (_agreeing(row, weight) - expected) / (1 - expected)
        by_chance = math.fsum(row[k] / total * slope[k] for k in range(len(steps)))
        parts.append(own - 2 * (1 - value) * (by_chance - expected) / (1 - expected))
    error = 0.0
    if n > 1:
        error = math.sqrt(math.fsum((part - value) ** 2 for part in parts) / (n * (n - 1)))
    interval = around(value, error, n - 1, level)
    return made(name, value, rated, ratings, interval, "gwet_2008", level)


def _used(table: Table, values: Sequence[float] | None) -> tuple[list[float], list[list[int]]]:
    """The labels that were used, for a label that nobody gave says nothing of chance."""
    counts = table.counts
    labels = [k for k in range(len(table.labels)) if any(row[k] for row in counts)]
    steps = [float(values[k]) if values is not None else float(k) for k in labels]
    return steps, [[row[k] for k in labels] for row in counts if sum(row)]


def _agreeing(row: Sequence[int], weight: Weights) -> float:
    """The share of a unit's pairs that agree, by weight."""
    total = sum(row)
    pairs = 0.0
    for k, number in enumerate(row):
        if number:
            near = math.fsum(weight[k][j] * other for j, other in enumerate(row) if other)
            pairs += number * (near - 1)
    return pairs / (total * (total - 1))


def _gwet(
    share: Sequence[float], weight: Weights
) -> tuple[float, list[float]]:
    size = len(share)
    scale = math.fsum(map(math.fsum, weight)) / (size * (size - 1))
    return scale * math.fsum(p * (1 - p) for p in share), [scale * (1 - p) for p in share]


def _pooled(
    share: Sequence[float], weight: Weights
) -> tuple[float, list[float]]:
    near = [
        math.fsum(weight[k][j] * share[j] for j in range(len(share))) for k in range(len(share))
    ]
    return math.fsum(p * q for p, q in zip(share, near, strict=True)), near
