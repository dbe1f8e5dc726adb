"""What a table looks like: encoding, delimiter, header, the first rows. Guessed, and shown."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import islice
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from workstation.fault import WorldFault
from workstation.intake.csv_lines import MOST_CELL
from workstation.intake.interface import unreadable

SAMPLE = 1024 * 1024  # bytes that are looked at
SAMPLE_ROWS = 2_000
MOST_COLUMNS = 500
DELIMITERS = (",", ";", "\t", "|")
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# What the marketplaces of the region export in, besides UTF-8.
ENCODINGS = (
    *("utf-8", "utf-8-sig", "utf-16", "cp1252", "gb18030", "big5", "shift_jis", "euc_kr", "cp874"),
    *("cp1258", "cp1256", "cp1251", "iso8859_15"),
)
_FEW = 0.01  # of the lines may hold broken bytes before another encoding is thought of


class Shape(Struct, frozen=True):
    """How a table is written. `sure` tells whether encoding and delimiter left no doubt.

    `skip` lines stand before the header; `rows` are the first ones, as long as the header.
    """

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    skip: int = 0
    sure: bool = True
    named: bool = True  # whether the first row holds names


def look(path: Path, encoding: str | None = None, delimiter: str | None = None) -> Shape:
    """Guess how a table is written; what is given is not guessed.

    Raises WorldFault `intake.missing`, `intake.empty`, `intake.unreadable`,
    `intake.table.encoding`, `intake.table.no_columns`.
    """
    try:
        with path.open("rb") as file:
            sample = file.read(SAMPLE)
    except FileNotFoundError:
        raise WorldFault("intake.missing", path=str(path)) from None
    except OSError as error:
        raise unreadable(path, error) from None
    return look_into(sample, path, encoding, delimiter)


def look_into(
    sample: bytes, path: Path, encoding: str | None = None, delimiter: str | None = None
) -> Shape:
    """As `look`, for the first bytes of a table, however they were come by."""
    if not sample.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise WorldFault("intake.empty", path=str(path))
    known, sure = (encoding, True) if encoding else _encoding(sample)
    text = decoded(sample, known)
    shape = _shape(text, known, delimiter)
    return replace(shape, sure=sure)


def decoded(data: bytes, encoding: str) -> str:
    """The words of bytes; those that are broken stay as lone surrogates, for whoever looks.

    Raises WorldFault `intake.table.encoding`.
    """
    try:
        return data.decode(encoding, errors="surrogateescape")
    except (LookupError, ValueError):  # a UnicodeError, or a NUL in the name
        pass
    try:
        return data.decode(encoding, errors="replace")
    except (LookupError, ValueError):
        raise WorldFault("intake.table.encoding", encoding=encoding[:40]) from None


def _encoding(sample: bytes) -> tuple[str, bool]:
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name, True
    if (wide := _wide(sample)) is not None:
        return wide, True
    broken = _broken_lines(sample)
    if broken == 0:
        return "utf-8", True
    if broken < _FEW:
        return "utf-8", False
    from charset_normalizer import from_bytes

    best = from_bytes(sample[: SAMPLE // 4], cp_isolation=list(ENCODINGS[3:])).best()
    return (best.encoding if best is not None else "cp1252"), False


def _wide(sample: bytes) -> str | None:
    # UTF-16 without a mark: of delimiters and Latin letters every other byte is nought.
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 20 < len(sample) // 2 or max(even, odd) < 10 * min(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _broken_lines(sample: bytes) -> float:
    lines = sample.split(b"\n")
    if len(sample) == SAMPLE and len(lines) > 1:
        lines.pop()  # cut off in the middle
    broken = 0
    for line in lines:
        try:
            line.decode()
        except UnicodeDecodeError:
            broken += 1
    return broken / max(1, len(lines))


def _shape(text: str, encoding: str, delimiter: str | None) -> Shape:
    lines = list(islice(StringIO(text, newline=""), SAMPLE_ROWS * 4))
    if len(text) > 1 and len(lines) > 1 and not text.endswith(("\n", "\r")):
        lines.pop()  # may have been cut off by the sample
    skip = 0
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5:
        delimiter, skip = delimiter or lines[0].strip()[4], 1  # Excel's own first line
    chosen = delimiter or _delimiter(lines[skip:])
    rows = list(islice(parsed(lines[skip:], chosen), SAMPLE_ROWS))
    ahead = _title_lines(rows)
    rows, skip = rows[ahead:], skip + ahead
    if not rows or len(rows[0]) > MOST_COLUMNS:
        raise WorldFault("intake.table.no_columns", columns=len(rows[0]) if rows else 0)
    named = _has_names(rows[0])
    names = rows[0] if named else [f"column {n}" for n in range(1, len(rows[0]) + 1)]
    header = unique(names)
    body = rows[1:] if named else rows
    return Shape(
        encoding,
        chosen,
        header,
        tuple(fitted(row, len(header)) for row in body if any(cell.strip() for cell in row)),
        skip,
        named=named,
    )


def parsed(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """The rows of lines; what cannot be read as a table ends them."""
    csv.field_size_limit(MOST_CELL)
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    except csv.Error:
        return


def fitted(row: Sequence[str], columns: int) -> tuple[str, ...]:
    """A row of exactly so many cells."""
    return (*row[:columns], *[""] * (columns - len(row)))


def unique(names: Sequence[str]) -> tuple[str, ...]:
    """Names of columns, each once, none empty."""
    seen: Counter[str] = Counter()
    found = []
    for place, name in enumerate(names, 1):
        plain = " ".join(name.split())[:200] or f"column {place}"
        seen[plain] += 1
        found.append(plain if seen[plain] == 1 else f"{plain} ({seen[plain]})")
    return tuple(found)


def _delimiter(lines: Sequence[str]) -> str:
    def score(delimiter: str) -> tuple[float, int]:
        widths = Counter(len(row) for row in islice(parsed(lines, delimiter), 200) if row)
        if not widths:
            return (0.0, 0)
        width, often = max(widths.items(), key=lambda pair: (pair[0] > 1, pair[1]))
        return (often / widths.total() if width > 1 else 0.0, width)

    return max(DELIMITERS, key=score)


def _title_lines(rows: Sequence[Sequence[str]]) -> int:
    # A report may begin with its own title: lines of one cell above a table of many.
    def filled(row: Sequence[str]) -> int:
        return sum(bool(cell.strip()) for cell in row)

    usual = Counter(len(row) for row in rows).most_common(1)
    if not usual or usual[0][0] < 3:
        return 0
    for place, row in enumerate(rows[:20]):
        if filled(row) >= 2:
            return place
    return 0


def _has_names(row: Sequence[str]) -> bool:
    cells = [cell.strip() for cell in row]
    if not any(cells):
        return False
    told = [cell for cell in cells if cell]
    short = all(len(cell) <= 80 and "\n" not in cell for cell in told)
    numbers = any(cell.replace(".", "").replace(",", "").isdigit() for cell in told)
    return short and not numbers
