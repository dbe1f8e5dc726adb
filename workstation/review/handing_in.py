"""Handing a batch in, and taking that back before anybody has begun on it."""

from __future__ import annotations

from workstation.domain.event import Event, Kind
from workstation.fault import WorldFault
from workstation.review.acting import About, Desk, is_submitted, write
from workstation.store import submissions, tasks
from workstation.store.driver import Database


def submit(db: Database, desk: Desk, batch: str) -> Event:
    """Hand a batch in; what is still open is told with it.

    Raises WorldFault `review.submitted`.
    """
    if is_submitted(db, batch, desk.person.id):
        raise WorldFault("review.submitted", batch=batch)
    stand = tasks.progress(db, batch, desk.person.id)
    told = {
        "total": stand.total,
        "decided": stand.decided,
        "cannot": stand.cannot,
        "skipped": stand.skipped,
        "open": stand.open + stand.answered,
        "sealed": stand.sealed,
    }
    return write(db, desk, Kind.SUBMITTED, About(batch), told)


def unsubmit(db: Database, desk: Desk, batch: str) -> Event:
    """Take back that a batch was handed in: its cases can be worked on again.

    Raises WorldFault `review.not_submitted`; `review.begun` once somebody else has begun on it, as
    far as a sync has told this desk.
    """
    held = submissions.standing(db, batch, desk.person.id)
    if not held:
        raise WorldFault("review.not_submitted", batch=batch)
    lead = submissions.begun_by(db, batch, desk.person.id)
    if lead is not None:
        raise WorldFault("review.begun", person=lead)
    # One for each: two devices may both have handed it in without knowing of each other.
    made = [
        write(db, desk, Kind.UNSUBMITTED, About(batch), supersedes=event) for event, _at in held
    ]
    return made[-1]


def begin_review(db: Database, desk: Desk, batch: str, of: str) -> Event:
    """A lead begins on the batch that somebody handed in: it cannot be taken back any more.

    Raises WorldFault `review.not_submitted`, `review.own_batch`.
    """
    if of == desk.person.id:
        raise WorldFault("review.own_batch")
    if not is_submitted(db, batch, of):
        raise WorldFault("review.not_submitted", batch=batch)
    return write(db, desk, Kind.REVIEW_BEGUN, About(batch), {"of": of})
