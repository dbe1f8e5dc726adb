"""The roster as this store knows it: the pinned root, what was said, who asks to join."""

from __future__ import annotations

import json
from weakref import WeakKeyDictionary

from msgspec import Struct

from workstation.domain.event import Audience
from workstation.domain.resolving import resolve
from workstation.domain.roster import Roster
from workstation.domain.roster_said import Statement
from workstation.fault import WorldFault
from workstation.store import people
from workstation.store.driver import Database

_ROOT = "team_root"
_State = tuple[object, ...]
_known: WeakKeyDictionary[Database, tuple[_State, Roster]] = WeakKeyDictionary()


class Invitation(Struct, frozen=True):
    """An invitation made here: the proof lets one device in, whoever has it."""

    code: str
    proof: str
    person: str
    until: str
    at: str


class Joined(Struct, frozen=True):
    """A device's request: what its stream says of it, and the key that signs that stream (None
    where it is this workstation's own)."""

    device: str
    person: str
    stream_key: str | None
    at: str
    body: dict[str, object]


def pin(db: Database, root: str) -> None:
    """Hold to the first lead's key; once pinned it stays.

    Raises WorldFault `roster.other_root`.
    """
    held = pinned(db)
    if held is not None and held != root:
        raise WorldFault("roster.other_root")
    people.set_meta(db, _ROOT, root)


def pinned(db: Database) -> str | None:
    """The first lead's key, None while this workstation belongs to no team."""
    return people.get_meta(db, _ROOT)


def believed(db: Database) -> Roster:
    """The roster that follows from what is here; made anew only when something came."""
    state = _state(db)
    held = _known.get(db)
    if held is None or held[0] != state:
        held = state, resolve(pinned(db), _statements(db))
        _known[db] = held
    return held[1]


def joined(db: Database) -> list[Joined]:
    """Every request to join, by device and in its stream's order."""
    rows = db.conn.execute(
        "SELECT device, person, [key], at, body FROM joined_said ORDER BY stream, number"
    )
    return [Joined(*row, json.loads(body)) for *row, body in rows]


def keep_invitation(db: Database, one: Invitation) -> None:
    """Hold the proof of an invitation made here."""
    db.conn.execute(
        "INSERT INTO invitation VALUES (?, ?, ?, ?, ?)",
        [one.code, one.proof, one.person, one.until, one.at],
    )


def invitations(db: Database) -> list[Invitation]:
    """The invitations made here whose proof is still held."""
    rows = db.conn.execute(
        "SELECT code, proof, person, until, at FROM invitation ORDER BY at, code"
    )
    return [Invitation(*row) for row in rows]


def last_turn(db: Database, device: str) -> int:
    """The highest turn that a device's own roster stream has reached, 0 where it says nothing."""
    row = db.conn.execute(
        "SELECT max(json_extract(body, '$.turn')) FROM roster_said WHERE stream = ?",
        [f"{device}.{Audience.ROSTER}"],
    ).fetchone()
    return row[0] if isinstance(row[0], int) else 0


def _statements(db: Database) -> list[Statement]:
    own = own_key(db)
    rows = db.conn.execute(
        "SELECT stream, number, seq, device, person, [key], kind, body, name FROM roster_said "
        "ORDER BY stream, number"
    )
    # What no segment holds yet is in a stream that may have no key on record: it is ours.
    return [
        Statement(*row[:5], row[5] or own, row[6], json.loads(row[7]), row[8] or "") for row in rows
    ]


def own_key(db: Database) -> str:
    """The key that signs this device's streams; empty where there is no device yet."""
    from nacl.signing import SigningKey

    held = people.get_meta(db, "device")
    if held is None:
        return ""
    return bytes(SigningKey(bytes.fromhex(json.loads(held)["seed"])).verify_key).hex()


def _state(db: Database) -> _State:
    # The last event's own name: a place may be given again after a transaction that was undone.
    said = db.conn.execute(
        "SELECT count(*), max(place), count(name), count(seq) FROM roster_said"
    ).fetchone()
    last = db.conn.execute("SELECT id FROM event WHERE rowid = ?", [said[1]]).fetchone()
    return pinned(db), people.get_meta(db, "device"), last, *said
