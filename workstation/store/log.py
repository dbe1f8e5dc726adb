"""The device's hash chain over everything that was recorded, received or erased.

`hash = SHA-256(prev || canonical_json(entry))`, written in the transaction of the change itself.
It is tamper-evident, not tamper-proof: whoever owns the file could make the whole chain again, so
the head travels with every segment that is sent (`workstation.sync`).
"""

from __future__ import annotations

from msgspec import Struct

from workstation.domain.canonical import canonical_json, digest
from workstation.store.driver import Database

GENESIS = "0" * 64


class Break(Struct, frozen=True):
    """The first place where a chain does not hold: which table, which row, what is wrong."""

    where: str
    ref: str
    reason: str


class Checked(Struct, frozen=True):
    """How many entries were checked, and the first fault, if any."""

    entries: int
    fault: Break | None = None


def head(db: Database) -> tuple[int, str]:
    """Number and hash of the last entry."""
    row = db.conn.execute("SELECT seq, hash FROM log ORDER BY seq DESC LIMIT 1").fetchone()
    return (row[0], row[1]) if row else (0, GENESIS)


def add(db: Database, what: str, ref: str, content_digest: str, at: str) -> None:
    """Chain one entry; call it inside the transaction of what it tells."""
    seq, prev = head(db)
    entry = _entry(seq + 1, what, ref, content_digest, at)
    db.conn.execute(
        "INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?)",
        [seq + 1, what, ref, content_digest, at, prev, _hash(prev, entry)],
    )


def check(db: Database) -> Checked:
    """Walk the whole chain; hold every event and segment against its entry, and batches and
    policy packs against their digests."""
    prev, expected = GENESIS, 1
    rows = db.conn.execute("SELECT seq, what, ref, digest, at, prev, hash FROM log ORDER BY seq")
    for seq, what, ref, content, at, said_prev, said_hash in rows:
        if seq != expected:
            return Checked(expected - 1, Break("log", str(expected), "missing"))
        if said_prev != prev or _hash(prev, _entry(seq, what, ref, content, at)) != said_hash:
            return Checked(expected - 1, Break("log", str(seq), "hash"))
        prev, expected = said_hash, expected + 1
    fault = _check_events(db) or _check_segments(db) or _check_batches(db)
    fault = fault or _check_packs(db) or _check_content(db) or _check_gold(db)
    fault = fault or _check_samples(db)
    return Checked(expected - 1, fault)


def _check_events(db: Database) -> Break | None:
    from workstation.store import events

    logged = dict(db.conn.execute("SELECT ref, digest FROM log WHERE what = 'event'"))
    for event, said in events.every(db):
        made = event.digest()
        own = logged.pop(event.id, None)
        if made != said or (own is not None and own != made):
            return Break("event", event.id, "digest")
        for name, text in event.texts.items():
            if not text.holds():
                return Break("event_text", f"{event.id}/{name}", "digest")
    for event, said in events.every(db, void=True):
        if event.digest() != said or logged.pop(event.id, said) != said:
            return Break("void_event", event.id, "digest")
    return Break("event", next(iter(logged)), "missing") if logged else None


def _check_segments(db: Database) -> Break | None:
    logged = dict(db.conn.execute("SELECT ref, digest FROM log WHERE what = 'segment'"))
    rows = db.conn.execute("SELECT stream, seq, digest, bytes FROM segment")
    for stream, seq, said, data in rows:
        ref = f"{stream}/{seq}"
        if digest(data) != said or logged.pop(ref, None) != said:
            return Break("segment", ref, "digest")
    for stream, seq, said, data in db.conn.execute(
        "SELECT stream, seq, digest, bytes FROM void_segment"
    ):
        ref = f"{stream}/{seq}"
        if digest(data) != said or logged.pop(ref, said) != said:
            return Break("void_segment", ref, "digest")
    return Break("segment", next(iter(logged)), "missing") if logged else None


def _check_batches(db: Database) -> Break | None:
    for batch, said, manifest in db.conn.execute(
        "SELECT id, manifest_digest, manifest FROM batch WHERE ready"
    ):
        if digest(manifest.encode()) != said:
            return Break("batch", batch, "digest")
    return None


def _check_content(db: Database) -> Break | None:
    from workstation.store import content

    # What was retracted is gone by its publisher's word, which is in the log as well.
    logged = db.conn.execute(
        "SELECT ref, digest FROM log WHERE what = 'content' AND ref NOT IN "
        "(SELECT ref FROM log WHERE what = 'retracted')"
    ).fetchall()
    for batch, said in logged:
        if content.digest_of(db, batch) != said:
            return Break("content", batch, "digest")
    return None


def _check_gold(db: Database) -> Break | None:
    from workstation.store import gold

    damaged = gold.damaged(db)
    return Break("gold", damaged, "digest") if damaged is not None else None


def _check_samples(db: Database) -> Break | None:
    from workstation.store import samples

    damaged = samples.damaged(db)
    return Break("sample", damaged, "digest") if damaged is not None else None


def _check_packs(db: Database) -> Break | None:
    from workstation.store import policies

    damaged = policies.damaged_pack(db)
    return Break("pack", damaged, "digest") if damaged is not None else None


def _entry(seq: int, what: str, ref: str, content: str, at: str) -> dict[str, object]:
    return {"seq": seq, "what": what, "ref": ref, "digest": content, "at": at}


def _hash(prev: str, entry: dict[str, object]) -> str:
    return digest(prev.encode() + canonical_json(entry))
