"""What a sample will tell, before it is drawn: half width, power, hours."""

from __future__ import annotations

import math
from collections.abc import Mapping

from msgspec import Struct

from workstation.domain.figures.interval import LEVEL, Interval, wilson
from workstation.domain.figures.power import power_against, power_between
from workstation.domain.figures.special import z_of
from workstation.fault import WorldFault

ACCURACY = 0.95
GAP = (0.90, 0.97)
"""The two accuracies that a plan says its power for, unless others are asked."""


class Outlook(Struct, frozen=True):
    """What a plan promises at an assumed accuracy: the interval (census: no width), the power to
    tell `apart` from one sample and between two like it, and the hours it takes."""

    n: int
    effective: float
    accuracy: float
    interval: Interval
    apart: tuple[float, float]
    power_one: float
    power_two: float
    hours: float

    @property
    def half_width(self) -> float:
        """Half of the interval's width."""
        return self.interval.width / 2


def n_for(
    half: float, accuracy: float = ACCURACY, pool: int | None = None, level: float = LEVEL
) -> int:
    """The n for a half width, by the normal formula; fewer where the pool is small."""
    if not 0 < half < 1 or not 0 < accuracy < 1:
        raise WorldFault("sampling.half_width")
    free = z_of(level) ** 2 * accuracy * (1 - accuracy) / half**2
    if pool is not None:
        free = free / (1 + (free - 1) / pool)
    n = math.ceil(free - 1e-9)
    return n if pool is None else min(n, pool)


def n_for_none(rate: float, assurance: float = 0.95) -> int:
    """How many without a single defect assure that fewer than this rate are defective."""
    if not 0 < rate < 1 or not 0 < assurance < 1:
        raise WorldFault("sampling.half_width")
    return math.ceil(math.log(1 - assurance) / math.log1p(-rate) - 1e-9)


def effective_n(sizes: Mapping[str, int], allotted: Mapping[str, int]) -> float:
    """The simple random sample that is as precise, if every stratum were equally accurate.

    A stratum with nothing drawn goes with the largest one, as an estimate would put it to another.
    """
    drawn = {name: n for name, n in allotted.items() if n}
    if not drawn:
        return 0.0
    total = sum(sizes.values())
    lost = total - sum(sizes[name] for name in drawn)
    largest = max(drawn, key=lambda name: (sizes[name], name))
    spread = 0.0
    for name, n in drawn.items():
        size = sizes[name] + (lost if name == largest else 0)
        spread += (size / total) ** 2 * (1 - n / size) / n
    return 1 / spread if spread > 0 else math.inf


def outlook(
    sizes: Mapping[str, int],
    allotted: Mapping[str, int],
    seconds: float,
    accuracy: float = ACCURACY,
    apart: tuple[float, float] = GAP,
    level: float = LEVEL,
) -> Outlook:
    """The outlook of an allotment; `seconds` are those that auditing one takes."""
    n = sum(allotted.values())
    effective = effective_n(sizes, allotted)
    if not n:
        return Outlook(0, 0.0, accuracy, Interval(0.0, 1.0), apart, 0.0, 0.0, 0.0)
    low, high = min(apart), max(apart)
    sure = math.isinf(effective)
    return Outlook(
        n,
        effective,
        accuracy,
        wilson(accuracy, effective, level),
        apart,
        1.0 if sure else power_against(low, high, effective, level),
        1.0 if sure else power_between(low, high, effective, effective, level),
        n * seconds / 3600,
    )
