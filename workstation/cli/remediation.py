"""`workstation remediation`: what is to be put right, the list for whoever does it, closings."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec.structs import asdict

from workstation.cli.out import Out
from workstation.cli.parser import Arguments
from workstation.domain import instant
from workstation.domain.remediation import State
from workstation.fault import WorldFault
from workstation.reports import remediation as report
from workstation.review.closings import TakenIn, take_in
from workstation.services import Services
from workstation.store import remediation_rows, verdicts
from workstation.store.driver import Database
from workstation.store.remediation_rows import Entry, Wish
from workstation.words import sentence

OVERDUE = "overdue"
STATES = (*(state.value for state in State), OVERDUE)
_NOT_TOLD = ("target_words", "closing")


def remediation(arguments: Arguments, services: Services, out: Out) -> int:
    """Take closings in, write the list, tell how it stands; in this order."""
    taken = None
    if arguments.closings:
        taken = take_in(services.store, services.desk, Path(arguments.closings))
    now = services.desk.now()
    wish = _wish(arguments, now)
    written = None
    if arguments.export:
        written = report.export(
            services.store,
            Path(arguments.export),
            wish if arguments.state else _open(wish),
            overwrite=arguments.force,
            bom=arguments.bom,
        )
    # The counts are of the whole list, whichever states are asked for.
    everything, held = services.store.read(_read, Wish((), wish.severities, wish.batch)).result()
    moment = instant.parse(now)
    figures = report.figures(everything, moment)
    rows = [row for row in everything if _wanted(row, wish, moment)]
    value: dict[str, Any] = {
        **asdict(figures),
        "held_back": held,
        "entries": [_told(row, moment) for row in rows if not row.sealed],
    }
    lines = [*_standing(figures, held), *(_line(row, moment) for row in rows)]
    if written is not None:
        value["export"] = {"path": str(written.path), "rows": written.rows, "bytes": written.size}
        lines.append(f"{written.rows} entries written to {written.path}")
    if taken is not None:
        value["closings"] = {
            "closed": taken.closed,
            "known": taken.known,
            "faults": [
                {"line": fault.line, "code": fault.code, "words": words}
                for fault, words in _faults(taken)
            ],
        }
        lines += _taken(taken)
    out.report(value, lines)
    return 1 if taken is not None and taken.faults and not (taken.closed or taken.known) else 0


def _wish(arguments: Arguments, now: str) -> Wish:
    states = tuple(state for state in arguments.state or () if state != OVERDUE)
    overdue = OVERDUE in (arguments.state or ())
    return Wish(
        states=states,
        severities=tuple(arguments.severity or ()),
        batch=arguments.batch,
        overdue_at=now if overdue else None,
    )


def _wanted(row: Entry, wish: Wish, now: datetime) -> bool:
    if wish.overdue_at is not None and report.bucket(row, now) != OVERDUE:
        return False
    return not wish.states or row.state in wish.states


def _open(wish: Wish) -> Wish:
    return Wish((State.OPEN.value,), wish.severities, wish.batch, wish.overdue_at)


def _read(db: Database, wish: Wish) -> tuple[list[Entry], int]:
    # Verdicts are counted, not entries: an entry says that a decision is wrong.
    return list(remediation_rows.rows(db, wish)), verdicts.held_back(db)


def _told(row: Entry, now: datetime) -> dict[str, Any]:
    # Auditors are left out: what is to be put right is no matter of who found it.
    plain = {name: value for name, value in asdict(row).items() if name not in _NOT_TOLD}
    del plain["person"]
    plain["hours_left"] = _hours(row, now)
    return plain


def _hours(row: Entry, now: datetime) -> float | None:
    if row.state not in (State.OPEN, State.WAITING):
        return None
    return round((instant.parse(row.due_at) - now).total_seconds() / 3600, 1)


def _standing(figures: report.Figures, held: int) -> list[str]:
    states = figures.states
    head = (
        f"{states['open']} open ({figures.overdue} overdue), {states['waiting']} waiting for a "
        f"language peer, {states['closed']} closed, {states['withdrawn']} withdrawn"
    )
    lines = [head]
    if figures.median_days is not None:
        lines.append(
            f"  closed after {figures.median_days:g} days (median), {figures.p95_days:g} (p95)"
        )
    for by, counts in (
        ("severity", figures.overdue_by_severity),
        ("vendor", figures.overdue_by_vendor),
    ):
        if counts:
            told = ", ".join(f"{name} {number}" for name, number in counts.items())
            lines.append(f"  overdue by {by}: {told}")
    if figures.changed:
        lines.append(f"  {figures.changed} closed, verdict later changed")
    if held:
        lines.append(
            f"  {held} verdicts are held back: you have yet to answer these blind cases yourself"
        )
    return lines


def _line(row: Entry, now: datetime) -> str:
    if row.sealed:
        return f"  {row.id}  {row.source_id or row.case or ''}  sealed: only its reference is told"
    hours = _hours(row, now)
    time = row.state if hours is None else _time(hours)
    if row.state == State.WAITING:
        time = f"waiting, {time}"
    if row.changed:
        time += ", verdict later changed"
    what = f"{row.what} {report.target(row)}"
    clause = f"{row.clause or ''} {row.title or ''}".strip()
    return (
        f"  {row.id}  {row.source_id or row.case or ''}  {what}  {clause}  {row.severity}  "
        f"{row.owner}  {time}"
    )


def _time(hours: float) -> str:
    size = f"{abs(hours):g} h" if abs(hours) < 48 else f"{abs(hours) / 24:.0f} days"
    return f"{size} overdue" if hours < 0 else f"{size} left"


def _faults(taken: TakenIn) -> list[tuple[Any, str]]:
    return [
        (fault, sentence(WorldFault(fault.code, **fault.params)))  # type: ignore[arg-type]
        for fault in taken.faults
    ]


def _taken(taken: TakenIn) -> list[str]:
    head = f"{taken.closed} closings taken in, {taken.known} known already"
    return [head, *(f"  line {fault.line}: {words}" for fault, words in _faults(taken))]
