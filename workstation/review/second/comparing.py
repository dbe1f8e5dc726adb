"""A first and a second verdict on one case, side by side, once the second has been given blind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from workstation.domain.event import Event, Kind
from workstation.domain.verdict import Answer, Outcome
from workstation.fault import WorldFault
from workstation.review import encode
from workstation.review.acting import Desk
from workstation.review.second.drawing import drawn
from workstation.store import cases, events, roster, seals, second_looks, verdicts
from workstation.store.driver import Database


class Side(Struct, frozen=True):
    """One of the two: what was said, and what followed from it. `blind` as it was given."""

    verdict: str
    task: str
    person: str
    at: str
    answer: Answer
    outcome: Outcome
    note: str = ""
    blind: bool = True


class Both(Struct, frozen=True):
    """Both of them; `lit` names what differs: action, clauses, codes, severity, penalty."""

    batch: str
    item: str
    case: str
    source_id: str
    first: Side
    second: Side
    lit: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """What it is known by in a list."""
        return f"{self.first.verdict} {self.second.verdict}"

    @property
    def same(self) -> bool:
        """Whether they say the same."""
        return not self.lit


_PAIRS = """
    SELECT f.event, s.event, s.batch, s.item, s.[case] FROM verdict s
    JOIN verdict f ON f.item = s.item AND f.batch = s.batch AND f.person <> s.person
        AND f.stage = 'first' AND f.superseded_by IS NULL AND f.result <> 'pending'
    WHERE s.stage = 'second' AND s.superseded_by IS NULL AND s.result <> 'pending'
        AND (:person IS NULL OR s.person = :person) AND (:task IS NULL OR s.task = :task)
        AND f.person <> :me
        AND NOT EXISTS (SELECT 1 FROM second_look l WHERE l.verdict = f.event
            AND l.second IN (SELECT o.event FROM verdict o WHERE o.task = s.task
                AND o.person = s.person))
    ORDER BY s.at, s.event, f.event
"""


def waiting(
    db: Database, desk: Desk, *, task: str | None = None, everybody: bool = False
) -> list[Both]:
    """The pairs of which nobody has said yet what becomes of them: one's own second looks, or for
    a lead `everybody`'s. Never on a sealed case, nor on one that is still to be judged blind."""
    asked = {
        "me": desk.person.id,
        "person": None if everybody else desk.person.id,
        "task": task,
    }
    rows = db.conn.execute(_PAIRS, asked).fetchall()
    if not rows:
        return []
    out = seals.cases(db) | verdicts.still_blind(db)
    meant: dict[tuple[str, str], set[str]] = {}
    for one in drawn(db, roster.believed(db)):
        meant.setdefault((one.item, one.person), set()).add(one.author)
    found = []
    for first, second, batch, item, case in rows:
        if case in out:
            continue
        both = _both(db, first, second, batch, item, case)
        authors = meant.get((item, both.second.person)) if both else None
        if both is not None and (authors is None or both.first.person in authors):
            found.append(both)
    return found


def pair_of(db: Database, verdict: str, second: str) -> Both:
    """A pair, whatever has been said of it.

    Raises WorldFault `second.no_pair`, `review.sealed`, `review.still_blind`.
    """
    row = db.conn.execute(
        "SELECT s.batch, s.item, s.[case] FROM verdict s JOIN verdict f ON f.item = s.item "
        "WHERE s.event = ? AND f.event = ? AND s.stage = 'second' AND f.stage = 'first' "
        "AND f.person <> s.person",
        [second, verdict],
    ).fetchone()
    both = _both(db, verdict, second, *row) if row else None
    if both is None:
        raise WorldFault("second.no_pair")
    if seals.is_sealed(db, both.case):
        raise WorldFault("review.sealed")
    if both.case in verdicts.still_blind(db):
        raise WorldFault("review.still_blind")
    return both


def look_of(db: Database, verdict: str) -> second_looks.SecondLook | None:
    """What counts of a verdict's second looks."""
    return second_looks.of_verdicts(db).get(verdict)


def _both(db: Database, first: str, second: str, batch: str, item: str, case: str) -> Both | None:
    one, other = _side(db, first), _side(db, second)
    if one is None or other is None:
        return None
    held = cases.get_case(db, case)
    source = held.source_id if held is not None else case
    return Both(batch, item, case, source, one, other, lit(one, other))


def _side(db: Database, verdict: str) -> Side | None:
    event = events.get(db, verdict)
    if event is None or event.kind not in (Kind.VERDICT, Kind.CORRECTED):
        return None
    body: Mapping[str, Any] = event.body
    try:
        answer, outcome = encode.answer_of(body["answer"]), encode.outcome_of(body["outcome"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return None  # signed, yet of another shape
    words = _words(event)
    blind = not body.get("after_reveal")
    return Side(verdict, event.task or "", event.person, event.at, answer, outcome, words, blind)


def _words(event: Event) -> str:
    held = event.texts.get("note")
    return (held.words or "") if held is not None else ""


def lit(one: Side, other: Side) -> frozenset[str]:
    """What two sides differ in."""
    told = {
        "action": lambda side: side.answer.action,
        "clauses": lambda side: sorted(found.clause for found in side.answer.findings),
        "codes": lambda side: sorted(error.code for error in side.outcome.errors),
        "severity": lambda side: side.outcome.severity,
        "penalty": lambda side: side.answer.penalty,
    }
    return frozenset(name for name, ask in told.items() if ask(one) != ask(other))
