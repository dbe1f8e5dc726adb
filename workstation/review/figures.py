"""Figures from what is at this desk: whose may be seen, what does not count, what was due."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from workstation.domain.event import Kind
from workstation.domain.figures.target import Target
from workstation.domain.roster import Role
from workstation.fault import WorldFault
from workstation.reports.kpi import production as frames
from workstation.reports.kpi.counting import Given, Undone
from workstation.reports.kpi.report import Report, make
from workstation.reports.kpi.targets import Staff, read_staff, read_targets
from workstation.reports.kpi.wish import Wish, checked
from workstation.review.acting import Desk
from workstation.review.active import IDLE_CAP_MS
from workstation.review.assigned import late
from workstation.review.publishers import believed, shares
from workstation.review.roster import is_lead_here
from workstation.store import figure_rows, published, roster
from workstation.store.driver import Database

SEES_NOTHING = frozenset((Role.VENDOR_QA,))


class Files(Struct, frozen=True):
    """Tables that a report may be held against: targets, who ramps, production's frame."""

    targets: Path | None = None
    staff: Path | None = None
    production: Path | None = None


class Tables(Struct, frozen=True):
    """The same, read."""

    targets: tuple[Target, ...] = ()
    staff: Staff = Staff()
    production: frames.Production | None = None


def read_tables(
    files: Files, wish: Wish, cancelled: Callable[[], bool] = lambda: False
) -> Tables:
    """Read the tables; raises WorldFault `kpi.…`."""
    staff = read_staff(files.staff) if files.staff else Staff()
    return Tables(
        read_targets(files.targets) if files.targets else (),
        staff,
        frames.read(files.production, wish.by, wish.period, wish.zone, staff, cancelled)
        if files.production
        else None,
    )


def seen_by(db: Database, desk: Desk) -> str | None:
    """Whose figures whoever sits here may see: None is everybody's (a lead, or no team), else
    their own alone.

    Raises WorldFault `kpi.role`.
    """
    known = roster.believed(db)
    if known.root is None or is_lead_here(known, desk):
        return None
    role = known.role(desk.person.id)
    if role in SEES_NOTHING:
        raise WorldFault("kpi.role", role=role.value.replace("_", " "))
    return desk.person.id


def report(db: Database, desk: Desk, wish: Wish, tables: Tables | None = None) -> Report:
    """The figures of a question, from the verdicts at this desk; call it on the reader.

    Raises WorldFault `kpi.role`, `kpi.no_batch`, and as `reports.kpi.report.make` does.
    """
    wish, tables = checked(wish), tables or Tables()
    if wish.batch is not None:
        wish = checked(_with_batch(db, wish, wish.batch))
    own = seen_by(db, desk)
    if own is not None:
        wish = replace(wish, auditor=own)
    hidden = figure_rows.hidden(db)
    batches = figure_rows.drawn(db, wish.kind, wish.batch)
    marks = figure_rows.marks(db, wish.batch)
    after, cited = _late(db, batches), bool({"clause", "family"} & set(wish.by))
    given = Given(
        figure_rows.rows(db, wish.kind, wish.batch, cited, after),
        batches,
        desk.now(),
        figure_rows.again(db, wish.kind, wish.batch),
        marks.blind_answers,
        marks.faults,
        after,
        hidden.sealed,
        hidden.blind,
        tables.staff,
        tuple(_undone(db, wish, batches)),
        hidden.batches,
    )
    return make(given, wish, tables.targets, tables.production, IDLE_CAP_MS / 1000)


def _with_batch(db: Database, wish: Wish, name: str) -> Wish:
    held = figure_rows.kinds(db, name)
    if name not in held and len(held) != 1:
        raise WorldFault("kpi.no_batch", batch=name[:60], count=len(held))
    found = name if name in held else next(iter(held))
    return replace(wish, batch=found, kind=held[found])


def _late(db: Database, batches: Iterable[str]) -> frozenset[str]:
    # Only where a publisher limited a batch can a verdict be late.
    limited = {
        said.batch
        for said in published.of_batches(db)
        if said.kind in (Kind.TAKEN_BACK, Kind.CLOSED, Kind.LOCKED)
    }
    found: set[str] = set()
    for batch in batches:
        if batch in limited:
            found |= late(db, batch)
    return frozenset(found)


def _undone(
    db: Database, wish: Wish, batches: dict[str, figure_rows.Drawn]
) -> Iterable[Undone]:
    """First looks that are to be made: tasks here, and what is assigned to others."""
    due = {name for name, held in batches.items() if held.due_at is not None}
    left = {row for row in figure_rows.open_tasks(db, wish.kind, wish.batch) if row[0] in due}
    known = believed(db, roster.believed(db)) if due else {}
    cases = {}
    for batch in sorted(due):
        of_batch = shares(known.get(batch, ()))
        mine: Sequence[tuple[str, str, str]] = sorted(row for row in left if row[0] == batch)
        if not mine and not of_batch:
            continue
        cases[batch] = figure_rows.cases_of(db, batch)
        said = figure_rows.said_on(db, batch)
        wanted = {(person, case) for _, person, case in mine}
        for (person, stage), share in of_batch.items():
            if stage == "first":
                wanted |= {(person, case) for case in cases[batch] if share.has(case)}
        for person, case in sorted(wanted - said):
            if case in cases[batch]:
                yield Undone(batch, person, *cases[batch][case])
