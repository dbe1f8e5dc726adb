"""Events that another program signed: kept as they came, and the views stand all the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.review.remediating import open_entries
from tests.review.two_desks import Join, exchange, join, question
from tests.store.demo import Auditor
from workstation.domain.event import Kind
from workstation.domain.taxonomy import CannotJudge
from workstation.reports.export import csv_row, json_row
from workstation.review import desk as acts
from workstation.review import handed_on
from workstation.review.desk import Shown
from workstation.store import events, verdicts
from workstation.store.events import Act
from workstation.sync.folder import FolderTransport
from workstation.sync.sync import sync
from workstation.sync.verify import verify
from workstation.ui.dialogs.results import told_of

__all__ = ["join"]


def forge(auditor: Auditor, kind: str, body: dict[str, Any], **place: Any) -> None:
    """An act that no key makes, appended and chained like any other."""

    def write(db: Any) -> None:
        act = Act(
            kind=kind,
            at=auditor.clock(),
            person=auditor.person.id,
            device=auditor.device.id,
            body=body,
            **place,
        )
        events.append(db, act)

    auditor.store.write(write).result()


@pytest.mark.parametrize("verdict", ["of another entry", "nowhere", ["a list"], None])
def test_an_act_counts_for_the_entry_that_it_names(
    mei: Auditor, join: Join, tmp_path: Path, verdict: Any
) -> None:
    rani = join("rani", ("en",))
    entry, other = open_entries(mei, 2)[:2]
    exchange(tmp_path / "stick", mei, rani)
    named = other.verdict if verdict == "of another entry" else verdict
    body = {"entry": entry.id, "verdict": named, "owner": "Forged"}
    forge(rani, Kind.REMEDIATION_ASSIGNED, body)
    exchange(tmp_path / "stick", mei, rani)
    for desk in (mei, rani):
        assert desk.store.read(verdicts.check).result() is None
        assert desk.sql("SELECT owner FROM remediation WHERE id = ?", entry.id) == [("Forged",)]


@pytest.mark.parametrize("verdict", [["a"], {"a": 1}, 7, True])
def test_a_confirmation_of_what_is_no_verdict(
    mei: Auditor, join: Join, tmp_path: Path, verdict: Any
) -> None:
    rani = join("rani", ("th",))
    forge(rani, Kind.CONFIRMED, {"verdict": verdict, "author": "mei"})
    exchange(tmp_path / "stick", mei, rani)
    for desk in (mei, rani):
        assert desk.sql("SELECT * FROM confirmation") == []
        assert verify(desk.store).fault is None


@pytest.mark.parametrize("odd", ["words", 7, [7], {"same": "yes"}, [{"item": 1}], [[]]])
def test_a_verdict_with_parts_of_another_shape_is_told_without_them(
    mei: Auditor, join: Join, tmp_path: Path, odd: Any
) -> None:
    rani = join("rani", ("en",))
    task = mei.tasks()[0]
    ((case, batch),) = mei.sql("SELECT [case], batch FROM task WHERE id = ?", task)
    mei.answer(task, acts.Answer("NONE"))
    if mei.state(task) == "answered":
        mei.conclude(task)
    body = {"inspection": odd, "practice": odd, "answer": {"action": "NONE"}}
    forge(rani, Kind.VERDICT, body, task="theirs", case=case, batch=batch)
    exchange(tmp_path / "stick", mei, rani)
    rows = mei.store.read(lambda db: list(verdicts.rows(db))).result()
    (forged,) = [row for row in rows if row.person == "rani"]
    assert forged.practice is None
    assert json_row(forged)
    assert csv_row(forged)
    assert told_of(forged) == ""


def test_a_case_given_back_where_its_seal_came_first_leaves_no_task(
    mei: Auditor, join: Join, tmp_path: Path
) -> None:
    rani, stick = join("rani", ("th",)), tmp_path / "stick"
    task = mei.tasks()[0]
    mei.do(acts.cannot_judge, task, CannotJudge.MISSING_EVIDENCE, "why?", Shown())
    exchange(stick, mei, rani)
    mei.do(acts.seal, task)
    rani.do(handed_on.take_over, question(rani).event)
    rani.undo()
    sync(mei.store, FolderTransport(stick))
    exchange(stick, mei, rani)
    for desk in (mei, rani):
        assert desk.sql("SELECT * FROM task WHERE stage = 'second'") == []
        assert verify(desk.store).fault is None
