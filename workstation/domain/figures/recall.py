"""Precision, and recall under its rule."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from workstation.domain.figures.accuracy import Sizes, told
from workstation.domain.figures.counting import Audited, checked, design_of, strata_of
from workstation.domain.figures.figure import Figure, State, nothing, state_of
from workstation.domain.figures.interval import LEVEL, Interval, quotient
from workstation.domain.figures.strata import Estimate, Stratum, estimate

FEWEST_MISSED = 10
"""With fewer false negatives found recall is not shown: one more or less moves it by points."""


def precision(
    rows: Iterable[Audited], sizes: Sizes = None, drawn: Sizes = None, level: float = LEVEL
) -> Figure:
    """TP / (TP + FP): of what was enforced, how much was right to be."""
    held = checked(rows)
    value = {row.unit: float(row.due) for row in held if row.done and row.due is not None}
    strata = strata_of(held, value, sizes, drawn)
    return told("precision", strata, design_of(held, sizes), level, _cells(held))


def recall(
    rows: Iterable[Audited], sizes: Sizes = None, drawn: Sizes = None, level: float = LEVEL
) -> Figure:
    """TP / (TP + FN), from samples of the enforced and of what was let pass, by their weights.

    Withheld where nothing that was let pass was drawn, where the sample is risk-led, and where
    fewer than ten false negatives were found.
    """
    held = checked(rows)
    inside = [row for row in held if row.done is not None and row.due is not None]
    counts = _cells(held)
    design = design_of(held, sizes)

    def withheld(why: str) -> Figure:
        return Figure(
            "recall", None, len(inside), design=design, state=State.WITHHELD, why=why, counts=counts
        )

    if not inside:
        return nothing("recall", "no_units")
    if inside[0].targeted:
        return withheld("targeted")
    if all(row.done for row in inside):
        return withheld("no_passed_sample")
    if counts["false_negatives"] < FEWEST_MISSED:
        return withheld("false_negatives")
    right = {row.unit: float(row.due) for row in inside if row.done and row.due is not None}
    missed = {row.unit: float(row.due) for row in inside if not row.done and row.due is not None}
    found = strata_of(held, right, sizes, drawn)
    passed = strata_of(held, missed, sizes, drawn)
    made = recall_over(found, passed, level)
    if made is None:
        return nothing("recall", "no_units")
    value, interval, effective = made
    state, why = state_of(len(inside), interval)
    weights = estimate(passed, level)
    return Figure(
        "recall",
        value,
        len(inside),
        interval,
        "quotient_of_wilson",
        design,
        state,
        why,
        level=level,
        effective=effective,
        counts=counts,
        weights=weights.weights if weights else (),
    )


def recall_over(
    found: Sequence[Stratum], passed: Sequence[Stratum], level: float = LEVEL
) -> tuple[float, Interval, float | None] | None:
    """Recall with its interval and the effective n of what was let pass.

    `found` counts what was enforced (a hit was right), `passed` what was not (a hit was missed).
    Recall falls as missed / right rises, so the quotient's interval turned over is recall's.
    """
    right, missed = estimate(found, level), estimate(passed, level)
    if missed is None or right is None or not (right.value or missed.value):
        return None
    top, of_top = _total(missed, passed)
    bottom, of_bottom = _total(right, found)
    ratio = quotient(top, of_top, bottom, of_bottom)
    value = bottom / (bottom + top)
    effective = None if math.isinf(missed.effective) else missed.effective
    return value, Interval(1 / (1 + ratio.high), 1 / (1 + ratio.low)), effective


def _total(made: Estimate, strata: Sequence[Stratum]) -> tuple[float, Interval]:
    size = math.fsum(used.weight * used.counted for used in made.weights)
    if all(one.size is None for one in strata):
        size = float(made.n)
    return made.value * size, made.interval.times(size)


def _cells(rows: Sequence[Audited]) -> dict[str, int | float]:
    pairs = [(row.done, row.due) for row in rows]
    return {
        "true_positives": pairs.count((True, True)),
        "false_positives": pairs.count((True, False)),
        "false_negatives": pairs.count((False, True)),
        "true_negatives": pairs.count((False, False)),
    }
