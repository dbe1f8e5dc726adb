"""The stratified estimate: weights, finite pools, small and empty strata, what is refused."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.domain.figures.interval import wilson
from workstation.domain.figures.strata import Stratum, estimate
from workstation.fault import WorldFault


@st.composite
def strata(draw: st.DrawFn) -> list[Stratum]:
    made = []
    for number in range(draw(st.integers(1, 12))):
        size = draw(st.integers(1, 5_000))
        drawn = draw(st.integers(1, min(size, 60)))
        counted = draw(st.integers(1, drawn))
        hits = draw(st.integers(0, counted))
        made.append(Stratum(f"s{number:02}", size, drawn, counted, hits))
    return made


@given(strata())
def test_the_value_is_the_weighted_one_and_lies_in_its_interval(given_: list[Stratum]) -> None:
    made = estimate(given_)
    assert made is not None
    top = sum(one.size / one.drawn * one.hits for one in given_)
    bottom = sum(one.size / one.drawn * one.counted for one in given_)
    assert made.value == pytest.approx(top / bottom)
    assert -1e-9 <= made.interval.low <= made.value + 1e-9
    assert made.value - 1e-9 <= made.interval.high <= 1 + 1e-9
    assert made.n == sum(one.counted for one in given_)
    assert {used.stratum: used.weight for used in made.weights} == {
        one.name: pytest.approx(one.size / one.drawn) for one in given_
    }


@given(st.integers(1, 400), st.data())
def test_one_endless_stratum_is_plain_wilson(n: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, n))
    made = estimate([Stratum("", None, n, n, hits)])
    assert made is not None
    assert made.effective == pytest.approx(n)
    plain = wilson(hits / n, n)
    assert (made.interval.low, made.interval.high) == pytest.approx((plain.low, plain.high))


def test_a_whole_pool_leaves_nothing_open() -> None:
    made = estimate([Stratum("a", 40, 40, 40, 38), Stratum("b", 5, 5, 5, 5)])
    assert made is not None
    assert (made.interval.low, made.interval.high) == (made.value, made.value)
    assert made.method == "census"
    assert math.isinf(made.effective)


def test_a_small_pool_narrows_the_interval() -> None:
    free, held = (
        estimate([Stratum("", size, 100, 100, 95)]) for size in (None, 150)
    )
    assert free is not None
    assert held is not None
    assert held.interval.width < 0.7 * free.interval.width
    assert held.effective == pytest.approx(100 / (1 - 100 / 150))


def test_five_right_in_each_of_twelve_strata_still_leaves_room() -> None:
    made = estimate(Stratum(f"{k}", 400, 5, 5, 5) for k in range(12))
    assert made is not None
    assert made.value == 1
    assert 0.03 < made.interval.width < 0.12


def test_strata_of_one_unit_divide_by_nothing() -> None:
    made = estimate(Stratum(f"{k}", 10 * (k + 1), 1, 1, k != 3) for k in range(8))
    assert made is not None
    assert 0 < made.interval.low < made.value < made.interval.high <= 1


def test_an_empty_stratum_goes_to_the_one_named_most_like_it() -> None:
    made = estimate(
        [
            Stratum("north / id", 500, 50, 50, 50),
            Stratum("south / id", 500, 50, 50, 25),
            Stratum("south / th", 1_000, 0, 0, 0),
        ]
    )
    assert made is not None
    assert made.notes == ("collapsed",)
    told = {used.stratum: used for used in made.weights}
    assert told["south / id"].with_it == ("south / th",)
    assert told["south / id"].size == 1_500
    assert made.value == pytest.approx(0.25 * 1 + 0.75 * 0.5)


def test_nothing_drawn_or_nothing_counted_has_no_value() -> None:
    assert estimate([]) is None
    assert estimate([Stratum("a", 100, 0, 0, 0)]) is None
    assert estimate([Stratum("a", 100, 10, 0, 0)]) is None


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ([Stratum("a", 5, 6, 6, 6)], "figures.more_than_pool"),
        ([Stratum("a", 9, 6, 7, 6)], "figures.not_counts"),
        ([Stratum("a", 9, 6, 6, 7)], "figures.not_counts"),
        ([Stratum("a", None, 6, 6, 6), Stratum("b", 9, 6, 6, 6)], "figures.no_weights"),
    ],
)
def test_what_does_not_fit_is_refused(bad: list[Stratum], code: str) -> None:
    with pytest.raises(WorldFault) as told:
        estimate(bad)
    assert told.value.code == code
