"""The reader: takes in other devices' streams, in order, each segment whole or not at all.

Nothing at a place is believed: what is odd is named and left, the stream waits there, and every
other stream goes on. A stream that had nothing left to do is looked at again once its counts
change; one that waits is looked at by every run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from workstation.domain.audience import is_known, is_sealed
from workstation.domain.event import Audience
from workstation.domain.roster import Roster
from workstation.fault import WorldFault
from workstation.store import roster, sealing, segments
from workstation.store.cursors import Cursor
from workstation.store.driver import Database
from workstation.store.sealing import Ring
from workstation.store.segments import StoredSegment, Stream
from workstation.sync import keep, read_words, segment
from workstation.sync.names import audience_of, device_of
from workstation.sync.report import Problem, Received, stops_all
from workstation.sync.run import Run
from workstation.sync.segment import HEADER_BYTES, MAX_BYTES, OpenedSegment
from workstation.sync.transport import Key, Shelf

_TOLD = 20  # of one stream's odd files the first are told
_AT_HAND = 32 * 1024 * 1024  # of one stream's records so much is asked for once, not twice
_STANDS = ("sync.stray", "sync.revoked")  # looking again would find the same


@dataclass(slots=True)
class StreamRead:
    """The state of one stream while it is being read."""

    name: str
    known: Stream | None
    head: StoredSegment | None
    records: Mapping[str, int]
    until: int | None
    ring: Ring
    problems: list[Problem]
    refused: set[str] = field(default_factory=set)
    at_hand: dict[str, bytes] = field(default_factory=dict)
    records_mark: str | None = None
    texts_mark: str | None = None
    segments: int = 0
    closed: int = 0
    events: int = 0
    texts: int = 0

    def tell(self, fault: WorldFault, file: str | None = None) -> None:
        """Note a fault and go on, unless it stops everything."""
        if stops_all(fault):
            raise fault
        if len(self.problems) < _TOLD:
            self.problems.append(Problem(fault, self.name, file))


def read(run: Run) -> None:
    """Take in whatever is new of every stream that other devices wrote.

    Raises WorldFault `sync.place_gone`, `sync.hub_…`; what was taken in before stays.
    """
    run.problems += [Problem(WorldFault("sync.stray", file=name)) for name in run.heads.strays]
    known = run.store.read(sealing.ring).result()
    # Who is who, and what is whose, before what they say.
    for first in (True, False):
        for name in run.heads.records:
            audience = audience_of(name)
            if device_of(name) == run.own or first != _comes_first(audience):
                continue
            if is_known(audience):
                _read_stream(run, name, known)
            else:
                fault = WorldFault("sync.audience", stream=name, audience=audience)
                run.problems.append(Problem(fault, name))
        run.roster = run.store.write(_learn).result()
        known = run.store.read(sealing.ring).result()


def read_again(run: Run, names: Iterable[str]) -> None:
    """Look at streams as if nothing were known of them: their events can be read now."""
    ring = run.store.read(sealing.ring).result()
    for name in names:
        run.cursors.pop(name, None)
        if name in run.heads.records:
            _read_stream(run, name, ring)


def _comes_first(audience: str) -> bool:
    return audience in (Audience.ROSTER, Audience.DEVICE) or audience.startswith("batch-")


def _learn(db: Database) -> roster.Roster:
    held = roster.believed(db)
    sealing.learn(db, held)
    return held


def _read_stream(run: Run, name: str, ring: Ring) -> None:
    until = run.roster.counts_until(name, device_of(name))
    records, texts = run.heads.records[name], run.heads.texts.get(name, 0)
    before = run.cursors.get(name)
    same = before and (before.records, before.texts, before.counts_until) == (records, texts, until)
    if before and before.settled and same and not run.unsealed:
        return
    known, head, held = run.store.read(_state, name).result()
    state = StreamRead(name, known, head, held, until, ring, [])
    try:
        # Words are looked for even where the stream itself waits.
        try:
            _read_segments(run, state, before, records)
        except WorldFault as fault:
            state.tell(fault)
        try:
            read_words.fill(run, state, before, texts)
        except WorldFault as fault:
            state.tell(fault)
    finally:
        run.problems += state.problems
        _note(run, state)
    run.looked[name] = Cursor(
        name,
        records,
        texts,
        0,
        until,
        state.records_mark,
        state.texts_mark,
        all(one.code in _STANDS for one in state.problems),
    )


def _note(run: Run, state: StreamRead) -> None:
    run.sealed += state.closed
    if state.known is None or not (state.segments or state.texts):
        return
    who = state.known
    confirmed = run.roster.confirms(who.device, who.public_key, who.person)
    run.received.append(
        Received(
            who.id, who.person, who.device, state.segments, state.events, state.texts, confirmed
        )
    )


def _state(
    db: Database, name: str
) -> tuple[Stream | None, StoredSegment | None, Mapping[str, int]]:
    records = {record: seq for seq, record in segments.places(db, name)}
    return segments.stream(db, name), segments.head(db, name), records


def _read_segments(run: Run, state: StreamRead, before: Cursor | None, count: int) -> None:
    by_seq = _by_number(run, state, _unknown(run, state, before, count))
    _check_old(run, state, by_seq)
    while True:
        seq = state.head.seq + 1 if state.head else 1
        if state.until is not None and seq > state.until and by_seq:
            raise WorldFault("sync.revoked", stream=state.name, seq=seq)
        if seq not in by_seq:
            if by_seq:
                raise WorldFault("sync.gap", stream=state.name, seq=seq, next=min(by_seq))
            return
        record, opened = _one_of(run, state, seq, by_seq.pop(seq))
        _check_chain(state, opened)
        _check_author(run.roster, opened)
        _take_in(run, state, record, opened)


def _take_in(run: Run, state: StreamRead, record: str, opened: OpenedSegment) -> None:
    texts = read_words.of_events(run, state, opened.events)
    stream = state.known or keep.introduced(opened)
    ring = state.ring.digest
    kept = run.store.write(keep.keep, stream, record, opened, texts, ring).result()
    if kept is not None:
        state.segments += 1
        state.closed += opened.closed
        state.events += len(opened.events)
        state.texts += len(texts)
    state.known, state.head = stream, opened.stored(record)


def _unknown(run: Run, state: StreamRead, before: Cursor | None, count: int) -> list[str]:
    """Names of records that are not here; asked for from where the last look ended, and again
    from the beginning where that is not all."""
    mark = before.records_mark if before is not None and before.settled else None
    listing = run.place.list(Shelf.SEGMENTS, state.name, mark)
    if mark is not None and len(state.records.keys() | listing.sizes.keys()) != count:
        listing = run.place.list(Shelf.SEGMENTS, state.name)
    state.records_mark = listing.mark
    for stray in listing.strays:
        state.tell(WorldFault("sync.stray", file=stray))
    return sorted(set(listing.sizes) - set(state.records))


def _by_number(run: Run, state: StreamRead, unknown: list[str]) -> dict[int, list[str]]:
    by_seq: dict[int, list[str]] = {}
    room = _AT_HAND
    for record in unknown:
        try:
            # Whole while there is room: a hub would send it whole for its first bytes too.
            most = HEADER_BYTES if room < MAX_BYTES else None
            data = run.place.get(Key(Shelf.SEGMENTS, state.name, record), 0, most)
            by_seq.setdefault(segment.peek(data[:HEADER_BYTES]), []).append(record)
        except WorldFault as fault:
            state.tell(fault, record)
            continue
        if most is None:
            state.at_hand[record] = data
            room -= len(data)
    return by_seq


def _check_old(run: Run, state: StreamRead, by_seq: dict[int, list[str]]) -> None:
    """Records that claim numbers we hold: copies under another name, rubbish, or a fork."""
    for seq in sorted(number for number in by_seq if state.head and number <= state.head.seq):
        held = run.store.read(segments.get, state.name, seq).result()
        for record in by_seq.pop(seq):
            opened = _open(run, state, record)
            if opened is None:
                continue
            if held is not None and opened.digest == held.digest:
                state.tell(WorldFault("sync.stray", file=record))
            else:
                raise WorldFault("sync.fork_seen", stream=state.name, seq=seq)


def _one_of(
    run: Run, state: StreamRead, seq: int, records: list[str]
) -> tuple[str, OpenedSegment]:
    found: dict[str, tuple[str, OpenedSegment]] = {}
    for record in records:
        opened = _open(run, state, record)
        if opened is not None:
            if opened.digest in found:
                state.tell(WorldFault("sync.stray", file=record))
            found.setdefault(opened.digest, (record, opened))
    if not found:
        raise WorldFault("sync.held", stream=state.name, seq=seq)
    if len(found) > 1:
        raise WorldFault("sync.fork_seen", stream=state.name, seq=seq)
    return next(iter(found.values()))


def _open(run: Run, state: StreamRead, record: str) -> OpenedSegment | None:
    key = bytes.fromhex(state.known.public_key) if state.known else None
    identities = state.ring.identities if is_sealed(audience_of(state.name)) else ()
    try:
        data = state.at_hand.pop(record, None)
        if data is None:
            data = run.place.get(Key(Shelf.SEGMENTS, state.name, record))
        opened = segment.open_segment(data, key, identities)
        if opened.envelope.stream != state.name:
            raise WorldFault("sync.segment_elsewhere", stream=state.name)
        return opened
    except WorldFault as fault:
        state.tell(fault, record)
        return None


def _check_chain(state: StreamRead, opened: OpenedSegment) -> None:
    said, head = opened.envelope, state.head
    wanted = (head.digest, head.first + head.events) if head else (segment.GENESIS, 0)
    if (said.prev, said.first) != wanted:
        raise WorldFault("sync.chain", stream=state.name, seq=said.seq)


def _check_author(known: Roster, opened: OpenedSegment) -> None:
    """Nobody judges in the name of a member, or at a member's device, whom the roster does not
    confirm there. Whom it does not name at all is taken in, as somebody unknown."""
    said = opened.envelope
    if not (said.audience == Audience.WORK or is_sealed(said.audience)):
        return  # what is said there is held against the roster where it is acted on
    named = said.person in known.members or said.device in known.devices
    if named and not known.confirms(said.device, opened.key.hex(), said.person):
        raise WorldFault("sync.unconfirmed", stream=said.stream, person=said.person)


def read_confirmed(run: Run) -> None:
    """Look again at what waits for its device to be let in, which may have been done meanwhile."""
    names = {one.stream for one in run.problems if one.code == "sync.unconfirmed" and one.stream}
    run.problems = [one for one in run.problems if one.stream not in names]
    read_again(run, sorted(names))
