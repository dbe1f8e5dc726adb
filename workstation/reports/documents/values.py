"""What a document is made of. Every text is plain; nothing in it is interpreted by any writer."""

from __future__ import annotations

from msgspec import Struct

Box = tuple[int, int, int, int]
"""1/10,000 of a picture's sides: x, y, width, height."""


class Heading(Struct, frozen=True):
    """`level` 1 is a chapter, 2 a section. `apart`: it begins a page."""

    text: str
    level: int = 1
    apart: bool = False


class Paragraph(Struct, frozen=True):
    """Words of ours; `quiet` ones stand back, `strong` ones stand out."""

    text: str
    quiet: bool = False
    strong: bool = False


class Quote(Struct, frozen=True):
    """Words of a case: `before` and `after` stand around what is pinned; `source` says where."""

    pinned: str
    before: str = ""
    after: str = ""
    source: str = ""


class Facts(Struct, frozen=True):
    """Names with their values, a line each."""

    rows: tuple[tuple[str, str], ...]


class Table(Struct, frozen=True):
    """Rows under columns. `widths` are shares of the page; `right` the columns of numbers."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()
    right: tuple[int, ...] = ()


class Picture(Struct, frozen=True):
    """Pixels, four bytes each, red first, with boxes on them; no pixels where there is only
    something to say (`missing`)."""

    width: int = 0
    height: int = 0
    pixels: bytes = b""
    boxes: tuple[Box, ...] = ()
    caption: str = ""
    missing: str = ""


Block = Heading | Paragraph | Quote | Facts | Table | Picture


class Document(Struct, frozen=True):
    """A document: `line` stands at the foot of every page."""

    title: str
    blocks: tuple[Block, ...]
    line: str = ""
    language: str = "en"


class Sheet(Struct, frozen=True):
    """A sheet of a workbook; cells are texts, numbers or None."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float | None, ...], ...]
    widths: tuple[int, ...] = ()
