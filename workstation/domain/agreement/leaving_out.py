"""Intervals by leaving one case out at a time, and by drawing cases again.

Cases are left out and drawn, never ratings: the ratings of one case hang together. How the
intervals cover: docs/decisions/0022-intervals.md.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

from msgspec import Struct

from workstation.domain.figures.interval import LEVEL, Interval, wilson
from workstation.domain.figures.special import t_of

T = TypeVar("T")

_NEAR = 0.9999  # at 1 itself Fisher's scale has no end


class Left(Struct, frozen=True):
    """The value without one case, and how many cases are like that one."""

    number: int
    value: float | None


def interval_from(
    value: float, left: Sequence[Left], spent: int = 1, level: float = LEVEL
) -> Interval | None:
    """The jackknife's interval around a coefficient, on Fisher's scale. `spent` are the degrees
    of freedom that go into shares estimated on the way."""
    n = sum(one.number for one in left)
    if n <= spent or any(one.value is None for one in left):
        # Without that one case there is nothing to compare: it alone carries the value.
        return None
    turned = [Left(one.number, _turned(one.value)) for one in left if one.value is not None]
    error = jackknife_error(turned) * math.sqrt(n / (n - spent))
    return _between(_turned(value), t_of(level, n - spent) * error)


def jackknife_error(left: Sequence[Left]) -> float:
    """The standard error by the jackknife."""
    n = sum(one.number for one in left)
    pairs = [(one.number, one.value) for one in left if one.value is not None]
    middle = math.fsum(number * each for number, each in pairs) / n
    spread = math.fsum(number * (each - middle) ** 2 for number, each in pairs)
    return math.sqrt((n - 1) / n * spread)


def around(value: float, error: float, freedom: float, level: float = LEVEL) -> Interval | None:
    """Student's interval around a coefficient with a known error, on Fisher's scale."""
    if freedom < 1:
        return None
    held = max(-_NEAR, min(_NEAR, value))
    return _between(_turned(value), t_of(level, freedom) * error / (1 - held * held))


def unanimous(units: int, ratings: int, chance: float, level: float = LEVEL) -> Interval:
    """The interval of a coefficient of 1: nobody differed anywhere, which leaves no spread to
    measure. Wilson says how many cases may be split all the same, by one dissenter each; `chance`
    is the disagreement that chance would give."""
    split = wilson(0.0, units, level).high
    return Interval(max(-1.0, 1 - split * min(1.0, 2 * units / ratings) / chance), 1.0)


def _turned(value: float) -> float:
    return math.atanh(max(-_NEAR, min(_NEAR, value)))


def _between(middle: float, reach: float) -> Interval:
    return Interval(math.tanh(middle - reach), math.tanh(middle + reach))


def bootstrap(
    cases: Sequence[T],
    of: Callable[[Sequence[T]], float | None],
    seed: str,
    rounds: int = 1_000,
    level: float = LEVEL,
) -> Interval | None:
    """Percentiles over cases drawn again with putting back; for values without a jackknife
    (medians, ranks). In samples under about 50 it covers less than it says."""
    if len(cases) < 2:
        return None
    chance = Random(seed)
    found = []
    for _ in range(rounds):
        value = of([cases[int(chance.random() * len(cases))] for _ in cases])
        if value is not None:
            found.append(value)
    if len(found) < rounds // 2:
        return None
    found.sort()
    rest = (1 - level) / 2
    low = found[max(0, math.floor(rest * len(found)))]
    high = found[min(len(found) - 1, math.ceil((1 - rest) * len(found)) - 1)]
    return Interval(low, high)
