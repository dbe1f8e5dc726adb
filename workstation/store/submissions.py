"""Who has handed a batch in: a view of the events SUBMITTED and UNSUBMITTED.

Two streams of one person may be read in either order: what takes a submission back may come first.
"""

from __future__ import annotations

from workstation.domain.event import Event, Kind
from workstation.store.driver import Database
from workstation.store.log import Break

# The events `e` that hand a batch in and were not taken back by the same person.
_STAND = (
    "e.kind = 'submitted' AND e.batch IS NOT NULL AND NOT EXISTS (SELECT 1 FROM event u "
    "WHERE u.supersedes = e.id AND u.kind = 'unsubmitted' AND u.person = e.person)"
)


def apply(db: Database, event: Event) -> None:
    """Bring the view up to date with a new event."""
    db.conn.execute(
        "DELETE FROM submission WHERE batch = ? AND person = ?", [event.batch, event.person]
    )
    held = standing(db, event.batch or "", event.person)
    # Where events are only replayed (`verify`) there are none to look at.
    if event.kind == Kind.SUBMITTED and not held and not _taken_back(db, event):
        held = [(event.id, event.at)]
    if held:
        db.conn.execute(
            "INSERT INTO submission VALUES (?, ?, ?, ?)", [event.batch, event.person, *held[-1]]
        )


def standing(db: Database, batch: str, person: str) -> list[tuple[str, str]]:
    """The events (id, instant) by which a person has handed a batch in and not taken it back."""
    return db.conn.execute(
        f"SELECT e.id, e.at FROM event e WHERE {_STAND} AND e.batch = ? AND e.person = ? "
        "ORDER BY e.stream, e.number",
        [batch, person],
    ).fetchall()


def begun_by(db: Database, batch: str, person: str) -> str | None:
    """Who else has begun on a person's batch, as far as it is known here: said so, or looked at it
    a second time."""
    row = db.conn.execute(
        "SELECT person FROM event WHERE kind = 'review_begun' AND batch = ? AND person <> ? "
        "AND coalesce(json_extract(body, '$.of'), ?) = ? UNION ALL SELECT person FROM event "
        "WHERE iif(json_valid(body), json_extract(body, '$.stage'), '') = 'second' "
        "AND batch = ? AND person <> ? LIMIT 1",
        [batch, person, person, person, batch, person],
    ).fetchone()
    return row[0] if row else None


def check(db: Database) -> Break | None:
    """The first submission that does not follow from the events, or is missing."""
    row = db.conn.execute(
        f"SELECT s.batch || '/' || s.person FROM submission s LEFT JOIN event e ON e.id = s.event "
        f"AND e.batch = s.batch AND e.person = s.person AND e.at = s.at AND {_STAND} "
        "WHERE e.id IS NULL"
    ).fetchone()
    if row is not None:
        return Break("submission", row[0], "without_event")
    row = db.conn.execute(
        "SELECT e.batch || '/' || e.person FROM event e LEFT JOIN submission s "
        f"ON s.batch = e.batch AND s.person = e.person WHERE {_STAND} AND s.event IS NULL"
    ).fetchone()
    return Break("submission", row[0], "missing") if row is not None else None


def _taken_back(db: Database, event: Event) -> bool:
    return bool(
        db.conn.execute(
            "SELECT 1 FROM event WHERE supersedes = ? AND kind = 'unsubmitted' AND person = ?",
            [event.id, event.person],
        ).fetchone()
    )
