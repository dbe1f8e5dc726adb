"""How tables were mapped before: kept by name, found again by their columns."""

from __future__ import annotations

import json
from collections.abc import Sequence

from msgspec import Struct

from workstation.store.driver import Database


class KeptMapping(Struct, frozen=True):
    """A mapping by its name; `body` is its JSON, `columns` the header it was made for."""

    name: str
    columns: tuple[str, ...]
    body: str
    at: str


def keep(db: Database, mapping: KeptMapping) -> None:
    """Keep a mapping, replacing the one of that name."""
    db.conn.execute(
        "INSERT OR REPLACE INTO table_mapping VALUES (?, ?, ?, ?)",
        [mapping.name, _columns(mapping.columns), mapping.body, mapping.at],
    )


def get(db: Database, name: str) -> KeptMapping | None:
    """The mapping of that name."""
    return next((one for one in listed(db) if one.name == name), None)


def for_columns(db: Database, columns: Sequence[str]) -> KeptMapping | None:
    """The last mapping that was made for exactly these columns."""
    return next((one for one in listed(db) if one.columns == tuple(columns)), None)


def listed(db: Database) -> list[KeptMapping]:
    """Every mapping, the last kept first."""
    rows = db.conn.execute("SELECT name, columns, body, at FROM table_mapping ORDER BY at DESC")
    return [KeptMapping(name, tuple(json.loads(columns)), *more) for name, columns, *more in rows]


def drop(db: Database, name: str) -> None:
    """Forget a mapping."""
    db.conn.execute("DELETE FROM table_mapping WHERE name = ?", [name])


def _columns(columns: Sequence[str]) -> str:
    return json.dumps(list(columns), ensure_ascii=False)
