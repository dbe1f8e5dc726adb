"""Makes every view of the acts again from the events alone, in the order in which they came."""

from __future__ import annotations

from workstation.store import events, remediations, verdicts, views
from workstation.store.driver import Database

_FINDINGS = "DELETE FROM finding WHERE owner IN (SELECT event FROM verdict)"
_VIEWS = ("verdict", "submission", "escalation", "confirmation", "second_look", "remediation")


def rebuild(db: Database) -> None:
    """Empty the views and replay; call it in one transaction."""
    db.conn.execute(_FINDINGS)
    for table in _VIEWS:
        db.conn.execute(f"DELETE FROM [{table}]")
    for event in events.in_order(db):
        views.apply(db, event, own=False)
    verdicts.settle(db)
    remediations.remake_all(db)
    for (batch,) in db.conn.execute("SELECT id FROM batch WHERE ready").fetchall():
        views.catch_up(db, batch)
