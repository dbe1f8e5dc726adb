"""A stick between workstations that share no network: what goes onto it, and what comes off it.

Onto it go our own streams, what publishers and leads said, and the files of the batches that are
named. Off it comes all that this workstation may read. Others' verdicts are not put onto it, but
those that lie on it can be passed on to the team's folder.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from workstation.domain.event import Audience, batch_audience
from workstation.fault import WorldFault
from workstation.review import listing, offering, pulling
from workstation.review.acting import Desk
from workstation.review.after_sync import following
from workstation.review.publishers import assigned_to, believed, is_retracted
from workstation.review.pulling import Clock, Offer, Pulled
from workstation.store import published, seals
from workstation.store import roster as rosters
from workstation.store.driver import Database
from workstation.store.store import Store
from workstation.sync import blobs, relay
from workstation.sync.names import audience_of, device_of
from workstation.sync.relay import Relayed
from workstation.sync.report import SyncReport
from workstation.sync.sync import sync
from workstation.sync.transport import Key, Transport, doors_of

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]

_SAID = (Audience.ROSTER, Audience.POLICY, Audience.MODELS)


class Exported(Struct, frozen=True):
    """What went onto the stick: by the sync, and beside it; the batches by id."""

    sync: SyncReport
    relayed: Relayed
    batches: tuple[str, ...]


class Imported(Struct, frozen=True):
    """What came off the stick, and what was passed on."""

    sync: SyncReport
    pulled: tuple[Pulled, ...]
    faults: tuple[tuple[str, WorldFault], ...]
    brought: offering.Brought
    relayed: Relayed | None


def export_stick(
    store: Store,
    desk: Desk,
    stick: Transport,
    source: Transport | None,
    *,
    batches: Sequence[str] = (),
    person: str | None = None,
    packages: bool = False,
    progress: Progress = lambda done, total: None,
    cancelled: Cancelled = lambda: False,
) -> Exported:
    """Write a stick. `batches`, or whatever is assigned to `person`, go with their files, which
    come from `source`; `packages` adds every published translation package.

    Raises WorldFault `pull.unknown_batch`, `stick.sealed`, `stick.no_source`, `sync.…`.
    """
    named = store.read(_batches, desk, batches, person).result()
    report = exchange(store, desk, stick)
    done = Relayed()
    relay.put_held(store, stick, lambda stream: _is_said(stream), done)
    files: dict[Key, int] = {}
    for batch in named:
        files |= _files_of(store, source, batch)
    if source is not None:
        files |= store.read(offering.files_of_packs).result()
    if packages:
        files |= store.read(offering.files_of_packages).result()
    if files and source is None:
        raise WorldFault("stick.no_source")
    if files and source is not None:
        relay.put_files(source, stick, files, store.paths.home, done, progress, cancelled)
    return Exported(report, done, tuple(named))


def import_stick(
    store: Store,
    desk: Desk,
    stick: Transport,
    clock: Clock,
    *,
    target: str = "en",
    pull: bool = True,
    relay_to: Transport | None = None,
    progress: Progress = lambda done, total: None,
    cancelled: Cancelled = lambda: False,
) -> Imported:
    """Read a stick: streams first, then the batches for whoever sits here whose files lie on it.
    With `relay_to` every stream on it is passed on there.

    Raises WorldFault `stick.none`, `stick.own_only`, `sync.…`; what one batch has against it is in
    `faults`.
    """
    if relay_to is not None and doors_of(relay_to) is not None:
        raise WorldFault("stick.own_only", address=relay_to.address)
    try:
        stick.who_am_i(expected="")  # a folder that is none would be made one
    except WorldFault as fault:
        if fault.code == "sync.place_gone":
            raise WorldFault("stick.none", path=stick.address) from None
        raise
    report = exchange(store, desk, stick)
    pulled: list[Pulled] = []
    faults: list[tuple[str, WorldFault]] = []
    brought = offering.Brought()
    for one in store.read(_mine, desk).result() if pull else ():
        try:
            pulled.append(pulling.pull(store, desk, stick, one.batch, clock, progress, cancelled))
        except WorldFault as fault:
            if fault.code in ("sync.stopped", "sync.place_gone"):
                raise
            faults.append((one.title, fault))
    if pull:
        brought = offering.bring(store, desk, stick, target, progress, cancelled)
    done: Relayed | None = None
    if relay_to is not None:
        done = Relayed()
        relay_to.who_am_i()
        own = desk.device.id  # ours have gone there by themselves
        relay.pass_on(stick, relay_to, lambda stream: device_of(stream) != own, done, cancelled)
    return Imported(report, tuple(pulled), tuple(faults), brought, done)


def exchange(store: Store, desk: Desk, place: Transport) -> SyncReport:
    """A sync with all that follows from it."""
    return sync(store, place, follow=following(desk))


def _mine(db: Database, desk: Desk) -> list[Offer]:
    return [one for one in pulling.offers(db, desk) if one.mine and one.state == pulling.NEW]


def _is_said(stream: str) -> bool:
    audience = audience_of(stream)
    return audience in _SAID or audience.startswith("batch-")


def _batches(
    db: Database, desk: Desk, batches: Sequence[str], person: str | None
) -> list[str]:
    may = {one.batch: one for one in pulling.offers(db, desk)}
    sealed = {one.batch for one in seals.references(db)}
    for batch in batches:
        if batch not in may:
            raise WorldFault("pull.unknown_batch", batch=batch)
        if may[batch].state == pulling.DAMAGED:
            raise may[batch].fault or listing.odd("")
        if batch in sealed:
            raise WorldFault("stick.sealed", title=may[batch].title)
    theirs = [
        name
        for name, held in believed(db, rosters.believed(db)).items()
        if person is not None and person in assigned_to(held) and not is_retracted(held)
        and name in may and name not in sealed
    ]  # fmt: skip
    return list(dict.fromkeys([*batches, *theirs]))


def _files_of(store: Store, source: Transport | None, batch: str) -> dict[Key, int]:
    if source is None:
        raise WorldFault("stick.no_source")
    first = store.read(lambda db: believed(db, rosters.believed(db), batch)[batch][0]).result()
    space = batch_audience(batch)
    blob = listing.blob_of(first.body)
    files: dict[Key, int] = {}
    if blob is None:
        said: object = store.read(published.files_of, first.id).result()
    else:
        key = blobs.blob(space, blob[0])
        files[key] = blob[1]
        said = listing.decode(source.get(key, 0, blob[1]))
    entries = listing.entries(said, first.body.get("manifest"))
    return files | {blobs.blob(space, one.sha256): one.size for one in entries}
