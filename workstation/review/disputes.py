"""A vendor's quality person disputes a verdict, or what was said of a reviewee; leads see it."""

from __future__ import annotations

from workstation.domain.event import Audience, Event, Kind
from workstation.domain.ids import is_uuid
from workstation.domain.roster import Role
from workstation.fault import WorldFault
from workstation.review.acting import About, Desk, write
from workstation.store import disputes, roster
from workstation.store.driver import Database


def open_dispute(
    db: Database, desk: Desk, verdict: str, kind: str, why: str, code: str | None = None
) -> Event:
    """Dispute a verdict; its case need not be here.

    Raises WorldFault `dispute.role`, `dispute.no_verdict`, `dispute.kind`, `dispute.no_why`,
    `dispute.open_already`.
    """
    known = roster.believed(db)
    if known.role(desk.person.id) is not Role.VENDOR_QA:
        raise WorldFault("dispute.role")
    if not is_uuid(verdict):
        raise WorldFault("dispute.no_verdict", verdict=verdict[:60])
    if kind not in disputes.KINDS:
        raise WorldFault("dispute.kind", kind=kind[:40], may=", ".join(disputes.KINDS))
    if not why.strip():
        raise WorldFault("dispute.no_why")
    if any(
        (one.person, one.verdict, one.kind) == (desk.person.id, verdict, kind) and not one.withdrawn
        for one in disputes.every(db)
    ):
        raise WorldFault("dispute.open_already", verdict=verdict)
    row = db.conn.execute(
        "SELECT batch, item, task, [case] FROM verdict WHERE event = ?", [verdict]
    ).fetchone()
    body = {"verdict": verdict, "kind": kind, **({"code": code} if code else {})}
    place = About(*row) if row else About()
    return write(
        db, desk, Kind.DISPUTE_OPENED, place, body, {"why": why}, audience=Audience.DISPUTE
    )


def withdraw(db: Database, desk: Desk, dispute: str) -> Event:
    """Take one's own dispute back.

    Raises WorldFault `dispute.unknown`, `dispute.withdrawn`.
    """
    held = next((one for one in disputes.every(db) if one.event == dispute), None)
    if held is None or held.person != desk.person.id:
        raise WorldFault("dispute.unknown", dispute=dispute[:60])
    if held.withdrawn:
        raise WorldFault("dispute.withdrawn")
    place = About(held.batch, case=held.case)
    body = {"dispute": dispute}
    return write(db, desk, Kind.DISPUTE_WITHDRAWN, place, body, audience=Audience.DISPUTE)
