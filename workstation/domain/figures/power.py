"""How surely a gap is found: the chance that the rule of the program tells it, by counting."""

from __future__ import annotations

import math
from collections.abc import Callable

from workstation.domain.figures.interval import LEVEL, wilson
from workstation.domain.figures.special import binomial_cdf, binomial_pmf, normal_cdf, z_of

COUNTED_TO = 20_000
"""From here on the normal approximation is as good as counting."""
EVERY_N_TO = 400
MOST = 10_000_000


def power_against(target: float, truth: float, n: float, level: float = LEVEL) -> float:
    """The chance that a sample of n, of a vendor who is at `truth`, has an interval that leaves
    out `target` on the truth's side."""
    if n < 1:
        return 0.0
    above = truth > target
    if n > COUNTED_TO:
        z = z_of(level)
        gap = abs(truth - target) * math.sqrt(n) - z * math.sqrt(target * (1 - target))
        return normal_cdf(gap / math.sqrt(max(truth * (1 - truth), 1e-12)))
    whole = int(n)
    if above:
        least = _first(whole, lambda k: wilson(k / whole, whole, level).low > target)
        return 1 - binomial_cdf(least - 1, whole, truth)
    most = _first(whole, lambda k: wilson(k / whole, whole, level).high >= target)
    return binomial_cdf(most - 1, whole, truth)


def power_between(
    one: float, other: float, n_one: float, n_other: float, level: float = LEVEL
) -> float:
    """The chance that two samples tell which of two vendors is better, and tell it rightly."""
    if min(n_one, n_other) < 1:
        return 0.0
    better, worse = max(one, other), min(one, other)
    n, m = (n_one, n_other) if one >= other else (n_other, n_one)
    if max(n, m) > COUNTED_TO:
        return _normal_power(better, worse, n, m, level)
    a, b = int(n), int(m)
    z = z_of(level)
    found = 0.0
    low = _likely(b, worse)
    for x, chance in _likely(a, better):
        for y, other_chance in low:
            if score_of(x / a, y / b, a, b) > z:
                found += chance * other_chance
    return min(1.0, found)


def score_of(one: float, other: float, n: float, m: float) -> float:
    """The difference in standard errors, both taken to be of one share (the pooled score)."""
    pooled = (one * n + other * m) / (n + m)
    error = math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    return (one - other) / error if error else 0.0


def n_against(target: float, truth: float, power: float = 0.8, level: float = LEVEL) -> int | None:
    """The smallest n from which on the power is reached; None where it never is."""
    if target == truth:
        return None
    return _smallest(lambda n: power_against(target, truth, n, level) >= power)


def n_between(one: float, other: float, power: float = 0.8, level: float = LEVEL) -> int | None:
    """An n of each of two samples that tells them apart: the normal one, raised until counting
    agrees where that is quick."""
    if one == other:
        return None
    better, worse = max(one, other), min(one, other)
    near = _smallest(lambda n: _normal_power(better, worse, n, n, level) >= power)
    if near is None or near > EVERY_N_TO:
        return near
    n = near
    while power_between(one, other, n, n, level) < power:
        n += 1
    return n


def _normal_power(better: float, worse: float, n: float, m: float, level: float) -> float:
    error = math.sqrt(better * (1 - better) / n + worse * (1 - worse) / m)
    pooled = (better * n + worse * m) / (n + m)
    limit = z_of(level) * math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    if not error:
        return float(better - worse > limit)
    return normal_cdf((better - worse - limit) / error)


def _likely(n: int, p: float) -> list[tuple[int, float]]:
    """The counts that matter with their chances."""
    reach = 9 * math.sqrt(n * p * (1 - p)) + 12
    low, high = max(0, int(n * p - reach)), min(n, int(n * p + reach))
    return [(k, chance) for k in range(low, high + 1) if (chance := binomial_pmf(k, n, p)) > 1e-13]


def _smallest(enough: Callable[[int], bool]) -> int | None:
    """Nearly monotone in n: doubling, halving, then back over the teeth of the saw."""
    high = 2
    while not enough(high):
        high *= 2
        if high > MOST:
            return None
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _first(n: int, holds: Callable[[int], bool]) -> int:
    """The fewest hits from which on it holds; n + 1 where it never does."""
    low, high = 0, n + 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low
