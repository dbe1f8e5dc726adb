"""The view of what is to be put right: rows that follow from verdicts and what became of them.

A row is made from all events on one person's task at once, whatever order they came in: two desks
that hold the same events hold the same rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from workstation.domain import instant
from workstation.domain.batch import Stage
from workstation.domain.event import Event, Kind
from workstation.domain.remediation import OWNER, ClosedAs, State, Wanted, due
from workstation.domain.remediation_rule import opened_by
from workstation.domain.standing import counting, replaced
from workstation.fault import WorldFault
from workstation.store import second_looks
from workstation.store.driver import Database
from workstation.store.log import Break

ACTS = (Kind.REMEDIATION_ASSIGNED, Kind.REMEDIATION_CLOSED, Kind.REMEDIATION_REOPENED)
COLUMNS = (
    "id, verdict, task, batch, item, [case], person, kind, what, target_kind, target_ref, clause, "
    "version, done, wanted, severity, owner, state, opened_at, due_at, closed_at, closed_by, "
    "closed_as, closing, changed"
)
_VERDICTS = (Kind.VERDICT, Kind.CORRECTED)
_DECIDES = (*_VERDICTS, Kind.CANNOT_JUDGE)
_CONFIRMS = (Kind.CONFIRMED, Kind.REFUTED)


def follow(db: Database, event: Event) -> None:
    """Bring the rows up to date that a new event concerns."""
    if _changes_nothing(event):
        return
    if event.kind in _DECIDES or event.kind == Kind.UNDONE:
        if event.task is not None and event.kind in _DECIDES:
            remake(db, event.task, event.person)
        if event.supersedes is not None:
            _remake_around(db, event.supersedes)
    elif event.kind in ACTS:
        _remake_entry(db, event.body.get("entry"))
    elif event.kind in _CONFIRMS:
        row = db.conn.execute(
            "SELECT verdict FROM confirmation WHERE event = ?", [event.id]
        ).fetchone()
        _remake_around(db, row[0] if row else event.body.get("verdict"))
    elif event.kind == Kind.SECOND_JUDGED:
        _remake_both(db, event.body)


def _changes_nothing(event: Event) -> bool:
    # A first verdict that opens nothing, as most are: no row stands on it.
    if event.kind not in _DECIDES or event.supersedes is not None:
        return False
    return event.kind not in _VERDICTS or not opened_by(event.body)


def remake(db: Database, task: str, person: str) -> None:
    """Make the rows of one person's task anew."""
    db.conn.execute("DELETE FROM remediation WHERE task = ? AND person = ?", [task, person])
    rows = _rows_of(db, task, person)
    db.conn.executemany(
        f"INSERT OR REPLACE INTO remediation ({COLUMNS}) VALUES ({','.join('?' * 25)})", rows
    )


def remake_all(db: Database) -> None:
    """Make every row anew."""
    for task, person in _tasks(db):
        remake(db, task, person)


def check(db: Database) -> Break | None:
    """The first row that does not follow from the events."""
    names = COLUMNS.replace("[", "").replace("]", "")
    held = {row[0]: row for row in db.conn.execute(f"SELECT {COLUMNS} FROM remediation")}
    for task, person in _tasks(db):
        for row in _rows_of(db, task, person):
            there = held.pop(row[0], None)
            if there is None:
                return Break("remediation", row[0], "missing")
            if there != tuple(row):
                differs = zip(names.split(", "), there, row, strict=True)
                return Break(
                    "remediation", row[0], next(name for name, a, b in differs if a != b)
                )
    return Break("remediation", min(held), "without_event") if held else None


class _Said(Struct, frozen=True):
    """An event as far as it matters here."""

    id: str
    stream: str
    number: int
    kind: str
    at: str
    person: str
    supersedes: str | None
    batch: str | None
    item: str | None
    case: str | None
    body: Mapping[str, Any]

    @property
    def order(self) -> tuple[str, str, int]:
        """Between two streams nothing but the clock tells; it only ever breaks a tie."""
        return (instant.sort_key(self.at), self.stream, self.number)


_SAID = "id, stream, number, kind, at, person, supersedes, batch, item, [case], body"


def _tasks(db: Database) -> list[tuple[str, str]]:
    return db.conn.execute(
        "SELECT DISTINCT task, person FROM verdict WHERE task IS NOT NULL ORDER BY 1, 2"
    ).fetchall()


def _remake_around(db: Database, event: object) -> None:
    """The rows of the verdict of that id, or of the verdict that act is about."""
    for _ in range(2):
        row = db.conn.execute(
            "SELECT kind, task, person, coalesce(json_extract(body, '$.verdict'), "
            "(SELECT c.verdict FROM confirmation c WHERE c.event = event.id)), "
            "json_extract(body, '$.entry') FROM event WHERE id = ?",
            [event if isinstance(event, str) else ""],
        ).fetchone()
        if row is None:
            return
        kind, task, person, verdict, entry = row
        if kind in _DECIDES and task is not None:
            remake(db, task, person)
        if kind in ACTS:
            _remake_entry(db, entry)
        if kind == Kind.SECOND_JUDGED:
            said = db.conn.execute("SELECT body FROM event WHERE id = ?", [event]).fetchone()
            _remake_both(db, json.loads(said[0]))
        if kind not in _CONFIRMS:
            return
        event = verdict


def _remake_both(db: Database, body: Mapping[str, Any]) -> None:
    """The rows of a first verdict and of the second that was held against it."""
    for name in ("verdict", "second"):
        if isinstance(body.get(name), str):
            _remake_around(db, body[name])


def _remake_entry(db: Database, entry: object) -> None:
    """The rows of the task whose verdict opened that entry, whatever else an act says of it."""
    row = db.conn.execute(
        "SELECT task, person FROM remediation WHERE id = ?",
        [entry if isinstance(entry, str) else ""],
    ).fetchone()
    if row is not None:
        remake(db, *row)


def _select(db: Database, where: str, values: Iterable[object]) -> list[_Said]:
    asked = db.conn.execute(f"SELECT {_SAID} FROM event WHERE {where}", list(values))
    return [_Said(*place, body=json.loads(body)) for *place, body in asked.fetchall()]


def _without_undone(db: Database, said: list[_Said]) -> list[_Said]:
    return [
        one
        for one in said
        if not db.conn.execute(
            "SELECT 1 FROM event WHERE supersedes = ? AND kind = 'undone' AND person = ?",
            [one.id, one.person],
        ).fetchone()
    ]


def _rows_of(db: Database, task: str, person: str) -> list[list[object]]:
    every = _select(
        db,
        "task = ? AND person = ? AND kind IN (?, ?, ?)",
        [task, person, *_DECIDES],
    )
    opening = {one.id: opened_by(one.body) for one in every if one.kind in _VERDICTS}
    if not any(opening.values()):
        return []
    every.sort(key=lambda one: one.order)
    live = _without_undone(db, every)
    gone = {event for one in live for event in replaced(one)}
    standing = [one for one in live if one.id not in gone]
    if len(standing) > 1:
        # Several devices judged it: what the verdict says that counts is to be put right.
        counts = counting(live)
        standing = [one for one in standing if counts is not None and one.id == counts.id]
    rows = []
    for entry in _entries(person, task, every, opening):
        held = [
            [one for one in some if entry in _ids(person, task, opening.get(one.id, ()))]
            for some in (standing, live, every)
        ]
        rows.append(_row(db, entry, task, held, opening))
    return rows


def _entries(
    person: str, task: str, every: list[_Said], opening: Mapping[str, tuple[Wanted, ...]]
) -> Iterator[str]:
    ids = (_ids(person, task, opening.get(one.id, ())) for one in every)
    return iter(dict.fromkeys(entry for some in ids for entry in some))


def _ids(person: str, task: str, opened: tuple[Wanted, ...]) -> dict[str, Wanted]:
    return {one.entry_id(person, task): one for one in opened}


def _row(
    db: Database,
    entry: str,
    task: str,
    held: list[list[_Said]],
    opening: Mapping[str, tuple[Wanted, ...]],
) -> list[object]:
    standing, live, every = held
    by = (standing or live or every)[-1]
    wanted = _ids(by.person, task, opening[by.id])[entry]
    opened_at = (live or every)[0].at
    state = _state(db, by) if standing else State.WITHDRAWN
    acts = _without_undone(
        db,
        _select(
            db,
            "kind IN ('remediation_assigned', 'remediation_closed', 'remediation_reopened') "
            "AND json_extract(body, '$.entry') = ?",
            [entry],
        ),
    )
    acts.sort(key=lambda one: one.order)
    closing = _closing(acts)
    changed = closing is not None and state is State.WITHDRAWN
    closed = (None, None, None, None)
    if closing is not None:
        state = State.CLOSED
        closed = (*_closed(closing), closing.id)
    return [
        entry, by.id, task, by.batch, wanted.item or by.item, wanted.case or by.case, by.person,
        str(by.body.get("kind", "qa")), wanted.what.value, wanted.target_kind, wanted.target_ref,
        wanted.clause, wanted.version, wanted.done, wanted.wanted, wanted.severity.value,
        _owner(acts), state.value, opened_at, due(opened_at, wanted.severity), *closed,
        int(changed),
    ]  # fmt: skip


def _state(db: Database, verdict: _Said) -> State:
    stage = verdict.body.get("stage")
    counts = second_looks.counts(db, verdict.id, verdict.person, stage == Stage.SECOND)
    if not counts:
        return State.WAITING if counts is None else State.WITHDRAWN
    if not verdict.body.get("provisional"):
        return State.OPEN
    said = db.conn.execute(
        "SELECT c.holds FROM confirmation c "
        "WHERE c.verdict = ? AND c.person <> ? AND NOT EXISTS (SELECT 1 FROM event u "
        "WHERE u.supersedes = c.event AND u.kind = 'undone' AND u.person = c.person)",
        [verdict.id, verdict.person],
    ).fetchall()
    if not said:
        return State.WAITING
    # Where two peers differ, the one who says no is heard.
    return State.OPEN if all(holds for (holds,) in said) else State.WITHDRAWN


def _closing(acts: list[_Said]) -> _Said | None:
    reopened: set[object] = set()
    for act in acts:
        if act.kind == Kind.REMEDIATION_REOPENED:
            named = act.body.get("closings")
            if isinstance(named, list):
                reopened |= {one for one in named if isinstance(one, str)}
    held = (
        act
        for act in acts
        if act.kind == Kind.REMEDIATION_CLOSED
        and act.id not in reopened
        and act.body.get("outcome") in list(ClosedAs)
    )
    return next(held, None)


def _closed(closing: _Said) -> tuple[str, str, str]:
    at, by = closing.body.get("closed_at"), closing.body.get("by")
    try:
        instant.parse(at)  # type: ignore[arg-type]
    except WorldFault:
        at = closing.at
    said = by if isinstance(by, str) and by else closing.person
    return str(at), said, str(closing.body["outcome"])


def _owner(acts: list[_Said]) -> str:
    named = [
        act
        for act in acts
        if act.kind == Kind.REMEDIATION_ASSIGNED and isinstance(act.body.get("owner"), str)
    ]
    later = {act.supersedes for act in named}
    heads = [act for act in named if act.id not in later]
    return str(heads[-1].body["owner"]) if heads else OWNER
