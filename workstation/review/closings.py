"""A list of closings takes effect: each row that fits its entry becomes one event."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from workstation.domain import instant
from workstation.domain.remediation import State
from workstation.intake import closings
from workstation.intake.closings import Closing, LineFault
from workstation.review import remediation
from workstation.review.acting import Desk, whole
from workstation.store import remediation_rows
from workstation.store.driver import Database
from workstation.store.store import Store

CHUNK = 200
"""Closings written in one transaction, so that verdicts get in between."""


class TakenIn(Struct, frozen=True):
    """What came of a list: how many were closed, how many were known already, what is wrong."""

    closed: int
    known: int
    faults: tuple[LineFault, ...]


def take_in(store: Store, desk: Desk, path: Path) -> TakenIn:
    """Read a list and record its closings; the same list again changes nothing.

    Raises what `intake.closings.read` raises.
    """
    held = closings.read(path, instant.parse(desk.now()))
    rows, faults = _once(held.rows)
    closed = known = 0
    for start in range(0, len(rows), CHUNK):
        done = store.write(_record, desk, rows[start : start + CHUNK]).result()
        closed, known = closed + done.closed, known + done.known
        faults += done.faults
    told = sorted((*held.faults, *faults), key=lambda fault: fault.line)
    return TakenIn(closed, known, tuple(told))


def _once(rows: tuple[Closing, ...]) -> tuple[list[Closing], list[LineFault]]:
    first: dict[str, Closing] = {}
    faults = []
    for row in rows:
        held = first.setdefault(row.entry, row)
        if held is not row:
            faults.append(LineFault(row.line, "closings.line.double", {"first": held.line}))
    return list(first.values()), faults


def _record(db: Database, desk: Desk, rows: list[Closing]) -> TakenIn:
    there = remediation_rows.known(db, [row.entry for row in rows])
    closed = known = 0
    faults = []
    for row in rows:
        held = there.get(row.entry)
        if held is None:
            faults.append(LineFault(row.line, "closings.line.unknown", {"entry": row.entry}))
            continue
        _verdict, state, opened_at = held
        row = _on_its_day(row, opened_at)
        if _is_known(db, row):
            known += 1
        elif instant.parse(row.closed_at) < instant.parse(opened_at):
            opened = opened_at[:16].replace("T", " ")
            faults.append(LineFault(row.line, "closings.line.before_opened", {"opened": opened}))
        elif state == State.CLOSED:
            faults.append(LineFault(row.line, "closings.line.closed_already"))
        else:
            remediation.close(db, desk, row.entry, row.outcome, row.note, row.by, row.closed_at)
            closed += 1
    return TakenIn(closed, known, tuple(faults))


def _is_known(db: Database, row: Closing) -> bool:
    said = (instant.sort_key(row.closed_at), row.outcome.value, whole(row.by))
    return said in remediation.said_before(db, row.entry)


def _on_its_day(row: Closing, opened_at: str) -> Closing:
    # A bare day, or a time told to the minute, begins before what was opened within it.
    opened, start = instant.parse(opened_at), instant.parse(row.closed_at)
    if start >= opened:
        return row
    same_day = row.day and opened.astimezone(start.tzinfo).date() == start.date()
    same_minute = opened - start < timedelta(minutes=1)
    return replace(row, closed_at=opened_at) if same_day or same_minute else row
