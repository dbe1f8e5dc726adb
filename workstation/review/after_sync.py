"""What follows here from what a sync has brought, before ours is sent."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from workstation.review import assigned, membership, roster
from workstation.review.acting import Desk
from workstation.review.joining import Asking
from workstation.review.retracting import carry_out
from workstation.store import verdicts
from workstation.store.driver import Database
from workstation.store.people import Person
from workstation.store.store import Store


class Followed(Struct, frozen=True):
    """Who sits here by now, and the devices that ask and cannot be let in."""

    person: Person
    asking: tuple[Asking, ...]


def after_sync(db: Database, desk: Desk) -> Followed:
    """Devices are let in, the person follows the roster, tasks follow from assignments, verdicts
    settle; in one transaction."""
    asking = roster.enrol_waiting(db, desk)
    person = membership.follow(db, desk.now()) or desk.person
    assigned.settle(db, person.id)
    verdicts.settle(db)
    return Followed(person, tuple(asking))


def following(desk: Desk) -> Callable[[Store], None]:
    """As `sync` calls it."""

    def follow(store: Store) -> None:
        store.write(after_sync, desk).result()
        carry_out(store, desk.now)  # in steps of its own: a batch that is taken back may be large

    return follow
