"""The queue's own tables (migration m009): a few bytes a task, kept by triggers.

`queue_line` stands in the order of work and holds what a filter asks for (`words` is the case's row
in the full-text index): reading a million tasks themselves takes ten times as long. `queue_place`
is a person's share of a batch: its tasks by state, and whether keys and places go up together
without a gap (`straight`): the whole queue is two numbers then. Both follow `task`,
`part_language` and `case_words_row`, whoever writes those.

This text belongs to a migration: it is never changed, only followed by another.
"""

from __future__ import annotations

TABLES = """
    CREATE TABLE queue_place (
        id INTEGER PRIMARY KEY, batch TEXT NOT NULL, person TEXT NOT NULL,
        tasks INTEGER NOT NULL, first_seq INTEGER NOT NULL, first_position INTEGER NOT NULL,
        straight INTEGER NOT NULL, [open] INTEGER NOT NULL, answered INTEGER NOT NULL,
        decided INTEGER NOT NULL, cannot INTEGER NOT NULL, skipped INTEGER NOT NULL,
        sealed INTEGER NOT NULL, flagged INTEGER NOT NULL,
        UNIQUE (batch, person)
    ) STRICT;;
    CREATE TABLE queue_line (
        place INTEGER NOT NULL, position INTEGER NOT NULL, seq INTEGER NOT NULL,
        state TEXT NOT NULL, flagged INTEGER NOT NULL, doubtful INTEGER NOT NULL,
        language TEXT, content_type TEXT, market TEXT, category TEXT, seller TEXT,
        words INTEGER,
        PRIMARY KEY (place, position, seq)
    ) STRICT, WITHOUT ROWID;;
    CREATE INDEX queue_flagged ON queue_line (place, position) WHERE flagged;;
    CREATE INDEX queue_doubtful ON queue_line (place, position) WHERE doubtful;;
    DROP INDEX task_standing;;
    DROP INDEX task_open;;
    CREATE INDEX task_open ON task (batch, person, position)
        WHERE state = 'open' OR state = 'answered';;
    CREATE INDEX task_case ON task ([case]);;
    CREATE INDEX case_source ON [case] (source_id COLLATE NOCASE);;
    CREATE INDEX media_required ON media ([case]) WHERE required;;
    CREATE INDEX event_submitted ON event (batch, person) WHERE kind = 'submitted';;
    CREATE INDEX event_begun ON event (batch, person) WHERE kind = 'review_begun';;
    CREATE INDEX event_second ON event (batch, person)
        WHERE iif(json_valid(body), json_extract(body, '$.stage'), '') = 'second';;
    CREATE INDEX event_noted ON event (batch, person) WHERE kind = 'noted';;
    CREATE TABLE alike (
        seq INTEGER PRIMARY KEY, head INTEGER NOT NULL, signature BLOB NOT NULL
    ) STRICT;;
    CREATE INDEX alike_head ON alike (head) WHERE head <> seq;;
    CREATE TABLE alike_band (
        band INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (band, seq)
    ) STRICT, WITHOUT ROWID;;
"""

_LANGUAGE = (
    "coalesce(c.language, (SELECT l.language FROM part_language l WHERE l.[case] = c.id LIMIT 1))"
)
_DOUBTFUL = "EXISTS (SELECT 1 FROM part_language l WHERE l.[case] = t.[case] AND l.unsure)"
_LINE = (
    f"INSERT INTO queue_line SELECT p.id, t.position, t.seq, t.state, t.flagged, {_DOUBTFUL}, "
    f"{_LANGUAGE}, c.content_type, c.market, c.category, c.seller, "
    "(SELECT r.seq FROM case_words_row r WHERE r.[case] = t.[case]) FROM task t "
    "JOIN queue_place p ON p.batch = t.batch AND p.person = t.person "
    "LEFT JOIN [case] c ON c.id = t.[case]"
)

FILL = f"""
    INSERT INTO queue_place (batch, person, tasks, first_seq, first_position, straight, [open],
            answered, decided, cannot, skipped, sealed, flagged)
        SELECT batch, person, count(*), min(seq), min(position),
            max(seq) - min(seq) + 1 = count(*) AND min(seq - position) = max(seq - position),
            sum(state = 'open'), sum(state = 'answered'), sum(state = 'decided'),
            sum(state = 'cannot'), sum(state = 'skipped'), sum(state = 'sealed'), sum(flagged)
        FROM task GROUP BY batch, person;;
    {_LINE};;
"""

_COUNTED = ("open", "answered", "decided", "cannot", "skipped", "sealed")
_ARRIVES = f"""
    INSERT INTO queue_place (batch, person, tasks, first_seq, first_position, straight, [open],
            answered, decided, cannot, skipped, sealed, flagged)
        VALUES (NEW.batch, NEW.person, 1, NEW.seq, NEW.position, 1,
            {", ".join(f"NEW.state = '{state}'" for state in _COUNTED)}, NEW.flagged)
        ON CONFLICT (batch, person) DO UPDATE SET
            straight = tasks = 0 OR (straight AND NEW.seq - first_seq = tasks
                AND NEW.position - first_position = tasks),
            first_seq = iif(tasks = 0, NEW.seq, first_seq),
            first_position = iif(tasks = 0, NEW.position, first_position),
            tasks = tasks + 1,
            {", ".join(f"[{state}] = [{state}] + (NEW.state = '{state}')" for state in _COUNTED)},
            flagged = flagged + NEW.flagged;
    {_LINE} WHERE t.seq = NEW.seq;
"""
_LEAVES = f"""
    DELETE FROM queue_line WHERE position = OLD.position AND seq = OLD.seq AND place =
        (SELECT id FROM queue_place WHERE batch = OLD.batch AND person = OLD.person);
    UPDATE queue_place SET tasks = tasks - 1, straight = 0, flagged = flagged - OLD.flagged,
        {", ".join(f"[{state}] = [{state}] - (OLD.state = '{state}')" for state in _COUNTED)}
        WHERE batch = OLD.batch AND person = OLD.person;
"""
_MOVED = ", ".join(
    f"[{state}] = [{state}] + (NEW.state = '{state}') - (OLD.state = '{state}')"
    for state in _COUNTED
)
_TOLD = f"""
    UPDATE queue_line SET language = {_LANGUAGE}, doubtful = {_DOUBTFUL}
        FROM task t JOIN queue_place p ON p.batch = t.batch AND p.person = t.person
            JOIN [case] c ON c.id = t.[case]
        WHERE t.[case] = NEW.[case] AND queue_line.place = p.id
            AND queue_line.position = t.position AND queue_line.seq = t.seq;
"""

TRIGGERS = f"""
    CREATE TRIGGER task_arrives AFTER INSERT ON task BEGIN {_ARRIVES} END;;
    CREATE TRIGGER task_leaves AFTER DELETE ON task BEGIN {_LEAVES} END;;
    CREATE TRIGGER task_changes_hands AFTER UPDATE OF seq, batch, person, [case], position ON task
        BEGIN {_LEAVES} {_ARRIVES} END;;
    CREATE TRIGGER task_moves AFTER UPDATE OF state, flagged ON task
        WHEN OLD.state <> NEW.state OR OLD.flagged <> NEW.flagged
    BEGIN
        UPDATE queue_line SET state = NEW.state, flagged = NEW.flagged
            WHERE position = NEW.position AND seq = NEW.seq AND place =
            (SELECT id FROM queue_place WHERE batch = NEW.batch AND person = NEW.person);
        UPDATE queue_place SET {_MOVED}, flagged = flagged + NEW.flagged - OLD.flagged
            WHERE batch = NEW.batch AND person = NEW.person;
    END;;
    CREATE TRIGGER words_known AFTER INSERT ON case_words_row BEGIN
        UPDATE queue_line SET words = NEW.seq
            FROM task t JOIN queue_place p ON p.batch = t.batch AND p.person = t.person
            WHERE t.[case] = NEW.[case] AND queue_line.place = p.id
                AND queue_line.position = t.position AND queue_line.seq = t.seq;
    END;;
    CREATE TRIGGER language_known AFTER INSERT ON part_language BEGIN {_TOLD} END;;
    CREATE TRIGGER language_changed AFTER UPDATE ON part_language BEGIN {_TOLD} END;;
"""
