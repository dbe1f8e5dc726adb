"""Intervals for shares, and how two of them become one for a difference or a quotient."""

from __future__ import annotations

import math

from msgspec import Struct

from workstation.domain.figures.special import beta_quantile, z_of

LEVEL = 0.95


class Interval(Struct, frozen=True):
    """From `low` to `high`."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """How far apart the ends are."""
        return self.high - self.low

    def times(self, factor: float) -> Interval:
        """The same on another scale."""
        return Interval(self.low * factor, self.high * factor)

    def turned(self) -> Interval:
        """The interval of what is missing from the whole."""
        return Interval(1 - self.high, 1 - self.low)


def wilson(share: float, n: float, level: float = LEVEL) -> Interval:
    """Wilson's score interval; `n` may be an effective number, also an endless one."""
    if math.isinf(n):
        return Interval(share, share)
    z = z_of(level)
    share = min(1.0, max(0.0, share))
    whole = 1 + z * z / n
    middle = (share + z * z / (2 * n)) / whole
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / whole
    # At the ends the score interval touches 0 and 1; rounding must not leave a hair.
    low = 0.0 if share == 0 else max(0.0, middle - half)
    high = 1.0 if share == 1 else min(1.0, middle + half)
    return Interval(low, high)


def clopper_pearson(hits: int, n: int, level: float = LEVEL) -> Interval:
    """The exact interval: never covers less than it says, usually more."""
    rest = (1 - level) / 2
    low = beta_quantile(rest, hits, n - hits + 1) if hits else 0.0
    high = beta_quantile(1 - rest, hits + 1, n - hits) if hits < n else 1.0
    return Interval(low, high)


def difference(one: float, of_one: Interval, other: float, of_other: Interval) -> Interval:
    """The interval of `one - other` from their own intervals (Newcombe's hybrid, "MOVER")."""
    gap = one - other
    below = math.hypot(one - of_one.low, of_other.high - other)
    above = math.hypot(of_one.high - one, other - of_other.low)
    return Interval(gap - below, gap + above)


def quotient(top: float, of_top: Interval, bottom: float, of_bottom: Interval) -> Interval:
    """The interval of `top / bottom`, both positive, squared and added on the scale of logarithms.

    Where `top` is 0 its lower end is 0 too; where the bottom may be 0 there is no upper end.
    """
    if bottom <= 0:
        return Interval(0.0, math.inf)
    down = _log_gap(bottom, of_bottom.high)
    up = _log_gap(of_bottom.low, bottom)
    if top <= 0:
        return Interval(0.0, of_top.high / bottom * math.exp(min(up, 700.0)))
    ratio = math.log(top / bottom)
    low = ratio - math.hypot(_log_gap(of_top.low, top), down)
    high = ratio + math.hypot(_log_gap(top, of_top.high), up)
    return Interval(math.exp(low), math.exp(high) if high < 700 else math.inf)


def _log_gap(small: float, large: float) -> float:
    return math.inf if small <= 0 else math.log(large / small)
