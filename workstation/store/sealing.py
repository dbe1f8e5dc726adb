"""What sealed segments are sealed to, and what opens them here.

A device's age identity follows from the seed of its signing key: a copy of a store, or one that
was restored, opens what the original sealed, and so can tell what of it came through.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from workstation.domain import bech32
from workstation.domain.audience import session_of
from workstation.domain.canonical import digest
from workstation.domain.event import Event, Kind
from workstation.domain.roster import Role, Roster
from workstation.fault import WorldFault
from workstation.store import events, people, segments
from workstation.store.driver import Database

_OPENS = (Role.LEAD, Role.TRAINER)
FACILITATORS = 2
"""A session is sealed to so many at least: nobody reads votes alone."""


class Sealing(Struct, frozen=True):
    """An age identity and the recipient that others seal to."""

    identity: str
    recipient: str


class Ring(Struct, frozen=True):
    """Every identity that may open something here."""

    identities: tuple[str, ...]

    @property
    def digest(self) -> str:
        """Tells one ring from another; no secret follows from it."""
        return digest("\n".join(sorted(self.identities)).encode())


def of_seed(seed: bytes) -> Sealing:
    """The identity of a device."""
    scalar = hmac.digest(seed, b"workstation sealing\n", "sha256")
    identity = bech32.encode("age-secret-key-", scalar).upper()
    return Sealing(identity, recipient_of(identity) or "")


def own(db: Database) -> Sealing:
    """This device's."""
    return of_seed(people.device(db).seed)


def recipient_of(identity: str) -> str | None:
    """Whom an identity opens for; None where it is no identity."""
    from pyrage import IdentityError, x25519

    try:
        return str(x25519.Identity.from_str(identity).to_public())
    except IdentityError:
        return None


def is_recipient(text: object) -> bool:
    """Whether one can seal to it."""
    from pyrage import RecipientError, x25519

    try:
        return isinstance(text, str) and bool(x25519.Recipient.from_str(text))
    except RecipientError:
        return False


def ring(db: Database) -> Ring:
    """Own, former own, and those of sessions that we facilitate or that were revealed."""
    rows = db.conn.execute("SELECT identity FROM sealing_key ORDER BY recipient")
    return Ring((own(db).identity, *(row[0] for row in rows)))


def keep(db: Database, one: Sealing, what: str, ref: str) -> None:
    """Keep an identity: `former` of a device, or of a `session`."""
    db.conn.execute(
        "INSERT OR IGNORE INTO sealing_key VALUES (?, ?, ?, ?)",
        [one.recipient, one.identity, what, ref],
    )


def readers(db: Database, roster: Roster, person: str, audience: str) -> tuple[str, ...]:
    """Whom a sealed stream's next segment is for; the author's own device is always among them.

    Raises WorldFault `sync.no_readers`, `sync.no_session`: nobody else could read it yet.
    """
    session = session_of(audience)
    mine = own(db).recipient
    if session is not None:
        row = db.conn.execute(
            "SELECT recipient FROM sealed_session WHERE session = ?", [session]
        ).fetchone()
        if row is None:
            raise WorldFault("sync.no_session", session=session)
        return tuple(sorted({mine, row[0]}))
    member = roster.members.get(person)  # type: ignore[call-overload]
    leads = roster.recipients(member.leads) if member else ()
    if member is None or (member.leads and not leads):
        raise WorldFault("sync.no_readers", person=person)
    return tuple(sorted({mine, *roster.recipients((person,)), *leads}))


# The very list of the index `event_session`: of any other SQLite would read every event.
_INDEXED = (Kind.SESSION_OPENED, Kind.SESSION_REVEALED, Kind.RENEWED)


def learn(db: Database, roster: Roster) -> None:
    """Take over what the signed streams say of sessions: whom votes are sealed to, and the
    identity that opens them, once it is for us or for everybody."""
    held = dict(db.conn.execute("SELECT session, recipient FROM sealed_session"))
    said = events.of_kinds(db, _INDEXED)
    for event in said:
        session = event.body.get("session")
        if event.kind != Kind.SESSION_OPENED:
            continue
        if isinstance(session, str) and session not in held and _believed(db, roster, event):
            held[session] = recipient = str(event.body["recipient"])
            db.conn.execute(
                "INSERT INTO sealed_session VALUES (?, ?, ?)", [session, recipient, event.id]
            )
            _open_for_us(db, event, session, recipient)
    for event in said:
        if event.kind != Kind.SESSION_REVEALED:
            continue
        # Whoever says it: an identity that fits is the one.
        session, identity = event.body.get("session"), event.body.get("identity")
        if isinstance(session, str) and isinstance(identity, str) and session in held:
            _keep_session(db, session, held[session], identity)


def seal_identity(
    sealing: Sealing, recipients: Mapping[str, Iterable[str]]
) -> dict[str, str]:
    """A session's identity, sealed to each facilitator's devices, as `session_opened` carries it.

    Raises WorldFault `sync.few_facilitators` where fewer than two could open it.
    """
    import pyrage
    from pyrage import x25519

    devices = {who: [x25519.Recipient.from_str(one) for one in to] for who, to in
               recipients.items()}
    if sum(bool(held) for held in devices.values()) < FACILITATORS:
        raise WorldFault("sync.few_facilitators", wanted=FACILITATORS)
    return {
        who: pyrage.encrypt(sealing.identity.encode(), held, armored=True).decode()
        for who, held in devices.items()
        if held
    }


def new_session() -> Sealing:
    """A fresh identity for a session."""
    from pyrage import x25519

    made = x25519.Identity.generate()
    return Sealing(str(made), str(made.to_public()))


def _believed(db: Database, roster: Roster, event: Event) -> bool:
    body: Mapping[str, Any] = event.body
    persons = body.get("facilitators")
    if not isinstance(persons, list) or len({str(one) for one in persons}) < FACILITATORS:
        return False
    if not is_recipient(body.get("recipient")) or roster.role(event.person) not in _OPENS:
        return False
    stream = segments.stream(db, event.stream)
    if stream is None or stream.own:
        held = roster.devices.get(event.device)
        return held is not None and held.person == event.person
    return roster.confirms(event.device, stream.public_key, event.person)


def _open_for_us(db: Database, event: Event, session: str, recipient: str) -> None:
    import pyrage
    from pyrage import x25519

    person = people.person(db)
    held = event.body.get("identity")
    armoured = held.get(person.id) if isinstance(held, dict) and person else None
    if not isinstance(armoured, str) or len(armoured) > 1 << 16:
        return
    keys = [x25519.Identity.from_str(one) for one in ring(db).identities]
    try:
        identity = pyrage.decrypt(armoured.encode(), keys).decode()
    except (pyrage.DecryptError, UnicodeDecodeError):
        return
    _keep_session(db, session, recipient, identity)


def _keep_session(db: Database, session: str, recipient: str, identity: str) -> None:
    if recipient_of(identity) == recipient:
        keep(db, Sealing(identity, recipient), "session", session)
