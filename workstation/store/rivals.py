"""Verdicts of one person's devices on one task: both are kept, one counts (`domain.standing`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from workstation.domain.batch import TaskState
from workstation.domain.event import Kind
from workstation.domain.standing import counting, replaced, standing
from workstation.store import escalations
from workstation.store.driver import Database

_SAID = "id, stream, number, kind, supersedes, device, body"


class _Said(Struct, frozen=True):
    id: str
    stream: str
    number: int
    kind: str
    supersedes: str | None
    device: str
    body: Mapping[str, Any]

    @property
    def place(self) -> tuple[str, int]:
        return self.stream, self.number


def several(db: Database, task: str, person: str) -> bool:
    """Whether a person's task was worked on at several devices."""
    return bool(
        db.conn.execute(
            "SELECT count(DISTINCT device) > 1 FROM event WHERE task = ? AND person = ? "
            "AND kind <> 'opened'",
            [task, person],
        ).fetchone()[0]
    )


def choose(db: Database, task: str, person: str) -> None:
    """Let one verdict count, and say of the others what they gave way to."""
    db.conn.executemany(
        "UPDATE verdict SET superseded_by = ? WHERE event = ?",
        [[by, verdict] for verdict, by in given_way(db, task, person).items()],
    )


def given_way(db: Database, task: str, person: str) -> dict[str, str | None]:
    """By verdict what it gave way to: the act that replaced it, else the verdict that counts."""
    every = _said(db, task, person)
    counts = counting(every)
    undone = {one.supersedes for one in every if one.kind == Kind.UNDONE}
    by: dict[str, str] = {}
    for one in sorted(every, key=lambda one: one.place):
        # An undoing beats what was undone; among several the last is named.
        if one.kind != Kind.UNDONE and one.id not in undone:
            by.update((event, one.id) for event in replaced(one))
    for one in sorted(every, key=lambda one: one.place):
        if one.kind == Kind.UNDONE and one.supersedes:
            by[one.supersedes] = one.id
    rows = db.conn.execute(
        "SELECT event FROM verdict WHERE task = ? AND person = ? ORDER BY event", [task, person]
    )
    held = counts.id if counts else None
    return {name: by.get(name, held if name != held else None) for (name,) in rows.fetchall()}


def state(db: Database, task: str, person: str, states: Mapping[str, TaskState]) -> TaskState:
    """How a task stands that several devices worked on: as its verdict says, else answered where
    any of them answered, else skipped."""
    every = standing(_said(db, task, person, all_kinds=True))
    counts = counting(every)
    back = counts is not None and escalations.handed_back(db, counts.id)
    if counts is not None and not back:
        return states[counts.kind]
    found = {states[one.kind] for one in every if one.kind in states}
    for one in (TaskState.SEALED, TaskState.ANSWERED, TaskState.SKIPPED):
        if one in found:
            return one
    return TaskState.OPEN


def flagged(db: Database, task: str, person: str) -> bool:
    """Whether it was marked more often than the mark was taken away: no order is needed."""
    every = standing(_said(db, task, person, all_kinds=True))
    marks = sum(one.kind == Kind.FLAGGED for one in every)
    return marks > sum(one.kind == Kind.UNFLAGGED for one in every)


def shared(db: Database) -> list[tuple[str, str]]:
    """Task and person wherever there is a verdict and several devices worked."""
    return db.conn.execute(
        "SELECT DISTINCT v.task, v.person FROM verdict v WHERE v.task IS NOT NULL AND EXISTS "
        "(SELECT 1 FROM event e WHERE e.task = v.task AND e.person = v.person "
        "AND e.device <> v.device AND e.kind <> 'opened') ORDER BY 1, 2"
    ).fetchall()


def _said(db: Database, task: str, person: str, *, all_kinds: bool = False) -> list[_Said]:
    kinds = "" if all_kinds else "AND kind IN ('verdict', 'corrected', 'cannot_judge', 'undone')"
    rows = db.conn.execute(
        f"SELECT {_SAID} FROM event WHERE task = ? AND person = ? {kinds}", [task, person]
    )
    return [_Said(*place, body=json.loads(body)) for *place, body in rows]
