"""Handing a batch in."""

from __future__ import annotations

from workstation.domain.event import Event, Kind
from workstation.fault import WorldFault
from workstation.review.acting import Desk, is_submitted
from workstation.store import events, tasks
from workstation.store.driver import Database
from workstation.store.events import Act


def submit(db: Database, desk: Desk, batch: str) -> Event:
    """Hand a batch in; what is still open is told with it.

    Raises WorldFault `review.submitted`.
    """
    if is_submitted(db, batch, desk.person.id):
        raise WorldFault("review.submitted", batch=batch)
    stand = tasks.progress(db, batch, desk.person.id)
    return events.append(
        db,
        Act(
            kind=Kind.SUBMITTED,
            at=desk.now(),
            person=desk.person.id,
            device=desk.device.id,
            batch=batch,
            body={
                "total": stand.total,
                "decided": stand.decided,
                "cannot": stand.cannot,
                "skipped": stand.skipped,
                "open": stand.open + stand.answered,
                "sealed": stand.sealed,
            },
        ),
    )
