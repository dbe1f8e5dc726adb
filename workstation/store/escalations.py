"""Cases that were handed on: a row for each `cannot_judge`, made from the events about it.

A row is always made anew from all of them, so that it does not matter in which order two people's
streams are read.
"""

from __future__ import annotations

from msgspec import Struct

from workstation.domain.canonical import canonical_json
from workstation.domain.escalation import Question, due_at, route
from workstation.domain.event import Event, Kind
from workstation.domain.ids import derived_id
from workstation.store.driver import Database
from workstation.store.log import Break

ANSWERS = (Kind.HANDED_BACK, Kind.TAKEN_OVER)
STAGE = "second"


class Escalation(Struct, frozen=True):
    """A question to an owner: the event that asked, what it is about, how it stands."""

    event: str
    task: str | None
    batch: str | None
    item: str | None
    case: str | None
    person: str
    reason: str
    owner: str
    at: str
    due_at: str
    state: str
    answered_by: str | None
    answer: str | None


_COLUMNS = "event, task, batch, item, [case], person, reason, owner, at, due_at, state, " \
    "answered_by, answer"
_NOT_UNDONE = (
    "NOT EXISTS (SELECT 1 FROM event u WHERE u.supersedes = {0}.id AND u.kind = 'undone' "
    "AND u.person = {0}.person)"
)


def get(db: Database, event: str) -> Escalation | None:
    """The question that an event asked."""
    return next(iter(_select(db, "WHERE event = ?", [event])), None)


def every(db: Database) -> list[Escalation]:
    """All of them, those that are due first at the front."""
    return _select(db, "ORDER BY due_at, event", [])


def unsettled(db: Database, person: str) -> list[Escalation]:
    """A person's own that wait for an answer or have one to look at."""
    return _select(db, "WHERE person = ? AND state IN ('open', 'answered')", [person])


def came_back(db: Database, task: str) -> Escalation | None:
    """The answer that put a task on its person's desk again, until they judge it."""
    found = _select(db, "WHERE task = ? AND state = 'answered' ORDER BY at DESC LIMIT 1", [task])
    return next(iter(found), None)


def was_taken_over(db: Database, task: str) -> bool:
    """Whether a task was made by somebody who took a case over."""
    row = db.conn.execute("SELECT item, person FROM task WHERE id = ?", [task]).fetchone()
    if row is None or task != derived_id(row[0], row[1], STAGE):
        return False
    return bool(
        db.conn.execute(
            "SELECT 1 FROM escalation WHERE item = ? AND state = 'taken' AND answered_by = ?",
            list(row),
        ).fetchone()
    )


def is_own(db: Database, event: Event) -> bool:
    """Whether an event answers a question of its own author: nobody is their own owner."""
    if event.kind not in ANSWERS:
        return False
    asked = db.conn.execute(
        "SELECT person FROM event WHERE id = ?", [_said(event, "escalation")]
    ).fetchone()
    return event.person in (_said(event, "author"), asked[0] if asked else None)


def apply(db: Database, event: Event) -> list[tuple[str, str]]:
    """Bring the rows up to date; returns the tasks, with their person, that it may have moved."""
    if event.kind == Kind.CANNOT_JUDGE:
        concerned = [event.id]
    elif event.kind in ANSWERS:
        concerned = [_said(event, "escalation")]
    else:
        concerned = []
    concerned += _behind(db, event.supersedes)
    moved = []
    for one in concerned:
        made = derived(db, one)
        if made is None:
            continue
        db.conn.execute(
            f"INSERT OR REPLACE INTO escalation ({_COLUMNS}) "
            f"VALUES ({','.join('?' * len(Escalation.__struct_fields__))})",
            [getattr(made, name) for name in Escalation.__struct_fields__],
        )
        if made.task is not None:
            moved.append((made.task, made.person))
    if event.kind == Kind.TAKEN_OVER:
        make_task(db, event.item, event.person)
        # What was done on it, or a seal on its case, may have come before.
        own = own_task(db, event.item or "", event.batch or "", event.person)
        moved += [(own[0], event.person)] if own else []
    elif event.kind == Kind.UNDONE:
        _unmake_task(db, event)
    return moved


def handed_back(db: Database, cannot: str) -> bool:
    """Whether the owner has answered with words, so that its asker is to judge again."""
    answer = _answer_to(db, cannot)
    return answer is not None and answer[2] == Kind.HANDED_BACK


def derived(db: Database, cannot: str) -> Escalation | None:
    """The row of a `cannot_judge` as its events make it; None where that event is not here."""
    row = db.conn.execute(
        "SELECT id, task, batch, item, [case], person, json_extract(body, '$.reason'), at "
        "FROM event WHERE id = ? AND kind = 'cannot_judge'",
        [cannot],
    ).fetchone()
    if row is None:
        return None
    *place, reason, at = row
    reason = reason if isinstance(reason, str) else ""
    answer = _answer_to(db, cannot)
    return Escalation(
        *place,
        reason=reason,
        owner=route(reason).owner.value,
        at=at,
        due_at=due_at(reason, at),
        state=_state(db, cannot, answer[2] if answer else None).value,
        answered_by=answer[1] if answer else None,
        answer=answer[0] if answer else None,
    )


def make_task(db: Database, item: str | None, person: str) -> None:
    """The owner's own task on an item, behind their others; none where they have one already, or
    where the batch is not here."""
    found = db.conn.execute("SELECT batch, [case] FROM item WHERE id = ?", [item]).fetchone()
    if item is None or found is None:
        return
    batch, case = found
    if own_task(db, item, batch, person) is not None:
        return
    last = db.conn.execute(
        "SELECT coalesce(max(position), 0) FROM task WHERE batch = ? AND person = ?",
        [batch, person],
    ).fetchone()[0]
    db.conn.execute(
        "INSERT OR IGNORE INTO task (id, item, batch, [case], person, stage, position) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        [derived_id(item, person, STAGE), item, batch, case, person, STAGE, last + 1],
    )


def own_task(db: Database, item: str, batch: str, person: str) -> tuple[str, str] | None:
    """A person's task on an item and its state."""
    return db.conn.execute(
        "SELECT id, state FROM task WHERE batch = ? AND person = ? AND item = ? LIMIT 1",
        [batch, person, item],
    ).fetchone()


def catch_up(db: Database, batch: str) -> None:
    """The tasks of those who took cases over before this batch came in here."""
    asked = db.conn.execute(
        "SELECT item, answered_by FROM escalation WHERE batch = ? AND state IN ('taken', 'settled')"
        " AND answer IN (SELECT id FROM event WHERE kind = 'taken_over')",
        [batch],
    ).fetchall()
    for item, person in asked:
        make_task(db, item, person)


def check(db: Database) -> Break | None:
    """The first question that does not follow from the events."""
    held = {one.event: one for one in every(db)}
    asked = db.conn.execute("SELECT id FROM event WHERE kind = 'cannot_judge' ORDER BY id")
    for (event,) in asked.fetchall():
        found = held.pop(event, None)
        if found is None:
            return Break("escalation", event, "missing")
        made = derived(db, event)
        if made is None or canonical_json(_plain(made)) != canonical_json(_plain(found)):
            return Break("escalation", event, "differs")
    return Break("escalation", min(held), "without_event") if held else None


def _plain(one: Escalation) -> dict[str, object]:
    return {name: getattr(one, name) for name in Escalation.__struct_fields__}


def _state(db: Database, cannot: str, answer: str | None) -> Question:
    replaced = {
        kind
        for (kind,) in db.conn.execute(
            "SELECT s.kind FROM event s JOIN event e ON e.id = s.supersedes "
            "WHERE s.supersedes = ? AND s.person = e.person "
            "AND s.kind IN ('undone', 'verdict', 'corrected', 'cannot_judge') AND "
            + _NOT_UNDONE.format("s"),
            [cannot],
        )
    }
    if replaced:
        again = Kind.UNDONE in replaced or Kind.CANNOT_JUDGE in replaced
        return Question.WITHDRAWN if again or answer is None else Question.SETTLED
    if answer is None:
        return Question.OPEN
    return Question.ANSWERED if answer == Kind.HANDED_BACK else Question.TAKEN


def _answer_to(db: Database, cannot: str) -> tuple[str, str, str] | None:
    # Of several answers words come first: whoever asked is waiting for them.
    return db.conn.execute(
        "SELECT a.id, a.person, a.kind FROM event e JOIN event a ON a.task = e.task "
        "WHERE e.id = ? AND a.kind IN ('handed_back', 'taken_over') AND a.person <> e.person "
        "AND json_extract(a.body, '$.escalation') = e.id AND "
        + _NOT_UNDONE.format("a")
        + " ORDER BY a.kind, a.stream, a.number LIMIT 1",
        [cannot],
    ).fetchone()


def _behind(db: Database, superseded: str | None) -> list[str]:
    """The questions that an event reaches by what it supersedes: a `cannot_judge`, the correction
    of one, an answer to one."""
    if superseded is None:
        return []
    row = db.conn.execute(
        "SELECT kind, supersedes, json_extract(body, '$.escalation') FROM event WHERE id = ?",
        [superseded],
    ).fetchone()
    if row is None:
        return []
    _kind, before, escalation = row
    return [one for one in (superseded, before, escalation) if isinstance(one, str)]


def _unmake_task(db: Database, event: Event) -> None:
    # Somebody who took a case over gives it back: a task that nobody touched goes.
    row = db.conn.execute(
        "SELECT item, person FROM event WHERE id = ? AND kind = 'taken_over' AND person = ?",
        [event.supersedes, event.person],
    ).fetchone()
    if row is None or row[0] is None:
        return
    task = derived_id(row[0], row[1], STAGE)
    gone = db.conn.execute(
        "DELETE FROM task WHERE id = ? AND state IN ('open', 'sealed') AND NOT EXISTS "
        "(SELECT 1 FROM event WHERE event.task = task.id AND kind <> 'opened')",
        [task],
    )
    if gone.rowcount:
        db.conn.execute("DELETE FROM draft WHERE task = ?", [task])


def _said(event: Event, name: str) -> str:
    value = event.body.get(name)
    return value if isinstance(value, str) else ""


def _select(db: Database, where: str, values: list[object]) -> list[Escalation]:
    rows = db.conn.execute(f"SELECT {_COLUMNS} FROM escalation {where}", values)
    return [Escalation(*row) for row in rows]
