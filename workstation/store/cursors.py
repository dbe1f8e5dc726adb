"""What a place said last: when, how far its streams were read, and what was wrong there.

A help, not a truth: whatever is lost here is asked for again, and found the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from msgspec import Struct

from workstation.fault import WorldFault
from workstation.store.driver import Database


class Cursor(Struct, frozen=True):
    """How a stream stood at a place when it was looked at last: its records and words there, our
    segments of it then, and the marks after which a listing may begin.

    `settled`: there was nothing left to do, so that the same counts need no second look.
    """

    stream: str
    records: int
    texts: int
    segments: int
    counts_until: int | None = None
    records_mark: str | None = None
    texts_mark: str | None = None
    settled: bool = False


class PlaceRow(Struct, frozen=True):
    """A place, how it was called, the account there, and the last run."""

    place: str
    address: str
    account: str | None
    at: str
    report: str


class ProblemRow(Struct, frozen=True):
    """What was wrong at a place."""

    place: str
    fault: WorldFault
    at: str
    stream: str | None = None
    file: str | None = None

    @property
    def code(self) -> str:
        """The fault's code."""
        return self.fault.code


def cursors(db: Database, place: str) -> dict[str, Cursor]:
    """By stream."""
    rows = db.conn.execute(
        "SELECT stream, records, texts, segments, counts_until, records_mark, texts_mark, settled "
        "FROM sync_cursor WHERE place = ?",
        [place],
    )
    return {row[0]: Cursor(*row[:7], bool(row[7])) for row in rows}


def keep(db: Database, place: str, held: Iterable[Cursor]) -> None:
    """Remember how streams stood."""
    db.conn.executemany(
        "INSERT OR REPLACE INTO sync_cursor VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            [
                place,
                one.stream,
                one.records,
                one.texts,
                one.segments,
                one.counts_until,
                one.records_mark,
                one.texts_mark,
                int(one.settled),
            ]
            for one in held
        ],
    )


def forget(db: Database, stream: str | None = None) -> None:
    """Look at everything, or at one stream, again at the next run."""
    db.conn.execute("DELETE FROM sync_cursor WHERE ?1 IS NULL OR stream = ?1", [stream])


def places(db: Database) -> list[PlaceRow]:
    """Places that were synced with, the last one first."""
    rows = db.conn.execute(
        "SELECT place, address, account, at, report FROM sync_place ORDER BY at DESC, place"
    )
    return [PlaceRow(*row) for row in rows]


def keep_place(db: Database, row: PlaceRow) -> None:
    """Remember a run."""
    db.conn.execute(
        "INSERT OR REPLACE INTO sync_place VALUES (?, ?, ?, ?, ?)",
        [row.place, row.address, row.account, row.at, row.report],
    )


def problems(db: Database, place: str | None = None) -> list[ProblemRow]:
    """What is wrong, at one place or at all."""
    rows = db.conn.execute(
        "SELECT place, code, params, at, stream, file FROM sync_problem "
        "WHERE ?1 IS NULL OR place = ?1 ORDER BY place, position",
        [place],
    )
    return [
        ProblemRow(held, WorldFault(code, **json.loads(params)), at, stream, file)
        for held, code, params, at, stream, file in rows
    ]


def keep_problems(db: Database, place: str, rows: Iterable[ProblemRow]) -> None:
    """What is wrong at a place now, in place of what was; what was wrong before keeps its date."""
    since = {_name(one): one.at for one in problems(db, place)}
    db.conn.execute("DELETE FROM sync_problem WHERE place = ?", [place])
    db.conn.executemany(
        "INSERT INTO sync_problem VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            [
                place,
                position,
                one.stream,
                one.file,
                one.fault.code,
                json.dumps(one.fault.params, ensure_ascii=False, sort_keys=True),
                since.get(_name(one), one.at),
            ]
            for position, one in enumerate(rows)
        ],
    )


def _name(one: ProblemRow) -> tuple[str, str | None, str | None]:
    return one.fault.code, one.stream, one.file
