"""Sealed segments that are here as bytes while nothing here opens them."""

from __future__ import annotations

from workstation.store.driver import Database


def add(db: Database, stream: str, seq: int, tried: str) -> None:
    """Keep that a segment is shut, and which keys were tried (`sealing.Ring.digest`)."""
    db.conn.execute("INSERT OR REPLACE INTO closed_segment VALUES (?, ?, ?)", [stream, seq, tried])


def remove(db: Database, stream: str, seq: int) -> None:
    """It is open now."""
    db.conn.execute("DELETE FROM closed_segment WHERE stream = ? AND seq = ?", [stream, seq])


def to_try(db: Database, ring: str) -> list[tuple[str, int]]:
    """Those that other keys than today's were tried on."""
    return db.conn.execute(
        "SELECT stream, seq FROM closed_segment WHERE tried <> ? ORDER BY stream, seq", [ring]
    ).fetchall()


def of_stream(db: Database, stream: str) -> set[int]:
    """Numbers of a stream's shut segments."""
    rows = db.conn.execute("SELECT seq FROM closed_segment WHERE stream = ?", [stream])
    return {row[0] for row in rows}


def counts(db: Database) -> dict[str, int]:
    """How many are shut, by stream."""
    return dict(db.conn.execute("SELECT stream, count(*) FROM closed_segment GROUP BY stream"))


def ranges(db: Database) -> dict[str, list[tuple[int, int]]]:
    """By stream the numbers of the events inside: first, and the one after the last."""
    found: dict[str, list[tuple[int, int]]] = {}
    rows = db.conn.execute(
        "SELECT c.stream, s.first, s.events FROM closed_segment c "
        "JOIN segment s ON s.stream = c.stream AND s.seq = c.seq ORDER BY c.stream, c.seq"
    )
    for stream, first, events in rows:
        found.setdefault(stream, []).append((first, first + events))
    return found
