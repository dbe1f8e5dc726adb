"""Figures of small tables, computed by hand; what is counted, and what never is."""

from __future__ import annotations

from datetime import date

import pytest

from tests.reports.kpi.made import batch, report, row, some
from workstation.domain.figures.figure import Design, State
from workstation.domain.figures.target import Standing, Target
from workstation.fault import WorldFault
from workstation.reports.kpi.counting import Undone
from workstation.reports.kpi.report import pairs
from workstation.reports.kpi.targets import FIGURES, Person, Staff
from workstation.reports.kpi.wish import Period, Wish
from workstation.store.figure_rows import Again


def test_every_figure_of_a_sample_without_strata() -> None:
    rows = some(TP=40, TN=40, FP=4, FN=10, WS=2, TE=1, ROUTE=2, CANNOT=1)
    line = report(rows, "vendor", batches=[batch(sizes={"": 1000})]).line("v-a")
    told = {name: figure.value for name, figure in line.figures.items()}
    assert tuple(told) == FIGURES
    assert line.units == 100
    n = 40 + 40 + 4 + 10 + 2
    assert told["strict_accuracy"] == pytest.approx(80 / n)
    # A wrong selection was rightly enforced.
    assert told["enforce_accuracy"] == pytest.approx((42 + 40) / n)
    assert told["precision"] == pytest.approx(42 / 46)
    assert told["recall"] == pytest.approx(42 / 52)
    assert told["severity_points"] == pytest.approx(100 * 16 * 5 / n)
    assert told["defect_rate"] == pytest.approx(16 / n)
    assert told["defects_per_100"] == pytest.approx(100 * 16 / n)
    assert told["cannot_rate"] == pytest.approx(1 / 100)
    assert told["route_rate"] == pytest.approx(2 / 100)
    assert told["technical_rate"] == pytest.approx(1 / 100)
    assert (told["aht"], told["throughput"]) == (30.0, 120.0)
    assert told["audit_time"] == 90.0
    assert line.figures["audit_time"].counts["cap"] == 60.0
    assert told["tat_median"] == pytest.approx(86_400 + 9 * 3600 + 14 * 60)
    assert line.figures["strict_accuracy"].design is Design.SIMPLE


def test_strata_are_weighed_by_the_frame() -> None:
    rows = [
        *(row(n, "TP", stratum="large") for n in range(40)),
        *(row(n, "TP", stratum="small") for n in range(40, 60)),
        *(row(n, "FP", stratum="small") for n in range(60, 80)),
    ]
    figure = report(rows, batches=[batch(sizes={"large": 900, "small": 100})]).line().figures[
        "strict_accuracy"
    ]
    assert figure.value == pytest.approx(0.9 * 1.0 + 0.1 * 0.5)
    assert [(one.stratum, one.size, one.weight) for one in figure.weights] == [
        ("large", 900, 22.5),
        ("small", 100, 2.5),
    ]


def test_chances_weigh_where_the_design_tells_no_sizes() -> None:
    rows = [
        *(row(n, "TP", chance="0.1") for n in range(20)),
        *(row(n, "FP", chance="0.5") for n in range(20, 40)),
    ]
    held = {("", 0.1): (20, 20), ("", 0.5): (20, 20)}
    figure = report(rows, batches=[batch(held=held)]).line().figures["strict_accuracy"]
    assert figure.value == pytest.approx(200 / 240)


def test_recall_needs_ten_missed() -> None:
    figure = report(some(TP=40, TN=40, FN=9)).line().figures["recall"]
    assert (figure.value, figure.state, figure.why) == (None, State.WITHHELD, "false_negatives")
    figure = report(some(TP=40, FP=2)).line().figures["recall"]
    assert figure.why == "no_passed_sample"


def test_a_cluster_is_one_unit_as_bad_as_its_worst_copy() -> None:
    rows = [
        row(1, "TP", cluster="k"), row(2, "FN", cluster="k", severity="critical"),
        row(3, "TN", cluster="k"), row(4, "TP"),
    ]  # fmt: skip
    line = report(rows).line()
    assert line.units == 2
    assert line.figures["strict_accuracy"].value == 0.5
    assert line.figures["severity_points"].value == pytest.approx(100 * 10 / 2)


def test_copies_shrink_the_frame_as_they_shrink_the_sample() -> None:
    """Fourteen copies, all of them audited, are a census of one unit, not a sample of fourteen."""
    rows = [row(n, "TP", cluster="k", stratum="copies") for n in range(14)]
    rows += [row(n, "TP", stratum="rest") for n in range(14, 64)]
    sizes = {"copies": 14, "rest": 1000}
    held = {("copies", 1.0): (14, 1), ("rest", 0.05): (50, 50)}
    figure = report(rows, batches=[batch(sizes=sizes, held=held)]).line().figures[
        "strict_accuracy"
    ]
    weights = {one.stratum: (one.size, one.drawn, one.weight) for one in figure.weights}
    assert weights == {"copies": (1, 1, 1.0), "rest": (1000, 50, 20.0)}


def test_what_does_not_count_is_told() -> None:
    rows = [
        *some(TP=3), row(3, "FP", provisional=1), row(4, "FP", provisional=1, holds=1),
        row(5, "FP", provisional=1, holds=0), row(6, "FP"), row(7, "FP"), row(8, "FP"),
        row(9, "FP", item="i-0", at="2026-04-03T00:00:00.000+08:00"),
    ]  # fmt: skip
    made = report(
        rows, late=frozenset({"e-000006"}), sealed=frozenset({"c-7"}), blind=frozenset({"c-8"})
    )
    assert made.line().units == 4
    assert made.left_out == {
        "unconfirmed": 2, "late": 1, "sealed": 1, "held_back": 1, "another_look": 1,
    }  # fmt: skip
    assert "e-000008" not in made.line().events


def test_of_several_auditors_the_earliest_counts_but_by_auditor_each_does() -> None:
    rows = [
        row(1, "FP", auditor="a-2", at="2026-04-02T09:00:00.000+08:00"),
        row(2, "TP", item="i-1", auditor="a-1", at="2026-04-02T10:00:00.000+08:00"),
    ]
    assert report(rows).line().figures["strict_accuracy"].value == 0.0
    made = report(rows, "auditor")
    assert made.line("a-1").figures["strict_accuracy"].value == 1.0
    assert made.line("a-2").figures["strict_accuracy"].value == 0.0


def test_machines_and_risk_stand_apart() -> None:
    rows = [
        *some(TP=5), *(row(n, "FP", automated=1) for n in range(5, 8)),
        *(row(n, "FP", targeted=1, stratum="risk") for n in range(8, 12)),
    ]  # fmt: skip
    made = report(rows)
    assert made.line().units == 5
    assert made.line().figures["strict_accuracy"].value == 1.0
    assert made.line(automated=True).figures["strict_accuracy"].value == 0.0
    risk = made.line(targeted=True).figures["strict_accuracy"]
    assert risk.design is Design.RISK_LED
    assert [one.code for one in made.notices if "risk" in one.code]
    # What was picked for its risk is no part of any stratum that is weighed.
    assert made.line().figures["strict_accuracy"].weights[0].drawn == 8 - 3


def test_after_the_reveal_is_never_the_blind_answer() -> None:
    rows = [*some(TP=4), row(4, "TP")]
    made = report(rows, blind_answers={"e-000004": ("differs", '["FP.none"]', "NONE")}).line()
    assert made.figures["initial_accuracy"].value == pytest.approx(4 / 5)
    assert made.figures["strict_accuracy"].value == 1.0


def test_the_final_figure_is_that_of_both_looks() -> None:
    rows = some(TP=40, FP=10)
    again = [_again(n, "[]") for n in range(19)]  # of 40 right 20 are seen again, one is not
    again += [_again(19, '["FP.none"]')]
    again += [_again(n, "[]") for n in range(40, 42)]  # of 10 wrong all: two were right
    again += [_again(n, '["FP.none"]') for n in range(42, 50)]
    figure = report(rows, again=again).line().figures["final_accuracy"]
    assert figure.value == pytest.approx(0.8 * 19 / 20 + 0.2 * 2 / 10)
    assert figure.design is Design.TWO_PHASE
    figure = report(rows).line().figures["final_accuracy"]
    assert (figure.value, figure.why) == (None, "no_second_look")


def _again(number: int, codes: str) -> Again:
    result = "agrees" if codes == "[]" else "differs"
    return Again(f"s-{number}", f"i-{number}", f"c-{number}", result, codes, "REMOVE", 0, None)


def test_a_process_fault_is_a_defect_and_no_error() -> None:
    made = report(some(TP=4), faults={"e-000000": 2}).line()
    assert made.figures["strict_accuracy"].value == 1.0
    assert made.figures["defect_rate"].value == 0.25
    assert made.figures["defects_per_100"].value == 50.0
    assert made.figures["severity_points"].value == 0.0


def test_weeks_and_months_begin_in_the_stated_zone() -> None:
    rows = [row(1, decided_at="2026-03-01T23:30:00.000+00:00"), row(2)]
    wish = Wish(("week", "month", "day"), zone="+08:00")
    made = report(rows, wish=wish)
    assert {line.group for line in made.lines} == {("2026-W10", "2026-03", "2026-03-02")}
    made = report(rows, wish=Wish(("day",), zone="America/New_York"))
    assert [line.group for line in made.lines] == [("2026-03-01",)]
    with pytest.raises(WorldFault, match=r"kpi\.no_zone"):
        report(rows, wish=Wish(("day",)))


def test_a_period_is_a_part_of_what_was_drawn() -> None:
    rows = [
        *(row(n, "TP", decided_at="2026-03-31T09:00:00.000+08:00") for n in range(10)),
        *(row(n, "FP") for n in range(10, 40)),
    ]
    wish = Wish((), Period(date(2026, 3, 31), date(2026, 3, 31)))
    made = report(rows, batches=[batch(sizes={"": 400})], wish=wish)
    (used,) = made.line().figures["strict_accuracy"].weights
    assert (used.drawn, used.counted, used.weight) == (40, 10, 10.0)
    assert made.zone == "+08:00"


def test_targets_by_date_and_tier() -> None:
    aims = (
        Target("strict_accuracy", 0.90, date(2026, 1, 1)),
        Target("strict_accuracy", 0.99, date(2026, 3, 1)),
        Target("strict_accuracy", 0.50, date(2026, 1, 1), "new"),
        Target("severity_points", 400.0, date(2026, 1, 1)),
    )
    rows = [*some(TP=80, FP=20), *(row(n, moderator="m-2") for n in range(100, 140))]
    staff = Staff({"m-2": Person(tier="new")})
    made = report(rows, "moderator", targets=aims, staff=staff)
    one, other = made.line("m-1"), made.line("m-2")
    assert one.targets["strict_accuracy"].value == 0.99
    assert one.standings["strict_accuracy"] is Standing.MISSED
    assert one.standings["severity_points"] is Standing.MET
    assert one.standings["precision"] is Standing.NO_TARGET
    assert (other.tier, other.targets["strict_accuracy"].value) == ("new", 0.50)
    assert other.standings["strict_accuracy"] is Standing.MET
    assert one.power_of == (0.99, 0.96)


def test_too_few_is_said_and_power_told() -> None:
    few = report(some(TP=29)).line()
    assert few.figures["strict_accuracy"].state is State.TOO_FEW
    enough = report(some(TP=93, FP=3), batches=[batch(sizes={"": 100_000})]).line()
    assert enough.figures["strict_accuracy"].state is State.OK
    assert enough.power == pytest.approx(0.67, abs=0.01)


def test_what_was_due_and_is_not_done() -> None:
    due = batch(due_at="2026-04-02T12:00:00.000+08:00")
    rows = [*some(TP=3), row(3, at="2026-04-03T00:00:00.000+08:00")]
    undone = (Undone("b-1", "a-1", "MY", "listing", "ms"),) * 4
    by_auditor = report(rows, "auditor", batches=[due], undone=undone).line("a-1").figures["sla"]
    assert by_auditor.counts == {"hits": 3, "of": 8}
    # Whose decision it is may still be hidden: by vendor only what was audited is counted.
    by_vendor = report(rows, "vendor", batches=[due], undone=undone).line("v-a").figures["sla"]
    assert by_vendor.counts == {"hits": 3, "of": 4}
    assert by_vendor.notes == ("done_only",)


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (Wish(("planet",)), "kpi.no_column"),
        (Wish(("vendor", "vendor")), "kpi.twice"),
        (Wish(kind="inspection"), "kpi.kind"),
        (Wish(zone="Mars/Olympus"), "figures.zone"),
        (Wish(zone="+99:99"), "figures.zone"),
        (Wish(period=Period(date(2026, 4, 1), date(2026, 3, 1))), "kpi.period"),
    ],
)
def test_questions_that_cannot_be_answered(wish: Wish, code: str) -> None:
    with pytest.raises(WorldFault, match=code):
        report(some(TP=1), wish=wish)


def test_missing_weights() -> None:
    rows = [row(1, stratum="north"), row(2, stratum="south")]
    with pytest.raises(WorldFault, match=r"kpi\.no_weights"):
        report(rows, batches=[batch(sizes={"north": 10})])
    with pytest.raises(WorldFault, match=r"kpi\.no_weights"):
        report(rows)
    with pytest.raises(WorldFault, match=r"kpi\.more_than_frame"):
        report(rows, batches=[batch(sizes={"north": 10, "south": 0})])
    mixed = [row(1), row(2, batch="b-2")]
    with pytest.raises(WorldFault, match=r"kpi\.some_weights"):
        report(mixed, batches=[batch(sizes={"": 9}), batch("b-2")])


def test_no_design_at_all_is_told_and_not_weighed() -> None:
    made = report([row(1), row(2, "FP", batch="b-2")], batches=[batch(), batch("b-2")])
    figure = made.line().figures["strict_accuracy"]
    assert (figure.value, figure.design) == (0.5, Design.AS_COME)
    assert [one.code for one in made.notices] == ["kpi.notice_unweighted"]


def test_an_empty_stratum_and_one_of_one() -> None:
    rows = [*(row(n, stratum="north 1") for n in range(9)), row(9, "FP", stratum="south")]
    sizes = {"north 1": 90, "north 2": 60, "south": 50}
    made = report(rows, batches=[batch(sizes=sizes)])
    figure = made.line().figures["strict_accuracy"]
    assert figure.value == pytest.approx(150 / 200)
    told = {one.code: one.params["first"] for one in made.notices}
    assert told == {"kpi.notice_empty": "north 2", "kpi.notice_one": "south"}


def test_strata_of_a_veiled_batch_have_numbers_for_names() -> None:
    rows = [*(row(n, stratum="north 1") for n in range(9)), row(9, "FP", stratum="south")]
    sizes = {"north 1": 90, "north 2": 60, "south": 50}
    made = report(rows, batches=[batch(sizes=sizes)], veiled=frozenset({"b-1"}))
    assert "north" not in repr(made.lines) + repr(made.notices)
    assert "south" not in repr(made.lines) + repr(made.notices)


def test_nothing_at_all() -> None:
    made = report([])
    assert (made.lines, made.verdicts, made.notices) == ((), 0, ())


def test_too_many_to_hold_together() -> None:
    rows = [row(n, moderator=f"m-{n}") for n in range(13)]
    with pytest.raises(WorldFault, match=r"kpi\.too_many_pairs"):
        pairs(report(rows, "moderator"))


def test_a_code_of_a_later_version_counts_as_nothing_we_know() -> None:
    assert report([row(1, codes='["ZZ.new"]', result="agrees")]).line().units == 1
