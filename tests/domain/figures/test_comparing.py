"""Power, comparisons, targets, times, mixes, scorecards, second looks."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from workstation.domain.figures.accuracy import told
from workstation.domain.figures.comparison import Told, compared
from workstation.domain.figures.figure import Design, Figure, State, Used
from workstation.domain.figures.interval import Interval, wilson
from workstation.domain.figures.mix import Segment, split
from workstation.domain.figures.power import (
    n_against,
    n_between,
    power_against,
    power_between,
)
from workstation.domain.figures.rates import Promise, dispute_accept, qa_overturn, rate, sla
from workstation.domain.figures.scorecard import (
    Category,
    category_score,
    quality_score,
    review,
)
from workstation.domain.figures.second import Looked, Seen, final, initial
from workstation.domain.figures.strata import Stratum
from workstation.domain.figures.target import Standing, Target, standing, target_at
from workstation.domain.figures.times import (
    active_seconds,
    handling_time,
    throughput,
    turnaround,
)
from workstation.fault import WorldFault


def share(hits: int, n: int, name: str = "strict_accuracy") -> Figure:
    return told(name, [Stratum("", None, n, n, hits)], Design.SIMPLE)


def test_the_power_of_96_cases() -> None:
    assert round(100 * power_against(0.90, 0.97, 96)) == 67
    assert round(100 * power_between(0.90, 0.97, 96, 96)) == 51


def test_thirty_a_week_cannot_separate_90_from_97() -> None:
    assert power_against(0.90, 0.97, 30) == 0
    assert power_between(0.90, 0.97, 30, 30) < 0.2


@settings(max_examples=40)
@given(st.floats(0.6, 0.98), st.floats(0.6, 0.98), st.integers(5, 400))
def test_power_against_is_the_sum_over_what_is_told(
    target: float, truth: float, n: int
) -> None:
    def tells(k: int) -> bool:
        made = wilson(k / n, n)
        return made.low > target if truth > target else made.high < target

    expected = sum(stats.binom.pmf(k, n, truth) for k in range(n + 1) if tells(k))
    assert power_against(target, truth, n) == pytest.approx(expected, abs=1e-9)


def test_power_grows_into_its_approximation() -> None:
    counted = power_between(0.950, 0.957, 19_999, 19_999)
    assert power_between(0.950, 0.957, 20_001, 20_001) == pytest.approx(counted, abs=0.01)
    counted = power_against(0.950, 0.954, 19_999)
    assert power_against(0.950, 0.954, 20_001) == pytest.approx(counted, abs=0.02)


def test_the_n_that_a_power_needs() -> None:
    one = n_against(0.90, 0.97)
    assert one is not None
    assert power_against(0.90, 0.97, one) >= 0.8
    two = n_between(0.90, 0.97)
    assert two is not None
    assert power_between(0.90, 0.97, two, two) >= 0.8
    assert power_between(0.90, 0.97, two - 20, two - 20) < 0.8
    assert n_between(0.9, 0.9) is None


def test_comparing_tells_only_what_the_interval_tells() -> None:
    gap = compared(share(97, 100), share(80, 100))
    assert gap.told is Told.HIGHER
    assert gap.interval is not None
    assert gap.interval.low > 0
    assert gap.difference == pytest.approx(0.17)
    none = compared(share(28, 30), share(29, 30))
    assert none.told is Told.CANNOT_TELL
    assert none.power is not None
    assert none.power < 0.1
    assert none.needed is not None
    assert none.needed > 500
    assert compared(share(80, 100), share(97, 100)).told is Told.LOWER


def test_comparing_what_cannot_be() -> None:
    with pytest.raises(WorldFault):
        compared(share(9, 10), share(9, 10, "precision"))
    risky = told("strict_accuracy", [Stratum("", None, 50, 50, 20)], Design.RISK_LED)
    assert compared(risky, share(99, 100)).why == "risk_led"
    assert compared(share(0, 0), share(9, 10)).why == "undefined"
    whole = told("strict_accuracy", [Stratum("", 50, 50, 50, 20)], Design.SIMPLE)
    assert compared(whole, share(95, 100)).told is Told.LOWER


def test_targets_by_date_and_tier() -> None:
    first, later = date(2026, 1, 1), date(2026, 4, 1)
    targets = [
        Target("strict_accuracy", 0.95, first),
        Target("strict_accuracy", 0.96, later),
        Target("strict_accuracy", 0.85, first, "ramping"),
        Target("aht", 60.0, first),
    ]
    assert target_at(targets, "strict_accuracy", date(2026, 3, 31)) == targets[0]
    assert target_at(targets, "strict_accuracy", later) == targets[1]
    assert target_at(targets, "strict_accuracy", later, "ramping") == targets[2]
    assert target_at(targets, "strict_accuracy", date(2025, 12, 31)) is None
    assert standing(share(999, 1_000), targets[0]) is Standing.MET
    assert standing(share(80, 100), targets[0]) is Standing.MISSED
    assert standing(share(28, 30), targets[0]) is Standing.CANNOT_TELL
    assert standing(share(28, 30), None) is Standing.NO_TARGET
    slow = handling_time([100.0, 110.0] * 20)
    assert standing(slow, targets[3]) is Standing.MISSED
    with pytest.raises(WorldFault) as two:
        target_at([*targets, Target("aht", 70.0, first)], "aht", later)
    assert two.value.code == "figures.two_targets"


def test_idle_gaps_are_capped() -> None:
    assert active_seconds([10, 20, 4_000], 120) == 150
    assert active_seconds([-5, 10]) == 10


def test_handling_time_and_throughput() -> None:
    times = [20.0, 30.0, 40.0, 200.0] * 10
    made = handling_time(times)
    assert made.value == pytest.approx(72.5)
    assert made.interval is not None
    assert made.interval.high - made.value > made.value - made.interval.low
    pace = throughput(times)
    assert pace.value == pytest.approx(3600 / 72.5)
    assert pace.interval is not None
    assert pace.interval.high == pytest.approx(3600 / made.interval.low)
    assert handling_time(times[:8]).state is State.TOO_FEW
    assert handling_time([]).state is State.UNDEFINED
    assert handling_time([5.0]).interval is None
    with pytest.raises(WorldFault):
        handling_time([-1.0])


@settings(max_examples=30)
@given(st.lists(st.floats(0, 1e6), min_size=8, max_size=200))
def test_the_medians_interval_lies_within_the_whole_order_statistics(times: list[float]) -> None:
    median, high = turnaround(times)
    ordered, n = sorted(times), len(times)
    assert median.value == pytest.approx(stats.scoreatpercentile(times, 50), abs=1e-6)
    place = int(stats.binom.ppf(0.025, n, 0.5))
    assert median.interval is not None
    assert ordered[place - 1] - 1e-9 <= median.interval.low <= ordered[place] + 1e-9
    assert ordered[n - 1 - place] - 1e-9 <= median.interval.high <= ordered[n - place] + 1e-9
    assert high.interval is None or high.interval.low <= high.interval.high
    assert (high.interval is None) is (0.95**n > 0.025)


def test_rates_of_what_came() -> None:
    assert qa_overturn(12, 300).value == pytest.approx(0.04)
    made = dispute_accept(10, 6, 40)
    assert made.value == pytest.approx(13 / 40)
    assert made.interval is not None
    assert made.interval.width < wilson(13 / 40, 40).width
    assert rate("appeal_overturn", 0, 0).state is State.UNDEFINED
    with pytest.raises(WorldFault):
        rate("x", 5, 4)


def test_sla_counts_what_is_due() -> None:
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    hour = timedelta(hours=1)
    made = sla(
        [
            Promise(now - hour, now - 2 * hour),
            Promise(now - hour, now),
            Promise(now - hour),
            Promise(now + hour, now),
        ],
        now,
    )
    assert (made.value, made.n) == (pytest.approx(1 / 3), 3)


SEGMENTS = st.dictionaries(
    st.sampled_from("abcdef"), st.tuples(st.floats(0.01, 1), st.floats(0, 1)), min_size=1
)


@given(SEGMENTS, SEGMENTS)
def test_the_parts_of_a_move_add_up(
    one: dict[str, tuple[float, float]], other: dict[str, tuple[float, float]]
) -> None:
    def shares(given_: dict[str, tuple[float, float]]) -> dict[str, Segment]:
        whole = sum(weight for weight, _ in given_.values())
        return {name: Segment(weight / whole, r) for name, (weight, r) in given_.items()}

    made = split(shares(one), shares(other))
    assert made.rate + made.mix + made.both == pytest.approx(made.change, abs=1e-9)
    assert sum(move.total for move in made.moves) == pytest.approx(made.change, abs=1e-9)


def test_a_move_by_mix_alone() -> None:
    made = split(
        {"easy": Segment(0.5, 0.98), "hard": Segment(0.5, 0.90)},
        {"easy": Segment(0.2, 0.98), "hard": Segment(0.8, 0.90)},
    )
    assert (made.rate, made.both) == (0, 0)
    assert made.change == pytest.approx(made.mix) == pytest.approx(-0.024)
    with pytest.raises(WorldFault):
        split({"a": Segment(0.5, 1)}, {"a": Segment(1, 1)})


def test_the_scorecards_vector() -> None:
    score = quality_score([100, 9.91, 63.96, 90.99, 0])
    assert score is not None
    assert round(score, 2) == 52.97
    assert quality_score([None]) is None


@pytest.mark.parametrize(
    ("steps", "scores"),
    [
        (2, [0, 100]), (3, [0, 50, 100]), (4, [0, 33.3, 66.7, 100]), (5, [0, 25, 50, 75, 100]),
    ],
)  # fmt: skip
def test_scales(steps: int, scores: list[float]) -> None:
    made = [category_score(answer, 0, steps - 1) for answer in range(steps)]
    assert made == pytest.approx(scores, abs=0.04)


def test_a_critical_category_below_half_fails_the_review() -> None:
    card = [
        Category("tone", 5, 60),
        Category("policy", 3, 40),
        Category("safety", 2, 0.05, critical=True),
    ]
    fine = review(card, {"tone": 3, "policy": 1, "safety": 1})
    assert fine.score == pytest.approx((75 * 60 + 50 * 40 + 100 * 0.05) / 100.05)
    bad = review(card, {"tone": 4, "policy": 2, "safety": 0})
    assert (bad.score, bad.failed) == (0.0, ("safety",))
    half = review([Category("c", 3, 1, critical=True)], {"c": 1})
    assert half.score == 50
    rated = review(card, {"tone": 3, "policy": None})
    assert rated.score == 75
    assert review(card, {}).score is None
    with pytest.raises(WorldFault):
        review(card, {"tone": 5})


def test_both_looks_together() -> None:
    looked = [Looked("", 10_000, Seen(270, 54, 51), Seen(30, 30, 9))]
    first, second = initial(looked), final(looked)
    assert first.value == pytest.approx(0.90)
    assert second.value == pytest.approx((270 * 51 / 54 + 9) / 300)
    assert second.design is Design.TWO_PHASE
    assert second.interval is not None
    assert second.effective is not None
    assert second.effective < 300
    everything = final([Looked("", 10_000, Seen(270, 270, 255), Seen(30, 30, 9))])
    plain = wilson(264 / 300, 300 / (1 - 0.03))
    assert everything.interval is not None
    assert everything.interval.low == pytest.approx(plain.low, abs=1e-3)


def test_without_a_second_look_there_is_no_final_figure() -> None:
    none = final([Looked("", 100, Seen(27, 0, 0), Seen(3, 3, 1))])
    assert (none.value, none.why) == (None, "no_second_look")
    with pytest.raises(WorldFault):
        final([Looked("", 100, Seen(27, 28, 0), Seen(3, 3, 1))])


def test_a_figure_carries_its_design() -> None:
    made = told(
        "strict_accuracy",
        [Stratum("a", 900, 50, 50, 49), Stratum("b", 100, 50, 50, 40)],
        Design.STRATIFIED,
    )
    assert made.weights == (Used("a", 900, 50, 50, 18.0), Used("b", 100, 50, 50, 2.0))
    assert (made.method, made.level, made.n) == ("wilson_effective", 0.95, 100)
    assert isinstance(made.interval, Interval)
    assert made.effective is not None
    assert not math.isinf(made.effective)


def test_a_figure_comes_back_from_json_as_it_was() -> None:
    made = told("strict_accuracy", [Stratum("a", 900, 50, 50, 49)], Design.SIMPLE)
    assert msgspec.json.decode(msgspec.json.encode(made), type=Figure) == made
