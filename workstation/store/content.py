"""A digest over everything that a batch brought, so that a changed row is found.

It is computed from the rows as they are stored, chained into the log when the batch becomes ready,
and computed again by `verify`.
"""

from __future__ import annotations

import hashlib

from workstation.store.driver import Database

# Every table in an order of its own; `?` is the batch. What the last step of an import sets
# (`ready`, `cases`, `blind`) is not in it.
_ROWS = (
    "SELECT id, kind, title, created_at, due_at, publisher, pack FROM batch WHERE id = ?",
    "SELECT * FROM item WHERE batch = ? ORDER BY position",
    "SELECT c.* FROM item i JOIN [case] c ON c.id = i.[case] WHERE i.batch = ? ORDER BY i.position",
    "SELECT p.* FROM item i JOIN part p ON p.[case] = i.[case] WHERE i.batch = ? "
    "ORDER BY i.position, p.position",
    "SELECT m.* FROM item i JOIN media m ON m.[case] = i.[case] WHERE i.batch = ? "
    "ORDER BY i.position, m.position",
    "SELECT d.* FROM item i JOIN decision d ON d.item = i.id WHERE i.batch = ? ORDER BY i.position",
    "SELECT f.* FROM item i JOIN decision d ON d.item = i.id JOIN finding f ON f.owner = d.id "
    "WHERE i.batch = ? ORDER BY i.position, f.position",
)


def digest_of(db: Database, batch: str) -> str:
    """SHA-256 over the rows of a batch: texts, numbers and gaps as Python writes them."""
    made = hashlib.sha256()
    for rows in _ROWS:
        for row in db.conn.execute(rows, [batch]):
            made.update(repr(tuple(row)).encode("utf-8", "surrogatepass"))
        made.update(b"\n")
    return made.hexdigest()
