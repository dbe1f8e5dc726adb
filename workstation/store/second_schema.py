"""Second looks (migration m018): what a second person made of a verdict, one row an act.

This text belongs to a migration: it is never changed, only followed by another.
"""

from __future__ import annotations

TABLES = """
    CREATE TABLE second_look (
        event TEXT PRIMARY KEY, verdict TEXT NOT NULL, second TEXT NOT NULL,
        author TEXT NOT NULL, person TEXT NOT NULL, outcome TEXT NOT NULL, batch TEXT,
        [case] TEXT, at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;;
    CREATE INDEX second_look_verdict ON second_look (verdict);;
    CREATE INDEX event_of_seconds ON event (kind)
        WHERE kind IN ('second_drawn', 'second_judged')
"""
