"""The turns that were taken on the streams of a batch, by whatever was said there."""

from __future__ import annotations

from workstation.store.driver import Database
from workstation.store.published import Said


def of_batch(db: Database, batch: str) -> list[Said]:
    """Every statement of a batch in one order, of kinds that are not known here too; without what
    it says but for its turn."""
    rows = db.conn.execute(
        "SELECT e.id, e.stream, e.number, (SELECT s.seq FROM segment s WHERE s.stream = e.stream "
        "AND s.first <= e.number AND s.first + s.events > e.number), e.device, e.person, "
        "k.public_key, e.kind, e.batch, e.at, json_extract(e.body, '$.turn') FROM event e "
        "LEFT JOIN stream k ON k.id = e.stream "
        "WHERE e.stream IN (SELECT device || '.batch-' || ?1 FROM stream UNION "
        "SELECT json_extract(value, '$.id') || '.batch-' || ?1 FROM meta WHERE name = 'device')",
        [batch],
    )
    said = (Said(*row[:-1], {"turn": row[-1]}) for row in rows)
    return sorted(said, key=lambda one: one.order)
