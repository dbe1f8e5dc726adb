"""A table becomes a batch: its rows cases, its faults named by line and column."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.intake.conftest import NOW, Desk
from workstation.domain.instant import parse
from workstation.fault import WorldFault
from workstation.intake import csv_lines
from workstation.intake.faults import BadLine
from workstation.intake.importer import import_batch
from workstation.intake.shipped import POLICY
from workstation.intake.table.mapping import TableMapping, dump, load, suggest
from workstation.intake.table.reader import Table
from workstation.intake.table.shape import look
from workstation.review import tables
from workstation.store.cases import get_case
from workstation.store.policies import load_pack

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"

MESSY = (
    "sep=;\r\n"
    "Listing ID;Title;Description;Lang;Price;Decision;Policy;Moderated at;Moderator;Vendor;AHT\r\n"
    'L1;"Jam ""AAA"", kotak";"baris satu\r\nbaris dua";ms;RM 39,00;Removed;3.2 Replica;'
    "02/03/2026 09:14;m-1;V1;1:30\r\n"
    'L2;skrin 5" baru;biasa;ms;1.234,50;approved;;28/3/2026;m-2;V1;40s\r\n'
    'L3;"tidak ditutup;aa\r\n'
    "L4;ok;teks;th;5;Tolak sahaja;;1/4/2026;m-3;V1;3\r\n"
    "L5;ok;teks;th;5;pass;;46083.5;m-3;V1;3\r\n"
    "L6;ok;teks;th;5;pass;;semalam;m-3;V1;3\r\n"
    ";;;;;;;;;;\r\n"
    "L7;a;b;c;d;e;f;g;h;i;j;one too many\r\n"
    "L8;;;;5;pass;;1/4/2026;m-3;V1;3\r\n"
)
PACK = {file.name: file.read_bytes() for file in POLICY.iterdir() if file.is_file()}


def put(place: Path, text: str | bytes, name: str = "weekly.csv") -> Path:
    path = place / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def opened(path: Path, **more: str) -> Table:
    mapping = suggest(look(path))
    settled = {**json.loads(dump(mapping)), "at": "2026-05-01", **more}
    return Table(path, load(json.dumps(settled).encode()), PACK)


def test_a_messy_table_comes_in_row_by_row(desk: Desk, tmp_path: Path) -> None:
    report = import_batch(desk.store, opened(put(tmp_path, MESSY)), "a-1", _clock)
    told = {(row.line, row.field, row.reason.rpartition(".")[2]) for row in report.quarantine}
    assert told == {
        (6, "", "unclosed_quote"),
        (7, "Decision", "no_action"),
        (9, "Moderated at", "bad_date"),
        (11, "", "more_cells"),
        (12, "", "no_text"),
    }
    assert (report.read, report.stored, report.quarantined) == (8, 3, 5)
    first = desk.store.read(get_case, _case_ids(desk)[0]).result()
    assert first is not None
    assert [part.text for part in first.parts] == ['Jam "AAA", kotak', "baris satu\r\nbaris dua"]
    assert first.facts["price"] == "RM 39,00"
    decision = desk.sql("SELECT [by], vendor, action, decided_at, handling_ms FROM decision d "
                        "JOIN item i ON i.id = d.item ORDER BY i.position")
    assert decision[0] == ("m-1", "V1", "REMOVE", "2026-03-02T09:14:00+08:00", 90_000)
    assert decision[2][3] == "2026-03-02T12:00:00+08:00"
    # The clause as it read on the day.
    pack = desk.store.read(load_pack, desk.sql("SELECT digest FROM pack")[0][0]).result()
    then = pack.at("3.2", parse("2026-03-02T09:14:00+08:00"))
    assert desk.sql("SELECT clause, version FROM finding") == [("3.2", then.version)]


def test_the_same_table_again_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    path = put(tmp_path, MESSY)
    first = import_batch(desk.store, opened(path), "a-1", _clock)
    before = desk.counts()
    again = import_batch(desk.store, opened(path), "a-1", _clock)
    assert (again.batch, again.stored, desk.counts()) == (first.batch, 0, before)


def test_another_mapping_is_another_batch(desk: Desk, tmp_path: Path) -> None:
    path = put(tmp_path, MESSY)
    first = import_batch(desk.store, opened(path), "a-1", _clock)
    other = import_batch(desk.store, opened(path, market="TH"), "a-1", _clock)
    assert (other.batch != first.batch, other.stored) == (True, 3)


def test_a_file_that_changes_while_it_is_read_is_refused(desk: Desk, tmp_path: Path) -> None:
    path = put(tmp_path, MESSY)
    table = opened(path)
    table.open("batch.json").read()
    put(tmp_path, MESSY.replace("biasa", "berubah"))
    with pytest.raises(WorldFault) as told:
        import_batch(desk.store, table, "a-1", _clock)
    assert told.value.code == "intake.wrong_hash"
    assert desk.empty()


def test_without_an_action_column_it_is_an_inspection(desk: Desk, tmp_path: Path) -> None:
    path = put(tmp_path, "id,text\n1,vape pod\n2,liquid\n")
    report = import_batch(desk.store, opened(path), "a-1", _clock)
    assert desk.sql("SELECT kind, blind FROM batch") == [("inspection", 0)]
    assert report.stored == 2


def test_a_clause_that_is_not_in_the_pack_is_told(desk: Desk, tmp_path: Path) -> None:
    path = put(tmp_path, "id,text,action,policy\n1,a,removed,House rule 9\n2,b,approved,\n")
    report = import_batch(desk.store, opened(path), "a-1", _clock)
    (notice,) = [one for one in report.warnings if one.code == "intake.table.unknown_clause"]
    assert (notice.params["count"], notice.params["names"]) == (1, "House rule 9")


def test_a_quote_that_is_never_closed_spoils_its_line_only(tmp_path: Path) -> None:
    rows = "".join(f"{n},text {n}\n" for n in range(2, csv_lines.MOST_RECORD_LINES + 500))
    table = opened(put(tmp_path, f'id,text\n1,"never closed\n{rows}'))
    made = list(table.cases())
    assert isinstance(made[0][1], BadLine)
    assert len(made) == csv_lines.MOST_RECORD_LINES + 499
    assert made[1][0] == 3


def test_many_quotes_that_are_never_closed_are_not_looked_after_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Such a line leaves a quote open whether it begins in one or not.
    path = put(tmp_path, "id,title\n" + 'x","\n' * 10_000)
    table = opened(path)
    asked = 0
    plainly = csv_lines.Lines.__next__

    def counted(lines: csv_lines.Lines) -> str:
        nonlocal asked
        asked += 1
        return plainly(lines)

    monkeypatch.setattr(csv_lines.Lines, "__next__", counted)
    assert all(isinstance(made, BadLine) for _line, made in table.cases())
    assert asked < csv_lines.MOST_READ_AGAIN + 10_000 * (csv_lines.FEW_RECORD_LINES + 2)


def test_broken_bytes_spoil_their_row_only(tmp_path: Path) -> None:
    rows = "".join(f"{n},ข้อความ\n" for n in range(300))
    table = opened(put(tmp_path, f"id,text\n{rows}".encode().replace(b"299,\xe0", b"299,\xff")))
    faults = [(line, made) for line, made in table.cases() if isinstance(made, BadLine)]
    assert [(line, bad.where, bad.reason) for line, bad in faults] == [
        (301, "text", "intake.line.bad_bytes")
    ]


@pytest.mark.parametrize("encoding", ["utf-7", "unicode_escape"])
def test_half_characters_spoil_their_row_only(tmp_path: Path, encoding: str) -> None:
    rows = b"id,text\n1,\\ud800x+2AA-\n2,fine\n"
    table = opened(put(tmp_path, rows), encoding=encoding)
    made = [isinstance(made, BadLine) for _line, made in table.cases()]
    assert made == [True, False]


def test_an_encoding_with_a_nul_in_its_name(tmp_path: Path) -> None:
    with pytest.raises(WorldFault) as told:
        opened(put(tmp_path, "id,text\n1,fine\n"), encoding="utf-8\0")
    assert told.value.code == "intake.table.encoding"


@pytest.mark.parametrize(
    ("spoiled", "code"),
    [
        (b"", "intake.table.mapping"),
        (b"[1]", "intake.table.mapping"),
        (b'{"columns": {"a": "nonsense"}}', "intake.table.mapping"),
        (b'{"market": "Malaysia"}', "intake.table.mapping"),
        (b'{"offset": "8"}', "intake.table.mapping"),
        (b'{"offset": "+99:00"}', "intake.table.mapping"),
        (b'{"at": "tomorrow"}', "intake.table.mapping"),
        (b'{"surprise": 1}', "intake.table.mapping"),
        (b"\xff\xfe\x00", "intake.table.mapping"),
        (b'{"columns": {"a": "title", "b": "title"}}', "intake.table.double"),
        (b"[" * 100_000, "intake.table.mapping"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_why(spoiled: bytes, code: str) -> None:
    with pytest.raises(WorldFault) as told:
        load(spoiled)
    assert told.value.code == code


def test_a_mapping_of_another_table_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path, "id,text\n1,a\n")
    for columns, code in (
        ({"id": "source_id", "gone": "title"}, "intake.table.no_such_column"),
        ({"id": "source_id", "text": "fact"}, "intake.table.no_text"),
    ):
        with pytest.raises(WorldFault) as told:
            Table(path, TableMapping(columns=columns), {})
        assert told.value.code == code


def test_a_kept_mapping_is_found_by_its_columns(desk: Desk, tmp_path: Path) -> None:
    shape = look(put(tmp_path, MESSY))
    mapping = load(json.dumps({**json.loads(dump(suggest(shape))), "market": "TH"}).encode())
    desk.store.write(tables.keep, "weekly", mapping, "2026-06-01T09:00:00+00:00").result()
    found, name = desk.store.read(tables.mapping_for, shape).result()
    assert (found, name) == (mapping, "weekly")
    with pytest.raises(WorldFault) as told:
        desk.store.read(tables.mapping_for, shape, "monthly").result()
    assert told.value.code == "review.no_mapping"


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=300), quote=st.booleans())
def test_any_bytes_are_rows_or_faults(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, quote: bool
) -> None:
    start = b'id,text\n1,"x\n' if quote else b"id,text\n"
    path = put(tmp_path_factory.mktemp("any"), start + data)
    table = Table(path, TableMapping(columns={"id": "source_id", "text": "text"}, encoding="utf-8",
                                     delimiter=","), {})
    lines = [line for line, _made in table.cases()]
    assert lines == sorted(set(lines))
    for _line, made in table.cases():
        assert isinstance(made, BadLine) or made["parts"]


@pytest.mark.skipif(not DATA.exists(), reason="the public data is not beside the project")
@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16")]
)
def test_public_thai_comments_come_in_as_a_table(
    desk: Desk, tmp_path: Path, delimiter: str, encoding: str
) -> None:
    with (DATA / "wisesight_th_social.jsonl").open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in islice(file, 400)]
    path = tmp_path / "thai.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    report = import_batch(desk.store, opened(path), "a-1", _clock)
    stored = desk.sql(
        "SELECT p.text FROM part p JOIN item i ON i.[case] = p.[case] ORDER BY i.position"
    )
    wanted = [row["text"].strip("\r\n") for row in rows if row["text"].strip()]
    assert report.stored + report.quarantined == len(rows)
    assert [text for (text,) in stored] == wanted[: len(stored)]
    assert report.stored >= len(wanted) - 2


def _clock() -> datetime:
    return NOW


def _case_ids(desk: Desk) -> list[str]:
    return [case for (case,) in desk.sql("SELECT [case] FROM item ORDER BY position")]
