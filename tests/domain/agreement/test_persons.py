"""Each rater beside the consensus, repeated items, before and after."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from workstation.domain.agreement.lift import lift
from workstation.domain.agreement.persons import (
    Leaning,
    against,
    against_the_others,
    majority,
    retest,
    sign_test,
)
from workstation.domain.agreement.table import Rating, Table, tabled


def panel(says: dict[str, list[str]]) -> Table:
    return tabled(
        [
            Rating(f"u{unit}", rater, label)
            for rater, labels in says.items()
            for unit, label in enumerate(labels)
        ],
        ["NONE", "EDIT", "REMOVE"],
    )


RIGHT = ["NONE", "EDIT", "REMOVE", "NONE"] * 10


def test_who_is_strict_and_who_is_lenient() -> None:
    strict = ["EDIT" if k < 36 and right == "NONE" else right for k, right in enumerate(RIGHT)]
    lenient = ["NONE" if right == "EDIT" else right for right in RIGHT]
    one_off = ["REMOVE", *RIGHT[1:]]
    both_ways = ["EDIT", "NONE", *RIGHT[2:36], "EDIT", "NONE", *RIGHT[38:]]
    consensus = {f"u{unit}": label for unit, label in enumerate(RIGHT)}
    found = {
        one.rater: one
        for one in against(
            panel(
                {
                    "strict": strict, "lenient": lenient, "one": one_off, "both": both_ways,
                    "same": RIGHT,
                }
            ),
            consensus,
        )
    }  # fmt: skip
    assert found["strict"].leaning is Leaning.STRICT
    assert found["lenient"].leaning is Leaning.LENIENT
    assert found["one"].leaning is Leaning.TOO_FEW
    assert found["both"].leaning is Leaning.NEITHER
    assert found["same"].leaning is Leaning.NEITHER
    assert found["same"].share == 1
    assert found["strict"].confusion == (("NONE", "EDIT", 18),)
    assert found["strict"].bias == pytest.approx(18 / 40)
    assert found["strict"].of_bias.low > 0
    assert found["lenient"].of_bias.high < 0
    assert found["one"].bias == pytest.approx(2 / 40)
    assert found["one"].of_bias.low < 0 < found["one"].of_bias.high
    assert found["lenient"].kappa.value is not None


def test_the_least_alike_stands_first_and_ranks_can_be_given() -> None:
    table = panel({"a": RIGHT, "b": ["REMOVE"] * 40})
    consensus = {f"u{unit}": label for unit, label in enumerate(RIGHT)}
    assert [one.rater for one in against(table, consensus)] == ["b", "a"]
    level = against(table, consensus, [0.0, 1.0, 1.0])[0]
    assert level.stricter == 20
    assert against(table, {}) == []


def test_the_majority_leaves_out_ones_own_voice_and_ties() -> None:
    table = panel({"a": ["NONE"], "b": ["EDIT"], "c": ["EDIT"]})
    assert majority(table) == {"u0": "EDIT"}
    assert majority(table, "a") == {"u0": "EDIT"}
    assert majority(table, "b") == {}
    assert [one.rater for one in against_the_others(table)] == ["a"]


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_sign_test(more: int, less: int) -> None:
    expected = stats.binomtest(more, more + less, 0.5).pvalue if more + less else 1.0
    assert sign_test(more, less) == pytest.approx(expected, abs=1e-9)


def test_repeated_items() -> None:
    ratings = [Rating(f"u{k}", "r", "a") for k in range(50)]
    ratings += [Rating(f"u{k}", "r", "a" if k else "b") for k in range(50)]
    made = retest(ratings)
    assert made is not None
    assert (made.units, made.alike, made.share) == (50, 49, 0.98)
    assert retest(ratings[:50]) is None


def votes(wrong: int, raters: int = 6, cases: int = 24) -> Table:
    """Every case has its label; the last raters are wrong on some of the cases."""
    return tabled(
        [
            Rating(
                f"u{case}",
                f"r{rater}",
                "xy"[(case + (rater >= raters - 2 and (case * 5 + rater) % 24 < wrong)) % 2],
            )
            for case in range(cases)
            for rater in range(raters)
        ],
        ["x", "y"],
    )


def test_talking_lifts_agreement() -> None:
    made = lift(votes(12), votes(3))
    assert made.paired
    assert made.change is not None
    assert made.change == pytest.approx((made.after or 0) - (made.before or 0))
    assert made.interval is not None
    assert 0 < made.interval.low < made.change < made.interval.high
    same = lift(votes(6), votes(6))
    assert (same.change, same.interval.low, same.interval.high) == (0, 0, 0)


def test_matched_cases_are_not_paired() -> None:
    later = votes(3)
    fresh = Table(later.labels, {f"new-{unit}": row for unit, row in later.cells.items()})
    made = lift(votes(12), fresh)
    assert not made.paired
    assert made.interval is not None
    paired = lift(votes(12), votes(3))
    assert made.change == pytest.approx(paired.change)


def test_nothing_to_lift() -> None:
    one_label = tabled([Rating("u", "a", "x"), Rating("u", "b", "x")], ["x", "y"])
    assert lift(one_label, votes(3)).why == "one_category"
