"""What is published (migration m015): finding what publishers said, and what a retraction leaves.

`retraction` tells which batches' content was taken away here, by which event. `kept_file` holds
policy files as they came, so that the next batch need not fetch them again; `kept_pack` names
packs that came by themselves and belong to no batch. Content stays immutable but for one change:
its words may be erased.

This text belongs to a migration: it is never changed, only followed by another.
"""

from __future__ import annotations

TABLES = """
    CREATE INDEX event_published ON event (batch, kind) WHERE kind IN
        ('published', 'assigned', 'taken_back', 'closed', 'released', 'retracted', 'locked');;
    CREATE INDEX event_offered ON event (kind) WHERE kind IN
        ('pack_published', 'package_published');;
    CREATE INDEX event_batch_texts ON event (batch) WHERE texts <> '{}';;
    CREATE TABLE retraction (
        batch TEXT PRIMARY KEY, event TEXT NOT NULL, at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;;
    CREATE TABLE kept_file (sha256 TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;;
    CREATE TABLE kept_pack (
        digest TEXT PRIMARY KEY, event TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;;
    DROP TRIGGER case_fixed;;
    CREATE TRIGGER case_fixed BEFORE UPDATE ON [case] WHEN NOT (
        NEW.id = OLD.id AND NEW.source_id = OLD.source_id AND NEW.content_type = OLD.content_type
        AND NEW.market = OLD.market AND NEW.category = OLD.category
        AND NEW.snapshot_at = OLD.snapshot_at AND NEW.content_version = OLD.content_version
        AND NEW.language IS OLD.language AND NEW.impressions IS OLD.impressions
        AND NEW.orders IS OLD.orders AND NEW.value IS OLD.value AND NEW.currency IS OLD.currency
        AND NEW.ship_to = OLD.ship_to AND NEW.harm_tags = OLD.harm_tags
        AND NEW.digest = '' AND NEW.seller IS NULL AND NEW.headline = ''
        AND NEW.facts = '{}' AND NEW.earlier = '[]')
        BEGIN SELECT RAISE(ABORT, 'of a case words may only be erased'); END;;
    DROP TRIGGER decision_fixed;;
    CREATE TRIGGER decision_fixed BEFORE UPDATE ON decision WHEN NOT (
        NEW.id = OLD.id AND NEW.item = OLD.item AND NEW.[by] = OLD.[by]
        AND NEW.vendor = OLD.vendor AND NEW.site = OLD.site AND NEW.decided_at = OLD.decided_at
        AND NEW.action = OLD.action AND NEW.handling_ms IS OLD.handling_ms
        AND NEW.prior_points IS OLD.prior_points AND NEW.penalty IS OLD.penalty
        AND NEW.penalty_set_by = OLD.penalty_set_by AND NEW.automated = OLD.automated
        AND NEW.note = '')
        BEGIN SELECT RAISE(ABORT, 'of a decision words may only be erased'); END
"""
