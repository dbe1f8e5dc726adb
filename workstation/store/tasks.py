"""Tasks: what a person has to do, what is next, and the rows of the queue."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from msgspec import Struct

from workstation.domain.ids import derived_id
from workstation.store.driver import Database


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


class QueueFilter(Struct, frozen=True):
    """Words that narrow the queue. There is none for anything a blind batch hides."""

    states: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    content_types: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    flagged: bool | None = None
    doubtful: bool | None = None
    cases: tuple[str, ...] | None = None  # what a text search found


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
    sql = (
        f"SELECT {_TASK} FROM task WHERE batch = ? AND person = ? AND position > ? "
        "AND state IN ('open', 'answered') ORDER BY position LIMIT 1"
    )
    for start in (after, 0) if after else (0,):
        row = db.conn.execute(sql, [batch, person, start]).fetchone()
        if row:
            return _task(row)
    return None


def upcoming(db: Database, batch: str, person: str, after: int, limit: int) -> list[Task]:
    """The tasks that will be next, in order, for translating and laying out ahead."""
    rows = db.conn.execute(
        f"SELECT {_TASK} FROM task WHERE batch = ? AND person = ? AND position > ? "
        "AND state IN ('open', 'answered') ORDER BY position LIMIT ?",
        [batch, person, after, limit],
    )
    return [_task(row) for row in rows]


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
    counts: dict[str, int] = {}
    flagged = 0
    for state, number, marked in db.conn.execute(
        "SELECT state, count(*), sum(flagged) FROM task WHERE batch = ? AND person = ? "
        "GROUP BY state",
        [batch, person],
    ):
        counts[state], flagged = number, flagged + marked
    return Progress(
        total=sum(counts.values()),
        open=counts.get("open", 0),
        answered=counts.get("answered", 0),
        decided=counts.get("decided", 0),
        cannot=counts.get("cannot", 0),
        skipped=counts.get("skipped", 0),
        sealed=counts.get("sealed", 0),
        flagged=flagged,
    )


def queue_keys(db: Database, batch: str, person: str, wanted: QueueFilter) -> array[int]:
    """The `seq` of every task that fits, in order: eight bytes a row, whatever the size."""
    where, values = ["t.batch = ?", "t.person = ?"], [batch, person]
    _one_of(where, values, "t.state", wanted.states)
    _one_of(where, values, _LANGUAGE, wanted.languages)
    _one_of(where, values, "c.content_type", wanted.content_types)
    _one_of(where, values, "c.market", wanted.markets)
    if wanted.cases is not None:
        _one_of(where, values, "t.[case]", wanted.cases or ("",))
    if wanted.flagged is not None:
        where.append(f"t.flagged = {int(wanted.flagged)}")
    if wanted.doubtful is not None:
        where.append(f"{'' if wanted.doubtful else 'NOT '}{_DOUBTFUL}")
    joined = "JOIN [case] c ON c.id = t.[case]" if wanted != QueueFilter() else ""
    rows = db.conn.execute(
        f"SELECT t.seq FROM task t {joined} WHERE {' AND '.join(where)} ORDER BY t.position",
        values,
    )
    return array("q", (row[0] for row in rows))


_DOUBTFUL = "EXISTS (SELECT 1 FROM part_language d WHERE d.[case] = t.[case] AND d.unsure)"


def queue_rows(db: Database, keys: Sequence[int]) -> list[QueueRow]:
    """The rows of these keys, in the order of the keys."""
    holes = ",".join("?" * len(keys))
    rows = db.conn.execute(
        f"SELECT t.seq, t.id, t.[case], t.position, t.state, t.flagged, {_LANGUAGE}, "
        "c.content_type, c.headline, (SELECT v.result FROM verdict v WHERE v.task = t.id AND "
        f"v.person = t.person AND v.superseded_by IS NULL LIMIT 1), {_DOUBTFUL} "
        f"FROM task t JOIN [case] c ON c.id = t.[case] WHERE t.seq IN ({holes})",
        list(keys),
    )
    by_key = {
        row[0]: QueueRow(*row[:5], bool(row[5]), *row[6:10], bool(row[10])) for row in rows
    }
    return [by_key[key] for key in keys if key in by_key]


def _one_of(
    where: list[str], values: list[str], column: str, wanted: tuple[str, ...]
) -> None:
    if wanted:
        where.append(f"{column} IN ({','.join('?' * len(wanted))})")
        values.extend(wanted)


def _task(row: tuple[object, ...]) -> Task:
    return Task(*row[:9], bool(row[9]))  # type: ignore[arg-type]
