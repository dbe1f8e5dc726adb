"""One run of sync with one place: take in what is others', send what is ours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from workstation.domain import instant
from workstation.store import people, segments
from workstation.store.driver import Database
from workstation.store.segments import Waiting
from workstation.store.store import Store
from workstation.sync import pack
from workstation.sync.read import read
from workstation.sync.report import SyncReport
from workstation.sync.ship import ship
from workstation.sync.transport import Transport


def _now() -> datetime:
    return datetime.now(UTC)


def sync(store: Store, place: Transport, clock: Callable[[], datetime] = _now) -> SyncReport:
    """Send and receive. Whatever stops one stream is in `problems`; the rest goes on.

    Blocks on the store's threads: call it from the network's, never from the window's. Raises
    WorldFault where the place as a whole cannot be used (`sync.no_folder`, `sync.place_gone`,
    …); what was done before is kept, and the next run goes on from there.
    """
    at = instant.write(clock())
    name = _recognise(store, place)
    # Others' first: a case that a colleague has sealed keeps its words here.
    taken = read(store, place)
    sent = ship(store, place, name, at)
    problems = [*sent.problems, *taken.problems]
    return SyncReport(
        place=name,
        address=place.address,
        sent_segments=sent.segments,
        sent_events=sent.events,
        sent_texts=sent.texts,
        received=tuple(taken.received),
        waiting=store.read(_waiting, name).result(),
        problems=tuple(problems),
    )


def waiting(store: Store, place: Transport) -> Waiting:
    """What a sync with this place would send, without asking the place."""
    known = store.read(people.get_meta, _memory(place)).result()
    return store.read(_waiting, known or "").result()


def _recognise(store: Store, place: Transport) -> str:
    """The place's own name. A place that was here before must be found again as it was, or a
    stick that was pulled would be begun anew on the disk under its mount point."""
    memory = _memory(place)
    known = store.read(people.get_meta, memory).result()
    name = place.who_am_i(expected=known).id
    if name != known:
        store.write(people.set_meta, memory, name).result()
    return name


def _memory(place: Transport) -> str:
    return f"place {place.address}"


def _waiting(db: Database, name: str) -> Waiting:
    counts = [segments.queued(db, audience) for audience in pack.AUDIENCES]
    counts.append(segments.unsent_events(db, name))
    oldest = min((since for _, since in counts if since is not None), default=None)
    return Waiting(sum(events for events, _ in counts), oldest)
