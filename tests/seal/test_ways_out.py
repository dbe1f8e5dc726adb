"""A sealed case: every way out is tried with canaries in its words, notes, drafts and pictures."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QClipboard, QGuiApplication

from tests.desk import Desk
from tests.seal.canary import OTHER, SEALED, WORD, bring_in, coloured, leaks, write
from workstation.cli import run
from workstation.domain.event import Kind
from workstation.domain.ids import PersonId
from workstation.fault import WorldFault
from workstation.reports.export import Format, export
from workstation.review import desk as acts
from workstation.review import handed_on, peers, sealing
from workstation.review.bar_values import Step
from workstation.services import Opening, open_services
from workstation.store import cases, events, seals, tasks, translations, verdicts
from workstation.store.keys import Protection
from workstation.store.people import Person
from workstation.sync.folder import FolderTransport
from workstation.sync.sync import sync
from workstation.sync.verify import verify
from workstation.ui.dialogs.error import report_of
from workstation.ui.dialogs.handed_on import HandedOnPanel
from workstation.ui.dialogs.peers import PeersPanel
from workstation.ui.dialogs.results import ResultsPanel
from workstation.ui.dialogs.sealed import SealedPanel

OpenDesk = Callable[..., Desk]
RANI = Person(PersonId("rani"), "Rani", ("en", "th"))


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    return write(tmp_path / "batch")


@pytest.fixture
def home(tmp_path: Path, batch: Path) -> Path:
    return bring_in(tmp_path / "home", batch)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def overturn(desk: Desk) -> str:
    """A verdict with a note on the case, then half an answer with another note."""
    desk.go(SEALED)
    task = desk.task
    desk.wait(lambda: desk.reviewer.prepared.rendered.complete)
    desk.answer("4", "3", "1", "Enter")
    desk.wait_step(Step.REVEALED)
    desk.press("9")
    desk.type(f"{WORD}-note")
    desk.press("Return")
    desk.answer("Enter")
    desk.wait_left(task)
    return task


def seal(desk: Desk) -> SealedPanel:
    desk.go(SEALED)
    desk.press("F12")
    panel = desk.wait_panel(SealedPanel)
    desk.wait(lambda: not desk.reviewer.resting and not desk.window.background.busy)
    return panel


def send(desk: Desk, stick: Path) -> None:
    desk.services.set_preference("sync_to", str(stick))
    desk.window.toast.hide()
    desk.window.commands.sync_now()
    desk.wait(lambda: "Sent" in desk.told)


def command(desk: Desk, *words: str) -> str:
    out, error = io.StringIO(), io.StringIO()
    run(list(words), desk.services, out, error)
    return out.getvalue() + error.getvalue()


def test_the_canaries_are_there_to_be_found(
    open_desk: OpenDesk, home: Path, stick: Path, tmp_path: Path
) -> None:
    """Else nothing below could fail."""
    desk = open_desk(home)
    overturn(desk)
    desk.go(SEALED)
    desk.wait(lambda: coloured(desk.window.case.media) > 20)
    assert WORD in desk.window.shown_text()
    assert "[th]" in desk.window.case.shown_text()
    send(desk, stick)
    assert leaks(stick)
    (tmp_path / "out").mkdir()
    export(desk.services.store, None, Format.CSV, tmp_path / "out" / "v.csv")
    assert leaks(tmp_path / "out")
    found = json.loads(command(desk, "search", "--json", f"{WORD}-title"))
    assert found["cases"]


def test_nothing_of_it_is_sent(open_desk: OpenDesk, home: Path, stick: Path) -> None:
    desk = open_desk(home)
    task = overturn(desk)
    desk.services.act(acts.note, task, f"{WORD}-noted").result()
    panel = seal(desk)
    panel.choose_digit("1")
    desk.wait(lambda: "Sealed: Minors" in desk.told)
    send(desk, stick)
    assert leaks(stick) == []
    # The reference is: the codes of the acts, the source id, and why.
    (one,) = desk.services.store.read(seals.references).result()
    assert (one.source_id, one.reason, one.person, one.sent) == (SEALED, "minors", "you", True)
    assert verify(desk.services.store, FolderTransport(stick)).ok


def test_what_was_sent_before_is_counted_and_said(
    open_desk: OpenDesk, home: Path, stick: Path
) -> None:
    desk = open_desk(home)
    overturn(desk)
    send(desk, stick)
    panel = seal(desk)
    assert "had been sent before: 1" in panel.shown_text()
    assert SEALED in panel.shown_text()
    assert "Ctrl+," in panel.shown_text()
    assert WORD not in panel.shown_text()
    before = len(leaks(stick))
    send(desk, stick)
    assert len(leaks(stick)) == before


def test_the_panel_names_whom_to_tell(open_desk: OpenDesk, home: Path) -> None:
    desk = open_desk(home)
    desk.services.set_preference("responsible", "Nadia (safety desk)")
    assert "Tell Nadia (safety desk)" in seal(desk).shown_text()


@pytest.mark.parametrize("kind", list(Format))
def test_no_export_has_it(
    open_desk: OpenDesk, home: Path, tmp_path: Path, kind: Format
) -> None:
    desk = open_desk(home)
    overturn(desk)
    seal(desk)
    (tmp_path / "out").mkdir()
    done = export(
        desk.services.store, None, kind, tmp_path / "out" / f"v.{kind}", current_only=False
    )
    assert done.rows == 0
    assert leaks(tmp_path / "out") == []


def test_the_screen_loses_it_at_once(open_desk: OpenDesk, home: Path) -> None:
    desk = open_desk(home)
    desk.go(SEALED)
    desk.wait(lambda: coloured(desk.window) > 20)
    desk.answer("4")
    desk.press("M")
    desk.wait(lambda: coloured(desk.window.case.view) > 1000)
    desk.press("Escape")
    desk.press("F12")
    # Before anything was written: the key has only just been pressed.
    assert coloured(desk.window) == 0
    assert WORD not in desk.window.case.shown_text()
    desk.wait_panel(SealedPanel)
    desk.wait(lambda: not desk.reviewer.resting and not desk.window.background.busy)
    assert WORD not in desk.window.shown_text()
    assert WORD not in desk.window.windowTitle()
    assert WORD not in repr(desk.reviewer.prepared)
    assert WORD not in repr(desk.reviewer.way.next_case)
    assert desk.sql("SELECT count(*) FROM draft WHERE body LIKE ?", f"%{WORD}%") == [(0,)]
    assert desk.window.grab().toImage().size() == desk.window.size()


def test_no_list_has_it(open_desk: OpenDesk, home: Path) -> None:
    desk = open_desk(home)
    desk.go(SEALED)
    task = desk.task
    desk.answer("0")
    desk.press("9")
    desk.type(f"{WORD}-asked")
    desk.press("Return")
    desk.answer("1")
    desk.wait_left(task)
    seal(desk)
    desk.press("Escape")
    for key, kind in (("Ctrl+R", ResultsPanel), ("Ctrl+J", HandedOnPanel), ("Ctrl+L", PeersPanel)):
        desk.press(key)
        panel = desk.wait_panel(kind)
        assert WORD not in panel.shown_text()
        if kind is HandedOnPanel:
            assert SEALED in panel.shown_text()
            assert "sealed" in panel.shown_text()
            desk.press("Enter")
            assert desk.panel() is panel  # it does not open
        desk.press("Escape")
    rows = desk.services.store.read(handed_on.listed, desk.services.desk).result().rows
    assert WORD not in repr(rows)
    keys = [key for (key,) in desk.sql("SELECT seq FROM task")]
    assert WORD not in repr(desk.services.store.read(tasks.queue_rows, keys).result())
    assert WORD not in desk.window.queue.shown_text()
    desk.press("/")
    desk.type(f"{WORD}-title")
    with desk.qtbot.waitSignal(desk.window.queue.loaded, timeout=5_000):
        pass
    desk.wait(lambda: desk.window.queue.model.rowCount() == 0)


def test_no_command_tells_it(open_desk: OpenDesk, home: Path, tmp_path: Path) -> None:
    desk = open_desk(home)
    overturn(desk)
    seal(desk)
    (tmp_path / "out").mkdir()
    for words in (
        ("search", "--json", f"{WORD}-title"),
        ("search", WORD),
        ("handed-on", "--json"),
        ("peers", "--json"),
        ("sealed", "--json"),
        ("sealed",),
        ("batches", "--json"),
        ("verify", "--json"),
        ("remediation", "--json"),
        ("remediation", "--export", str(tmp_path / "out" / "r.csv")),
        ("export", str(tmp_path / "out" / "v.jsonl"), "--json"),
        ("doctor", "--json"),
    ):
        said = command(desk, *words)
        assert "Traceback" not in said
        # A search says again what it was asked for, and no more.
        assert WORD not in said.replace(f"{WORD}-title", "").replace(f"“{WORD}”", ""), words
        if words[0] == "search" and "--json" in words:
            assert json.loads(said)["cases"] == []
        if words == ("sealed", "--json"):
            (one,) = json.loads(said)["sealed"]
            assert (one["source_id"], one["person"]) == (SEALED, "you")
    assert leaks(tmp_path / "out") == []


def test_nothing_more_is_asked_of_the_engine(open_desk: OpenDesk, home: Path) -> None:
    desk = open_desk(home, held=True)
    desk.go(SEALED)
    seal(desk)
    engine = desk.services.engine
    asked = len(engine.asked)
    engine.release()
    batch = desk.reviewer.batch
    command(desk, "translate", "--batch", batch)
    assert not any(WORD in text for _, texts in engine.asked[asked:] for text in texts)
    unknown = desk.services.store.read(translations.unknown, batch, 100).result()
    assert WORD not in repr(unknown)


def test_the_clipboard_forgets_it_and_keeps_what_is_not_its(
    open_desk: OpenDesk, home: Path
) -> None:
    desk = open_desk(home)
    clipboard = QGuiApplication.clipboard()
    desk.go(SEALED)
    desk.wait(lambda: desk.reviewer.prepared.rendered.complete)
    clipboard.setText(desk.reviewer.prepared.view.case.parts[0].text)
    seal(desk)
    assert WORD not in clipboard.text(QClipboard.Mode.Clipboard)
    desk.press("Ctrl+Z")
    desk.wait(lambda: "Taken back: the seal" in desk.told)
    clipboard.setText("a shopping list")
    seal(desk)
    assert clipboard.text() == "a shopping list"


def test_logs_and_reports_have_nothing_of_it(open_desk: OpenDesk, home: Path) -> None:
    desk = open_desk(home)
    overturn(desk)
    seal(desk)
    assert WORD not in report_of(ValueError(f"{WORD} in a message"))
    desk.close()
    assert leaks(home) == []


def test_it_survives_a_restart(open_desk: OpenDesk, home: Path) -> None:
    desk = open_desk(home)
    task = overturn(desk)
    seal(desk)
    desk.close()
    desk = open_desk(home)
    desk.window.queue.task_chosen.emit(task)
    desk.wait(lambda: "sealed" in desk.told)
    assert desk.task != task
    assert WORD not in desk.window.shown_text()
    assert coloured(desk.window) == 0
    view = desk.services.prepare(task).result()
    assert WORD not in repr(view)


def test_its_picture_is_locked_in_other_cases_too(open_desk: OpenDesk, home: Path) -> None:
    desk = open_desk(home)
    desk.go(OTHER)
    desk.wait(lambda: coloured(desk.window.case.media) > 20)
    sha256 = desk.reviewer.prepared.view.case.media[0].sha256
    seal(desk)
    desk.press("Escape")
    assert desk.services.store.read(cases.media_bytes, sha256).result() is None
    desk.go(OTHER)
    desk.wait(lambda: not desk.window.background.busy)
    assert coloured(desk.window) == 0


def test_undo_lifts_it_until_it_was_sent(open_desk: OpenDesk, home: Path, stick: Path) -> None:
    desk = open_desk(home)
    panel = seal(desk)
    panel.choose_digit("2")
    desk.wait(lambda: "Sealed: Illegal imagery" in desk.told)
    desk.press("Ctrl+Z")
    desk.wait(lambda: desk.source == SEALED)
    assert WORD in desk.window.case.shown_text()
    assert desk.services.store.read(seals.references).result() == []
    seal(desk)
    desk.press("Escape")
    send(desk, stick)
    desk.press("Ctrl+Z")
    desk.wait(lambda: "only the person responsible" in desk.told)
    assert desk.services.store.read(seals.references).result()
    assert verify(desk.services.store, FolderTransport(stick)).ok


def test_a_colleagues_seal_locks_ones_own_task(
    open_desk: OpenDesk, home: Path, batch: Path, stick: Path, tmp_path: Path
) -> None:
    desk = open_desk(home)
    seal(desk)
    send(desk, stick)
    desk.close()
    rani = open_desk(bring_in(tmp_path / "rani", batch, RANI), person=RANI)
    task = overturn(rani)
    rani.go(SEALED)
    rani.wait(lambda: coloured(rani.window.case.media) > 20)
    rani.services.set_preference("sync_to", str(stick))
    rani.window.commands.sync_now(quiet=True)
    rani.wait(lambda: "A colleague has sealed" in rani.told)
    rani.wait(lambda: rani.source not in ("", SEALED))
    rani.wait(lambda: not rani.window.background.busy)
    assert coloured(rani.window.case) == 0
    assert WORD not in rani.window.shown_text()
    rani.window.queue.task_chosen.emit(task)
    rani.wait(lambda: "sealed" in rani.told)
    assert rani.task != task
    # The verdict stays and is counted; its words are shown nowhere.
    assert rani.sql("SELECT count(*) FROM verdict WHERE superseded_by IS NULL") == [(1,)]
    assert rani.verdicts() == []
    assert "1/4" in rani.window.header.shown_text()
    # It was received before anything was sent: her note has stayed with her.
    assert leaks(stick) == []
    assert verify(rani.services.store, FolderTransport(stick)).ok


def test_a_batch_that_comes_after_the_seal_is_locked(
    open_desk: OpenDesk, home: Path, batch: Path, stick: Path, tmp_path: Path
) -> None:
    desk = open_desk(home)
    seal(desk)
    send(desk, stick)
    desk.close()
    late = tmp_path / "rani"
    services = open_services(Opening(late, Protection.FILE, person=RANI, starter=False))
    assert services is not None
    sync(services.store, FolderTransport(stick))
    services.close()
    rani = open_desk(bring_in(late, batch, RANI), person=RANI)
    assert rani.sql(
        "SELECT t.state FROM task t JOIN [case] c ON c.id = t.[case] WHERE c.source_id = ?", SEALED
    ) == [("sealed",)]


def test_a_peer_may_seal_what_they_look_at(
    open_desk: OpenDesk, home: Path, batch: Path, stick: Path, tmp_path: Path
) -> None:
    desk = open_desk(home)
    task = overturn(desk)
    verdict = desk.verdicts()[0].event
    case = desk.verdicts()[0].case
    services = desk.services
    # Somebody else at the same desk: they have it on the screen, so they may lock it.
    other = type(services.desk)(RANI, services.desk.device, services.desk.now)
    services.store.write(sealing.seal, other, task, "minors").result()
    assert services.store.read(seals.is_sealed, case).result()
    with pytest.raises(WorldFault, match=r"review\.sealed"):
        services.store.read(peers.provisional, other, verdict).result()
    assert services.store.read(verdicts.sealed_cases).result() == {case}
    kinds = [e.kind for e, _ in services.store.read(lambda db: list(events.every(db))).result()]
    assert Kind.SEALED in kinds
