"""The only lead's device vouches for the new one: its last statement on the roster enrols it.

Otherwise nobody would be left in the team who could enrol anybody. The
statement goes to the place before the store changes; if it changes in the end under yet another
name, a device that nobody has is enrolled, which does no harm.
"""

from __future__ import annotations

from msgspec import Struct

from workstation.domain.event import Audience, Event, Kind
from workstation.domain.ids import EventId, new_uuid7
from workstation.domain.roster import Role
from workstation.fault import WorldFault
from workstation.store import events, log, people, roster, sealing
from workstation.store.driver import Database
from workstation.store.people import Device
from workstation.store.store import Store
from workstation.sync import segment
from workstation.sync.segment import Envelope, OpenedSegment
from workstation.sync.transport import Key, Put, Shelf, Transport


class Vouched(Struct, frozen=True):
    """The segment that enrols the new device, and its turn."""

    record: str
    opened: OpenedSegment
    turn: int


def vouch(
    store: Store, place: Transport, old: Device, new: Device, last: OpenedSegment, at: str
) -> Vouched | None:
    """Send the statement behind the last segment of the roster stream that stands; None where this
    is not the only device of the team's leads.

    Raises WorldFault `sync.renew_again`, and as the place does.
    """
    made = store.read(_made, old, new, last, at).result()
    if made is None:
        return None
    key = Key(Shelf.SEGMENTS, made.opened.envelope.stream, made.record)
    if place.put_if_absent(key, made.opened.data) is Put.CONFLICT:
        raise WorldFault("sync.renew_again")
    return made


def _made(
    db: Database, old: Device, new: Device, last: OpenedSegment, at: str
) -> Vouched | None:
    known = roster.believed(db)
    leads = {
        one.device
        for one in known.devices.values()
        if one.revoked is None and known.role(one.person) is Role.LEAD
    }
    if leads != {old.id}:
        return None  # no lead's device, or not the last: another enrols the new one
    held = known.devices[old.id]
    stream = events.stream_of(old.id, Audience.ROSTER)
    there = [one.body.get("turn") for one in last.events]
    turn = max([known.turn, *(one for one in there if isinstance(one, int))]) + 1
    first = last.envelope.first + last.count
    body = {
        "device": new.id,
        "person": held.person,
        "key": segment.public_key(new.seed).hex(),
        "sealing": sealing.of_seed(new.seed).recipient,
        "region": held.region,
        "instead_of": old.id,
        "turn": turn,
    }
    event = Event(
        EventId(new_uuid7()),
        stream,
        first,
        Kind.DEVICE_ENROLLED,
        at,
        people.PersonId(held.person),
        old.id,
        body=body,
    )
    seq = last.envelope.seq + 1
    envelope = Envelope(
        stream, seq, last.digest, Audience.ROSTER, old.id, held.person, first, at, log.head(db)
    )
    secret = segment.stream_secret(old.seed, stream)
    stored = segment.seal(envelope, [event], old.seed, secret)
    opened = segment.open_segment(stored.data, segment.public_key(old.seed))
    return Vouched(stored.record, opened, turn)
