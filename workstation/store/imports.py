"""Batches on their way in: written in hidden chunks, ready in one stroke, or gone without trace.

A batch is hidden while `batch.ready` is 0; whoever lists batches, cases or tasks joins on it.
Cases may be shared: deleting a batch leaves those that another one holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from workstation.domain.policy import Pack
from workstation.store import log, views
from workstation.store.driver import Database
from workstation.store.policies import delete_unused_packs, save_pack

Row = Sequence[object]

_TASK_INDEX = "task_item_for_deleting"


class Known(Struct, frozen=True):
    """A batch that the store holds already."""

    ready: bool
    manifest_digest: str
    manifest: str
    title: str
    cases: int
    quarantined: int


class Head(Struct, frozen=True):
    """What is written of a batch before its cases."""

    id: str
    kind: str
    title: str
    blind: bool
    created_at: str
    due_at: str | None
    publisher: str
    manifest_digest: str
    manifest: str
    imported_at: str
    pack: Pack | None


@dataclass(slots=True)
class Chunk:
    """Rows of a few hundred cases, in the order of the tables' columns."""

    cases: list[Row] = field(default_factory=list)
    parts: list[Row] = field(default_factory=list)
    media: list[Row] = field(default_factory=list)
    items: list[Row] = field(default_factory=list)
    decisions: list[Row] = field(default_factory=list)
    findings: list[Row] = field(default_factory=list)
    tasks: list[Row] = field(default_factory=list)
    quarantine: list[Row] = field(default_factory=list)


def find(db: Database, batch: str) -> Known | None:
    """The batch of that id, ready or not."""
    row = db.conn.execute(
        "SELECT ready, manifest_digest, manifest, title, cases, "
        "(SELECT count(*) FROM quarantine WHERE batch = id) FROM batch WHERE id = ?",
        [batch],
    ).fetchone()
    return Known(bool(row[0]), *row[1:]) if row else None


def begin(db: Database, head: Head) -> None:
    """Write the batch, hidden, and its policy pack."""
    if head.pack is not None:
        save_pack(db, head.pack)
    db.conn.execute(
        "INSERT INTO batch (id, kind, title, blind, created_at, due_at, publisher, "
        "manifest_digest, manifest, pack, imported_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            head.id,
            head.kind,
            head.title,
            int(head.blind),
            head.created_at,
            head.due_at,
            head.publisher,
            head.manifest_digest,
            head.manifest,
            head.pack.digest if head.pack else None,
            head.imported_at,
        ],
    )


def digests_of(db: Database, cases: Iterable[str]) -> dict[str, str]:
    """The content digests of those cases that the store holds."""
    return dict(
        db.conn.execute(
            "SELECT id, digest FROM [case] WHERE id IN (SELECT value FROM json_each(?))",
            [json.dumps(list(cases))],
        )
    )


def add_chunk(db: Database, chunk: Chunk) -> None:
    """Write the rows of a chunk."""
    insert = db.conn.executemany
    for table, columns, rows in (
        ("[case]", 19, chunk.cases),
        ("part", 12, chunk.parts),
        ("media", 7, chunk.media),
        ("item", 7, chunk.items),
        ("decision", 13, chunk.decisions),
        ("finding", 9, chunk.findings),
        ("quarantine", 5, chunk.quarantine),
    ):
        if rows:
            insert(f"INSERT INTO {table} VALUES ({','.join('?' * columns)})", rows)
    if chunk.tasks:
        insert(
            "INSERT INTO task (id, item, batch, [case], person, stage, position) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            chunk.tasks,
        )


def missing_media(db: Database, hashes: Iterable[str]) -> set[str]:
    """Those of the media whose bytes the store does not hold yet."""
    wanted = set(hashes)
    held = db.conn.execute(
        "SELECT sha256 FROM media_bytes WHERE sha256 IN (SELECT value FROM json_each(?))",
        [json.dumps(sorted(wanted))],
    )
    return wanted - {row[0] for row in held}


def add_medium(db: Database, sha256: str, data: bytes) -> None:
    """Keep the bytes of a medium once."""
    db.conn.execute("INSERT OR IGNORE INTO media_bytes VALUES (?, ?)", [sha256, data])


def finish(db: Database, batch: str, cases: int, blind: bool, at: str, content: str) -> None:
    """Make the batch ready, and chain it and its `content` (see `store.content`) into the log."""
    db.conn.execute(
        "UPDATE batch SET ready = 1, cases = ?, blind = ? WHERE id = ?", [cases, int(blind), batch]
    )
    said = db.conn.execute("SELECT manifest_digest FROM batch WHERE id = ?", [batch]).fetchone()
    log.add(db, "batch", batch, said[0], at)
    log.add(db, "content", batch, content, at)
    views.catch_up(db, batch)


def quarantine_of(db: Database, batch: str) -> list[tuple[int, str, str, Mapping[str, object]]]:
    """The lines of a batch that were left out: number, field, reason, parameters."""
    rows = db.conn.execute(
        "SELECT line, field, reason, params FROM quarantine WHERE batch = ? ORDER BY line", [batch]
    )
    return [(line, name, reason, json.loads(params)) for line, name, reason, params in rows]


def unfinished(db: Database) -> list[str]:
    """The batches that are not ready."""
    return [row[0] for row in db.conn.execute("SELECT id FROM batch WHERE NOT ready ORDER BY id")]


def sweep_unfinished(db: Database) -> int:
    """Delete what killed imports have left behind; returns how many batches.

    Call it at the start, while no import runs.
    """
    left = unfinished(db)
    for batch in left:
        while remove_some(db, batch, 1_000):
            pass
    return len(left)


def remove_some(db: Database, batch: str, limit: int) -> bool:
    """Delete up to `limit` items of an unfinished batch, at last the batch; True: call again.

    Cases go with their last item, media bytes with their last case. A batch that is ready stays.
    """
    known = find(db, batch)
    if known is not None and known.ready:
        return False
    items = _ids(
        db, "SELECT id FROM item WHERE batch = ? ORDER BY position LIMIT ?", [batch, limit]
    )
    if items == "[]":
        _remove_head(db, batch)
        return False
    _index_tasks(db)
    cases = _ids(
        db,
        "SELECT DISTINCT [case] FROM item WHERE id IN (SELECT value FROM json_each(?))",
        [items],
    )
    for statement in (
        "DELETE FROM task WHERE item IN (SELECT value FROM json_each(?))",
        "DELETE FROM finding WHERE owner IN (SELECT id FROM decision WHERE item IN "
        "(SELECT value FROM json_each(?)))",
        "DELETE FROM decision WHERE item IN (SELECT value FROM json_each(?))",
        "DELETE FROM item WHERE id IN (SELECT value FROM json_each(?))",
    ):
        db.conn.execute(statement, [items])
    alone = _ids(
        db,
        "SELECT value FROM json_each(?) WHERE NOT EXISTS "
        "(SELECT 1 FROM item WHERE item.[case] = value)",
        [cases],
    )
    for table, column in (
        ("part", "[case]"),
        ("media", "[case]"),
        ("part_language", "[case]"),
        ("[case]", "id"),
    ):
        db.conn.execute(
            f"DELETE FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))", [alone]
        )
    return True


def _remove_head(db: Database, batch: str) -> None:
    # Bytes are written after the rows that name them, so no other import can be hit by this.
    db.conn.execute("DELETE FROM media_bytes WHERE sha256 NOT IN (SELECT sha256 FROM media)")
    db.conn.execute("DELETE FROM quarantine WHERE batch = ?", [batch])
    db.conn.execute(f"DROP INDEX IF EXISTS {_TASK_INDEX}")
    db.conn.execute("DELETE FROM batch WHERE id = ? AND NOT ready", [batch])
    delete_unused_packs(db)


def _index_tasks(db: Database) -> None:
    # Deleting an item looks for tasks that name it; without an index that reads every task of
    # every batch once an item.
    row = db.conn.execute(
        "SELECT 1 FROM pragma_index_list('task') l, pragma_index_info(l.name) i "
        "WHERE i.seqno = 0 AND i.name = 'item' AND NOT l.partial"
    ).fetchone()
    if row is None:
        db.conn.execute(f"CREATE INDEX {_TASK_INDEX} ON task (item)")


def _ids(db: Database, query: str, values: Sequence[object]) -> str:
    return json.dumps([row[0] for row in db.conn.execute(query, values)])
