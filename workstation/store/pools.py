"""Pools: frames on their way in, and their rows again as values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from msgspec import Struct

from workstation.domain.sampling.frame import FrameRow
from workstation.fault import WorldFault
from workstation.store import log
from workstation.store.driver import Database
from workstation.store.pool_filter import WORDS, Filter, conditions, words_of

Row = Sequence[object]
ROW_COLUMNS = (
    "line", "decision", "automated", *WORDS, "at", "minutes", "exposure", "handling_ms", "cluster",
)  # fmt: skip
"""What a row of a frame is made of; words stand as codes."""

_INSERT = (
    f"INSERT INTO frame_row (pool, {', '.join(ROW_COLUMNS)}) "
    f"VALUES (?, {', '.join('?' * len(ROW_COLUMNS))})"
)


class Pool(Struct, frozen=True):
    """A frame that is here: `rows` decisions, `left_out` lines in quarantine.

    `offsets` are the offsets of its times in minutes with how many rows have each; `zone` is what
    was said of it. `critical` are the clauses that the frame itself marks.
    """

    id: str
    title: str
    source: str
    digest: str
    imported_at: str
    zone: str | None
    rows: int
    left_out: int
    undated: int
    clustered: int
    first: datetime | None
    last: datetime | None
    offsets: Mapping[int, int]
    critical: tuple[str, ...] = ()
    number: int = 0
    ready: bool = True

    @property
    def plain_zone(self) -> str | None:
        """The zone its days are in: what was said, else the only offset it has."""
        if self.zone is not None or len(self.offsets) != 1:
            return self.zone
        return offset_name(next(iter(self.offsets)))


class Head(Struct, frozen=True):
    """What is written of a pool before its rows."""

    id: str
    title: str
    source: str
    digest: str
    imported_at: str
    zone: str | None


class Totals(Struct, frozen=True):
    """What is known of a frame once its last row is in."""

    rows: int
    left_out: int
    undated: int
    clustered: int
    first: int | None
    last: int | None
    offsets: Mapping[int, int]


def offset_name(minutes: int) -> str:
    """An offset as it is written: 480 is +08:00."""
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


# On the way in


def set_cache(db: Database, size: int) -> int:
    """How much of the file this connection keeps at hand (pages; KiB where negative); before."""
    before = db.conn.execute("PRAGMA cache_size").fetchone()[0]
    db.conn.execute(f"PRAGMA cache_size = {int(size)}")
    return int(before)


def begin(db: Database, head: Head) -> int:
    """Write a pool, hidden; its number."""
    made = db.conn.execute(
        "INSERT INTO pool (id, title, source, digest, imported_at, zone, ready, rows, left_out, "
        "undated, clustered, offsets) VALUES (?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, '{}')",
        [head.id, head.title, head.source, head.digest, head.imported_at, head.zone],
    )
    number = made.lastrowid
    assert number is not None
    return int(number)


def add(
    db: Database, number: int, words: Iterable[Row], rows: Iterable[Row], bad: Iterable[Row]
) -> None:
    """Write a chunk: new words (field, code, word), rows, lines that were put aside."""
    db.conn.executemany(
        "INSERT INTO frame_word VALUES (?, ?, ?, ?, 0)", [(number, *word) for word in words]
    )
    db.conn.executemany(_INSERT, [(number, *row) for row in rows])
    put_aside(db, number, bad)


def put_aside(db: Database, number: int, bad: Iterable[Row]) -> None:
    """Lines for the quarantine: line, field, reason, parameters."""
    db.conn.executemany(
        "INSERT OR REPLACE INTO quarantine SELECT id, ?, ?, ?, ? FROM pool WHERE number = ?",
        [(line, name, reason, json.dumps(params), number) for line, name, reason, params in bad],
    )


def lines_of(db: Database, number: int, ids: set[str]) -> list[tuple[int, str]]:
    """Where these decision ids stand, in the order of the file."""
    rows = db.conn.execute(
        "SELECT line, decision FROM frame_row WHERE pool = ? ORDER BY line", [number]
    )
    return [(line, name) for line, name in rows if name in ids]


def take_out(db: Database, number: int, lines: Iterable[int]) -> None:
    """Rows that turned out not to count."""
    db.conn.executemany(
        "DELETE FROM frame_row WHERE pool = ? AND line = ?", [(number, line) for line in lines]
    )


def mark_critical(db: Database, number: int, codes: Iterable[int]) -> None:
    """The clauses that the frame itself calls critical."""
    db.conn.executemany(
        "UPDATE frame_word SET critical = 1 WHERE pool = ? AND field = 'clause' AND code = ?",
        [(number, code) for code in codes],
    )


def finish(db: Database, number: int, totals: Totals, at: str) -> None:
    """Make a pool ready, and chain what it was made of into the log."""
    db.conn.execute(
        "UPDATE pool SET ready = 1, rows = ?, left_out = ?, undated = ?, clustered = ?, first = ?, "
        "last = ?, offsets = ? WHERE number = ?",
        [
            totals.rows, totals.left_out, totals.undated, totals.clustered, totals.first,
            totals.last, json.dumps(dict(totals.offsets)), number,
        ],
    )  # fmt: skip
    name, digest = db.conn.execute(
        "SELECT id, digest FROM pool WHERE number = ?", [number]
    ).fetchone()
    log.add(db, "pool", name, digest, at)


def retire(db: Database, number: int, at: str) -> None:
    """Let go of a frame: it is hidden at once, its rows are deleted by `remove_some`."""
    name, digest = db.conn.execute(
        "SELECT id, digest FROM pool WHERE number = ?", [number]
    ).fetchone()
    db.conn.execute("UPDATE pool SET ready = 0 WHERE number = ?", [number])
    log.add(db, "pool_forgotten", name, digest, at)


def unfinished(db: Database) -> list[int]:
    """The pools that are not ready."""
    return [row[0] for row in db.conn.execute("SELECT number FROM pool WHERE NOT ready")]


def remove_some(db: Database, number: int, limit: int) -> bool:
    """Delete up to `limit` rows of an unfinished pool, at last the pool; True: call again."""
    if db.conn.execute("SELECT ready FROM pool WHERE number = ?", [number]).fetchone() != (0,):
        return False
    gone = db.conn.execute(
        "DELETE FROM frame_row WHERE pool = ?1 AND line IN "
        "(SELECT line FROM frame_row WHERE pool = ?1 ORDER BY line LIMIT ?2)",
        [number, limit],
    )
    if gone.rowcount:
        return True
    db.conn.execute(
        "DELETE FROM quarantine WHERE batch = (SELECT id FROM pool WHERE number = ?)", [number]
    )
    db.conn.execute("DELETE FROM frame_word WHERE pool = ?", [number])
    db.conn.execute("DELETE FROM pool WHERE number = ?", [number])
    return False


# As values again

_POOL = (
    "SELECT id, title, source, digest, imported_at, zone, rows, left_out, undated, clustered, "
    "first, last, offsets, number, ready FROM pool "
)


def listed(db: Database) -> list[Pool]:
    """Every pool that is ready, the newest first."""
    rows = db.conn.execute(f"{_POOL} WHERE ready ORDER BY number DESC").fetchall()
    return [_pool(db, row) for row in rows]


def find(db: Database, name: str) -> Pool | None:
    """The pool of that id, ready or not."""
    row = db.conn.execute(f"{_POOL} WHERE id = ?", [name]).fetchone()
    return _pool(db, row) if row else None


def get(db: Database, name: str | None) -> Pool:
    """The pool of an id, or of the beginning of one; without a name the only one, or the newest.

    Raises WorldFault `sampling.no_pool`, `sampling.no_pools`, `sampling.two_pools`.
    """
    held = listed(db)
    if not held:
        raise WorldFault("sampling.no_pools")
    if name is None:
        return held[0]
    found = [one for one in held if one.id == name] or [
        one for one in held if one.id.startswith(name) or one.title == name
    ]
    if not found:
        raise WorldFault("sampling.no_pool", pool=name[:60])
    if len(found) > 1:
        raise WorldFault("sampling.two_pools", pool=name[:60], count=len(found))
    return found[0]


def rows(db: Database, pool: Pool, chosen: Filter) -> Iterator[FrameRow]:
    """The rows of a frame that a filter leaves, in the order of the file."""
    held = words_of(db, pool.number)
    names = {field: [held[field].get(code, "") for code in _span(held[field])] for field in WORDS}
    vendor, site, language, market, clause, action, moderator = (names[field] for field in WORDS)
    zones: dict[int, timezone] = {}
    asked, values = conditions(db, pool.number, chosen)
    # By the index it would have to sort a million rows.
    found = db.conn.execute(
        f"SELECT {', '.join(ROW_COLUMNS)} FROM frame_row NOT INDEXED WHERE {asked} ORDER BY line",
        values,
    )
    for row in found:
        zone = None
        if row[11] is not None:
            zone = zones.get(row[11])
            if zone is None:
                zone = zones[row[11]] = timezone(timedelta(minutes=row[11]))
        yield FrameRow(
            row[1],
            moderator[row[9]],
            vendor[row[3]],
            site[row[4]],
            language[row[5]],
            market[row[6]],
            clause[row[7]],
            action[row[8]],
            datetime.fromtimestamp(row[10], zone) if zone is not None else None,
            row[12],
            None if row[13] is None else row[13] / 1000,
            row[14],
            bool(row[2]),
        )


def _span(held: Mapping[int, str]) -> range:
    return range(max(held, default=-1) + 1)


def _pool(db: Database, row: tuple[Any, ...]) -> Pool:
    marked = db.conn.execute(
        "SELECT word FROM frame_word WHERE pool = ? AND field = 'clause' AND critical "
        "ORDER BY word",
        [row[13]],
    )
    offsets = {int(minutes): count for minutes, count in json.loads(row[12]).items()}
    return Pool(
        *row[:10],
        first=_moment(row[10]),
        last=_moment(row[11]),
        offsets=offsets,
        critical=tuple(word for (word,) in marked),
        number=row[13],
        ready=bool(row[14]),
    )


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
