"""Verdicts with what they are about, row by row, for whoever reads them elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from workstation.domain.batch import BatchKind
from workstation.store import (
    confirmations,
    escalations,
    people,
    remediations,
    rivals,
    seals,
    second_looks,
    submissions,
    verdict_shapes,
    views,
)
from workstation.store.driver import Database, connect
from workstation.store.events import every
from workstation.store.log import Break
from workstation.store.migrations import migrate


class VerdictRow(Struct, frozen=True):
    """One verdict. What the case and the decision say is None where the batch is not here."""

    event: str
    batch: str | None
    item: str | None
    cluster: str | None
    position: int | None
    case: str | None
    source_id: str | None
    market: str | None
    category: str | None
    content_type: str | None
    language: str | None
    vendor: str | None
    site: str | None
    decided_by: str | None
    decided_at: str | None
    decision_action: str | None
    automated: bool | None
    person: str
    device: str
    stage: str
    at: str
    result: str
    action: str
    clause: str | None
    severity: str
    codes: tuple[str, ...]
    match: str
    read_in: str
    sure: bool
    misled: bool
    active_ms: int
    provisional: bool
    blind: bool
    after_reveal: bool
    cause: str | None
    guideline_gap: bool
    superseded_by: str | None
    kind: str
    inspection: Mapping[str, Any] | None
    members: tuple[Mapping[str, Any], ...]
    practice: Mapping[str, Any] | None
    process_faults: tuple[str, ...]
    findings: tuple[Mapping[str, object], ...]
    words: Mapping[str, str]
    case_notes: tuple[str, ...]
    peer: str | None = None
    peer_holds: bool | None = None
    second: str | None = None  # what became of it in a second look
    final: str | None = None  # the verdict that counts in the end, once there was a second look


_ROWS = """
    SELECT v.event, v.batch, v.item, i.cluster, i.position, v.[case],
        c.source_id, c.market, c.category, c.content_type, c.language,
        d.vendor, d.site, d.[by], d.decided_at, d.action, d.automated,
        v.person, v.device, v.stage, v.at, v.result, v.action, v.clause, v.severity, v.codes,
        v.match, v.read_in, v.sure, v.misled, v.active_ms, v.provisional,
        coalesce(json_extract(e.body, '$.blind'), 0),
        coalesce(json_extract(e.body, '$.after_reveal'), 0),
        json_extract(e.body, '$.cause'),
        coalesce(json_extract(e.body, '$.guideline_gap'), 0),
        v.superseded_by, v.kind, json_extract(e.body, '$.inspection'),
        json_extract(e.body, '$.members'), json_extract(e.body, '$.practice')
    FROM verdict v
    JOIN event e ON e.id = v.event
    LEFT JOIN item i ON i.id = v.item
    LEFT JOIN [case] c ON c.id = v.[case]
    LEFT JOIN decision d ON d.item = v.item
    WHERE (:batch IS NULL OR v.batch = :batch) AND (NOT :current OR v.superseded_by IS NULL)
    ORDER BY v.batch, i.position, v.item, v.person, v.stream, v.number
"""


def rows(db: Database, batch: str | None = None, current_only: bool = True) -> Iterator[VerdictRow]:
    """Verdicts in the order of their batch; never those on a sealed case, nor other people's on a
    case that the person at this desk has still to judge blind. Where that person could not judge
    it, their own row says so without the decision."""
    sealed, blind = sealed_cases(db), still_blind(db)
    unanswered, desk = without_answer(db), people.person(db)
    findings, words = _findings(db, batch), _words(db, batch)
    notes, faults = _case_notes(db, batch), _process_faults(db, batch)
    peers = confirmations.of_verdicts(db, batch)
    looks = second_looks.of_verdicts(db, batch)
    asked = {"batch": batch, "current": int(current_only)}
    for row in db.conn.execute(_ROWS, asked).fetchall():
        event, case = row[0], row[5]
        values = dict(zip(_FIELDS, row, strict=True))
        own = desk is not None and values["person"] == desk.id
        if case in sealed or case in blind or (case in unanswered and not own):
            continue
        if case in unanswered or values["kind"] in _NOBODY_JUDGED:
            values.update(dict.fromkeys(_OF_DECISION))
        for name in ("inspection", "members", "practice"):
            values[name] = verdict_shapes.told(name, values[name])
        values["members"] = tuple(values["members"] or ())
        values.update({name: bool(values[name]) for name in _BOOLS})
        if values["automated"] is not None:
            values["automated"] = bool(values["automated"])
        yield VerdictRow(
            **{**values, "codes": tuple(json.loads(values["codes"]))},
            process_faults=tuple(faults.get(event, ())),
            findings=tuple(findings.get(event, ())),
            words=words.get(event, {}),
            case_notes=tuple(notes.get((values["batch"], case, values["person"]), ())),
            peer=peers[event].person if event in peers else None,
            peer_holds=peers[event].holds if event in peers else None,
            second=looks[event].outcome.value if event in looks else None,
            final=second_looks.final_of(db, looks[event]) if event in looks else None,
        )


_FIELDS = tuple(
    name
    for name in VerdictRow.__struct_fields__
    if name
    not in (
        *("process_faults", "findings", "words", "case_notes"),
        *("peer", "peer_holds", "second", "final"),
    )
)
_BOOLS = ("sure", "misled", "provisional", "blind", "after_reveal", "guideline_gap")


_NOBODY_JUDGED = (BatchKind.INSPECTION, BatchKind.PRACTICE)
_OF_DECISION = ("vendor", "site", "decided_by", "decision_action", "automated")


def provisional(db: Database, batch: str, person: str) -> int:
    """How many of a person's verdicts wait for somebody who reads the language."""
    return confirmations.waiting(db, batch, person)


def sealed_cases(db: Database) -> set[str]:
    """Cases that somebody sealed and has not unsealed, at this desk or at another."""
    return seals.cases(db)


def still_blind(db: Database) -> set[str]:
    """Cases of blind batches that the person at this desk has not answered: other people's
    verdicts on them would give the decision away."""
    person = people.person(db)
    if person is None:
        return set()
    asked = db.conn.execute(
        "SELECT t.[case] FROM task t JOIN batch b ON b.id = t.batch "
        f"WHERE {_TELLS} AND t.person = :person AND t.state IN ('open', 'skipped') UNION "
        # The copies of a unit are judged with it.
        "SELECT m.[case] FROM task t JOIN batch b ON b.id = t.batch JOIN item i ON i.id = t.item "
        "JOIN item m ON m.batch = i.batch AND m.cluster = i.cluster "
        "WHERE b.kind = 'consistency' AND "
        f"{_TELLS} AND t.person = :person "
        "AND t.state IN ('open', 'skipped')",
        {"person": person.id},
    )
    return {row[0] for row in asked}


# Another's answer tells what the decision was, or in practice what gold is; in a second look it is
# what nobody may know.
_TELLS = "(b.blind OR b.kind = 'practice' OR t.stage IN ('second', 'repeat'))"


def held_back(db: Database) -> int:
    """How many verdicts are here that the person at this desk may not see yet."""
    blind = still_blind(db)
    asked = db.conn.execute("SELECT [case] FROM verdict WHERE superseded_by IS NULL")
    return sum(case in blind for (case,) in asked)


def without_answer(db: Database) -> set[str]:
    """Cases of blind batches that whoever sits here handed on: the decision was never shown, and
    they may come back."""
    person = people.person(db)
    if person is None:
        return set()
    asked = db.conn.execute(
        "SELECT t.[case] FROM task t JOIN batch b ON b.id = t.batch "
        f"WHERE {_TELLS} AND t.person = ? AND t.state = 'cannot' AND NOT EXISTS "
        "(SELECT 1 FROM event e WHERE e.task = t.id AND e.kind = 'answered' "
        "AND e.person = t.person)",
        [person.id],
    )
    return {row[0] for row in asked}


def settle(db: Database) -> int:
    """Give effect to corrections that came before the verdict they correct: two streams of one
    person may be read in either order. Returns how many verdicts it concerned."""
    late = [
        [by, verdict]
        for verdict, by, undone, _, held in _superseders(db)
        if held is None and not undone
    ]
    db.conn.executemany("UPDATE verdict SET superseded_by = ? WHERE event = ?", late)
    return len(late)


def check(db: Database) -> Break | None:
    """The first verdict, finding or submission that does not follow from the events."""
    made = connect(":memory:", isolation_level=None)
    try:
        scratch = type(db)(made, execute_plugins=False)
        migrate(scratch)
        for event, _ in every(db):
            views.apply(scratch, event, own=False)
        return (
            _differs(db, scratch, "verdict", f"SELECT {_columns(db)} FROM verdict")
            or _differs(db, scratch, "finding", _FINDING)
            or _check_superseded(db)
            or submissions.check(db)
            or remediations.check(db)
            or escalations.check(db)
            or confirmations.check(db)
            or second_looks.check(db)
        )
    finally:
        made.close()


_FINDING = (
    "SELECT owner || '/' || position, * FROM finding WHERE owner IN (SELECT event FROM verdict)"
)


def _columns(db: Database) -> str:
    # Which event superseded a verdict may depend on the order of reading; it is checked apart.
    held = db.conn.execute("SELECT name FROM pragma_table_info('verdict')")
    return ", ".join(f"[{name}]" for (name,) in held if name != "superseded_by")


def _superseders(db: Database) -> list[tuple[str, str, bool, bool, str | None]]:
    """Verdict, event that supersedes it, whether that one was undone, whether both are of one
    stream, what the verdict's row says."""
    return db.conn.execute(
        "SELECT v.event, e.id, EXISTS (SELECT 1 FROM event u WHERE u.supersedes = e.id "
        "AND u.kind = 'undone' AND u.person = e.person), e.stream = v.stream, v.superseded_by "
        # Left to itself SQLite reads every event for the sake of the order.
        "FROM event e INDEXED BY event_supersedes CROSS JOIN verdict v ON v.event = e.supersedes "
        "WHERE e.supersedes IS NOT NULL AND e.person = v.person "
        "AND e.kind IN ('verdict', 'corrected', 'cannot_judge', 'undone') "
        "ORDER BY e.stream, e.number"
    ).fetchall()


def _differs(db: Database, made: Database, table: str, sql: str) -> Break | None:
    held = {row[0]: tuple(row[1:]) for row in db.conn.execute(sql)}
    wanted = {row[0]: tuple(row[1:]) for row in made.conn.execute(sql)}
    for ref in sorted(held.keys() | wanted.keys()):
        if ref not in held:
            return Break(table, ref, "missing")
        if ref not in wanted:
            return Break(table, ref, "without_event")
        if held[ref] != wanted[ref]:
            return Break(table, ref, "differs")
    return None


def _check_superseded(db: Database) -> Break | None:
    by: dict[str, set[str]] = {}
    bound: set[str] = set()
    for verdict, event, undone, same_stream, _ in _superseders(db):
        by.setdefault(verdict, set()).add(event)
        if same_stream and not undone:
            bound.add(verdict)
    chosen: dict[str, str | None] = {}
    for task, person in rivals.shared(db):
        chosen |= rivals.given_way(db, task, person)
    for verdict, held in db.conn.execute("SELECT event, superseded_by FROM verdict ORDER BY event"):
        if verdict in chosen:
            if held != chosen[verdict]:
                return Break("verdict", verdict, "superseded")
            continue
        if held is None and verdict in bound:
            return Break("verdict", verdict, "superseded")
        if held is not None and held not in by.get(verdict, ()):
            return Break("verdict", verdict, "superseded")
    return None


def _findings(db: Database, batch: str | None) -> dict[str, list[Mapping[str, object]]]:
    found: dict[str, list[Mapping[str, object]]] = {}
    asked = db.conn.execute(
        "SELECT f.owner, f.clause, f.version, f.action, f.target_kind, f.target_ref, f.evidence, "
        "f.[primary] FROM verdict v JOIN finding f ON f.owner = v.event "
        "WHERE (:batch IS NULL OR v.batch = :batch) ORDER BY f.owner, f.position",
        {"batch": batch},
    )
    for owner, clause, version, action, kind, ref, evidence, primary in asked:
        found.setdefault(owner, []).append(
            {
                "clause": clause,
                "version": version,
                "action": action,
                "target": {"kind": kind, "ref": ref},
                "evidence": json.loads(evidence),
                "primary": bool(primary),
            }
        )
    return found


def _words(db: Database, batch: str | None) -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = {}
    asked = db.conn.execute(
        "SELECT t.event, t.name, t.words FROM verdict v JOIN event_text t ON t.event = v.event "
        "WHERE t.words IS NOT NULL AND (:batch IS NULL OR v.batch = :batch) "
        "ORDER BY t.event, t.name",
        {"batch": batch},
    )
    for event, name, text in asked:
        words.setdefault(event, {})[name] = text
    return words


_STANDING = "AND e.id NOT IN (SELECT supersedes FROM event WHERE supersedes IS NOT NULL)"


def _case_notes(
    db: Database, batch: str | None
) -> dict[tuple[str | None, str | None, str], list[str]]:
    notes: dict[tuple[str | None, str | None, str], list[str]] = {}
    asked = db.conn.execute(
        "SELECT e.batch, e.[case], e.person, t.words FROM event e "
        "JOIN event_text t ON t.event = e.id WHERE e.kind = 'noted' AND t.words IS NOT NULL "
        f"AND (:batch IS NULL OR e.batch = :batch) {_STANDING} ORDER BY e.stream, e.number",
        {"batch": batch},
    )
    for of_batch, case, person, words in asked:
        notes.setdefault((of_batch, case, person), []).append(words)
    return notes


def _process_faults(db: Database, batch: str | None) -> dict[str, list[str]]:
    faults: dict[str, list[str]] = {}
    asked = db.conn.execute(
        "SELECT json_extract(e.body, '$.verdict'), json_extract(e.body, '$.code') FROM event e "
        "JOIN verdict v ON v.event = json_extract(e.body, '$.verdict') AND v.person = e.person "
        "WHERE e.kind = 'process_fault' AND (:batch IS NULL OR e.batch = :batch) "
        f"{_STANDING} ORDER BY e.stream, e.number",
        {"batch": batch},
    )
    for verdict, code in asked:
        if isinstance(code, str):
            faults.setdefault(verdict, []).append(code)
    return faults
