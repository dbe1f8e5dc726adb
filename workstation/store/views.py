"""What follows from events: the state of tasks, the verdicts that count, who submitted.

Views could be made again from the events alone; nothing else writes them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from workstation.domain.batch import TaskState
from workstation.domain.event import Event, Kind
from workstation.store import (
    confirmations,
    escalations,
    remediations,
    rivals,
    seals,
    second_looks,
    submissions,
)
from workstation.store.driver import Database

STATE_AFTER: Mapping[str, TaskState] = {
    Kind.ANSWERED: TaskState.ANSWERED,
    Kind.VERDICT: TaskState.DECIDED,
    Kind.CORRECTED: TaskState.DECIDED,
    Kind.CANNOT_JUDGE: TaskState.CANNOT,
    Kind.SKIPPED: TaskState.SKIPPED,
    Kind.SEALED: TaskState.SEALED,
}


# A case that is skipped keeps what was half made of it.
_ENDS_DRAFT = frozenset(STATE_AFTER) - {Kind.SKIPPED}


def apply(db: Database, event: Event, *, own: bool) -> None:
    """Bring the views up to date with one new event."""
    state = STATE_AFTER.get(event.kind)
    if state is not None and event.task is not None:
        _set_state(db, event, state)
    if event.kind in _CONCERNS_QUESTIONS:
        for task, person in escalations.apply(db, event):
            _set_stand(db, task, person)
    handler = _HANDLERS.get(event.kind)
    if handler is not None:
        handler(db, event)
    remediations.follow(db, event)
    if event.kind in _OF_A_TASK and event.task is not None:
        _choose_among_devices(db, event.task, event.person)
    if own and event.task is not None and event.kind in _ENDS_DRAFT:
        db.conn.execute("DELETE FROM draft WHERE task = ?", [event.task])


def _choose_among_devices(db: Database, task: str, person: str) -> None:
    # One device's acts come in its own order; those of two in any.
    if rivals.several(db, task, person):
        rivals.choose(db, task, person)
        remediations.remake(db, task, person)
        _set_stand(db, task, person)


def settle_devices(db: Database) -> None:
    """Choose anew wherever several devices of one person judged a task."""
    for task, person in rivals.shared(db):
        _choose_among_devices(db, task, person)


def take_effect(db: Database, event: Event) -> None:
    """What an event of these kinds does that a version before m008 did not do; safe to repeat."""
    for task, person in escalations.apply(db, event):
        _set_stand(db, task, person)
    if event.kind in (Kind.CONFIRMED, Kind.REFUTED):
        confirmations.apply(db, event)
    elif event.kind == Kind.UNSUBMITTED:
        submissions.apply(db, event)
    elif event.kind == Kind.SEALED and seals.is_sealed(db, event.case):
        _sealed(db, event)


def _set_state(db: Database, event: Event, state: TaskState) -> None:
    # Nothing but the person responsible opens a sealed case again.
    db.conn.execute(
        "UPDATE task SET state = ? WHERE id = ? AND person = ? AND state <> 'sealed'",
        [state.value, event.task, event.person],
    )


def _verdict(db: Database, event: Event) -> None:
    body: Mapping[str, Any] = event.body
    answer, outcome = body.get("answer", {}), body.get("outcome", {})
    primary = next(
        (f for f in answer.get("findings", ()) if f.get("primary")),
        next(iter(answer.get("findings", ())), {}),
    )
    if event.supersedes:
        _supersede(db, event)
    db.conn.execute(
        f"INSERT OR IGNORE INTO verdict VALUES ({','.join('?' * 25)})",
        [
            event.id,
            event.task,
            event.batch,
            event.item,
            event.case,
            event.person,
            event.device,
            event.stream,
            event.number,
            event.at,
            body.get("stage", "first"),
            outcome.get("result", "pending"),
            answer.get("action", ""),
            primary.get("clause"),
            outcome.get("severity", "none"),
            json.dumps([error["code"] for error in outcome.get("errors", ())]),
            outcome.get("match", "exact"),
            answer.get("read_in", "translation"),
            int(answer.get("sure", True)),
            int(body.get("misled", False)),
            int(body.get("active_ms", 0)),
            int(body.get("provisional", False)),
            None,
            body.get("kind", "qa"),
            int(outcome.get("graced") is not None),
        ],
    )
    db.conn.executemany(
        "INSERT OR IGNORE INTO finding VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            [
                event.id,
                position,
                found["clause"],
                found["version"],
                found["action"],
                found["target"]["kind"],
                found["target"]["ref"],
                json.dumps(found.get("evidence", [])),
                int(found.get("primary", False)),
            ]
            for position, found in enumerate(answer.get("findings", ()))
        ],
    )


def _undone(db: Database, event: Event) -> None:
    _supersede(db, event)
    _release(db, event)
    confirmations.apply(db, event)
    second_looks.apply(db, event)
    if event.task is not None:
        _set_stand(db, event.task, event.person)
    if event.case is not None and _was(db, event.supersedes) == Kind.SEALED:
        for task, person in seals.tasks_on(db, event.case):
            _set_stand(db, task, person)


def _was(db: Database, event: str | None) -> str | None:
    row = db.conn.execute("SELECT kind FROM event WHERE id = ?", [event]).fetchone()
    return row[0] if row else None


def _sealed(db: Database, event: Event) -> None:
    # Whoever set the seal: nobody's task on that case opens any more.
    if event.case is not None:
        seals.lock(db, event.case)


def _release(db: Database, event: Event) -> None:
    # A correction that is taken back lets the verdict stand that it had replaced.
    db.conn.execute(
        "UPDATE verdict SET superseded_by = (SELECT e.id FROM event e "
        "WHERE e.supersedes = verdict.event AND e.person = verdict.person AND NOT EXISTS "
        "(SELECT 1 FROM event u WHERE u.supersedes = e.id AND u.kind = 'undone' "
        "AND u.person = e.person) ORDER BY e.stream DESC, e.number DESC LIMIT 1) "
        "WHERE superseded_by = ? AND person = ?",
        [event.supersedes, event.person],
    )


def stand(db: Database, task: str, person: str) -> tuple[TaskState, bool]:
    """State and flag of a task after what its person did and has not taken back, in the order in
    which it came here."""
    state, flagged = TaskState.OPEN, False
    for kind, name in db.conn.execute(
        "SELECT kind, id FROM event e WHERE task = ? AND person = ? AND NOT EXISTS "
        "(SELECT 1 FROM event u WHERE u.supersedes = e.id AND u.kind = 'undone' "
        "AND u.person = e.person) ORDER BY e.rowid",
        [task, person],
    ).fetchall():
        state = STATE_AFTER.get(kind, state)
        if kind == Kind.CANNOT_JUDGE and escalations.handed_back(db, name):
            state = TaskState.OPEN
        if kind in (Kind.FLAGGED, Kind.UNFLAGGED):
            flagged = kind == Kind.FLAGGED
        if state is TaskState.SEALED:
            break
    if rivals.several(db, task, person):
        state = rivals.state(db, task, person, STATE_AFTER)
        flagged = rivals.flagged(db, task, person)
    on = db.conn.execute("SELECT [case] FROM task WHERE id = ?", [task]).fetchone()
    if on is not None and seals.is_sealed(db, on[0]):
        state = TaskState.SEALED  # by somebody else
    return state, flagged


def catch_up(db: Database, batch: str) -> None:
    """Bring the tasks of a batch that has just come in to where earlier events left them: a
    person's own, from another of their devices or from before a store was made anew."""
    escalations.catch_up(db, batch)
    done = db.conn.execute(
        "SELECT DISTINCT e.task, e.person FROM event e WHERE e.batch = ? AND e.task IS NOT NULL",
        [batch],
    ).fetchall()
    for task, person in done:
        _set_stand(db, task, person)
    seals.catch_up(db, batch)


def _set_stand(db: Database, task: str, person: str) -> None:
    state, flagged = stand(db, task, person)
    db.conn.execute(
        "UPDATE task SET state = ?, flagged = ? WHERE id = ? AND person = ?",
        [state.value, int(flagged), task, person],
    )


def _flag(db: Database, event: Event) -> None:
    _set_flag(db, event, event.kind == Kind.FLAGGED)


def _set_flag(db: Database, event: Event, flagged: bool) -> None:
    db.conn.execute(
        "UPDATE task SET flagged = ? WHERE id = ? AND person = ?",
        [int(flagged), event.task, event.person],
    )


def _supersede(db: Database, event: Event) -> None:
    # Only the author's own: nobody takes back another person's verdict.
    db.conn.execute(
        "UPDATE verdict SET superseded_by = ? WHERE event = ? AND person = ?",
        [event.id, event.supersedes, event.person],
    )


def _language_set(db: Database, event: Event) -> None:
    body: Mapping[str, Any] = event.body
    db.conn.execute(
        "INSERT OR REPLACE INTO part_language VALUES (?, ?, ?, 1000, 'override', 0)",
        [event.case, body.get("part"), body.get("language")],
    )


_HANDLERS: Mapping[str, Callable[[Database, Event], None]] = {
    Kind.VERDICT: _verdict,
    Kind.CORRECTED: _verdict,
    Kind.CANNOT_JUDGE: _verdict,
    Kind.UNDONE: _undone,
    Kind.FLAGGED: _flag,
    Kind.UNFLAGGED: _flag,
    Kind.SUBMITTED: submissions.apply,
    Kind.UNSUBMITTED: submissions.apply,
    Kind.LANGUAGE_SET: _language_set,
    Kind.SEALED: _sealed,
    Kind.CONFIRMED: confirmations.apply,
    Kind.REFUTED: confirmations.apply,
    Kind.SECOND_JUDGED: second_looks.apply,
}
_OF_A_TASK = frozenset((*STATE_AFTER, Kind.UNDONE, Kind.FLAGGED, Kind.UNFLAGGED))
_CONCERNS_QUESTIONS = frozenset(
    (
        Kind.CANNOT_JUDGE,
        Kind.VERDICT,
        Kind.CORRECTED,
        Kind.UNDONE,
        Kind.HANDED_BACK,
        Kind.TAKEN_OVER,
    )
)

SINCE_BREADTH = (
    Kind.CANNOT_JUDGE,
    Kind.HANDED_BACK,
    Kind.TAKEN_OVER,
    Kind.UNDONE,
    Kind.CONFIRMED,
    Kind.REFUTED,
    Kind.UNSUBMITTED,
    Kind.SEALED,
)
"""Kinds whose effect an earlier version did not know, or not all of it (`take_effect`)."""
