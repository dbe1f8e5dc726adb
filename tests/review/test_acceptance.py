"""Lots are accepted or refused by exact plans; what came before makes the next one stricter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from scipy import stats

from tests.review.publishing_team import Team, team
from tests.review.test_roster import Seat, Sit, blank_home, come_in, lea, member, sit
from tests.store.demo import Auditor, demo_home, mei, open_auditor, right_answer
from workstation.domain.event import Kind
from workstation.domain.roster import Role
from workstation.domain.sampling.acceptance.plan import Asked
from workstation.domain.sampling.acceptance.switching import Mode
from workstation.domain.verdict import Answer
from workstation.fault import WorldFault
from workstation.review import acceptance, roster
from workstation.review.acceptance import Result, Vendor
from workstation.review.acting import About, write
from workstation.store import lots
from workstation.words import sentence
from workstation.words.sampling import lot_words, ruling_words

__all__ = ["blank_home", "demo_home", "lea", "mei", "open_auditor", "sit", "team"]
ASKED = Asked(0.02, 0.08)


@pytest.fixture
def seat(sit: Sit) -> Seat:
    return sit("alone", "you")


def judge(seat: Seat, lot: str, defective: int, vendor: str = "v-a", **more: Any) -> Result:
    return seat.do(acceptance.judge_lot, vendor, lot, more.get("asked", ASKED), defective)


def standing(seat: Seat, vendor: str = "v-a") -> Vendor:
    return seat.store.read(acceptance.vendor, seat.desk, vendor).result()


def fault_of(act: Callable[..., Any], *more: Any) -> WorldFault:
    with pytest.raises(WorldFault) as caught:
        act(*more)
    assert sentence(caught.value) != str(caught.value)
    return caught.value


def test_a_plan_and_its_curve(seat: Seat) -> None:
    plan = seat.store.read(acceptance.plan_lot, seat.desk, "v-a", ASKED).result()
    assert (plan.mode, plan.plan.n, plan.plan.c) == (Mode.NORMAL, 98, 4)
    for rate, chance in plan.curve:
        assert chance == pytest.approx(stats.binom.cdf(4, 98, rate), abs=1e-12)
    assert lot_words(plan).startswith("v-a, normal inspection: look at 98, accept with up to 4 ")
    small = seat.store.read(
        acceptance.plan_lot, seat.desk, "v-a", Asked(0.02, 0.08, lot=300)
    ).result()
    assert small.plan.lot == 300
    assert small.plan.n < 98
    wrong = round(0.08 * 300)
    assert stats.hypergeom.cdf(small.plan.c, 300, wrong, small.plan.n) <= 0.10


def test_a_ruling_with_its_numbers(seat: Seat) -> None:
    good, bad = judge(seat, "1", 4), judge(seat, "2", 5)
    assert (good.accepted, bad.accepted) == (True, False)
    low, high = stats.binomtest(5, 98).proportion_ci(method="exact")
    assert (bad.judged.exact.low, bad.judged.exact.high) == pytest.approx((low, high))
    assert ruling_words(bad).startswith("Refused: 5 of 98 defective (5.1 %, 95 %: 1.7 % to 11.5 %)")
    held = standing(seat)
    assert [(one.name, one.accepted, one.n, one.c) for one in held.lots] == [
        ("1", True, 98, 4), ("2", False, 98, 4),
    ]  # fmt: skip
    assert seat.store.read(acceptance.vendors, seat.desk).result() == (held,)


def test_inspection_follows_what_came(seat: Seat) -> None:
    modes = []
    for number, defective in enumerate((0, 9, 9, 0, 0, 0, 0, 0, *[0] * 10, 9)):
        modes.append(standing(seat).standing.mode)
        judge(seat, str(number), defective)
    assert modes == [Mode.NORMAL] * 3 + [Mode.TIGHTENED] * 5 + [Mode.NORMAL] * 10 + [Mode.REDUCED]
    assert standing(seat).standing.mode is Mode.NORMAL
    held = standing(seat).lots
    assert {one.mode: one.n for one in held}["tightened"] > 98 > {
        one.mode: one.n for one in held
    }["reduced"]
    # Another vendor stands for itself.
    assert standing(seat, "v-b") == Vendor("v-b", standing(seat, "v-b").standing, ())


def test_a_stop_is_ended_by_a_lead_with_a_reason(seat: Seat) -> None:
    assert fault_of(seat.do, acceptance.resume, "v-a", "mended").code == "sampling.not_stopped"
    for number in range(7):
        judge(seat, str(number), 30)
    assert standing(seat).standing.mode is Mode.STOPPED
    assert fault_of(judge, seat, "8", 0).code == "sampling.stopped"
    assert seat.do(acceptance.resume, "v-a", "mended").standing.mode is Mode.TIGHTENED
    assert judge(seat, "8", 0).accepted


def test_a_slip_is_taken_back(seat: Seat) -> None:
    judge(seat, "1", 40)
    judge(seat, "2", 0)
    twice = fault_of(judge, seat, "1", 0)
    assert (twice.code, twice.params["ruling"]) == ("sampling.lot_twice", "refused")
    seat.do(acceptance.take_lot_back, "v-a", "1")
    assert [one.name for one in standing(seat).lots] == ["2"]
    assert judge(seat, "1", 0).accepted
    assert fault_of(seat.do, acceptance.take_lot_back, "v-a", "7").code == "sampling.no_lot"


IMPOSSIBLE = [
    (Asked(0.08, 0.02), 0, "sampling.plan_order"),
    (Asked(0.05, 0.05), 0, "sampling.plan_order"),
    (Asked(0.0, 0.05), 0, "sampling.plan_share"),
    (Asked(0.02, 0.02 + 1e-5), 0, "sampling.no_plan"),
    (Asked(0.02, 0.08, lot=0), 0, "sampling.empty_lot"),
    (ASKED, 99, "sampling.plan_count"),
    (ASKED, -1, "sampling.plan_count"),
]


@pytest.mark.parametrize(("asked", "defective", "code"), IMPOSSIBLE)
def test_a_plan_that_no_n_can_satisfy(
    seat: Seat, asked: Asked, defective: int, code: str
) -> None:
    with pytest.raises(WorldFault) as caught:
        judge(seat, "1", defective, asked=asked)
    assert caught.value.code == code
    assert "{" not in sentence(caught.value)
    assert standing(seat).lots == ()


def test_the_verdicts_of_a_batch_are_counted(mei: Auditor) -> None:
    rows = mei.sql(
        "SELECT t.id, d.action, t.batch FROM task t JOIN decision d ON d.item = t.item "
        "WHERE d.vendor = 'v-a' AND NOT d.automated ORDER BY t.position"
    )
    batch, some = rows[0][2], rows[:14]
    removed = [task for task, action, _ in some if action == "REMOVE"]
    for task, _, _ in some:
        answer = Answer("NONE") if task in removed else right_answer(mei, task)
        if mei.answer(task, answer).verdict is None:
            mei.conclude(task)
    found = mei.store.read(lots.count, batch, "v-a").result()
    # Before somebody who reads the language has confirmed it, an overturn counts for nothing.
    waiting = {row[0] for row in mei.sql("SELECT task FROM verdict WHERE provisional")}
    assert waiting
    assert found.defective == len(set(removed) - waiting) > 0
    judged = len(some) - len(waiting)
    assert (found.judged, found.waiting) == (judged, len(rows) - judged)
    waits = fault_of(lambda: mei.store.read(
        acceptance.count_batch, batch, "v-a", 12).result())  # fmt: skip
    assert (waits.code, waits.params["judged"]) == ("sampling.lot_waiting", found.judged)
    nobody = fault_of(lambda: mei.store.read(
        acceptance.count_batch, batch, "v-x", 12).result())  # fmt: skip
    assert (nobody.code, nobody.params["judged"]) == ("sampling.lot_size", 0)


def test_leads_of_a_team_know_each_others_rulings_and_nobody_elses(team: Team, sit: Sit) -> None:
    team.lea.do(roster.set_person, member("noor", Role.LEAD))
    noor = sit("noor")
    come_in(team.lea, noor, "noor")
    judge(team.lea, "1", 0)
    fault = fault_of(team.mei.do, acceptance.judge_lot, "v-a", "2", ASKED, 0)
    assert fault.code == "sampling.role"
    forged = {"vendor": "v-a", "lot": "9", "n": 98, "c": 4, "defective": 98, "accepted": False}
    team.mei.do(write, Kind.LOT_JUDGED, About(), forged)
    odd = {"vendor": "v-a", "lot": "8", "n": "many", "accepted": "yes"}
    team.lea.do(write, Kind.LOT_JUDGED, About(), odd)
    for one in (team.mei, team.lea, noor):
        one.sync()
    judge(noor, "2", 40)
    for one in (noor, team.lea):
        one.sync()
    for one in (noor, team.lea):
        assert [(lot.name, lot.accepted) for lot in standing(one).lots] == [
            ("1", True), ("2", False),
        ]  # fmt: skip
    theirs = fault_of(team.lea.do, acceptance.take_lot_back, "v-a", "2")
    assert (theirs.code, theirs.params["person"]) == ("sampling.lot_not_yours", "noor")
