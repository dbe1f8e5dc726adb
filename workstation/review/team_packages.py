"""The team's translation packages, wherever its place is: fetched, and offered to everybody.

In a folder anybody may put one on the shelf `models/`; at any place a lead or publisher publishes
one on a signed stream, which is the only way where the place is a hub or a bucket.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from workstation.fault import WorldFault
from workstation.language.packages.installing import Outcome, team
from workstation.language.packages.models import Package, usable
from workstation.language.packages.watch import Watch
from workstation.review import offering
from workstation.review.acting import Desk
from workstation.review.missing import missing_pairs
from workstation.store.store import Store
from workstation.sync.places import PlaceKind, kind_of
from workstation.sync.transport import Transport


def get(
    store: Store, desk: Desk, place: Transport, target: str, watch: Watch
) -> Sequence[Outcome]:
    """Install what the open batches miss to be translated into `target`: what was published first,
    then what lies on a folder's shelf.

    Raises WorldFault `language.stopped`, `language.index_…`, `language.team_folder_gone`.
    """
    shelf = team.shelf_of(place.address) if _is_folder(place.address) else None
    found = _published(store, desk, place, target, watch)
    if shelf is not None:
        missing = store.read(
            missing_pairs, desk.person.id, target, usable(store.paths.packages)
        ).result()
        pairs = [(one.source, one.target) for one in missing]
        found += team.get(pairs, shelf, store.paths.packages, watch)
    return found


def offer(store: Store, desk: Desk, place: Transport, package: Package, watch: Watch) -> bool:
    """Let the team have an installed package; whether it had it already.

    Raises WorldFault `publish.…` where only a lead or publisher may, `language.…`, `sync.…`.
    """
    if not _is_folder(place.address):
        watch.tell(package.name)
        return not offering.publish_package(store, desk, place, package)
    shelf = team.shelf_of(place.address)
    place.who_am_i()  # a stick that was pulled leaves an empty folder
    return team.offer(package, shelf, watch).was_there


def _is_folder(address: str) -> bool:
    return kind_of(address) is PlaceKind.FOLDER


def _published(
    store: Store, desk: Desk, place: Transport, target: str, watch: Watch
) -> list[Outcome]:
    folder: Path = store.paths.packages
    wanted = store.read(offering.packages_wanted, desk, target, folder).result()
    found = []
    for number, one in enumerate(wanted, 1):
        watch.tell(one.name, number, len(wanted))
        try:
            came = offering.bring_package(
                store, place, one, lambda _done, _total: None, lambda: watch.stopped, watch
            )
        except WorldFault as fault:
            watch.go_on()  # stopped: what has come lies there for the next time
            if fault.code.startswith("language.stopped"):
                raise
            came = Outcome(f"{one.name} {one.version}", fault=fault)
        found.append(came)
    return found
