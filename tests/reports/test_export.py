"""Verdicts as files that other tools read, and that no spreadsheet runs."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reports.conftest import AT, BATCH, judge, lay_batch
from workstation.fault import WorldFault
from workstation.reports import csv_text
from workstation.reports.export import COLUMNS, RATINGS, export
from workstation.store import events, people
from workstation.store.store import Store


def read_csv(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, strict=True))


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_jsonl_holds_all_there_is_to_a_verdict(store: Store, tmp_path: Path) -> None:
    event = store.write(judge, 1, words={"note": "คำสแลง", "gap_note": "rule 1.3"}).result()
    store.write(judge, 1, "noted", words={"note": "seen before"}).result()
    store.write(judge, 1, "process_fault", code="PR.note", verdict=event.id).result()
    done = export(store, BATCH, "jsonl", tmp_path / "out.jsonl")
    assert (done.rows, done.size) == (1, (tmp_path / "out.jsonl").stat().st_size)
    (row,) = read_jsonl(tmp_path / "out.jsonl")
    wanted = {
        "event": event.id,
        "source_id": "SKU-1",
        "market": "TH",
        "content_type": "listing",
        "vendor": "V1",
        "decided_by": "mod-1",
        "decision_action": "NONE",
        "automated": False,
        "auditor": "mei",
        "result": "differs",
        "action": "REMOVE",
        "clause": "1.3",
        "severity": "major",
        "codes": ["FN.missed"],
        "process_faults": ["PR.note"],
        "cause": "slang_missed",
        "blind": True,
        "after_reveal": False,
        "sure": True,
        "active_ms": 4200,
        "superseded_by": None,
        "notes": {"note": "คำสแลง", "gap_note": "rule 1.3"},
        "case_notes": ["seen before"],
    }
    assert {name: row[name] for name in wanted} == wanted
    (finding,) = row["findings"]
    assert finding["target"] == {"kind": "part", "ref": "p1"}
    assert finding["evidence"] == [{"part": "p1", "start": 0, "end": 4}]


def test_csv_holds_a_verdict_a_line(store: Store, tmp_path: Path) -> None:
    for n in (3, 1, 2):
        store.write(judge, n, words={"note": f"line one\nline, two {n}"}).result()
    export(store, BATCH, "csv", tmp_path / "out.csv")
    rows = read_csv(tmp_path / "out.csv")
    assert [row["source_id"] for row in rows] == ["SKU-1", "SKU-2", "SKU-3"]
    assert list(rows[0]) == list(COLUMNS)
    assert rows[0]["note"] == "line one\nline, two 1"
    assert (rows[1]["cluster"], rows[1]["sure"], rows[2]["automated"]) == ("twins", "no", "yes")
    raw = (tmp_path / "out.csv").read_bytes()
    assert raw.count(b"\r\n") == 4
    assert not raw.startswith(b"\xef\xbb\xbf")


def test_a_mark_for_spreadsheets_on_request(store: Store, tmp_path: Path) -> None:
    store.write(judge, 1, words={"note": "ครีม"}).result()
    export(store, BATCH, "csv", tmp_path / "out.csv", bom=True)
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbfbatch,")
    assert read_csv(tmp_path / "out.csv", "utf-8-sig")[0]["note"] == "ครีม"


FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    '=HYPERLINK("http://x","y")',
    "  =1+1",
    "\u00a0=1",
    "＝1+1",
    "＠x",
    "=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula(store: Store, tmp_path: Path, text: str) -> None:
    store.write(judge, 1, words={"note": text, "other": text}).result()
    export(store, None, "csv", tmp_path / "out.csv")
    (row,) = read_csv(tmp_path / "out.csv")
    assert row["note"] == "'" + text
    assert row["other_notes"].startswith("other: ")


@given(st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00")))
def test_any_text_comes_back_from_a_cell(text: str) -> None:
    line = "".join(csv_text.lines(("a", "b"), [(text, "x")]))
    (_, (first, second)) = csv.reader(io.StringIO(line, newline=""), strict=True)
    assert second == "x"
    assert first in (text, "'" + text)
    assert first.lstrip(" \u00a0\u3000\ufeff")[:1] not in set("=+-@\t\r\n")


def test_lines_stay_lines_for_every_reader(store: Store, tmp_path: Path) -> None:
    note = "a\u2028b\u2029c\u0085d\x1ce\x0bf"
    store.write(judge, 1, words={"note": note}).result()
    export(store, None, "jsonl", tmp_path / "out.jsonl")
    (row,) = read_jsonl(tmp_path / "out.jsonl")
    assert row["notes"]["note"] == note


def test_a_sealed_case_is_in_no_export(store: Store, tmp_path: Path) -> None:
    for n in (1, 2):
        store.write(judge, n, words={"note": f"words of {n}"}).result()
    store.write(judge, 2, "sealed").result()
    for kind in ("jsonl", "csv", "ratings"):
        done = export(store, None, kind, tmp_path / f"out.{kind}")
        assert done.rows == 1
        text = done.path.read_text()
        assert "words of 2" not in text
        assert "SKU-2" not in text
        assert "twins" not in text


def test_a_case_that_somebody_else_sealed_is_in_no_export(store: Store, tmp_path: Path) -> None:
    """Their `sealed` comes by sync; the task at this desk is locked with it."""
    store.write(judge, 1).result()
    store.write(judge, 1, "sealed", person="omar").result()
    assert store.read(lambda db: db.conn.execute("SELECT state FROM task").fetchone()).result() == (
        "sealed",
    )
    assert export(store, None, "csv", tmp_path / "out.csv").rows == 0


def test_what_is_still_to_be_judged_blind_is_left_out(store: Store, tmp_path: Path) -> None:
    """A colleague's verdict came by sync; the decision would stand beside it."""
    store.write(judge, 1, person="omar").result()
    assert export(store, None, "csv", tmp_path / "before.csv").rows == 0
    assert b"V1" not in (tmp_path / "before.csv").read_bytes()
    store.write(judge, 1).result()
    assert export(store, None, "csv", tmp_path / "after.csv").rows == 2


def test_an_open_batch_shows_colleagues_verdicts(
    new_store: Callable[[], Store], tmp_path: Path
) -> None:
    store = new_store()
    store.write(people.set_person, people.Person(people.PersonId("mei"))).result()
    store.write(lay_batch, blind=False).result()
    store.write(judge, 1, person="omar").result()
    assert export(store, None, "csv", tmp_path / "out.csv").rows == 1


def test_verdicts_on_a_batch_that_is_not_here(
    new_store: Callable[[], Store], tmp_path: Path
) -> None:
    store = new_store()
    store.write(judge, 1).result()
    export(store, BATCH, "csv", tmp_path / "out.csv")
    (row,) = read_csv(tmp_path / "out.csv")
    assert (row["source_id"], row["automated"], row["action"]) == ("", "", "REMOVE")


def test_only_what_counts_unless_all_is_asked_for(store: Store, tmp_path: Path) -> None:
    first = store.write(judge, 1).result()
    second = store.write(judge, 1, "corrected", supersedes=first.id).result()
    (row,) = read_csv(export(store, BATCH, "csv", tmp_path / "current.csv").path)
    assert row["event"] == second.id
    rows = read_csv(export(store, BATCH, "csv", tmp_path / "all.csv", current_only=False).path)
    assert [(r["event"], r["superseded_by"]) for r in rows] == [
        (first.id, second.id),
        (second.id, ""),
    ]
    assert export(store, "another batch", "csv", tmp_path / "none.csv").rows == 0


def test_erased_words_are_not_exported(store: Store, tmp_path: Path) -> None:
    event = store.write(judge, 1, words={"note": "a name"}).result()
    store.write(events.erase_text, event.texts["note"].digest, AT).result()
    export(store, None, "csv", tmp_path / "out.csv")
    assert read_csv(tmp_path / "out.csv")[0]["note"] == ""


def test_ratings_are_a_long_table(store: Store, tmp_path: Path) -> None:
    for n in (1, 2):
        store.write(judge, n).result()
    store.write(judge, 2, person="omar").result()
    cannot = {"action": "CANNOT", "findings": [], "cannot": "language"}
    store.write(judge, 3, "cannot_judge", answer=cannot).result()
    done = export(store, None, "ratings", tmp_path / "ratings.csv")
    rows = read_csv(done.path)
    assert tuple(rows[0]) == RATINGS
    assert [tuple(row.values()) for row in rows] == [
        ("item-1", "mei", "first", "REMOVE", "major", "sure", AT),
        ("twins", "mei", "first", "REMOVE", "major", "unsure", AT),
        ("twins", "omar", "first", "REMOVE", "major", "unsure", AT),
    ]


def refused(store: Store, path: Path, **more: Any) -> str:
    with pytest.raises(WorldFault) as caught:
        export(store, None, "csv", path, **more)
    return caught.value.code


def test_nothing_is_overwritten_unasked(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("mine")
    assert refused(store, path) == "export.exists"
    assert path.read_text() == "mine"
    export(store, None, "csv", path, overwrite=True)
    assert path.read_text().startswith("batch,")
    assert refused(store, tmp_path, overwrite=True) == "export.exists"
    assert refused(store, tmp_path / "a" / "b.csv") == "export.no_folder"
    assert refused(store, path / "b.csv") == "export.no_folder"


@pytest.mark.parametrize("overwrite", [False, True])
@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errno.ENOSPC, "export.full"),
        (errno.EROFS, "export.read_only"),
        (errno.EIO, "export.disk"),
    ],
)
def test_a_disk_that_fails_leaves_things_as_they_were(
    store: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    overwrite: bool,
    error: int,
    code: str,
) -> None:
    home = tmp_path / "reports"
    home.mkdir()
    if overwrite:
        (home / "out.csv").write_text("mine")

    def fsync(_: int) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(os, "fsync", fsync)
    assert refused(store, home / "out.csv", overwrite=overwrite) == code
    assert [file.name for file in home.iterdir()] == (["out.csv"] if overwrite else [])
    assert not overwrite or (home / "out.csv").read_text() == "mine"


def test_a_full_disk(store: Store, tmp_path: Path) -> None:
    disk = tmp_path / "small"
    disk.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], capture_output=True
    )
    if done.returncode:
        pytest.skip("may not mount here; the failing flush above stands for it")
    try:
        store.write(judge, 1, words={"note": "x" * 200_000}).result()
        assert refused(store, disk / "out.csv") == "export.full"
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_disk_without_links(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(*_: object) -> None:
        raise OSError(errno.EPERM, "no links")

    monkeypatch.setattr(os, "link", link)
    export(store, None, "csv", tmp_path / "out.csv")
    assert (tmp_path / "out.csv").exists()
    assert refused(store, tmp_path / "out.csv") == "export.exists"
