"""Encodings, delimiters and headers of tables as people have them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workstation.fault import WorldFault
from workstation.intake.table.shape import DELIMITERS, look

ROWS = [
    ["id", "title", "text"],
    ["L-1", "กระเป๋าหนังแท้", "ส่งฟรี, ของใหม่"],
    ["L-2", "กระเป๋าผ้า", "สองบรรทัด\nบรรทัดสอง"],
]
LATIN = [["id", "título", "descripción"], ["L-1", "Año nuevo", "Más información; ¡aquí!"]] * 3
CHINESE = [["编号", "标题", "描述"], *[["L-1", "高仿名牌手表", "一比一，支持验货"]] * 40]
TAIWAN = [["編號", "標題", "描述"], *[["L-1", "高仿名牌手錶", "支援驗貨付款"]] * 40]
JAPANESE = [["番号", "題名", "説明"], *[["L-1", "腕時計の新品です", "送料は無料です"]] * 40]


def table(rows: list[list[str]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def put(place: Path, data: bytes, name: str = "t.csv") -> Path:
    path = place / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("delimiter", DELIMITERS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_unicode_tables_are_read_whole(tmp_path: Path, encoding: str, delimiter: str) -> None:
    shape = look(put(tmp_path, table(ROWS, delimiter).encode(encoding)))
    assert (shape.delimiter, shape.header) == (delimiter, tuple(ROWS[0]))
    assert [list(row) for row in shape.rows] == ROWS[1:]
    assert shape.sure


@pytest.mark.parametrize(
    ("rows", "encoding"),
    [(LATIN, "cp1252"), (CHINESE, "gb18030"), (TAIWAN, "big5"), (JAPANESE, "shift_jis")],
)
def test_other_encodings_are_guessed_and_called_a_guess(
    tmp_path: Path, rows: list[list[str]], encoding: str
) -> None:
    shape = look(put(tmp_path, table(rows).encode(encoding)))
    assert list(shape.rows[0]) == rows[1]
    assert not shape.sure


def test_what_is_given_is_not_guessed(tmp_path: Path) -> None:
    shape = look(put(tmp_path, "id;t\n1;é,x\n".encode("cp1252")), "cp1252", ",")
    assert (shape.encoding, shape.delimiter, shape.header) == ("cp1252", ",", ("id;t",))
    assert shape.rows == (("1;é",),)


def test_one_broken_byte_does_not_change_the_encoding(tmp_path: Path) -> None:
    rows = [["id", "text"], *[[str(n), "ข้อความ"] for n in range(300)]]
    data = table(rows).encode().replace("ข้อความ".encode(), b"\xff\xfe?", 1)
    shape = look(put(tmp_path, data))
    assert (shape.encoding, shape.sure) == ("utf-8", False)


def test_titles_of_a_report_above_the_header_are_passed_over(tmp_path: Path) -> None:
    text = "Weekly QA export\n\nid,title,text\nL-1,a,b\nL-2,c,d\nL-3,e,f\n"
    shape = look(put(tmp_path, text.encode()))
    assert shape.header == ("id", "title", "text")
    assert len(shape.rows) == 3


def test_excels_own_first_line_names_the_delimiter(tmp_path: Path) -> None:
    shape = look(put(tmp_path, b"sep=;\r\nid;a,b;c\r\n1;2,3;4\r\n"))
    assert (shape.delimiter, shape.header) == (";", ("id", "a,b", "c"))


def test_names_that_stand_twice_or_nowhere_get_one(tmp_path: Path) -> None:
    shape = look(put(tmp_path, b"id,text,text,\n1,a,b,c\n"))
    assert shape.header == ("id", "text", "text (2)", "column 4")


def test_a_table_without_a_header_gets_numbers_for_names(tmp_path: Path) -> None:
    shape = look(put(tmp_path, b"1,abc,2026\n2,def,2026\n"))
    assert shape.header == ("column 1", "column 2", "column 3")
    assert (shape.named, len(shape.rows)) == (False, 2)


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\n\n\n", b"\0\0\0"])
def test_nothing_is_said_to_be_nothing(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(WorldFault) as told:
        look(put(tmp_path, data))
    assert told.value.code == "intake.empty"


def test_an_encoding_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorldFault) as told:
        look(put(tmp_path, b"a,b\n1,2\n"), "klingon")
    assert (told.value.code, told.value.params["encoding"]) == ("intake.table.encoding", "klingon")


@settings(max_examples=300, deadline=None)
@given(data=st.binary(max_size=400))
def test_any_bytes_are_a_table_or_a_fault(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = put(tmp_path_factory.mktemp("any"), data)
    try:
        shape = look(path)
    except WorldFault:
        return
    assert all(len(row) == len(shape.header) for row in shape.rows)
