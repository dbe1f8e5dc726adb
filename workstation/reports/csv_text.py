"""CSV as spreadsheets read it: RFC 4180, and nothing that they would run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA = frozenset("=+-@＝＋－＠\t\r\n")
_BLANK = " \u00a0\u3000\ufeff"


def lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterable[str]:
    """The header and the rows, each as a line with its CRLF."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    for row in (header, *rows):
        writer.writerow([cell(value) for value in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def cell(value: object) -> str:
    """A value as it stands in a cell; a text that a spreadsheet would calculate gets a `'`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    text = str(value)
    # Blanks before the sign do not stop every spreadsheet.
    return "'" + text if text.lstrip(_BLANK)[:1] in _FORMULA and text.strip(_BLANK) else text
