"""What follows here from what a sync has brought, before ours is sent."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from workstation.review import assigned, membership, roster
from workstation.review.acting import Desk
from workstation.review.assigned import Settled
from workstation.review.joining import Asking
from workstation.store.driver import Database
from workstation.store.people import Person
from workstation.store.store import Store


class Followed(Struct, frozen=True):
    """Who sits here by now, the devices that ask and cannot be let in, the tasks that came and
    went."""

    person: Person
    asking: tuple[Asking, ...]
    settled: Settled


def after_sync(store: Store, desk: Desk) -> Followed:
    """Devices are let in, the person follows the roster, tasks follow from assignments."""
    person, asking = store.write(_people, desk).result()
    settled = assigned.after_sync(store, replace(desk, person=person))
    return Followed(person, asking, settled)


def following(desk: Desk) -> Callable[[Store], Followed]:
    """As `sync` calls it."""
    return lambda store: after_sync(store, desk)


def _people(db: Database, desk: Desk) -> tuple[Person, tuple[Asking, ...]]:
    asking = roster.enrol_waiting(db, desk)
    return membership.follow(db, desk.now()) or desk.person, tuple(asking)
