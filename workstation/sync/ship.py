"""The shipper: packs, then brings own segments to a place in order, words before the segment.

A place that holds other bytes under our record name, signed with our own key, or that already
holds the record we would write next, has met a second device with our key: a copy of this store,
or this store before it was restored. That is a FORK: the stream stops, at every place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from workstation.domain.event import Event
from workstation.fault import WorldFault
from workstation.store import events, people, segments, verdicts
from workstation.store.driver import Database
from workstation.store.segments import StoredSegment
from workstation.store.store import Store
from workstation.sync import blob, pack, segment
from workstation.sync.report import Problem, stops_all
from workstation.sync.transport import Key, Put, Shelf, Transport


@dataclass(slots=True)
class Sent:
    """What this run has brought there."""

    segments: int = 0
    events: int = 0
    texts: int = 0
    problems: list[Problem] = field(default_factory=list)


def ship(store: Store, place: Transport, name: str, at: str) -> Sent:
    """Pack and send whatever this place has not acknowledged; `name` is the place's own."""
    sent = Sent()
    for stream in store.read(_streams).result():
        try:
            _ship_stream(store, place, name, stream, at, sent)
        except WorldFault as fault:
            if stops_all(fault):
                raise
            sent.problems.append(Problem(fault, stream))
    return sent


def _streams(db: Database) -> list[str]:
    own = {held.id for held in segments.streams(db) if held.own}
    return sorted(own | set(pack.to_pack(db)))


def _ship_stream(
    store: Store, place: Transport, name: str, stream: str, at: str, sent: Sent
) -> None:
    mark = store.read(segments.forked, stream).result()
    if mark is not None:
        raise WorldFault("sync.fork", stream=stream, seq=mark.seq)
    device = store.write(people.device).result()
    secret = segment.stream_secret(device.seed, stream)
    there = place.list(Shelf.SEGMENTS, stream).sizes
    head = store.read(segments.head, stream).result()
    following = (head.seq if head else 0) + 1
    if segment.record_id(secret, following) in there:
        # Before anything is packed: our own number is taken, by a device that went further.
        key = Key(Shelf.SEGMENTS, stream, segment.record_id(secret, following))
        if _is_ours(place.get(key), device.seed, following):
            if head is not None:
                store.write(segments.mark, name, head, "fork", at, "ahead").result()
            raise WorldFault("sync.fork", stream=stream, seq=following)
        raise WorldFault("sync.damaged_there", stream=stream, file=key.name)
    stopped = None
    try:
        pack.pack(store, stream, at)
    except WorldFault as fault:
        stopped = fault  # what was packed before it can still go
    for seq in store.read(_to_send, name, stream, there).result():
        one = store.read(segments.get, stream, seq).result()
        if one is not None:
            _send(store, place, name, one, device.seed, at, sent)
    if stopped is not None:
        raise stopped


def _to_send(db: Database, name: str, stream: str, there: Mapping[str, int]) -> list[int]:
    """Not acknowledged, or acknowledged once and gone: a folder may be a copy of an older one."""
    acknowledged = segments.marked(db, name, stream)
    return [
        seq
        for seq, record in segments.places(db, stream)
        if seq not in acknowledged or record not in there
    ]


def _send(
    store: Store,
    place: Transport,
    name: str,
    one: StoredSegment,
    seed: bytes,
    at: str,
    sent: Sent,
) -> None:
    for event, sealed in store.read(_events, one).result():
        _send_texts(place, event, sealed, sent)
    key = Key(Shelf.SEGMENTS, one.stream, one.record)
    if place.put_if_absent(key, one.data) is Put.CONFLICT:
        if _is_ours(place.get(key), seed, one.seq):
            store.write(segments.mark, name, one, "fork", at, "other bytes").result()
            raise WorldFault("sync.fork", stream=one.stream, seq=one.seq)
        raise WorldFault("sync.damaged_there", stream=one.stream, file=one.record)
    store.write(segments.mark, name, one, "sent", at, "").result()
    sent.segments += 1
    sent.events += one.events


def _events(db: Database, one: StoredSegment) -> list[tuple[Event, bool]]:
    sealed = verdicts.sealed_cases(db)
    held = events.range_of(db, one.stream, one.first, one.events)
    return [(event, event.case in sealed) for event in held]


def _send_texts(place: Transport, event: Event, sealed: bool, sent: Sent) -> None:
    # Of a sealed case only the codes travel: a note may quote what must not leave.
    for text in () if sealed else event.texts.values():
        if text.words is None:
            continue
        try:
            put = place.put_if_absent(Key(Shelf.TEXTS, event.stream, text.digest), blob.write(text))
        except WorldFault as fault:
            if fault.code not in ("sync.text_odd", "sync.text_too_long"):
                raise
            sent.problems.append(Problem(fault, event.stream))
            continue
        if put is Put.CONFLICT:
            fault = WorldFault("sync.damaged_there", stream=event.stream, file=text.digest)
            sent.problems.append(Problem(fault, event.stream))
        else:
            sent.texts += 1


def _is_ours(data: bytes, seed: bytes, seq: int) -> bool:
    try:
        opened = segment.open_segment(data, segment.public_key(seed))
    except WorldFault:
        return False
    return opened.envelope.seq == seq
