"""An estimate over strata: inverse-probability weights, finite pools, Wilson on an effective n.

The method and why it is this one: docs/decisions/0022-intervals.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from msgspec import Struct

from workstation.domain.figures.figure import Used
from workstation.domain.figures.interval import LEVEL, Interval, wilson
from workstation.fault import WorldFault

LEAN = 2.0
"""How many units' worth a stratum's own share leans on the whole, for the variance alone."""


class Stratum(Struct, frozen=True):
    """A stratum of the frame: its size (None: not known), how many were drawn, how many of these
    the figure counts (the others leave its denominator), the sum of their values and the sum of
    the values' squares (None where they are 0 or 1, or are as spread as that).
    """

    name: str
    size: int | None
    drawn: int
    counted: int
    hits: float
    squares: float | None = None


class Estimate(Struct, frozen=True):
    """A weighted share with its interval; `effective` is the size of the simple random sample
    that would tell as much (endless where everything was looked at)."""

    value: float
    interval: Interval
    effective: float
    n: int
    weights: tuple[Used, ...]
    method: str
    notes: tuple[str, ...] = ()


class _Part(Struct, frozen=True):
    """A stratum with its merged ones, ready for the sums."""

    name: str
    size: float
    drawn: int
    counted: int
    hits: float
    squares: float
    free: float  # 1 - drawn / size, the part of the variance that a finite pool leaves
    with_it: tuple[str, ...] = ()

    @property
    def weight(self) -> float:
        return self.size / self.drawn


def estimate(strata: Iterable[Stratum], level: float = LEVEL) -> Estimate | None:
    """The weighted share; None where nothing was counted."""
    given = [one for one in strata if one.drawn or one.size]
    _check(given)
    parts = _collapsed(given)
    total = math.fsum(part.weight * part.counted for part in parts)
    if not total:
        return None
    value = math.fsum(part.weight * part.hits for part in parts) / total
    variance, around = _variance(parts, value, total)
    effective = around * (1 - around) / variance if variance > 0 else math.inf
    notes = ("collapsed",) if any(part.with_it for part in parts) else ()
    simple = len(parts) == 1
    method = "census" if math.isinf(effective) else "wilson" if simple else "wilson_effective"
    return Estimate(
        value,
        wilson(value, effective, level),
        effective,
        sum(part.counted for part in parts),
        tuple(_used(part, given) for part in parts),
        method,
        notes,
    )


def variance_at(strata: Sequence[Stratum]) -> tuple[float, float]:
    """The variance of the estimate, and the share (off the edges) that it was taken around."""
    parts = _collapsed([one for one in strata if one.drawn or one.size])
    total = math.fsum(part.weight * part.counted for part in parts)
    value = math.fsum(part.weight * part.hits for part in parts) / total
    return _variance(parts, value, total)


def _variance(parts: Sequence[_Part], value: float, total: float) -> tuple[float, float]:
    """Half of two answers where the second is larger, else the first.

    The first takes each stratum's own share, leaned on the whole; with a few units a stratum it
    is too sure of itself. The second (Kish) takes the same share everywhere; where strata differ
    much it is too unsure.
    """
    n = sum(part.counted for part in parts)
    off_edge = (value * n + 1) / (n + 2)
    lean = LEAN * off_edge
    leaned = {part.name: (part.hits + lean) / (part.counted + LEAN) for part in parts}
    around = math.fsum(part.weight * part.counted * leaned[part.name] for part in parts) / total
    own, same = 0.0, 0.0
    for part in parts:
        scale = part.size * part.weight * part.free / (total * total)
        counted = part.counted / part.drawn
        share = leaned[part.name]
        spread = counted * ((part.squares + lean) / (part.counted + LEAN) - share**2)
        spread += counted * (1 - counted) * (share - around) ** 2
        own += scale * spread
        same += scale * counted * around * (1 - around)
    return max(own, (own + same) / 2), around


def _check(strata: Sequence[Stratum]) -> None:
    for one in strata:
        if one.size is not None and one.drawn > one.size:
            raise WorldFault(
                "figures.more_than_pool", stratum=one.name, drawn=one.drawn, size=one.size
            )
        most = math.inf if one.squares is not None else one.counted + 1e-9
        if not 0 <= one.counted <= one.drawn or not -1e-9 <= one.hits <= most:
            raise WorldFault("figures.not_counts", stratum=one.name)
    missing = [one.name for one in strata if one.size is None]
    if missing and len(strata) > 1:
        raise WorldFault("figures.no_weights", stratum=missing[0], strata=len(missing))


def _collapsed(strata: Sequence[Stratum]) -> list[_Part]:
    """A stratum where nothing was drawn goes to the one whose name begins most like its own;
    every other keeps its own weight, for together they would no longer be free of bias."""
    held = [one for one in strata if one.drawn]
    more: dict[str, list[Stratum]] = {}
    for empty in (one for one in strata if not one.drawn):
        if held:
            near = max(held, key=lambda one: (alike(one.name, empty.name), one.drawn, one.name))
            more.setdefault(near.name, []).append(empty)
    parts = []
    for one in held:
        added = more.get(one.name, [])
        size = sum(other.size or 0 for other in added) + (one.size or 0)
        parts.append(
            _Part(
                one.name,
                float(size) if one.size is not None else float(one.drawn),
                one.drawn,
                one.counted,
                one.hits,
                one.hits if one.squares is None else one.squares,
                1 - one.drawn / size if one.size is not None else 1.0,
                tuple(other.name for other in added),
            )
        )
    return parts


def alike(one: str, other: str) -> int:
    """How many signs two names of strata begin with in common."""
    same = 0
    for mine, yours in zip(one, other, strict=False):
        if mine != yours:
            break
        same += 1
    return same


def _used(part: _Part, given: Sequence[Stratum]) -> Used:
    known = any(one.name == part.name and one.size is not None for one in given)
    size = int(part.size) if known else None
    weight = part.weight if known else 1.0
    return Used(part.name, size, part.drawn, part.counted, weight, part.with_it)
