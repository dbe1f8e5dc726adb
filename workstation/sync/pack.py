"""The packer: moves queued events into signed segments, one transaction a segment.

Killed anywhere, either the events are still queued or they are in a segment, never both.
"""

from __future__ import annotations

from workstation.domain.audience import is_known, is_sealed
from workstation.domain.canonical import canonical_json
from workstation.domain.event import Event, Kind
from workstation.domain.roster import Roster
from workstation.fault import BugFault, WorldFault
from workstation.store import events, log, people, roster, sealing, segments
from workstation.store.driver import Database
from workstation.store.people import Device
from workstation.store.segments import StoredSegment, Stream
from workstation.store.store import Store
from workstation.sync import segment
from workstation.sync.names import audience_of, is_stream
from workstation.sync.segment import GENESIS, MAX_BYTES, MAX_EVENTS, Envelope

PACKED_BYTES = 256 * 1024
_ENVELOPE_BYTES = 2 * 1024  # room for header, signature and the fields around the events


def pack(store: Store, stream: str, at: str, known: Roster | None = None) -> list[StoredSegment]:
    """Pack whatever is queued for a stream.

    Raises WorldFault `sync.event_too_long`, `sync.segment_odd`, `sync.other_device`, and of a
    sealed stream `sync.no_readers`, `sync.no_session`; what was packed before stays packed.
    """
    made: list[StoredSegment] = []
    while (one := store.write(pack_next, stream, at, known).result()) is not None:
        made.append(one)
    return made


def to_pack(db: Database) -> list[str]:
    """Streams with queued events that may leave."""
    return [
        name
        for name in segments.outbox_streams(db)
        if is_stream(name) and is_known(audience_of(name))
    ]


def pack_next(
    db: Database, stream: str, at: str, known: Roster | None = None
) -> StoredSegment | None:
    """The next segment of a stream, None where nothing is queued; call it in one transaction.

    `known` tells whom a sealed stream is for, by default the roster that is believed here.
    """
    if not segments.outbox(db, stream, 1):
        return None
    device = people.device(db)
    audience = audience_of(stream)
    if stream != events.stream_of(device.id, audience):
        raise WorldFault("sync.other_device", stream=stream)
    person = _first(db, stream).person
    readers: tuple[str, ...] = ()
    if is_sealed(audience):
        readers = sealing.readers(db, known or roster.believed(db), person, audience)
    if segments.stream(db, stream) is None:
        _introduce(db, stream, device, at)
    before = segments.head(db, stream)
    first = before.first + before.events if before else 0
    held = _choose(_queued(db, stream, first))
    envelope = Envelope(
        stream=stream,
        seq=before.seq + 1 if before else 1,
        prev=before.digest if before else GENESIS,
        audience=audience,
        device=device.id,
        person=held[0].person,
        first=first,
        at=at,
        log=log.head(db),
    )
    secret = segment.stream_secret(device.seed, stream)
    made = segment.seal(envelope, held, device.seed, secret, readers)
    segments.add(db, made)
    segments.take_from_outbox(db, stream, held[-1].number)
    return made


def _first(db: Database, stream: str) -> Event:
    return events.range_of(db, stream, segments.outbox(db, stream, 1)[0], 1)[0]


def _introduce(db: Database, stream: str, device: Device, at: str) -> None:
    person = _first(db, stream).person
    audience = audience_of(stream)
    key = segment.public_key(device.seed)
    segments.add_stream(
        db,
        Stream(
            id=stream,
            audience=audience,
            device=device.id,
            person=person,
            public_key=key.hex(),
            own=True,
            introduced_at=at,
            secret=segment.stream_secret(device.seed, stream).hex(),
        ),
    )
    events.introduce(
        db,
        events.Act(
            kind=Kind.INTRODUCED,
            at=at,
            person=person,
            device=device.id,
            body=segment.introduction(person, device.id, audience, key),
            audience=audience,
        ),
    )


def _queued(db: Database, stream: str, first: int) -> list[Event]:
    numbers = segments.outbox(db, stream, MAX_EVENTS)
    if numbers != list(range(first, first + len(numbers))):
        raise BugFault("sync.outbox_gap", stream=stream, number=first)
    held = events.range_of(db, stream, first, len(numbers))
    if [event.number for event in held] != numbers:
        raise BugFault("sync.outbox_gap", stream=stream, number=first)
    return held


def _choose(queued: list[Event]) -> list[Event]:
    """As many as one segment takes: of one person, and below the size."""
    size, chosen = _ENVELOPE_BYTES, list[Event]()
    for event in queued:
        length = len(canonical_json(event.entry())) + 1
        if _ENVELOPE_BYTES + length > MAX_BYTES and not chosen:
            raise WorldFault("sync.event_too_long", event=event.id, size=length, limit=MAX_BYTES)
        full = size + length > PACKED_BYTES or event.person != queued[0].person
        if chosen and full:
            break
        chosen.append(event)
        size += length
    return chosen
