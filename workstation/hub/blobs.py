"""Blobs under the digest of their bytes: made once, kept once, taken in and given out in pieces.

A blob belongs to spaces (a batch, the policy packs, the translation packages); whoever may read one
of them may read it there. Equal bytes are kept once, but only whoever has sent all of them gets a
link, so nobody learns from an upload what others hold.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from enum import StrEnum

from workstation.hub.tables import Base, Rows

PIECE = 1024 * 1024
UPLOAD_DAYS = 30


class Grown(StrEnum):
    """What became of a part of an upload."""

    THERE = "there"
    MORE = "more"
    GAP = "gap"
    STORED = "stored"
    DIFFERENT = "different"
    SIZE = "size"


def size(db: Rows, space: str, digest: str) -> int | None:
    """How long a blob of a space is; None where it has none such."""
    row = db.one(
        "SELECT b.size FROM hub.link l JOIN hub.blob b ON b.digest = l.digest"
        " WHERE l.space = :s AND l.digest = :d",
        s=space, d=digest,
    )  # fmt: skip
    return int(row[0]) if row else None


def listed(db: Rows, space: str) -> dict[str, int]:
    """Every blob of a space with its size."""
    rows = db.all(
        "SELECT b.digest, b.size FROM hub.link l JOIN hub.blob b ON b.digest = l.digest"
        " WHERE l.space = :s ORDER BY b.digest",
        s=space,
    )
    return {row[0]: int(row[1]) for row in rows}


def received(db: Rows, space: str, digest: str, device: str) -> int:
    """How many bytes of a device's upload are kept."""
    row = db.one(
        "SELECT received FROM hub.upload WHERE space = :s AND digest = :d AND device = :v",
        s=space, d=digest, v=device,
    )  # fmt: skip
    return int(row[0]) if row else 0


def grow(
    db: Rows, space: str, digest: str, device: str, start: int, data: bytes, total: int
) -> tuple[Grown, int]:
    """Add bytes to an upload; at the last one, check the digest and link. And how far it is."""
    # One upload of a digest at a time: two that end together would both make the blob.
    db.one("SELECT pg_advisory_xact_lock(hashtextextended(:d, 0))", d=digest)
    if size(db, space, digest) is not None:
        return Grown.THERE, total
    keys = {"s": space, "d": digest, "v": device}
    row = db.one(
        "SELECT u.blob, u.received, b.size FROM hub.upload u JOIN hub.blob b ON b.blob = u.blob"
        " WHERE u.space = :s AND u.digest = :d AND u.device = :v",
        **keys,
    )
    if row is None:
        blob = db.one("INSERT INTO hub.blob (size) VALUES (:n) RETURNING blob", n=total)[0]
        db.run("INSERT INTO hub.upload (space, digest, device, blob, received)"
               " VALUES (:s, :d, :v, :b, 0)", b=blob, **keys)  # fmt: skip
        done, whole = 0, total
    else:
        blob, done, whole = row
    if whole != total:
        return Grown.SIZE, done
    if start != done or start + len(data) > total:
        return Grown.GAP, done
    for at in range(0, len(data), PIECE):
        db.run("INSERT INTO hub.chunk VALUES (:b, :s, :d)",
               b=blob, s=start + at, d=data[at : at + PIECE])  # fmt: skip
    done += len(data)
    db.run("UPDATE hub.upload SET received = :n WHERE blob = :b", n=done, b=blob)
    return (Grown.MORE, done) if done < total else (_finish(db, blob, **keys), done)


def _finish(db: Rows, blob: int, s: str, d: str, v: str) -> Grown:
    made = hashlib.sha256()
    at = 0
    while row := db.one("SELECT data FROM hub.chunk WHERE blob = :b AND start = :a", b=blob, a=at):
        made.update(row[0])
        at += len(row[0])
    if made.hexdigest() != d:
        db.run("DELETE FROM hub.blob WHERE blob = :b", b=blob)
        return Grown.DIFFERENT
    db.run("DELETE FROM hub.upload WHERE blob = :b", b=blob)
    if db.one("SELECT 1 FROM hub.blob WHERE digest = :d", d=d):
        db.run("DELETE FROM hub.blob WHERE blob = :b", b=blob)
    else:
        db.run("UPDATE hub.blob SET digest = :d WHERE blob = :b", d=d, b=blob)
    db.run("INSERT INTO hub.link VALUES (:s, :d)", s=s, d=d)
    return Grown.STORED


def pieces(base: Base, digest: str, start: int, end: int) -> Iterator[bytes]:
    """Bytes `start` … `end - 1`, a piece at a time, no connection held in between."""
    at = start
    while at < end:
        with base.transaction() as db:
            row = db.one(
                "SELECT c.start, c.data FROM hub.chunk c JOIN hub.blob b ON b.blob = c.blob"
                " WHERE b.digest = :d AND c.start <= :a ORDER BY c.start DESC LIMIT 1",
                d=digest, a=at,
            )  # fmt: skip
        if row is None:
            return  # retracted while it was read: the answer ends short, and the digest tells
        part = bytes(row[1])[at - row[0] : end - row[0]]
        if not part:
            return
        yield part
        at += len(part)


def empty(db: Rows, space: str) -> int:
    """Take every blob out of a space; what no other space has is deleted. How many were."""
    gone = [row[0] for row in db.all("DELETE FROM hub.link WHERE space = :s RETURNING digest",
                                     s=space)]  # fmt: skip
    db.run("DELETE FROM hub.blob WHERE blob IN (SELECT blob FROM hub.upload WHERE space = :s)",
           s=space)  # fmt: skip
    db.run(
        "DELETE FROM hub.blob b WHERE digest = ANY(:g) AND NOT EXISTS"
        " (SELECT 1 FROM hub.link l WHERE l.digest = b.digest)",
        g=gone,
    )
    return len(gone)


def sweep(db: Rows) -> int:
    """Forget uploads that were never finished."""
    return db.run(
        "DELETE FROM hub.blob WHERE blob IN (SELECT blob FROM hub.upload"
        " WHERE begun < now() - make_interval(days => :n))",
        n=UPLOAD_DAYS,
    )
