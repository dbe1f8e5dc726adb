"""Tables that come in, files that go out, figures that were locked."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest

from tests.reports.kpi.made import FRAME, batch, report, row, some
from workstation.domain.figures.target import Target
from workstation.fault import WorldFault
from workstation.reports.kpi import locking, production, writing
from workstation.reports.kpi.targets import Staff, read_staff, read_targets
from workstation.reports.kpi.wish import Period, Wish

TARGETS = "figure,value,since,tier\nstrict_accuracy,95 %,2026-01-01,\naht,45,2026-01-01,new\n"


def test_targets_are_a_small_dated_table(tmp_path: Path) -> None:
    path = tmp_path / "targets.csv"
    path.write_text(TARGETS.replace(",", ";"), "utf-8-sig")
    assert read_targets(path) == (
        Target("strict_accuracy", 0.95, date(2026, 1, 1)),
        Target("aht", 45.0, date(2026, 1, 1), "new"),
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "kpi.file_empty"),
        (b"figure,value,since\n", "kpi.file_empty"),
        (b"hello\n1\n", "kpi.file_column"),
        (b"figure,value,since\nstrict_accuracy,95 %\n", "kpi.file_line"),
        (b"figure,value,since\nstrict_accuracy,95,2026-01-01\n", "kpi.file_line"),
        (b"figure,value,since\nstrict_accuracy,nan,2026-01-01\n", "kpi.file_line"),
        (b"figure,value,since\nstrict_accuracy,0.9,1 April\n", "kpi.file_line"),
        (b"figure,value,since\naht,50 %,2026-01-01\n", "kpi.file_line"),
        (b"figure,value,since\nhappiness,0.9,2026-01-01\n", "kpi.no_figure"),
        (b"figure,value,since\n" + b"sla,0.9,2026-01-01\n" * 2, "kpi.targets_twice"),
        (b"\xff\xfe\x00figure", "kpi.file_text"),
        (b"\x1f\x8b\x08\x00garbage", "kpi.file"),
        (b"figure,value,since\n\"" + b"x" * 20_000 + b"\",1,2\n", "kpi.file_line"),
        (b"figure,value,since\na\x00b,0.9,2026-01-01\n", "kpi.file_line"),
        (b'figure,value,since\n"open', "kpi.file_line"),
        (b'{"figure": "sla"}\n', "kpi.file_column"),
        (b'{"figure"\n', "kpi.file_line"),
        (b"{" + b"[" * 100_000, "kpi.file_line"),
    ],
)
def test_a_table_that_cannot_be_used(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "targets.csv"
    path.write_bytes(data)
    with pytest.raises(WorldFault) as raised:
        read_targets(path)
    assert raised.value.code == code


def test_a_table_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(WorldFault, match=r"kpi\.file"):
            read_staff(path)


def test_somebody_twice(tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text("person,ramping_until\nm-1,\nm-1,2026-03-08\n")
    with pytest.raises(WorldFault, match=r"kpi\.person_twice"):
        read_staff(path)


def test_a_frame_as_lines_and_cut_short(tmp_path: Path) -> None:
    line = {"decision": "d", "vendor": "v-a", "decided_at": "2026-03-01T23:30:00+00:00"}
    path = tmp_path / "frame.jsonl"
    path.write_text(json.dumps({**line, "automated": True, "handling_seconds": 4}) + "\n")
    made = production.read(path, ("vendor", "day"), Period(), "+08:00", Staff())
    (key,) = made.volumes
    assert key == (True, False, ("v-a", "2026-03-02"))
    assert list(made.volumes[key].seconds) == [4.0]
    cut = tmp_path / "cut.csv.gz"
    cut.write_bytes(FRAME.read_bytes()[:9000])
    with pytest.raises(WorldFault, match=r"kpi\.file"):
        production.read(cut, ("vendor",), Period(), "", Staff())


@pytest.mark.parametrize(
    "rows",
    ["d,v,yesterday,1\n", "d,v,2026-03-01T00:00:00,1\n", "d,v,2026-03-01T00:00:00+08:00,fast\n"],
)
def test_a_frame_with_a_bad_line(tmp_path: Path, rows: str) -> None:
    path = tmp_path / "frame.csv"
    path.write_text("decision,vendor,decided_at,handling_seconds\n" + rows)
    with pytest.raises(WorldFault, match=r"kpi\.file_line"):
        production.read(path, ("vendor", "day"), Period(), "", Staff())


def test_a_frame_of_two_zones_needs_one_stated(tmp_path: Path) -> None:
    path = tmp_path / "frame.csv.gz"
    path.write_bytes(
        gzip.compress(
            b"decision,decided_at\n1,2026-03-01T00:00:00+08:00\n2,2026-03-01T00:00:00+07:00\n"
        )
    )
    with pytest.raises(WorldFault, match=r"kpi\.no_zone"):
        production.read(path, ("day",), Period(), "", Staff())
    assert production.read(path, ("day",), Period(), "Asia/Bangkok", Staff()).rows == 2


def test_csv_runs_nothing(tmp_path: Path) -> None:
    made = report([row(1, vendor="=1+1"), row(2, vendor="@x")], "vendor")
    path = tmp_path / "figures.csv"
    done = writing.export(made, path, bom=True)
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    assert done.rows == len(rows) == 2 * 19
    assert {one["vendor"] for one in rows} == {"'=1+1", "'@x"}
    assert rows[0]["state"] == "too_few"
    assert float(rows[0]["low"]) < float(rows[0]["high"])


def test_a_workbook_holds_numbers_and_weights(tmp_path: Path) -> None:
    made = report(some(TP=30, FP=3), "vendor", batches=[batch(sizes={"": 500})])
    path = tmp_path / "figures.xlsx"
    writing.export(made, path, [("note", "of what was audited")])
    with zipfile.ZipFile(path) as book:
        names = book.read("xl/workbook.xml").decode()
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        text = book.read("xl/sharedStrings.xml").decode()
    assert all(f'name="{name}"' in names for name in ("Figures", "Weights", "About"))
    assert "<v>0.909090909</v>" in sheet
    assert "<f>" not in sheet
    assert "of what was audited" in text
    with pytest.raises(WorldFault, match=r"export\.exists"):
        writing.export(made, path)
    with pytest.raises(WorldFault, match=r"kpi\.no_format"):
        writing.export(made, tmp_path / "figures.doc")


def test_plain_values_are_json() -> None:
    made = report(some(TP=30, FP=3, FN=12), "vendor", batches=[batch(sizes={"": 45})])
    told = json.loads(json.dumps(writing.plain(made), allow_nan=False))
    figure = told["lines"][0]["figures"]["strict_accuracy"]
    assert figure["design"] == "census"
    assert figure["interval"] == {"low": figure["value"], "high": figure["value"]}
    assert figure["weights"][0]["size"] == 45


def test_a_lock_and_what_is_restated(tmp_path: Path) -> None:
    rows = some(TP=30, FP=3)
    locked = locking.lock(report(rows, "vendor"), {"d.work": 4}, "2026-04-30T23:59:00+08:00")
    path = tmp_path / "locked.json"
    path.write_text(locking.write(locked), "utf-8")
    held = locking.read(path)
    assert held == locked
    assert locking.restated(held, report(rows, "vendor")) == ()
    changed = [*rows[:-1], row(32, "TP"), row(33, vendor="v-b")]
    found = locking.restated(held, report(changed, "vendor"))
    (accuracy,) = [one for one in found if one.figure == "strict_accuracy" and "v-a" in one.line]
    assert accuracy.then is not None
    assert accuracy.now is not None
    assert (accuracy.then["value"], accuracy.now["value"]) == ("0.909091", "0.939394")
    new = [one for one in found if "v-b" in one.line]
    assert new
    assert all(one.then is None for one in new)
    with pytest.raises(WorldFault, match=r"kpi\.other_question"):
        locking.restated(held, report(rows, "site"))


def test_the_same_verdicts_lock_the_same() -> None:
    one = locking.lock(report(some(TP=9), "vendor"), {"d.work": 4}, "2026-05-01T00:00:00+00:00")
    rows = list(reversed(some(TP=9)))
    other = locking.lock(report(rows, "vendor"), {"d.work": 4}, "2026-05-02T00:00:00+00:00")
    assert one.digest == other.digest


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]", b"\xff", b"[" * 100_000, b'{"format": "x"}'])
def test_a_lock_that_is_none(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "locked.json"
    path.write_bytes(data)
    with pytest.raises(WorldFault, match=r"kpi\.snapshot"):
        locking.read(path)


def test_a_lock_that_somebody_changed(tmp_path: Path) -> None:
    path = tmp_path / "locked.json"
    locked = locking.lock(report(some(TP=30, FP=3), "vendor"), {}, "2026-05-01T00:00:00+00:00")
    path.write_text(locking.write(locked).replace("0.909091", "0.999999"), "utf-8")
    with pytest.raises(WorldFault, match=r"kpi\.snapshot_changed"):
        locking.read(path)
    path.write_text(locking.write(locked).replace('"by": [', '"by": [1.5, '), "utf-8")
    with pytest.raises(WorldFault, match=r"kpi\.snapshot"):
        locking.read(path)


def test_a_question_without_groups_has_one_line() -> None:
    made = report(some(TP=3), wish=Wish(()))
    assert [line.group for line in made.lines] == [()]
