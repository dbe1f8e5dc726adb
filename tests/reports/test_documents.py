"""Documents: whatever a case says, a file shows it and does nothing with it."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtPdf import QPdfDocument
from pytestqt.qtbot import QtBot

from workstation.fault import WorldFault
from workstation.reports.documents import markdown, workbook
from workstation.reports.documents.values import (
    Document,
    Facts,
    Heading,
    Paragraph,
    Picture,
    Quote,
    Sheet,
    Table,
)
from workstation.ui.printing import files, paper, pdf

HOSTILE = (
    '<img src="file:///etc/passwd"> [x](http://evil.example/a) http://evil.example/b '
    "www.evil.example *b* `c` | =1+1 \u202eabc\u0007 \u200b"
)
SCRIPTS = ("กระเป๋าแบรนด์", "ساعة رولكس", "高仿名牌手表", "போலி கைக்கடிகாரம்", "Jam tangan")


def read(data: bytes, hold: list[QBuffer]) -> QPdfDocument:
    bytes_ = QByteArray(data)
    buffer = QBuffer()
    buffer.setData(bytes_)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    hold.append(buffer)
    made = QPdfDocument()
    made.load(buffer)
    return made


def text_of(data: bytes) -> tuple[int, str]:
    held: list[QBuffer] = []
    document = read(data, held)
    pages = document.pageCount()
    text = "\n".join(document.getAllText(page).text() for page in range(pages))
    document.close()
    return pages, text


def a_document(*blocks: object, title: str = "Errors") -> Document:
    return Document(title, tuple(blocks), "v-a")  # type: ignore[arg-type]


def test_markdown_makes_nothing_of_what_a_case_says() -> None:
    written = markdown.write(
        a_document(Paragraph(HOSTILE), Quote("x", HOSTILE), Table(("a", "b"), ((HOSTILE, "1"),)),
                   Facts((("k", HOSTILE),)), Heading(HOSTILE), title=HOSTILE)
    )  # fmt: skip
    assert "<img" not in written
    assert not re.search(r"(?<!\\)\]\(", written)
    assert "http://" not in written
    assert "www." not in written
    assert "\u202e" not in written
    assert "\u0007" not in written
    assert written.count("⇄") == written.count("␢") / 2 == 6
    # A cell holds no other cell.
    row = next(line for line in written.splitlines() if line.endswith("| 1 |"))
    assert len(re.findall(r"(?<!\\)\|", row)) == 3


@pytest.mark.parametrize("words", ["- x", "+ x", "1. x", "12) x", "# x", "=== x", "> x"])
def test_the_first_sign_of_a_text_begins_nothing(words: str) -> None:
    assert not markdown.escaped(words).startswith(words[:3])


def test_a_workbook_calculates_nothing() -> None:
    rows = (("=1+1", 3), ("@SUM(A1)", None), ("http://evil.example", -2), (HOSTILE, 0))
    sheets = [Sheet("Er[r]:ors", ("a", "=b"), rows), Sheet("Er[r]:ors", ("x",), ())]
    data = workbook.write(sheets, "t")
    assert data == workbook.write(sheets, "t")
    book = zipfile.ZipFile(io.BytesIO(data))
    page = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in page
    assert "hyperlink" not in page
    assert "<v>3</v>" in page
    words = book.read("xl/sharedStrings.xml").decode()
    for said in ("=1+1", "@SUM(A1)", "⇄abc␢"):
        assert f"{said}" in words
    assert "\u202e" not in words
    names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
    assert names == ["Er r  ors", "Er r  ors 2"]


def test_a_cell_holds_no_more_than_there_is_room_for() -> None:
    assert len(workbook.cell("x" * 40_000)) == workbook.LONGEST_CELL
    assert workbook.cell("x" * 40_000).endswith("(cut off)")


def test_pages_hold_every_script_and_load_nothing(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    load = paper.Paper.loadResource
    monkeypatch.setattr(
        paper.Paper, "loadResource",
        lambda self, kind, name: (asked.append(name), load(self, kind, name))[1],
    )  # fmt: skip
    pixels = bytes((200, 220, 255, 255)) * (40 * 30)
    data = pdf.write(
        a_document(
            *(Quote(one, "x ", " y", "title") for one in SCRIPTS),
            Paragraph(HOSTILE),
            Picture(40, 30, pixels, ((1000, 1000, 5000, 5000),), "photo 1"),
            Picture(caption="photo 2", missing="not shown: marked as minors"),
            Table(("a", "n"), (("x", "1"),), (80, 20), (1,)),
        )
    )
    assert asked == []
    for marker in (b"/URI", b"/Launch", b"/JavaScript", b"/EmbeddedFile", b"/GoToR"):
        assert marker not in data
    pages, text = text_of(data)
    assert pages == 1
    assert "高仿名牌手表" in unicodedata.normalize("NFKC", text)
    assert "Jam tangan" in text
    assert "<img src=" in text
    assert "\u202e" not in text
    assert "marked as minors" in text
    assert "1 / 1" in text


def test_no_heading_stands_alone_at_a_page_s_foot(qtbot: QtBot) -> None:
    blocks = [
        part for n in range(60) for part in (Heading(f"Head {n:02}", 2), Paragraph("word " * 60))
    ]
    held: list[QBuffer] = []
    document = read(pdf.write(a_document(*blocks)), held)
    assert document.pageCount() > 3
    for page in range(document.pageCount()):
        lines = [line.strip() for line in document.getAllText(page).text().splitlines()]
        words = [line for line in lines if line and not re.match(r"v-a|\d+ / \d+", line)]
        assert not words[-1].startswith("Head")
    document.close()


def test_a_file_is_written_by_its_ending_and_whole(qtbot: QtBot, tmp_path: Path) -> None:
    made = a_document(Paragraph("Words"))
    for name in ("note.pdf", "note.md"):
        assert files.write_document(made, tmp_path / name) == (tmp_path / name).stat().st_size
        with pytest.raises(WorldFault, match=r"export\.exists"):
            files.write_document(made, tmp_path / name)
    assert (tmp_path / "note.pdf").read_bytes().startswith(b"%PDF")
    with pytest.raises(WorldFault, match=r"document\.no_format"):
        files.write_document(made, tmp_path / "note.docx")
    with pytest.raises(WorldFault, match=r"export\.no_folder"):
        files.write_document(made, tmp_path / "no" / "note.md")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["note.md", "note.pdf"]
