"""The way out of a fork: this store begins new streams under a new device name.

What the place holds of the old streams is as good as anybody else's and is read on as such; so
what a restored backup had lost comes back, and what a copy of this store wrote is there too. Acts
that are not there are issued again on the new streams, under new names, once.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from datetime import UTC, datetime

from msgspec import Struct
from msgspec.structs import replace

from workstation.domain import instant
from workstation.domain.canonical import digest
from workstation.domain.event import Audience, Kind
from workstation.domain.ids import DeviceId, new_uuid7
from workstation.fault import WorldFault
from workstation.store import (
    access,
    cursors,
    events,
    log,
    people,
    rebuild,
    roster,
    sealing,
    segments,
    void,
)
from workstation.store.driver import Database
from workstation.store.events import Act
from workstation.store.people import Device
from workstation.store.sealing import Ring
from workstation.store.store import Store
from workstation.sync import keep, pack, segment
from workstation.sync.names import audience_of, device_of
from workstation.sync.segment import OpenedSegment
from workstation.sync.transport import Key, Shelf, Transport
from workstation.sync.vouch import vouch


class Renewed(Struct, frozen=True):
    """The new device in place of the old one; how many acts were issued again, and how many came
    from the place that were not here."""

    device: str
    old: str
    again: int
    came: int


class _Look(Struct, frozen=True):
    """A stream here and there: our last segment that is there too, our head, and what stands at
    the place after the former, by record."""

    accepted: int
    head: int
    tail: tuple[tuple[str, OpenedSegment], ...]


def _now() -> datetime:
    return datetime.now(UTC)


def renew(
    store: Store, place: Transport, clock: Callable[[], datetime] = _now, *, force: bool = False
) -> Renewed:
    """Begin new streams; `place` is where the fork was met, and is read. The only device of
    a team's leads says one thing more there: that the new one is theirs (`sync.vouch`).

    In one transaction: before it nothing has changed, after it everything. A store that was
    revoked, or that knows of its fork by other means (`force`), begins anew likewise. Whoever
    holds a device's name besides the store (a desk, a window) takes the new one from it. At a hub
    the new one is a stranger: it comes in by a code of its own (`joining_hub.let_in`).

    Raises WorldFault `sync.renew_no_fork`, `sync.renew_again`, and as the place does.
    """
    at = instant.write(clock())
    device = store.write(people.device).result()
    if not force and not store.read(_has_to, device).result():
        raise WorldFault("sync.renew_no_fork")
    known = store.read(people.get_meta, f"place {place.address}").result()
    name = place.who_am_i(expected=known).id
    ring = store.read(sealing.ring).result()
    # A copy may have begun streams under our name that are unknown here.
    there = {stream for stream in place.heads().records if device_of(stream) == device.id}
    looks = {
        stream: _look(store, place, name, stream, device.seed, ring)
        for stream in sorted(there | set(store.read(_streams).result()))
    }
    made = Device(DeviceId(new_uuid7()), secrets.token_bytes(32))
    turn = 0
    stream = events.stream_of(device.id, Audience.ROSTER)
    last = _last(store, looks.get(stream), stream, device)
    if last is not None:
        vouched = vouch(store, place, device, made, last, at)
        if vouched is not None:
            tail = (*looks[stream].tail, (vouched.record, vouched.opened))
            looks[stream] = replace(looks[stream], tail=tail)
            turn = vouched.turn
    return store.write(_renew, device, made, looks, turn, at).result()


def _last(store: Store, look: _Look | None, stream: str, device: Device) -> OpenedSegment | None:
    """The last segment of a stream that stands."""
    if look is None or not look.accepted + len(look.tail):
        return None
    if look.tail:
        return look.tail[-1][1]
    held = store.read(segments.get, stream, look.accepted).result()
    return segment.open_segment(held.data, segment.public_key(device.seed)) if held else None


def _has_to(db: Database, device: Device) -> bool:
    held = roster.believed(db).devices.get(device.id)
    if held is not None and held.revoked is not None:
        return True
    # A stream of which nothing was packed yet has nothing that could be marked.
    return any(one.code == "sync.fork" for one in cursors.problems(db)) or any(
        segments.forked(db, stream) for stream in _streams(db)
    )


def _streams(db: Database) -> list[str]:
    own = {held.id for held in segments.streams(db) if held.own}
    return sorted(own | set(pack.to_pack(db)))


def _look(
    store: Store, place: Transport, name: str, stream: str, seed: bytes, ring: Ring
) -> _Look:
    secret = segment.stream_secret(seed, stream)
    there = place.list(Shelf.SEGMENTS, stream).sizes
    sent = store.read(segments.marked, name, stream).result()
    until = store.read(roster.believed).result().counts_until(stream, device_of(stream))
    accepted = head = 0
    before, follows = None, True
    for one in store.read(segments.of_stream, stream).result():
        head = one.seq
        follows = follows and (until is None or one.seq <= until)
        if follows and one.seq not in sent:
            # Never acknowledged, yet it may be there; a copy's bytes are others.
            key = Key(Shelf.SEGMENTS, stream, one.record)
            follows = one.record in there and place.get(key) == one.data
        if follows:
            accepted, before = one.seq, one
    wanted = (before.digest, before.first + before.events) if before else (segment.GENESIS, 0)
    tail: list[tuple[str, OpenedSegment]] = []
    while until is None or accepted + len(tail) < until:
        seq = accepted + len(tail) + 1
        record = segment.record_id(secret, seq)
        if record not in there:
            break
        try:
            data = place.get(Key(Shelf.SEGMENTS, stream, record))
            opened = segment.open_segment(data, segment.public_key(seed), ring.identities)
        except WorldFault as fault:
            if fault.code.startswith("sync.segment_"):
                break  # damaged there: it is read once it is mended
            raise
        said = opened.envelope
        follows = (said.stream, said.seq, said.prev, said.first) == (stream, seq, *wanted)
        if not follows or opened.closed:
            break  # if it is anybody's, it is read like anybody's
        wanted = opened.digest, said.first + opened.count
        tail.append((record, opened))
    return _Look(accepted, head, tuple(tail))


def _renew(
    db: Database, old: Device, made: Device, looks: dict[str, _Look], turn: int, at: str
) -> Renewed:
    if people.device(db).id != old.id:
        raise WorldFault("sync.renew_again")
    heads = {
        name: held.seq if (held := segments.head(db, name)) else 0
        for name in looks.keys() | set(_streams(db))
    }
    if heads != {name: look.head for name, look in looks.items()}:
        raise WorldFault("sync.renew_again")
    person = people.person(db)
    first = _firsts(db, old, looks)
    for name, look in looks.items():
        void.take_segments(db, name, look.accepted)
    told = frozenset(
        event.id for look in looks.values() for _, held in look.tail for event in held.events
    )
    here = {event.id for event in events.in_order(db)}
    voided = void.take_events(db, first, told)
    _begin(db, old, made, at)
    for name, look in looks.items():
        _hand_over(db, name, look, voided)
    renewed = {
        name: [look.accepted + len(look.tail), _until(look, first[name])]
        for name, look in looks.items()
    }
    who = person.id if person is not None else people.UNNAMED
    _say(db, made, old, who, at, renewed)
    again = void.issue_again(db, voided, made.id, audience_of, turn)
    rebuild.rebuild(db)
    cursors.forget(db)
    for place in cursors.places(db):
        cursors.keep_problems(db, place.place, ())
    return Renewed(made.id, old.id, again, len(told - here) - bool(turn))


def _firsts(db: Database, old: Device, looks: dict[str, _Look]) -> dict[str, int]:
    """By stream the number of its first event that is in no segment that is kept."""
    rows = db.conn.execute("SELECT DISTINCT stream FROM event WHERE device = ?", [old.id])
    first = {row[0]: 0 for row in rows}
    for name, look in looks.items():
        held = segments.get(db, name, look.accepted)
        first[name] = held.first + held.events if held is not None else 0
    return first


def _until(look: _Look, first: int) -> int:
    if not look.tail:
        return first - 1
    last = look.tail[-1][1]
    return last.envelope.first + last.count - 1


def _begin(db: Database, old: Device, made: Device, at: str) -> None:
    sealing.keep(db, sealing.of_seed(old.seed), "former", old.id)
    people.set_meta(db, "device", json.dumps({"id": made.id, "seed": made.seed.hex()}))
    access.begin_anew(db, old.id)  # a hub knows the old one by its secret, and its copy too
    log.add(db, "renewed", old.id, digest(made.id.encode()), at)


def _hand_over(db: Database, stream: str, look: _Look, voided: void.Voided) -> None:
    """From now on the stream is read as somebody else's."""
    if look.accepted:
        segments.give_away(db, stream)
    else:
        segments.drop(db, stream)
    words = voided.words
    for record, opened in look.tail:
        segments.add_stream(db, keep.introduced(opened))
        segments.add(db, opened.stored(record))
        for event in opened.events:
            texts = {n: words.get(t.digest, t) for n, t in event.texts.items()}
            events.put_back(db, replace(event, texts=texts))


def _say(
    db: Database, device: Device, old: Device, who: str, at: str, streams: dict[str, list[int]]
) -> None:
    """To whom it may concern: which device goes on; and the request to be enrolled in its place."""
    asks = {
        "key": segment.public_key(device.seed).hex(),
        "sealing": sealing.of_seed(device.seed).recipient,
        "region": people.get_meta(db, "region") or "",
    }
    said: dict[str, object] = {"device": old.id, "streams": streams, "why": "fork"}
    act = Act(Kind.RENEWED, at, people.PersonId(who), device.id, audience=Audience.DEVICE)
    events.append(db, replace(act, body=said))
    if roster.pinned(db) is not None:
        more = {**asks, "code": "", "mac": "", "renews": old.id}
        events.append(db, replace(act, kind=Kind.JOINED, body=more))
