"""What the enforcement team sends back: which entries are closed, when, how, by whom.

CSV or JSON lines as people and sheets make them. Each row that cannot be used is told with its line
and why; the rest goes on. Which entries there are is not known here.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct, field

from workstation.domain import instant
from workstation.domain.ids import is_uuid
from workstation.domain.remediation import ClosedAs
from workstation.fault import WorldFault
from workstation.intake.csv_lines import records

MOST_BYTES = 64 * 1024 * 1024
MOST_ROWS = 200_000
MOST_FIELD = 4_000
"""Characters of a note; the rest of a longer one is cut off."""
MOST_LINE = 1_000_000
MOST_CELL = 131_072
MOST_BROKEN = 1_000
"""After so many lines that are no CSV the rest is not tried."""


class LineFault(Struct, frozen=True):
    """A row that was left out: its line, and a code with a sentence in `workstation.words`."""

    line: int
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


class Closing(Struct, frozen=True):
    """A row that can be used. Of a bare day `closed_at` is its start here, and `day` is set."""

    line: int
    entry: str
    closed_at: str
    outcome: ClosedAs
    by: str = ""
    note: str = ""
    day: bool = False


class Closings(Struct, frozen=True):
    """What a file holds. An export that comes back half filled in has rows that are `still_open`:
    neither a date nor an outcome."""

    rows: tuple[Closing, ...]
    faults: tuple[LineFault, ...]
    still_open: int = 0


# What the columns are called, without regard to case, blanks and underscores.
_COLUMNS = {
    "entry": ("entry", "entryid", "id", "remediation", "remediationid"),
    "closed_at": ("closedat", "closed", "date", "closedon", "at", "when"),
    "outcome": ("outcome", "result", "closedas", "how"),
    "by": ("by", "closedby", "who"),
    "note": ("note", "notes", "comment", "comments", "remark", "remarks", "closingnote"),
}
_NEEDED = ("entry", "closed_at", "outcome")
_OUTCOMES = {
    **{outcome.value.replace("_", ""): outcome for outcome in ClosedAs},
    "fixed": ClosedAs.DONE,
    "completed": ClosedAs.DONE,
    "gone": ClosedAs.ALREADY_GONE,
    "impossible": ClosedAs.NOT_POSSIBLE,
}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SEPARATORS = (",", ";", "\t", "|")


def read(path: Path, now: datetime) -> Closings:
    """Read a file of closings; `now` tells what lies in the future, and the offset of bare times.

    Raises WorldFault `closings.unreadable`, `closings.too_large`, `closings.empty`,
    `closings.no_columns`.
    """
    text = _text(path)
    found, faults, still_open = list[Closing](), list[LineFault](), 0
    lines = _json_rows(text) if text.lstrip()[:1] == "{" else _csv_rows(text, path)
    for number, (line, row) in enumerate(lines):
        if number >= MOST_ROWS:
            faults.append(LineFault(line, "closings.line.too_many", {"most": MOST_ROWS}))
            break
        made = _closing(line, row, now) if isinstance(row, dict) else LineFault(line, row)
        if isinstance(made, Closing):
            found.append(made)
        elif made is not None:
            faults.append(made)
        still_open += made is None
    if not found and not faults and not still_open:
        raise WorldFault("closings.empty", path=str(path))
    return Closings(tuple(found), tuple(faults), still_open)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise WorldFault(
            "closings.unreadable", path=str(path), reason=str(error.strerror)
        ) from None
    if len(data) > MOST_BYTES:
        raise WorldFault("closings.too_large", path=str(path), most=MOST_BYTES // 1024**2)
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise WorldFault("closings.no_text", path=str(path))


# Rows: a dict by our names, or the code of what is wrong with the line.


def _json_rows(text: str) -> Iterator[tuple[int, dict[str, str] | str]]:
    for number, line in enumerate(io.StringIO(text, newline=""), 1):
        if not line.strip():
            continue
        if len(line) > MOST_LINE:
            yield number, "closings.line.too_long"
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            yield number, "closings.line.not_json"
            continue
        named: dict[str, str] = {}
        for name, held in value.items():
            ours = _ours(name)
            if ours and isinstance(held, str | int | float) and ours not in named:
                named[ours] = str(held)
        yield number, named


def _csv_rows(text: str, path: Path) -> Iterator[tuple[int, dict[str, str] | str]]:
    first = next((line for line in io.StringIO(text, newline="") if line.strip()), "")
    separator = max(_SEPARATORS, key=first[:MOST_LINE].count)
    file = io.StringIO(text, newline="")
    columns: dict[int, str] | None = None
    broken = 0
    for line, row in records(file, separator, strict=True, most_cell=MOST_CELL):
        if isinstance(row, list) and not any(cell.strip() for cell in row):
            continue
        if columns is None:
            columns = _checked_header([] if isinstance(row, str) else row, path)
        elif isinstance(row, str):
            yield line, "closings.line.not_csv"
            broken += 1
            if broken > MOST_BROKEN:
                return
        else:
            yield line, {name: row[at] for at, name in columns.items() if at < len(row)}


def _checked_header(header: list[str], path: Path) -> dict[int, str]:
    """Which of our columns stands where; raises where one is missing."""
    columns = _header(header)
    missing = [name for name in _NEEDED if name not in columns.values()]
    if missing:
        raise WorldFault("closings.no_columns", path=str(path), missing=", ".join(missing))
    return columns


def _header(row: list[str]) -> dict[int, str]:
    found: dict[int, str] = {}
    for at, cell in enumerate(row):
        ours = _ours(cell)
        if ours and ours not in found.values():
            found[at] = ours
    return found


def _ours(name: str) -> str | None:
    bare = re.sub(r"[\s_\-]", "", str(name)).casefold()
    return next((ours for ours, names in _COLUMNS.items() if bare in names), None)


# One row


def _closing(line: int, row: Mapping[str, str], now: datetime) -> Closing | LineFault | None:
    # A sheet that was exported safely has a ' before what it would calculate.
    held = {name: _cell(value) for name, value in row.items()}
    entry = held.get("entry", "").lower()
    if entry and not held.get("closed_at") and not held.get("outcome"):
        return None
    if not entry:
        return LineFault(line, "closings.line.no_entry")
    if not is_uuid(entry):
        return LineFault(line, "closings.line.no_id", {"entry": _short(entry)})
    outcome = _OUTCOMES.get(re.sub(r"[\s_\-]", "", held.get("outcome", "")).casefold())
    if outcome is None:
        said = _short(held.get("outcome", ""))
        return LineFault(line, "closings.line.no_outcome", {"outcome": said})
    moment = _moment(held.get("closed_at", ""), now)
    if moment is None:
        said = _short(held.get("closed_at", ""))
        return LineFault(line, "closings.line.no_date", {"date": said})
    if moment > now + timedelta(hours=1):
        return LineFault(line, "closings.line.future", {"date": _short(held["closed_at"])})
    return Closing(
        line=line,
        entry=entry,
        closed_at=instant.write(moment),
        outcome=outcome,
        by=" ".join(held.get("by", "").split())[:80],
        note=held.get("note", "")[:MOST_FIELD],
        day=bool(_DAY.fullmatch(held["closed_at"])),
    )


def _cell(value: str) -> str:
    text = value.replace("\0", "").strip()
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text


def _moment(text: str, now: datetime) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        # A time without an offset is one of a clock on the wall, here.
        return moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)
    except (ValueError, OverflowError):
        return None


def _short(text: str) -> str:
    shown = "".join(c if c.isprintable() else "?" for c in text[:40])
    return shown + "…" if len(text) > 40 else shown


