"""Taking the last act back: a new event that supersedes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from workstation.domain.batch import TaskState
from workstation.domain.event import Audience, Event, Kind
from workstation.domain.taxonomy import ReadIn
from workstation.domain.verdict import Result
from workstation.fault import WorldFault
from workstation.review import others, sealing
from workstation.review.acting import Desk, append, view_for
from workstation.review.desk import keep_note, note_of
from workstation.review.view import DONE, CaseView
from workstation.store import drafts, events
from workstation.store.driver import Database
from workstation.store.views import STATE_AFTER

_UNDOABLE = (
    Kind.ANSWERED,
    Kind.VERDICT,
    Kind.CORRECTED,
    Kind.CANNOT_JUDGE,
    Kind.SKIPPED,
    Kind.FLAGGED,
    Kind.UNFLAGGED,
    Kind.PROCESS_FAULT,
)


class Undone(Struct, frozen=True):
    """What was taken back, and the task it puts the person on again."""

    kind: str
    task: str


def undo(db: Database, desk: Desk) -> Undone:
    """Take back the last act: a new event that supersedes it.

    What was typed and half made comes back with it. Raises WorldFault `review.nothing_to_undo`,
    `review.submitted`, `review.sealed`, `review.seal_sent`, `review.too_late`.
    """
    stream = events.stream_of(desk.device.id, Audience.WORK)
    last = events.last_of(db, stream, (*_UNDOABLE, Kind.SEALED, *others.UNDOABLE))
    if last is None or last.task is None:
        raise WorldFault("review.nothing_to_undo")
    if last.kind == Kind.SEALED:
        sealing.unseal(db, desk, str(last.case))
        return Undone(last.kind, last.task)
    if last.kind in others.UNDOABLE:
        others.take_back(db, desk, last)
        if not last.body.get("by_itself"):
            return Undone(last.kind, last.task)
        # What followed from a verdict by itself goes with it.
        return undo(db, desk)
    view = view_for(db, desk, last.task)
    gone = [last]
    answered = _came_with(view, last)
    if answered is not None:
        # The verdict came with its answer in one key: both go.
        gone.append(answered)
    restores = _state_without(view, gone)
    for event in gone:
        body = {"kind": event.kind, "restores": restores}
        append(db, desk, view, Kind.UNDONE, body, supersedes=event)
    if last.kind in (*DONE, Kind.ANSWERED):
        note = last.texts["note"].words if "note" in last.texts else note_of(view)
        drafts.drop(db, view.task.id)
        given: Mapping[str, object] = last.body["answer"]  # type: ignore[assignment]
        keep_note(db, desk, view, note or "", ReadIn(str(given["read_in"])))
    return Undone(last.kind, last.task)


def _came_with(view: CaseView, verdict: Event) -> Event | None:
    # An answer that agreed was recorded in one key with its verdict; one that left something to say
    # waited for a key of its own and stays.
    answered = verdict.body.get("answered")
    return next(
        (
            event
            for event in view.history
            if event.id == answered
            and (event.stream, event.number + 1) == (verdict.stream, verdict.number)
            and _result(event) in (Result.AGREES, Result.FOUND)
            and not event.body.get("waits")
        ),
        None,
    )


def _result(event: Event) -> str:
    outcome: Mapping[str, object] = event.body["outcome"]  # type: ignore[assignment]
    return str(outcome["result"])


def _state_without(view: CaseView, gone: Sequence[Event]) -> str:
    taken_back = {event.supersedes for event in view.history if event.kind == Kind.UNDONE}
    taken_back |= {event.id for event in gone}
    state = TaskState.OPEN
    for event in view.history:
        if event.id not in taken_back:
            state = STATE_AFTER.get(event.kind, state)
    return state.value
