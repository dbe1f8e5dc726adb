"""Two desks and a folder between them: a lead reads what an auditor judged, and stays blind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.conftest import DEMO
from workstation.domain.ids import PersonId
from workstation.intake.importer import import_batch
from workstation.services import Opening, open_services
from workstation.store.keys import Protection
from workstation.store.people import Person
from workstation.sync.folder import FolderTransport
from workstation.sync.verify import verify
from workstation.ui.dialogs.results import ResultsPanel

OpenDesk = Callable[..., Any]
LEAD = Person(PersonId("lead-1"), "Lead", ("en", "th"))
JUDGED = ("L-SG-31500917", "L-ID-70331208", "R-MY-60218834")


def test_a_lead_reads_verdicts_but_not_on_cases_yet_to_answer(
    open_desk: OpenDesk, home: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    desk = open_desk(home)
    desk.services.set_preference("sync_to", str(folder))
    for source, keys in zip(JUDGED, (("4", "3", "2", "Enter"), ("1",), ("1",)), strict=True):
        desk.go(source)
        task = desk.task
        desk.answer(*keys)
        desk.wait_left(task)
    desk.wait(lambda: not desk.window.toast.isVisible() or "Agreed" in desk.told)
    desk.press("Ctrl+S")
    desk.wait(lambda: "Sent" in desk.told)
    assert verify(desk.services.store, FolderTransport(folder)).ok
    desk.close()

    other = tmp_path / "lead"
    services = open_services(Opening(other, Protection.FILE, person=LEAD, starter=False))
    assert services is not None
    import_batch(services.store, DEMO, LEAD.id, lambda: datetime(2026, 6, 1, tzinfo=UTC))
    services.close()
    lead = open_desk(other, person=LEAD)
    lead.services.set_preference("sync_to", str(folder))
    lead.press("Ctrl+S")
    lead.wait(lambda: "received" in lead.told)
    assert "received 0" not in lead.told
    # Nothing of it is seen on cases that the lead has still to answer.
    lead.press("Ctrl+R")
    panel = lead.wait_panel(ResultsPanel)
    assert panel.model.rowCount() == 0
    assert not any(source in panel.shown_text() for source in JUDGED)
    lead.press("Escape")
    lead.go(JUDGED[0])
    task = lead.task
    lead.answer("1", "Enter")
    lead.wait_left(task)
    lead.press("Ctrl+R")
    panel = lead.wait_panel(ResultsPanel)
    assert {(row.case, row.author, row.result) for row in panel.model.rows} == {
        (JUDGED[0], "you", "agrees"),
        (JUDGED[0], "lead-1", "differs"),
    }
    said = panel.shown_text()
    assert "you" in said
    assert "received" in said
    assert JUDGED[1] not in said
    lead.press("Escape")
    # Two people's verdicts on one case both stay.
    assert len(lead.verdicts()) == 2
    lead.press("Ctrl+S")
    lead.wait(lambda: "Sent" in lead.told)
    assert verify(lead.services.store, FolderTransport(folder)).ok
