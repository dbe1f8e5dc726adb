"""Lists of closings as people and sheets make them: what fits is read, the rest is told by line."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from workstation.domain.remediation import ClosedAs
from workstation.fault import WorldFault
from workstation.intake import closings
from workstation.intake.closings import Closings, read

HERE = timezone(timedelta(hours=8))
NOW = datetime(2026, 6, 3, 12, 0, tzinfo=HERE)
ID = "50efd3ca-1876-5a30-8adf-e76eaed56da{}"
Parse = Callable[..., Closings]
A, B, C = (ID.format(n) for n in range(3))


@pytest.fixture
def parsed(tmp_path: Path) -> Parse:
    def parse(text: str | bytes, name: str = "back.csv") -> Closings:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return read(path, NOW)

    return parse


def told(found: Closings) -> list[tuple[int, str]]:
    return [(fault.line, fault.code.removeprefix("closings.line.")) for fault in found.faults]


def test_a_plain_list(parsed: Parse) -> None:
    found = parsed(
        "entry,closed_at,outcome,by,note\n"
        f"{A},2026-06-02T10:15:00+08:00,done,team-2,taken down\n"
        f'{B},2026-06-02 11:00,already gone,,"two\nlines"\n'
        f"{C},2026-06-02,Not possible,team-2,\n"
    )
    first, second, third = found.rows
    assert (first.entry, first.outcome, first.by, first.note) == (
        A, ClosedAs.DONE, "team-2", "taken down",
    )  # fmt: skip
    assert (second.closed_at, second.note) == ("2026-06-02T11:00:00.000+08:00", "two\nlines")
    assert (third.line, third.day, third.outcome) == (5, True, ClosedAs.NOT_POSSIBLE)
    assert found.faults == ()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(f"\ufeffEntry ID;Closed at;Result;Who\r\n{A};2026-06-02;Done;x\r\n".encode(),
                     id="bom-semicolons"),
        pytest.param(f"entry\tclosed_at\toutcome\n{A}\t2026-06-02\tDONE\n".encode("utf-16"),
                     id="utf-16-tabs"),
        pytest.param(f"entry,closed_at,outcome,by\n{A},2026-06-02,done,Ren\xe9\n".encode("cp1252"),
                     id="cp1252"),
        pytest.param(f"\n\n,,\n\"entry\",\"closed_at\",\"outcome\"\n\"{A}\",2026-06-02,done\n"
                     .encode().replace(b",,\n", b""), id="blank-first"),
        pytest.param(f"outcome,market,closed_at,entry\ndone,MY,2026-06-02,{A.upper()}\n".encode(),
                     id="other-order"),
        pytest.param((json.dumps({"entry": A, "closed_at": "2026-06-02", "outcome": "done"}) + "\n")
                     .encode(), id="jsonl"),
    ],
)  # fmt: skip
def test_the_same_in_other_clothes(parsed: Parse, data: bytes) -> None:
    found = parsed(data)
    assert [(row.entry, row.outcome) for row in found.rows] == [(A, ClosedAs.DONE)]
    assert found.faults == ()


def test_each_bad_line_is_told_and_the_rest_goes_on(parsed: Parse) -> None:
    found = parsed(
        "entry,closed_at,outcome\n"
        ",2026-06-02,done\n"
        "7,2026-06-02,done\n"
        f"{A},2026-06-02,eaten\n"
        f"{A},02/06/2026,done\n"
        f"{A},,done\n"
        f"{A},2027-01-01,done\n"
        f"{B},2026-06-02,done\n"
        "\n"
        f"{C},2026-06-02\n"
        f'"{C},2026-06-02,done\n'
        f"{C},2026-06-02,done\n"
    )
    assert told(found) == [
        (2, "no_entry"), (3, "no_id"), (4, "no_outcome"), (5, "no_date"), (6, "no_date"),
        (7, "future"), (10, "no_outcome"), (11, "not_csv"),
    ]  # fmt: skip
    assert [(row.line, row.entry) for row in found.rows] == [(8, B), (12, C)]


def test_an_export_that_comes_back_half_filled_in(parsed: Parse) -> None:
    found = parsed(f"entry,closed_at,outcome\n{A},,\n{B},2026-06-02,done\n")
    assert (len(found.rows), found.still_open, found.faults) == (1, 1, ())
    assert parsed(f"entry,closed_at,outcome\n{A},,\n").still_open == 1


def test_json_lines_of_all_sorts(parsed: Parse) -> None:
    good = json.dumps({"Entry-Id": A, "closedAt": "2026-06-02T10:00:00Z", "outcome": "fixed"})
    lines = [good, "{", "[]", "7", '{"entry": {}}', "[" * 100_000, "", '{"outcome": "done"}']
    found = parsed("\n".join(lines), "back.jsonl")
    assert [row.entry for row in found.rows] == [A]
    assert told(found) == [
        (2, "not_json"), (3, "not_json"), (4, "not_json"), (5, "no_entry"), (6, "not_json"),
        (8, "no_entry"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"entry,closed_at,outcome\n", "empty"),
        (b"case;verdict\n1;2\n", "no_columns"),
        (b"entry,by\n1,2\n", "no_columns"),
        (b'"entry', "no_columns"),
        (bytes(range(256)) * 40, "no_text"),
        (b"PK\x03\x04" + b"\0" * 400, "no_text"),
        (b"\xff\xfe\x00", "no_text"),
    ],
)
def test_a_file_that_is_no_list(parsed: Parse, data: bytes, code: str) -> None:
    with pytest.raises(WorldFault) as caught:
        parsed(data)
    assert caught.value.code == f"closings.{code}"


def test_a_file_that_is_not_there_or_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parsed: Parse
) -> None:  # fmt: skip
    for path in (tmp_path / "nowhere.csv", tmp_path):
        with pytest.raises(WorldFault) as caught:
            read(path, NOW)
        assert caught.value.code == "closings.unreadable"
    monkeypatch.setattr(closings, "MOST_BYTES", 50)
    with pytest.raises(WorldFault) as caught:
        parsed(f"entry,closed_at,outcome\n{A},2026-06-02,done\n")
    assert caught.value.code == "closings.too_large"


def test_a_huge_field_and_many_broken_lines_take_no_time(
    parsed: Parse, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    head = "entry,closed_at,outcome,note\n"
    huge = f'{A},2026-06-02,done,"{"x" * 300_000}"\n'
    found = parsed(head + huge + f"{B},2026-06-02,done,{'y' * 9_000}\n")
    assert told(found) == [(2, "not_csv")]
    assert len(found.rows[0].note) == closings.MOST_FIELD
    found = parsed(head + '"broken\n' * 5_000)
    assert 0 < len(found.faults) <= closings.MOST_BROKEN + 1
    monkeypatch.setattr(closings, "MOST_ROWS", 2)
    found = parsed(head + f"{A},2026-06-02,done,\n" * 5)
    assert (len(found.rows), told(found)) == (2, [(4, "too_many")])


def test_what_a_safe_sheet_put_a_mark_before(parsed: Parse) -> None:
    found = parsed(f"entry,closed_at,outcome,by\n{A},2026-06-02,done,'=team\n")
    assert found.rows[0].by == "=team"
