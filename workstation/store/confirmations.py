"""What language peers say of provisional verdicts: it holds, or it does not.

Nobody confirms their own: such an event has no effect, and one that comes from elsewhere is not
taken in. Where two peers differ, the one who says no is heard, so that the author looks again.
"""

from __future__ import annotations

from msgspec import Struct

from workstation.domain.event import Event, Kind
from workstation.store.driver import Database
from workstation.store.log import Break

KINDS = (Kind.CONFIRMED, Kind.REFUTED)

WAITING = (
    "v.provisional AND v.superseded_by IS NULL AND NOT EXISTS (SELECT 1 FROM confirmation c "
    "WHERE c.verdict = v.event AND c.person <> v.person)"
)
"""A verdict `v` that still waits for somebody who reads the language."""

REFUTED = (
    "v.provisional AND v.superseded_by IS NULL AND EXISTS (SELECT 1 FROM confirmation c "
    "WHERE c.verdict = v.event AND c.person <> v.person AND NOT c.holds)"
)
"""A verdict `v` that a peer says does not hold, and that its author has not corrected yet."""


class Confirmation(Struct, frozen=True):
    """What a peer said of a verdict."""

    event: str
    verdict: str
    person: str
    holds: bool
    at: str


def apply(db: Database, event: Event) -> None:
    """Bring the view up to date."""
    if event.kind == Kind.UNDONE:
        db.conn.execute(
            "DELETE FROM confirmation WHERE event = ? AND person = ?",
            [event.supersedes, event.person],
        )
        return
    verdict = _said(event, "verdict")
    undone = db.conn.execute(
        "SELECT 1 FROM event WHERE supersedes = ? AND kind = 'undone' AND person = ?",
        [event.id, event.person],
    ).fetchone()
    if not verdict or undone or _said(event, "author") == event.person:
        return
    db.conn.execute(
        "INSERT OR IGNORE INTO confirmation VALUES (?, ?, ?, ?, ?)",
        [event.id, verdict, event.person, int(event.kind == Kind.CONFIRMED), event.at],
    )


def is_own(db: Database, event: Event) -> bool:
    """Whether an event confirms its own author's verdict, or says another author than it has."""
    if event.kind not in KINDS:
        return False
    author = _said(event, "author")
    held = db.conn.execute(
        "SELECT person FROM verdict WHERE event = ?", [_said(event, "verdict")]
    ).fetchone()
    if held is not None and author != held[0]:
        return True
    return event.person == author


def of_verdicts(db: Database, batch: str | None = None) -> dict[str, Confirmation]:
    """The peer's word that counts, by verdict."""
    asked = db.conn.execute(
        "SELECT c.event, c.verdict, c.person, c.holds, c.at FROM confirmation c "
        "JOIN verdict v ON v.event = c.verdict JOIN event e ON e.id = c.event "
        "WHERE c.person <> v.person AND (:batch IS NULL OR v.batch = :batch) "
        "ORDER BY c.holds DESC, e.stream DESC, e.number DESC",
        {"batch": batch},
    )
    return {row[1]: Confirmation(*row[:3], bool(row[3]), row[4]) for row in asked}


def waiting(db: Database, batch: str, person: str) -> int:
    """How many of a person's verdicts wait for somebody who reads the language."""
    return _count(db, f"v.batch = ? AND v.person = ? AND {WAITING}", [batch, person])


def refuted(db: Database, person: str, batch: str | None = None) -> list[tuple[str, str | None]]:
    """A person's verdicts that a peer says do not hold: event and task."""
    return db.conn.execute(
        f"SELECT v.event, v.task FROM verdict v WHERE v.person = :person AND {REFUTED} "
        "AND (:batch IS NULL OR v.batch = :batch) ORDER BY v.at",
        {"person": person, "batch": batch},
    ).fetchall()


def is_refuted(db: Database, task: str, person: str) -> bool:
    """Whether a person's verdict on a task was refuted and is to be looked at again."""
    return bool(_count(db, f"v.task = ? AND v.person = ? AND {REFUTED}", [task, person]))


def refusal(db: Database, task: str, person: str) -> Confirmation | None:
    """A peer's no to the verdict that stands on a task, until its author corrects it."""
    row = db.conn.execute(
        "SELECT c.event, c.verdict, c.person, c.holds, c.at FROM confirmation c "
        "JOIN verdict v ON v.event = c.verdict WHERE v.task = ? AND v.person = ? AND v.provisional "
        "AND v.superseded_by IS NULL AND c.person <> v.person AND NOT c.holds "
        "ORDER BY c.event LIMIT 1",
        [task, person],
    ).fetchone()
    return Confirmation(*row[:3], bool(row[3]), row[4]) if row else None


def check(db: Database) -> Break | None:
    """The first row that does not follow from the events."""
    wanted = {
        row[0]: row
        for row in db.conn.execute(
            "SELECT e.id, json_extract(e.body, '$.verdict'), e.person, e.kind = 'confirmed', e.at "
            "FROM event e WHERE e.kind IN ('confirmed', 'refuted') "
            "AND json_type(e.body, '$.verdict') = 'text' "
            "AND json_extract(e.body, '$.verdict') <> '' "
            "AND coalesce(json_extract(e.body, '$.author'), '') <> e.person "
            "AND NOT EXISTS (SELECT 1 FROM event u WHERE u.supersedes = e.id "
            "AND u.kind = 'undone' AND u.person = e.person)"
        )
    }
    held = {row[0]: row for row in db.conn.execute("SELECT * FROM confirmation")}
    for ref in sorted(held.keys() | wanted.keys()):
        if ref not in held:
            return Break("confirmation", ref, "missing")
        if ref not in wanted:
            return Break("confirmation", ref, "without_event")
        if tuple(held[ref]) != tuple(wanted[ref]):
            return Break("confirmation", ref, "differs")
    return None


def _said(event: Event, name: str) -> str:
    value = event.body.get(name)
    return value if isinstance(value, str) else ""


def _count(db: Database, where: str, values: list[object]) -> int:
    found = db.conn.execute(f"SELECT count(*) FROM verdict v WHERE {where}", values).fetchone()
    return int(found[0])
