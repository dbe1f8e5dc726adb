"""What every act of the desk stands on: who sits there, the case it is about, the one event."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

from workstation.domain.batch import AGAIN, TaskState
from workstation.domain.event import Audience, Event, Kind
from workstation.domain.ids import EventId
from workstation.domain.roster import JUDGES_NOTHING
from workstation.fault import WorldFault
from workstation.language.text import printable
from workstation.review.view import CaseView, open_task
from workstation.store import confirmations, escalations, events, published
from workstation.store.driver import Database
from workstation.store.events import Act
from workstation.store.people import Device, Person


class Desk(Struct, frozen=True):
    """Who sits here, on which device, with which clock (instants as text)."""

    person: Person
    device: Device
    now: Callable[[], str]


def view_for(db: Database, desk: Desk, task_id: str) -> CaseView:
    """A task that this person may act on.

    Raises WorldFault `review.no_task`, `review.not_yours`, `review.sealed`, `review.submitted`.
    """
    view = open_task(db, task_id, desk.now())
    if view.task.person != desk.person.id:
        raise WorldFault("review.not_yours", person=view.task.person)
    if view.task.state == TaskState.SEALED:
        raise WorldFault("review.sealed")
    if published.retracted(db, view.task.batch):
        raise WorldFault("review.retracted")
    if is_submitted(db, view.task.batch, desk.person.id) and not _came_later(db, view):
        raise WorldFault("review.submitted", batch=view.task.batch)
    return view


def _came_later(db: Database, view: CaseView) -> bool:
    # An owner's answer, a peer's no, a case taken over or one to be looked at again may reach
    # somebody after they handed the batch in: that one case is theirs to judge all the same.
    return (
        view.task.stage in AGAIN
        or view.came_back is not None
        or escalations.was_taken_over(db, view.task.id)
        or confirmations.is_refuted(db, view.task.id, view.task.person)
    )


def is_submitted(db: Database, batch: str, person: str) -> bool:
    """Whether a person has handed a batch in."""
    return bool(
        db.conn.execute(
            "SELECT 1 FROM submission WHERE batch = ? AND person = ?", [batch, person]
        ).fetchone()
    )


def whole(words: str) -> str:
    """Words as they can be stored."""
    # What somebody pastes may hold half a character, which nothing can store, or a NUL, at which
    # other programs stop reading: a sign stands for it, and the note is not lost.
    return printable(words.replace("\0", "\ufffd"))


JUDGING = frozenset(
    (
        Kind.ANSWERED,
        Kind.VERDICT,
        Kind.CORRECTED,
        Kind.CANNOT_JUDGE,
        Kind.PROCESS_FAULT,
        Kind.SUBMITTED,
        Kind.REVIEW_BEGUN,
        Kind.TAKEN_OVER,
        Kind.CONFIRMED,
        Kind.REFUTED,
        Kind.SECOND_JUDGED,
    )
)


class About(Struct, frozen=True):
    """What an act is about, as far as it is about any of these."""

    batch: str | None = None
    item: str | None = None
    task: str | None = None
    case: str | None = None


def write(
    db: Database,
    desk: Desk,
    kind: Kind,
    place: About,
    body: Mapping[str, object] | None = None,
    words: Mapping[str, str] | None = None,
    supersedes: str | None = None,
    audience: str = Audience.WORK,
) -> Event:
    """Write one act of whoever sits here, at this moment.

    Raises WorldFault `review.role` where their role judges nothing and the act does.
    """
    if kind in JUDGING and desk.person.role in JUDGES_NOTHING:
        raise WorldFault("review.role", role=desk.person.role.replace("_", " "))
    return events.append(
        db,
        Act(
            kind=kind,
            at=desk.now(),
            person=desk.person.id,
            device=desk.device.id,
            batch=place.batch,
            item=place.item,
            task=place.task,
            case=place.case,
            supersedes=EventId(supersedes) if supersedes else None,
            body=body or {},
            words={name: whole(text) for name, text in (words or {}).items()},
            audience=audience,
        ),
    )


def append(
    db: Database,
    desk: Desk,
    view: CaseView,
    kind: Kind,
    body: Mapping[str, object],
    words: Mapping[str, str] | None = None,
    supersedes: Event | None = None,
    audience: str = Audience.WORK,
) -> Event:
    """Write one act on the case of a view."""
    place = About(view.task.batch, view.task.item, view.task.id, view.case.id)
    replaced = supersedes.id if supersedes else None
    return write(db, desk, kind, place, body, words, replaced, audience)


def take_back(db: Database, desk: Desk, event: Event, body: Mapping[str, object]) -> Event:
    """One act that supersedes another."""
    place = About(event.batch, event.item, event.task, event.case)
    return write(db, desk, Kind.UNDONE, place, body, supersedes=event.id)
