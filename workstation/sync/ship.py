"""The shipper: packs, then brings own segments to a place in order, words before the segment.

A place that holds other bytes under our record name, signed with our own key, or that already
holds the record we would write next, has met a second device with our key: a copy of this store,
or this store before it was restored. That is a FORK: the stream stops, at every place.

Whether anything is to be done is told by the place's heads: as many records as were acknowledged,
and nobody is asked; more, or fewer, and the stream is looked at.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta

from workstation.domain import instant
from workstation.fault import WorldFault
from workstation.store import cursors, people, segments
from workstation.store.cursors import Cursor
from workstation.store.driver import Database
from workstation.store.segments import StoredSegment
from workstation.sync import pack, segment, ship_words
from workstation.sync.names import device_of
from workstation.sync.report import Problem, parks, stops_all
from workstation.sync.run import Run
from workstation.sync.transport import Key, Put, Shelf

PARKED_FOR = timedelta(hours=1)
"""What a place would not take is not offered again before, unless somebody asks."""

_WITHHELD = ("sync.no_readers", "sync.no_session")


def ship(run: Run) -> None:
    """Pack and send whatever this place has not acknowledged."""
    held = run.roster.devices.get(run.own)  # type: ignore[call-overload]
    if held is not None and held.revoked is not None:
        run.problems.append(Problem(WorldFault("sync.own_revoked")))
        return
    for stream in run.store.read(_streams, run).result():
        try:
            _ship_stream(run, stream)
        except WorldFault as fault:
            if stops_all(fault):
                raise
            if fault.code in _WITHHELD and run.roster.root is None:
                continue  # where there is no team nobody is missed
            run.problems.append(Problem(fault, stream))


def _streams(db: Database, run: Run) -> list[str]:
    """Ours; those too that are there under our name and unknown here: a copy has begun them."""
    own = {held.id for held in segments.streams(db) if held.own}
    there = {name for name in run.heads.records if device_of(name) == run.own}
    return sorted(own | set(pack.to_pack(db)) | there)


def _ship_stream(run: Run, stream: str) -> None:
    store = run.store
    mark = store.read(segments.forked, stream).result()
    if mark is not None:
        raise WorldFault("sync.fork", stream=stream, seq=mark.seq)
    _refuse_parked(run, stream)
    device = store.write(people.device).result()
    there = run.heads.records.get(stream, 0)
    marked = len(store.read(segments.marked, run.name, stream).result())
    cursor = run.cursors.get(stream)
    besides = cursor.records - cursor.segments if cursor is not None else 0
    names: Mapping[str, int] | None = None
    if there != marked + besides:
        names = run.place.list(Shelf.SEGMENTS, stream).sizes
        there = len(names)
        _check_ahead(run, stream, device.seed, names)
    stopped = None
    try:
        pack.pack(store, stream, run.at, run.roster)
    except WorldFault as fault:
        stopped = fault  # what was packed before it can still go
    stored = 0
    for seq in store.read(_to_send, run.name, stream, names).result():
        one = store.read(segments.get, stream, seq).result()
        if one is not None:
            stored += _send(run, one, device.seed)
    if names is not None or stored or cursor is None:
        marked = len(store.read(segments.marked, run.name, stream).result())
        run.looked[stream] = Cursor(stream, there + stored, 0, marked, settled=True)
    if stopped is not None:
        raise stopped


def _refuse_parked(run: Run, stream: str) -> None:
    held = run.store.read(segments.parked, run.name, stream).result()
    if held is None:
        return
    code, params, at = held
    if instant.parse(run.at) - instant.parse(at) < PARKED_FOR:
        raise WorldFault(code, **params)
    run.store.write(segments.unpark, run.name, stream).result()


def _check_ahead(run: Run, stream: str, seed: bytes, names: Mapping[str, int]) -> None:
    """Before anything is packed: our own number may be taken, by a device that went further."""
    secret = segment.stream_secret(seed, stream)
    head = run.store.read(segments.head, stream).result()
    following = (head.seq if head else 0) + 1
    record = segment.record_id(secret, following)
    if record not in names:
        return
    if _is_ours(run.place.get(Key(Shelf.SEGMENTS, stream, record)), seed, following):
        if head is not None:
            run.store.write(segments.mark, run.name, head, "fork", run.at, "ahead").result()
        raise WorldFault("sync.fork", stream=stream, seq=following)
    raise WorldFault("sync.damaged_there", stream=stream, file=record)


def _to_send(db: Database, name: str, stream: str, names: Mapping[str, int] | None) -> list[int]:
    """Not acknowledged, or acknowledged once and gone: a folder may be a copy of an older one."""
    acknowledged = segments.marked(db, name, stream)
    return [
        seq
        for seq, record in segments.places(db, stream)
        if seq not in acknowledged or (names is not None and record not in names)
    ]


def _send(run: Run, one: StoredSegment, seed: bytes) -> bool:
    """Whether the place holds a record more than before."""
    key = Key(Shelf.SEGMENTS, one.stream, one.record)
    try:
        ship_words.send(run, one, seed)
        put = run.place.put_if_absent(key, one.data)
    except WorldFault as fault:
        if parks(fault):
            told = json.dumps({"code": fault.code, "params": fault.params})
            run.store.write(segments.mark, run.name, one, "parked", run.at, told).result()
        raise
    if put is Put.CONFLICT:
        if _is_ours(run.place.get(key), seed, one.seq):
            run.store.write(segments.mark, run.name, one, "fork", run.at, "other bytes").result()
            raise WorldFault("sync.fork", stream=one.stream, seq=one.seq)
        raise WorldFault("sync.damaged_there", stream=one.stream, file=one.record)
    run.store.write(segments.mark, run.name, one, "sent", run.at, "").result()
    run.segments += 1
    run.events += one.events
    return put is Put.STORED


def _is_ours(data: bytes, seed: bytes, seq: int) -> bool:
    try:
        opened = segment.open_segment(data, segment.public_key(seed))
    except WorldFault:
        return False
    return opened.envelope.seq == seq


def retry(db: Database) -> None:
    """Let every place be asked again at the next run, for what it would not take too."""
    segments.unpark(db)
    cursors.forget(db)
