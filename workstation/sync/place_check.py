"""Whether a place holds the bytes that are kept here, and as many."""

from __future__ import annotations

from msgspec import Struct

from workstation.domain.audience import is_sealed
from workstation.fault import WorldFault
from workstation.store import cursors, events, people, sealing, segments
from workstation.store.log import Break
from workstation.store.segments import Stream
from workstation.store.store import Store
from workstation.sync import blob, segment
from workstation.sync.transport import Key, Shelf, Transport


class Count(Struct, frozen=True):
    """How many segments of a stream are here and at the place."""

    stream: str
    here: int
    there: int


class PlaceChecked(Struct, frozen=True):
    """How many files were compared, the first fault, and the streams whose counts differ."""

    files: int
    fault: Break | None
    counts: tuple[Count, ...] = ()


def check_place(store: Store, place: Transport) -> PlaceChecked:
    """Compare what a place holds with what is here; reads every byte of it.

    What a place never acknowledged may be missing there, and words may have been erased there;
    what is there must be the same.
    """
    known = store.read(people.get_meta, f"place {place.address}").result()
    name = place.who_am_i(expected=known or "").id
    heads = place.heads().records
    before = store.read(cursors.cursors, name).result()
    streams = store.read(segments.streams).result()
    here = {one.id: len(store.read(segments.places, one.id).result()) for one in streams}
    counts = tuple(
        Count(stream, here.get(stream, 0), heads.get(stream, 0))
        for stream in sorted(here.keys() | heads.keys())
        if here.get(stream, 0) != heads.get(stream, 0)
    )
    files = 0
    for stream in streams:
        count, fault = _check_segments(store, place, name, stream, heads.get(stream.id, 0))
        files += count
        held = before.get(stream.id)
        if fault is None and held is not None and held.records > heads.get(stream.id, 0):
            fault = Break("place", stream.id, "fewer")
        if fault is None and stream.id in heads:
            count, fault = _check_texts(store, place, stream)
            files += count
        if fault is not None:
            return PlaceChecked(files, fault, counts)
    return PlaceChecked(files, None, counts)


def _check_segments(
    store: Store, place: Transport, name: str, stream: Stream, told: int
) -> tuple[int, Break | None]:
    # Of a stream that the heads do not name we may not be allowed to ask.
    there = place.list(Shelf.SEGMENTS, stream.id).sizes if told else {}
    if len(there) < told:
        return 0, Break("place", stream.id, "count")
    acknowledged = store.read(segments.marked, name, stream.id).result()
    files, last = 0, 0
    for seq, record in store.read(segments.places, stream.id).result():
        last = seq
        if record not in there:
            if stream.own and seq in acknowledged:
                return files, Break("place", f"{stream.id}/{seq}", "missing")
            continue
        stored = store.read(segments.get, stream.id, seq).result()
        files += 1
        if stored is None or _bytes(place, Shelf.SEGMENTS, stream.id, record) != stored.data:
            return files, Break("place", f"{stream.id}/{seq}", "differs")
    if stream.own:
        following = segment.record_id(bytes.fromhex(stream.secret or ""), last + 1)
        if following in there:
            return files, Break("place", f"{stream.id}/{last + 1}", "ahead")
    return files, None


def _check_texts(store: Store, place: Transport, stream: Stream) -> tuple[int, Break | None]:
    wanted = store.read(events.texts_of, stream.id).result()
    if not wanted:
        return 0, None
    identities = store.read(sealing.ring).result().identities
    files = 0
    for digest in place.list(Shelf.TEXTS, stream.id).sizes:
        if digest not in wanted:
            continue
        files += 1
        data = _bytes(place, Shelf.TEXTS, stream.id, digest) or b""
        try:
            if is_sealed(stream.audience):
                blob.read_sealed(digest, data, identities)
            else:
                blob.read(digest, data)
        except WorldFault:
            return files, Break("place", f"{stream.id}/{digest}", "differs")
    return files, None


def _bytes(place: Transport, shelf: Shelf, stream: str, name: str) -> bytes | None:
    try:
        return place.get(Key(shelf, stream, name))
    except WorldFault as fault:
        if fault.code in ("sync.too_long", "sync.not_a_file", "sync.not_there", "sync.unreadable"):
            return None
        raise
