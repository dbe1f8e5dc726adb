"""One run of sync with one place: take in what is others', send what is ours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from workstation.domain import instant
from workstation.domain.canonical import canonical_json, digest
from workstation.fault import WorldFault
from workstation.store import cursors, people, roster, standing, verdicts
from workstation.store.cursors import Cursor, PlaceRow, ProblemRow
from workstation.store.driver import Database
from workstation.store.segments import Waiting
from workstation.store.store import Store
from workstation.sync.read import read, read_again, read_confirmed
from workstation.sync.report import Problem, SyncReport
from workstation.sync.run import Run
from workstation.sync.ship import ship
from workstation.sync.transport import Transport
from workstation.sync.unlock import unlock

Follow = Callable[[Store], object]
"""What follows from what came in: it runs before ours is sent, so that it leaves with this run."""


def _now() -> datetime:
    return datetime.now(UTC)


def sync(
    store: Store,
    place: Transport,
    clock: Callable[[], datetime] = _now,
    follow: Follow | None = None,
) -> SyncReport:
    """Send and receive. Whatever stops one stream is in `problems`; the rest goes on.

    Where nothing is new a place is asked two things: its name, and its heads.

    Blocks on the store's threads: call it from the network's, never from the window's. Raises
    WorldFault where the place as a whole cannot be used (`sync.no_folder`, `sync.place_gone`,
    `sync.hub_…`, …); what was done before is kept, and the next run goes on from there.
    """
    at = instant.write(clock())
    name, account = _recognise(store, place)
    own = store.write(people.device).result().id
    held, last, known, sealed = store.read(_remembered, name).result()
    run = Run(
        store,
        place,
        name,
        at,
        own,
        known,
        place.heads(),
        held,
        unsealed=last is not None and sealed != last,
    )
    # Others' first: a case that a colleague has sealed keeps its words here.
    try:
        read(run)
    finally:
        if run.received:
            store.write(verdicts.settle).result()
    read_again(run, unlock(run))
    if run.received:
        store.write(verdicts.settle).result()
    if follow is not None:
        try:
            follow(store)
        except WorldFault as fault:
            run.problems.append(Problem(fault))
    before, run.roster = run.roster, store.read(roster.believed).result()
    if run.roster.turn != before.turn:
        read_confirmed(run)
        store.write(verdicts.settle).result()
    ship(run)
    problems = store.write(_remember, run, PlaceRow(name, place.address, account, at, "")).result()
    return SyncReport(
        place=name,
        address=place.address,
        sent_segments=run.segments,
        sent_events=run.events,
        sent_texts=run.texts,
        received=tuple(run.received),
        waiting=store.read(standing.waiting, name).result(),
        problems=tuple(problems),
        sealed=run.sealed,
    )


def waiting(store: Store, place: Transport) -> Waiting:
    """What a sync with this place would send, without asking the place."""
    known = store.read(people.get_meta, _memory(place)).result()
    return store.read(standing.waiting, known or "").result()


def _recognise(store: Store, place: Transport) -> tuple[str, str | None]:
    """The place's own name. A place that was here before must be found again as it was, or a
    stick that was pulled would be begun anew on the disk under its mount point."""
    memory = _memory(place)
    known = store.read(people.get_meta, memory).result()
    said = place.who_am_i(expected=known)
    if said.id != known:
        store.write(people.set_meta, memory, said.id).result()
    return said.id, said.account


def _memory(place: Transport) -> str:
    return f"place {place.address}"


def _remembered(
    db: Database, name: str
) -> tuple[dict[str, Cursor], str | None, roster.Roster, str]:
    rows = {row.place: row.report for row in cursors.places(db)}
    last = msgspec.json.decode(rows[name])["sealed"] if name in rows else None
    return cursors.cursors(db, name), last, roster.believed(db), _sealed(db)


def _remember(db: Database, run: Run, row: PlaceRow) -> list[Problem]:
    """Keep how the place stands; what was not looked at stands as it did."""
    cursors.keep(db, run.name, run.looked.values())
    told = [
        ProblemRow(run.name, one.fault, run.at, one.stream, one.file) for one in run.problems
    ]
    kept = [
        one
        for one in cursors.problems(db, run.name)
        if one.stream in run.heads.records
        and one.stream in run.cursors
        and one.stream not in run.looked
        and not one.stream.startswith(f"{run.own}.")
    ]
    cursors.keep_problems(db, run.name, [*told, *kept])
    report = {
        "sealed": _sealed(db),
        "sent": run.events,
        "received": sum(one.events for one in run.received),
    }
    cursors.keep_place(
        db, PlaceRow(row.place, row.address, row.account, row.at, canonical_json(report).decode())
    )
    return [Problem(one.fault, one.stream, one.file) for one in [*told, *kept]]


def _sealed(db: Database) -> str:
    return digest("\n".join(sorted(verdicts.sealed_cases(db))).encode())
