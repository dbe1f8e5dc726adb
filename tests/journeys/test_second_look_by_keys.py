"""By keys: how far the team is, second looks drawn and judged blind, both answers compared."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.desk import Desk
from tests.intake.conftest import draft
from tests.review.publishing_team import team
from tests.review.test_roster import blank_home, lea, sit
from tests.review.test_second_look import MARK, Work, work
from workstation.review.bar_values import Step
from workstation.ui.dialogs.board_panel import BoardPanel
from workstation.ui.dialogs.compare import ComparePanel
from workstation.ui.dialogs.form import FormPanel
from workstation.ui.dialogs.second_looks import SecondLooksPanel

__all__ = ["blank_home", "draft", "lea", "sit", "team", "work"]
OpenDesk = Callable[..., Any]


@pytest.fixture
def lead(work: Work, open_desk: OpenDesk) -> Desk:
    seat = work.team.lea
    home = seat.store.paths.home
    seat.store.close()
    (home / "packages").mkdir(exist_ok=True)
    desk = open_desk(home, person=None)
    desk.services.set_preference("sync_to", str(work.team.folder))
    return desk


def draw(desk: Desk) -> SecondLooksPanel:
    desk.press("Ctrl+2")
    panel = desk.wait_panel(SecondLooksPanel)
    assert "1 draws verdicts" in panel.shown_text()
    desk.press("1")
    desk.wait_panel(FormPanel)
    desk.panel().put("agreements", "100")
    desk.panel().put("by", "lea")
    desk.press("Return")
    desk.wait(lambda: isinstance(desk.panel(), SecondLooksPanel))
    return desk.panel()


def judge(desk: Desk, *keys: str) -> None:
    desk.answer(*keys)
    if desk.step is Step.REVEALED:
        desk.answer("Enter")


def test_a_lead_s_second_looks(lead: Desk, work: Work) -> None:
    lead.press("Ctrl+Shift+L")
    board = lead.wait_panel(BoardPanel)
    assert "Mei" in board.shown_text()
    assert " 12 12 " in board.shown_text()
    lead.press("Escape")

    panel = draw(lead)
    assert lead.told.startswith("12 second looks drawn")
    assert "lea has 12 of 12 looks at mei's work" in lead.told
    lead.wait(lambda: "12 to judge" in panel.shown_text())
    assert MARK not in panel.shown_text()
    lead.press("Return")
    lead.wait(lambda: bool(lead.task) and not lead.reviewer.resting)
    assert lead.panel() is None
    assert lead.reviewer.prepared.view.hidden
    first = {}
    for event, item, action in lead.sql(
        "SELECT event, item, action FROM verdict WHERE person = 'mei'"
    ):
        first[item] = (event, action)

    # Mei named no clause: that is lit, and upheld all the same.
    item, task = lead.reviewer.prepared.view.item.id, lead.task
    assert first[item][1] == "REMOVE"
    lead.answer("4", "3", "1", "Enter")
    both = lead.wait_panel(ComparePanel)
    assert "≠ Clauses" in both.shown_text()
    assert "≠ Right is" not in both.shown_text()
    lead.press("1")
    lead.wait(lambda: lead.panel() is None and lead.told.startswith("Upheld"))
    lead.wait_left(task)

    # The same as Mei: upheld by itself, the next case comes.
    item, task = lead.reviewer.prepared.view.item.id, lead.task
    assert first[item][1] == "NONE"
    lead.answer("1")
    lead.wait_left(task)
    lead.wait(lambda: len(lead.sql("SELECT 1 FROM second_look")) == 2)
    assert lead.panel() is None

    # Something else: both stand side by side.
    item, task = lead.reviewer.prepared.view.item.id, lead.task
    assert first[item][1] == "NONE"
    lead.answer("4", "3", "1", "Enter")
    lead.wait(lambda: lead.step is Step.REVEALED)
    assert lead.panel() is None
    lead.answer("Enter")
    both = lead.wait_panel(ComparePanel)
    said = both.shown_text()
    assert "≠ Right is: \u2068No violation\u2069" in said
    assert "≠ Right is: \u2068Remove\u2069" in said
    assert MARK in said
    assert "3.1" in both.page.shown_text()
    lead.press("3")
    assert both.line.hasFocus()
    lead.press("Return")
    assert isinstance(lead.panel(), ComparePanel)  # a gap wants words
    lead.type("straps are not mentioned")
    lead.press("Return")
    lead.wait(lambda: lead.panel() is None)
    ((outcome, author),) = lead.sql(
        "SELECT outcome, author FROM second_look WHERE verdict = ?", first[item][0]
    )
    assert (outcome, author) == ("both", "mei")
    assert lead.sql("SELECT words FROM event_text WHERE name = 'gap_note'") == [
        ("straps are not mentioned",)
    ]

    # Taken back, and said anew from the list.
    lead.press("Ctrl+Z")
    lead.wait(lambda: not lead.sql("SELECT 1 FROM second_look WHERE outcome = 'both'"))
    lead.press("Ctrl+2")
    panel = lead.wait_panel(SecondLooksPanel)
    lead.wait(lambda: "to compare: action" in panel.shown_text())
    lead.press("Return")
    lead.wait_panel(ComparePanel)
    lead.press("2")
    panel = lead.wait_panel(SecondLooksPanel)
    lead.wait(lambda: "corrected" in panel.shown_text())
    rows = {row.event: row for row in lead.verdicts()}
    held = rows[first[item][0]]
    assert held.second == "corrected"
    assert held.final is not None
    assert rows[held.final].person == "lea"


def test_the_board_moves_what_is_not_done(work: Work, open_desk: OpenDesk, tmp_path: Path) -> None:
    team = work.team
    work.draw(by=("tan",))
    work.deliver()
    home = team.lea.store.paths.home
    team.lea.store.close()
    (home / "packages").mkdir(exist_ok=True)
    desk = open_desk(home, person=None)
    desk.services.set_preference("sync_to", str(team.folder))
    desk.press("Ctrl+Shift+L")
    panel = desk.wait_panel(BoardPanel)
    while panel.current().line.person != "tan":
        desk.press("Down")
    assert "second look 12 0" in panel.shown_text()
    desk.press("2")
    assert "Press 2 again" in panel.shown_text()
    desk.press("2")
    desk.wait(lambda: "12 cases moved" in desk.told)
    desk.wait(lambda: isinstance(desk.panel(), BoardPanel) and desk.panel() is not panel)
    assert "Lea" in desk.panel().shown_text()
