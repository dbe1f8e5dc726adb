"""The schema, as migrations that are only ever added to.

Three kinds of tables:
- content (`batch`, `case`, `part`, …): written once by an import, immutable after it;
- acts (`event`, `event_text`, `log`, `segment`): append-only, held by triggers;
- views of the acts (`task`, `verdict`, `flag`): made from events, could be made again.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from workstation.fault import WorldFault
from workstation.store import (
    events,
    pools_schema,
    published_schema,
    queue_schema,
    release_schema,
    remediation_schema,
    remediations,
    roster_schema,
    second_schema,
    streams_schema,
    views,
)
from workstation.store.driver import Database, Migrations

migrations = Migrations("workstation")


def migrate(db: Database, path: Path | None = None) -> list[str]:
    """Bring the schema up to date; returns the names applied.

    A store that already holds something is copied first (`VACUUM INTO`, to
    `<name>.before-<migration>`); raises WorldFault `store.newer` where the file was written by a
    later version, `store.no_room` where the copy has no room.
    """
    known = {migration.name for migration in migrations._migrations}
    applied = {migration.name for migration in migrations.applied(db)}
    if applied - known:
        raise WorldFault("store.newer", path=str(path or ""), name=sorted(applied - known)[0])
    pending = [migration.name for migration in migrations.pending(db)]
    if pending and applied and path is not None:
        _copy_first(db, path, pending[0])
    if pending:
        migrations.apply(db)
    return pending


def _copy_first(db: Database, path: Path, name: str) -> None:
    aside = path.with_name(f"{path.name}.before-{name}")
    if shutil.disk_usage(path.parent).free < 2 * path.stat().st_size:
        raise WorldFault("store.no_room", path=str(path.parent))
    aside.unlink(missing_ok=True)
    db.conn.execute("VACUUM INTO ?", [str(aside)])


def _run(db: Database, script: str) -> None:
    # Not executescript: it would commit the migration's transaction first.
    for statement in script.split(";;"):
        if statement.strip():
            db.conn.execute(statement)


@migrations()
def m001_content(db: Database) -> None:
    """Batches, cases, decisions, policy packs."""
    _run(
        db,
        """
        CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;;
        CREATE TABLE pack (
            digest TEXT PRIMARY KEY, id TEXT NOT NULL, version TEXT NOT NULL, title TEXT NOT NULL,
            owner TEXT NOT NULL, published_at TEXT NOT NULL, families TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;;
        CREATE TABLE clause_version (
            pack TEXT NOT NULL REFERENCES pack (digest), clause TEXT NOT NULL,
            version INTEGER NOT NULL, title TEXT NOT NULL, kind TEXT NOT NULL,
            since TEXT NOT NULL, until TEXT, severity TEXT NOT NULL, rule TEXT NOT NULL,
            body TEXT NOT NULL,
            PRIMARY KEY (pack, clause, version)
        ) STRICT, WITHOUT ROWID;;
        CREATE TABLE batch (
            id TEXT PRIMARY KEY, kind TEXT NOT NULL, title TEXT NOT NULL, blind INTEGER NOT NULL,
            created_at TEXT NOT NULL, due_at TEXT, publisher TEXT NOT NULL,
            manifest_digest TEXT NOT NULL, manifest TEXT NOT NULL,
            pack TEXT REFERENCES pack (digest),
            imported_at TEXT NOT NULL, ready INTEGER NOT NULL DEFAULT 0,
            cases INTEGER NOT NULL DEFAULT 0
        ) STRICT, WITHOUT ROWID;;
        CREATE TABLE [case] (
            id TEXT PRIMARY KEY, source_id TEXT NOT NULL, content_type TEXT NOT NULL,
            market TEXT NOT NULL, category TEXT NOT NULL, seller TEXT, snapshot_at TEXT NOT NULL,
            content_version TEXT NOT NULL, language TEXT, headline TEXT NOT NULL,
            impressions INTEGER, orders INTEGER, value INTEGER, currency TEXT,
            ship_to TEXT NOT NULL, harm_tags TEXT NOT NULL, facts TEXT NOT NULL,
            earlier TEXT NOT NULL, digest TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;;
        CREATE TABLE part (
            [case] TEXT NOT NULL REFERENCES [case] (id), position INTEGER NOT NULL,
            id TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, language TEXT, speaker TEXT,
            at TEXT, t0 INTEGER, t1 INTEGER, media TEXT, name TEXT,
            PRIMARY KEY ([case], position)
        ) STRICT, WITHOUT ROWID;;
        CREATE TABLE media (
            [case] TEXT NOT NULL REFERENCES [case] (id), position INTEGER NOT NULL,
            sha256 TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
            required INTEGER NOT NULL, alt TEXT NOT NULL,
            PRIMARY KEY ([case], position)
        ) STRICT, WITHOUT ROWID;;
        CREATE TABLE media_bytes (sha256 TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;;
        CREATE TABLE item (
            id TEXT PRIMARY KEY, batch TEXT NOT NULL REFERENCES batch (id),
            [case] TEXT NOT NULL REFERENCES [case] (id), position INTEGER NOT NULL,
            stratum TEXT, inclusion_probability TEXT, cluster TEXT
        ) STRICT, WITHOUT ROWID;;
        CREATE UNIQUE INDEX item_place ON item (batch, position);;
        CREATE INDEX item_case ON item ([case]);;
        CREATE INDEX item_cluster ON item (batch, cluster) WHERE cluster IS NOT NULL;;
        CREATE TABLE decision (
            id TEXT PRIMARY KEY, item TEXT NOT NULL REFERENCES item (id), [by] TEXT NOT NULL,
            vendor TEXT NOT NULL, site TEXT NOT NULL, decided_at TEXT NOT NULL,
            action TEXT NOT NULL, handling_ms INTEGER, prior_points INTEGER, penalty TEXT,
            penalty_set_by TEXT NOT NULL, automated INTEGER NOT NULL, note TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;;
        CREATE UNIQUE INDEX decision_item ON decision (item);;
        CREATE TABLE finding (
            owner TEXT NOT NULL, position INTEGER NOT NULL, clause TEXT NOT NULL,
            version INTEGER NOT NULL, action TEXT NOT NULL, target_kind TEXT NOT NULL,
            target_ref TEXT, evidence TEXT NOT NULL, [primary] INTEGER NOT NULL,
            PRIMARY KEY (owner, position)
        ) STRICT, WITHOUT ROWID;;
        CREATE TABLE quarantine (
            batch TEXT NOT NULL, line INTEGER NOT NULL, field TEXT NOT NULL, reason TEXT NOT NULL,
            params TEXT NOT NULL,
            PRIMARY KEY (batch, line)
        ) STRICT, WITHOUT ROWID;;
        """,
    )


@migrations()
def m002_work(db: Database) -> None:
    """Tasks, events, the log, verdicts, drafts."""
    _run(
        db,
        """
        CREATE TABLE task (
            seq INTEGER PRIMARY KEY, id TEXT NOT NULL, item TEXT NOT NULL REFERENCES item (id),
            batch TEXT NOT NULL REFERENCES batch (id), [case] TEXT NOT NULL, person TEXT NOT NULL,
            stage TEXT NOT NULL, position INTEGER NOT NULL, state TEXT NOT NULL DEFAULT 'open',
            flagged INTEGER NOT NULL DEFAULT 0
        ) STRICT;;
        CREATE UNIQUE INDEX task_id ON task (id);;
        CREATE UNIQUE INDEX task_place ON task (batch, person, stage, position);;
        CREATE INDEX task_open ON task (batch, person, position)
            WHERE state IN ('open', 'answered');;
        CREATE TABLE event (
            id TEXT PRIMARY KEY, stream TEXT NOT NULL, number INTEGER NOT NULL, kind TEXT NOT NULL,
            at TEXT NOT NULL, person TEXT NOT NULL, device TEXT NOT NULL, batch TEXT, item TEXT,
            task TEXT, [case] TEXT, supersedes TEXT, body TEXT NOT NULL, texts TEXT NOT NULL,
            digest TEXT NOT NULL
        ) STRICT;;
        CREATE UNIQUE INDEX event_place ON event (stream, number);;
        CREATE INDEX event_task ON event (task) WHERE task IS NOT NULL;;
        CREATE INDEX event_supersedes ON event (supersedes) WHERE supersedes IS NOT NULL;;
        CREATE TABLE event_text (
            digest TEXT PRIMARY KEY, event TEXT NOT NULL, name TEXT NOT NULL, salt TEXT NOT NULL,
            words TEXT
        ) STRICT, WITHOUT ROWID;;
        CREATE INDEX event_text_event ON event_text (event);;
        CREATE TABLE log (
            seq INTEGER PRIMARY KEY, what TEXT NOT NULL, ref TEXT NOT NULL, digest TEXT NOT NULL,
            at TEXT NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL
        ) STRICT;;
        CREATE TABLE outbox (
            stream TEXT NOT NULL, number INTEGER NOT NULL, event TEXT NOT NULL,
            queued_at TEXT NOT NULL,
            PRIMARY KEY (stream, number)
        ) STRICT, WITHOUT ROWID;;
        CREATE TABLE verdict (
            event TEXT PRIMARY KEY, task TEXT, batch TEXT, item TEXT, [case] TEXT,
            person TEXT NOT NULL, device TEXT NOT NULL, stream TEXT NOT NULL,
            number INTEGER NOT NULL, at TEXT NOT NULL, stage TEXT NOT NULL, result TEXT NOT NULL,
            action TEXT NOT NULL, clause TEXT, severity TEXT NOT NULL, codes TEXT NOT NULL,
            match TEXT NOT NULL, read_in TEXT NOT NULL, sure INTEGER NOT NULL,
            misled INTEGER NOT NULL, active_ms INTEGER NOT NULL, provisional INTEGER NOT NULL,
            superseded_by TEXT
        ) STRICT, WITHOUT ROWID;;
        CREATE INDEX verdict_batch ON verdict (batch, person);;
        CREATE INDEX verdict_task ON verdict (task);;
        CREATE TABLE draft (task TEXT PRIMARY KEY, body TEXT NOT NULL, at TEXT NOT NULL)
            STRICT, WITHOUT ROWID;;
        CREATE TABLE submission (
            batch TEXT NOT NULL, person TEXT NOT NULL, event TEXT NOT NULL, at TEXT NOT NULL,
            PRIMARY KEY (batch, person)
        ) STRICT, WITHOUT ROWID;;
        """,
    )
    for table in ("event", "log"):
        _append_only(db, table)
    for table in ("case", "part", "media", "decision", "clause_version"):
        db.conn.execute(
            f"CREATE TRIGGER {table}_fixed BEFORE UPDATE ON [{table}] "
            f"BEGIN SELECT RAISE(ABORT, '{table} is immutable'); END"
        )
    db.conn.execute(
        "CREATE TRIGGER event_text_fixed BEFORE UPDATE ON event_text WHEN NEW.words IS NOT NULL "
        "OR NEW.digest <> OLD.digest OR NEW.event <> OLD.event OR NEW.name <> OLD.name "
        "BEGIN SELECT RAISE(ABORT, 'words may only be erased'); END"
    )


@migrations()
def m003_language(db: Database) -> None:
    """Translations, and the language of each part."""
    _run(
        db,
        """
        CREATE TABLE translation (
            digest TEXT NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL,
            package TEXT NOT NULL, version TEXT NOT NULL, options TEXT NOT NULL,
            text TEXT NOT NULL, score INTEGER, marks TEXT NOT NULL,
            PRIMARY KEY (digest, source, target, package, version, options)
        ) STRICT, WITHOUT ROWID;;
        CREATE TABLE part_language (
            [case] TEXT NOT NULL, part TEXT NOT NULL, language TEXT NOT NULL,
            confidence INTEGER NOT NULL, [by] TEXT NOT NULL, unsure INTEGER NOT NULL,
            PRIMARY KEY ([case], part)
        ) STRICT, WITHOUT ROWID;;
        """,
    )


@migrations()
def m004_streams(db: Database) -> None:
    """Streams of this and other devices, their signed segments, and what waits to be sent."""
    _run(
        db,
        """
        CREATE TABLE stream (
            id TEXT PRIMARY KEY, audience TEXT NOT NULL, device TEXT NOT NULL,
            person TEXT NOT NULL, public_key TEXT NOT NULL, own INTEGER NOT NULL,
            secret TEXT, introduced_at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;;
        CREATE TABLE segment (
            stream TEXT NOT NULL REFERENCES stream (id), seq INTEGER NOT NULL,
            record TEXT NOT NULL, digest TEXT NOT NULL, prev TEXT NOT NULL,
            first INTEGER NOT NULL, events INTEGER NOT NULL, at TEXT NOT NULL,
            bytes BLOB NOT NULL,
            PRIMARY KEY (stream, seq)
        ) STRICT;;
        CREATE UNIQUE INDEX segment_record ON segment (stream, record);;
        CREATE TABLE shipment (
            place TEXT NOT NULL, stream TEXT NOT NULL, seq INTEGER NOT NULL, state TEXT NOT NULL,
            reason TEXT NOT NULL DEFAULT '', at TEXT NOT NULL,
            PRIMARY KEY (place, stream, seq)
        ) STRICT, WITHOUT ROWID;;
        """,
    )
    _append_only(db, "segment")


@migrations()
def m005_search(db: Database) -> None:
    """Full text over bigrams made here; contentless, so the words are stored once."""
    _run(
        db,
        """
        CREATE VIRTUAL TABLE case_words USING fts5 (
            grams, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0'
        );;
        CREATE TABLE case_words_row (
            seq INTEGER PRIMARY KEY, [case] TEXT NOT NULL UNIQUE
        ) STRICT;;
        CREATE VIRTUAL TABLE clause_words USING fts5 (
            pack UNINDEXED, clause UNINDEXED, version UNINDEXED, title, keywords, body,
            tokenize = 'unicode61 remove_diacritics 2'
        );;
        """,
    )


@migrations()
def m006_standing(db: Database) -> None:
    """How a batch stands, and what is sealed, without reading every task."""
    _run(
        db,
        """
        CREATE INDEX task_standing ON task (batch, person, state, flagged);;
        CREATE INDEX task_sealed ON task ([case]) WHERE state = 'sealed';;
        CREATE INDEX event_sealed ON event ([case]) WHERE kind = 'sealed';;
        """,
    )


@migrations()
def m007_translation_order(db: Database) -> None:
    """Translations in the order they came: of several packages' the latest counts."""
    _run(
        db,
        """
        CREATE TABLE translation_in_order (
            seq INTEGER PRIMARY KEY,
            digest TEXT NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL,
            package TEXT NOT NULL, version TEXT NOT NULL, options TEXT NOT NULL,
            text TEXT NOT NULL, score INTEGER, marks TEXT NOT NULL,
            UNIQUE (digest, source, target, package, version, options)
        ) STRICT;;
        INSERT INTO translation_in_order (digest, source, target, package, version, options, text,
            score, marks)
            SELECT digest, source, target, package, version, options, text, score, marks
            FROM translation;;
        DROP TABLE translation;;
        ALTER TABLE translation_in_order RENAME TO translation;;
        """,
    )


@migrations()
def m008_breadth(db: Database) -> None:
    """What is handed on, confirmed and put right; ladders, precedents, gold; what a desk keeps."""
    _run(
        db,
        """
        ALTER TABLE verdict ADD COLUMN kind TEXT NOT NULL DEFAULT 'qa';;
        ALTER TABLE verdict ADD COLUMN graced INTEGER NOT NULL DEFAULT 0;;
        ALTER TABLE pack ADD COLUMN ladders TEXT NOT NULL DEFAULT '[]';;
        ALTER TABLE pack ADD COLUMN precedents TEXT NOT NULL DEFAULT '[]';;
        CREATE TABLE escalation (
            event TEXT PRIMARY KEY, task TEXT, batch TEXT, item TEXT, [case] TEXT,
            person TEXT NOT NULL, reason TEXT NOT NULL, owner TEXT NOT NULL, at TEXT NOT NULL,
            due_at TEXT NOT NULL, state TEXT NOT NULL, answered_by TEXT, answer TEXT
        ) STRICT, WITHOUT ROWID;;
        CREATE INDEX escalation_open ON escalation (due_at) WHERE state = 'open';;
        CREATE INDEX escalation_task ON escalation (task);;
        CREATE TABLE confirmation (
            event TEXT PRIMARY KEY, verdict TEXT NOT NULL, person TEXT NOT NULL,
            holds INTEGER NOT NULL, at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;;
        CREATE INDEX confirmation_verdict ON confirmation (verdict);;
        CREATE INDEX verdict_provisional ON verdict (at)
            WHERE provisional AND superseded_by IS NULL;;
        CREATE INDEX verdict_case ON verdict ([case]);;
        CREATE TABLE remediation (
            verdict TEXT PRIMARY KEY, batch TEXT, item TEXT, [case] TEXT, person TEXT NOT NULL,
            kind TEXT NOT NULL, what TEXT NOT NULL, target_kind TEXT NOT NULL, target_ref TEXT,
            clause TEXT, done TEXT, wanted TEXT NOT NULL, severity TEXT NOT NULL,
            owner TEXT NOT NULL, state TEXT NOT NULL, opened_at TEXT NOT NULL, due_at TEXT NOT NULL,
            closed_at TEXT, closed_by TEXT, closed_as TEXT
        ) STRICT, WITHOUT ROWID;;
        CREATE INDEX remediation_open ON remediation (due_at) WHERE state = 'open';;
        CREATE TABLE gold (
            batch TEXT NOT NULL, [case] TEXT NOT NULL, answer TEXT NOT NULL, why TEXT NOT NULL,
            owner TEXT NOT NULL, at TEXT NOT NULL,
            PRIMARY KEY (batch, [case])
        ) STRICT, WITHOUT ROWID;;
        CREATE TABLE saved_view (
            name TEXT PRIMARY KEY, words TEXT NOT NULL, position INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;;
        CREATE TABLE table_mapping (
            name TEXT PRIMARY KEY, columns TEXT NOT NULL, body TEXT NOT NULL, at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;;
        """,
    )


@migrations()
def m009_queue(db: Database) -> None:
    """The queue in a few bytes a task, how it stands, and which cases are alike."""
    for statements in (queue_schema.TABLES, queue_schema.FILL, queue_schema.TRIGGERS):
        _run(db, statements)


@migrations()
def m011_remediation(db: Database) -> None:
    """What is to be put right, an entry a thing, made from the verdicts that are here."""
    _run(db, remediation_schema.TABLES)
    remediations.remake_all(db)


@migrations()
def m012_known_by_now(db: Database) -> None:
    """Questions, and what an earlier version kept without knowing what it does, take effect."""
    holes = ", ".join("?" * len(views.SINCE_BREADTH))
    asked = db.conn.execute(
        f"SELECT id FROM event WHERE kind IN ({holes}) ORDER BY rowid", [*views.SINCE_BREADTH]
    )
    for (name,) in asked.fetchall():
        event = events.get(db, name)
        assert event is not None
        views.take_effect(db, event)
    remediations.remake_all(db)


@migrations()
def m013_doubt(db: Database) -> None:
    """How far a translation can be relied on, what it lost, and which words became which."""
    _run(
        db,
        """
        ALTER TABLE translation ADD COLUMN confidence INTEGER;;
        ALTER TABLE translation ADD COLUMN lost TEXT NOT NULL DEFAULT '[]';;
        ALTER TABLE translation ADD COLUMN links TEXT NOT NULL DEFAULT '[]';;
        """,
    )


@migrations()
def m014_roster(db: Database) -> None:
    """Who is who, who asks to join, what is disputed; of two devices' verdicts one counts."""
    _run(db, roster_schema.TABLES)
    views.settle_devices(db)


@migrations()
def m015_published(db: Database) -> None:
    """What publishers say is found quickly; content can be taken away again, words first."""
    _run(db, published_schema.TABLES)


@migrations()
def m016_streams(db: Database) -> None:
    """What places said last, what opens sealed segments, what a fork made void."""
    _run(db, streams_schema.TABLES)


@migrations()
def m017_pools(db: Database) -> None:
    """Frames to draw from, and what was drawn."""
    _run(db, pools_schema.TABLES)


@migrations()
def m018_second_looks(db: Database) -> None:
    """What second people made of verdicts."""
    _run(db, second_schema.TABLES)


@migrations()
def m019_releases(db: Database) -> None:
    """What is said of a batch's end, and who asked for an inspection."""
    _run(db, release_schema.TABLES)


@migrations()
def m020_missing_words(db: Database) -> None:
    """Words that have not come yet are found without reading every event of their stream."""
    db.conn.execute("CREATE INDEX event_text_missing ON event_text (event) WHERE words IS NULL")


def _append_only(db: Database, table: str) -> None:
    for verb in ("UPDATE", "DELETE"):
        db.conn.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON [{table}] "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
