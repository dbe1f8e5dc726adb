"""Where somebody was in a batch, so that they go on there after a restart."""

from __future__ import annotations

from workstation.store.driver import Database
from workstation.store.people import get_meta, set_meta


def keep(db: Database, batch: str, person: str, position: int) -> None:
    """The case at that place is on the screen."""
    set_meta(db, _name(batch, person), str(position))


def left_at(db: Database, batch: str, person: str) -> int:
    """The place of the case that was last on the screen; 0 where none was."""
    held = get_meta(db, _name(batch, person)) or ""
    return int(held) if held.isdecimal() else 0


def _name(batch: str, person: str) -> str:
    return f"at.{batch}.{person}"
