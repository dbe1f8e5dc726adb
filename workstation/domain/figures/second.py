"""The final figure beside the initial one: what a second look at a share of the audits changes.

Only losers dispute, so disputes alone move a figure one way. A random share of the agreements is
looked at again; together with what was contested they give the figure of both looks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from workstation.domain.figures.figure import Design, Figure, nothing, state_of
from workstation.domain.figures.interval import LEVEL, wilson
from workstation.domain.figures.strata import LEAN, Stratum, estimate, variance_at
from workstation.fault import WorldFault


class Seen(Struct, frozen=True):
    """One side of a first look in a stratum: how many, how many of them were looked at again
    (by chance, or all), and how many of these are right in the end."""

    found: int
    again: int
    right: int


class Looked(Struct, frozen=True):
    """A stratum after both looks: first found right, first found wrong."""

    name: str
    size: int | None
    right: Seen
    wrong: Seen


def initial(strata: Sequence[Looked], level: float = LEVEL) -> Figure:
    """The accuracy by the first look alone."""
    made = estimate(_first(strata), level)
    if made is None:
        return nothing("initial_accuracy", "no_units")
    state, why = state_of(made.n, made.interval)
    design = Design.STRATIFIED if len(strata) > 1 else Design.SIMPLE
    return Figure(
        "initial_accuracy",
        made.value,
        made.n,
        made.interval,
        made.method,
        design,
        state,
        why,
        level=level,
        effective=None if math.isinf(made.effective) else made.effective,
        weights=made.weights,
        notes=made.notes,
    )


def final(strata: Sequence[Looked], level: float = LEVEL) -> Figure:
    """The accuracy by both looks; undefined where a side was never looked at again."""
    for one in strata:
        for seen in (one.right, one.wrong):
            if not 0 <= seen.right <= seen.again <= seen.found:
                raise WorldFault("figures.not_counts", stratum=one.name)
    first = initial(strata, level)
    if first.value is None:
        return replace(first, name="final_accuracy")
    sides = [
        (sum(one.found for one in side), sum(one.again for one in side))
        for side in ([one.right for one in strata], [one.wrong for one in strata])
    ]
    if any(found and not again for found, again in sides):
        return nothing("final_accuracy", "no_second_look")
    shares = [_kept(strata, number) for number in (0, 1)]
    weight = {one.stratum: one.weight for one in first.weights}
    total = math.fsum(weight[used.stratum] * used.counted for used in first.weights)
    value = variance = 0.0
    for one in strata:
        if one.name not in weight:
            continue
        for seen, whole in ((one.right, shares[0]), (one.wrong, shares[1])):
            if not seen.found:
                continue
            share = seen.right / seen.again if seen.again else whole
            part = weight[one.name] * seen.found / total
            value += part * share
            leaned = (seen.right + LEAN * whole) / (seen.again + LEAN)
            free = 1 - seen.again / seen.found
            variance += part * part * free * leaned * (1 - leaned) / max(1, seen.again)
    n = first.n
    around = (value * n + 1) / (n + 2)
    # What the first draw leaves open, around the final share.
    spread, about = variance_at(_first(strata))
    variance += spread / (about * (1 - about)) * around * (1 - around)
    effective = around * (1 - around) / variance if variance else math.inf
    interval = wilson(value, effective, level)
    state, why = state_of(n, interval)
    return replace(
        first,
        name="final_accuracy",
        value=value,
        interval=interval,
        effective=None if math.isinf(effective) else effective,
        method="wilson_two_phase",
        design=Design.TWO_PHASE,
        state=state,
        why=why,
        counts={
            "agreements_seen_again": sides[0][1],
            "agreements": sides[0][0],
            "errors_seen_again": sides[1][1],
            "errors": sides[1][0],
        },
    )


def _first(strata: Sequence[Looked]) -> list[Stratum]:
    made = []
    for one in strata:
        n = one.right.found + one.wrong.found
        made.append(Stratum(one.name, one.size, n, n, float(one.right.found)))
    return made


def _kept(strata: Sequence[Looked], number: int) -> float:
    """How many of one side of the first look stand in the end, over all strata, off the edges."""
    seen = [(one.right, one.wrong)[number] for one in strata]
    again, right = sum(one.again for one in seen), sum(one.right for one in seen)
    return (right + 1) / (again + 2)
