"""Whether a place holds the bytes that are kept here."""

from __future__ import annotations

from workstation.fault import WorldFault
from workstation.store import events, people, segments
from workstation.store.log import Break
from workstation.store.segments import Stream
from workstation.store.store import Store
from workstation.sync import blob, segment
from workstation.sync.transport import Key, Shelf, Transport


def check_place(store: Store, place: Transport) -> tuple[int, Break | None]:
    """How many files were compared, and the first fault.

    What a place never acknowledged may be missing there, and words may have been erased there;
    what is there must be the same.
    """
    known = store.read(people.get_meta, f"place {place.address}").result()
    name = place.who_am_i(expected=known or "").id
    files = 0
    for stream in store.read(segments.streams).result():
        count, fault = _check_segments(store, place, name, stream)
        files += count
        if fault is None:
            count, fault = _check_texts(store, place, stream)
            files += count
        if fault is not None:
            return files, fault
    return files, None


def _check_segments(
    store: Store, place: Transport, name: str, stream: Stream
) -> tuple[int, Break | None]:
    there = place.list(Shelf.SEGMENTS, stream.id).sizes
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
    files = 0
    for digest in place.list(Shelf.TEXTS, stream.id).sizes:
        if digest not in wanted:
            continue
        files += 1
        try:
            blob.read(digest, _bytes(place, Shelf.TEXTS, stream.id, digest) or b"")
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
