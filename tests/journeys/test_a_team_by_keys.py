"""A lead begins a team, invites an auditor, publishes a batch; they join, fetch it, judge, send;
the lead receives. All of it by keys, over a folder and over a real hub."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication

from tests.conftest import DEMO
from tests.desk import Desk
from tests.hub.hubs import Cluster, Hub
from tests.ui.test_sending import judge
from workstation.domain.ids import PersonId
from workstation.hub import people as keeper
from workstation.store.people import Person
from workstation.ui.dialogs.batches import BatchChooser
from workstation.ui.dialogs.first_run import FirstRunPanel
from workstation.ui.dialogs.form import FormPanel
from workstation.ui.dialogs.invitation import InvitationPanel
from workstation.ui.dialogs.offers import OffersPanel
from workstation.ui.dialogs.published import PublishedPanel
from workstation.ui.dialogs.sync_panel import SyncPanel
from workstation.ui.dialogs.team_panel import TeamPanel
from workstation.ui.dialogs.ticks import TicksPanel

OpenDesk = Callable[..., Any]
LEAD = Person(PersonId("lead-1"), "Nur", ("en", "ms"))
NAME = "สมหญิง 王"  # a name is whatever a person is called


def form(desk: Desk, *words: str) -> None:
    """Fill the lines of the form that is open, one after the other, and take it."""
    desk.wait_panel(FormPanel)
    for number, one in enumerate(words):
        if number:
            desk.press("Tab")
        desk.type(one)
    desk.press("Return")


def begin(lead: Desk, place: str) -> None:
    """A team of one, and the place everything goes to."""
    lead.press("Ctrl+Shift+J")
    panel = lead.wait_panel(TeamPanel)
    assert "needs none" in panel.shown_text()
    lead.press("1")
    form(lead, "Beauty MY")
    lead.wait(lambda: isinstance(lead.panel(), TeamPanel) and "lead" in lead.panel().shown_text())
    lead.press("Escape", "Ctrl+Shift+S")
    lead.wait_panel(SyncPanel)
    lead.press("5")
    form(lead, place)


def add(lead: Desk, name: str) -> None:
    lead.press("Ctrl+Shift+J")
    lead.wait_panel(TeamPanel)
    lead.press("1")
    lead.wait_panel(FormPanel)
    lead.type("auditor-7")
    lead.press("Tab")
    lead.panel().put("name", name)  # no keyboard of a test types Thai
    lead.press("Tab", "Tab", "Tab")
    lead.type("en, ms")
    lead.press("Return")
    lead.wait(lambda: isinstance(lead.panel(), TeamPanel) and name in lead.panel().shown_text())


def invite(lead: Desk, code: str = "") -> str:
    """The line of an invitation, copied by a key."""
    panel = lead.wait_panel(TeamPanel)
    while panel.current().person != "auditor-7":
        lead.press("Down")
    lead.press("2")
    lead.wait_panel(FormPanel)
    if code:
        lead.press("Tab", "Tab")
        lead.type(code)
    lead.press("Return")
    panel = lead.wait_panel(InvitationPanel)
    QGuiApplication.clipboard().clear()
    lead.press("Return")
    assert "Copied" in panel.shown_text()
    line = QGuiApplication.clipboard().text()
    assert line in panel.shown_text()
    lead.press("Escape")
    lead.wait_panel(TeamPanel)
    lead.press("Escape")
    return str(line)


def publish(lead: Desk) -> None:
    """From the list of the team's batches, for the one who was invited."""
    lead.press("Ctrl+Shift+A")
    panel = lead.wait_panel(PublishedPanel)
    assert "Nothing is published yet" in panel.shown_text()
    lead.press("1")
    lead.wait_panel(FormPanel)
    lead.type(str(DEMO))
    lead.press("Return")
    lead.wait(lambda: "nobody yet" in lead.told)
    lead.wait_panel(PublishedPanel)
    lead.press("Return")
    ticks = lead.wait_panel(TicksPanel)
    while "auditor-7" not in ticks.list.currentItem().text():
        lead.press("Down")
    lead.press("Space", "Return")
    form(lead)
    lead.wait(lambda: "is assigned to" in lead.told)
    lead.wait(lambda: not lead.window.commands.sending.busy)
    assert NAME in lead.panel().shown_text()
    lead.press("Escape")


def join(desk: Desk, line: str) -> None:
    """The first run: languages, no name of one's own, the line pasted."""
    panel = desk.wait_panel(FirstRunPanel)
    panel.invitation.setFocus()
    QGuiApplication.clipboard().setText(line)
    desk.press("Ctrl+V")
    assert "Beauty MY invites you as auditor-7" in panel.shown_text()
    desk.press("Return")
    desk.wait(lambda: not isinstance(desk.panel(), FirstRunPanel))
    assert desk.services.desk.person.id == "auditor-7"


def fetch(desk: Desk) -> None:
    desk.press("Ctrl+Shift+O")
    panel = desk.wait_panel(OffersPanel)
    assert "to fetch" in panel.shown_text()
    desk.press("Return")
    desk.wait(lambda: bool(desk.task) and not desk.reviewer.resting, timeout=60_000)
    assert desk.panel() is None


def travel(
    open_desk: OpenDesk, lead: Desk, place: str, home: Path, code: Callable[[str], str]
) -> None:
    begin(lead, place)
    if place.startswith("http"):
        lead.wait(lambda: "code" in getattr(lead.panel(), "inputs", ()))
        form(lead, code("lead-1"))
    lead.wait(lambda: isinstance(lead.panel(), SyncPanel))
    lead.press("Escape")
    add(lead, NAME)
    line = invite(lead, code("auditor-7"))
    publish(lead)

    auditor = open_desk(home, person=None)
    join(auditor, line)
    auditor.wait(lambda: not auditor.window.commands.sending.busy)
    lead.to_the_front()
    lead.window.toast.hide()
    lead.press("Ctrl+S")  # the lead's workstation lets the device in
    lead.wait(lambda: "Sent" in lead.told)
    auditor.to_the_front()
    auditor.press("Escape", "Ctrl+S")
    auditor.wait(lambda: not auditor.window.commands.sending.busy)
    fetch(auditor)
    for _ in range(3):
        judge(auditor)
    auditor.window.toast.hide()
    auditor.press("Ctrl+S")
    auditor.wait(lambda: "Sent" in auditor.told)
    assert auditor.window.commands.sending.words == "✓ all sent"

    lead.to_the_front()
    lead.window.toast.hide()
    lead.press("Ctrl+S")
    lead.wait(lambda: "received" in lead.told)
    theirs = [row for row in lead.verdicts() if row.person == "auditor-7"]
    assert len(theirs) == 3
    lead.press("Ctrl+Shift+S")
    panel = lead.wait_panel(SyncPanel)
    assert f"✓ {NAME}" in panel.shown_text()  # confirmed by the roster, by the name it gives
    lead.press("Escape")


@pytest.fixture
def lead(open_desk: OpenDesk, demo_home: Path, tmp_path: Path) -> Desk:
    """The lead's desk: the demo batch is here, and nothing of it is theirs."""
    from tests.conftest import copy_home

    made: Desk = open_desk(copy_home(demo_home, tmp_path / "lead"), person=LEAD)
    made.wait_panel(BatchChooser)  # nothing of it is theirs to judge
    made.press("Escape")
    return made


def test_over_a_folder(open_desk: OpenDesk, lead: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "team"
    folder.mkdir()
    travel(open_desk, lead, str(folder), tmp_path / "auditor", lambda _person: "")


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    """A real hub on a PostgreSQL of its own."""
    cluster = Cluster()
    made = Hub(tmp_path / "hub", cluster.database())
    yield made
    made.close()
    cluster.stop()


@pytest.mark.hub
def test_over_a_hub(open_desk: OpenDesk, lead: Desk, hub: Hub, tmp_path: Path) -> None:
    hub.add("lead-1", "lead")
    hub.add("auditor-7", "auditor", None, "lead-1")

    def code(person: str) -> str:
        # As the hub's keeper reads it out.
        with hub.base.transaction() as db:
            return str(keeper.code(db, person))

    travel(open_desk, lead, hub.address, tmp_path / "auditor", code)
