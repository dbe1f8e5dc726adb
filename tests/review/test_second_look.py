"""A second look: drawn by a lead, blind to whoever gives it, then held against the first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace

from benchmarks.make_batches import WORDS
from tests.intake.conftest import Draft, draft
from tests.review.publishing_team import Team, check, code, sql, team
from tests.review.test_roster import Seat, Sit, blank_home, come_in, lea, member, sit
from workstation.domain.event import Kind
from workstation.domain.figures.figure import State
from workstation.domain.roster import Role
from workstation.domain.verdict import Answer
from workstation.reports.export import csv_row, json_row
from workstation.review import desk as acts
from workstation.review import roster, taking_back
from workstation.review.acting import About, write
from workstation.review.desk import Conclusion, Shown
from workstation.review.publishing import Given
from workstation.review.second import drawing, figures, judging, listing
from workstation.review.second.comparing import Both, waiting
from workstation.review.second.drawing import Plan, Wish
from workstation.review.view import CaseView, open_task
from workstation.store import second_looks, verdicts
from workstation.store.second_looks import Outcome
from workstation.store.verdicts import VerdictRow

__all__ = ["blank_home", "draft", "lea", "sit", "team"]
Make = Callable[..., Draft]
ALL = tuple(WORDS)
MARK = "zq-first-note"


class Work(Struct):
    """The team after Mei has judged a batch of twelve, a third of it against the moderator."""

    team: Team
    batch: str

    def rows(self, seat: Seat) -> list[VerdictRow]:
        return seat.store.read(lambda db: list(verdicts.rows(db, self.batch))).result()

    def draw(self, **more: Any) -> Plan:
        wish = Wish(self.batch, **{"seed": "week 12", "agreements": 1.0, **more})
        return drawing.draw(self.team.lea.store, self.team.lea.desk, self.team.place, wish)

    def deliver(self) -> None:
        """What was assigned comes to whom it is for."""
        self.team.exchange()
        if any(one.mine for one in self.team.offers(self.team.tan)):
            self.team.pull(self.team.tan, self.batch)
        self.team.exchange()

    def tasks(self, seat: Seat, stage: str = "second") -> list[tuple[str, str]]:
        return sql(seat, "SELECT id, item FROM task WHERE batch = ? AND person = ? AND stage = ? "
                   "ORDER BY position", self.batch, seat.desk.person.id, stage)  # fmt: skip

    def view(self, seat: Seat, task: str) -> CaseView:
        return seat.store.read(open_task, task, seat.desk.now()).result()

    def answer(self, seat: Seat, task: str, action: str, note: str = "") -> list[Both]:
        answered = seat.do(acts.answer, task, Answer(action), Shown(), note)
        if answered.verdict is None:
            seat.do(acts.conclude, task, Conclusion(note=note), Shown())
        return seat.do(judging.settle, task)

    def waiting(self, seat: Seat, **more: Any) -> list[Both]:
        return seat.store.read(lambda db: waiting(db, seat.desk, **more)).result()


def right(view: CaseView, number: int) -> str:
    """What Mei says: a third of it something else than the moderator."""
    held = view.batch.action_by_id
    assert view.decision is None
    return "NONE" if number % 3 else next(name for name in held if name == "REMOVE")


@pytest.fixture
def work(team: Team, draft: Make, tmp_path: Path) -> Work:
    made = draft(12)
    for number, case in enumerate(made.cases):
        case["decision"] |= {"action": "NONE", "findings": [], "by": "m-01"}
        if number == 0:
            case["decision"] |= {"action": "REMOVE"}
    for name in ("mei", "tan"):
        team.lea.do(roster.set_person, member(name, languages=ALL))
    team.lea.do(roster.set_person, member("lea", Role.LEAD, languages=ALL))
    for seat in (team.mei, team.tan, team.lea):
        seat.desk = replace(seat.desk, person=replace(seat.desk.person, reads=ALL))
    batch = made.manifest["id"]
    team.publish(made.write(tmp_path / "batch"), Given("mei"))
    team.exchange()
    for seat in (team.mei, team.lea):
        team.pull(seat, batch)
    done = Work(team, batch)
    for number, (task, _) in enumerate(done.tasks(team.mei, "first")):
        action = right(done.view(team.mei, task), number)
        answered = team.mei.do(acts.answer, task, Answer(action), Shown(), MARK)
        if answered.verdict is None:
            team.mei.do(acts.conclude, task, Conclusion(note=MARK), Shown())
    team.exchange()
    return done


def test_a_lead_draws_and_somebody_else_gets_it_blind(work: Work) -> None:
    made = work.draw(agreements=0.5)
    overturns = sum(row.result == "differs" for row in work.rows(work.team.mei))
    assert made.found == {"overturn": overturns, "agreement": 12 - overturns}
    assert made.drawn["overturn"] == overturns
    assert 0 < made.drawn["agreement"] < 12 - overturns
    # Turn and turn about, and never to Mei, whose verdicts they are.
    assert set(made.by_person) == {"lea", "tan"}
    assert max(made.by_person.values()) - min(made.by_person.values()) <= 1
    assert not made.paired.same
    team = work.team
    work.deliver()
    assert len(work.tasks(team.tan)) == made.by_person["tan"]
    assert len(work.tasks(team.lea)) == made.by_person["lea"]
    assert not work.tasks(team.mei)
    places = sql(team.lea, "SELECT position FROM task WHERE batch = ? AND person = 'lea'",
                 work.batch)  # fmt: skip
    assert len(set(places)) == len(places)
    for seat in (team.tan, team.lea):
        for task, item in work.tasks(seat):
            view = work.view(seat, task)
            assert view.hidden
            assert view.decision is None
            assert item not in {row.item for row in work.rows(seat)}
            assert MARK not in repr(view)
        assert check(seat).ok


def test_just_the_same_draw_is_not_drawn_twice(work: Work) -> None:
    made = work.draw()
    again = work.draw()
    assert again.again
    assert again.looks == made.looks
    assert len(sql(work.team.lea, "SELECT 1 FROM event WHERE kind = 'second_drawn'")) == 1
    other = work.draw(seed="another")
    assert other.looks == ()
    assert other.already == len(made.looks) == 12


def test_whoever_says_the_same_upholds_it_there_and_then(work: Work) -> None:
    team = work.team
    work.draw()
    work.deliver()
    task, item = work.tasks(team.lea)[0]
    (first,) = [row for row in work.rows(team.mei) if row.item == item]
    assert work.answer(team.lea, task, first.action) == []
    ((said,),) = sql(team.lea, "SELECT body FROM event WHERE kind = 'second_judged'")
    assert '"by_itself":true' in said
    (row,) = [one for one in work.rows(team.lea) if one.event == first.event]
    assert (row.second, row.final) == ("upheld", first.event)
    team.exchange()
    (row,) = [one for one in work.rows(team.mei) if one.event == first.event]
    assert row.second == "upheld"
    assert check(team.mei).ok


def differing(work: Work, seat: Seat) -> Both:
    """Say something else than Mei did on the next task of a second look."""
    for task, item in work.tasks(seat):
        if work.view(seat, task).verdict is not None:
            continue
        (first,) = [row for row in work.rows(work.team.mei) if row.item == item]
        other = "NONE" if first.action != "NONE" else "LIMIT"
        (both,) = work.answer(seat, task, other, "mine")
        return both
    raise AssertionError("nothing is left")


def test_both_stand_side_by_side_and_what_differs_is_lit(work: Work) -> None:
    team = work.team
    work.draw()
    work.deliver()
    both = differing(work, team.lea)
    assert (both.first.person, both.second.person) == ("mei", "lea")
    assert "action" in both.lit
    assert "clauses" not in both.lit
    assert both.first.note == MARK
    assert both.second.blind
    assert work.waiting(team.lea) == [both]
    assert work.waiting(team.tan) == []


@pytest.mark.parametrize("outcome", list(Outcome))
def test_what_becomes_of_it_stays_beside_both(work: Work, outcome: Outcome) -> None:
    team = work.team
    work.draw()
    work.deliver()
    both = differing(work, team.lea)
    first, second = both.first.verdict, both.second.verdict
    team.lea.do(judging.judge, first, second, outcome, "the clause is silent on gifts")
    assert work.waiting(team.lea) == []
    assert code(team.lea.do, judging.judge, first, second, outcome, "x") == "second.judged"
    team.exchange()
    for seat in (team.lea, team.mei):
        held = {row.event: row for row in work.rows(seat)}
        assert held[first].second == outcome
        assert held[first].final == (second if outcome is Outcome.CORRECTED else first)
        assert held[first].superseded_by is None  # both are kept
        assert held[second].stage == "second"
        assert csv_row(held[first]).count(outcome.value) == 1
        assert json_row(held[first])["final"] == held[first].final
        assert check(seat).ok
    gaps = sql(team.mei, "SELECT words FROM event_text WHERE name = 'gap_note'")
    assert bool(gaps) == (outcome is Outcome.BOTH)


def test_it_can_be_taken_back(work: Work) -> None:
    team = work.team
    work.draw()
    work.deliver()
    both = differing(work, team.lea)
    team.lea.do(judging.judge, both.first.verdict, both.second.verdict, Outcome.CORRECTED)
    done = team.lea.do(taking_back.undo)
    assert (done.kind, done.task) == (Kind.SECOND_JUDGED, both.second.task)
    assert work.waiting(team.lea) == [both]
    assert team.lea.store.read(second_looks.every).result() == []
    assert check(team.lea).ok


def test_what_agreed_is_taken_back_with_its_verdict(work: Work) -> None:
    team = work.team
    work.draw()
    work.deliver()
    task, item = work.tasks(team.lea)[0]
    (first,) = [row for row in work.rows(team.mei) if row.item == item]
    work.answer(team.lea, task, first.action)
    assert team.lea.do(taking_back.undo).task == task
    assert team.lea.store.read(second_looks.every).result() == []
    assert sql(team.lea, "SELECT count(*) FROM verdict WHERE task = ? AND superseded_by IS NULL",
               task) == [(0,)]  # fmt: skip
    assert check(team.lea).ok


def test_who_may_say_what_becomes_of_it(work: Work) -> None:
    team = work.team
    work.draw()
    work.deliver()
    both = differing(work, team.tan)
    first, second = both.first.verdict, both.second.verdict
    team.exchange()
    assert code(team.mei.do, judging.judge, first, second, Outcome.UPHELD) == "review.own_verdict"
    assert code(team.tan.do, judging.judge, first, first, Outcome.UPHELD) == "second.no_pair"
    assert code(team.tan.do, judging.judge, first, second, Outcome.BOTH, " ") == "second.no_note"
    assert code(team.mei.do, drawing.plan, Wish(work.batch, "s")) == "second.role"
    # A lead may, where whoever gave it cannot see the first one.
    assert [one.id for one in work.waiting(team.lea, everybody=True)] == [both.id]
    team.lea.do(judging.judge, first, second, Outcome.UPHELD)


def test_nobody_settles_their_own_by_a_forged_act(work: Work) -> None:
    team = work.team
    work.draw()
    work.deliver()
    both = differing(work, team.tan)
    team.exchange()
    body = {"verdict": both.first.verdict, "second": both.second.verdict, "outcome": "upheld"}
    for author in ("mei", "tan", 7):
        team.mei.do(write, Kind.SECOND_JUDGED, About(work.batch), {**body, "author": author})
    assert sql(team.mei, "SELECT person FROM second_look") != []  # “tan's”: the replay must agree
    assert not check(team.mei).ok
    team.mei.sync()
    report = team.lea.sync()
    assert report == ["sync.own_answer"]
    assert sql(team.lea, "SELECT 1 FROM second_look") == []


def test_hidden_repeats_come_to_their_author_again(work: Work) -> None:
    team = work.team
    made = work.draw(overturns=0.0, agreements=0.0, repeats=1.0)
    assert made.by_person == {"mei": 12}
    team.exchange()
    tasks = work.tasks(team.mei, "repeat")
    assert len(tasks) == 12
    assert work.view(team.mei, tasks[0][0]).hidden
    for task, item in tasks[:6]:
        (first,) = sql(team.mei, "SELECT action FROM verdict WHERE item = ? AND stage = 'first'",
                       item)  # fmt: skip
        work.answer(team.mei, task, first[0] if task != tasks[0][0] else "LIMIT")
    team.exchange()
    found = team.lea.store.read(figures.figures, work.batch).result()
    assert (found.test_retest.n, found.test_retest.counts["hits"]) == (6, 5)
    assert found.test_retest.state is State.TOO_FEW
    # They are on nobody's list of second looks.
    assert team.mei.store.read(listing.listed, team.mei.desk).result().entries == ()


def test_the_figures_weigh_what_was_drawn(work: Work) -> None:
    team = work.team
    work.draw(agreements=0.5, by=("lea",))
    work.deliver()
    seen = {"differs": 0, "agrees": 0}
    by_item = {row.item: row for row in work.rows(team.mei)}
    for number, (task, item) in enumerate(work.tasks(team.lea)):
        first = by_item[item]
        seen[first.result] += 1
        other = "LIMIT" if number == 0 else first.action
        for both in work.answer(team.lea, task, other):
            team.lea.do(judging.judge, both.first.verdict, both.second.verdict, Outcome.CORRECTED)
    found = team.lea.store.read(figures.figures, work.batch).result()
    (mei,) = found.persons
    figure = mei.stands
    assert figure.counts["corrected"] == 1
    assert figure.counts["overturns_seen_again"] == seen["differs"] == figure.counts["overturns"]
    assert figure.counts["agreements_seen_again"] == seen["agrees"]
    sizes = {"overturns": figure.counts["overturns"], "agreements": figure.counts["agreements"]}
    wrong = {"overturns": 0.0, "agreements": 0.0}
    first = by_item[work.tasks(team.lea)[0][1]]
    side = "overturns" if first.result == "differs" else "agreements"
    wrong[side] = 1 / figure.counts[f"{side}_seen_again"]
    expected = 1 - sum(sizes[name] * wrong[name] for name in sizes) / 12
    assert figure.value == pytest.approx(expected)
    assert [(one.author, one.person, one.corrected) for one in found.pairs] == [("mei", "lea", 1)]
    assert found.pairs[0].looks == sum(seen.values())
    (told,) = drawing_of(work).paired.same
    assert (told.author, told.person, told.only) == ("mei", "lea", True)


def drawing_of(work: Work) -> Plan:
    """What a lead would be told who alone looks at Mei's work."""
    wish = Wish(work.batch, "other", agreements=1.0, by=("lea",))
    return work.team.lea.store.read(drawing.plan, work.team.lea.desk, wish).result()


@pytest.mark.parametrize(
    ("fault", "more"),
    [
        ("second.share", {"agreements": 1.5}),
        ("second.person", {"by": ("nobody",)}),
        ("sampling.seed", {"seed": "\x1f"}),
        ("publish.unknown_batch", {"batch": "nowhere"}),
    ],
)
def test_wishes_that_mean_nothing(work: Work, fault: str, more: dict[str, Any]) -> None:
    wish = replace(Wish(work.batch, "s"), **more)
    assert code(work.team.lea.do, drawing.plan, wish) == fault


def test_languages_nobody_reads_are_told(work: Work) -> None:
    team = work.team
    team.lea.do(roster.set_person, member("tan", languages=("en",)))
    team.lea.do(roster.set_person, member("lea", Role.LEAD, languages=("ms",)))
    made = work.draw()
    assert {one.why for one in made.paired.left} == {"independence"}  # Mei alone reads them
    assert len(made.looks) + len(made.paired.left) == 12
    only = work.draw(seed="x", languages=("en",))
    assert only.found["overturn"] + only.found.get("agreement", 0) < 12


def test_a_batch_that_was_handed_in_can_still_be_looked_at_again(work: Work) -> None:
    from workstation.review import handing_in

    team = work.team
    team.mei.do(handing_in.submit, work.batch)
    work.draw(overturns=0.0, agreements=0.0, repeats=0.5)
    team.exchange()
    task, _ = work.tasks(team.mei, "repeat")[0]
    work.answer(team.mei, task, "NONE")
    assert work.view(team.mei, task).verdict is not None
    done, _ = work.tasks(team.mei, "first")[0]
    assert code(team.mei.do, acts.answer, done, Answer("NONE"), Shown()) == "review.submitted"
    assert come_in
    assert Sit


def test_what_is_to_be_put_right_follows_what_counts_in_the_end(work: Work) -> None:
    team = work.team
    work.draw(by=("lea",))
    work.deliver()

    def states(seat: Seat) -> list[tuple[str, str, str]]:
        return sql(seat, "SELECT person, state, wanted FROM remediation ORDER BY person, id")

    before = states(team.lea)
    assert {state for _, state, _ in before} == {"open"}
    first = next(row for row in work.rows(team.mei) if row.result == "differs")
    (task,) = [task for task, item in work.tasks(team.lea) if item == first.item]
    (both,) = work.answer(team.lea, task, "LIMIT")
    mine = [state for person, state, _ in states(team.lea) if person == "lea"]
    assert set(mine) == {"waiting"}
    team.lea.do(judging.judge, both.first.verdict, both.second.verdict, Outcome.CORRECTED)
    team.exchange()
    for seat in (team.lea, team.mei):
        after = states(seat)
        assert {state for person, state, _ in after if person == "lea"} == {"open"}
        assert [state for person, state, _ in after if person == "mei"].count("withdrawn") == 1
        assert check(seat).ok
    team.lea.do(taking_back.undo)
    team.exchange()
    for seat in (team.lea, team.mei):
        after = states(seat)
        assert {state for person, state, _ in after if person == "lea"} == {"waiting"}
        assert {state for person, state, _ in after if person == "mei"} == {"open"}
        assert check(seat).ok
