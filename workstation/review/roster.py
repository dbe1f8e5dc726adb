"""What leads do about the team: begin it, say who is who, invite, enrol, revoke.

Each is a statement on the lead's own roster stream; what follows from all of them is told by
`store.roster.believed`.
"""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from workstation.domain import instant
from workstation.domain.event import Audience, Event, Kind
from workstation.domain.roster import Member, Role, Roster
from workstation.fault import WorldFault
from workstation.language.codes import clean_tag
from workstation.review import invitation, joining
from workstation.review.acting import About, Desk, write
from workstation.review.invitation import Invitation
from workstation.review.joining import Asking, Asks
from workstation.store import people, roster, sealing, segments
from workstation.store.driver import Database
from workstation.sync.segment import public_key

VALID = timedelta(days=7)
WHY = ("lost", "left", "forked", "other")
_LONGEST = 200


def begin_team(db: Database, desk: Desk, name: str, region: str = "") -> Event:
    """Make whoever sits here the first lead, and this device's key what everything follows from.

    Raises WorldFault `roster.unnamed`, `roster.begun`, `roster.no_name`.
    """
    if desk.person.id == people.UNNAMED:
        raise WorldFault("roster.unnamed")
    if roster.pinned(db) is not None:
        raise WorldFault("roster.begun")
    if not name.strip():
        raise WorldFault("roster.no_name")
    key = own_key(desk)
    roster.pin(db, key)
    body = {
        "name": name.strip()[:_LONGEST],
        "key": key,
        "sealing": sealing.own(db).recipient,
        "region": region,
    }
    return _say(db, desk, Kind.TEAM_BEGUN, body, desk.person.name)


def set_person(db: Database, desk: Desk, member: Member) -> Event:
    """Say what a person is from here on: role, vendor, languages, dates, leads.

    Raises WorldFault `roster.lead_only`, `roster.no_person`, `roster.no_vendor`,
    `roster.language`, `roster.date`, `roster.no_lead`.
    """
    known = lead_here(db, desk)
    if not 0 < len(member.person) <= _LONGEST or member.person != member.person.strip():
        raise WorldFault("roster.no_person")
    if member.role is Role.VENDOR_QA and not member.vendor:
        raise WorldFault("roster.no_vendor")
    for lead in member.leads:
        if known.role(lead) is not Role.LEAD:
            raise WorldFault("roster.no_lead", person=lead)
    body: dict[str, object] = {
        "person": member.person,
        "role": member.role.value,
        "vendor": member.vendor or None,
        "languages": list(dict.fromkeys(_tag(tag) for tag in member.languages)),
        "since": _day(member.since),
        "until": _day(member.until),
        "leads": list(member.leads),
    }
    was_lead = known.role(member.person) is Role.LEAD
    if was_lead and member.role is not Role.LEAD and member.person != desk.person.id:
        # Or they could say something more as of then.
        body["heads"] = _roster_heads(db, known, member.person)
    return _say(db, desk, Kind.PERSON_SET, body, member.name)


def left(db: Database, desk: Desk, person: str) -> list[Event]:
    """A person leaves the team; what they did until now stays, their devices add nothing.

    Raises WorldFault `roster.lead_only`, `roster.unknown`, `roster.yourself`.
    """
    known = lead_here(db, desk)
    if known.role(person) is None:
        raise WorldFault("roster.unknown", person=person)
    if person == desk.person.id:
        raise WorldFault("roster.yourself")
    done = [
        revoke(db, desk, device.device, "left")
        for device in known.devices_of(person)
        if device.revoked is None
    ]
    heads = _roster_heads(db, known, person)
    return [*done, _say(db, desk, Kind.PERSON_LEFT, {"person": person, "heads": heads})]


def invite(
    db: Database,
    desk: Desk,
    person: str,
    place: str,
    hub_code: str | None = None,
    valid: timedelta = VALID,
) -> Invitation:
    """Make an invitation for one device of a person.

    Raises WorldFault `roster.lead_only`, `roster.unknown`, `roster.no_place`.
    """
    known = lead_here(db, desk)
    if known.role(person) is None:
        raise WorldFault("roster.unknown", person=person)
    if not place:
        raise WorldFault("roster.no_place")
    now = desk.now()
    made = Invitation(
        invitation.VERSION,
        known.name,
        known.root or "",
        place,
        person,
        secrets.token_hex(invitation.PROOF_BYTES),
        instant.write(instant.parse(now) + valid),
        hub_code,
    )
    kept = roster.Invitation(made.code, made.proof, person, made.until, now)
    roster.keep_invitation(db, kept)
    body = {"code": made.code, "person": person, "until": made.until}
    _say(db, desk, Kind.INVITED, body)
    return made


def enrol_waiting(db: Database, desk: Desk) -> list[Asking]:
    """Let in whoever shows the proof of an invitation that was made here, and tell of every device
    that asks and cannot be let in; call it after a sync. At another desk than a lead's it does
    nothing."""
    known = roster.believed(db)
    if not is_lead_here(known, desk):
        return []
    for asking in joining.asking(db, desk.now()):
        if asking.state is Asks.PROVEN:
            _enrol(db, desk, asking, asking.code)
    return joining.asking(db, desk.now())


def enrol(db: Database, desk: Desk, device: str) -> Event:
    """Let in a device that asks, whatever became of its invitation: a lead who has made sure whose
    it is says so.

    Raises WorldFault `roster.lead_only`, `roster.not_asking`, `roster.unknown`, `roster.enrolled`.
    """
    known = lead_here(db, desk)
    if device in known.devices:
        raise WorldFault("roster.enrolled", device=device)
    found = next((one for one in joining.asking(db, desk.now()) if one.device == device), None)
    if found is None or found.state is Asks.ODD:
        raise WorldFault("roster.not_asking", device=device)
    if known.role(found.person) is None:
        raise WorldFault("roster.unknown", person=found.person)
    # The invitation is used up by it, or whoever else shows it would come in after all.
    invited = known.invitations.get(found.code)
    free = invited is not None and invited.used_by is None and invited.person == found.person
    return _enrol(db, desk, found, found.code if free else None)


def revoke(db: Database, desk: Desk, device: str, why: str = "other") -> Event:
    """Shut a device out: of its streams what has come here until now counts, and no more.

    Raises WorldFault `roster.lead_only`, `roster.no_device`, `roster.yourself`, `roster.why`.
    """
    known = lead_here(db, desk)
    if why not in WHY:
        raise WorldFault("roster.why", why=why, may=", ".join(WHY))
    if device not in known.devices:
        raise WorldFault("roster.no_device", device=device)
    if device == desk.device.id:
        raise WorldFault("roster.yourself")
    heads = {
        stream.id: head.seq
        for stream in segments.streams(db)
        if stream.device == device and (head := segments.head(db, stream.id)) is not None
    }
    return _say(db, desk, Kind.DEVICE_REVOKED, {"device": device, "heads": heads, "why": why})


def lead_here(db: Database, desk: Desk) -> Roster:
    """The roster, where whoever sits here is a lead by it.

    Raises WorldFault `roster.no_team`, `roster.lead_only`.
    """
    known = roster.believed(db)
    if known.root is None:
        raise WorldFault("roster.no_team")
    if not is_lead_here(known, desk):
        raise WorldFault("roster.lead_only")
    return known


def is_lead_here(known: Roster, desk: Desk) -> bool:
    """Whether a lead sits here, at a device that the roster confirms for them."""
    held = known.devices.get(desk.device.id)
    return (
        held is not None
        and held.revoked is None
        and known.confirms(desk.device.id, own_key(desk), desk.person.id)
        and known.role(desk.person.id) is Role.LEAD
    )


def own_key(desk: Desk) -> str:
    """The key that signs this device's streams."""
    return public_key(desk.device.seed).hex()


def _enrol(db: Database, desk: Desk, asking: Asking, code: str | None) -> Event:
    body: dict[str, object] = {
        "device": asking.device,
        "person": asking.person,
        "key": asking.key,
        "sealing": asking.sealing,
        "region": asking.region,
    }
    if code is not None:
        body["code"] = code
    if asking.state is Asks.RENEWS:
        body["instead_of"] = asking.renews
    return _say(db, desk, Kind.DEVICE_ENROLLED, body)


def _say(db: Database, desk: Desk, kind: Kind, body: dict[str, object], name: str = "") -> Event:
    turn = max(roster.believed(db).turn, roster.last_turn(db, desk.device.id)) + 1
    words = {"name": name.strip()[:_LONGEST]} if name.strip() else {}
    said = {**body, "turn": turn}
    return write(db, desk, kind, About(), said, words, audience=Audience.ROSTER)


def _roster_heads(db: Database, known: Roster, person: str) -> dict[str, int]:
    names = (f"{one.device}.{Audience.ROSTER}" for one in known.devices_of(person))
    return {name: head.seq for name in names if (head := segments.head(db, name)) is not None}


def _tag(tag: str) -> str:
    cleaned = clean_tag(tag.strip())
    if not 2 <= len(cleaned) <= 20 or not cleaned.replace("-", "").isalnum():
        raise WorldFault("roster.language", tag=tag[:20])
    return cleaned


def _day(text: str | None) -> str | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise WorldFault("roster.date", date=text[:40]) from None
