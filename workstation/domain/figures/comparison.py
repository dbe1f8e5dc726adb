"""Two figures beside each other: higher, lower, or not to be told from so few."""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct

from workstation.domain.figures.figure import Design, Figure, State
from workstation.domain.figures.interval import LEVEL, Interval, difference
from workstation.domain.figures.power import n_between, power_between
from workstation.domain.figures.special import z_of
from workstation.fault import WorldFault

GAP = 0.03
"""The gap between two shares that a comparison tells its power for, unless another is asked."""


class Told(StrEnum):
    """What a comparison says of the first figure."""

    HIGHER = "higher"
    LOWER = "lower"
    CANNOT_TELL = "cannot_tell"


class Comparison(Struct, frozen=True):
    """First less second, its interval, and how surely a gap of `gap` would have been found.

    `needed` is the n of each that would find it four times in five.
    """

    difference: float | None
    interval: Interval | None
    told: Told
    gap: float
    power: float | None = None
    needed: int | None = None
    level: float = LEVEL
    why: str = ""


def compared(one: Figure, other: Figure, gap: float = GAP) -> Comparison:
    """Compare two shares of disjoint units."""
    if (one.name, one.unit, one.level) != (other.name, other.unit, other.level):
        raise WorldFault("figures.not_alike", one=one.name, other=other.name)
    if Design.RISK_LED in (one.design, other.design):
        # What was drawn for its risk tells of the risk, not of the person.
        return Comparison(None, None, Told.CANNOT_TELL, gap, why="risk_led")
    if one.value is None or other.value is None or not one.interval or not other.interval:
        return Comparison(None, None, Told.CANNOT_TELL, gap, why="undefined")
    gone = one.value - other.value
    n, m = _n(one), _n(other)
    if math.isinf(n) or math.isinf(m) or one.unit != "share":
        interval = difference(one.value, one.interval, other.value, other.interval)
    else:
        interval = score_interval(one.value, other.value, n, m, one.level)
    told = Told.CANNOT_TELL
    few = State.TOO_FEW in (one.state, other.state)
    if interval.low > 0:
        told = Told.HIGHER
    elif interval.high < 0:
        told = Told.LOWER
    power = needed = None
    if one.unit == "share" and not math.isinf(n + m):
        middle = (one.value * n + other.value * m) / (n + m)
        better = min(0.999, max(middle + gap / 2, gap))
        power = power_between(better, better - gap, n, m, one.level)
        needed = n_between(better, better - gap, level=one.level)
    return Comparison(gone, interval, told, gap, power, needed, one.level, "few" if few else "")


def _n(figure: Figure) -> float:
    if figure.method == "census":
        return math.inf
    return figure.effective if figure.effective is not None else float(figure.n)


def score_interval(
    one: float, other: float, n: float, m: float, level: float = LEVEL
) -> Interval:
    """All differences that the score test does not refuse (Mee; Miettinen and Nurminen).

    It leaves out 0 exactly where the pooled test finds a gap, so that the interval and what is
    told never contradict each other, and the power of the one is that of the other.
    """
    z = z_of(level)
    gap = one - other
    low = _edge(lambda d: _score(one, other, n, m, d) > z, gap, -1.0)
    high = _edge(lambda d: _score(one, other, n, m, d) < -z, gap, 1.0)
    return Interval(min(low, high), max(low, high))


def _edge(refused: Callable[[float], bool], inside: float, outside: float) -> float:
    if not refused(outside):
        return outside
    for _ in range(60):
        middle = (inside + outside) / 2
        if refused(middle):
            outside = middle
        else:
            inside = middle
    return (inside + outside) / 2


def _score(one: float, other: float, n: float, m: float, gap: float) -> float:
    first = _constrained(one, other, n, m, gap)
    second = first - gap
    spread = first * (1 - first) / n + second * (1 - second) / m
    away = one - other - gap
    if spread <= 1e-15:
        return 0.0 if abs(away) < 1e-12 else math.copysign(math.inf, away)
    return away / math.sqrt(spread)


def _constrained(one: float, other: float, n: float, m: float, gap: float) -> float:
    """The first share that is likeliest where the second is less by `gap`: the root in range of
    the cubic that the likelihood's slope comes to (Farrington and Manning's closed form)."""
    ratio = m / n
    a = 1 + ratio
    b = -(1 + ratio + one + ratio * other + gap * (ratio + 2))
    c = gap * gap + gap * (2 * one + ratio + 1) + one + ratio * other
    d = -one * gap * (1 + gap)
    v = b**3 / (27 * a**3) - b * c / (6 * a * a) + d / (2 * a)
    u = math.copysign(math.sqrt(max(0.0, b * b / (9 * a * a) - c / (3 * a))), v)
    turn = (math.pi + math.acos(max(-1.0, min(1.0, v / u**3)))) / 3 if u else math.pi / 2
    root = 2 * u * math.cos(turn) - b / (3 * a)
    return min(max(root, 0.0, gap), 1.0, 1.0 + gap)
