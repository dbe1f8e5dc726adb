"""Cases that could not be judged: who owns them, what they answer, what came back.

Until there is a roster anyone at the desk may answer, but nobody their own question: whoever can
judge it by now opens the case and does. A question about a language is answered by somebody who
reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from workstation.domain import instant
from workstation.domain.escalation import Question
from workstation.domain.event import Event, Kind
from workstation.domain.taxonomy import CannotJudge
from workstation.fault import WorldFault
from workstation.review.acting import About, Desk, write
from workstation.review.reading import languages_of, unread
from workstation.store import batches, cases, confirmations, escalations, seals, verdicts
from workstation.store.driver import Database
from workstation.store.escalations import Escalation


class HandedOn(Struct, frozen=True):
    """A question as it is listed. Of a sealed case only the reference is there."""

    event: str
    task: str | None
    item: str | None
    case: str | None
    batch: str | None
    batch_title: str
    source_id: str
    languages: tuple[str, ...]
    person: str
    reason: str
    owner: str
    at: str
    due_at: str
    state: str
    answered_by: str | None
    note: str
    answer: str
    mine: bool
    overdue: bool
    sealed: bool
    here: bool  # whether its batch is

    @property
    def open(self) -> bool:
        """Whether it still waits for an owner."""
        return self.state == Question.OPEN


class Listed(Struct, frozen=True):
    """What a person may see of what was handed on, and how much is held back because they have
    yet to judge the case themselves."""

    rows: tuple[HandedOn, ...]
    held_back: int


class Reminder(Struct, frozen=True):
    """What of one's own wants a look: answers, questions past their time, refuted verdicts."""

    came_back: int = 0
    overdue: int = 0
    refuted: int = 0


class TakenOver(Struct, frozen=True):
    """The act, and the task on which its author judges the case."""

    event: Event
    task: str


def listed(db: Database, desk: Desk) -> Listed:
    """Every case that was handed on, what is due first at the front."""
    blind, sealed, now = verdicts.still_blind(db), seals.cases(db), desk.now()
    titles: dict[str, str] = {}
    rows, held_back = [], 0
    for one in escalations.every(db):
        if one.state == Question.WITHDRAWN:
            continue
        if one.person != desk.person.id and one.case in blind:
            held_back += 1
            continue
        rows.append(_row(db, one, desk.person.id, now, one.case in sealed, titles))
    return Listed(tuple(rows), held_back)


def counts(rows: Iterable[HandedOn]) -> dict[str, dict[str, int]]:
    """How many wait, by reason and by owner, and how many of all are open, overdue, answered."""
    told: dict[str, dict[str, int]] = {"by_reason": {}, "by_owner": {}, "by_state": {}}
    overdue = 0
    for row in rows:
        _count(told["by_state"], row.state)
        if row.open:
            _count(told["by_reason"], row.reason)
            _count(told["by_owner"], row.owner)
            overdue += row.overdue
    told["by_state"]["overdue"] = overdue
    return told


def hand_back(db: Database, desk: Desk, event: str, words: str) -> Event:
    """Answer a question with words: its asker has the case on their desk again.

    Raises WorldFault `review.words_missing`, and as `take_over` does.
    """
    if not words.strip():
        raise WorldFault("review.words_missing")
    asked = _open_question(db, desk, event)
    return _answer(db, desk, asked, Kind.HANDED_BACK, {"answer": words})


def take_over(db: Database, desk: Desk, event: str) -> TakenOver:
    """Judge the case oneself: an own task on it, as blind as the batch is.

    Raises WorldFault `review.no_question`, `review.own_question`, `review.question_closed`,
    `review.sealed`, `review.not_read`, `review.no_content`, `review.judged_already`.
    """
    asked = _open_question(db, desk, event)
    if asked.item is None or cases.get_item(db, asked.item) is None:
        raise WorldFault("review.no_content")
    held = escalations.own_task(db, asked.item, asked.batch or "", desk.person.id)
    if held is not None and held[1] not in ("open", "skipped", "answered"):
        raise WorldFault("review.judged_already")
    made = _answer(db, desk, asked, Kind.TAKEN_OVER, {})
    task = escalations.own_task(db, asked.item, asked.batch or "", desk.person.id)
    assert task is not None
    return TakenOver(made, task[0])


def reminder(db: Database, person: str, now: str) -> Reminder:
    """What of a person's own has come back or waits too long."""
    at = instant.sort_key(now)
    back = overdue = 0
    for one in escalations.unsettled(db, person):
        if seals.is_sealed(db, one.case):
            continue
        back += one.state == Question.ANSWERED
        overdue += one.state == Question.OPEN and instant.sort_key(one.due_at) < at
    return Reminder(back, overdue, len(confirmations.refuted(db, person)))


def question(db: Database, desk: Desk, event: str) -> Escalation:
    """A question of somebody else's on a case that one may look at.

    Raises WorldFault `review.no_question`, `review.sealed`, `review.still_blind`.
    """
    asked = escalations.get(db, event)
    if asked is None:
        raise WorldFault("review.no_question")
    if seals.is_sealed(db, asked.case):
        raise WorldFault("review.sealed")
    if asked.person != desk.person.id and asked.case in verdicts.still_blind(db):
        raise WorldFault("review.still_blind")
    return asked


def words_of(db: Database, event: str | None, name: str) -> str:
    """The free text of an event, '' where it has none or it has not come."""
    row = db.conn.execute(
        "SELECT words FROM event_text WHERE event = ? AND name = ?", [event, name]
    ).fetchone()
    return (row[0] or "") if row else ""


def _open_question(db: Database, desk: Desk, event: str) -> Escalation:
    asked = question(db, desk, event)
    if asked.person == desk.person.id:
        raise WorldFault("review.own_question")
    if asked.state != Question.OPEN:
        raise WorldFault("review.question_closed")
    if asked.reason == CannotJudge.LANGUAGE:
        left = unread(desk.person, _languages(db, asked))
        if left:
            raise WorldFault("review.not_read", language=", ".join(left))
    return asked


def _answer(
    db: Database, desk: Desk, asked: Escalation, kind: Kind, words: Mapping[str, str]
) -> Event:
    place = About(asked.batch, asked.item, asked.task, asked.case)
    body = {"escalation": asked.event, "author": asked.person, "reason": asked.reason}
    return write(db, desk, kind, place, body, words)


def _row(
    db: Database, one: Escalation, person: str, now: str, sealed: bool, titles: dict[str, str]
) -> HandedOn:
    source = db.conn.execute("SELECT source_id FROM [case] WHERE id = ?", [one.case]).fetchone()
    if one.batch is not None and one.batch not in titles:
        found = batches.get(db, one.batch)
        titles[one.batch] = found.title if found else ""
    late = instant.sort_key(one.due_at) < instant.sort_key(now)
    told = not sealed and (one.person == person or not _seen_before(db, one))
    return HandedOn(
        event=one.event,
        task=one.task,
        item=one.item,
        case=one.case,
        batch=one.batch,
        batch_title=titles.get(one.batch or "", ""),
        source_id=source[0] if source else (one.case or ""),
        languages=() if sealed else _languages(db, one),
        person=one.person,
        reason=one.reason,
        owner=one.owner,
        at=one.at,
        due_at=one.due_at,
        state=one.state,
        answered_by=one.answered_by,
        note=words_of(db, one.event, "note") if told else "",
        answer="" if sealed else words_of(db, one.answer, "answer"),
        mine=one.person == person,
        overdue=one.state == Question.OPEN and late,
        sealed=sealed,
        here=source is not None,
    )


def _seen_before(db: Database, one: Escalation) -> bool:
    # Whoever wrote the note knew the decision already: it might tell it to the one who judges next.
    return bool(
        db.conn.execute(
            "SELECT 1 FROM event e JOIN batch b ON b.id = e.batch WHERE e.task = ? AND b.blind "
            "AND e.kind = 'answered' AND e.person = ? LIMIT 1",
            [one.task, one.person],
        ).fetchone()
    )


def _languages(db: Database, one: Escalation) -> tuple[str, ...]:
    case = cases.get_case(db, one.case) if one.case else None
    return languages_of(db, case) if case else ()


def _count(held: dict[str, int], name: str) -> None:
    held[name] = held.get(name, 0) + 1
