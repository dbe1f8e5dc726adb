"""The list for whoever puts it right, and the figures on it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.review.remediating import entries, open_entries
from tests.store.demo import Auditor, demo_home, open_auditor
from workstation.domain import instant
from workstation.domain.event import Kind
from workstation.domain.remediation import ClosedAs
from workstation.fault import WorldFault
from workstation.intake.closings import read
from workstation.reports import remediation as report
from workstation.review import remediation
from workstation.store import events
from workstation.store.events import Act
from workstation.store.remediation_rows import Entry, Wish

__all__ = ["demo_home", "open_auditor"]


@pytest.fixture
def auditor(open_auditor: Callable[..., Auditor]) -> Auditor:
    return open_auditor()


def test_what_is_open_as_a_sheet_and_as_lines(auditor: Auditor, tmp_path: Path) -> None:
    held = open_entries(auditor)
    auditor.do(remediation.close, held[0].id, ClosedAs.DONE)
    path = tmp_path / "list.csv"
    done = report.export(auditor.store, path, bom=True)
    text = path.read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == done.rows == len(entries(auditor, Wish(("open",))))
    assert tuple(rows[0]) == report.COLUMNS
    assert {row["state"] for row in rows} == {"open"}
    assert {row["auditor_note"] for row in rows} == {"'=1+1 in the photo"}
    assert held[0].id not in text
    assert "mei" not in text, "an auditor is named"
    lines = tmp_path / "list.jsonl"
    report.export(auditor.store, lines)
    told = [json.loads(line) for line in lines.read_text("utf-8").splitlines()]
    assert [one["entry"] for one in told] == [row["entry"] for row in rows]
    assert told[0]["source_id"]
    assert told[0]["clause_title"]
    assert told[0]["due"] > told[0]["opened"]


def test_the_list_comes_back_filled_in(auditor: Auditor, tmp_path: Path) -> None:
    """What was exported is what is read again: same columns, nobody has to map them."""
    held = open_entries(auditor)
    path = tmp_path / "list.csv"
    report.export(auditor.store, path)
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8"), newline="")))
    filled = rows[1]
    filled[-4:] = ["2026-06-02", "done", "team-2", "taken down"]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    found = read(path, datetime.fromisoformat("2026-06-03T00:00:00+00:00"))
    (row,) = found.rows
    assert (row.entry, row.by, row.note) == (filled[0], "team-2", "taken down")
    assert found.still_open == len(held) - 1


def test_nothing_of_a_sealed_case_is_in_it(auditor: Auditor, tmp_path: Path) -> None:
    held = open_entries(auditor)
    act = Act(
        Kind.SEALED, auditor.clock(), auditor.person.id, auditor.device.id, case=held[0].case,
        task=held[0].task,
    )  # fmt: skip
    auditor.store.write(events.append, act).result()
    path = tmp_path / "list.jsonl"
    assert report.export(auditor.store, path).rows == len(held) - 1
    assert str(held[0].source_id) not in path.read_text("utf-8")


def test_a_file_that_is_there_stays(auditor: Auditor, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("mine")
    with pytest.raises(WorldFault) as caught:
        report.export(auditor.store, path)
    assert caught.value.code == "export.exists"
    assert path.read_text() == "mine"
    report.export(auditor.store, path, overwrite=True)
    with pytest.raises(WorldFault) as caught:
        report.export(auditor.store, tmp_path / "list.xlsx")
    assert caught.value.code == "export.no_format"
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["list.csv"]


AT = datetime.fromisoformat("2026-06-10T12:00:00+00:00")


def made(number: int, hours: float, **more: object) -> Entry:
    names = dict.fromkeys(Entry.__struct_fields__)
    told = {
        **names, "id": str(number), "state": "open", "severity": "major", "vendor": "North",
        "opened_at": instant.write(AT - timedelta(days=3)), "changed": False, "sealed": False,
        "due_at": instant.write(AT + timedelta(hours=hours)), "owner": "enforcement", **more,
    }  # fmt: skip
    return Entry(**told)  # type: ignore[arg-type]


def test_ageing() -> None:
    rows = [
        made(1, -1), made(2, -50, severity="critical", vendor="South"), made(3, 0.5),
        made(4, 47), made(5, 100), made(6, -9, state="waiting"), made(7, -9, vendor=None),
    ]  # fmt: skip
    days = (0.5, 1, 2, 30)
    for number, day in enumerate(days, 8):
        closed = instant.write(AT - timedelta(days=3) + timedelta(days=day))
        rows.append(made(number, -1, state="closed", closed_at=closed, changed=day == 30))
    told = report.figures(rows, AT)
    assert told.buckets == {"overdue": 3, "day": 1, "three_days": 1, "later": 1}
    assert told.overdue == 3
    assert told.overdue_by_severity == {"critical": 1, "major": 2}
    assert told.overdue_by_vendor == {"North": 1, "South": 1}
    assert (told.median_days, told.p95_days) == (1.5, 30)
    assert (told.states["open"], told.states["waiting"], told.states["closed"]) == (6, 1, 4)
    assert told.changed == 1
    empty = report.figures([], AT)
    assert (empty.median_days, empty.p95_days, empty.overdue) == (None, None, 0)
    assert report.figures(rows[:8], AT).p95_days == 0.5
    twenty = [replace(rows[-1], id=str(n)) for n in range(20)]
    assert report.figures(twenty, AT).p95_days == 30
