"""Story 7: an unsafe charger with 340 orders, from the verdict to the takedown, over two desks."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog

from tests.conftest import DEMO
from tests.desk import Desk
from workstation.domain.ids import PersonId
from workstation.intake.importer import import_batch
from workstation.services import Opening, open_services
from workstation.store.keys import Protection
from workstation.store.people import Person
from workstation.sync.folder import FolderTransport
from workstation.sync.verify import verify
from workstation.ui.dialogs.remediation import RemediationPanel

OpenDesk = Callable[..., Desk]
CHARGER = "L-ID-70331208"
READS_ID = Person(PersonId("you"), "You", ("en", "id"))
LEAD = Person(PersonId("lead-1"), "Lead", ("en",))


def sync(desk: Desk, words: str) -> None:
    desk.wait(lambda: not desk.window.toast.isVisible() or words not in desk.told)
    desk.press("Ctrl+S")
    desk.wait(lambda: words in desk.told)


def listed(desk: Desk) -> RemediationPanel:
    desk.press("Ctrl+T")
    return desk.wait_panel(RemediationPanel)


def choose(monkeypatch: pytest.MonkeyPatch, name: str, path: Path) -> None:
    monkeypatch.setattr(QFileDialog, name, lambda *_: (str(path), ""))


def find_the_charger(desk: Desk) -> None:
    """The moderator passed it: gone with it, under the interim ruling."""
    desk.go(CHARGER)
    task = desk.task
    desk.answer("4", "1", "8", "Enter")
    desk.wait(lambda: desk.bar.outcome is not None)
    desk.answer("Enter")
    desk.wait_left(task)


def test_from_the_verdict_to_the_takedown(
    open_desk: OpenDesk, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    desk = open_desk(home, person=READS_ID)
    desk.services.set_preference("sync_to", str(folder))
    panel = listed(desk)
    assert "Nothing is to be put right." in panel.shown_text()
    desk.press("Escape")
    find_the_charger(desk)
    panel = listed(desk)
    (row,) = panel.model.rows
    said = panel.model.words_of(row)
    assert (said[0], said[1], said[3], said[6]) == (
        "Take down", f"{CHARGER}  ·  ID listing", "critical", "enforcement",
    )  # fmt: skip
    assert said[2].startswith("1.8 ")
    assert said[4] in ("in 23 h", "in 24 h")
    assert "under 24 hours 1" in panel.shown_text()
    # Enter goes to the case.
    desk.press("Enter")
    desk.wait(lambda: desk.source == CHARGER)
    sync(desk, "Sent")
    desk.close()

    lead_home = tmp_path / "lead"
    services = open_services(Opening(lead_home, Protection.FILE, person=LEAD, starter=False))
    assert services is not None
    import_batch(services.store, DEMO, None, lambda: datetime.now().astimezone())
    services.close()
    lead = open_desk(lead_home, person=LEAD)
    lead.services.set_preference("sync_to", str(folder))
    sync(lead, "received")
    panel = listed(lead)
    assert [row.source_id for row in panel.model.rows] == [CHARGER]
    lead.press("F2")
    lead.type("product safety ID")
    lead.press("Enter")
    lead.wait(lambda: panel.model.rows[0].owner == "product safety ID")
    out, back = tmp_path / "list.csv", tmp_path / "back.csv"
    choose(monkeypatch, "getSaveFileName", out)
    lead.press("Ctrl+E")
    lead.wait(lambda: "1 open entries written" in lead.told)
    fill_in(out, back)
    choose(monkeypatch, "getOpenFileName", back)
    lead.press("Ctrl+O")
    lead.wait(lambda: "1 closed" in lead.told and not panel.model.rows)
    lead.press("Escape")
    sync(lead, "Sent")
    assert verify(lead.services.store, FolderTransport(folder)).ok
    lead.close()

    desk = open_desk(home, person=READS_ID)
    sync(desk, "received")
    panel = listed(desk)
    assert panel.model.rows == ()
    desk.press("4")
    (row,) = panel.model.rows
    said = panel.model.words_of(row)
    assert (row.closed_by, row.closing_note) == ("safety desk", "listing and two copies down")
    assert (said[6], said[7]) == ("product safety ID", "✓ done")
    assert said[4].startswith("took ")
    assert "closed after 0.0 days (median), 0.0 (p95)" in panel.shown_text()
    # The verdict is taken back: what was put right stays told.
    desk.press("Escape")
    desk.answer("Ctrl+Z")
    desk.wait(lambda: not desk.verdicts())
    panel = listed(desk)
    desk.press("4")
    (row,) = panel.model.rows
    assert panel.model.words_of(row)[7] == "✓ done, verdict later changed"
    assert verify(desk.services.store, FolderTransport(folder)).ok


def fill_in(out: Path, back: Path) -> None:
    """As somebody does in a spreadsheet, and saves with semicolons."""
    rows: list[list[Any]] = list(
        csv.reader(io.StringIO(out.read_text("utf-8-sig"), newline=""))
    )
    assert len(rows) == 2
    now = datetime.now().astimezone().isoformat(timespec="minutes")
    rows[1][-4:] = [now, "Done", "safety desk", "listing and two copies down"]
    with back.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)


def test_by_keys_alone(open_desk: OpenDesk, home: Path) -> None:
    """Close, open again, take back; filters; the seal."""
    desk = open_desk(home, person=READS_ID)
    find_the_charger(desk)
    panel = listed(desk)
    desk.press("F3", "3", "Enter")
    assert panel.form.asked == "note", "not possible wants a reason"
    desk.press("Escape", "Escape")
    assert desk.panel() is panel
    desk.press("F3", "2")
    desk.type("seller 3 was faster")
    desk.press("Enter")
    desk.wait(lambda: not panel.model.rows)
    desk.press("4")
    assert panel.model.words_of(panel.model.rows[0])[7] == "✓ already gone"
    desk.press("F4", "Enter")
    desk.wait(lambda: not panel.model.rows)
    desk.press("Ctrl+Z")
    desk.wait(lambda: bool(panel.model.rows))
    desk.press("Ctrl+Z", "1")
    desk.wait(lambda: bool(panel.model.rows))
    desk.press("Ctrl+Z")
    desk.wait(lambda: "nothing of yours to take back" in desk.told)
    # The verdict itself was not touched.
    assert len(desk.verdicts()) == 1
    desk.press("/")
    desk.type("market:MY")
    assert panel.model.rows == ()
    desk.press("Escape", "/")
    desk.type("critical market:id what:take wristwatch")
    assert panel.model.rows == ()
    desk.press("Escape", "/")
    desk.type("critical market:id what:take 70331208")
    assert len(panel.model.rows) == 1
    desk.press("Enter", "Enter")
    desk.wait(lambda: desk.source == CHARGER)
