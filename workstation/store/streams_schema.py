"""What is kept about places, sealed streams and streams that were given up (migration m016).

`sync_place`, `sync_cursor` and `sync_problem` remember what a place said last, so that the next
run asks only for what has changed; without them it would ask again and find the same.
`sealing_key` holds what opens sealed segments; `closed_segment` names those nothing opens yet.
`void_event` and `void_segment` keep what a fork made void: only what has a copy there may be taken
out of `event` and `segment`.

This text belongs to a migration: it is never changed, only followed by another.
"""

from __future__ import annotations

TABLES = """
    CREATE TABLE sync_place (
        place TEXT PRIMARY KEY, address TEXT NOT NULL, account TEXT, at TEXT NOT NULL,
        report TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;;
    CREATE TABLE sync_cursor (
        place TEXT NOT NULL, stream TEXT NOT NULL, records INTEGER NOT NULL,
        texts INTEGER NOT NULL, segments INTEGER NOT NULL, counts_until INTEGER,
        records_mark TEXT, texts_mark TEXT, settled INTEGER NOT NULL,
        PRIMARY KEY (place, stream)
    ) STRICT, WITHOUT ROWID;;
    CREATE TABLE sync_problem (
        place TEXT NOT NULL, position INTEGER NOT NULL, stream TEXT, file TEXT, code TEXT NOT NULL,
        params TEXT NOT NULL, at TEXT NOT NULL,
        PRIMARY KEY (place, position)
    ) STRICT, WITHOUT ROWID;;
    CREATE TABLE sealing_key (
        recipient TEXT PRIMARY KEY, identity TEXT NOT NULL, what TEXT NOT NULL, ref TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;;
    CREATE TABLE sealed_session (
        session TEXT PRIMARY KEY, recipient TEXT NOT NULL, event TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;;
    CREATE TABLE closed_segment (
        stream TEXT NOT NULL, seq INTEGER NOT NULL, tried TEXT NOT NULL,
        PRIMARY KEY (stream, seq)
    ) STRICT, WITHOUT ROWID;;
    CREATE TABLE void_event (
        id TEXT PRIMARY KEY, stream TEXT NOT NULL, number INTEGER NOT NULL, kind TEXT NOT NULL,
        at TEXT NOT NULL, person TEXT NOT NULL, device TEXT NOT NULL, batch TEXT, item TEXT,
        task TEXT, [case] TEXT, supersedes TEXT, body TEXT NOT NULL, texts TEXT NOT NULL,
        digest TEXT NOT NULL, became TEXT
    ) STRICT, WITHOUT ROWID;;
    CREATE TABLE void_segment (
        stream TEXT NOT NULL, seq INTEGER NOT NULL, record TEXT NOT NULL, digest TEXT NOT NULL,
        prev TEXT NOT NULL, first INTEGER NOT NULL, events INTEGER NOT NULL, at TEXT NOT NULL,
        bytes BLOB NOT NULL,
        PRIMARY KEY (stream, seq)
    ) STRICT;;
    DROP TRIGGER event_no_delete;;
    CREATE TRIGGER event_no_delete BEFORE DELETE ON event WHEN NOT EXISTS
        (SELECT 1 FROM void_event v WHERE v.id = OLD.id AND v.digest = OLD.digest)
        BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;;
    DROP TRIGGER segment_no_delete;;
    CREATE TRIGGER segment_no_delete BEFORE DELETE ON segment WHEN NOT EXISTS
        (SELECT 1 FROM void_segment v WHERE v.stream = OLD.stream AND v.seq = OLD.seq
        AND v.digest = OLD.digest)
        BEGIN SELECT RAISE(ABORT, 'segment is append-only'); END;;
    CREATE TRIGGER void_event_no_update BEFORE UPDATE ON void_event
        BEGIN SELECT RAISE(ABORT, 'void_event is append-only'); END;;
    CREATE TRIGGER void_event_no_delete BEFORE DELETE ON void_event
        BEGIN SELECT RAISE(ABORT, 'void_event is append-only'); END;;
    CREATE TRIGGER void_segment_no_update BEFORE UPDATE ON void_segment
        BEGIN SELECT RAISE(ABORT, 'void_segment is append-only'); END;;
    CREATE TRIGGER void_segment_no_delete BEFORE DELETE ON void_segment
        BEGIN SELECT RAISE(ABORT, 'void_segment is append-only'); END;;
    CREATE INDEX event_session ON event (kind) WHERE kind IN
        ('session_opened', 'session_revealed', 'renewed')
"""
