"""Tables of releasing (m019): statements and requests found quickly, names that stay the same."""

TABLES = """
    CREATE INDEX event_of_releases ON event (batch)
        WHERE kind IN ('finalised', 'reopened', 'released', 'locked');;
    CREATE INDEX event_of_requests ON event (kind) WHERE kind = 'requested';;
    CREATE TABLE pack_secret (
        batch TEXT NOT NULL, vendor TEXT NOT NULL, secret BLOB NOT NULL,
        PRIMARY KEY (batch, vendor)
    ) STRICT, WITHOUT ROWID
"""
