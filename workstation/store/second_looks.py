"""What second people made of verdicts: a view of the events SECOND_JUDGED, and of who drew what.

Nobody says it of their own: such an event has no effect, and one that comes from elsewhere is not
taken in. The first verdict stays as it was; what counts in the end follows from the outcome.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from workstation.domain.event import Audience, Event, Kind
from workstation.store.driver import Database
from workstation.store.log import Break


class Outcome(StrEnum):
    """What became of a first verdict."""

    UPHELD = "upheld"
    CORRECTED = "corrected"  # the second one counts
    BOTH = "both"  # both can be defended: the guideline has a gap


class SecondLook(Struct, frozen=True):
    """What was said of a verdict after somebody else judged its case too (`second`)."""

    event: str
    verdict: str
    second: str
    author: str
    person: str
    outcome: Outcome
    batch: str | None
    case: str | None
    at: str


class Drawn(Struct, frozen=True):
    """A verdict that was drawn to be looked at again: by whom, as what, why, and who drew it."""

    event: str
    batch: str
    verdict: str
    author: str
    item: str
    case: str
    person: str
    stage: str
    why: str
    by: str
    device: str
    stream: str
    at: str


_COLUMNS = "event, verdict, second, author, person, outcome, batch, [case], at"


def apply(db: Database, event: Event) -> None:
    """Bring the view up to date."""
    if event.kind == Kind.UNDONE:
        db.conn.execute(
            "DELETE FROM second_look WHERE event = ? AND person = ?",
            [event.supersedes, event.person],
        )
        return
    row = _row(event)
    undone = db.conn.execute(
        "SELECT 1 FROM event WHERE supersedes = ? AND kind = 'undone' AND person = ?",
        [event.id, event.person],
    ).fetchone()
    if row is not None and not undone:
        db.conn.execute("INSERT OR IGNORE INTO second_look VALUES (?,?,?,?,?,?,?,?,?)", row)


def _row(event: Event) -> list[object] | None:
    said = [event.body.get(name) for name in ("verdict", "second", "author", "outcome")]
    if not all(isinstance(one, str) and one for one in said):
        return None
    verdict, second, author, outcome = said
    if outcome not in set(Outcome) or author == event.person or verdict == second:
        return None
    return [
        event.id, verdict, second, author, event.person, outcome, event.batch, event.case, event.at
    ]  # fmt: skip


def is_own(db: Database, event: Event) -> bool:
    """Whether an event settles a verdict of its own author's, says another author than it has, or
    holds a person's verdict against another of their own."""
    if event.kind != Kind.SECOND_JUDGED:
        return False
    author = event.body.get("author")
    if author == event.person:
        return True
    first, second = (
        db.conn.execute(
            "SELECT person FROM verdict WHERE event = ?", [held if isinstance(held, str) else ""]
        ).fetchone()
        for held in (event.body.get("verdict"), event.body.get("second"))
    )
    return (first is not None and first[0] != author) or (
        second is not None and second[0] == author
    )


def of_verdicts(db: Database, batch: str | None = None) -> dict[str, SecondLook]:
    """What counts of each verdict: of several, that it was corrected before that both can be
    defended, and that before that it was upheld; then the first in the order of streams."""
    rows = db.conn.execute(
        "SELECT s.event, s.verdict, s.second, s.author, s.person, s.outcome, s.batch, s.[case], "
        "s.at FROM second_look s JOIN event e ON e.id = s.event "
        "LEFT JOIN verdict v ON v.event = s.verdict "
        "WHERE (:batch IS NULL OR s.batch = :batch) AND (v.person IS NULL OR v.person = s.author) "
        "ORDER BY CASE s.outcome WHEN 'upheld' THEN 0 WHEN 'both' THEN 1 ELSE 2 END, "
        "e.stream DESC, e.number DESC",
        {"batch": batch},
    )
    return {row[1]: _look(row) for row in rows}


def every(db: Database) -> list[SecondLook]:
    """All of them, in the order of their streams."""
    rows = db.conn.execute(
        "SELECT s.event, s.verdict, s.second, s.author, s.person, s.outcome, s.batch, s.[case], "
        "s.at FROM second_look s JOIN event e ON e.id = s.event ORDER BY e.stream, e.number"
    )
    return [_look(row) for row in rows]


def final_of(db: Database, look: SecondLook) -> str:
    """The verdict that counts in the end: the first one, or as it is by now the one that corrected
    it."""
    if look.outcome is not Outcome.CORRECTED:
        return look.verdict
    row = db.conn.execute(
        "SELECT n.event FROM verdict v JOIN verdict n ON n.task = v.task AND n.person = v.person "
        "AND n.superseded_by IS NULL WHERE v.event = ? ORDER BY n.event LIMIT 1",
        [look.second],
    ).fetchone()
    return row[0] if row else look.second


def counts(db: Database, verdict: str, person: str, is_second: bool) -> bool | None:
    """Whether something follows from a verdict: from a first one unless it was corrected, from a
    second one only where it corrects the first (None: nobody has said yet)."""
    if not is_second:
        row = db.conn.execute(
            "SELECT 1 FROM second_look WHERE verdict = ? AND author = ? AND outcome = 'corrected'",
            [verdict, person],
        ).fetchone()
        return row is None
    said = db.conn.execute(
        "SELECT l.outcome FROM verdict o JOIN verdict v ON v.task = o.task "
        "AND v.person = o.person JOIN second_look l ON l.second = v.event WHERE o.event = ?",
        [verdict],
    ).fetchall()
    return ("corrected",) in said if said else None


def _look(row: tuple[str, ...]) -> SecondLook:
    return SecondLook(*row[:5], Outcome(row[5]), *row[6:])  # type: ignore[arg-type]


def drawn(db: Database, batch: str | None = None) -> list[Drawn]:
    """Everything that was drawn and not taken back, as it was said; whether its author may draw is
    for whoever asks to tell."""
    rows = db.conn.execute(
        "SELECT e.id, e.batch, e.person, e.device, e.stream, e.at, e.body FROM event e "
        "WHERE e.kind = 'second_drawn' AND e.stream = e.device || '.' || :audience "
        "AND (:batch IS NULL OR e.batch = :batch) ORDER BY e.stream, e.number",
        {"audience": Audience.WORK.value, "batch": batch},
    ).fetchall()
    return [
        one
        for event, of_batch, person, device, stream, at, body in rows
        for said in _list(body)
        if (one := _drawn(said, event, of_batch, person, device, stream, at)) is not None
    ]


def _list(body: str) -> list[object]:
    held = json.loads(body)
    looks = held.get("looks") if isinstance(held, dict) else None
    return looks if isinstance(looks, list) else []


_SAID = ("verdict", "author", "item", "case", "person", "stage", "why")


def _drawn(said: object, event: str, batch: str, *by: str) -> Drawn | None:
    if not isinstance(said, Mapping) or not all(isinstance(said.get(n), str) for n in _SAID):
        return None
    return Drawn(event, batch, *(str(said[name]) for name in _SAID), *by)


def check(db: Database) -> Break | None:
    """The first row that does not follow from the events."""
    from workstation.store import events

    undone = {
        (row[0], row[1])
        for row in db.conn.execute("SELECT supersedes, person FROM event WHERE kind = 'undone'")
    }
    wanted = {
        event.id: tuple(row)
        for event in events.of_kinds(db, [Kind.SECOND_JUDGED])
        if (row := _row(event)) is not None and (event.id, event.person) not in undone
    }
    held = {row[0]: row for row in db.conn.execute(f"SELECT {_COLUMNS} FROM second_look")}
    for ref in sorted(held.keys() | wanted.keys()):
        if ref not in held:
            return Break("second_look", ref, "missing")
        if ref not in wanted:
            return Break("second_look", ref, "without_event")
        if tuple(held[ref]) != wanted[ref]:
            return Break("second_look", ref, "differs")
    return None
