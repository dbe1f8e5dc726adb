"""What migration 14 adds: roster statements, requests to join and disputes found at once, and the
invitations whose proof this workstation holds."""

from __future__ import annotations

# The views are SQL's own: there is no second copy of what was said that could differ.
TABLES = """
    CREATE INDEX event_roster ON event (stream, number) WHERE kind IN ('team_begun', 'person_set',
        'person_left', 'invited', 'device_enrolled', 'device_revoked');;
    CREATE INDEX event_joined ON event (stream, number) WHERE kind = 'joined';;
    CREATE INDEX event_dispute ON event (stream, number) WHERE kind IN ('dispute_opened',
        'dispute_withdrawn');;
    CREATE VIEW roster_said AS SELECT e.rowid AS place, e.id, e.stream, e.number, (SELECT s.seq
        FROM segment s WHERE s.stream = e.stream AND s.first <= e.number
        AND s.first + s.events > e.number) AS seq, e.device, e.person, k.public_key AS [key],
        e.kind, e.body, (SELECT t.words FROM event_text t WHERE t.event = e.id AND t.name = 'name')
        AS name FROM event e LEFT JOIN stream k ON k.id = e.stream
        WHERE e.kind IN ('team_begun', 'person_set', 'person_left', 'invited', 'device_enrolled',
        'device_revoked') AND e.stream = e.device || '.roster';;
    CREATE VIEW joined_said AS SELECT e.id, e.stream, e.number, e.device, e.person,
        k.public_key AS [key], e.at, e.body FROM event e LEFT JOIN stream k ON k.id = e.stream
        WHERE e.kind = 'joined' AND e.stream = e.device || '.device';;
    CREATE TABLE invitation (
        code TEXT PRIMARY KEY, proof TEXT NOT NULL, person TEXT NOT NULL, until TEXT NOT NULL,
        at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;;
"""
