"""Single sampling plans, computed exactly from both risks; no standard's table is in here."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from enum import StrEnum

from msgspec import Struct

from workstation.domain.figures.interval import LEVEL, Interval, clopper_pearson
from workstation.domain.figures.special import binomial_cdf, hypergeometric_cdf, z_of
from workstation.fault import WorldFault

MOST = 100_000
PRODUCER, CONSUMER = 0.05, 0.10
SMALL_LOT = 10
"""A lot of fewer than so many samples is small: then drawing without putting back shows."""


class Asked(Struct, frozen=True):
    """What a plan must keep: a lot at `aql` is refused no more often than `producer`, one at
    `ltpd` is accepted no more often than `consumer`; `lot` is its size, None for a stream."""

    aql: float
    ltpd: float
    producer: float = PRODUCER
    consumer: float = CONSUMER
    lot: int | None = None


class Plan(Struct, frozen=True):
    """Draw n, accept with up to c defective; the risks that it really has."""

    n: int
    c: int
    producer: float
    consumer: float
    lot: int | None = None


class Ruling(StrEnum):
    """What becomes of a lot."""

    ACCEPT = "accept"
    REJECT = "reject"


class Judged(Struct, frozen=True):
    """A lot's ruling with its numbers; `exact` is the defect rate's Clopper–Pearson interval."""

    ruling: Ruling
    plan: Plan
    defective: int
    share: float
    exact: Interval


def accepts(n: int, c: int, rate: float, lot: int | None = None) -> float:
    """The chance that a lot at a defect rate is accepted (the OC curve at one place)."""
    if lot is None:
        return binomial_cdf(c, n, rate)
    return hypergeometric_cdf(c, lot, round(rate * lot), n)


def oc_curve(plan: Plan, rates: Iterable[float] | None = None) -> tuple[tuple[float, float], ...]:
    """Places of the OC curve; by default 0 to 20 % in half percents."""
    places = [step / 200 for step in range(41)] if rates is None else list(rates)
    return tuple((rate, accepts(plan.n, plan.c, rate, plan.lot)) for rate in places)


def plan_for(asked: Asked) -> Plan:
    """The smallest plan that keeps both risks; hypergeometric where the lot is small.

    In a lot the level to accept is rounded down to whole items and the one to refuse up, so that
    there always is a plan, if only that of looking at all of it. For a stream there may be none.
    """
    for name in ("aql", "ltpd", "producer", "consumer"):
        if not 0 < getattr(asked, name) < 1:
            raise WorldFault("sampling.plan_share", name=name)
    if asked.aql >= asked.ltpd:
        raise WorldFault("sampling.plan_order", aql=asked.aql, ltpd=asked.ltpd)
    if asked.lot is None:
        return _binomial(asked)
    if asked.lot < 1:
        raise WorldFault("sampling.empty_lot")
    # A large lot is drawn from as if it were endless, and that plan is the safer one.
    try:
        free = _binomial(asked)
    except WorldFault:
        free = None
    if free is not None and free.n * SMALL_LOT <= asked.lot:
        return free
    return _hypergeometric(asked, asked.lot)


def judge(plan: Plan, defective: int, level: float = LEVEL) -> Judged:
    """Accept or refuse a lot by the number of defective units in its sample."""
    if not 0 <= defective <= plan.n:
        raise WorldFault("sampling.plan_count", defective=defective, n=plan.n)
    ruling = Ruling.ACCEPT if defective <= plan.c else Ruling.REJECT
    exact = clopper_pearson(defective, plan.n, level)
    return Judged(ruling, plan, defective, defective / plan.n, exact)


def _binomial(asked: Asked) -> Plan:
    n, c = _about(asked)
    # Few plans are near enough to the normal one to begin there: far below it, then.
    c = int(c * 0.7) - 5 if c > 50 else 0
    while n <= MOST:
        # For each c the consumer wants n not below one number, the producer not above another.
        found = _first(lambda k, c=c: binomial_cdf(c, k, asked.ltpd) <= asked.consumer, c + 1, MOST)
        if found is None:
            break
        good = binomial_cdf(c, found, asked.aql)
        if good >= 1 - asked.producer:
            return Plan(found, c, 1 - good, binomial_cdf(c, found, asked.ltpd))
        c += 1
    raise WorldFault("sampling.no_plan", aql=asked.aql, ltpd=asked.ltpd, most=MOST)


def _about(asked: Asked) -> tuple[float, float]:
    """About how large the plan will be, by the normal approximation."""
    one = z_of(1 - 2 * min(asked.producer, 0.49)) * math.sqrt(asked.aql * (1 - asked.aql))
    other = z_of(1 - 2 * min(asked.consumer, 0.49)) * math.sqrt(asked.ltpd * (1 - asked.ltpd))
    n = ((one + other) / (asked.ltpd - asked.aql)) ** 2
    return n, n * asked.aql


def _hypergeometric(asked: Asked, lot: int) -> Plan:
    good, bad = math.floor(asked.aql * lot + 1e-9), math.ceil(asked.ltpd * lot - 1e-9)
    for c in range(good + 1):
        n = _first(
            lambda k, c=c: hypergeometric_cdf(c, lot, bad, k) <= asked.consumer, c + 1, lot
        )
        if n is None:
            continue
        kept = hypergeometric_cdf(c, lot, good, n)
        if kept >= 1 - asked.producer:
            return Plan(n, c, 1 - kept, hypergeometric_cdf(c, lot, bad, n), lot)
    return Plan(lot, good, 0.0, 0.0, lot)  # every one of them


def _first(holds: Callable[[int], bool], low: int, high: int) -> int | None:
    if low > high or not holds(high):
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low
