"""A batch that its publisher took back: its content leaves the store, what was judged stays.

Where nobody has judged anything the whole batch goes. Where somebody has, verdicts and their codes
stay with the bare facts of their cases (market, category, dates), and every word goes: texts,
pictures, notes. A case that another batch holds too is left alone. Each step is one transaction,
and what was cut short goes on at the next look.
"""

from __future__ import annotations

import json

from workstation.domain.event import Kind
from workstation.store import events, imports, log
from workstation.store.driver import Database

STEP = 500

_PENDING = "erasing "
_JUDGED = tuple(
    kind.value
    for kind in (Kind.ANSWERED, Kind.VERDICT, Kind.CORRECTED, Kind.CANNOT_JUDGE, Kind.SEALED)
)


def begin(db: Database, batch: str, event: str, digest: str, at: str) -> bool:
    """Mark a batch as taken back, once; False where it was already, or is not here."""
    known = imports.find(db, batch)
    if db.conn.execute("SELECT 1 FROM retraction WHERE batch = ?", [batch]).fetchone():
        return False
    db.conn.execute("INSERT INTO retraction VALUES (?, ?, ?)", [batch, event, at])
    if known is None or not known.ready:
        return False
    log.add(db, "retracted", batch, digest, at)
    db.conn.execute(
        "DELETE FROM draft WHERE task IN (SELECT id FROM task WHERE batch = ?)", [batch]
    )
    if is_judged(db, batch):
        db.conn.execute(
            "DELETE FROM task WHERE batch = ? AND (state = 'open' OR state = 'skipped')", [batch]
        )
    else:
        # From here on it is a batch that is not ready, which every start sweeps away.
        db.conn.execute("UPDATE batch SET ready = 0 WHERE id = ?", [batch])
    db.conn.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [_PENDING + batch, at])
    return True


def is_judged(db: Database, batch: str) -> bool:
    """Whether anybody has judged anything of a batch, at this desk or at another."""
    holes = ", ".join(f"'{kind}'" for kind in _JUDGED)
    return bool(
        db.conn.execute(
            "SELECT 1 FROM verdict WHERE batch = ?1 UNION ALL "
            "SELECT 1 FROM task t JOIN event e ON e.task = t.id "
            f"WHERE t.batch = ?1 AND e.kind IN ({holes}) LIMIT 1",
            [batch],
        ).fetchone()
    )


def pending(db: Database) -> list[str]:
    """Batches that were taken back and of which something is still to go."""
    rows = db.conn.execute("SELECT substr(name, ?) FROM meta WHERE name GLOB ?",
                           [len(_PENDING) + 1, f"{_PENDING}*"])  # fmt: skip
    return [row[0] for row in rows]


def go_on(db: Database, batch: str) -> bool:
    """Take the next cases away; True: call again."""
    known = imports.find(db, batch)
    if known is not None and known.ready:
        more = _erase_some(db, batch)
    else:
        _forget_words(db, _alone(db, batch, STEP))
        more = imports.remove_some(db, batch, STEP)
    if not more:
        db.conn.execute("DELETE FROM meta WHERE name IN (?, ?)",
                        [_PENDING + batch, f"indexed.{batch}"])  # fmt: skip
    return more


def erase_words(db: Database, at: str) -> int:
    """Forget the free text that anybody wrote about the batches taken back; how many pieces."""
    rows = db.conn.execute(
        "SELECT t.digest FROM retraction r JOIN event e ON e.batch = r.batch AND e.texts <> '{}' "
        "JOIN event_text t ON t.event = e.id WHERE t.words IS NOT NULL "
        # Why it was taken back is told on.
        "AND e.kind <> 'retracted'"
    ).fetchall()
    for (digest,) in rows:
        events.erase_text(db, digest, at)
    return len(rows)


def sentences_of(db: Database, batch: str) -> list[tuple[str, str]]:
    """Case and text of the next parts to go, for whoever knows what else was made of them."""
    return db.conn.execute(
        "SELECT p.[case], p.text FROM part p WHERE p.[case] IN (SELECT value FROM json_each(?))",
        [json.dumps(_alone(db, batch, STEP))],
    ).fetchall()


def forget_translations(db: Database, digests: list[str]) -> None:
    """Forget what sentences were translated into; another case's are made again when asked for."""
    db.conn.execute(
        "DELETE FROM translation WHERE digest IN (SELECT value FROM json_each(?))",
        [json.dumps(digests)],
    )


def _alone(db: Database, batch: str, limit: int) -> list[str]:
    """The next cases that hold words and that no other batch holds."""
    rows = db.conn.execute(
        "SELECT c.id FROM item i JOIN [case] c ON c.id = i.[case] WHERE i.batch = ?1 "
        "AND c.digest <> '' AND NOT EXISTS (SELECT 1 FROM item o WHERE o.[case] = c.id "
        "AND o.batch <> ?1) ORDER BY i.position LIMIT ?2",
        [batch, limit],
    )
    return [row[0] for row in rows]


def _erase_some(db: Database, batch: str) -> bool:
    cases = _alone(db, batch, STEP)
    held = json.dumps(cases)
    within = "IN (SELECT value FROM json_each(?))"
    _forget_words(db, cases)
    hashes = json.dumps([
        row[0]
        for row in db.conn.execute(f"SELECT sha256 FROM media WHERE [case] {within}", [held])
    ])
    for table in ("part", "media"):
        db.conn.execute(f"DELETE FROM {table} WHERE [case] {within}", [held])
    db.conn.execute(
        f"DELETE FROM media_bytes WHERE sha256 {within} "
        "AND sha256 NOT IN (SELECT sha256 FROM media)",
        [hashes],
    )
    db.conn.execute(
        "UPDATE decision SET note = '' WHERE note <> '' AND item IN "
        f"(SELECT id FROM item WHERE batch = ? AND [case] {within})",
        [batch, held],
    )
    db.conn.execute(
        "UPDATE [case] SET seller = NULL, headline = '', facts = '{}', earlier = '[]', "
        f"digest = '' WHERE id {within}",
        [held],
    )
    return len(cases) == STEP


def _forget_words(db: Database, cases: list[str]) -> None:
    rows = db.conn.execute(
        "SELECT seq FROM case_words_row WHERE [case] IN (SELECT value FROM json_each(?))",
        [json.dumps(cases)],
    ).fetchall()
    db.conn.executemany("DELETE FROM case_words WHERE rowid = ?", rows)
    db.conn.executemany("DELETE FROM case_words_row WHERE seq = ?", rows)
    # The number may be given again: whoever was like this one is by themselves from now on.
    db.conn.executemany("UPDATE alike SET head = seq WHERE head = ?", rows)
    db.conn.executemany("DELETE FROM alike WHERE seq = ?", rows)
    db.conn.executemany("DELETE FROM alike_band WHERE seq = ?", rows)
