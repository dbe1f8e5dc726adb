"""How many records a stream has, counted as they come: a trigger on Kinto's table keeps the number
in the transaction that changes it, so that `/v1/heads` costs by streams, not by records.
"""

from __future__ import annotations

from workstation.hub.tables import Base, Rows

_TABLE = """
CREATE TABLE IF NOT EXISTS hub.head (
    parent TEXT COLLATE "C" PRIMARY KEY, records BIGINT NOT NULL, stamp TIMESTAMP NOT NULL
) WITH (fillfactor = 50)
"""  # half empty pages: each count is written beside the one it replaces

_COUNT = """
CREATE OR REPLACE FUNCTION hub.count_record() RETURNS trigger AS $$
DECLARE
    parent TEXT := CASE TG_OP WHEN 'DELETE' THEN OLD.parent_id ELSE NEW.parent_id END;
    at TIMESTAMP := CASE TG_OP WHEN 'DELETE' THEN OLD.last_modified ELSE NEW.last_modified END;
    more INT := 0;
BEGIN
    IF TG_OP <> 'INSERT' AND NOT OLD.deleted THEN more := more - 1; END IF;
    IF TG_OP <> 'DELETE' AND NOT NEW.deleted THEN more := more + 1; END IF;
    INSERT INTO hub.head AS h VALUES (parent, more, at)
        ON CONFLICT ON CONSTRAINT head_pkey DO UPDATE
        SET records = h.records + more, stamp = greatest(h.stamp, at);
    RETURN NULL;
END;
$$ LANGUAGE plpgsql
"""

_TRIGGERS = (
    ("count_made", "INSERT", "NEW"),
    ("count_changed", "UPDATE", "NEW"),
    ("count_gone", "DELETE", "OLD"),
)


def make(base: Base) -> None:
    """Count from now on, and once what is there already; does nothing where that is done."""
    with base.transaction() as db:
        db.one("SELECT pg_advisory_xact_lock(hashtextextended('hub.head', 2))")
        names = [name for name, _, _ in _TRIGGERS]
        held = db.one(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'objects'::regclass"
            " AND tgname = ANY(:n)",
            n=names,
        )[0]
        if held == len(_TRIGGERS):
            return
        db.run("LOCK TABLE objects IN SHARE ROW EXCLUSIVE MODE")  # nobody writes meanwhile
        db.run(_TABLE)
        db.run(_COUNT)
        db.run("DELETE FROM hub.head")
        db.run(
            "INSERT INTO hub.head"
            " SELECT parent_id, count(*) FILTER (WHERE NOT deleted), max(last_modified)"
            " FROM objects WHERE resource_name = 'record' GROUP BY parent_id"
        )
        for name, act, row in _TRIGGERS:
            db.run(f"DROP TRIGGER IF EXISTS {name} ON objects")
            db.run(
                f"CREATE TRIGGER {name} AFTER {act} ON objects FOR EACH ROW"
                f" WHEN ({row}.resource_name = 'record') EXECUTE FUNCTION hub.count_record()"
            )


def heads(db: Rows, device: str = "") -> list[tuple[str, str, int, int]]:
    """Shelf, stream, records and newest stamp, of one device or of all."""
    rows = db.all(
        "SELECT parent, records, as_epoch(stamp) FROM hub.head"
        " WHERE split_part(parent, '/', 5) LIKE :d ORDER BY parent",
        d=f"{device}\\_%" if device else "%",
    )
    split = ((row[0].split("/"), int(row[1]), int(row[2])) for row in rows)
    return [(parts[2], parts[4], records, stamp) for parts, records, stamp in split]
