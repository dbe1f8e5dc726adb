"""The rows of a CSV with the line each begins on; one bad row costs one line, not what follows."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Self, TextIO

MOST_CELL = 1024 * 1024
MOST_RECORD_LINES = 2_000  # a row that goes on longer has a quote that nobody closed
MOST_READ_AGAIN = 100_000  # lines given back; where there are more, rows are looked at less far
FEW_RECORD_LINES = 20
UNCLOSED, BROKEN = "unclosed", "broken"


def records(
    file: TextIO, delimiter: str, *, strict: bool = False, most_cell: int = MOST_CELL
) -> Iterator[tuple[int, list[str] | str]]:
    """Each row with its line, or what is wrong with it: `UNCLOSED` or `BROKEN`. After a quote that
    is never closed, reading goes on with the line below the one it began on."""
    csv.field_size_limit(most_cell)  # the module's own: whoever reads next sets theirs
    lines = Lines(file, most_cell * 4)
    while True:
        lines.begin()
        rows = csv.reader(lines, delimiter=delimiter, strict=strict)
        try:
            for row in rows:
                yield lines.started, row
                lines.begin()
            return
        except _Unclosed:
            yield lines.started, UNCLOSED
        except csv.Error:
            yield lines.started, BROKEN
        lines.step_back()


class _Unclosed(Exception):
    """A row that goes on and on."""


class Lines:
    """The lines of a file, counted; those of the row that is being read can be given back."""

    def __init__(self, file: TextIO, most: int) -> None:
        self._file, self._most = file, most
        self._back: list[str] = []
        self._row: list[str] = []
        self._number = 0  # lines given out
        self._again = 0  # lines given back
        self.started = 1

    def begin(self) -> None:
        """A row begins with the next line."""
        self._row.clear()
        self.started = self._number + 1

    def step_back(self) -> None:
        """Give back all lines of this row but its first."""
        kept = self._row[1:]
        self._back.extend(reversed(kept))
        self._number -= len(kept)
        self._again += len(kept)
        self._row.clear()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        seldom = self._again < MOST_READ_AGAIN
        if len(self._row) >= (MOST_RECORD_LINES if seldom else FEW_RECORD_LINES):
            raise _Unclosed
        line = self._back.pop() if self._back else self._file.readline(self._most)
        if not line:
            if len(self._row) > 1 and self._open_quote():
                raise _Unclosed
            raise StopIteration
        self._row.append(line)
        self._number += 1
        return line

    def _open_quote(self) -> bool:
        # At the end of the file csv gives a row that a quote has swallowed as if it were whole.
        return sum(line.count('"') for line in self._row) % 2 == 1
