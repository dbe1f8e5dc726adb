"""The reader: takes in other devices' streams, in order, each segment whole or not at all.

Nothing in a folder is believed: what is odd is named and left, the stream waits there, and every
other stream goes on. Nothing about that is remembered; the next sync looks again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from msgspec.structs import replace

from workstation.domain.event import Event, Text
from workstation.fault import WorldFault
from workstation.store import confirmations, escalations, events, people, segments, verdicts
from workstation.store.driver import Database, OperationalError
from workstation.store.segments import StoredSegment, Stream
from workstation.store.store import Store
from workstation.sync import blob, segment
from workstation.sync.names import audience_of, device_of
from workstation.sync.pack import AUDIENCES
from workstation.sync.report import Problem, Received, stops_all
from workstation.sync.segment import HEADER_BYTES, OpenedSegment
from workstation.sync.transport import Key, Shelf, Transport

_TOLD = 20  # of one stream's odd files the first are told


@dataclass(slots=True)
class Read:
    """What this run has taken in."""

    received: list[Received] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class _Stream:
    """The state of one stream while it is being read."""

    name: str
    known: Stream | None
    head: StoredSegment | None
    records: Mapping[str, int]
    problems: list[Problem]
    refused: set[str] = field(default_factory=set)
    segments: int = 0
    events: int = 0
    texts: int = 0

    def tell(self, fault: WorldFault, file: str | None = None) -> None:
        """Note a fault and go on, unless it stops everything."""
        if stops_all(fault):
            raise fault
        if len(self.problems) < _TOLD:
            self.problems.append(Problem(fault, self.name, file))


def read(store: Store, place: Transport) -> Read:
    """Take in whatever is new of every stream that other devices wrote.

    Raises WorldFault `sync.place_gone`; what was taken in before stays.
    """
    done = Read()
    heads = place.heads()
    done.problems += [Problem(WorldFault("sync.stray", file=name)) for name in heads.strays]
    own = store.write(people.device).result().id
    try:
        for name in heads.records:
            if device_of(name) == own:
                continue
            if audience_of(name) not in AUDIENCES:
                fault = WorldFault("sync.audience", stream=name, audience=audience_of(name))
                done.problems.append(Problem(fault, name))
                continue
            _read_stream(store, place, name, done)
    finally:
        if done.received:
            store.write(verdicts.settle).result()
    return done


def _read_stream(store: Store, place: Transport, name: str, done: Read) -> None:
    known, head, records = store.read(_state, name).result()
    state = _Stream(name, known, head, records, [])
    try:
        # Words are looked for even where the stream itself waits.
        for step in (_read_segments, _fill_texts):
            try:
                step(store, place, state)
            except WorldFault as fault:
                state.tell(fault)
    finally:
        done.problems += state.problems
        if state.known is not None and (state.segments or state.texts):
            who = state.known
            done.received.append(
                Received(who.id, who.person, who.device, state.segments, state.events, state.texts)
            )


def _state(
    db: Database, name: str
) -> tuple[Stream | None, StoredSegment | None, Mapping[str, int]]:
    records = {record: seq for seq, record in segments.places(db, name)}
    return segments.stream(db, name), segments.head(db, name), records


def _read_segments(store: Store, place: Transport, state: _Stream) -> None:
    listing = place.list(Shelf.SEGMENTS, state.name)
    for stray in listing.strays:
        state.tell(WorldFault("sync.stray", file=stray))
    by_seq = _by_number(place, state, sorted(set(listing.sizes) - set(state.records)))
    _check_old(store, place, state, by_seq)
    while True:
        seq = state.head.seq + 1 if state.head else 1
        if seq not in by_seq:
            if by_seq:
                raise WorldFault("sync.gap", stream=state.name, seq=seq, next=min(by_seq))
            return
        record, opened = _one_of(place, state, seq, by_seq.pop(seq))
        _check_chain(state, opened)
        texts = _fetch_texts(store, place, state, opened.events)
        stream = state.known or _introduced(opened)
        kept = store.write(_keep, stream, record, opened, texts).result()
        if kept is not None:
            state.segments += 1
            state.events += len(opened.events)
            state.texts += len(texts)
        state.known, state.head = stream, opened.stored(record)


def _by_number(place: Transport, state: _Stream, unknown: list[str]) -> dict[int, list[str]]:
    by_seq: dict[int, list[str]] = {}
    for record in unknown:
        try:
            head = place.get(Key(Shelf.SEGMENTS, state.name, record), 0, HEADER_BYTES)
            by_seq.setdefault(segment.peek(head), []).append(record)
        except WorldFault as fault:
            state.tell(fault, record)
    return by_seq


def _check_old(
    store: Store, place: Transport, state: _Stream, by_seq: dict[int, list[str]]
) -> None:
    """Records that claim numbers we hold: copies under another name, rubbish, or a fork."""
    for seq in sorted(number for number in by_seq if state.head and number <= state.head.seq):
        held = store.read(segments.get, state.name, seq).result()
        for record in by_seq.pop(seq):
            opened = _open(place, state, record)
            if opened is None:
                continue
            if held is not None and opened.digest == held.digest:
                state.tell(WorldFault("sync.stray", file=record))
            else:
                raise WorldFault("sync.fork_seen", stream=state.name, seq=seq)


def _one_of(
    place: Transport, state: _Stream, seq: int, records: list[str]
) -> tuple[str, OpenedSegment]:
    found: dict[str, tuple[str, OpenedSegment]] = {}
    for record in records:
        opened = _open(place, state, record)
        if opened is not None:
            found.setdefault(opened.digest, (record, opened))
    if not found:
        raise WorldFault("sync.held", stream=state.name, seq=seq)
    if len(found) > 1:
        raise WorldFault("sync.fork_seen", stream=state.name, seq=seq)
    return next(iter(found.values()))


def _open(place: Transport, state: _Stream, record: str) -> OpenedSegment | None:
    key = bytes.fromhex(state.known.public_key) if state.known else None
    try:
        opened = segment.open_segment(place.get(Key(Shelf.SEGMENTS, state.name, record)), key)
        if opened.envelope.stream != state.name:
            raise WorldFault("sync.segment_elsewhere", stream=state.name)
        return opened
    except WorldFault as fault:
        state.tell(fault, record)
        return None


def _check_chain(state: _Stream, opened: OpenedSegment) -> None:
    said, head = opened.envelope, state.head
    wanted = (head.digest, head.first + head.events) if head else (segment.GENESIS, 0)
    if (said.prev, said.first) != wanted:
        raise WorldFault("sync.chain", stream=state.name, seq=said.seq)


def _introduced(opened: OpenedSegment) -> Stream:
    said = opened.envelope
    return Stream(
        id=said.stream,
        audience=said.audience,
        device=said.device,
        person=said.person,
        public_key=opened.key.hex(),
        own=False,
        introduced_at=said.at,
    )


def _keep(
    db: Database, stream: Stream, record: str, opened: OpenedSegment, texts: Mapping[str, Text]
) -> StoredSegment | None:
    said = opened.envelope
    if segments.get(db, said.stream, said.seq) is not None:
        return None  # another sync of this store was quicker
    held = [
        replace(event, texts={n: texts.get(t.digest, t) for n, t in event.texts.items()})
        for event in opened.events
    ]
    stored = opened.stored(record)
    try:
        segments.add_stream(db, stream)
        segments.add(db, stored)
        new = events.receive(db, held)
        # Looked at afterwards, since the verdict may be in this very segment.
        if any(confirmations.is_own(db, e) or escalations.is_own(db, e) for e in held):
            raise WorldFault("sync.own_answer", stream=said.stream, seq=said.seq)
    except (OperationalError, WorldFault):
        raise  # the disk, not the segment; or somebody who says it of their own
    except Exception as error:
        # Signed and whole, yet a body is not of the shape the views read; it may fail anyhow.
        kind = type(error).__name__
        raise WorldFault("sync.events_odd", stream=said.stream, seq=said.seq, kind=kind) from None
    if new != len(held):
        raise WorldFault("sync.events_known", stream=said.stream, seq=said.seq)
    return stored


def _fetch_texts(
    store: Store, place: Transport, state: _Stream, held: tuple[Event, ...]
) -> dict[str, Text]:
    wanted = {t.digest: event.case for event in held for t in event.texts.values()}
    return _get_texts(store, place, state, wanted)


def _fill_texts(store: Store, place: Transport, state: _Stream) -> None:
    """Words that were not there when their segment came."""
    missing = store.read(events.missing_texts, state.name).result()
    if missing and state.known is not None:
        texts = _get_texts(store, place, state, missing)
        state.texts += sum(store.write(_keep_texts, texts).result())


def _get_texts(
    store: Store, place: Transport, state: _Stream, wanted: Mapping[str, str | None]
) -> dict[str, Text]:
    if not wanted:
        return {}
    sealed = store.read(verdicts.sealed_cases).result()
    there = place.list(Shelf.TEXTS, state.name).sizes
    texts: dict[str, Text] = {}
    for digest, case in wanted.items():
        if digest not in there or case in sealed or digest in state.refused:
            continue
        try:
            data = place.get(Key(Shelf.TEXTS, state.name, digest))
            texts[digest] = blob.read(digest, data)
        except WorldFault as fault:
            state.refused.add(digest)
            state.tell(fault, digest)
    return texts


def _keep_texts(db: Database, texts: Mapping[str, Text]) -> list[bool]:
    return [
        events.keep_text(db, digest, text.salt, text.words or "") for digest, text in texts.items()
    ]
