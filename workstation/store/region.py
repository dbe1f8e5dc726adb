"""Where this workstation stands, and whether a batch may be kept there."""

from __future__ import annotations

from collections.abc import Sequence

from workstation import settings
from workstation.fault import WorldFault
from workstation.store import people, roster
from workstation.store.driver import Database


def here(db: Database) -> str:
    """The country of this workstation: as a lead has signed it, else as the settings say; empty
    where nobody has said it."""
    device = people.get_meta(db, "device")
    if device is not None:
        enrolled = roster.believed(db).devices.get(people.device(db).id)
        if enrolled is not None and enrolled.region:
            return enrolled.region
    return str(settings.load(people.get_meta(db, "settings"))["region"]).strip().upper()


def check(db: Database, residency: Sequence[str]) -> None:
    """Refuse a batch that may be kept only elsewhere.

    Raises WorldFault `intake.residency`, `intake.residency_unknown`.
    """
    if not residency:
        return
    place = here(db)
    markets = ", ".join(residency)
    if not place:
        raise WorldFault("intake.residency_unknown", markets=markets)
    if place not in residency:
        raise WorldFault("intake.residency", markets=markets, here=place)
