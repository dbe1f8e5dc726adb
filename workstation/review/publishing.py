"""Publishing a batch, and whatever its publisher says of it afterwards.

First the place is told whom it is for, then its files go there, and only then it is said on the
publisher's stream: whoever reads that finds everything. Cut short anywhere it is simply done
again; what is there is not sent twice, and what was said is not said twice.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from workstation.domain.canonical import digest
from workstation.domain.event import Kind, batch_audience
from workstation.fault import WorldFault
from workstation.intake.checking import Checked, check_batch
from workstation.intake.interface import Reader, blocks, open_source
from workstation.review import listing
from workstation.review.acting import Desk
from workstation.review.publishers import assigned_to, believed, is_retracted, released_to
from workstation.review.saying import (
    Given,
    about,
    about_to,
    body_of,
    check_right,
    check_unsealed,
    persons_of,
    ready_to_say,
    say_assigned,
    say_closed,
    say_locked,
    say_once,
    say_published,
    say_taken_back,
)
from workstation.store import published, roster
from workstation.store.driver import Database
from workstation.store.published import Said
from workstation.store.store import Store
from workstation.sync import blobs
from workstation.sync.transport import Key, Shelf, Transport, doors_of

_IN_MEMORY = 8 * 1024 * 1024

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


class PublishReport(Struct, frozen=True):
    """What became of it: `sent` files and bytes were new at the place; `already` is true where the
    batch had been published before and only its files and doors were looked at again."""

    batch: str
    title: str
    cases: int
    files: int
    bytes: int
    sent: int
    sent_bytes: int
    assigned: tuple[str, ...]
    already: bool
    warnings: tuple[tuple[str, Mapping[str, object]], ...] = ()


def publish(
    store: Store,
    desk: Desk,
    place: Transport,
    source: Path | Reader,
    clock: Callable[[], datetime],
    *,
    given: Sequence[Given] = (),
    vendor: str | None = None,
    progress: Progress = lambda done, total: None,
    cancelled: Cancelled = lambda: False,
) -> PublishReport:
    """Publish a batch folder or zip. Without `given` the assignments of the batch itself count.

    `progress(done, total)` counts bytes at the place. Raises WorldFault `publish.no_team`,
    `publish.unknown_here`, `publish.role`, `publish.other_content`, `publish.retracted`,
    `publish.bad_lines`, `publish.sealed`, `publish.unknown_person`, `publish.judges_nothing`,
    `intake.…`, `sync.…`.
    """
    with open_source(source) if isinstance(source, Path) else source as reader:
        store.read(check_right, desk, None).result()
        checked = check_batch(reader, clock(), cancelled=cancelled)
        wire = checked.manifest.wire
        store.read(check_right, desk, wire.kind).result()
        store.read(check_unsealed, checked).result()
        named = tuple(given) or tuple(
            Given(one.person, one.stage, one.cases) for one in wire.assignments
        )
        only = checked.vendors if vendor is None else {vendor}
        body = body_of(checked, next(iter(only)) if len(only) == 1 else None)
        held = store.read(ready_to_say, desk, checked, named).result()
        persons = {*assigned_to(held), *(one.person for one in named)}
        _admit(place, wire.id, wire.kind, persons, body["vendor"], released_to(held) is not None)
        sent, size = _send_all(store, place, reader, checked, body, progress, cancelled)
    said = store.write(say_published, desk, checked, body, named).result()
    return PublishReport(
        batch=wire.id,
        title=wire.title,
        cases=len(checked.cases),
        files=len(checked.files),
        bytes=sum(size for _, _, size in checked.files),
        sent=sent,
        sent_bytes=size,
        assigned=store.read(persons_of, wire.id).result(),
        already=not said,
        warnings=tuple((one.code, one.params) for one in checked.notices),
    )


def assign(
    store: Store, desk: Desk, place: Transport | None, batch: str, given: Sequence[Given]
) -> bool:
    """Assign cases; whether that was new. Raises WorldFault `publish.…`, `sync.…`."""
    store.read(about_to, desk, batch, given).result()
    _tell(store, place, batch, more=[one.person for one in given])
    return store.write(say_assigned, desk, batch, given).result()


def take_back(
    store: Store, desk: Desk, place: Transport | None, batch: str, given: Sequence[Given]
) -> bool:
    """Take cases back; whether that was new. Verdicts that came until now count as in time: the
    event names how far the person's streams are known here."""
    said = store.write(say_taken_back, desk, batch, given).result()
    _tell(store, place, batch)
    return said


def close(store: Store, desk: Desk, batch: str) -> bool:
    """Close a batch: what came until now is in time, what comes later is late."""
    return store.write(say_closed, desk, batch).result()


def release(
    store: Store,
    desk: Desk,
    place: Transport | None,
    batch: str,
    vendor: str,
    *,
    again: bool = False,
) -> bool:
    """Let a vendor's quality people see the batch; `again` where it was opened again since."""
    body = {"vendor": vendor}
    said = store.write(say_once, desk, batch, Kind.RELEASED, body, {}, again=again).result()
    _tell(store, place, batch)
    return said


def lock(store: Store, desk: Desk, batch: str, until: str, zone: str) -> bool:
    """Lock a batch until a moment, named with the zone that it was meant in."""
    return store.write(say_locked, desk, batch, until, zone).result()


def retract(store: Store, desk: Desk, place: Transport | None, batch: str, why: str) -> bool:
    """Take a batch back for good: said first, then its files and the words about it leave the
    place. Done again it goes on where it was cut short."""
    from workstation.review.retracting import carry_out

    files = store.read(_files_of_alone, desk, batch).result()
    said = store.write(say_once, desk, batch, Kind.RETRACTED, {}, {"why": why}).result()
    texts = store.read(_texts_about, batch).result()
    if place is not None:
        _take_away(place, batch, files, texts)
    carry_out(store, desk.now)
    return said


# What the place is told, and what goes there


def _tell(
    store: Store, place: Transport | None, batch: str, more: Iterable[str] = ()
) -> None:
    if place is None or doors_of(place) is None:
        return
    first, held = store.read(_stand, batch).result()
    persons = {*assigned_to(held), *more}
    vendor = released_to(held) or first.body.get("vendor")
    _admit(place, batch, first.body["kind"], persons, vendor, released_to(held) is not None)


def _stand(db: Database, batch: str) -> tuple[Said, list[Said]]:
    held = believed(db, roster.believed(db), batch)[batch]
    return held[0], held


def _admit(
    place: Transport, batch: str, kind: object, persons: set[str], vendor: object, released: bool
) -> None:
    doors = doors_of(place)
    if doors is not None:
        whose = vendor if isinstance(vendor, str) else None
        doors.admit(batch, str(kind), tuple(sorted(persons)), whose, released)


def _send_all(
    store: Store,
    place: Transport,
    reader: Reader,
    checked: Checked,
    body: Mapping[str, object],
    progress: Progress,
    cancelled: Cancelled,
) -> tuple[int, int]:
    space = batch_audience(checked.manifest.wire.id)
    total = sum(size for _, _, size in checked.files)
    done = sent = sent_bytes = 0
    place.who_am_i()
    if body.get("listing") is not None:
        data = listing.encode(checked.files)
        blobs.send(place, blobs.blob(space, digest(data)), data)
    seen: set[str] = set()
    for name, sha, size in checked.files:
        if cancelled():
            raise WorldFault("sync.stopped")
        if sha not in seen:
            seen.add(sha)
            with _as_file(store, reader, name, size) as data:
                if blobs.send(place, blobs.blob(space, sha), data):
                    sent, sent_bytes = sent + 1, sent_bytes + size
        done += size
        progress(done, total)
    return sent, sent_bytes


@contextmanager
def _as_file(store: Store, reader: Reader, name: str, size: int) -> Iterator[bytes | Path]:
    """A file of a batch as a transport takes it: in memory, or as a file of its own where it is
    long (one in a zip is none)."""
    with reader.open(name) as opened:
        if size <= _IN_MEMORY:
            yield b"".join(blocks(opened))
            return
        with tempfile.NamedTemporaryFile(dir=store.paths.home, prefix="outgoing-") as spilt:
            for block in blocks(opened):
                spilt.write(block)
            spilt.flush()
            yield Path(spilt.name)


def _files_of_alone(db: Database, desk: Desk, batch: str) -> list[str]:
    """The blobs of a batch that no other batch we know of has, for a place without doors."""
    held = about(db, desk, batch, over=True)
    mine = _digests(db, held[0])
    others: set[str] = set()
    for name, said in believed(db, roster.believed(db)).items():
        if name != batch and not is_retracted(said):
            others |= _digests(db, said[0])
    return sorted(mine - others)


def _digests(db: Database, first: Said) -> set[str]:
    files = published.files_of(db, first.id)
    found = {one[1] for one in files if isinstance(one, list) and len(one) == 3} if isinstance(
        files, list) else set()  # fmt: skip
    blob = listing.blob_of(first.body)
    return found | ({blob[0]} if blob else set())


def _texts_about(db: Database, batch: str) -> list[tuple[str, str]]:
    """Stream and digest of the words that were written about a batch."""
    return db.conn.execute(
        "SELECT e.stream, t.digest FROM event e JOIN event_text t ON t.event = e.id "
        "WHERE e.batch = ? AND e.texts <> '{}' AND e.kind <> 'retracted'",
        [batch],
    ).fetchall()


def _take_away(
    place: Transport, batch: str, files: Iterable[str], texts: Iterable[tuple[str, str]]
) -> None:
    doors = doors_of(place)
    if doors is not None:
        doors.shut(batch)
        for stream, name in texts:
            doors.erase(Key(Shelf.TEXTS, stream, name))
        return
    for name in files:
        blobs.forget(place, blobs.blob(batch_audience(batch), name))
    for stream, name in texts:
        blobs.forget(place, Key(Shelf.TEXTS, stream, name))
