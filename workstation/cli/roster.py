"""`roster`, `join`: who is in the team, with which devices, and who is let in."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from msgspec.structs import asdict, replace

from workstation.cli.out import Out
from workstation.cli.parser import Arguments
from workstation.domain import instant
from workstation.domain.ids import PersonId
from workstation.domain.roster import Enrolled, Member, Role, Roster
from workstation.fault import WorldFault
from workstation.review import invitation, joining
from workstation.review import roster as acts
from workstation.review.joining import Asking, Asks
from workstation.services import Services
from workstation.store import roster
from workstation.store.driver import Database

LONGEST_FILE = 64 * 1024
MOST_HOURS = 24 * 366


def begin(arguments: Arguments, services: Services, out: Out) -> int:
    """Make whoever works here the first lead of a team."""
    region = services.preferences["region"]
    services.store.write(acts.begin_team, services.desk, arguments.name, region).result()
    services.follow_roster()
    key = acts.own_key(services.desk)
    out.report(
        {"team": arguments.name, "root": key, "person": services.desk.person.id},
        [
            f"{arguments.name} has begun; you are its first lead.",
            f"Its key is {key}: everything the team believes follows from it. Keep this "
            "workstation safe, and make a second lead soon.",
        ],
    )
    return 0


def set_person(arguments: Arguments, services: Services, out: Out) -> int:
    """Say who a person is; what is not named stays as it was."""
    known = services.store.read(roster.believed).result()
    held = known.members.get(arguments.person_id)
    member = replace(held or Member(PersonId(arguments.person_id), Role.AUDITOR), left=False)
    said: dict[str, Any] = {
        "role": Role(arguments.role) if arguments.role else None,
        "name": arguments.name,
        "vendor": arguments.vendor,
        "languages": _split(arguments.languages),
        "since": arguments.since,
        "until": arguments.until,
        "leads": arguments.lead and tuple(PersonId(one) for one in arguments.lead),
    }
    given = {name: value for name, value in said.items() if value is not None}
    services.store.write(acts.set_person, services.desk, replace(member, **given)).result()
    services.follow_roster()
    return _told_again(services, out)


def left(arguments: Arguments, services: Services, out: Out) -> int:
    """A person has left the team."""
    services.store.write(acts.left, services.desk, arguments.person_id).result()
    return _told_again(services, out)


def invite(arguments: Arguments, services: Services, out: Out) -> int:
    """Make an invitation for one device of a person."""
    place = arguments.to or services.preferences["sync_to"]
    if not 1 <= arguments.hours <= MOST_HOURS:
        raise WorldFault("roster.hours", hours=arguments.hours, most=MOST_HOURS)
    made = services.store.write(
        acts.invite,
        services.desk,
        arguments.person_id,
        place,
        arguments.code,
        timedelta(hours=arguments.hours),
    ).result()
    line = invitation.write(made)
    out.report({"invitation": line, "person": made.person, "until": made.until}, [line])
    until = instant.parse(made.until).astimezone().strftime("%Y-%m-%d %H:%M")
    out.note(
        f"Give this line to {made.person} alone: whoever has it can come in as them, once, until "
        f"{until}. Then sync, and sync again once they have joined."
    )
    if not made.hub_code and "://" in place:
        out.note(
            f"{place} asks them for a code too: “workstation hub enrol {made.person} --hours "
            f"{arguments.hours}” at the hub makes one, and --code puts it into the line."
        )
    return 0


def enrol(arguments: Arguments, services: Services, out: Out) -> int:
    """Let in a device that asks, once you have made sure whose it is."""
    services.store.write(acts.enrol, services.desk, arguments.device).result()
    return _told_again(services, out)


def revoke(arguments: Arguments, services: Services, out: Out) -> int:
    """Shut a device out from what it has sent until now."""
    services.store.write(acts.revoke, services.desk, arguments.device, arguments.why).result()
    return _told_again(services, out)


def listed(arguments: Arguments, services: Services, out: Out) -> int:
    """Who is in the team, with their devices, and which devices ask to come in."""
    return _told_again(services, out)


def join(arguments: Arguments, services: Services, out: Out) -> int:
    """Join a team by an invitation: the line itself, or a file that holds it."""
    given = invitation.read(_line(arguments, arguments.invitation))
    region = arguments.region or services.preferences["region"]
    services.store.write(joining.accept, services.desk, given, region).result()
    person = services.follow_roster()
    services.set_preference("sync_to", given.place)
    if given.hub_code:
        from workstation.sync.joining_hub import let_in

        ca = _line(arguments, arguments.ca) if arguments.ca else None
        device = services.desk.device.id
        let_in(services.store, device, given.place, given.hub_code, ca)
    print_of = joining.fingerprint(acts.own_key(services.desk))
    out.report(
        {
            "team": given.team,
            "person": person.id,
            "place": given.place,
            "device": services.desk.device.id,
            "fingerprint": print_of,
        },
        [
            f"You are {person.id} in {given.team} now, at {given.place}.",
            "Sync; a lead's workstation lets this device in when it syncs next. If it asks, this "
            f"device is {services.desk.device.id}, its key begins with {print_of}.",
        ],
    )
    return 0


def _line(arguments: Arguments, given: str) -> str:
    if given.startswith(invitation.PREFIX) or len(given) > 1000:
        return given
    try:
        with Path(arguments.cwd or "", given).open("rb") as file:
            return file.read(LONGEST_FILE).decode("utf-8")
    except (OSError, ValueError):
        raise WorldFault("roster.invitation_unread", path=given) from None


def _split(given: str | None) -> tuple[str, ...] | None:
    if given is None:
        return None
    return tuple(tag.strip() for tag in given.split(",") if tag.strip())


def _told_again(services: Services, out: Out) -> int:
    known, asking = services.store.read(_read, services.desk.now()).result()
    out.report(_value(known, asking), _lines(known, asking))
    return 0


def _read(db: Database, now: str) -> tuple[Roster, list[Asking]]:
    return roster.believed(db), joining.asking(db, now)


def _value(known: Roster, asking: list[Asking]) -> dict[str, Any]:
    return {
        "team": known.name,
        "root": known.root,
        "members": [
            {
                **asdict(member),
                "devices": [_device(one) for one in known.devices_of(member.person)],
            }
            for member in _members(known)
        ],
        "asking": [
            {
                "device": one.device,
                "person": one.person,
                "at": one.at,
                "fingerprint": one.fingerprint,
                "state": one.state.value,
                "words": _WHY[one.state],
            }
            for one in asking
        ],
    }


def _device(one: Enrolled) -> dict[str, Any]:
    told = {name: value for name, value in asdict(one).items() if name != "person"}
    told["heads"] = told.pop("revoked")
    return {**told, "revoked": one.revoked is not None}


def _members(known: Roster) -> list[Member]:
    return sorted(known.members.values(), key=lambda one: (one.left, one.person))


def _lines(known: Roster, asking: list[Asking]) -> list[str]:
    if known.root is None:
        return ["No team yet: begin one with “workstation roster begin NAME”, or join one."]
    if not known.begun:
        return ["The team's roster has not come yet. Sync."]
    lines = [f"{known.name}: {sum(not one.left for one in known.members.values())} persons"]
    for member in _members(known):
        lines.append(f"  {_member(member)}")
        for device in known.devices_of(member.person):
            stands = f"revoked ({device.why})" if device.revoked is not None else "enrolled"
            lines.append(f"    {device.device}  {stands}  {device.region}".rstrip())
    for one in asking:
        lines.append(f"  {one.device} asks to come in as {one.person}: {_WHY[one.state]}")
        lines.append(f"    its key begins with {one.fingerprint}")
    return lines


def _member(member: Member) -> str:
    if member.left:
        return f"{member.person}  has left"
    parts = [
        member.person,
        member.name if member.name != member.person else "",
        member.role.value,
        member.vendor or "",
        ",".join(member.languages),
        f"from {member.since}" if member.since else "",
        f"until {member.until}" if member.until else "",
        f"led by {', '.join(member.leads)}" if member.leads else "",
    ]
    return "  ".join(part for part in parts if part)


_WHY = {
    Asks.PROVEN: "its invitation is good; it is let in at the next sync",
    Asks.ELSEWHERE: "the workstation of the lead who invited it lets it in",
    Asks.USED: "another device came in by the same invitation. Ask which is theirs; revoke the "
    "other",
    Asks.TWICE: "two devices show the same invitation. Ask which is theirs, enrol that one",
    Asks.EXPIRED: "its invitation has lapsed. Invite anew",
    Asks.GONE: "that person is not in the team, or has left",
    Asks.FORGED: "it shows no invitation of this team. Do not let it in",
    Asks.RENEWS: "it began anew after a copy or a restored backup. Ask the person, then enrol it",
    Asks.ODD: "what it says cannot be read",
}
