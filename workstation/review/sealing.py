"""Sealing a case: for whoever sees it, at once, and until the seal has been sent to be undone.

Only a reference goes to the person responsible: the source id, where it is, who sealed it, why.
"""

from __future__ import annotations

from enum import StrEnum

from workstation.domain.event import Event, Kind
from workstation.fault import WorldFault
from workstation.review.acting import About, Desk, take_back, write
from workstation.store import events, seals, tasks
from workstation.store.driver import Database


class Reason(StrEnum):
    """Why a case was sealed, as it may be told."""

    MINORS = "minors"
    ILLEGAL_IMAGERY = "illegal_imagery"
    EXTREMISM = "extremism"
    OTHER = "other"


def seal(
    db: Database, desk: Desk, task_id: str, reason: str = "", case: str | None = None
) -> Event:
    """Lock a case away; said again with a reason, the reason is kept with it.

    Anybody may who has it on the screen, on a colleague's task too and after a batch was handed
    in; `case` names the case of a task that this desk does not have. Raises WorldFault
    `review.no_task`.
    """
    task = tasks.get(db, task_id)
    found = task.case if task else case
    if found is None:
        raise WorldFault("review.no_task", task=task_id)
    place = db.conn.execute(
        "SELECT c.source_id, i.batch, i.id FROM [case] c LEFT JOIN item i ON i.[case] = c.id "
        "AND (:batch IS NULL OR i.batch = :batch) WHERE c.id = :case LIMIT 1",
        {"batch": task.batch if task else None, "case": found},
    ).fetchone()
    if place is None:
        raise WorldFault("review.no_task", task=task_id)
    about = About(place[1], place[2], task_id or None, found)
    return write(db, desk, Kind.SEALED, about, {"reason": reason, "source_id": place[0]})


def unseal(db: Database, desk: Desk, case: str) -> list[Event]:
    """Take one's own seal back, with the reason that was given for it.

    Raises WorldFault `review.seal_sent`: from then on only the person responsible opens the case.
    """
    standing = seals.standing(db, case, desk.person.id)
    if any(sent for _, sent in standing):
        raise WorldFault("review.seal_sent")
    gone = []
    for name, _ in standing:
        event = events.get(db, name)
        assert event is not None
        body = {"kind": event.kind}
        gone.append(take_back(db, desk, event, body))
    return gone
