"""Precision before drawing, and acceptance plans: the vectors, scipy, and what cannot be."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from workstation.domain.sampling.acceptance.plan import (
    Asked,
    Plan,
    Ruling,
    accepts,
    judge,
    oc_curve,
    plan_for,
)
from workstation.domain.sampling.acceptance.switching import (
    Mode,
    Standing,
    after,
    after_all,
    plan_in,
    resumed,
)
from workstation.domain.sampling.precision import effective_n, n_for, n_for_none, outlook
from workstation.fault import WorldFault


@pytest.mark.parametrize(
    ("half", "pool", "n"),
    [(0.03, None, 203), (0.03, 500, 145), (0.02, None, 457), (0.01, None, 1825)],
)
def test_the_n_for_a_half_width(half: float, pool: int | None, n: int) -> None:
    assert n_for(half, pool=pool) == n


@pytest.mark.parametrize(("rate", "n"), [(0.01, 299), (0.02, 149), (0.05, 59), (0.10, 29)])
def test_zero_defect_sizes(rate: float, n: int) -> None:
    assert n_for_none(rate) == n
    assert (1 - rate) ** n <= 0.05 < (1 - rate) ** (n - 1)


def test_the_outlook_of_96_cases() -> None:
    seen = outlook({"all": 100_000_000}, {"all": 96}, 75.0)
    assert round(100 * seen.half_width) == 5
    assert round(100 * 1.96 * math.sqrt(0.95 * 0.05 / 96)) == 4
    assert (round(100 * seen.power_one), round(100 * seen.power_two)) == (67, 51)
    assert seen.hours == pytest.approx(2.0)


def test_the_outlook_of_odd_plans() -> None:
    assert outlook({"all": 10}, {"all": 0}, 60).power_one == 0
    whole = outlook({"a": 10, "b": 5}, {"a": 10, "b": 5}, 60)
    assert whole.half_width == 0
    assert whole.power_two == 1
    empty = effective_n({"a": 1_000, "b": 1_000}, {"a": 50, "b": 0})
    assert empty == pytest.approx(50 / (1 - 50 / 2_000))
    even = effective_n({"a": 9_000, "b": 1_000}, {"a": 90, "b": 10})
    uneven = effective_n({"a": 9_000, "b": 1_000}, {"a": 50, "b": 50})
    assert even > uneven
    with pytest.raises(WorldFault):
        n_for(0)


@pytest.mark.parametrize(
    ("aql", "ltpd", "n", "c"),
    [(0.01, 0.05, 132, 3), (0.02, 0.08, 98, 4), (0.05, 0.10, 233, 17), (0.05, 0.15, 77, 7)],
)
def test_the_vectors_of_plans(aql: float, ltpd: float, n: int, c: int) -> None:
    made = plan_for(Asked(aql, ltpd))
    assert (made.n, made.c) == (n, c)
    assert made.producer == pytest.approx(stats.binom.sf(c, n, aql))
    assert made.consumer == pytest.approx(stats.binom.cdf(c, n, ltpd))


def test_the_vector_of_a_small_lot() -> None:
    assert round(accepts(80, 5, 0.05, 1_000), 3) == 0.796


@settings(max_examples=40, deadline=None)
@given(
    st.floats(0.005, 0.1),
    st.floats(1.8, 6),
    st.floats(0.02, 0.2),
    st.floats(0.02, 0.2),
    st.one_of(st.none(), st.integers(100, 3_000)),
)
def test_plans_keep_both_risks_and_none_is_smaller_for_its_c(
    aql: float, times: float, producer: float, consumer: float, lot: int | None
) -> None:
    asked = Asked(aql, min(0.6, aql * times), producer, consumer, lot)
    made = plan_for(asked)
    if made.lot is None:
        good = stats.binom.cdf(made.c, made.n, asked.aql)
        bad, less = (stats.binom.cdf(made.c, n, asked.ltpd) for n in (made.n, made.n - 1))
    else:
        worst = math.ceil(asked.ltpd * made.lot - 1e-9)
        fine = math.floor(asked.aql * made.lot + 1e-9)
        good = stats.hypergeom.cdf(made.c, made.lot, fine, made.n)
        bad, less = (
            stats.hypergeom.cdf(made.c, made.lot, worst, n) for n in (made.n, made.n - 1)
        )
    assert good >= 1 - producer - 1e-9
    assert bad <= consumer + 1e-9
    assert less > consumer - 1e-9 or made.n == made.lot


def test_the_oc_curve_falls_from_one() -> None:
    curve = oc_curve(Plan(132, 3, 0.05, 0.1))
    assert curve[0] == (0, 1)
    chances = [chance for _, chance in curve]
    assert chances == sorted(chances, reverse=True)


def test_a_lot_is_judged_with_its_numbers() -> None:
    plan = plan_for(Asked(0.02, 0.08))
    fine, bad = judge(plan, 4), judge(plan, 5)
    assert (fine.ruling, bad.ruling) == (Ruling.ACCEPT, Ruling.REJECT)
    assert bad.exact.low < bad.share < bad.exact.high
    with pytest.raises(WorldFault) as told:
        judge(plan, 99)
    assert told.value.code == "sampling.plan_count"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (Asked(0.05, 0.05), "sampling.plan_order"),
        (Asked(0, 0.05), "sampling.plan_share"),
        (Asked(0.05, 0.0501), "sampling.no_plan"),
        (Asked(0.01, 0.05, lot=0), "sampling.empty_lot"),
    ],
)
def test_plans_that_cannot_be(asked: Asked, code: str) -> None:
    with pytest.raises(WorldFault) as told:
        plan_for(asked)
    assert told.value.code == code


def test_close_levels_in_a_lot_still_have_a_plan() -> None:
    made = plan_for(Asked(0.05, 0.0501, lot=500))
    assert made.n <= 500
    assert accepts(made.n, made.c, 0.05, 500) >= 0.95


def test_a_tiny_lot_is_inspected_whole() -> None:
    made = plan_for(Asked(0.05, 0.10, 0.01, 0.01, lot=20))
    assert (made.n, made.c) == (20, 1)


YES, NO = True, False


@pytest.mark.parametrize(
    ("lots", "mode"),
    [
        ([YES] * 9, Mode.NORMAL),
        ([YES] * 10, Mode.REDUCED),
        ([*[YES] * 10, YES, YES, NO], Mode.NORMAL),
        ([NO, YES, YES, YES, YES, NO], Mode.NORMAL),
        ([NO, YES, YES, YES, NO], Mode.TIGHTENED),
        ([NO, NO, YES, YES, YES, YES], Mode.TIGHTENED),
        ([NO, NO, YES, YES, YES, YES, YES], Mode.NORMAL),
        ([NO, NO, NO, NO, YES, YES, NO, NO, NO], Mode.STOPPED),
    ],
)
def test_switching(lots: list[bool], mode: Mode) -> None:
    assert after_all(lots).mode is mode


def test_a_stop_lasts_until_the_vendor_has_put_it_right() -> None:
    with pytest.raises(WorldFault) as told:
        after(Standing(Mode.STOPPED), True)
    assert told.value.code == "sampling.stopped"
    assert resumed().mode is Mode.TIGHTENED
    with pytest.raises(WorldFault):
        plan_in(Mode.STOPPED, Asked(0.02, 0.08))


def test_tightened_is_harder_to_pass_and_reduced_is_cheaper() -> None:
    asked = Asked(0.02, 0.08)
    normal, tightened, reduced = (
        plan_in(mode, asked) for mode in (Mode.NORMAL, Mode.TIGHTENED, Mode.REDUCED)
    )
    assert accepts(tightened.n, tightened.c, 0.05) < accepts(normal.n, normal.c, 0.05)
    assert reduced.n < normal.n
