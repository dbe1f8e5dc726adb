"""Release in the window, by keys: the gate, why it goes on, the lock, the pack."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.desk import Desk
from workstation.review.releasing.standing import State, standing
from workstation.ui.dialogs.form import FormPanel
from workstation.ui.dialogs.peers import PeersPanel
from workstation.ui.dialogs.release_panel import ReleasePanel

OpenDesk = Callable[..., Desk]


def state(desk: Desk) -> State:
    services = desk.services
    batch = desk.reviewer.batch
    return services.store.read(standing, services.desk, batch).result().state


def test_the_gate_shows_what_is_open_and_asks_why(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.press("Ctrl+Shift+R")
    panel = desk.wait_panel(ReleasePanel)
    assert "Cases that are undecided: 150 (you)" in panel.shown_text()
    assert "A draft" in panel.shown_text()
    assert not panel.buttons["lock"].isEnabled()
    # Neither vendors nor figures while a case is still to be judged blind.
    assert not panel.buttons["pack"].isEnabled()
    assert "v-a" not in panel.shown_text()
    desk.press("1")
    form = desk.wait_panel(FormPanel)
    desk.press("Return")
    assert "Say why." in form.shown_text()
    desk.type("the quarter ends")
    desk.press("Return")
    panel = desk.wait_panel(ReleasePanel)
    assert "although something was open: the quarter ends" in panel.shown_text()
    assert state(desk) is State.FINAL
    desk.press("5")
    desk.wait_panel(FormPanel)
    desk.type("more came in")
    desk.press("Return")
    desk.wait_panel(ReleasePanel)
    assert state(desk) is State.DRAFT
    desk.press("Escape")
    desk.wait(lambda: desk.panel() is None)


def test_enter_goes_where_a_line_is_settled(open_desk: OpenDesk) -> None:
    desk = open_desk()
    before = desk.task
    desk.press("Ctrl+Shift+R")
    desk.wait_panel(ReleasePanel)
    desk.press("Return")
    desk.wait_left(before)
    assert desk.panel() is None
    desk.window.commands.releasing._settle("provisional")
    desk.wait_panel(PeersPanel)


def test_the_end_of_a_batch_leads_there(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.press("Ctrl+Return")
    desk.wait(lambda: desk.panel() is not None)
    assert "Ctrl+Shift+R Release" in desk.panel().shown_text()
    desk.press("Ctrl+Shift+R")
    desk.wait_panel(ReleasePanel)


@pytest.fixture
def all_judged(open_desk: OpenDesk) -> Desk:
    """Everything is judged already, as far as the tables tell."""
    desk = open_desk()
    desk.sql("UPDATE task SET state = 'decided'")
    return desk


def test_a_lock_needs_a_day_and_a_zone(all_judged: Desk) -> None:
    desk = all_judged
    desk.press("Ctrl+Shift+R")
    panel = desk.wait_panel(ReleasePanel)
    assert "Nothing is open." in panel.shown_text()
    desk.press("1")
    desk.wait(lambda: state(desk) is State.FINAL)
    desk.wait(lambda: isinstance(desk.panel(), ReleasePanel) and desk.panel() is not panel)
    desk.press("4")
    form = desk.wait_panel(FormPanel)
    desk.press("Return")
    assert "This is needed." in form.shown_text()
    desk.type("2026-03-31")
    desk.press("Down")
    desk.type("Mars")
    desk.press("Return")
    desk.wait(lambda: "no time zone Mars" in form.shown_text())
    form.put("zone", "Asia/Kuala_Lumpur")
    desk.press("Return")
    panel = desk.wait_panel(ReleasePanel)
    assert "Locked until 1 Apr 2026 00:00 (Asia/Kuala_Lumpur); changed since: 0" in (
        panel.shown_text()
    )


def test_the_pack_is_written_where_one_says(
    all_judged: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtWidgets import QFileDialog

    desk = all_judged
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_told: str(tmp_path))
    desk.press("Ctrl+Shift+R")
    desk.wait_panel(ReleasePanel)
    desk.press("3")
    desk.wait(lambda: desk.panel() is not None and "v-a" in desk.panel().shown_text())
    desk.press("2")
    desk.wait(lambda: len(list(tmp_path.glob("errors-v-a-*"))) == 3)
    desk.wait(lambda: isinstance(desk.panel(), ReleasePanel))
    desk.wait(lambda: not desk.window.background.busy)
