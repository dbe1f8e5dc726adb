"""Which languages somebody's open work is in."""

from __future__ import annotations

from workstation.store.driver import Database

_OPEN = (
    "SELECT t.[case] AS [case] FROM task t JOIN batch b ON b.id = t.batch AND b.ready "
    "WHERE t.person = :person AND t.state <> 'sealed' AND NOT EXISTS "
    "(SELECT 1 FROM submission s WHERE s.batch = t.batch AND s.person = t.person)"
)


def to_read(db: Database, person: str) -> dict[str, int]:
    """Cases by language, in the batches that somebody has not handed in; a case with parts in
    several languages counts in each. What was detected, or said, comes before the batch's hint."""
    rows = db.conn.execute(
        "SELECT language, count(*) FROM ("
        "SELECT DISTINCT o.[case], coalesce(d.language, p.language, c.language) AS language "
        f"FROM ({_OPEN}) o JOIN [case] c ON c.id = o.[case] "
        "JOIN part p ON p.[case] = o.[case] "
        "LEFT JOIN part_language d ON d.[case] = p.[case] AND d.part = p.id"
        ") WHERE language IS NOT NULL GROUP BY language",
        {"person": person},
    )
    return dict(rows.fetchall())
