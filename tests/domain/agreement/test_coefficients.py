"""Every coefficient against libraries or the plain formula, on random tables with holes."""

from __future__ import annotations

import math
from itertools import combinations, permutations

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa, fleiss_kappa

from workstation.domain.agreement.alpha import alpha, alpha_of
from workstation.domain.agreement.coefficient import Coefficient
from workstation.domain.agreement.gwet import ac1, ac2, fleiss, raw_agreement
from workstation.domain.agreement.leaving_out import (
    Left,
    around,
    bootstrap,
    jackknife_error,
)
from workstation.domain.agreement.pairs import cohen, of_all, scott
from workstation.domain.agreement.scale import Scale, weights
from workstation.domain.agreement.table import Rating, Table, tabled
from workstation.domain.figures.figure import State
from workstation.domain.figures.interval import wilson
from workstation.fault import WorldFault

Answers = list[list[int | None]]


@st.composite
def answers(draw: st.DrawFn, holes: bool = True) -> Answers:
    """Units by raters, labels 0 to 3."""
    raters = draw(st.integers(2, 6))
    units = draw(st.integers(2, 25))
    label = st.integers(0, draw(st.integers(1, 3)))
    cell = st.one_of(st.none(), label) if holes else label
    row = st.lists(cell, min_size=raters, max_size=raters)
    return draw(st.lists(row, min_size=units, max_size=units))


def table_of(rows: Answers) -> Table:
    return tabled(
        [
            Rating(f"u{unit}", f"r{rater}", str(label))
            for unit, row in enumerate(rows)
            for rater, label in enumerate(row)
            if label is not None
        ],
        ["0", "1", "2", "3"],
    )


def array_of(rows: Answers) -> np.ndarray:
    return np.array([[np.nan if x is None else x for x in row] for row in rows], float).T


def varied(rows: Answers) -> bool:
    """Whether two labels at least are among those that can be paired."""
    paired = [[x for x in row if x is not None] for row in rows]
    return len({x for row in paired if len(row) > 1 for x in row}) > 1


@pytest.mark.parametrize("scale", list(Scale))
@settings(max_examples=60)
@given(rows=answers())
def test_alpha_is_the_librarys(scale: Scale, rows: Answers) -> None:
    assume(varied(rows))
    expected = krippendorff.alpha(
        reliability_data=array_of(rows),
        level_of_measurement=scale.value,
        value_domain=[0, 1, 2, 3],
    )
    made = alpha(table_of(rows), scale)
    assert made.value == pytest.approx(expected, abs=1e-9)
    assert made.interval is None or made.interval.low <= made.value <= made.interval.high


@settings(max_examples=60)
@given(answers())
def test_leaving_a_case_out_is_computing_without_it(rows: Answers) -> None:
    """The quick sums, less a case, against the long way round."""
    assume(varied(rows) and len(rows) > 4)
    counts = [row for row in table_of(rows).counts if sum(row) > 1]
    left = [Left(1, alpha_of([*counts[:k], *counts[k + 1 :]])) for k in range(len(counts))]
    made = alpha(table_of(rows))
    if made.method != "jackknife_cases":
        return
    turned = [Left(1, math.atanh(min(max(one.value or 0, -0.9999), 0.9999))) for one in left]
    n = len(counts)
    error = jackknife_error(turned) * math.sqrt(n / (n - 3))
    assert made.interval is not None
    assert made.value is not None
    from scipy import stats

    reach = stats.t.ppf(0.975, n - 3) * error
    middle = math.atanh(min(max(made.value, -0.9999), 0.9999))
    assert made.interval.low == pytest.approx(math.tanh(middle - reach), abs=1e-7)
    assert made.interval.high == pytest.approx(math.tanh(middle + reach), abs=1e-7)


def gwet_by_matrices(rows: Answers, weight: np.ndarray) -> tuple[float, float]:
    """AC1/AC2 and its standard error, straight from the paper, with matrices."""
    labels = sorted({x for row in rows for x in row if x is not None})
    counts = np.array([[sum(x == k for x in row) for k in labels] for row in rows], float)
    counts = counts[counts.sum(1) > 0]
    n, q = counts.shape
    raters = counts.sum(1)
    near = counts @ weight
    pairs = (counts * (near - 1)).sum(1)
    two = raters >= 2
    seen = np.where(two, pairs / np.where(two, raters * (raters - 1), 1), 0)
    share = (counts / raters[:, None]).mean(0)
    chance = weight.sum() * (share * (1 - share)).sum() / (q * (q - 1))
    value = (seen[two].mean() - chance) / (1 - chance)
    own = n / two.sum() * (seen - chance * two) / (1 - chance)
    by_chance = weight.sum() / (q * (q - 1)) * (counts @ (1 - share)) / raters
    linear = own - 2 * (1 - value) * (by_chance - chance) / (1 - chance)
    return value, math.sqrt(((linear - value) ** 2).sum() / (n * (n - 1)))


@pytest.mark.parametrize("scale", [Scale.NOMINAL, Scale.ORDINAL, Scale.INTERVAL])
@settings(max_examples=50)
@given(rows=answers())
def test_ac1_and_ac2_are_the_papers(scale: Scale, rows: Answers) -> None:
    labels = sorted({x for row in rows for x in row if x is not None})
    assume(varied(rows) and sum(any(x is not None for x in row) for row in rows) > 2)
    weight = np.array(weights(scale, [float(label) for label in labels]))
    value, error = gwet_by_matrices(rows, weight)
    made = ac1(table_of(rows)) if scale is Scale.NOMINAL else ac2(table_of(rows), scale)
    assert made.value == pytest.approx(value, abs=1e-9)
    if made.method == "gwet_2008":
        n = sum(any(x is not None for x in row) for row in rows)
        expected = around(value, error, n - 1)
        assert expected is not None
        assert made.interval is not None
        assert made.interval.low == pytest.approx(expected.low, abs=1e-7)
        assert made.interval.high == pytest.approx(expected.high, abs=1e-7)


def test_ordinal_weights_are_those_of_the_steps_between() -> None:
    made = weights(Scale.ORDINAL, [0.0, 1.0, 2.0, 3.0])
    for one, other in permutations(range(4), 2):
        steps = abs(one - other) + 1
        assert made[one][other] == pytest.approx(1 - math.comb(steps, 2) / math.comb(4, 2))


@settings(max_examples=50)
@given(answers(holes=False))
def test_fleiss_is_statsmodels(rows: Answers) -> None:
    assume(varied(rows))
    table = table_of(rows)
    expected = fleiss_kappa(np.array(table.counts), method="fleiss")
    assert fleiss(table).value == pytest.approx(expected, abs=1e-9)
    found = raw_agreement(table)
    pairs = [[a == b for a, b in combinations(row, 2)] for row in rows]
    assert found.value == pytest.approx(np.mean([np.mean(row) for row in pairs]))
    held = found.interval
    assert held is None or held.low - 1e-9 <= (found.value or 0) <= held.high + 1e-9


@settings(max_examples=80)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=80))
def test_cohen_and_scott(pairs: list[tuple[int, int]]) -> None:
    grid = np.zeros((4, 4))
    for one, other in pairs:
        grid[one, other] += 1
    first, second = grid.sum(1) / len(pairs), grid.sum(0) / len(pairs)
    assume(float(first @ second) < 1 - 1e-9)
    assert cohen(pairs).value == pytest.approx(cohens_kappa(grid, return_results=False))
    linear = [[1 - abs(a - b) / 3 for b in range(4)] for a in range(4)]
    weighted = cohens_kappa(grid, wt="linear", return_results=False)
    assert cohen(pairs, linear).value == pytest.approx(weighted)
    both = (first + second) / 2
    chance = float(both @ both)
    seen = np.trace(grid) / len(pairs)
    assert scott(pairs).value == pytest.approx((seen - chance) / (1 - chance))


def pairs_of(grid: list[list[int]]) -> Table:
    made = []
    for one, row in enumerate(grid):
        for other, number in enumerate(row):
            for _ in range(number):
                unit = f"u{len(made)}"
                made += [Rating(unit, "a", str(one)), Rating(unit, "b", str(other))]
    return tabled(made)


def test_the_vignettes_table() -> None:
    table = pairs_of([[13, 0, 0], [0, 20, 7], [0, 4, 56]])
    pairs = table.pair("a", "b")
    assert cohen(pairs).value == pytest.approx(0.7964094, abs=5e-8)
    assert scott(pairs).value == pytest.approx(0.7962397, abs=5e-8)
    assert ac1(table).value == pytest.approx(0.8493305, abs=5e-8)


def test_the_paradox_of_kappa() -> None:
    table = pairs_of([[90, 5], [5, 0]])
    assert raw_agreement(table).value == pytest.approx(0.90)
    plain = wilson(0.90, 100)
    found = raw_agreement(table).interval
    assert found is not None
    assert (found.low, found.high) == pytest.approx((plain.low, plain.high))
    assert table.prevalence == {"0": 0.95, "1": 0.05}
    assert cohen(table.pair("a", "b")).value == pytest.approx(-0.053, abs=5e-4)
    assert ac1(table).value == pytest.approx(0.890, abs=5e-4)


def everything(table: Table) -> list[Coefficient]:
    pairs = table.pair(*table.raters[:2]) if len(table.raters) > 1 else []
    return [alpha(table), ac1(table), ac2(table), fleiss(table), cohen(pairs), scott(pairs)]


def test_one_category_is_neither_one_nor_zero() -> None:
    made = everything(table_of([[1, 1], [1, 1], [1, 1]]))
    assert {one.value for one in made} == {None}
    assert {one.why for one in made} == {"one_category"}
    assert {one.state for one in made} == {State.UNDEFINED}


def test_nobody_rated_what_another_did() -> None:
    made = everything(table_of([[1, None], [None, 2], [0, None]]))
    assert {one.why for one in made} == {"no_pairs"}
    assert {one.why for one in everything(Table(["0"], {}))} == {"no_pairs"}
    assert raw_agreement(Table(["0"], {})).why == "no_pairs"
    alone = everything(tabled([Rating("u", "r", "x")]))
    assert {one.why for one in alone} == {"no_pairs"}


def test_everybody_alike_with_two_labels_still_leaves_room() -> None:
    rows: Answers = [[k % 2, k % 2, k % 2] for k in range(20)]
    for one in everything(table_of(rows))[:4]:
        assert one.value == pytest.approx(1)
        assert one.interval is not None
        assert (one.method, one.interval.high) == ("none_differs", 1)
        assert 0.5 < one.interval.low < 0.95
    assert cohen([(0, 0), (1, 1)] * 10).method == "none_differs"


def test_few_cases_are_told() -> None:
    rows: Answers = [[k % 2, k % 2, (k + (k % 5 == 0)) % 2] for k in range(30)]
    few = alpha(table_of(rows))
    assert (few.state, few.why) == (State.TOO_FEW, "few")
    assert alpha(table_of(rows * 2)).state is State.OK


def test_a_value_that_hangs_on_one_case_has_no_interval() -> None:
    rows: Answers = [[0, 0], [0, 0], [0, 0], [0, 0], [1, 0]]
    assert alpha(table_of(rows)).interval is None


def test_a_second_rating_is_no_second_voice() -> None:
    table = tabled([Rating("u", "r", "a"), Rating("u", "r", "b"), Rating("u", "s", "a")])
    assert (table.again, table.ratings, table.cells["u"]) == (1, 2, {"r": 0, "s": 0})
    with pytest.raises(WorldFault) as told:
        tabled([Rating("u", "r", "z")], ["a", "b"])
    assert told.value.code == "agreement.no_label"
    with pytest.raises(WorldFault):
        tabled([], ["a", "a"])


def test_every_pair_of_raters() -> None:
    found = of_all(table_of([[0, 0, None], [1, 1, None], [0, None, 1]]))
    assert set(found) == {("r0", "r1"), ("r0", "r2")}


def test_the_bootstrap_repeats_itself() -> None:
    cases = [float(k % 7) for k in range(60)]

    def mean(some: object) -> float:
        return float(np.mean(some))

    made = bootstrap(cases, mean, "seed", 400)
    assert made == bootstrap(cases, mean, "seed", 400)
    assert made is not None
    assert made.low < np.mean(cases) < made.high
    assert made.width == pytest.approx(2 * 1.96 * np.std(cases) / math.sqrt(60), rel=0.2)
    assert bootstrap([1.0], mean, "seed") is None
