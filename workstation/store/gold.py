"""Gold: the answers that the policy owner signed for practice batches, kept apart from them.

Every row is chained into the log, so that `verify` finds one that was changed. Whoever asks for
gold before the answer is committed breaks the practice: only `review.view` and
`review.comparing` do, after it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from workstation.domain.canonical import canonical_json, digest
from workstation.domain.decision import Finding, Target, TargetKind
from workstation.domain.gold import Gold, Score
from workstation.domain.verdict import Answer
from workstation.store import log
from workstation.store.cases import evidence
from workstation.store.driver import Database

FINDINGS = "findings"


class GoldRow(Struct, frozen=True):
    """One right answer as it is kept: `answer` is `{action, findings}` as in cases.jsonl, in the
    store's whole numbers."""

    batch: str
    case: str
    answer: Mapping[str, Any]
    why: str
    owner: str
    at: str

    def kept(self) -> tuple[str, ...]:
        """The row as the table holds it."""
        answer = canonical_json(dict(self.answer)).decode()
        return (self.batch, self.case, answer, self.why, self.owner, self.at)

    def digest(self) -> str:
        """What the log holds of it."""
        return digest_of(self.kept())


def keep(db: Database, rows: Iterable[GoldRow], at: str) -> None:
    """Keep gold and chain each row into the log."""
    for row in rows:
        db.conn.execute("INSERT INTO gold VALUES (?, ?, ?, ?, ?, ?)", row.kept())
        log.add(db, "gold", f"{row.batch}/{row.case}", row.digest(), at)


def digest_of(row: Iterable[object]) -> str:
    """The digest that the log holds of a row."""
    return digest(canonical_json(list(row)))


def known(db: Database, batch: str, wanted: Iterable[str]) -> dict[str, str]:
    """The digests of the gold that is kept on these cases already."""
    rows = db.conn.execute(
        "SELECT batch, [case], answer, why, owner, at FROM gold WHERE batch = ? AND [case] IN "
        "(SELECT value FROM json_each(?))",
        [batch, json.dumps(list(wanted))],
    )
    return {row[1]: digest_of(row) for row in rows}


def count(db: Database, batch: str) -> int:
    """How many cases of a batch have gold."""
    return int(db.conn.execute("SELECT count(*) FROM gold WHERE batch = ?", [batch]).fetchone()[0])


def get(db: Database, batch: str, case: str) -> Gold | None:
    """The gold on a case. Before the answer only the one who compares may ask."""
    row = db.conn.execute(
        "SELECT answer, why, owner, at FROM gold WHERE batch = ? AND [case] = ?", [batch, case]
    ).fetchone()
    if row is None:
        return None
    held = json.loads(row[0])
    return Gold(Answer(held["action"], tuple(map(_finding, held[FINDINGS]))), *row[1:])


def score(db: Database, batch: str, person: str) -> Score:
    """How many first answers of a person were as gold has it, and how many had gold at all. What
    was answered again, after gold had been seen, does not count."""
    row = db.conn.execute(
        "SELECT total(json_extract(e.body, '$.practice.same')), count(*) FROM task t "
        "JOIN event e ON e.task = t.id AND e.person = t.person AND e.kind = 'answered' "
        "WHERE t.batch = ? AND t.person = ? AND json_extract(e.body, '$.practice') IS NOT NULL "
        "AND NOT json_extract(e.body, '$.after_reveal')",
        [batch, person],
    ).fetchone()
    return Score(int(row[0]), int(row[1]))


def damaged(db: Database) -> str | None:
    """The first row that is not what the log says of it, was never logged, or is gone."""
    logged = dict(db.conn.execute("SELECT ref, digest FROM log WHERE what = 'gold'"))
    for row in db.conn.execute(
        "SELECT batch, [case], answer, why, owner, at FROM gold ORDER BY batch, [case]"
    ):
        ref = f"{row[0]}/{row[1]}"
        if logged.pop(ref, None) != digest_of(row):
            return ref
    return next(iter(logged), None)


def _finding(held: Mapping[str, Any]) -> Finding:
    target = held["target"]
    return Finding(
        clause=held["clause"],
        version=held["version"],
        action=held["action"],
        target=Target(TargetKind(target["kind"]), target["ref"]),
        evidence=tuple(evidence(one) for one in held["evidence"]),
        primary=held["primary"],
    )
