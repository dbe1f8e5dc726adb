"""Taking back what was said to somebody else's case: an answer, a confirmation, a refusal, what
became of a first verdict."""

from __future__ import annotations

from workstation.domain.event import Event, Kind
from workstation.fault import WorldFault
from workstation.review import acting
from workstation.review.acting import Desk
from workstation.store import escalations
from workstation.store.driver import Database

UNDOABLE = (
    Kind.HANDED_BACK,
    Kind.TAKEN_OVER,
    Kind.CONFIRMED,
    Kind.REFUTED,
    Kind.SECOND_JUDGED,
)


def take_back(db: Database, desk: Desk, event: Event) -> Event:
    """Take it back, unless somebody has acted on it.

    Raises WorldFault `review.too_late`.
    """
    if event.kind in (Kind.HANDED_BACK, Kind.TAKEN_OVER) and _acted_on(db, event):
        raise WorldFault("review.too_late")
    if event.kind in (Kind.CONFIRMED, Kind.REFUTED) and _superseded(db, event):
        raise WorldFault("review.too_late")
    return acting.take_back(db, desk, event, {"kind": event.kind})


def _acted_on(db: Database, event: Event) -> bool:
    if event.kind == Kind.TAKEN_OVER:
        own = escalations.own_task(db, event.item or "", event.batch or "", event.person)
        return own is not None and own[1] not in ("open", "skipped")
    asked = escalations.get(db, str(event.body.get("escalation")))
    return asked is None or asked.answer != event.id or asked.state != "answered"


def _superseded(db: Database, event: Event) -> bool:
    row = db.conn.execute(
        "SELECT superseded_by FROM verdict WHERE event = ?", [event.body.get("verdict")]
    ).fetchone()
    return row is not None and row[0] is not None
