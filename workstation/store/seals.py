"""Sealed cases: which they are, and the reference that is all that is told of them.

A seal is an event on a case; whoever set it and at whichever desk, it locks every task on that
case here. It is lifted by its author taking it back, which the desk allows until it has been sent.
"""

from __future__ import annotations

from msgspec import Struct

from workstation.store.driver import Database

_STANDING = (
    "SELECT {what} FROM event s WHERE s.kind = 'sealed' AND s.[case] IS NOT NULL AND NOT EXISTS "
    "(SELECT 1 FROM event u WHERE u.kind = 'undone' AND u.supersedes = s.id "
    "AND u.person = s.person)"
)


class Reference(Struct, frozen=True):
    """A sealed case as it may be told: where it is, who sealed it and why; nothing it holds."""

    case: str
    source_id: str
    batch: str | None
    person: str
    at: str
    reason: str
    sent: bool


def cases(db: Database) -> set[str]:
    """Cases that somebody sealed and has not unsealed, at this desk or at another."""
    asked = db.conn.execute(
        "SELECT [case] FROM task WHERE state = 'sealed' UNION " + _STANDING.format(what="s.[case]")
    )
    return {row[0] for row in asked}


def is_sealed(db: Database, case: str | None) -> bool:
    """Whether a case is sealed."""
    found = db.conn.execute(_STANDING.format(what="1") + " AND s.[case] = ? LIMIT 1", [case])
    return found.fetchone() is not None


def standing(db: Database, case: str, person: str) -> list[tuple[str, bool]]:
    """A person's seals on a case that stand, the latest first, and whether each has left the
    queue: what is in a signed segment is as good as sent."""
    asked = db.conn.execute(
        _STANDING.format(
            what="s.id, NOT EXISTS (SELECT 1 FROM outbox o "
            "WHERE o.stream = s.stream AND o.number = s.number)"
        )
        + " AND s.[case] = ? AND s.person = ? ORDER BY s.stream DESC, s.number DESC",
        [case, person],
    )
    return [(event, bool(sent)) for event, sent in asked]


def references(db: Database) -> list[Reference]:
    """Every sealed case, the first that was sealed first; of several seals the latest reason."""
    asked = db.conn.execute(
        _STANDING.format(
            what="s.[case], coalesce(json_extract(s.body, '$.source_id'), (SELECT c.source_id "
            "FROM [case] c WHERE c.id = s.[case]), ''), s.batch, s.person, s.at, "
            "coalesce(json_extract(s.body, '$.reason'), ''), NOT EXISTS (SELECT 1 FROM outbox o "
            "WHERE o.stream = s.stream AND o.number = s.number)"
        )
        + " ORDER BY s.rowid"
    )
    found: dict[str, Reference] = {}
    for row in asked:
        one = Reference(*row[:6], bool(row[6]))
        first = found.get(one.case)
        if first is not None:
            reason = one.reason or first.reason
            one = Reference(*row[:3], first.person, first.at, reason, first.sent or one.sent)
        found[one.case] = one
    return list(found.values())


def lock(db: Database, case: str) -> None:
    """Lock every task on a case; what was half made on it is forgotten."""
    db.conn.execute(
        "DELETE FROM draft WHERE task IN (SELECT id FROM task WHERE [case] = ?)", [case]
    )
    db.conn.execute("UPDATE task SET state = 'sealed' WHERE [case] = ?", [case])


def tasks_on(db: Database, case: str) -> list[tuple[str, str]]:
    """Every task on a case, with its person."""
    return db.conn.execute("SELECT id, person FROM task WHERE [case] = ?", [case]).fetchall()


def catch_up(db: Database, batch: str) -> None:
    """Lock the cases of a batch that were sealed elsewhere before it came in here."""
    sealed = db.conn.execute(
        _STANDING.format(what="DISTINCT s.[case]")
        + " AND s.[case] IN (SELECT [case] FROM item WHERE batch = ?)",
        [batch],
    )
    for (case,) in sealed.fetchall():
        lock(db, case)


def words_sent(db: Database, case: str) -> int:
    """How many pieces of free text on a case have left with a segment: they stay where they are."""
    return int(
        db.conn.execute(
            "SELECT count(*) FROM event e JOIN event_text t ON t.event = e.id WHERE e.[case] = ? "
            "AND EXISTS (SELECT 1 FROM shipment h JOIN segment g ON g.stream = h.stream "
            "AND g.seq = h.seq WHERE h.state = 'sent' AND g.stream = e.stream "
            "AND e.number >= g.first AND e.number < g.first + g.events)",
            [case],
        ).fetchone()[0]
    )


def media_locked(db: Database, sha256: str) -> bool:
    """Whether a medium belongs to a sealed case: then no other case shows it either."""
    holders = db.conn.execute("SELECT DISTINCT [case] FROM media WHERE sha256 = ?", [sha256])
    sealed = cases(db)
    return bool(sealed) and any(case in sealed for (case,) in holders)
