"""What publishers said of batches, packs and packages, as it stands in their streams.

Nothing is decided here: who may say what is `workstation.review.publishers`' to tell.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from workstation.domain.event import Kind
from workstation.store.driver import Database


class Said(Struct, frozen=True):
    """One statement. `seq` is its segment, None while it has none; `key` signs its stream, None
    for what was said here and has not been packed; the list of files is read apart (`files_of`)."""

    id: str
    stream: str
    number: int
    seq: int | None
    device: str
    person: str
    key: str | None
    kind: str
    batch: str | None
    at: str
    body: Mapping[str, Any]

    @property
    def order(self) -> tuple[int, str, int]:
        """Statements of several streams in one order: by their logical clock first."""
        turn = self.body.get("turn")
        return (turn if type(turn) is int else 0, self.stream, self.number)


# As the partial indexes have it, or SQLite does not see that they serve.
_OF_BATCHES = (
    "e.kind IN ('published', 'assigned', 'taken_back', 'closed', 'released', 'retracted', "
    "'locked')"
)
_OFFERED = "e.kind IN ('pack_published', 'package_published')"
_COLUMNS = (
    "SELECT e.id, e.stream, e.number, (SELECT s.seq FROM segment s WHERE s.stream = e.stream "
    "AND s.first <= e.number AND s.first + s.events > e.number), e.device, e.person, "
    "k.public_key, e.kind, e.batch, e.at, "
    # Every file of a batch stands in there: a megabyte for one batch of many pictures.
    "CASE e.kind WHEN 'published' THEN json_remove(e.body, '$.files') ELSE e.body END "
    "FROM event e LEFT JOIN stream k ON k.id = e.stream WHERE "
)


def of_batches(db: Database, batch: str | None = None) -> list[Said]:
    """What was said of one batch, or of all, on the streams for it, in one order."""
    asked = f"{_COLUMNS}{_OF_BATCHES} AND e.stream = e.device || '.batch-' || e.batch"
    values: list[object] = []
    if batch is not None:
        asked, values = f"{asked} AND e.batch = ?", [batch]
    return sorted((_said(row) for row in db.conn.execute(asked, values)), key=_order)


def packs(db: Database) -> list[Said]:
    """Policy packs that were published by themselves."""
    return _offered(db, Kind.PACK_PUBLISHED, "policy")


def packages(db: Database) -> list[Said]:
    """Translation packages that were published."""
    return _offered(db, Kind.PACKAGE_PUBLISHED, "models")


def _offered(db: Database, kind: str, audience: str) -> list[Said]:
    asked = f"{_COLUMNS}{_OFFERED} AND e.kind = ? AND e.stream = e.device || ?"
    rows = db.conn.execute(asked, [kind, f".{audience}"])
    return sorted((_said(row) for row in rows), key=_order)


def files_of(db: Database, event: str) -> object:
    """The list of files that a `published` event brings, as it was said."""
    row = db.conn.execute("SELECT body FROM event WHERE id = ?", [event]).fetchone()
    return json.loads(row[0]).get("files") if row else None


def turn(db: Database, batch: str) -> int:
    """The next turn of the clock of a batch."""
    return 1 + max((said.order[0] for said in of_batches(db, batch)), default=0)


# What is here


def manifest_of(db: Database, batch: str) -> str | None:
    """The digest of a batch that is here and ready."""
    row = db.conn.execute(
        "SELECT manifest_digest FROM batch WHERE id = ? AND ready", [batch]
    ).fetchone()
    return row[0] if row else None


def retracted(db: Database, batch: str) -> bool:
    """Whether a batch's content was taken away here because its publisher took it back."""
    asked = db.conn.execute("SELECT 1 FROM retraction WHERE batch = ?", [batch])
    return asked.fetchone() is not None


def held(db: Database, hashes: Iterable[str]) -> set[str]:
    """Those of the files whose bytes are here: media, and policy files of earlier batches."""
    wanted = json.dumps(sorted(set(hashes)))
    rows = db.conn.execute(
        "SELECT sha256 FROM media_bytes WHERE sha256 IN (SELECT value FROM json_each(?1)) UNION "
        "SELECT sha256 FROM kept_file WHERE sha256 IN (SELECT value FROM json_each(?1))",
        [wanted],
    )
    return {row[0] for row in rows}


def bytes_of(db: Database, sha256: str) -> bytes | None:
    """A file's bytes where they are here."""
    row = db.conn.execute(
        "SELECT bytes FROM media_bytes WHERE sha256 = ?1 UNION ALL "
        "SELECT bytes FROM kept_file WHERE sha256 = ?1 LIMIT 1",
        [sha256],
    ).fetchone()
    return row[0] if row else None


def keep_file(db: Database, sha256: str, data: bytes) -> None:
    """Keep a policy file, so that the next batch need not fetch it."""
    db.conn.execute("INSERT OR IGNORE INTO kept_file VALUES (?, ?)", [sha256, data])


def keep_pack(db: Database, digest: str, event: str) -> None:
    """A pack that came by itself stays, whether a batch names it or not."""
    db.conn.execute("INSERT OR IGNORE INTO kept_pack VALUES (?, ?)", [digest, event])


def _order(said: Said) -> tuple[int, str, int]:
    return said.order


def _said(row: tuple[Any, ...]) -> Said:
    body = json.loads(row[-1])
    return Said(*row[:-1], body if isinstance(body, dict) else {})
