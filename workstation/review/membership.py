"""Who sits here, as the team's roster has it: name, role, certified languages.

Whatever somebody says of themselves holds only until the roster knows them.
"""

from __future__ import annotations

from msgspec.structs import replace

from workstation.fault import WorldFault
from workstation.store import people, roster
from workstation.store.driver import Database
from workstation.store.people import Person


def is_known(db: Database, person: str) -> bool:
    """Whether the roster says who this is."""
    return person in roster.believed(db).members


def as_the_roster_has_it(db: Database, person: Person, now: str) -> Person:
    """The person with what the roster says of them at this instant; who is not in it, or nobody's
    team, stays as they are."""
    known = roster.believed(db)
    member = known.members.get(person.id)
    if member is None:
        return person
    return replace(
        person,
        name=member.name or person.name,
        reads=member.certified(now[:10]),
        role=member.role.value,
    )


def take_seat(db: Database, person: Person, now: str) -> Person:
    """Keep who works here, as the roster has it.

    Raises WorldFault `roster.one_person`: a workstation of a team is one person's.
    """
    held = people.person(db)
    if held is not None and held.id != person.id and roster.pinned(db) is not None:
        raise WorldFault("roster.one_person", held=held.id, person=person.id)
    told = as_the_roster_has_it(db, person, now)
    if told != held:
        people.set_person(db, told)
    return told


def follow(db: Database, now: str) -> Person | None:
    """Bring who works here up to date with the roster; None where nobody has a name yet."""
    held = people.person(db)
    return None if held is None else take_seat(db, held, now)
