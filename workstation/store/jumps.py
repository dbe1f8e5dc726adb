"""Finding a person's task by the platform's name for the case, or by ours."""

from __future__ import annotations

from msgspec import Struct

from workstation.store.driver import Database


class Jump(Struct, frozen=True):
    """A place to go to; it tells nothing of the case but its names."""

    task: str
    batch: str
    source_id: str
    title: str


_FOUND = (
    "SELECT t.id, t.batch, c.source_id, b.title FROM [case] c JOIN task t ON t.[case] = c.id "
    "JOIN batch b ON b.id = t.batch WHERE b.ready AND t.person = ? AND "
)


def named(db: Database, person: str, words: str, limit: int) -> list[Jump]:
    """Tasks whose case's name begins like that, in the order of the names."""
    start = words.strip()
    if not start:
        return []
    rows = db.conn.execute(
        f"{_FOUND} (c.source_id COLLATE NOCASE BETWEEN ? AND ? OR c.id = ? OR t.id = ?) "
        "ORDER BY c.source_id COLLATE NOCASE LIMIT ?",
        [person, start, f"{start}\U0010ffff", start, start, limit],
    )
    return [Jump(*row) for row in rows]

