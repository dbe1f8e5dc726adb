"""What is to be put right, as a list for whoever does it, and how fast it is done.

The list names no auditor. Sealed cases are never in it, nor what the person at this desk has yet to
judge blind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

from msgspec import Struct

from workstation.domain import instant
from workstation.domain.remediation import State
from workstation.domain.taxonomy import Severity
from workstation.fault import WorldFault
from workstation.reports import aside, csv_text
from workstation.reports.export import Exported, json_line
from workstation.store import remediation_rows
from workstation.store.driver import Database
from workstation.store.remediation_rows import Entry, Wish
from workstation.store.store import Store

# The last four are for whoever puts it right: the filled-in list comes back as closings.
COLUMNS = (
    "entry", "case", "source_id", "market", "content_type", "seller", "what", "target", "wanted",
    "done", "clause", "clause_title", "severity", "opened", "due", "owner", "state", "batch",
    "auditor_note", "closed_at", "outcome", "by", "note",
)  # fmt: skip
FORMATS = (".csv", ".jsonl")


class Figures(Struct, frozen=True):
    """How the list stands. Days are from the verdict to the closing, of what is closed."""

    states: dict[str, int]
    overdue: int
    buckets: dict[str, int]
    overdue_by_severity: dict[str, int]
    overdue_by_vendor: dict[str, int]
    median_days: float | None
    p95_days: float | None
    sealed: int
    changed: int


BUCKETS = ("overdue", "day", "three_days", "later")
"""What is open by the time left: none, under 24 hours, under three days, more."""


def export(
    store: Store,
    path: Path,
    wish: Wish | None = None,
    *,
    overwrite: bool = False,
    bom: bool = False,
) -> Exported:
    """Write the list: what is open unless `wish` says otherwise.

    Raises WorldFault `export.no_format`, and what `aside.write` raises.
    """
    kind = path.suffix.lower()
    if kind not in FORMATS:
        raise WorldFault("export.no_format", path=str(path))
    wanted = wish or Wish(states=(State.OPEN.value,))
    held = [row for row in store.read(_rows, wanted).result() if not row.sealed]
    plain = [dict(zip(COLUMNS, cells(row), strict=True)) for row in held]
    if kind == ".jsonl":
        pieces: Iterable[str] = (json_line(row) for row in plain)
    else:
        pieces = csv_text.lines(COLUMNS, (list(row.values()) for row in plain))
    size = aside.write(path, pieces, overwrite=overwrite, bom=bom and kind == ".csv")
    return Exported(path, len(held), size)


def cells(row: Entry) -> list[object]:
    """An entry as the cells of `COLUMNS`."""
    closed = row.state == State.CLOSED
    return [
        row.id, row.case, row.source_id, row.market, row.content_type, row.seller, row.what,
        target(row), row.wanted, row.done, row.clause, row.title, row.severity, row.opened_at,
        row.due_at, row.owner, row.state, row.batch, row.note,
        row.closed_at if closed else None, row.closed_as if closed else None,
        row.closed_by if closed else None, row.closing_note if closed else None,
    ]  # fmt: skip


def target(row: Entry) -> str:
    """What it is about, in codes: `item`, `seller`, `part title`, `media <sha256>`."""
    return f"{row.target_kind} {row.target_ref}" if row.target_ref else str(row.target_kind or "")


def figures(rows: Sequence[Entry], now: datetime) -> Figures:
    """How a list stands at a moment."""
    late = [row for row in rows if bucket(row, now) == BUCKETS[0]]
    days = sorted(
        (instant.parse(row.closed_at) - instant.parse(row.opened_at)) / timedelta(days=1)
        for row in rows
        if row.state == State.CLOSED and row.closed_at is not None
    )
    by_severity = Counter(row.severity for row in late)
    return Figures(
        states={state.value: sum(row.state == state for row in rows) for state in State},
        overdue=len(late),
        buckets={name: sum(bucket(row, now) == name for row in rows) for name in BUCKETS},
        overdue_by_severity={
            one.value: by_severity[one.value] for one in reversed(Severity) if by_severity[one]
        },
        overdue_by_vendor=dict(
            sorted(Counter(row.vendor for row in late if row.vendor is not None).items())
        ),
        median_days=round(median(days), 2) if days else None,
        p95_days=round(days[-(-len(days) * 95 // 100) - 1], 2) if days else None,
        sealed=sum(row.sealed for row in rows),
        changed=sum(row.changed for row in rows),
    )


def bucket(row: Entry, now: datetime) -> str | None:
    """How much time is left of an open entry; None where it is not open."""
    if row.state != State.OPEN:
        return None
    left = instant.parse(row.due_at) - now
    if left < timedelta():
        return BUCKETS[0]
    if left < timedelta(days=1):
        return BUCKETS[1]
    return BUCKETS[2] if left < timedelta(days=3) else BUCKETS[3]


def _rows(db: Database, wish: Wish) -> list[Entry]:
    return list(remediation_rows.rows(db, wish))
