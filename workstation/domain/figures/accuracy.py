"""Strict accuracy and what stands beside it: enforce/not, points, defects, rates of their own."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec.structs import replace

from workstation.domain.figures.counting import (
    Audited,
    Sort,
    checked,
    design_of,
    strata_of,
)
from workstation.domain.figures.figure import Design, Figure, State, nothing, state_of
from workstation.domain.figures.interval import LEVEL
from workstation.domain.figures.strata import Estimate, Stratum, estimate
from workstation.domain.taxonomy import Severity

POINTS = {Severity.NONE: 0.0, Severity.MINOR: 1.0, Severity.MAJOR: 5.0, Severity.CRITICAL: 10.0}
"""Ours: what an error of each severity weighs."""

Sizes = Mapping[str, int] | None


def strict_accuracy(
    rows: Iterable[Audited], sizes: Sizes = None, drawn: Sizes = None, level: float = LEVEL
) -> Figure:
    """1 - (FP + FN + WS) / n; technical errors, escalations and "cannot judge" stand outside."""
    return _share(
        "strict_accuracy", rows, lambda row: None if not row.sort.judged else not row.sort.wrong,
        sizes, drawn, level,
    )  # fmt: skip


def enforce_accuracy(
    rows: Iterable[Audited], sizes: Sizes = None, drawn: Sizes = None, level: float = LEVEL
) -> Figure:
    """(TP + TN) / (TP + TN + FP + FN): whether it was right to enforce at all."""
    return _share(
        "enforce_accuracy",
        rows,
        lambda row: None if None in (row.done, row.due) else row.done is row.due,
        sizes, drawn, level,
    )  # fmt: skip


def defect_rate(
    rows: Iterable[Audited], sizes: Sizes = None, drawn: Sizes = None, level: float = LEVEL
) -> Figure:
    """Units with one defect or more, process faults included, of all that were judged."""
    return _share(
        "defect_rate", rows, lambda row: None if not row.sort.judged else row.defects > 0,
        sizes, drawn, level,
    )  # fmt: skip


def rate_of(
    sort: Sort, rows: Iterable[Audited], sizes: Sizes = None, drawn: Sizes = None,
    level: float = LEVEL,
) -> Figure:  # fmt: skip
    """How many of all units are of one sort: cannot judge, escalation, technical."""
    return _share(f"{sort.value}_rate", rows, lambda row: row.sort is sort, sizes, drawn, level)


def severity_points(
    rows: Iterable[Audited],
    sizes: Sizes = None,
    drawn: Sizes = None,
    points: Mapping[Severity, float] = POINTS,
    level: float = LEVEL,
) -> Figure:
    """The points of all errors, per 100 units that were judged."""
    return _per_hundred(
        "severity_points", rows,
        lambda row: points[row.severity] if row.sort.wrong else 0.0,
        max(points.values()), sizes, drawn, level,
    )  # fmt: skip


def defects_per_hundred(
    rows: Iterable[Audited], sizes: Sizes = None, drawn: Sizes = None, level: float = LEVEL
) -> Figure:
    """All defects, per 100 units that were judged."""
    return _per_hundred(
        "defects_per_100", rows, lambda row: float(row.defects), 2.0, sizes, drawn, level
    )


def _share(
    name: str,
    rows: Iterable[Audited],
    holds: Callable[[Audited], bool | None],
    sizes: Sizes,
    drawn: Sizes,
    level: float,
) -> Figure:
    held = checked(rows)
    value = {row.unit: float(said) for row in held if (said := holds(row)) is not None}
    strata = strata_of(held, value, sizes, drawn)
    return told(name, strata, design_of(held, sizes), level, _counts(held))


def told(
    name: str,
    strata: Sequence[Stratum],
    design: Design,
    level: float = LEVEL,
    counts: Mapping[str, int | float] | None = None,
) -> Figure:
    """The figure of a share over strata."""
    made = estimate(strata, level)
    if made is None:
        return nothing(name, "no_units")
    state, why = state_of(made.n, made.interval)
    return _figure(name, made, design, level, counts or {}, state, why)


def _per_hundred(
    name: str,
    rows: Iterable[Audited],
    worth: Callable[[Audited], float],
    first: float,
    sizes: Sizes,
    drawn: Sizes,
    level: float,
) -> Figure:
    held = checked(rows)
    value = {row.unit: worth(row) for row in held if row.sort.judged}
    strata = strata_of(held, value, sizes, drawn)
    made, top = mean_over(strata, first, level)
    if made is None:
        return nothing(name, "no_units", "per_100")
    # A scale of points has no width of its own: what is too wide is told by the share behind it.
    state, why = state_of(made.n, made.interval.times(1 / top), 1.0)
    per = replace(made, value=made.value * 100, interval=made.interval.times(100))
    figure = _figure(name, per, design_of(held, sizes), level, _counts(held), state, why)
    return replace(figure, unit="per_100")


def mean_over(
    strata: Sequence[Stratum], first: float, level: float = LEVEL
) -> tuple[Estimate | None, float]:
    """A mean of values that are mostly 0, and the scale it was put on.

    On the scale of its own typical error (squares over sums) the mean behaves like a share, and
    has a share's interval. `first` is an error that is always thought of, so that a sample without
    errors, or with mild ones alone, still allows for a severe one.
    """
    held = [one for one in strata if one.drawn]
    each = {one.name: (one.size or one.drawn) / one.drawn for one in held}
    middle = math.fsum(each[one.name] * one.drawn for one in held) / max(
        1, sum(one.drawn for one in held)
    )
    sums = math.fsum(each[one.name] * one.hits for one in held) / (middle or 1)
    squares = math.fsum(
        each[one.name] * (one.hits if one.squares is None else one.squares) for one in held
    ) / (middle or 1)
    top = (squares + first * first) / (sums + first)
    small = [
        replace(
            one,
            hits=one.hits / top,
            squares=(one.hits if one.squares is None else one.squares) / top**2,
        )
        for one in strata
    ]
    made = estimate(small, level)
    if made is None:
        return None, top
    grown = replace(made, value=made.value * top, interval=made.interval.times(top))
    return replace(grown, method=grown.method.replace("wilson", "wilson_scaled")), top


def _figure(
    name: str,
    made: Estimate,
    design: Design,
    level: float,
    counts: Mapping[str, int | float],
    state: State,
    why: str,
) -> Figure:
    if made.method == "census" and design is not Design.RISK_LED:
        design = Design.CENSUS
    return Figure(
        name,
        made.value,
        made.n,
        made.interval,
        made.method,
        design,
        state,
        why,
        level=level,
        effective=None if math.isinf(made.effective) else made.effective,
        counts=counts,
        weights=made.weights,
        notes=made.notes,
    )


def _counts(rows: Sequence[Audited]) -> dict[str, int | float]:
    found = Counter(row.sort.value for row in rows)
    return {sort.value: found.get(sort.value, 0) for sort in Sort}
