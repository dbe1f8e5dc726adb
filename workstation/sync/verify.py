"""Whether everything kept is what was signed and logged; names the first fault.

The order is from the root outwards: log, streams, segments, events, texts, outbox, shipments,
verdicts, and then what lies at a place.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from workstation.fault import WorldFault
from workstation.store import closed, events, log, people, sealing, segments, verdicts
from workstation.store.driver import Database
from workstation.store.log import Break
from workstation.store.segments import Stream
from workstation.store.store import Store
from workstation.sync import body, row_check, segment
from workstation.sync.names import device_of
from workstation.sync.place_check import Count, check_place
from workstation.sync.segment import OpenedSegment
from workstation.sync.transport import Transport


class Verified(Struct, frozen=True):
    """What was checked, and the first fault: where (a table or `place`), which row, what.

    `counts` are the streams of which here and the place do not hold as many segments: none of them
    is a fault by itself, as what was not sent or not read yet is missing too.
    """

    log_entries: int
    streams: int
    segments: int
    events: int
    files: int
    fault: Break | None
    counts: tuple[Count, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return self.fault is None


def verify(store: Store, place: Transport | None = None) -> Verified:
    """Check the store, and with a place also that it holds the same bytes.

    Raises WorldFault where the place cannot be read.
    """
    if store.read(people.get_meta, "device").result() is None:
        store.write(people.device).result()  # the reader could not make one
    done = store.read(_verify).result()
    if done.fault is not None or place is None:
        return done
    there = check_place(store, place)
    return Verified(
        done.log_entries,
        done.streams,
        done.segments,
        done.events,
        there.files,
        there.fault,
        there.counts,
    )


def _verify(db: Database) -> Verified:
    counted = _counts(db)
    odd = events.odd_row(db)
    if odd is not None:
        return Verified(0, *counted, 0, Break("event", odd, "json"))
    checked = log.check(db)
    cut = next(_check_cut(db), None)
    fault = checked.fault or next(_faults(db), None)
    if cut is not None and (checked.fault is None or checked.fault.where != "log"):
        fault = cut  # what the log lacks would else be laid to the rows it spoke of
    return Verified(checked.entries, *counted, 0, fault)


def _counts(db: Database) -> tuple[int, int, int]:
    known = segments.streams(db)
    held = sum(len(segments.places(db, stream.id)) for stream in known)
    return len(known), held, events.count(db)


def _faults(db: Database) -> Iterator[Break]:
    packed: dict[str, int] = {}
    for stream in segments.streams(db):
        yield from _check_stream(db, stream)
        yield from _check_segments(db, stream)
        head = segments.head(db, stream.id)
        packed[stream.id] = head.first + head.events if head else 0
    yield from row_check.check_events(db, packed)
    yield from row_check.check_texts(db)
    yield from row_check.check_outbox(db, packed)
    yield from row_check.check_shipments(db)
    broken = verdicts.check(db)
    if broken is not None:
        yield broken


def _check_cut(db: Database) -> Iterator[Break]:
    """Whether the log reaches the head that left with the last segment."""
    for stream in segments.streams(db):
        last = segments.head(db, stream.id) if stream.own else None
        if last is None:
            continue
        try:
            opened = segment.open_segment(last.data, _key(stream, last.seq))
        except (WorldFault, ValueError):
            continue  # told where segments are checked
        if log.head(db)[0] < opened.envelope.log[0]:
            yield Break("log", str(log.head(db)[0] + 1), "cut")


def _check_stream(db: Database, stream: Stream) -> Iterator[Break]:
    device = people.device(db)
    if stream.own != (device_of(stream.id) == device.id):
        yield Break("stream", stream.id, "own")
    if stream.own:
        secret = segment.stream_secret(device.seed, stream.id).hex()
        if stream.public_key != segment.public_key(device.seed).hex():
            yield Break("stream", stream.id, "public_key")
        if stream.secret != secret:
            yield Break("stream", stream.id, "secret")
    if segments.head(db, stream.id) is None:
        yield Break("stream", stream.id, "empty")


def _check_segments(db: Database, stream: Stream) -> Iterator[Break]:
    before: OpenedSegment | None = None
    identities = sealing.ring(db).identities
    shut = closed.of_stream(db, stream.id)
    for seq, record in segments.places(db, stream.id):
        stored = segments.get(db, stream.id, seq)
        ref = f"{stream.id}/{seq}"
        wanted = before.envelope.seq + 1 if before else 1
        if stored is None or seq != wanted:
            yield Break("segment", f"{stream.id}/{wanted}", "missing")
            return
        try:
            opened = segment.open_segment(stored.data, _key(stream, seq), identities)
        except (WorldFault, ValueError) as fault:
            told = fault.code if isinstance(fault, WorldFault) else "key"
            yield Break("segment", ref, told)
            return
        if opened.stored(record) != stored:
            yield Break("segment", ref, "columns")
        yield from _check_link(db, stream, opened, before)
        if before is None and not _introduces(stream, opened):
            yield Break("stream", stream.id, "introduction")
        if opened.closed != (seq in shut):
            yield Break("segment", ref, "sealed")
        yield from _check_covered(db, opened)
        before = opened


def _key(stream: Stream, seq: int) -> bytes | None:
    # The first is opened by its own key, so that a changed key shows as the stream's fault.
    return None if seq == 1 else bytes.fromhex(stream.public_key)


def _introduces(stream: Stream, opened: OpenedSegment) -> bool:
    said = opened.envelope
    return (
        stream.id,
        stream.audience,
        stream.device,
        stream.person,
        stream.public_key,
        stream.introduced_at,
    ) == (said.stream, said.audience, said.device, said.person, opened.key.hex(), said.at)


def _check_link(
    db: Database, stream: Stream, opened: OpenedSegment, before: OpenedSegment | None
) -> Iterator[Break]:
    said = opened.envelope
    ref = f"{said.stream}/{said.seq}"
    if before is not None:
        first = before.envelope.first + len(before.events)
        if (said.prev, said.first) != (before.digest, first):
            yield Break("segment", ref, "chain")
    if stream.own:
        secret = bytes.fromhex(stream.secret or "")
        stored = segments.get(db, said.stream, said.seq)
        if stored is None or stored.record != segment.record_id(secret, said.seq):
            yield Break("segment", ref, "record")
        if opened.commit is not None and opened.commit != body.commit_of(opened.events, secret):
            yield Break("segment", ref, "commit")
        # The head that left with the segment: a log made anew, or cut, no longer holds it.
        if events.logged_hash(db, said.log[0]) != said.log[1]:
            yield Break("log", str(said.log[0]), "anchor")


def _check_covered(db: Database, opened: OpenedSegment) -> Iterator[Break]:
    said = opened.envelope
    held = {e.number: e for e in events.range_of(db, said.stream, said.first, len(opened.events))}
    for event in opened.events:
        kept = held.get(event.number)
        if kept is None:
            yield Break("event", event.id, "missing")
        elif kept.entry() != event.entry():
            yield Break("event", event.id, "differs")
