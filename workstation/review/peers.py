"""Language peers: overturns in a language their author does not read, until somebody who reads it
says whether they hold.
"""

from __future__ import annotations

import json

from msgspec import Struct

from workstation.domain.escalation import Question
from workstation.domain.event import Event, Kind
from workstation.domain.taxonomy import CannotJudge
from workstation.fault import WorldFault
from workstation.review.acting import About, Desk, write
from workstation.review.handed_on import HandedOn, listed
from workstation.review.reading import languages_of, unread
from workstation.store import cases, confirmations, escalations, seals, verdicts
from workstation.store.driver import Database


class Provisional(Struct, frozen=True):
    """An overturn that waits, as a peer's list shows it."""

    verdict: str
    batch: str
    task: str
    item: str
    case: str
    source_id: str
    languages: tuple[str, ...]
    person: str
    at: str
    action: str
    clause: str
    codes: tuple[str, ...]
    left_open: bool  # this peer could not tell either
    here: bool  # whether its batch is


class PeersQueue(Struct, frozen=True):
    """What waits for this person's languages: overturns, questions of language, and how many
    questions are held back because they have yet to judge the case themselves. Overturns that are
    held back are not even counted: of a last case it would tell that the decision is wrong."""

    provisional: tuple[Provisional, ...]
    questions: tuple[HandedOn, ...]
    held_back: int


_WAITING = f"""
    SELECT v.event, v.batch, v.task, v.item, v.[case], v.person, v.at, v.action,
        coalesce(v.clause, ''), v.codes, json_extract(e.body, '$.unread')
    FROM verdict v JOIN event e ON e.id = v.event
    WHERE {confirmations.WAITING} AND v.result = 'differs' AND v.person <> :person
        AND (:verdict IS NULL OR v.event = :verdict)
    ORDER BY v.at
"""


def queue(db: Database, desk: Desk) -> PeersQueue:
    """The overturns and questions in languages that this person reads, never their own."""
    blind, sealed = verdicts.still_blind(db), seals.cases(db)
    found = [
        one
        for one in _waiting(db, desk, None)
        if one.case not in sealed | blind
        and one.languages
        and not unread(desk.person, one.languages)
    ]
    questions = listed(db, desk)
    asked = [
        row
        for row in questions.rows
        if row.reason == "language"
        and row.open
        and not row.mine
        and not row.sealed
        and row.languages
        and not unread(desk.person, row.languages)
    ]
    return PeersQueue(tuple(found), tuple(asked), _held_back(db, desk, blind))


def _held_back(db: Database, desk: Desk, blind: set[str]) -> int:
    number = 0
    for one in escalations.every(db):
        if (one.reason, one.state) == (CannotJudge.LANGUAGE, Question.OPEN) and one.case in blind:
            case = cases.get_case(db, one.case) if one.person != desk.person.id else None
            languages = languages_of(db, case) if case else ()
            number += bool(languages) and not unread(desk.person, languages)
    return number


def provisional(db: Database, desk: Desk, verdict: str) -> Provisional:
    """A verdict that this person may confirm.

    Raises WorldFault `review.own_verdict`, `review.no_verdict`, `review.sealed`,
    `review.not_read`, `review.still_blind`.
    """
    own = db.conn.execute("SELECT person FROM verdict WHERE event = ?", [verdict]).fetchone()
    if own is not None and own[0] == desk.person.id:
        raise WorldFault("review.own_verdict")
    one = next(iter(_waiting(db, desk, verdict)), None)
    if one is None:
        raise WorldFault("review.no_verdict")
    if seals.is_sealed(db, one.case):
        raise WorldFault("review.sealed")
    if one.case in verdicts.still_blind(db):
        raise WorldFault("review.still_blind")
    left = unread(desk.person, one.languages or ("und",))
    if left:
        raise WorldFault("review.not_read", language=", ".join(left))
    return one


def confirm(db: Database, desk: Desk, verdict: str) -> Event:
    """It holds: somebody who reads the language says so.

    Raises as `provisional` does.
    """
    return _say(db, desk, provisional(db, desk, verdict), Kind.CONFIRMED, "")


def refute(db: Database, desk: Desk, verdict: str, words: str) -> Event:
    """It does not hold; the author reads why and may correct it.

    Raises WorldFault `review.words_missing`, and as `provisional` does.
    """
    if not words.strip():
        raise WorldFault("review.words_missing")
    return _say(db, desk, provisional(db, desk, verdict), Kind.REFUTED, words)


def leave_open(db: Database, desk: Desk, verdict: str, words: str = "") -> Event:
    """This peer cannot tell either: noted, and it goes on waiting.

    Raises as `provisional` does.
    """
    return _say(db, desk, provisional(db, desk, verdict), Kind.NOTED, words)


def _say(db: Database, desk: Desk, one: Provisional, kind: Kind, words: str) -> Event:
    place = About(one.batch, one.item, one.task, one.case)
    body = {"verdict": one.verdict, "author": one.person}
    return write(db, desk, kind, place, body, {"note": words})


def _waiting(db: Database, desk: Desk, verdict: str | None) -> list[Provisional]:
    left = {
        row[0]
        for row in db.conn.execute(
            "SELECT json_extract(e.body, '$.verdict') FROM event e WHERE e.kind = 'noted' "
            "AND e.person = ? AND json_extract(e.body, '$.verdict') IS NOT NULL AND NOT EXISTS "
            "(SELECT 1 FROM event u WHERE u.supersedes = e.id AND u.kind = 'undone')",
            [desk.person.id],
        )
    }
    asked = db.conn.execute(_WAITING, {"person": desk.person.id, "verdict": verdict}).fetchall()
    return [_provisional(db, row, row[0] in left) for row in asked]


def _provisional(db: Database, row: tuple[str, ...], left: bool) -> Provisional:
    event, batch, task, item, case_id, person, at, action, clause, codes, said = row
    case = cases.get_case(db, case_id) if case_id else None
    # The author's desk says which languages they do not read; an older one did not.
    languages = _tags(said) or (languages_of(db, case) if case else ())
    return Provisional(
        verdict=event,
        batch=batch or "",
        task=task or "",
        item=item or "",
        case=case_id or "",
        source_id=case.source_id if case else (case_id or ""),
        languages=languages,
        person=person,
        at=at,
        action=action,
        clause=clause,
        codes=tuple(json.loads(codes)),
        left_open=left,
        here=case is not None,
    )


def _tags(said: object) -> tuple[str, ...]:
    try:
        held = json.loads(said) if isinstance(said, str) else []
    except ValueError:
        return ()
    return tuple(tag for tag in held if isinstance(tag, str)) if isinstance(held, list) else ()
