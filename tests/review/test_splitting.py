"""A published batch is split over a team; the board tells how far it is; what is not done moves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from benchmarks.make_batches import WORDS
from tests.intake.conftest import Draft, draft
from tests.review.publishing_team import Team, check, code, sql, tasks, team
from tests.review.test_roster import blank_home, lea, member, sit
from workstation.domain.roster import Role
from workstation.review import roster, splitting
from workstation.review.board import Board, Line, board
from workstation.review.splitting import Plan, Wish
from workstation.store import verdicts

__all__ = ["blank_home", "draft", "lea", "sit", "team"]
Make = Callable[..., Draft]
ALL = tuple(WORDS)


class Shared(Struct):
    """A batch of fourteen that is published and nobody's."""

    team: Team
    batch: str

    def wish(self, **more: Any) -> Wish:
        return Wish(self.batch, **{"seed": "s", "persons": ("mei", "tan"), **more})

    def plan(self, **more: Any) -> Plan:
        lea = self.team.lea
        return lea.store.read(splitting.plan, lea.desk, self.wish(**more)).result()

    def split(self, **more: Any) -> Plan:
        lea = self.team.lea
        return splitting.carry_out(lea.store, lea.desk, self.team.place, self.wish(**more))

    def deliver(self) -> None:
        self.team.exchange()
        for seat in (self.team.mei, self.team.tan):
            if any(one.mine for one in self.team.offers(seat)):
                self.team.pull(seat, self.batch)

    def board(self) -> Board:
        return self.team.lea.store.read(board, self.batch).result()

    def line(self, person: str, stage: str = "first") -> Line:
        (found,) = [one for one in self.board().lines if (one.person, one.stage) == (person, stage)]
        return found


@pytest.fixture
def shared(team: Team, draft: Make, tmp_path: Path) -> Shared:
    made = draft(14)
    for number, case in enumerate(made.cases):
        case["decision"]["by"] = "tan" if number in (0, 1) else "m-01"
        case["content_type"] = "review" if number in (2, 3) else "listing"
    for name in ("mei", "tan"):
        team.lea.do(roster.set_person, member(name, languages=ALL))
    team.lea.do(roster.set_person, member("vera", Role.VENDOR_QA, vendor="v-a"))
    batch = made.manifest["id"]
    team.publish(made.write(tmp_path / "batch"))
    team.exchange()
    team.pull(team.lea, batch)
    return Shared(team, batch)


def test_a_batch_is_split_and_comes_to_each(shared: Shared) -> None:
    assert shared.board().unassigned == ((shared.batch, "Batch one", 14),)
    planned = shared.plan()
    assert shared.split() == planned
    assert [len(held) for held in planned.split.given.values()] == [7, 7]
    own = sql(shared.team.lea, "SELECT [case] FROM item i JOIN decision d ON d.item = i.id "
              "WHERE d.[by] = 'tan'")  # fmt: skip
    assert {case for (case,) in own} <= set(planned.split.given["mei"])
    shared.deliver()
    assert len(tasks(shared.team.mei, shared.batch)) == 7
    assert len(tasks(shared.team.tan, shared.batch)) == 7
    assert shared.board().unassigned == ()
    # What somebody has is not given out again.
    again = shared.split(seed="other")
    assert (again.assigned, again.total, again.given()) == (14, 14, [])


def test_skill_language_room_and_overlap(shared: Shared) -> None:
    made = shared.plan(skills={"mei": ("Review",)}, room={"tan": 3}, overlap=1.0)
    given = made.split.given
    reviews = sql(shared.team.lea, "SELECT id FROM [case] WHERE content_type = 'review'")
    assert {case for (case,) in reviews} <= set(given["mei"])
    assert not {case for (case,) in reviews} & set(given["tan"])
    assert len(given["tan"]) == 3
    # A second reader of a review has the skill nowhere else; Tan is full.
    assert {one.why for one in made.split.left} == {"independence", "room"}
    assert {one.reader for one in made.split.left} == {2}
    shared.team.lea.do(roster.set_person, member("mei", languages=("en",)))
    shared.team.lea.do(roster.set_person, member("tan", languages=("en",)))
    made = shared.plan()
    assert {one.why for one in made.split.left} == {"language"}
    assert {word for one in made.split.left for word in one.what} == set(ALL) - {"en"}


@pytest.mark.parametrize(
    ("fault", "more"),
    [
        ("publish.unknown_person", {"persons": ("nobody",)}),
        ("publish.judges_nothing", {"persons": ("vera",)}),
        ("publish.unknown_batch", {"batch": "nowhere"}),
        ("split.overlap", {"overlap": 0.5, "readers": 3}),
        ("split.room", {"room": {"mei": -2}}),
    ],
)
def test_wishes_that_cannot_be(shared: Shared, fault: str, more: dict[str, Any]) -> None:
    lea = shared.team.lea
    wish = Wish(**{"batch": shared.batch, "seed": "s", "persons": ("mei", "tan"), **more})
    assert code(lea.do, splitting.plan, wish) == fault
    assert code(shared.team.mei.do, splitting.plan, shared.wish()) == "publish.role"


def test_what_is_not_done_moves_and_nothing_done_is_lost(shared: Shared) -> None:
    team = shared.team
    made = shared.split()
    shared.deliver()
    for task in tasks(team.mei, shared.batch)[:3]:
        team.judge(team.mei, task)
    team.exchange()
    mei = shared.line("mei")
    assert (mei.assigned, mei.done, mei.open, mei.late) == (7, 3, 4, 0)
    assert mei.heard is not None
    # She works on while a lead moves what she has left.
    for task in tasks(team.mei, shared.batch)[3:5]:
        team.judge(team.mei, task)
    moved = shared.split(of="mei", persons=())
    assert (moved.kept, len(moved.moved), moved.split.left) == (3, 4, ())
    assert list(moved.split.given) == ["lea", "tan"]
    assert set(moved.moved) < set(made.split.given["mei"])
    team.exchange()
    assert len(of(shared, team.lea, "mei")) == 5  # kept, all of them
    mei, tan = shared.line("mei"), shared.line("tan")
    assert (mei.assigned, mei.done, mei.open, mei.late) == (3, 3, 0, 2)
    assert (tan.assigned, tan.open) == (11, 11)
    # What she has touched stays with her; the two that she had not begun are gone.
    assert len(tasks(team.mei, shared.batch)) == 5
    assert check(team.lea).ok
    assert check(team.mei).ok


def of(shared: Shared, seat: Any, person: str) -> list[Any]:
    rows = seat.store.read(lambda db: list(verdicts.rows(db, shared.batch))).result()
    return [row for row in rows if row.person == person]


def test_the_board_of_a_closed_batch(shared: Shared) -> None:
    from workstation.review import publishing

    team = shared.team
    shared.split()
    shared.deliver()
    team.judge(team.tan, tasks(team.tan, shared.batch)[0])
    team.exchange()
    publishing.close(team.lea.store, team.lea.desk, shared.batch)
    team.judge(team.tan, tasks(team.tan, shared.batch)[1])
    team.exchange()
    tan = shared.line("tan")
    assert (tan.assigned, tan.done, tan.late, tan.closed) == (7, 1, 1, True)
