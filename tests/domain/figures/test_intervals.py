"""Intervals and distributions against scipy and statsmodels, on random numbers."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from workstation.domain.figures import special
from workstation.domain.figures.comparison import _score, score_interval
from workstation.domain.figures.interval import clopper_pearson, difference, quotient, wilson
from workstation.domain.figures.power import score_of

SHARES = st.floats(0.001, 0.999)
COUNTS = st.integers(1, 2_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
LEVELS = st.sampled_from([0.8, 0.9, 0.95, 0.99])


@given(COUNTS, LEVELS)
def test_wilson_and_clopper_pearson(count: tuple[int, int], level: float) -> None:
    hits, n = count
    low, high = proportion_confint(hits, n, 1 - level, "wilson")
    ours = wilson(hits / n, n, level)
    assert (ours.low, ours.high) == pytest.approx((max(0.0, low), min(1.0, high)), abs=1e-10)
    low, high = proportion_confint(hits, n, 1 - level, "beta")
    exact = clopper_pearson(hits, n, level)
    assert (exact.low, exact.high) == pytest.approx((low, high), abs=1e-9)


@given(st.floats(0, 1), st.floats(0.5, 5_000), st.floats(0.5, 5_000))
def test_the_beta_distribution(x: float, a: float, b: float) -> None:
    assert special.beta_cdf(x, a, b) == pytest.approx(stats.beta.cdf(x, a, b), abs=1e-10)


@given(SHARES, st.floats(0.5, 300), st.floats(0.5, 300))
def test_its_quantile(chance: float, a: float, b: float) -> None:
    found = special.beta_quantile(chance, a, b)
    assert found == pytest.approx(stats.beta.ppf(chance, a, b), rel=1e-7, abs=1e-9)


@given(LEVELS, st.integers(1, 5_000))
def test_students_quantile(level: float, freedom: int) -> None:
    assert special.t_of(level, freedom) == pytest.approx(
        stats.t.ppf(0.5 + level / 2, freedom), rel=1e-8
    )
    assert special.z_of(level) == pytest.approx(stats.norm.ppf(0.5 + level / 2), rel=1e-12)


# scipy 1.17 overflows where p is as good as nothing.
SHARES = st.one_of(st.just(0.0), st.floats(1e-300, 1))


@given(st.integers(0, 400), st.integers(1, 400), SHARES)
def test_the_binomial(k: int, n: int, p: float) -> None:
    assert special.binomial_pmf(k, n, p) == pytest.approx(stats.binom.pmf(k, n, p), abs=1e-10)
    assert special.binomial_cdf(k, n, p) == pytest.approx(stats.binom.cdf(k, n, p), abs=1e-10)


@given(st.integers(1, 9_000), st.data())
def test_the_hypergeometric(pool: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, pool))
    drawn = data.draw(st.integers(0, min(pool, 300)))
    k = data.draw(st.integers(0, drawn))
    expected = stats.hypergeom.cdf(k, pool, hits, drawn)
    assert special.hypergeometric_cdf(k, pool, hits, drawn) == pytest.approx(expected, abs=1e-9)


@given(COUNTS, COUNTS)
def test_newcombe(one: tuple[int, int], other: tuple[int, int]) -> None:
    (x, n), (y, m) = one, other
    ours = difference(x / n, wilson(x / n, n), y / m, wilson(y / m, m))
    low, high = confint_proportions_2indep(x, n, y, m, method="newcomb", compare="diff")
    assert (ours.low, ours.high) == pytest.approx((low, high), abs=1e-9)


def likeliest(x: int, n: int, y: int, m: int, gap: float) -> float:
    def unlikely(p: float) -> float:
        pairs = ((x, n, p), (y, m, p - gap))
        return -sum(
            k * math.log(max(q, 1e-300)) + (size - k) * math.log(max(1 - q, 1e-300))
            for k, size, q in pairs
        )

    bounds = (max(0.0, gap), min(1.0, 1.0 + gap))
    return float(
        optimize.minimize_scalar(
            unlikely, bounds=bounds, method="bounded", options={"xatol": 1e-12}
        ).x
    )


@settings(max_examples=60)
@given(st.integers(4, 300), st.integers(4, 300), st.floats(-0.9, 0.9), st.data())
def test_the_score_interval_against_a_search(
    n: int, m: int, gap: float, data: st.DataObject
) -> None:
    """statsmodels' own score interval takes the constrained shares the other way round; the
    likelihood itself is maximised here instead."""
    x, y = data.draw(st.integers(1, n - 1)), data.draw(st.integers(1, m - 1))
    first = likeliest(x, n, y, m, gap)
    error = math.sqrt(first * (1 - first) / n + (first - gap) * (1 - first + gap) / m)
    expected = (x / n - y / m - gap) / error
    assert _score(x / n, y / m, n, m, gap) == pytest.approx(expected, rel=2e-3, abs=2e-3)
    ours = score_interval(x / n, y / m, n, m)
    for end in (ours.low, ours.high):
        assert abs(_score(x / n, y / m, n, m, end)) == pytest.approx(1.959964, abs=1e-4)


@given(COUNTS, COUNTS)
def test_the_score_interval_leaves_out_zero_where_the_pooled_test_does(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    (x, n), (y, m) = one, other
    score = score_of(x / n, y / m, n, m)
    ours = score_interval(x / n, y / m, n, m)
    if abs(abs(score) - 1.959964) > 1e-4:
        assert (ours.low > 0 or ours.high < 0) is (abs(score) > 1.959964)


def test_a_quotient() -> None:
    half, whole = wilson(0.5, 100), wilson(1.0, 1e12)
    ours = quotient(0.5, half, 1.0, whole)
    assert (ours.low, ours.high) == pytest.approx((half.low, half.high), rel=1e-4)
    none = quotient(0.0, wilson(0.0, 100), 0.5, half)
    assert none.low == 0
    assert none.high > wilson(0.0, 100).high / 0.5
    assert quotient(0.5, half, 0.0, wilson(0.0, 10)).high == math.inf


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(28, 30, 78.7, 98.2), (95, 100, 88.8, 97.8), (190, 200, 91.0, 97.3), (380, 400, 92.4, 96.7)],
)
def test_the_vectors_of_precision(hits: int, n: int, low: float, high: float) -> None:
    ours = wilson(hits / n, n)
    assert (round(100 * ours.low, 1), round(100 * ours.high, 1)) == (low, high)
