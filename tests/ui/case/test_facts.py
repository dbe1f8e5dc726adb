"""What the two lines over a case cannot hold is a key away."""

from __future__ import annotations

from collections.abc import Callable

from tests.desk import Desk
from workstation.ui.dialogs.facts import FactsPanel

OpenDesk = Callable[..., Desk]


def test_all_facts_are_shown_by_a_key(open_desk: OpenDesk) -> None:
    desk = open_desk()
    facts = desk.window.case.facts
    desk.press("Ctrl+I")
    panel = desk.window.commands.panels.open_panel
    assert isinstance(panel, FactsPanel)
    told = panel.words.text().split("\n")
    above, below = facts.lines()
    assert told == [*above, "", *below]
    assert len(above) > 3
    desk.press("Escape")
    assert desk.window.commands.panels.open_panel is None


def test_it_does_not_tell_more_than_the_lines_do(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.press("Ctrl+I")
    panel = desk.window.commands.panels.open_panel
    assert panel is not None
    assert "The decision shows once you have answered." in panel.shown_text()
    assert "Decision:" not in panel.shown_text()
