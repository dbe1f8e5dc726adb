"""How streams and places stand: what is here, what waits, what is parked and what helps."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from workstation.domain.event import Audience
from workstation.domain.roster import Roster
from workstation.fault import WorldFault
from workstation.store import closed, cursors, people, segments
from workstation.store.driver import Database
from workstation.store.segments import Stream, Waiting


class Way(StrEnum):
    """A way out of what is parked; the window offers it, the words say it."""

    RENEW = "renew"  # begin new streams (`sync.renew`)
    RETRY = "retry"  # let the place be asked again at once (`segments.unpark`, then sync)
    UPDATE = "update"  # a newer version of this program reads it
    DELETE_THERE = "delete_there"  # the named file at the place is damaged or does not belong
    ASK_AUTHOR = "ask_author"  # the device that wrote it has to sync again
    ASK_LEAD = "ask_lead"  # a lead has to enrol, to invite or to look into it
    WAIT = "wait"  # it goes on by itself


_WAYS: Mapping[str, Way] = {
    "sync.fork": Way.RENEW,
    "sync.own_revoked": Way.ASK_LEAD,
    "sync.not_yours": Way.ASK_LEAD,
    "sync.no_readers": Way.ASK_LEAD,
    "sync.no_session": Way.ASK_LEAD,
    "sync.revoked": Way.ASK_LEAD,
    "sync.unconfirmed": Way.ASK_LEAD,
    "sync.fork_seen": Way.ASK_LEAD,
    "sync.own_answer": Way.ASK_LEAD,
    "sync.chain": Way.ASK_LEAD,
    "sync.segment_key": Way.ASK_LEAD,
    "sync.segment_newer": Way.UPDATE,
    "sync.audience": Way.UPDATE,
    "sync.events_odd": Way.UPDATE,
    "sync.damaged_there": Way.DELETE_THERE,
    "sync.stray": Way.DELETE_THERE,
    "sync.segment_foreign": Way.DELETE_THERE,
    "sync.segment_length": Way.DELETE_THERE,
    "sync.segment_signature": Way.DELETE_THERE,
    "sync.segment_elsewhere": Way.DELETE_THERE,
    "sync.text_odd": Way.DELETE_THERE,
    "sync.held": Way.DELETE_THERE,
    "sync.gap": Way.ASK_AUTHOR,
    "sync.busy": Way.WAIT,
}


class Parked(Struct, frozen=True):
    """Something that does not go on by itself: where, of which stream, why, what helps.

    `fault` has its sentence in `workstation.words`.
    """

    place: str
    fault: WorldFault
    way: Way
    at: str
    stream: str | None = None
    file: str | None = None

    @property
    def code(self) -> str:
        """The fault's code."""
        return self.fault.code


class Gap(Struct, frozen=True):
    """A stream whose next segment is missing at a place, and the first that waits for it."""

    place: str
    stream: str
    seq: int
    next: int


class StreamStanding(Struct, frozen=True):
    """A stream here: its head (0: nothing packed yet), its events, what it waits with.

    `queued` events are in no segment yet, `closed` segments nothing opens yet; `accepted` is the
    last segment each place has acknowledged (own streams); `counts_until` is set once the device
    was revoked; `forked` is the number at which a second device with our key was met.
    """

    id: str
    audience: str
    device: str
    person: str
    own: bool
    confirmed: bool
    head: int
    events: int
    queued: int = 0
    closed: int = 0
    accepted: Mapping[str, int] = {}
    counts_until: int | None = None
    forked: int | None = None


class PlaceStanding(Struct, frozen=True):
    """A place that was synced with: its own name, how it was called, when the last run was."""

    id: str
    address: str
    account: str | None
    at: str
    waiting: Waiting


class Standing(Struct, frozen=True):
    """Everything at once."""

    places: tuple[PlaceStanding, ...]
    streams: tuple[StreamStanding, ...]
    gaps: tuple[Gap, ...]
    parked: tuple[Parked, ...]
    in_team: bool = False

    @property
    def forked(self) -> tuple[str, ...]:
        """Own streams that a second device writes too: `sync.renew` is the way out."""
        return tuple(one.id for one in self.streams if one.own and one.forked is not None)


def standing(db: Database, roster: Roster) -> Standing:
    """How everything stands by what is known here; no place is asked."""
    parked = tuple(_parked(db))
    return Standing(
        places=tuple(
            PlaceStanding(one.place, one.address, one.account, one.at, waiting(db, one.place))
            for one in cursors.places(db)
        ),
        streams=tuple(_streams(db, roster)),
        gaps=tuple(
            Gap(one.place, one.stream or "", _number(one, "seq"), _number(one, "next"))
            for one in parked
            if one.code == "sync.gap"
        ),
        parked=parked,
        in_team=roster.root is not None,
    )


def way_of(fault: WorldFault) -> Way:
    """What helps."""
    return _WAYS.get(fault.code, Way.RETRY)


def waiting(db: Database, place: str) -> Waiting:
    """What the next run with a place would send; events that nobody could read yet are not among
    them (they are told as `sync.no_readers` and `sync.no_session`)."""
    count, oldest = db.conn.execute(
        "SELECT count(*), min(queued_at) FROM outbox WHERE stream NOT LIKE '%.private' "
        "AND stream NOT LIKE '%.cal-%'"
    ).fetchone()
    packed, since = segments.unsent_events(db, place)
    return Waiting(count + packed, min((at for at in (oldest, since) if at), default=None))


def _parked(db: Database) -> list[Parked]:
    return [
        Parked(
            one.place,
            one.fault,
            way_of(one.fault),
            one.at,
            one.stream,
            one.file,
        )
        for one in cursors.problems(db)
    ]


def _number(one: Parked | cursors.ProblemRow, name: str) -> int:
    held = one.fault.params.get(name)
    return held if isinstance(held, int) else 0


def _streams(db: Database, roster: Roster) -> list[StreamStanding]:
    device = people.get_meta(db, "device")
    own_id = json.loads(device)["id"] if device else ""
    person = people.person(db)
    known = {one.id: one for one in segments.streams(db)}
    queued = dict(db.conn.execute("SELECT stream, count(*) FROM outbox GROUP BY stream"))
    for name in sorted(queued.keys() - known.keys()):
        # Nothing of it is packed yet, so nothing has introduced it.
        audience = name.partition(".")[2]
        known[name] = Stream(name, audience, own_id, person.id if person else "", "", True, "")
    heads = dict(db.conn.execute("SELECT stream, max(seq) FROM segment GROUP BY stream"))
    counts = dict(db.conn.execute("SELECT stream, count(*) FROM event GROUP BY stream"))
    shut = closed.counts(db)
    accepted = _accepted(db)
    # A stream of which nothing was packed yet has nothing that could be marked.
    forks = {one.stream: one for one in cursors.problems(db) if one.code == "sync.fork"}
    told = []
    for one in known.values():
        if one.audience == Audience.LOCAL:
            continue
        mark, fork = segments.forked(db, one.id), forks.get(one.id)
        told.append(
            StreamStanding(
                id=one.id,
                audience=one.audience,
                device=one.device,
                person=one.person,
                own=one.own,
                confirmed=roster.confirms(one.device, one.public_key, one.person),
                head=heads.get(one.id, 0),
                events=counts.get(one.id, 0),
                queued=queued.get(one.id, 0),
                closed=shut.get(one.id, 0),
                accepted=accepted.get(one.id, {}),
                counts_until=roster.counts_until(one.id, one.device),
                forked=mark.seq if mark else _number(fork, "seq") if fork else None,
            )
        )
    return told


def _accepted(db: Database) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    rows = db.conn.execute(
        "SELECT stream, place, max(seq) FROM shipment WHERE state = 'sent' GROUP BY stream, place"
    )
    for stream, place, seq in rows:
        found.setdefault(stream, {})[place] = seq
    return found
