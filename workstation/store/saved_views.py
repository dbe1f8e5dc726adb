"""Filter lines under names, in a person's own order, kept with the store."""

from __future__ import annotations

from msgspec import Struct

from workstation.fault import WorldFault
from workstation.store.driver import Database

LONGEST_NAME, LONGEST_LINE = 60, 400


class SavedView(Struct, frozen=True):
    """A filter line under a name; `position` counts from 1."""

    name: str
    words: str
    position: int


def every(db: Database) -> list[SavedView]:
    """All of them, in their order."""
    rows = db.conn.execute("SELECT name, words, position FROM saved_view ORDER BY position, name")
    return [SavedView(*row) for row in rows]


def keep(db: Database, name: str, words: str) -> SavedView:
    """Keep a filter line under a name; one of that name is replaced in its place.

    Raises WorldFault `views.no_name`, `views.no_words`, `views.too_long`.
    """
    name = _fit(name)
    words = " ".join(words.split())
    if not words:
        raise WorldFault("views.no_words")
    if len(words) > LONGEST_LINE:
        raise WorldFault("views.too_long", most=LONGEST_LINE)
    db.conn.execute(
        "INSERT INTO saved_view SELECT ?, ?, 1 + coalesce(max(position), 0) FROM saved_view "
        "WHERE true ON CONFLICT (name) DO UPDATE SET words = excluded.words",
        [name, words],
    )
    return next(view for view in every(db) if view.name == name)


def rename(db: Database, old: str, new: str) -> None:
    """Give a view another name.

    Raises WorldFault `views.no_name`, `views.too_long`, `views.name_taken`.
    """
    new = _fit(new)
    if new != old and any(view.name == new for view in every(db)):
        raise WorldFault("views.name_taken", name=new)
    db.conn.execute("UPDATE saved_view SET name = ? WHERE name = ?", [new, old])


def drop(db: Database, name: str) -> SavedView | None:
    """Take a view away; what was there is given back, for `put_back`."""
    held = next((view for view in every(db) if view.name == name), None)
    db.conn.execute("DELETE FROM saved_view WHERE name = ?", [name])
    return held


def put_back(db: Database, view: SavedView) -> None:
    """A view that was taken away, in its old place."""
    db.conn.execute(
        "INSERT OR REPLACE INTO saved_view VALUES (?, ?, ?)", [view.name, view.words, view.position]
    )


def _fit(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise WorldFault("views.no_name")
    if len(name) > LONGEST_NAME:
        raise WorldFault("views.too_long", most=LONGEST_NAME)
    return name
