"""What units count as, and the figures over them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from workstation.domain.batch import BatchKind
from workstation.domain.figures.accuracy import (
    defect_rate,
    defects_per_hundred,
    enforce_accuracy,
    rate_of,
    severity_points,
    strict_accuracy,
)
from workstation.domain.figures.counting import Audited, Sort, audited, sort_of, units
from workstation.domain.figures.figure import Design, State
from workstation.domain.figures.recall import precision, recall, recall_over
from workstation.domain.figures.strata import Stratum
from workstation.domain.taxonomy import DEFAULT_ACTIONS, Code, Severity
from workstation.domain.verdict import Error, Outcome, Result
from workstation.fault import WorldFault

ACTIONS = {action.id: action for action in DEFAULT_ACTIONS}
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def outcome(*codes: Code, severity: Severity = Severity.MINOR) -> Outcome:
    errors = tuple(Error(code, severity) for code in codes)
    return Outcome(Result.DIFFERS if errors else Result.AGREES, errors)


@pytest.mark.parametrize(
    ("codes", "done", "due", "sort"),
    [
        ((), "NONE", "NONE", Sort.RIGHT),
        ((Code.FP_NONE,), "REMOVE", "NONE", Sort.FALSE_POSITIVE),
        ((Code.FN_MISSED,), "NONE", "REMOVE", Sort.FALSE_NEGATIVE),
        ((Code.FN_PART,), "EDIT", "REMOVE", Sort.FALSE_NEGATIVE),
        ((Code.WS_CLAUSE, Code.TE_LADDER), "EDIT", "EDIT", Sort.WRONG_SELECTION),
        ((Code.TE_MEDIA,), "NONE", "NONE", Sort.TECHNICAL),
        ((Code.PR_NOTE,), "NONE", "NONE", Sort.RIGHT),
        ((Code.WS_ROUTE,), "NONE", "ROUTE", Sort.ROUTE),
        ((), "ROUTE", "ROUTE", Sort.ROUTE),
    ],
)
def test_the_sort_of_an_outcome(
    codes: tuple[Code, ...], done: str, due: str, sort: Sort
) -> None:
    assert sort_of(outcome(*codes), done, due) is sort


def test_cannot_judge_is_a_sort_of_its_own() -> None:
    assert sort_of(Outcome(Result.PENDING), "NONE", "CANNOT") is Sort.CANNOT


def test_a_process_fault_is_a_defect_and_no_error() -> None:
    row = audited("u", outcome(Code.PR_NOTE), "NONE", "NONE", ACTIONS)
    assert (row.sort, row.defects, row.severity) == (Sort.RIGHT, 1, Severity.NONE)


def test_a_lesser_violation_found_was_still_rightly_enforced() -> None:
    row = audited("u", outcome(Code.FN_PART), "EDIT", "REMOVE", ACTIONS)
    assert (row.done, row.due, row.sort.wrong) == (True, True, True)


def rows() -> list[Audited]:
    """90 right (30 of them enforced), 4 FP, 3 FN, 3 WS, 2 technical, 1 route, 5 cannot."""
    made = []
    for number in range(90):
        hit = number < 30
        made.append(Audited(f"r{number}", Sort.RIGHT, hit, hit))
    made += [
        Audited(f"fp{n}", Sort.FALSE_POSITIVE, True, False, Severity.MAJOR, 1) for n in range(4)
    ]
    made += [
        Audited(f"fn{n}", Sort.FALSE_NEGATIVE, False, True, Severity.CRITICAL, 1) for n in range(3)
    ]
    made += [
        Audited(f"ws{n}", Sort.WRONG_SELECTION, True, True, Severity.MINOR, 2) for n in range(3)
    ]
    made += [Audited(f"te{n}", Sort.TECHNICAL) for n in range(2)]
    made.append(Audited("ro", Sort.ROUTE))
    made += [Audited(f"ca{n}", Sort.CANNOT) for n in range(5)]
    return made


def test_the_headline_figures() -> None:
    strict = strict_accuracy(rows())
    assert strict.value == pytest.approx(0.90)
    assert (strict.n, strict.design, strict.method) == (100, Design.SIMPLE, "wilson")
    assert strict.counts["cannot"] == 5
    assert enforce_accuracy(rows()).value == pytest.approx(93 / 100)
    assert precision(rows()).value == pytest.approx(33 / 37)
    assert defect_rate(rows()).value == pytest.approx(0.10)
    points = severity_points(rows())
    assert points.value == pytest.approx(100 * (4 * 5 + 3 * 10 + 3) / 100)
    assert points.unit == "per_100"
    assert points.interval is not None
    assert points.interval.low < points.value < points.interval.high
    assert defects_per_hundred(rows()).value == pytest.approx(13)
    assert rate_of(Sort.CANNOT, rows()).value == pytest.approx(5 / 108)
    assert rate_of(Sort.ROUTE, rows()).value == pytest.approx(1 / 108)


def test_weights_are_the_frames() -> None:
    made = [Audited(f"a{n}", Sort.RIGHT, stratum="a") for n in range(50)]
    made += [
        Audited(f"b{n}", Sort.RIGHT if n < 25 else Sort.FALSE_POSITIVE, stratum="b")
        for n in range(50)
    ]
    figure = strict_accuracy(made, {"a": 900, "b": 100})
    assert figure.value == pytest.approx(0.9 + 0.1 * 0.5)
    assert figure.design is Design.STRATIFIED
    assert [used.weight for used in figure.weights] == [18, 2]
    assert figure.effective is not None
    assert strict_accuracy(made, {"a": 100, "b": 900}).value == pytest.approx(0.1 + 0.9 * 0.5)


def test_chances_weigh_where_the_frame_is_not_at_hand() -> None:
    made = [Audited(f"a{n}", Sort.RIGHT, stratum="a", chance=0.05) for n in range(50)]
    made += [Audited(f"b{n}", Sort.FALSE_POSITIVE, stratum="b", chance=0.5) for n in range(50)]
    assert strict_accuracy(made).value == pytest.approx(1000 / 1100)


def test_one_vendors_part_of_a_sample() -> None:
    made = [Audited(f"a{n}", Sort.RIGHT, stratum="a") for n in range(40)]
    part = strict_accuracy(made, {"a": 1_000, "b": 500}, {"a": 100, "b": 50})
    whole = strict_accuracy(made, {"a": 400})
    assert part.value == whole.value == 1
    assert part.effective == pytest.approx(whole.effective, rel=0.1)


def test_a_cluster_is_one_unit_as_bad_as_its_worst_copy() -> None:
    made = [
        Audited("one", Sort.RIGHT, cluster="c"),
        Audited("two", Sort.FALSE_NEGATIVE, severity=Severity.MAJOR, cluster="c", defects=1),
        Audited("three", Sort.RIGHT, cluster="c"),
        Audited("four", Sort.RIGHT),
    ]
    held = units(made)
    assert [row.sort for row in held] == [Sort.FALSE_NEGATIVE, Sort.RIGHT]
    assert strict_accuracy(made).n == 2


def test_what_may_not_be_in_one_figure() -> None:
    right = Audited("a", Sort.RIGHT)
    for other, code in (
        (Audited("b", Sort.RIGHT, automated=True), "figures.mixed_hands"),
        (Audited("b", Sort.RIGHT, targeted=True), "figures.mixed_designs"),
        (Audited("b", Sort.RIGHT, kind=BatchKind.INSPECTION), "figures.mixed_kinds"),
        (Audited("a", Sort.RIGHT), "figures.twice"),
    ):
        with pytest.raises(WorldFault) as told:
            strict_accuracy([right, other])
        assert told.value.code == code
    with pytest.raises(WorldFault) as told:
        strict_accuracy([right], {"elsewhere": 5})
    assert told.value.code == "figures.no_weights"
    with pytest.raises(WorldFault) as told:
        strict_accuracy([Audited("a", Sort.RIGHT, chance=1.5)])
    assert told.value.code == "figures.no_chance"


def test_risk_led_items_are_a_figure_apart() -> None:
    risky = [Audited(f"a{n}", Sort.RIGHT, stratum="risk", targeted=True) for n in range(40)]
    assert strict_accuracy(risky).design is Design.RISK_LED


def test_too_few_and_nothing() -> None:
    few = strict_accuracy([Audited(f"a{n}", Sort.RIGHT) for n in range(12)])
    assert (few.state, few.why, few.tells) == (State.TOO_FEW, "units", False)
    wide = [Audited(f"a{n}", Sort.RIGHT if n % 5 else Sort.FALSE_POSITIVE) for n in range(40)]
    assert (strict_accuracy(wide).state, strict_accuracy(wide).why) == (State.TOO_FEW, "width")
    none = strict_accuracy([Audited("a", Sort.CANNOT)])
    assert (none.value, none.state, none.why) == (None, State.UNDEFINED, "no_units")


def test_a_sample_without_errors_still_allows_for_a_severe_one() -> None:
    clean = severity_points([Audited(f"a{n}", Sort.RIGHT) for n in range(100)])
    assert clean.value == 0
    assert clean.interval is not None
    assert clean.interval.low == 0
    assert clean.interval.high == pytest.approx(10 * 3.699, rel=1e-3)


def test_one_missed_in_three_hundred_moves_recall_by_fifteen_points() -> None:
    made = recall_over(
        [Stratum("on", 2_000, 2_000, 2_000, 1_902)], [Stratum("off", 98_000, 300, 300, 1)]
    )
    assert made is not None
    value, interval, _ = made
    assert round(100 * value) == 85
    assert (round(100 * interval.low), round(100 * interval.high)) == (51, 97)
    none = recall_over(
        [Stratum("on", 2_000, 2_000, 2_000, 1_902)], [Stratum("off", 98_000, 300, 300, 0)]
    )
    assert none is not None
    assert none[0] == none[1].high == 1


def test_recall_stands_under_its_rule() -> None:
    hits = [Audited(f"tp{n}", Sort.RIGHT, True, True, stratum="on") for n in range(100)]
    passed = [Audited(f"tn{n}", Sort.RIGHT, False, False, stratum="off") for n in range(200)]

    def with_missed(number: int) -> list[Audited]:
        more = [
            Audited(f"fn{n}", Sort.FALSE_NEGATIVE, False, True, stratum="off")
            for n in range(number)
        ]
        return [*hits, *passed, *more]

    sizes = {"on": 1_000, "off": 42_000}
    assert recall(hits).why == "no_passed_sample"
    assert recall(with_missed(9), sizes).why == "false_negatives"
    assert recall(with_missed(9), sizes).value is None
    shown = recall(with_missed(10), sizes)
    assert shown.value == pytest.approx(1_000 / (1_000 + 42_000 * 10 / 210))
    assert shown.interval is not None
    assert shown.interval.low < shown.value < shown.interval.high
    assert recall([Audited("a", Sort.RIGHT, True, True, targeted=True)]).why == "targeted"
