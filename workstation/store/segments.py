"""Streams and their signed segments as exact bytes, and what still waits to be sent where."""

from __future__ import annotations

import json

from msgspec import Struct

from workstation.store import log
from workstation.store.driver import Database


class Stream(Struct, frozen=True):
    """An append-only sequence of one device for one audience. `secret` names its records and is
    known to the owner alone."""

    id: str
    audience: str
    device: str
    person: str
    public_key: str
    own: bool
    introduced_at: str
    secret: str | None = None


class StoredSegment(Struct, frozen=True):
    """A packed segment: events `first` … `first + events - 1` of its stream."""

    stream: str
    seq: int
    record: str
    digest: str
    prev: str
    first: int
    events: int
    at: str
    data: bytes


class Waiting(Struct, frozen=True):
    """What has not been sent: events, and the oldest of them."""

    events: int
    oldest_at: str | None


_COLUMNS = "stream, seq, record, digest, prev, first, events, at, bytes"


def add_stream(db: Database, stream: Stream) -> None:
    """Make a stream known; one that is known already stays as it is."""
    db.conn.execute(
        "INSERT OR IGNORE INTO stream VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            stream.id,
            stream.audience,
            stream.device,
            stream.person,
            stream.public_key,
            int(stream.own),
            stream.secret,
            stream.introduced_at,
        ],
    )


def stream(db: Database, name: str) -> Stream | None:
    """The stream of that name."""
    return next((held for held in streams(db) if held.id == name), None)


def streams(db: Database) -> list[Stream]:
    """Every stream known here, own ones first."""
    rows = db.conn.execute(
        "SELECT id, audience, device, person, public_key, own, introduced_at, secret FROM stream "
        "ORDER BY own DESC, id"
    )
    return [Stream(*row[:5], bool(row[5]), *row[6:]) for row in rows]


def give_away(db: Database, stream: str) -> None:
    """From now on an own stream is somebody else's."""
    db.conn.execute("UPDATE stream SET own = 0, secret = NULL WHERE id = ?", [stream])


def drop(db: Database, stream: str) -> None:
    """Forget a stream that has no segments."""
    db.conn.execute("DELETE FROM stream WHERE id = ?", [stream])


def add(db: Database, segment: StoredSegment) -> None:
    """Keep a segment's exact bytes, and chain it."""
    db.conn.execute(
        f"INSERT INTO segment ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            segment.stream,
            segment.seq,
            segment.record,
            segment.digest,
            segment.prev,
            segment.first,
            segment.events,
            segment.at,
            segment.data,
        ],
    )
    log.add(db, "segment", f"{segment.stream}/{segment.seq}", segment.digest, segment.at)


def head(db: Database, stream: str) -> StoredSegment | None:
    """The last segment of a stream."""
    return next(iter(_select(db, "WHERE stream = ? ORDER BY seq DESC LIMIT 1", [stream])), None)


def of_stream(db: Database, stream: str, after: int = 0) -> list[StoredSegment]:
    """The segments of a stream after number `after`, in order."""
    return _select(db, "WHERE stream = ? AND seq > ? ORDER BY seq", [stream, after])


def records(db: Database, stream: str) -> set[str]:
    """The record names of a stream that are here."""
    return {
        row[0] for row in db.conn.execute("SELECT record FROM segment WHERE stream = ?", [stream])
    }


def outbox(db: Database, stream: str, limit: int) -> list[int]:
    """Numbers of the oldest events that no segment holds yet."""
    rows = db.conn.execute(
        "SELECT number FROM outbox WHERE stream = ? ORDER BY number LIMIT ?", [stream, limit]
    )
    return [row[0] for row in rows]


def outbox_streams(db: Database) -> list[str]:
    """Streams that have events to pack."""
    return [row[0] for row in db.conn.execute("SELECT DISTINCT stream FROM outbox ORDER BY stream")]


def take_from_outbox(db: Database, stream: str, up_to: int) -> None:
    """These are in a segment now; call it in the transaction that adds the segment."""
    db.conn.execute("DELETE FROM outbox WHERE stream = ? AND number <= ?", [stream, up_to])


def unsent(db: Database, place: str) -> list[StoredSegment]:
    """Own segments that this place has not acknowledged and not parked, in order."""
    return _select(
        db,
        "WHERE stream IN (SELECT id FROM stream WHERE own) AND NOT EXISTS (SELECT 1 FROM shipment "
        "WHERE place = ? AND shipment.stream = segment.stream AND shipment.seq = segment.seq) "
        "ORDER BY stream, seq",
        [place],
    )


def mark(db: Database, place: str, segment: StoredSegment, state: str, at: str, why: str) -> None:
    """What a place said of a segment: `sent`, `parked` or `fork`."""
    db.conn.execute(
        "INSERT OR REPLACE INTO shipment VALUES (?, ?, ?, ?, ?, ?)",
        [place, segment.stream, segment.seq, state, why, at],
    )


class Shipment(Struct, frozen=True):
    """What a place said of a segment."""

    place: str
    stream: str
    seq: int
    state: str
    reason: str


def shipments(db: Database) -> list[Shipment]:
    """Every mark, by place, stream and number."""
    rows = db.conn.execute(
        "SELECT place, stream, seq, state, reason FROM shipment ORDER BY place, stream, seq"
    )
    return [Shipment(*row) for row in rows]


def forked(db: Database, stream: str) -> Shipment | None:
    """The mark of a fork, at whichever place it was found; nothing of the stream is sent after."""
    row = db.conn.execute(
        "SELECT place, stream, seq, state, reason FROM shipment "
        "WHERE stream = ? AND state = 'fork' ORDER BY seq LIMIT 1",
        [stream],
    ).fetchone()
    return Shipment(*row) if row else None


def parked(db: Database, place: str, stream: str) -> tuple[str, dict[str, object], str] | None:
    """What a place said when it would not take a segment: code, parameters, and when."""
    row = db.conn.execute(
        "SELECT reason, at FROM shipment WHERE place = ? AND stream = ? AND state = 'parked' "
        "ORDER BY seq LIMIT 1",
        [place, stream],
    ).fetchone()
    if row is None:
        return None
    held = json.loads(row[0])
    return held["code"], held["params"], row[1]


def unpark(db: Database, place: str | None = None, stream: str | None = None) -> None:
    """Offer again what a place, or any, would not take of a stream, or of all."""
    db.conn.execute(
        "DELETE FROM shipment WHERE state = 'parked' AND (?1 IS NULL OR place = ?1) "
        "AND (?2 IS NULL OR stream = ?2)",
        [place, stream],
    )


def get(db: Database, stream: str, seq: int) -> StoredSegment | None:
    """One segment."""
    return next(iter(_select(db, "WHERE stream = ? AND seq = ?", [stream, seq])), None)


def places(db: Database, stream: str) -> list[tuple[int, str]]:
    """Number and record name of every segment of a stream."""
    return db.conn.execute(
        "SELECT seq, record FROM segment WHERE stream = ? ORDER BY seq", [stream]
    ).fetchall()


def marked(db: Database, place: str, stream: str) -> set[int]:
    """Numbers of the segments that a place has acknowledged."""
    rows = db.conn.execute(
        "SELECT seq FROM shipment WHERE place = ? AND stream = ? AND state = 'sent'",
        [place, stream],
    )
    return {row[0] for row in rows}


def queued(db: Database, audience: str) -> tuple[int, str | None]:
    """How many events of an audience no segment holds yet, and since when the oldest waits."""
    return db.conn.execute(
        "SELECT count(*), min(queued_at) FROM outbox WHERE stream LIKE '%.' || ?", [audience]
    ).fetchone()


def unsent_events(db: Database, place: str) -> tuple[int, str | None]:
    """How many events of own segments a place has not acknowledged, and the oldest's packing."""
    return db.conn.execute(
        "SELECT coalesce(sum(events), 0), min(at) FROM segment "
        "WHERE stream IN (SELECT id FROM stream WHERE own) AND NOT EXISTS (SELECT 1 FROM shipment "
        "WHERE place = ? AND shipment.stream = segment.stream AND shipment.seq = segment.seq "
        # A head marked `ahead` was sent before the place turned out to know more than we do.
        "AND (state = 'sent' OR reason = 'ahead'))",
        [place],
    ).fetchone()


def outbox_rows(db: Database) -> list[tuple[str, int, str]]:
    """Stream, number and event of everything queued."""
    return db.conn.execute(
        "SELECT stream, number, event FROM outbox ORDER BY stream, number"
    ).fetchall()


def waiting(db: Database, place: str | None) -> Waiting:
    """How much has not been sent to a place (or packed, where no place is set)."""
    events, oldest = db.conn.execute("SELECT count(*), min(queued_at) FROM outbox").fetchone()
    if place is not None:
        held = unsent(db, place)
        events += sum(segment.events for segment in held)
        oldest = min([segment.at for segment in held] + ([oldest] if oldest else []), default=None)
    return Waiting(events, oldest)


def _select(db: Database, where: str, values: list[object]) -> list[StoredSegment]:
    rows = db.conn.execute(f"SELECT {_COLUMNS} FROM segment {where}", values)
    return [StoredSegment(*row) for row in rows]
