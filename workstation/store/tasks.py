"""Tasks: what a person has to do, what is next, and the rows of the queue."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import chain

from msgspec import Struct

from workstation.domain.ids import derived_id
from workstation.store.driver import Database
from workstation.store.queue_filter import QueueFilter, conditions, lines, literal

__all__ = ["QueueFilter"]


class Task(Struct, frozen=True):
    """One person's work on one item."""

    seq: int
    id: str
    item: str
    batch: str
    case: str
    person: str
    stage: str
    position: int
    state: str
    flagged: bool


class QueueRow(Struct, frozen=True):
    """A task as the queue shows it: nothing in it tells what the moderator did."""

    seq: int
    task: str
    case: str
    position: int
    state: str
    flagged: bool
    language: str | None
    content_type: str
    headline: str
    result: str | None
    doubtful: bool


class Progress(Struct, frozen=True):
    """How a person's tasks of a batch stand."""

    total: int
    open: int
    answered: int
    decided: int
    cannot: int
    skipped: int
    sealed: int
    flagged: int


_TASK = "seq, id, item, batch, [case], person, stage, position, state, flagged"
# The condition is written as the partial index has it: an IN is held against a list made anew at
# every look-up. And a bare `?` beside a partial index has SQLite prepare the statement anew for
# each value, since that might change what the index is good for: ten times the look-up itself.
_UPCOMING = (
    f"SELECT {_TASK} FROM task WHERE batch = (SELECT ?) AND person = (SELECT ?) "
    "AND position > (SELECT ?) AND (state = 'open' OR state = 'answered') "
    "ORDER BY position LIMIT (SELECT ?)"
)

# The detected language of the first part stands in where the batch gave no hint.
_LANGUAGE = (
    "coalesce(c.language, (SELECT p.language FROM part_language p WHERE p.[case] = c.id LIMIT 1))"
)


def get(db: Database, task: str) -> Task | None:
    """The task of that id."""
    row = db.conn.execute(f"SELECT {_TASK} FROM task WHERE id = ?", [task]).fetchone()
    return _task(row) if row else None


def next_open(db: Database, batch: str, person: str, after: int = 0) -> Task | None:
    """The next task nobody has decided, after a position; from the start when none follows."""
    for start in (after, 0) if after else (0,):
        found = upcoming(db, batch, person, start, 1)
        if found:
            return found[0]
    return None


def upcoming(db: Database, batch: str, person: str, after: int, limit: int) -> list[Task]:
    """The tasks that will be next, in order, for translating and laying out ahead."""
    rows = db.conn.execute(_UPCOMING, [batch, person, after, limit])
    return [_task(row) for row in rows]


def open_until(db: Database, batch: str, person: str, position: int) -> int:
    """How many tasks up to a place nobody has decided."""
    row = db.conn.execute(
        "SELECT count(*) FROM task WHERE batch = (SELECT ?) AND person = (SELECT ?) "
        "AND position <= (SELECT ?) AND (state = 'open' OR state = 'answered')",
        [batch, person, position],
    ).fetchone()
    return int(row[0])


def by_case(db: Database, batch: str, person: str) -> dict[str, Task]:
    """A person's tasks of a batch by their case."""
    rows = db.conn.execute(
        f"SELECT {_TASK} FROM task WHERE batch = ? AND person = ?", [batch, person]
    )
    return {task.case: task for task in map(_task, rows)}


def hand_over(db: Database, old: str, new: str) -> int:
    """Give the tasks nobody has touched to another person; returns how many.

    A batch that came in before anybody said who works here belongs to whoever says it first.
    """
    rows = db.conn.execute(
        "SELECT seq, item, stage FROM task WHERE person = ? AND state = 'open' AND NOT EXISTS "
        "(SELECT 1 FROM event WHERE event.task = task.id)",
        [old],
    ).fetchall()
    db.conn.executemany(
        "UPDATE OR IGNORE task SET person = ?, id = ? WHERE seq = ?",
        [[new, derived_id(item, new, stage), seq] for seq, item, stage in rows],
    )
    return len(rows)


def progress(db: Database, batch: str, person: str) -> Progress:
    """Counts by state."""
    row = db.conn.execute(
        "SELECT tasks, [open], answered, decided, cannot, skipped, sealed, flagged "
        "FROM queue_place WHERE batch = ? AND person = ?",
        [batch, person],
    ).fetchone()
    return Progress(*(row or (0,) * 8))


def queue_keys(
    db: Database, batch: str, person: str, wanted: QueueFilter, limit: int = -1
) -> Sequence[int]:
    """The `seq` of every task that fits, in order: eight bytes a row, or two numbers for them all.

    With a limit, the first that many.
    """
    place = db.conn.execute(
        "SELECT id, tasks, first_seq, straight FROM queue_place WHERE batch = ? AND person = ?",
        [batch, person],
    ).fetchone()
    if place is None:
        return array("q")
    number, count, first, straight = place
    if straight and wanted == QueueFilter():
        return range(first, first + count)
    where, values = conditions(wanted, batch, person)
    rows = db.conn.execute(
        f"SELECT l.seq FROM {lines(wanted)} WHERE {' AND '.join(['l.place = ?', *where])} "
        "ORDER BY l.position, l.seq LIMIT ?",
        [number, *values, limit],
    )
    return array("q", chain.from_iterable(rows))


def queue_count(db: Database, batch: str, person: str, wanted: QueueFilter) -> int:
    """How many tasks fit."""
    where, values = conditions(wanted, batch, person)
    return int(
        db.conn.execute(
            f"SELECT count(*) FROM {lines(wanted)} JOIN queue_place p ON p.id = l.place "
            f"WHERE {' AND '.join(['p.batch = ?', 'p.person = ?', *where])}",
            [batch, person, *values],
        ).fetchone()[0]
    )


_VALUES = {
    "languages": "language",
    "content_types": "content_type",
    "markets": "market",
    "categories": "category",
    "sellers": "seller",
}


def values_of(
    db: Database, batch: str, person: str, field: str, limit: int
) -> list[tuple[str, int]]:
    """The values that a field of the filter may have here, with their counts, commonest first."""
    column = _VALUES[field]
    rows = db.conn.execute(
        f"SELECT l.{column}, count(*) AS n FROM queue_line l JOIN queue_place p ON p.id = l.place "
        f"WHERE p.batch = ? AND p.person = ? AND l.{column} <> '' GROUP BY 1 "
        "ORDER BY n DESC, 1 LIMIT ?",
        [batch, person, limit],
    )
    return [(value, number) for value, number in rows]


def by_id(
    db: Database, person: str, piece: str, how: str, limit: int
) -> list[tuple[str, str, str]]:
    """A person's tasks (id, batch, source id) by their source's, case's or own id: the `whole` of
    it, its `start` or, of a source id, its `end`."""
    chosen = "SELECT t.id, t.batch, c.source_id FROM"
    of_case = f"{chosen} [case] c JOIN task t ON t.[case] = c.id JOIN batch b ON b.id = t.batch"
    of_task = f"{chosen} task t JOIN [case] c ON c.id = t.[case] JOIN batch b ON b.id = t.batch"
    held, lower = literal(piece), piece.lower()
    after = f"{lower}\U0010ffff"
    if how == "whole":
        asked = [
            (f"{of_case} WHERE c.source_id = ? COLLATE NOCASE", [piece]),
            (f"{of_case} WHERE c.id = ?", [lower]),
            (f"{of_task} WHERE t.id = ?", [lower]),
        ]
    elif how == "start":
        asked = [
            (f"{of_case} WHERE c.source_id LIKE ? ESCAPE '\\'", [f"{held}%"]),
            (f"{of_case} WHERE c.id >= ? AND c.id < ?", [lower, after]),
            (f"{of_task} WHERE t.id >= ? AND t.id < ?", [lower, after]),
        ]
    else:
        asked = [(f"{of_case} WHERE c.source_id LIKE ? ESCAPE '\\'", [f"%{held}"])]
    found: dict[str, tuple[str, str, str]] = {}
    for sql, values in asked:
        rows = db.conn.execute(
            f"{sql} AND t.person = ? AND b.ready ORDER BY t.batch, t.position LIMIT ?",
            [*values, person, limit],
        )
        found |= {row[0]: tuple(row) for row in rows}
    return list(found.values())[:limit]


_DOUBTFUL = "EXISTS (SELECT 1 FROM part_language d WHERE d.[case] = t.[case] AND d.unsure)"


def queue_rows(db: Database, keys: Sequence[int]) -> list[QueueRow]:
    """The rows of these keys, in the order of the keys."""
    holes = ",".join("?" * len(keys))
    rows = db.conn.execute(
        f"SELECT t.seq, t.id, t.[case], t.position, t.state, t.flagged, {_LANGUAGE}, "
        "c.content_type, iif(t.state = 'sealed', '', c.headline), "
        "(SELECT v.result FROM verdict v WHERE v.task = t.id AND v.person = t.person "
        f"AND v.superseded_by IS NULL LIMIT 1), {_DOUBTFUL} "
        f"FROM task t JOIN [case] c ON c.id = t.[case] WHERE t.seq IN ({holes})",
        list(keys),
    )
    by_key = {
        row[0]: QueueRow(*row[:5], bool(row[5]), *row[6:10], bool(row[10])) for row in rows
    }
    return [by_key[key] for key in keys if key in by_key]


def _task(row: tuple[object, ...]) -> Task:
    return Task(*row[:9], bool(row[9]))  # type: ignore[arg-type]
