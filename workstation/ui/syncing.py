"""What a run of sync is made of, away from the window: the place, the run, what follows from it."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from PySide6.QtCore import QCoreApplication

from workstation.fault import WorldFault
from workstation.review.acting import Desk
from workstation.review.after_sync import Followed, after_sync
from workstation.review.assigned import Settled
from workstation.store import access, people, standing
from workstation.store.driver import Database
from workstation.store.people import Person
from workstation.store.segments import Waiting
from workstation.store.store import Store
from workstation.sync.giving_up import GivingUp
from workstation.sync.places import PlaceKind, kind_of, open_place
from workstation.sync.report import SyncReport
from workstation.sync.sync import sync


class Run(Struct, frozen=True):
    """A run and whether what followed from it changed anything here."""

    report: SyncReport
    changed: bool = False
    person: Person | None = None


def open_kept(store: Store, address: str) -> GivingUp:
    """The place at an address, with what lets us in there. Raises as `open_place`."""
    return GivingUp(open_place(address, store.read(access.access, address).result()))


def run(store: Store, desk: Desk, address: str, opened: Callable[[GivingUp], None]) -> Run:
    """Send and receive; `opened` is told of the place, to give it up. For the network's thread."""
    place = open_kept(store, address)
    opened(place)
    followed: list[Followed] = []
    report = sync(store, place, follow=lambda held: followed.append(after_sync(held, desk)))
    if not followed:
        return Run(report)
    return Run(report, followed[0].settled != Settled(), followed[0].person)


def held(db: Database, address: str) -> Waiting:
    """What a sync with that place would send, without asking the place."""
    known = people.get_meta(db, f"place {access.plain_address(address)}") if address else None
    return standing.waiting(db, known or "")


def place_word(address: str) -> str:
    """What kind of place it is, in a word."""
    translate = QCoreApplication.translate
    if not address:
        return ""
    try:
        kind = kind_of(address)
    except WorldFault:
        return translate("Places", "place")
    return {
        PlaceKind.FOLDER: translate("Places", "folder"),
        PlaceKind.HUB: translate("Places", "hub"),
        PlaceKind.S3: translate("Places", "store"),
    }[kind]
