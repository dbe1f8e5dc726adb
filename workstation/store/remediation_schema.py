"""The table of what is to be put right, as migration 11 makes it."""

from __future__ import annotations

# One verdict may open several entries, and an entry outlives the verdict that is corrected: it has
# an id of its own.
TABLES = """
    DROP TABLE remediation;;
    CREATE TABLE remediation (
        id TEXT PRIMARY KEY, verdict TEXT NOT NULL, task TEXT NOT NULL, batch TEXT, item TEXT,
        [case] TEXT, person TEXT NOT NULL, kind TEXT NOT NULL, what TEXT NOT NULL,
        target_kind TEXT NOT NULL, target_ref TEXT, clause TEXT, version INTEGER, done TEXT,
        wanted TEXT NOT NULL, severity TEXT NOT NULL, owner TEXT NOT NULL, state TEXT NOT NULL,
        opened_at TEXT NOT NULL, due_at TEXT NOT NULL, closed_at TEXT, closed_by TEXT,
        closed_as TEXT, closing TEXT, changed INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;;
    CREATE INDEX remediation_state ON remediation (state, due_at);;
    CREATE INDEX remediation_task ON remediation (task, person);;
    CREATE INDEX event_remediation ON event (json_extract(body, '$.entry')) WHERE kind IN
        ('remediation_assigned', 'remediation_closed', 'remediation_reopened');;
"""
