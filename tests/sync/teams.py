"""Teams for tests of streams: who is who is said by a lead, and arrives by sync."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from tests.sync.conftest import AT, Desk
from workstation.domain.event import Audience, batch_audience
from workstation.domain.roster import Member, Role
from workstation.review import roster
from workstation.review.acting import Desk as Seat
from workstation.store import events, people, sealing
from workstation.store import roster as known
from workstation.sync import segment

BATCH = "0190a000-0000-7000-8000-0000000000b1"
SESSION = "0190a000-0000-7000-8000-0000000000c1"


def seat(desk: Desk) -> Seat:
    """Who sits there, as acts want it."""

    def held(db: Any) -> Seat:
        person = people.person(db)
        assert person is not None
        return Seat(person, people.device(db), lambda: AT)

    return desk.store.write(held).result()


def team(lead: Desk, *others: tuple[Desk, Role]) -> None:
    """The lead begins a team and lets the others' devices in; nobody has asked, and all know."""
    here = seat(lead)
    lead.store.write(roster.begin_team, here, "Night shift").result()
    for desk, role in others:
        member = Member(people.PersonId(desk.person), role, leads=(people.PersonId(lead.person),))
        lead.store.write(roster.set_person, here, member).result()
        lead.store.write(_enrol, here, desk).result()
    root = lead.store.read(known.pinned).result()
    for desk, _ in others:
        desk.store.write(known.pin, root).result()


def _enrol(db: Any, here: Seat, desk: Desk) -> None:
    turn = known.believed(db).turn + 1
    body = {
        "device": desk.device,
        "person": desk.person,
        "key": segment.public_key(desk.seed).hex(),
        "sealing": sealing.of_seed(desk.seed).recipient,
        "region": "",
        "turn": turn,
    }
    act = events.Act("device_enrolled", AT, here.person.id, here.device.id, body=body)
    events.append(db, replace(act, audience=Audience.ROSTER))


def open_session(
    lead: Desk, facilitators: Sequence[Desk], participants: Sequence[Desk]
) -> sealing.Sealing:
    """Votes are sealed to a key that the facilitators' devices hold."""
    made = sealing.new_session()
    to = {one.person: [sealing.of_seed(one.seed).recipient] for one in facilitators}
    lead.act(
        "session_opened",
        audience=batch_audience(BATCH),
        body={
            "session": SESSION,
            "batch": BATCH,
            "facilitators": [one.person for one in facilitators],
            "participants": [one.person for one in participants],
            "recipient": made.recipient,
            "identity": sealing.seal_identity(made, to),
        },
    )
    return made


def reveal(lead: Desk, made: sealing.Sealing) -> None:
    lead.act(
        "session_revealed",
        audience=batch_audience(BATCH),
        body={"session": SESSION, "identity": made.identity},
    )
