"""What the rules need to know about streams, batches and sessions, read from the tables."""

from __future__ import annotations

from typing import Any

from workstation.hub import counters
from workstation.hub.rules import (
    Batch,
    Caller,
    Owner,
    Session,
    Stream,
    may_append,
    may_read,
    may_read_batch,
    stream_of,
)
from workstation.hub.tables import Rows

BUCKETS = ("streams", "texts")


def owner(db: Rows, device: str) -> Owner | None:
    """Whose a device is; a revoked device's streams stay."""
    row = db.one(
        "SELECT p.person, p.leads FROM hub.device d JOIN hub.person p ON p.person = d.person"
        " WHERE d.device = :d",
        d=device,
    )
    return Owner(row[0], frozenset(row[1])) if row else None


def batch(db: Rows, name: str) -> Batch | None:
    """Who a batch is for."""
    row = db.one("SELECT kind, publisher, vendor, released, retracted, persons FROM hub.batch"
                 " WHERE batch = :b", b=name)  # fmt: skip
    return _batch(row) if row else None


def batches(db: Rows) -> dict[str, Batch]:
    """Every batch."""
    rows = db.all("SELECT kind, publisher, vendor, released, retracted, persons, batch"
                  " FROM hub.batch ORDER BY batch")  # fmt: skip
    return {row[6]: _batch(row) for row in rows}


def session(db: Rows, name: str) -> Session | None:
    """Who a session is for."""
    row = db.one("SELECT batch, facilitators, participants, revealed FROM hub.session"
                 " WHERE session = :s", s=name)  # fmt: skip
    return _session(row) if row else None


def appends(db: Rows, caller: Caller, stream: Stream) -> bool:
    """Whether the caller may add to a stream."""
    return may_append(caller, stream, **_about(db, stream))


def reads(db: Rows, caller: Caller, stream: Stream) -> bool:
    """Whether the caller may read a stream."""
    return may_read(caller, stream, owner(db, stream.device), **_about(db, stream))


def readable_batches(db: Rows, caller: Caller) -> dict[str, Batch]:
    """The batches whose cases the caller may read, without those taken back."""
    return {
        name: held
        for name, held in batches(db).items()
        if not held.retracted and may_read_batch(caller, held)
    }


def heads(db: Rows, caller: Caller) -> dict[str, dict[str, dict[str, int]]]:
    """Every stream the caller may read, in one go: records and newest stamp of both shelves."""
    owners = {
        row[0]: Owner(row[1], frozenset(row[2]))
        for row in db.all("SELECT d.device, p.person, p.leads FROM hub.device d"
                          " JOIN hub.person p ON p.person = d.person")
    }  # fmt: skip
    held_batches = batches(db)
    sessions = {
        row[4]: _session(row)
        for row in db.all("SELECT batch, facilitators, participants, revealed, session"
                          " FROM hub.session")
    }  # fmt: skip
    found: dict[str, dict[str, dict[str, int]]] = {shelf: {} for shelf in BUCKETS}
    for shelf, name, records, stamp in counters.heads(db):
        stream = stream_of(name)
        if stream is None or shelf not in found:
            continue
        may = may_read(
            caller,
            stream,
            owners.get(stream.device),
            batch=held_batches.get(stream.about),
            session=sessions.get(stream.about),
        )
        if may:
            found[shelf][name] = {"records": records, "stamp": stamp}
    return found


def erased(db: Rows, shelf: str, name: str, record: str) -> bool:
    """Whether a record was there and has been taken away: it may not come back."""
    return db.one(
        "SELECT 1 FROM objects WHERE id = :i AND parent_id = :p AND resource_name = 'record'"
        " AND deleted",
        i=record, p=f"/buckets/{shelf}/collections/{name}",
    ) is not None  # fmt: skip


def _about(db: Rows, stream: Stream) -> dict[str, Any]:
    if stream.audience == "cal":
        return {"session": session(db, stream.about)}
    if stream.audience == "batch":
        return {"batch": batch(db, stream.about)}
    return {}


def _batch(row: Any) -> Batch:
    return Batch(row[0], row[1], row[2], row[3], row[4], frozenset(row[5]))


def _session(row: Any) -> Session:
    return Session(row[0], frozenset(row[1]), frozenset(row[2]), row[3])


def heads_of(db: Rows, devices: tuple[str, ...]) -> dict[str, int]:
    """The streams of devices with the number of their segments."""
    return {
        name: records
        for device in devices
        for shelf, name, records, _ in counters.heads(db, device)
        if shelf == "streams" and records
    }


def counts(db: Rows) -> dict[str, int]:
    """How much the hub keeps."""
    records = dict.fromkeys(BUCKETS, 0)
    for shelf, _, count, _ in counters.heads(db):
        records[shelf] += count
    return {
        "segments": records["streams"],
        "texts": records["texts"],
        **{
            name: int(db.one(f"SELECT count(*) FROM hub.{table}")[0])
            for name, table in (
                ("batches", "batch"),
                ("sessions", "session"),
                ("blobs", "blob"),
                ("uploads", "upload"),
            )
        },
        "bytes": int(db.one("SELECT pg_database_size(current_database())")[0]),
    }
