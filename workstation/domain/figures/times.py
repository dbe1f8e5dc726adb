"""Handling time, throughput and turnaround: skewed, so never a bare mean."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

from msgspec.structs import replace

from workstation.domain.figures.figure import LEAST, Design, Figure, State, nothing
from workstation.domain.figures.interval import LEVEL, Interval
from workstation.domain.figures.special import binomial_cdf, t_of
from workstation.fault import WorldFault

IDLE_CAP = 120.0
"""Seconds without a key or a move that still count as work on the case."""


def active_seconds(gaps: Iterable[float], cap: float = IDLE_CAP) -> float:
    """The time between a case's acts, a longer gap counted as `cap`."""
    return math.fsum(min(max(gap, 0.0), cap) for gap in gaps)


def handling_time(seconds: Sequence[float], cap: float = IDLE_CAP, level: float = LEVEL) -> Figure:
    """AHT: active seconds / decisions; `seconds` are each decision's, their gaps already capped.

    The interval is Student's on the scale of the logarithm of the mean: times are skewed to the
    right, and the plain one reaches too low and not far enough up.
    """
    held = _checked(seconds)
    if not held:
        return nothing("aht", "no_units", "seconds")
    n = len(held)
    mean = math.fsum(held) / n
    interval = None
    if n > 1 and mean > 0:
        spread = math.sqrt(math.fsum((one - mean) ** 2 for one in held) / (n - 1) / n)
        reach = t_of(level, n - 1) * spread / mean
        interval = Interval(mean * math.exp(-reach), mean * math.exp(reach))
    few = n < LEAST
    return Figure(
        "aht",
        mean,
        n,
        interval,
        "log_student",
        Design.AS_COME,
        State.TOO_FEW if few else State.OK,
        "units" if few else "",
        "seconds",
        level,
        counts={"seconds": math.fsum(held), "cap": cap},
    )


def throughput(seconds: Sequence[float], cap: float = IDLE_CAP, level: float = LEVEL) -> Figure:
    """Decisions per active hour: the handling time turned over."""
    time = handling_time(seconds, cap, level)
    if not time.value:
        return nothing("throughput", "no_units", "per_hour")
    interval = time.interval and Interval(3600 / time.interval.high, 3600 / time.interval.low)
    return replace(
        time, name="throughput", value=3600 / time.value, interval=interval, unit="per_hour"
    )


def turnaround(seconds: Sequence[float], level: float = LEVEL) -> tuple[Figure, Figure]:
    """Median and 95th percentile, with the order statistics that enclose them."""
    held = sorted(_checked(seconds))
    return _quantile("tat_median", held, 0.5, level), _quantile("tat_p95", held, 0.95, level)


def quantile(held: Sequence[float], share: float) -> float:
    """A quantile of sorted values, straight between neighbours."""
    place = share * (len(held) - 1)
    below = math.floor(place)
    above = min(below + 1, len(held) - 1)
    return held[below] + (held[above] - held[below]) * (place - below)


def _quantile(name: str, held: Sequence[float], share: float, level: float) -> Figure:
    if not held:
        return nothing(name, "no_units", "seconds")
    interval = _between(held, share, level)
    state, why = State.OK, ""
    if interval is None:
        state, why = State.TOO_FEW, "units"
    return Figure(
        name,
        quantile(held, share),
        len(held),
        interval,
        "order_statistics",
        Design.AS_COME,
        state,
        why,
        "seconds",
        level,
    )


def _between(held: Sequence[float], share: float, level: float) -> Interval | None:
    """The order statistics that cut off half of the rest on either side, each moved towards the
    next one by as much as it cuts off too little (Beran and Hall), for whole ones reach too far;
    None where the sample's ends do not reach so far."""
    n, rest = len(held), (1 - level) / 2

    def below(place: int) -> float:
        """The chance that the quantile lies below the value at a place (from 0)."""
        return binomial_cdf(place, n, share)

    def above(place: int) -> float:
        """The chance that it lies above the value at a place."""
        return 1 - binomial_cdf(place, n, share)

    if n < 2 or below(0) > rest or above(n - 1) > rest:
        return None
    first = _last(n, lambda place: below(place) <= rest)
    final = n - 1 - _last(n, lambda place: above(n - 1 - place) <= rest)
    low = _moved(held[first], held[first + 1], below(first), below(first + 1), rest)
    high = _moved(held[final], held[final - 1], above(final), above(final - 1), rest)
    return Interval(low, high)


def _last(n: int, holds: Callable[[int], bool]) -> int:
    low, high = 0, n - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def _moved(value: float, next_one: float, cut: float, cut_next: float, rest: float) -> float:
    return value + (next_one - value) * (rest - cut) / (cut_next - cut)


def _checked(seconds: Iterable[float]) -> list[float]:
    held = list(seconds)
    if any(not 0 <= one < math.inf for one in held):
        raise WorldFault("figures.not_times")
    return held
