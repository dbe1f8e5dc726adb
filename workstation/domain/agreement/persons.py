"""Each rater against the consensus: how often alike, in which direction not, and on what."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from workstation.domain.agreement.coefficient import Coefficient
from workstation.domain.agreement.pairs import cohen
from workstation.domain.agreement.table import Rating, Table
from workstation.domain.figures.figure import State, state_of
from workstation.domain.figures.interval import LEVEL, Interval, wilson
from workstation.domain.figures.special import binomial_cdf

ALIKE = 0.05
"""A direction is called one where chance would give it less often than this."""


class Leaning(StrEnum):
    """Which way a rater differs from the consensus."""

    STRICT = "strict"
    LENIENT = "lenient"
    NEITHER = "neither"  # differs, but as often the one way as the other
    TOO_FEW = "too_few"  # no number of differences so small could tell


class Standing(Struct, frozen=True):
    """A rater beside the consensus on the cases that both have.

    `bias` is the mean of ranks above the consensus (with the sign of strictness), `chance` the
    sign test's: how often so one-sided differences come from no leaning at all. `confusion` counts
    (consensus, rater) labels that differ, the most frequent first.
    """

    rater: str
    units: int
    alike: int
    interval: Interval
    kappa: Coefficient
    stricter: int
    milder: int
    bias: float
    of_bias: Interval
    chance: float
    leaning: Leaning
    confusion: tuple[tuple[str, str, int], ...]
    state: State
    why: str

    @property
    def share(self) -> float:
        """How often the rater said what the consensus says."""
        return self.alike / self.units


def against(
    table: Table,
    consensus: Mapping[str, str],
    ranks: Sequence[float] | None = None,
    level: float = LEVEL,
) -> list[Standing]:
    """Every rater against the consensus by unit, the least alike (by kappa) first.

    `ranks` tells how strict each label is (by default their order in the table); labels of one
    rank differ without being stricter or milder.
    """
    number = {label: place for place, label in enumerate(table.labels)}
    strict = list(ranks) if ranks is not None else [float(place) for place in number.values()]
    right = {unit: number[label] for unit, label in consensus.items() if label in number}
    found = []
    for rater in table.raters:
        pairs = [
            (right[unit], row[rater])
            for unit, row in table.cells.items()
            if rater in row and unit in right
        ]
        if pairs:
            found.append(_standing(rater, pairs, table.labels, strict, level))
    return sorted(found, key=_likeness)


def majority(table: Table, rater: str | None = None) -> dict[str, str]:
    """The label that most gave, by unit, without one rater's own voice; ties have none."""
    found = {}
    for unit, row in table.cells.items():
        counts = Counter(label for name, label in row.items() if name != rater).most_common(2)
        if counts and (len(counts) == 1 or counts[0][1] > counts[1][1]):
            found[unit] = table.labels[counts[0][0]]
    return found


def against_the_others(
    table: Table, ranks: Sequence[float] | None = None, level: float = LEVEL
) -> list[Standing]:
    """Every rater against what most of the others say: for archives without a consensus."""
    found = []
    for rater in table.raters:
        rest = majority(table, rater)
        found += against(table.only([rater]), rest, ranks, level)
    return sorted(found, key=_likeness)


class Retest(Struct, frozen=True):
    """The same person on the same case twice: the ceiling of any target."""

    units: int
    alike: int
    interval: Interval
    state: State
    why: str

    @property
    def share(self) -> float:
        """How often the second answer was the first."""
        return self.alike / self.units


def retest(ratings: Sequence[Rating], level: float = LEVEL) -> Retest | None:
    """Every later rating of a case against the same person's first; None without repetition."""
    first: dict[tuple[str, str], str] = {}
    second: list[bool] = []
    met: set[tuple[str, str]] = set()
    for one in ratings:
        before = first.setdefault((one.unit, one.rater), one.label)
        if (one.unit, one.rater) in met:
            second.append(before == one.label)
        met.add((one.unit, one.rater))
    if not second:
        return None
    n, alike = len(second), sum(second)
    interval = wilson(alike / n, n, level)
    return Retest(n, alike, interval, *state_of(n, interval))


def sign_test(more: int, less: int) -> float:
    """How often a fair coin falls so one-sidedly (two-sided, exact)."""
    n = more + less
    return min(1.0, 2 * binomial_cdf(min(more, less), n, 0.5)) if n else 1.0


def _likeness(one: Standing) -> tuple[bool, float, float, str]:
    # Without kappa both always said the same one thing.
    value = one.kappa.value
    return value is None, value or 0.0, one.share, one.rater


def _standing(
    rater: str,
    pairs: Sequence[tuple[int, int]],
    labels: Sequence[str],
    strict: Sequence[float],
    level: float,
) -> Standing:
    n = len(pairs)
    alike = sum(one == other for one, other in pairs)
    gaps = [strict[said] - strict[right] for right, said in pairs]
    more, less = sum(gap > 0 for gap in gaps), sum(gap < 0 for gap in gaps)
    bias = math.fsum(gaps) / n
    chance = sign_test(more, less)
    leaning = Leaning.NEITHER
    if chance < ALIKE:
        leaning = Leaning.STRICT if more > less else Leaning.LENIENT
    elif 2 * 0.5 ** (more + less) >= ALIKE and more != less:
        leaning = Leaning.TOO_FEW
    interval = wilson(alike / n, n, level)
    confusion = Counter((labels[one], labels[other]) for one, other in pairs if one != other)
    return Standing(
        rater,
        n,
        alike,
        interval,
        cohen(pairs, level=level),
        more,
        less,
        bias,
        _bias_interval(gaps, level),
        chance,
        leaning,
        tuple((*pair, number) for pair, number in confusion.most_common()),
        *state_of(n, interval),
    )


def _bias_interval(gaps: Sequence[float], level: float) -> Interval:
    """Of the mean gap, from the share of cases that differ at all and of these one way.

    A mean of mostly zeros is no matter for Student; the two sides are shares on the scale of
    their largest gap, and what is left out of each is squared and added.
    """
    n = len(gaps)
    top = max((abs(gap) for gap in gaps), default=0.0) or 1.0
    up = math.fsum(gap for gap in gaps if gap > 0) / top / n
    down = -math.fsum(gap for gap in gaps if gap < 0) / top / n
    of_up, of_down = wilson(up, n, level), wilson(down, n, level)
    # The two are never both at once (a case differs one way), which makes the gap wider.
    both = math.sqrt(up * down / max((1 - up) * (1 - down), 1e-12))
    low = (up - of_up.low) ** 2 + (of_down.high - down) ** 2
    low += 2 * both * (up - of_up.low) * (of_down.high - down)
    high = (of_up.high - up) ** 2 + (down - of_down.low) ** 2
    high += 2 * both * (of_up.high - up) * (down - of_down.low)
    gap = up - down
    return Interval(max(-1.0, gap - math.sqrt(low)) * top, min(1.0, gap + math.sqrt(high)) * top)
