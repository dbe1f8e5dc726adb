"""What was said of a batch's end, and the figures as the events that were known then have them.

Nothing is decided here: whom to believe is `workstation.review.releasing`'s to tell.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from workstation.domain.canonical import canonical_json, digest
from workstation.store.driver import Database
from workstation.store.published import Said

# As the partial indexes have it, or SQLite does not see that they serve.
_OF_RELEASES = "e.kind IN ('finalised', 'reopened', 'released', 'locked')"
_COLUMNS = (
    "SELECT e.id, e.stream, e.number, (SELECT s.seq FROM segment s WHERE s.stream = e.stream "
    "AND s.first <= e.number AND s.first + s.events > e.number), e.device, e.person, "
    "k.public_key, e.kind, e.batch, e.at, e.body FROM event e "
    "LEFT JOIN stream k ON k.id = e.stream WHERE "
)


def said(db: Database, batch: str) -> list[Said]:
    """What was said of a batch's end, on the publisher's stream or on that of their own work."""
    asked = (
        f"{_COLUMNS}{_OF_RELEASES} AND e.batch = ? "
        "AND e.stream IN (e.device || '.work', e.device || '.batch-' || e.batch)"
    )
    return _said(db, asked, [batch])


def requests(db: Database) -> list[Said]:
    """Every request for an inspection, the first one first."""
    asked = f"{_COLUMNS}e.kind = 'requested' AND e.stream = e.device || '.work'"
    return _said(db, asked, [])


def words(db: Database, event: str) -> dict[str, str]:
    """The words of a statement that have not been erased."""
    rows = db.conn.execute(
        "SELECT name, words FROM event_text WHERE event = ? AND words IS NOT NULL", [event]
    )
    return dict(rows.fetchall())


def secret(db: Database, batch: str, vendor: str) -> bytes:
    """What the auditors' names in a vendor's pack are made with; made at the first call, which
    needs the writer, and never told."""
    db.conn.execute(
        "INSERT OR IGNORE INTO pack_secret VALUES (?, ?, ?)",
        [batch, vendor, secrets.token_bytes(32)],
    )
    row = db.conn.execute(
        "SELECT secret FROM pack_secret WHERE batch = ? AND vendor = ?", [batch, vendor]
    ).fetchone()
    return bytes(row[0])


class Line(Struct, frozen=True):
    """A verdict that counted, as a figure counts it: codes only."""

    event: str
    item: str
    case: str
    person: str
    stage: str
    at: str
    result: str
    action: str
    clause: str
    severity: str
    codes: tuple[str, ...]
    standing: str  # "", "provisional" or "refuted"

    def told(self) -> list[object]:
        """The line as it stands in a digest."""
        return [
            self.event, self.item, self.person, self.stage, self.result, self.action, self.clause,
            self.severity, list(self.codes), self.standing,
        ]  # fmt: skip


def numbers(db: Database, batch: str) -> dict[str, int]:
    """How far each stream that speaks of a batch's verdicts is known here, by event."""
    rows = db.conn.execute(
        "SELECT stream, max(number) FROM event WHERE stream IN "
        "(SELECT DISTINCT stream FROM verdict WHERE batch = ?1 UNION "
        "SELECT e.stream FROM confirmation c JOIN verdict v ON v.event = c.verdict "
        "JOIN event e ON e.id = c.event WHERE v.batch = ?1) GROUP BY stream",
        [batch],
    )
    return dict(rows.fetchall())


def now(db: Database, batch: str) -> list[Line]:
    """The verdicts that count by now."""
    return _lines(db, batch, "v.superseded_by IS NULL", _standing(""))


def then(db: Database, batch: str, known: Mapping[str, int]) -> list[Line]:
    """The verdicts that counted when each stream was known up to a number."""
    db.conn.create_function("known_then", 2, lambda stream, number: number <= known.get(stream, -1))
    # What replaced it came later, or was itself taken back by then.
    replaced = (
        "EXISTS (SELECT 1 FROM event r WHERE r.supersedes = v.event AND r.person = v.person "
        "AND r.kind IN ('verdict', 'corrected', 'cannot_judge', 'undone') "
        "AND known_then(r.stream, r.number) AND NOT EXISTS (SELECT 1 FROM event u "
        "WHERE u.supersedes = r.id AND u.kind = 'undone' AND u.person = r.person "
        "AND known_then(u.stream, u.number)))"
    )
    # Of two devices of one person the rule that chose chose then as well.
    chosen = (
        "NOT EXISTS (SELECT 1 FROM verdict o WHERE o.task = v.task AND o.person = v.person "
        "AND o.device <> v.device AND o.superseded_by IS NULL AND v.superseded_by IS NOT NULL "
        "AND known_then(o.stream, o.number))"
    )
    where = f"known_then(v.stream, v.number) AND NOT {replaced} AND {chosen}"
    return _lines(db, batch, where, _standing("AND known_then(e.stream, e.number)"))


def digest_of(lines: list[Line]) -> str:
    """The digest of verdicts as they stand."""
    return digest(canonical_json(sorted((line.told() for line in lines), key=repr)))


def _standing(more: str) -> str:
    said = (
        "SELECT 1 FROM confirmation c JOIN event e ON e.id = c.event WHERE c.verdict = v.event "
        f"AND c.person <> v.person {more}"
    )
    return (
        f"CASE WHEN NOT v.provisional THEN '' WHEN EXISTS ({said} AND NOT c.holds) "
        f"THEN 'refuted' WHEN EXISTS ({said}) THEN '' ELSE 'provisional' END"
    )


def _lines(db: Database, batch: str, where: str, standing: str) -> list[Line]:
    rows = db.conn.execute(
        "SELECT v.event, coalesce(v.item, ''), coalesce(v.[case], ''), v.person, v.stage, v.at, "
        "v.result, v.action, coalesce(v.clause, ''), v.severity, v.codes, "
        f"{standing} FROM verdict v WHERE v.batch = ? AND {where} ORDER BY v.item, v.stage, "
        "v.person, v.event",
        [batch],
    ).fetchall()
    return [Line(*row[:10], tuple(json.loads(row[10])), row[11]) for row in rows]


def _said(db: Database, asked: str, values: list[object]) -> list[Said]:
    found = [_one(row) for row in db.conn.execute(asked, values)]
    return sorted(found, key=lambda one: one.order)


def _one(row: tuple[Any, ...]) -> Said:
    body = json.loads(row[-1])
    return Said(*row[:-1], body if isinstance(body, dict) else {})
