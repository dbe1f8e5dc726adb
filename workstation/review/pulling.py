"""Pulling: what is there for whoever sits here, and bringing it in from a place.

A publication is a list that somebody else wrote. It is held against the roster, its files against
their digests, the batch inside against its name, before any of it is imported like every batch.
What is here already is not fetched, what was fetched is gone on with.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from workstation.domain.event import Kind, batch_audience
from workstation.domain.ids import BatchId
from workstation.domain.roster import Role, Roster
from workstation.fault import WorldFault
from workstation.intake.faults import Doubts
from workstation.intake.importer import ImportReport, import_batch
from workstation.intake.interface import MANIFEST, POLICIES
from workstation.intake.manifest import Manifest, read_manifest
from workstation.review import assigned, listing
from workstation.review.acting import Desk
from workstation.review.incoming import Incoming, folder_of, forget, secret_of
from workstation.review.listing import Entry
from workstation.review.publishers import believed, is_retracted, released_to, shares
from workstation.store import imports, published, region, roster
from workstation.store.driver import Database
from workstation.store.published import Said
from workstation.store.store import Store
from workstation.sync import blobs
from workstation.sync.disk import Told
from workstation.sync.part import Opened
from workstation.sync.transport import Transport

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]
Clock = Callable[[], datetime]
Importing = Callable[
    [Store, Incoming, Clock, Progress, Cancelled, Callable[[ImportReport], None]], None
]

NEW, HERE, OUTSIDE, RETRACTED, DAMAGED = "new", "here", "outside", "retracted", "damaged"


class Offer(Struct, frozen=True):
    """A batch that whoever sits here may bring in.

    `mine`: some of it is assigned to them; else it is to read only. `state`: `new`, `here`,
    `outside` (it may not be kept in this country), `retracted` (it is here and being taken away),
    `damaged` (`fault` says what is wrong with its publication). `size` are all its bytes,
    `missing` those to fetch; both None where only the list itself would tell. `stages` are the
    person's; `closed` whether its publisher takes no more.
    """

    batch: str
    title: str
    kind: str
    cases: int
    due_at: str | None
    languages: tuple[str, ...]
    residency: tuple[str, ...]
    person: str
    at: str
    mine: bool
    stages: tuple[str, ...]
    state: str
    size: int
    missing: int | None
    closed: bool
    begun: bool = False
    fault: WorldFault | None = None


class Pulled(Struct, frozen=True):
    """What came in: the import's own report, the files and bytes that were fetched, how many were
    here already, and the tasks that followed. `read_only`: nothing of it is assigned to them."""

    report: ImportReport
    files: int
    bytes: int
    known: int
    read_only: bool
    tasks: int


def offers(db: Database, desk: Desk, home: Path | None = None) -> list[Offer]:
    """What is there, the latest published first; with the store's folder it is told what was begun
    and cut short."""
    known = roster.believed(db)
    found = [
        _offer(db, known, desk, name, held, home)
        for name, held in believed(db, known).items()
        if _may_see(known, desk, held)
    ]
    found = [one for one in found if one.state != RETRACTED or published.manifest_of(db, one.batch)]
    return sorted(found, key=lambda one: one.at, reverse=True)


def pull(
    store: Store,
    desk: Desk,
    place: Transport,
    batch: str,
    clock: Clock,
    progress: Progress = lambda done, total: None,
    cancelled: Cancelled = lambda: False,
    reading: Progress = lambda done, total: None,
    *,
    importing: Importing | None = None,
    ready: Callable[[Pulled], None] = lambda pulled: None,
) -> Pulled:
    """Bring a batch in. `progress(done, total)` counts bytes, `reading(done, total)` lines.
    `ready(pulled)` is called once it can be worked; `importing` may go on after that with what can
    wait, and may do the import elsewhere (`pulling_apart`).

    Raises WorldFault `pull.unknown_batch`, `pull.not_yours`, `pull.retracted`, `pull.listing`,
    `pull.other_batch`, `pull.manifest_differs`, `pull.no_room`, `intake.residency`,
    `sync.stopped`, and what the place and the import raise. What came before stays for next time.
    """
    first, mine = store.read(_wanted, desk, batch).result()
    home = store.paths.home
    here = store.read(published.manifest_of, batch).result()
    if here == first.body.get("manifest"):
        forget(home, batch)
        report = store.read(_as_it_is, batch).result()
        there = _done(store, desk, report, 0, 0, 0, mine)
        ready(there)
        return there
    folder = folder_of(home, batch)
    with Told(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
    entries = _listed(store, place, first)
    counts = _fetch_all(store, place, batch, entries, progress, cancelled)
    reader = _reader(store, batch, entries)
    pulled: list[Pulled] = []

    def done(report: ImportReport) -> None:
        _keep_policies(store, reader, entries)
        forget(home, batch)
        pulled.append(_done(store, desk, report, *counts, mine))
        ready(pulled[0])

    (importing or _import)(store, reader, clock, reading, cancelled, done)
    return pulled[0]


def _import(
    store: Store,
    reader: Incoming,
    clock: Clock,
    reading: Progress,
    cancelled: Cancelled,
    done: Callable[[ImportReport], None],
) -> None:
    done(import_batch(store, reader, None, clock, reading, cancelled, named=False))


def _reader(store: Store, batch: str, entries: Iterable[Entry]) -> Incoming:
    return Incoming(store, batch, {one.path: one.sha256 for one in entries})


def _done(
    store: Store, desk: Desk, report: ImportReport, files: int, size: int, known: int, mine: bool
) -> Pulled:
    settled = store.write(assigned.settle, desk.person.id).result()
    return Pulled(report, files, size, known, not mine, settled.made)


def _as_it_is(db: Database, batch: str) -> ImportReport:
    held = imports.find(db, batch)
    assert held is not None
    return ImportReport(
        batch=BatchId(batch),
        title=held.title,
        read=held.cases + held.quarantined,
        stored=0,
        quarantined=held.quarantined,
        already_there=held.cases,
        warnings=(),
        quarantine=(),
        seconds=0.0,
    )


def _wanted(db: Database, desk: Desk, batch: str) -> tuple[Said, bool]:
    known = roster.believed(db)
    held = believed(db, known, batch).get(batch)
    if held is None:
        raise WorldFault("pull.unknown_batch", batch=batch)
    title = _text(held[0].body.get("title"))
    if is_retracted(held):
        raise WorldFault("pull.retracted", title=title)
    if not _may_see(known, desk, held):
        raise WorldFault("pull.not_yours", title=title)
    region.check(db, _texts(held[0].body.get("residency")))
    return held[0], bool(_stages(desk, held))


def _may_see(known: Roster, desk: Desk, held: Sequence[Said]) -> bool:
    person = desk.person.id
    member = known.members.get(person)
    if member is None or member.left:
        return False
    if member.role is Role.LEAD or held[0].person == person:
        return True
    if member.role is Role.VENDOR_QA:
        return member.vendor is not None and released_to(held) == member.vendor
    return bool(_stages(desk, held))


def _stages(desk: Desk, held: Iterable[Said]) -> tuple[str, ...]:
    return tuple(
        sorted(stage for (person, stage), share in shares(held).items()
               if person == desk.person.id and share)
    )  # fmt: skip


def _offer(
    db: Database, known: Roster, desk: Desk, batch: str, held: Sequence[Said], home: Path | None
) -> Offer:
    first, fault, missing = held[0], None, None
    body = first.body
    stages = _stages(desk, held)
    state = NEW
    try:
        if listing.blob_of(body) is None:
            entries = listing.entries(published.files_of(db, first.id), body.get("manifest"))
            missing = sum({one.sha256: one.size for one in _missing(db, entries)}.values())
        region.check(db, _texts(body.get("residency")))
    except WorldFault as told:
        fault = told
        state = OUTSIDE if told.code.startswith("intake.residency") else DAMAGED
    if published.manifest_of(db, batch) is not None:
        state, missing = HERE, 0
    if is_retracted(held):
        state = RETRACTED
    return Offer(
        batch=batch,
        title=_text(body.get("title")),
        kind=_text(body.get("kind")),
        cases=_number(body.get("cases")),
        due_at=_text(body.get("due_at")) or None,
        languages=_texts(body.get("languages")),
        residency=_texts(body.get("residency")),
        person=first.person,
        at=first.at,
        mine=bool(stages),
        stages=stages,
        state=state,
        size=_number(body.get("bytes")),
        missing=missing,
        closed=any(one.kind == Kind.CLOSED for one in held),
        begun=home is not None and state == NEW and folder_of(home, batch).is_dir(),
        fault=fault,
    )


def _missing(db: Database, entries: Iterable[Entry]) -> list[Entry]:
    held = published.held(db, [one.sha256 for one in entries])
    return [one for one in entries if one.sha256 not in held]


def _listed(store: Store, place: Transport, first: Said) -> tuple[Entry, ...]:
    blob = listing.blob_of(first.body)
    if blob is None:
        said = store.read(published.files_of, first.id).result()
        return listing.entries(said, first.body.get("manifest"))
    batch = first.batch or ""
    target, secret = folder_of(store.paths.home, batch) / blob[0], secret_of(store)
    key = blobs.blob(batch_audience(batch), blob[0])
    blobs.fetch(place, key, blob[1], target, secret=secret)
    with Opened(target, secret) as file:
        said = listing.decode(file.readall())
    return listing.entries(said, first.body.get("manifest"))


def _fetch_all(
    store: Store,
    place: Transport,
    batch: str,
    entries: Sequence[Entry],
    progress: Progress,
    cancelled: Cancelled,
) -> tuple[int, int, int]:
    wanted = {one.sha256: one for one in store.read(_missing, entries).result()}
    total = sum(one.size for one in wanted.values())
    folder, secret = folder_of(store.paths.home, batch), secret_of(store)
    _check_room(folder, total)
    files = size = done = 0
    # The manifest first: a batch that is none need not be fetched.
    for one in sorted(wanted.values(), key=lambda one: (one.path != MANIFEST, one.path)):
        before = done
        asked = blobs.fetch(
            place,
            blobs.blob(batch_audience(batch), one.sha256),
            one.size,
            folder / one.sha256,
            lambda part, _, before=before: progress(before + part, total),
            cancelled,
            secret,
        )
        files, size, done = files + (asked > 0), size + asked, done + one.size
        progress(done, total)
        if one.path == MANIFEST:
            _check_manifest(_reader(store, batch, entries), batch, entries)
    _check_manifest(_reader(store, batch, entries), batch, entries)
    return files, size, len({one.sha256 for one in entries}) - len(wanted)


def _check_manifest(reader: Incoming, batch: str, entries: Sequence[Entry]) -> None:
    manifest: Manifest = read_manifest(reader, datetime.max.replace(tzinfo=UTC), Doubts())
    if manifest.wire.id != batch:
        raise WorldFault("pull.other_batch", batch=batch, found=manifest.wire.id)
    said = {one.path: one.sha256 for one in entries if one.path != MANIFEST}
    if said != manifest.wire.files:
        differs = min(
            name
            for name in {*said, *manifest.wire.files}
            if said.get(name) != manifest.wire.files.get(name)
        )
        raise WorldFault("pull.manifest_differs", file=differs)


def _check_room(folder: Path, total: int) -> None:
    # Fetched once and then written into the store, before the first is cleared away.
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return
    if free < 2 * total:
        raise WorldFault("pull.no_room", path=str(folder), need=2 * total, free=free)


def _keep_policies(store: Store, reader: Incoming, entries: Iterable[Entry]) -> None:
    for one in entries:
        if one.path.startswith(POLICIES):
            with reader.open(one.path) as file:
                data = file.read()
            store.write(published.keep_file, one.sha256, data).result()


def _text(said: object) -> str:
    return said if isinstance(said, str) else ""


def _texts(said: object) -> tuple[str, ...]:
    return tuple(one for one in said if isinstance(one, str)) if isinstance(said, list) else ()


def _number(said: object) -> int:
    return said if type(said) is int and said >= 0 else 0
