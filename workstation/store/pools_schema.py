"""Pools and what is drawn from them (migration m017).

A pool is a frame: one row a decision of production, without content. Its words (vendors, clauses …)
stand once in `frame_word`, the rows hold their codes, so that a million rows take some 60 MB.
`frame_by` holds every column that is filtered by: counts never read the rows themselves. `sample`
is named by the event that drew it.

This text belongs to a migration: it is never changed, only followed by another.
"""

from __future__ import annotations

TABLES = """
    CREATE TABLE pool (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL, title TEXT NOT NULL, source TEXT NOT NULL,
        digest TEXT NOT NULL, imported_at TEXT NOT NULL, zone TEXT, ready INTEGER NOT NULL,
        rows INTEGER NOT NULL, left_out INTEGER NOT NULL, undated INTEGER NOT NULL,
        clustered INTEGER NOT NULL, first INTEGER, last INTEGER, offsets TEXT NOT NULL
    ) STRICT;;
    CREATE UNIQUE INDEX pool_id ON pool (id);;
    CREATE TABLE frame_word (
        pool INTEGER NOT NULL, field TEXT NOT NULL, code INTEGER NOT NULL, word TEXT NOT NULL,
        critical INTEGER NOT NULL,
        PRIMARY KEY (pool, field, code)
    ) STRICT, WITHOUT ROWID;;
    CREATE TABLE frame_row (
        pool INTEGER NOT NULL, line INTEGER NOT NULL, decision TEXT NOT NULL,
        automated INTEGER NOT NULL, vendor INTEGER NOT NULL, site INTEGER NOT NULL,
        language INTEGER NOT NULL, market INTEGER NOT NULL, clause INTEGER NOT NULL,
        action INTEGER NOT NULL, moderator INTEGER NOT NULL, at INTEGER, minutes INTEGER,
        exposure INTEGER, handling_ms INTEGER, cluster TEXT,
        PRIMARY KEY (pool, line)
    ) STRICT, WITHOUT ROWID;;
    CREATE INDEX frame_by ON frame_row
        (pool, automated, vendor, site, language, market, clause, action, moderator, at);;
    CREATE TABLE sample (
        event TEXT PRIMARY KEY, pool TEXT NOT NULL, number INTEGER NOT NULL, at TEXT NOT NULL,
        plan TEXT NOT NULL, digest TEXT NOT NULL, frame TEXT NOT NULL, strata TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;;
    CREATE TABLE sample_unit (
        sample TEXT NOT NULL, part TEXT NOT NULL, stratum TEXT NOT NULL, place INTEGER NOT NULL,
        unit TEXT NOT NULL, decision TEXT NOT NULL, drawn INTEGER NOT NULL, size INTEGER NOT NULL,
        reasons TEXT NOT NULL,
        PRIMARY KEY (sample, part, stratum, place)
    ) STRICT, WITHOUT ROWID;;
    CREATE INDEX event_of_samples ON event (kind) WHERE kind IN ('sample_drawn', 'lot_judged')
"""
