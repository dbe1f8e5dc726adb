"""Two desks and a folder: a case is handed on and comes back, a peer confirms an overturn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import DEMO
from workstation.domain.ids import PersonId
from workstation.intake.importer import import_batch
from workstation.language.packages.installing import install_starter
from workstation.review.bar_values import Step
from workstation.services import Opening, open_services
from workstation.store import confirmations
from workstation.store.keys import Protection
from workstation.store.people import Person
from workstation.sync.folder import FolderTransport
from workstation.sync.verify import verify
from workstation.ui.case.trust_words import NOTHING_KNOWN
from workstation.ui.dialogs.handed_on import HandedOnPanel
from workstation.ui.dialogs.peers import PeersPanel
from workstation.ui.dialogs.reading import ReadingPanel
from workstation.ui.dialogs.results import ResultsPanel

OpenDesk = Callable[..., Any]
RANI = Person(PersonId("rani"), "Rani", ("en", "th"))
THAI = "L-TH-70218842"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def watching(home: Path) -> Path:
    """A second store, which brought the batch in to read others' verdicts only."""
    services = open_services(Opening(home, Protection.FILE, person=RANI, starter=False))
    assert services is not None
    install_starter(services.store.paths.packages)
    import_batch(services.store, DEMO, None, lambda: datetime(2026, 6, 1, tzinfo=UTC))
    services.close()
    return home


def send(desk: Any, stick: Path) -> None:
    desk.services.set_preference("sync_to", str(stick))
    desk.window.toast.hide()
    desk.press("Ctrl+S")
    desk.wait(lambda: "Sent" in desk.told)


def look_at_media(desk: Any) -> None:
    while missing := desk.window.case.media_missing():
        desk.press("M")
        desk.wait(lambda missing=missing: desk.window.case.media_missing() != missing)
        desk.press("Escape")


def test_an_overturn_is_confirmed_on_another_desk(
    open_desk: OpenDesk, home: Path, stick: Path, tmp_path: Path
) -> None:
    desk = open_desk(home)
    desk.go(THAI)
    look_at_media(desk)
    desk.wait(lambda: desk.reviewer.prepared.rendered.complete)
    desk.wait(lambda: "[th]" in desk.window.case.shown_text())
    task = desk.task
    desk.answer("4", "3", "2", "Enter")
    desk.wait_step(Step.REVEALED)
    desk.answer("Enter")
    desk.wait_left(task)
    (made,) = desk.verdicts()
    assert made.provisional
    batch = desk.reviewer.batch
    send(desk, stick)
    desk.close()

    peer = open_desk(watching(tmp_path / "rani"), person=RANI)
    send(peer, stick)
    peer.window.commands.panels.close()
    peer.press("Ctrl+L")
    listed = peer.wait_panel(PeersPanel)
    assert THAI in listed.shown_text()
    assert "you" in listed.shown_text()
    peer.press("Enter")
    reading = peer.wait_panel(ReadingPanel)
    # Translated on this desk once the case is looked at, by the package that the auditor had.
    peer.wait(lambda: "[th]" in reading.shown_text())
    assert "th_en 0.1 · chrF 32 · starter quality" in reading.case.shown_text()
    peer.wait(lambda: reading.case._known is not NOTHING_KNOWN)
    assert "the one the auditor saw" in reading.shown_text()
    assert "Decision:" in reading.shown_text()
    assert "Enter Send" not in reading.shown_text()
    peer.press("2")
    assert "Enter Send" in reading.shown_text()
    peer.type("it says mirror grade")
    peer.press("Escape")  # thinks again: the line closes, the case stays
    assert peer.panel() is reading
    peer.press("1")
    listed = peer.wait_panel(PeersPanel)
    assert THAI not in listed.shown_text()
    peer.press("Escape")
    send(peer, stick)
    assert verify(peer.services.store, FolderTransport(stick)).ok
    peer.close()

    desk = open_desk(home)
    send(desk, stick)
    (made,) = desk.verdicts()
    assert (made.peer, made.peer_holds) == ("rani", True)
    assert desk.services.store.read(confirmations.waiting, batch, "you").result() == 0
    assert verify(desk.services.store, FolderTransport(stick)).ok


def test_a_question_comes_back_with_words(
    open_desk: OpenDesk, home: Path, stick: Path, tmp_path: Path
) -> None:
    desk = open_desk(home)
    desk.go(THAI)
    task = desk.task
    desk.answer("0")
    desk.press("9")
    desk.type("what does the photo say?")
    desk.press("Enter")
    desk.answer("1")
    desk.wait_left(task)
    desk.press("Ctrl+J")
    listed = desk.wait_panel(HandedOnPanel)
    assert "24 h left" in listed.shown_text() or "23 h left" in listed.shown_text()
    assert "what does the photo say?" in listed.shown_text()
    assert "language peer" in listed.shown_text()
    desk.press("6")
    assert listed.sorted.rowCount() == 0
    desk.press("5")
    assert listed.sorted.rowCount() == 1
    desk.press("Escape")
    send(desk, stick)
    desk.close()

    peer = open_desk(watching(tmp_path / "rani"), person=RANI)
    send(peer, stick)
    peer.window.commands.panels.close()
    peer.press("Ctrl+L")
    peer.wait_panel(PeersPanel)
    peer.press("Enter")
    reading = peer.wait_panel(ReadingPanel)
    assert "what does the photo say?" in reading.shown_text()
    assert "Decision:" not in reading.shown_text()
    peer.press("1")
    peer.press("Return")
    assert peer.panel() is reading  # without words nothing is said
    peer.type("it says mirror grade")
    peer.press("Return")
    peer.wait(lambda: peer.panel() is not reading)
    peer.press("Escape")
    send(peer, stick)
    peer.close()

    desk = open_desk(home)
    send(desk, stick)
    desk.window.commands.asking.refresh()
    desk.wait(lambda: "1 came back" in desk.window.header.shown_text())
    desk.press("Ctrl+J")
    desk.wait_panel(HandedOnPanel)
    desk.press("Enter")
    desk.wait(lambda: desk.source == THAI)
    assert desk.window.came_back.isVisible()
    assert "it says mirror grade" in desk.window.came_back.shown_text()
    assert desk.step is Step.ACTION
    assert "Decision:" not in desk.window.case.facts.shown_text()
    look_at_media(desk)
    task = desk.task
    desk.answer("1")
    desk.wait(lambda: desk.step is Step.REVEALED or desk.task != task)
    desk.window.commands.asking.refresh()
    if desk.step is Step.REVEALED:
        desk.answer("Enter")
        desk.wait_left(task)
    assert not desk.window.came_back.isVisible()
    desk.window.commands.asking.refresh()
    desk.wait(lambda: "came back" not in desk.window.header.shown_text())


def test_a_case_is_taken_over_by_key_and_given_back(
    open_desk: OpenDesk, home: Path, stick: Path, tmp_path: Path
) -> None:
    desk = open_desk(home)
    desk.go(THAI)
    task = desk.task
    desk.answer("0", "2")
    desk.wait_left(task)
    send(desk, stick)
    desk.close()
    peer = open_desk(watching(tmp_path / "rani"), person=RANI)
    send(peer, stick)
    peer.window.commands.panels.close()
    peer.press("Ctrl+J")
    peer.wait_panel(HandedOnPanel)
    peer.press("Enter")
    peer.wait_panel(ReadingPanel)
    peer.press("2")
    peer.wait(lambda: peer.source == THAI)
    assert peer.reviewer.prepared.view.hidden
    assert peer.reviewer.prepared.view.task.stage == "second"
    assert peer.step is Step.ACTION
    peer.press("Ctrl+Z")
    peer.wait(lambda: "Taken back: taking the case over" in peer.told)
    assert peer.sql("SELECT count(*) FROM task") == [(0,)]


def test_a_refuted_verdict_comes_back_with_the_peers_words(
    open_desk: OpenDesk, home: Path, stick: Path, tmp_path: Path
) -> None:
    desk = open_desk(home)
    desk.go(THAI)
    look_at_media(desk)
    task = desk.task
    desk.answer("4", "3", "2", "Enter")
    desk.wait_step(Step.REVEALED)
    desk.answer("Enter")
    desk.wait_left(task)
    send(desk, stick)
    desk.close()
    peer = open_desk(watching(tmp_path / "rani"), person=RANI)
    send(peer, stick)
    peer.window.commands.panels.close()
    peer.press("Ctrl+L")
    peer.wait_panel(PeersPanel)
    peer.press("Enter")
    peer.wait_panel(ReadingPanel)
    peer.press("2")
    peer.type("that is the brand's own name")
    peer.press("Return")
    peer.wait_panel(PeersPanel)
    peer.press("Escape")
    send(peer, stick)
    peer.close()
    desk = open_desk(home)
    send(desk, stick)
    desk.window.commands.asking.refresh()
    desk.wait(lambda: "not upheld: 1, Ctrl+R" in desk.window.header.shown_text())
    desk.press("Ctrl+R")
    panel = desk.wait_panel(ResultsPanel)
    assert "does not hold (rani)" in panel.shown_text()
    desk.press("Enter")
    desk.wait(lambda: desk.source == THAI)
    assert "that is the brand's own name" in desk.window.came_back.shown_text()
    # Looked at again: the correction takes the strip and the reminder away.
    look_at_media(desk)
    desk.answer("Backspace", "1")
    desk.wait(lambda: desk.step is not Step.WAITING)
    if desk.step is Step.REVEALED:
        desk.answer("Enter")
    desk.wait(lambda: desk.events("corrected") != [])
    assert desk.services.store.read(confirmations.refuted, "you").result() == []
