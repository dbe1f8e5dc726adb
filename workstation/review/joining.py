"""A device asks to come in: what it says itself, and what a lead's workstation makes of it."""

from __future__ import annotations

import hmac
from enum import StrEnum

from msgspec import Struct

from workstation.domain import instant
from workstation.domain.event import Audience, Event, Kind
from workstation.domain.ids import PersonId
from workstation.domain.roster import Roster
from workstation.fault import WorldFault
from workstation.review import invitation
from workstation.review.acting import About, Desk, write
from workstation.review.invitation import Invitation
from workstation.store import events, people, roster, sealing
from workstation.store.driver import Database
from workstation.store.people import Person
from workstation.store.roster import Joined
from workstation.sync.segment import public_key


class Asks(StrEnum):
    """How a request stands; all but the first need a lead to look at it."""

    PROVEN = "proven"  # it is let in after the next sync
    ELSEWHERE = "elsewhere"  # the invitation was made on another lead's workstation
    USED = "used"  # another device came in by the same invitation
    TWICE = "twice"  # two devices show the same proof at once
    EXPIRED = "expired"
    GONE = "gone"  # the person is not, or no longer, of the team
    FORGED = "forged"  # no invitation of this team, or without its proof
    RENEWS = "renews"  # a device of the team that began anew, after a fork
    ODD = "odd"  # not a request that can be read


class Asking(Struct, frozen=True):
    """A device that is not let in, and why not."""

    device: str
    person: str
    at: str
    key: str
    sealing: str
    region: str
    code: str
    state: Asks
    renews: str = ""

    @property
    def fingerprint(self) -> str:
        """The key in a few groups, to be compared by voice."""
        return fingerprint(self.key)


def fingerprint(key: str) -> str:
    """The beginning of a key in a few groups."""
    return " ".join(key[place : place + 4] for place in range(0, 24, 4))


def accept(db: Database, desk: Desk, given: Invitation, region: str = "") -> Event | None:
    """Hold to the team's root, be the person that was invited, and ask to be let in; None where
    this device has asked so already.

    Raises WorldFault `roster.other_root`, `roster.other_person`.
    """
    _check_person(db, desk, given.person)
    roster.pin(db, given.root)
    held = people.person(db)
    if held is None or held.id != given.person:
        people.set_person(db, Person(PersonId(given.person), given.person, desk.person.reads))
    if any(one.device == desk.device.id and one.body.get("code") == given.code
           for one in roster.joined(db)):  # fmt: skip
        return None
    key, seal_to = public_key(desk.device.seed).hex(), sealing.own(db).recipient
    body: dict[str, object] = {
        "code": given.code,
        "mac": invitation.mac(given.proof, desk.device.id, key, seal_to, region),
        "key": key,
        "sealing": seal_to,
        "region": region,
    }
    person = Person(PersonId(given.person))
    joining = Desk(person, desk.device, desk.now)
    return write(db, joining, Kind.JOINED, About(), body, audience=Audience.DEVICE)


def asking(db: Database, now: str) -> list[Asking]:
    """Every device that asks and is not let in, once each, as its last request stands."""
    known = roster.believed(db)
    proofs = {one.code: one.proof for one in roster.invitations(db)}
    last = {one.device: one for one in roster.joined(db) if one.device not in known.devices}
    made = [_asking(one, known, proofs, now) for one in last.values()]
    proven: dict[str, int] = {}
    for one in made:
        if one.state is Asks.PROVEN:
            proven[one.code] = proven.get(one.code, 0) + 1
    return [
        Asking(**{**_fields(one), "state": Asks.TWICE})  # type: ignore[arg-type]
        if one.state is Asks.PROVEN and proven[one.code] > 1
        else one
        for one in made
    ]


def _fields(one: Asking) -> dict[str, object]:
    return {name: getattr(one, name) for name in one.__struct_fields__}


def _check_person(db: Database, desk: Desk, person: str) -> None:
    # A stream is one person's: what was signed here in another name stays in that name.
    other = events.other_author(db, desk.device.id, person)
    if other is not None:
        raise WorldFault("roster.other_person", held=other, person=person)


_FIELDS = ("key", "sealing", "region", "code", "mac", "renews")


def _asking(one: Joined, known: Roster, proofs: dict[str, str], now: str) -> Asking:
    body = {name: one.body.get(name) for name in _FIELDS}
    texts = {name: held if isinstance(held, str) else "" for name, held in body.items()}
    state = _state(one, texts, known, proofs, now)
    return Asking(
        one.device,
        one.person,
        one.at,
        texts["key"],
        texts["sealing"],
        texts["region"][:8],
        texts["code"],
        state,
        texts["renews"],
    )


def _state(
    one: Joined, said: dict[str, str], known: Roster, proofs: dict[str, str], now: str
) -> Asks:
    # The stream's own key has signed the request, so whoever asks has the key they name.
    if one.stream_key != said["key"] or not sealing.is_recipient(said["sealing"]):
        return Asks.ODD
    renewed = known.devices.get(said["renews"])
    if renewed is not None and renewed.person == one.person:
        # It shows nothing that a copy of the store could not: a lead has to make sure.
        return Asks.RENEWS if known.role(one.person) is not None else Asks.GONE
    invited = known.invitations.get(said["code"])
    if invited is None or invited.person != one.person:
        return Asks.FORGED
    if known.role(one.person) is None:
        return Asks.GONE
    proof = proofs.get(said["code"])
    if proof is not None:
        right = invitation.mac(proof, one.device, said["key"], said["sealing"], said["region"])
        if not hmac.compare_digest(right.encode(), said["mac"].encode()):
            return Asks.FORGED
    if invited.used_by is not None:
        return Asks.USED
    if _is_past(invited.until, now):
        return Asks.EXPIRED
    return Asks.ELSEWHERE if proof is None else Asks.PROVEN


def _is_past(until: str, now: str) -> bool:
    try:
        return instant.parse(until) < instant.parse(now)
    except WorldFault:
        return True
