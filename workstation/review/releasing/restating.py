"""What changed since a batch was locked: each verdict from → to, when and why, and the figures."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from workstation.review.acting import Desk
from workstation.review.releasing import figures
from workstation.review.releasing.standing import Lock, check_judged, standing
from workstation.store import releases, seals, verdicts
from workstation.store.driver import Database
from workstation.store.releases import Line

ADDED, CORRECTED, WITHDRAWN, CONFIRMED, REFUTED = (
    "added", "corrected", "withdrawn", "confirmed", "refuted",
)  # fmt: skip


class Change(Struct, frozen=True):
    """One restatement. Of a sealed case only the reference is told: no verdict, no reason."""

    source_id: str
    item: str
    how: str
    person: str
    stage: str
    at: str
    before: Line | None
    after: Line | None
    why: str = ""
    sealed: bool = False


class Restated(Struct, frozen=True):
    """A lock and what came after it. `whole`: the verdicts that were locked are all here, to the
    last digit of their digest; `held_back` changes concern cases yet to be judged blind here."""

    lock: Lock
    whole: bool
    changes: tuple[Change, ...]
    counts: Mapping[str, int]
    held_back: int = 0


def restated(db: Database, desk: Desk, batch: str) -> list[Restated]:
    """What became of each lock of a batch; raises WorldFault `release.unknown_batch`,
    `release.still_blind`."""
    locks = standing(db, desk, batch).locks
    if not locks:
        return []
    check_judged(db, batch)
    now = releases.now(db, batch)
    counted = figures.counts(db, batch, now)
    return [_of(db, batch, one, now, counted) for one in locks]


def _of(
    db: Database, batch: str, lock: Lock, now: list[Line], counted: Mapping[str, int]
) -> Restated:
    then = releases.then(db, batch, lock.known)
    blind, sealed = verdicts.still_blind(db), seals.cases(db)
    changes, held = [], 0
    for before, after in _pairs(then, now):
        one = after or before
        assert one is not None
        if one.case in blind:
            held += 1
            continue
        changes.append(_change(db, before, after, one.case in sealed))
    changes.sort(key=lambda change: (change.at, change.source_id))
    whole = releases.digest_of(then) == lock.digest
    return Restated(lock, whole, tuple(changes), counted, held)


def _pairs(then: list[Line], now: list[Line]) -> list[tuple[Line | None, Line | None]]:
    before = {_place(line): line for line in then}
    after = {_place(line): line for line in now}
    places = sorted(before.keys() | after.keys())
    pairs = [(before.get(place), after.get(place)) for place in places]
    return [(old, new) for old, new in pairs if not _same(old, new)]


def _place(line: Line) -> tuple[str, str, str]:
    return (line.item or line.event, line.person, line.stage)


def _same(old: Line | None, new: Line | None) -> bool:
    return old is not None and new is not None and old.told() == new.told()


def _change(db: Database, before: Line | None, after: Line | None, sealed: bool) -> Change:
    one = after or before
    assert one is not None
    row = db.conn.execute("SELECT source_id FROM [case] WHERE id = ?", [one.case]).fetchone()
    how, at, why = _how(db, before, after)
    return Change(
        row[0] if row else one.case or one.event,
        one.item,
        how,
        one.person,
        one.stage,
        at,
        None if sealed else before,
        None if sealed else after,
        "" if sealed else why,
        sealed,
    )


def _how(db: Database, before: Line | None, after: Line | None) -> tuple[str, str, str]:
    if after is None:
        assert before is not None
        row = db.conn.execute(
            "SELECT id, at FROM event WHERE supersedes = ? ORDER BY rowid DESC LIMIT 1",
            [before.event],
        ).fetchone()
        return WITHDRAWN, row[1] if row else before.at, _why(db, row[0]) if row else ""
    if before is None:
        return ADDED, after.at, _why(db, after.event)
    if before.event != after.event:
        return CORRECTED, after.at, _why(db, after.event)
    row = db.conn.execute(
        "SELECT c.event, c.at FROM confirmation c WHERE c.verdict = ? AND c.person <> ? "
        "ORDER BY c.at DESC LIMIT 1",
        [after.event, after.person],
    ).fetchone()
    how = REFUTED if after.standing == REFUTED else CONFIRMED
    return how, row[1] if row else after.at, _why(db, row[0]) if row else ""


def _why(db: Database, event: str) -> str:
    words = releases.words(db, event)
    return words.get("code_reason") or words.get("why") or words.get("note") or ""
