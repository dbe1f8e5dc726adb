"""Sheets as an XLSX workbook: texts are texts, never formulas or links."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime

from workstation.domain.visible import visible
from workstation.reports.documents.values import Sheet

LONGEST_CELL = 32_767
_MORE = "… (cut off)"
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_MADE = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def write(sheets: Sequence[Sheet], title: str = "") -> bytes:
    """The bytes of the workbook; the same sheets make the same bytes."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"title": cell(title)[:255], "created": _MADE})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    # Kept as text for good: a cell that somebody edits and leaves stays what it was.
    words = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    number = book.add_format({"valign": "top"})
    names: set[str] = set()
    for sheet in sheets:
        page = book.add_worksheet(_name(sheet.name, names))
        for place, width in enumerate(sheet.widths):
            page.set_column(place, place, width)
        for place, column in enumerate(sheet.columns):
            page.write_string(0, place, cell(column), head)
        for line, row in enumerate(sheet.rows, 1):
            for place, value in enumerate(row):
                if isinstance(value, int | float) and not isinstance(value, bool):
                    page.write_number(line, place, value, number)
                elif value is not None:
                    page.write_string(line, place, cell(str(value)), words)
        page.freeze_panes(1, 0)
        if sheet.rows:
            page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    book.close()
    return out.getvalue()


def cell(text: str) -> str:
    """A text as a cell can hold it: hidden signs shown, no longer than there is room."""
    words = visible(text).replace("\u2028", "\n")
    if len(words) > LONGEST_CELL:
        words = words[: LONGEST_CELL - len(_MORE)] + _MORE
    return words


def _name(wanted: str, names: set[str]) -> str:
    name = cell(wanted).translate(_FORBIDDEN).strip()[:28] or "Sheet"
    made, number = name, 1
    while made.lower() in names:
        number += 1
        made = f"{name} {number}"
    names.add(made.lower())
    return made
