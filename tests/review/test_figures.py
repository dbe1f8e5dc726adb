"""Figures at a desk: who sees whose, what is late, what a second look makes of them."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from tests.intake.conftest import draft
from tests.review.publishing_team import sql, team
from tests.review.test_roster import blank_home, lea, member, sit
from tests.review.test_second_look import Work, work
from tests.store.demo import Auditor, demo_home, mei, open_auditor, right_answer, wrong_tasks
from workstation.domain.roster import Role
from workstation.domain.taxonomy import Code
from workstation.domain.verdict import Answer
from workstation.fault import WorldFault
from workstation.reports.kpi.report import Report
from workstation.reports.kpi.wish import Wish
from workstation.review import desk as acts
from workstation.review import figures, publishing, roster
from workstation.review.desk import Shown
from workstation.review.publishing import Given
from workstation.store import figure_rows

__all__ = [
    "blank_home", "demo_home", "draft", "lea", "mei", "open_auditor", "sit", "team", "work",
]  # fmt: skip


def told(seat: Any, *by: str, **more: Any) -> Report:
    return seat.store.read(figures.report, seat.desk, Wish(by=by, **more)).result()


def test_a_lead_sees_all_an_auditor_their_own(work: Work) -> None:
    team = work.team
    of_lead = told(team.lea, "auditor")
    assert [line.group for line in of_lead.lines] == [("mei",)]
    assert of_lead.line("mei").units == 12
    assert of_lead.wish.auditor is None
    own = told(team.mei, "auditor")
    assert (own.wish.auditor, own.line("mei").units) == ("mei", 12)
    assert told(team.tan, "auditor").lines == ()


def test_an_auditor_with_another_s_verdicts_at_their_desk_sees_only_their_own(work: Work) -> None:
    team = work.team
    work.draw()
    work.deliver()
    for task, _ in work.tasks(team.tan):
        work.answer(team.tan, task, "NONE")
    # Tan's store has Mei's verdicts by now, and no first look of his own.
    assert sql(team.tan, "SELECT count(*) FROM verdict WHERE person = 'mei'") != [(0,)]
    assert told(team.tan).lines == ()


def test_a_vendor_s_quality_person_sees_none(work: Work) -> None:
    team = work.team
    team.lea.do(roster.set_person, replace(member("tan", Role.VENDOR_QA), vendor="v-a"))
    team.exchange()
    with pytest.raises(WorldFault, match=r"kpi\.role"):
        told(team.tan)


def test_what_came_after_a_take_back_is_late_and_not_counted(work: Work) -> None:
    team = work.team
    before = told(team.lea).line().figures["strict_accuracy"]
    assert before.value is not None
    assert before.value < 1
    task = next(
        task for task, item in work.tasks(team.mei, "first")
        if any(row.item == item and row.result == "differs" for row in work.rows(team.mei))
    )  # fmt: skip
    publishing.take_back(team.lea.store, team.lea.desk, team.place, work.batch, [Given("mei")])
    # Before she has heard of it: what she said in time is what counts.
    team.mei.do(acts.answer, task, Answer("NONE"), Shown())
    team.exchange()
    made = told(team.lea)
    assert made.left_out == {"late": 1}
    after = made.line().figures["strict_accuracy"]
    assert (after.value, after.n) == (before.value, before.n)


def test_a_second_look_makes_the_final_figure(work: Work) -> None:
    team = work.team
    first = told(team.lea).line().figures
    assert first["final_accuracy"].why == "no_second_look"
    work.draw()
    work.deliver()
    for seat in (team.tan, team.lea):
        for task, _ in work.tasks(seat):
            work.answer(seat, task, "NONE")
    team.exchange()
    assert team.lea.store.read(figure_rows.again, "qa").result()
    figure = told(team.lea).line().figures["final_accuracy"]
    assert figure.value is not None
    assert figure.counts["agreements_seen_again"]


# One desk alone


def test_the_demo_as_the_gold_has_it(mei: Auditor) -> None:
    for task in mei.tasks()[:40]:
        if mei.answer(task, right_answer(mei, task)).verdict is None:
            mei.conclude(task)
    made = told(mei, "language")
    counted = sum(line.units for line in made.lines)
    assert made.verdicts + sum(made.left_out.values()) == 40
    assert counted <= made.verdicts
    # Mei reads English and Malay: an overturn in Thai waits for somebody who reads it.
    assert made.left_out["unconfirmed"] > 0


def test_a_changed_code_is_no_blind_answer(mei: Auditor) -> None:
    task = next(t for t in wrong_tasks(mei) if _reads(mei, t))
    done = mei.answer(task, right_answer(mei, task))
    assert done.verdict is None
    mei.conclude(task, errors=(), reason="the note explains it")
    line = told(mei).lines[0]
    assert line.figures["strict_accuracy"].value == 1.0
    assert line.figures["initial_accuracy"].value == 0.0


def test_a_process_fault_counts_as_a_defect(mei: Auditor) -> None:
    task = next(
        t for t in mei.tasks() if _reads(mei, t) and t not in set(wrong_tasks(mei))
    )
    mei.answer(task, right_answer(mei, task))
    mei.do(acts.process_fault, task, Code.PR_NOTE, "", "no note")
    (line,) = told(mei).lines
    assert line.figures["strict_accuracy"].value == 1.0
    assert line.figures["defect_rate"].value == 1.0


def test_nothing_is_told_of_a_sealed_case_nor_of_a_verdict_taken_back(mei: Auditor) -> None:
    tasks = [task for task in mei.tasks() if _reads(mei, task) and task not in wrong_tasks(mei)]
    for task in tasks[:3]:
        mei.answer(task, right_answer(mei, task))
    assert told(mei).verdicts == 3
    mei.undo()
    assert told(mei).verdicts == 2
    mei.do(acts.seal, tasks[0])
    made = told(mei)
    assert (made.verdicts, made.left_out) == (1, {"sealed": 1})


def _reads(auditor: Auditor, task: str) -> bool:
    language = auditor.sql(
        "SELECT c.language FROM task t JOIN [case] c ON c.id = t.[case] WHERE t.id = ?", task
    )[0][0]
    return language in auditor.person.reads
