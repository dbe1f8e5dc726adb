"""Verdicts as figures count them: lean rows, and how their batches were drawn."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from msgspec import Struct, field

from workstation.domain.taxonomy import DEFAULT_ACTIONS
from workstation.store import seals, second_looks, verdicts
from workstation.store.driver import Database


class FigureRow(NamedTuple):
    """A verdict that stands, with what it is about.

    `holds` is the peer's word on a provisional one, None where nobody spoke; `errors` the whole
    outcome as JSON where its severity is not that of an error of outcome; `targeted`: picked for
    its risk; `clause` is the auditor's, else the one that was cited (where that is asked for).
    """

    event: str
    batch: str
    item: str
    cluster: str | None
    stratum: str | None
    chance: str | None
    targeted: int
    case: str
    market: str
    content_type: str
    language: str | None
    vendor: str
    site: str
    moderator: str
    decided_at: str
    done: str
    automated: int
    handling_ms: int | None
    clause: str | None
    auditor: str
    at: str
    result: str
    due: str
    severity: str
    codes: str
    provisional: int
    holds: int | None
    active_ms: int
    errors: str | None = None


class Drawn(Struct, frozen=True):
    """How a batch was drawn: the frame's size by stratum, and what of it is in the batch, as
    (stratum, chance): (items, units); the copies of a cluster are one unit."""

    id: str
    title: str
    kind: str
    created_at: str
    due_at: str | None
    blind: bool
    enforces: Mapping[str, bool]
    sizes: Mapping[str, int] = field(default_factory=dict)
    held: Mapping[tuple[str, float | None], tuple[int, int]] = field(default_factory=dict)
    frame: str = ""


_LANGUAGE = (
    "coalesce(c.language, (SELECT l.language FROM part_language l WHERE l.[case] = c.id LIMIT 1))"
)
_CITED = (
    "coalesce(v.clause, (SELECT f.clause FROM finding f WHERE f.owner = d.id "
    "ORDER BY f.[primary] DESC, f.position LIMIT 1))"
)
_HOLDS = (
    "CASE WHEN v.provisional THEN (SELECT min(o.holds) FROM confirmation o "
    "WHERE o.verdict = v.event AND o.person <> v.person) END"
)
# Severities of single errors stand in the event alone; few verdicts need them.
_ERRORS = (
    "CASE WHEN v.codes LIKE '%CO.%' OR v.codes LIKE '%PR.%' THEN "
    "(SELECT json_extract(e.body, '$.outcome') FROM event e WHERE e.id = v.event) END"
)
_ROWS = f"""
    SELECT v.event, v.batch, v.item, i.cluster, i.stratum, i.inclusion_probability,
        i.stratum IS 'risk' AND i.inclusion_probability IS NULL, v.[case], c.market,
        c.content_type, {_LANGUAGE}, d.vendor, d.site, d.[by], d.decided_at, d.action,
        d.automated, d.handling_ms, {{clause}}, v.person, v.at, v.result, v.action, v.severity,
        v.codes, v.provisional, {_HOLDS}, v.active_ms, {_ERRORS}
    FROM verdict v
    JOIN item i ON i.id = v.item
    JOIN [case] c ON c.id = v.[case]
    JOIN decision d ON d.item = v.item
    WHERE v.kind = :kind AND v.stage = 'first' AND (:batch IS NULL OR v.batch = :batch)
        AND {{standing}}
"""
_STANDS = "v.superseded_by IS NULL"
_REPLACED = "v.superseded_by IN (SELECT value FROM json_each(:late))"
_SAID = f"v.event, v.item, v.[case], v.result, v.codes, v.action, v.provisional, {_HOLDS}"
_OF_KIND = (
    "v.kind = :kind AND v.superseded_by IS NULL AND (:batch IS NULL OR v.batch = :batch)"
)
_AGAIN = (
    f"SELECT v.stage, {_SAID} FROM verdict v WHERE {_OF_KIND} "
    "AND v.stage IN ('second', 'consensus') ORDER BY v.at, v.event"
)
_LOOKED_AT = (
    f"SELECT {_SAID} FROM verdict v WHERE {_OF_KIND} AND v.stage = 'first' "
    "AND v.event IN (SELECT verdict FROM second_look)"
)


class Hidden(Struct, frozen=True):
    """Cases of which nothing is told at this desk: sealed ones, and those that whoever sits here
    has still to answer blind or handed on without an answer, with the batches these are of."""

    sealed: frozenset[str] = frozenset()
    blind: frozenset[str] = frozenset()
    batches: frozenset[str] = frozenset()


def hidden(db: Database) -> Hidden:
    """What is not told at this desk."""
    blind = verdicts.still_blind(db) | verdicts.without_answer(db)
    of = set()
    if blind:
        of = {batch for batch, case in db.conn.execute("SELECT batch, [case] FROM item")
              if case in blind}  # fmt: skip
    return Hidden(frozenset(seals.cases(db)), frozenset(blind), frozenset(of))


def rows(
    db: Database,
    kind: str,
    batch: str | None = None,
    cited: bool = False,
    late: frozenset[str] = frozenset(),
) -> Iterator[tuple[Any, ...]]:
    """Every first look that stands, of one kind of batch, in no order; also what only a `late`
    correction replaced. Whoever counts them leaves out what is late or `hidden`. Bare tuples with
    the fields of a `FigureRow`: there may be hundreds of thousands."""
    asked: dict[str, object] = {"kind": kind, "batch": batch}
    for standing in (_STANDS, _REPLACED)[: 1 + bool(late)]:
        sql = _ROWS.format(clause=_CITED if cited else "v.clause", standing=standing)
        values = asked if standing == _STANDS else {**asked, "late": json.dumps(sorted(late))}
        yield from db.conn.execute(sql, values)


class Again(NamedTuple):
    """A second look, or what a panel agreed on."""

    event: str
    item: str
    case: str
    result: str
    codes: str
    due: str
    provisional: int
    holds: int | None


def again(db: Database, kind: str, batch: str | None = None) -> list[Again]:
    """The second looks, later words last: a second answer, what was made of both (upheld, or both
    can be defended: then the first stands), a panel's."""
    asked = {"kind": kind, "batch": batch}
    found: dict[str, list[Again]] = {"second": [], "consensus": []}
    for stage, *row in db.conn.execute(_AGAIN, asked):
        found[stage].append(Again._make(row))
    looks = second_looks.of_verdicts(db, batch)
    stands = [
        Again._make(row)
        for row in (db.conn.execute(_LOOKED_AT, asked) if looks else ())
        if row[0] in looks and looks[row[0]].outcome is not second_looks.Outcome.CORRECTED
    ]
    return [*found["second"], *stands, *found["consensus"]]


class Marks(Struct, frozen=True):
    """What events tell beside the verdicts: process faults by verdict, and by verdict that was
    changed after the reveal the blind answer (result, codes, action)."""

    faults: Mapping[str, int] = field(default_factory=dict)
    blind_answers: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)


# Bodies are many and long: they are parsed only where this may be so.
_REVEALED = "(instr(e.body, '\"after_reveal\":true') OR instr(e.body, '\"after_reveal\": true'))"


def marks(db: Database, batch: str | None = None) -> Marks:
    """Read in one pass over the events."""
    faults: dict[str, int] = {}
    changed: list[str] = []
    for kind, event, body in db.conn.execute(
        "SELECT e.kind, e.id, CASE e.kind WHEN 'process_fault' THEN e.body END FROM event e "
        "WHERE (:batch IS NULL OR e.batch = :batch) AND (e.kind = 'process_fault' OR "
        f"(e.kind IN ('verdict', 'corrected') AND {_REVEALED}))",
        {"batch": batch},
    ):
        if kind != "process_fault":
            changed.append(event)
            continue
        verdict = _object(body).get("verdict")
        if isinstance(verdict, str) and not _replaced(db, event):
            faults[verdict] = faults.get(verdict, 0) + 1
    return Marks(faults, _blind_answers(db, changed))


def _replaced(db: Database, event: str) -> bool:
    found = db.conn.execute("SELECT 1 FROM event WHERE supersedes = ?", [event]).fetchone()
    return found is not None


def _blind_answers(db: Database, changed: list[str]) -> dict[str, tuple[str, str, str]]:
    found: dict[str, tuple[str, str, str]] = {}
    asked = db.conn.execute(
        "SELECT v.event, a.body FROM json_each(?) j JOIN verdict v ON v.event = j.value "
        "JOIN event a ON a.task = v.task AND a.person = v.person AND a.kind = 'answered' "
        "WHERE json_extract(a.body, '$.blind') ORDER BY a.stream, a.number",
        [json.dumps(changed)],
    )
    for verdict, body in asked:
        told = _object(body)
        outcome, answer = _dict(told.get("outcome")), _dict(told.get("answer"))
        codes = [_dict(error).get("code") for error in outcome.get("errors") or ()]
        found.setdefault(
            verdict,
            (outcome.get("result", "pending"), json.dumps(codes), answer.get("action", "")),
        )
    return found


def drawn(db: Database, kind: str, batch: str | None = None) -> dict[str, Drawn]:
    """The batches of one kind, with their designs."""
    asked = {"kind": kind, "batch": batch}
    held: dict[str, dict[tuple[str, float | None], tuple[int, int]]] = {}
    for name, stratum, chance, items, units in db.conn.execute(
        "SELECT i.batch, i.stratum, i.inclusion_probability, count(*), "
        "count(DISTINCT i.cluster) + sum(i.cluster IS NULL) FROM item i "
        "JOIN batch b ON b.id = i.batch WHERE b.kind = :kind "
        "AND (:batch IS NULL OR i.batch = :batch) GROUP BY 1, 2, 3",
        asked,
    ):
        key = (stratum or "", _number(chance))
        held.setdefault(name, {})[key] = (items, units)
    found = {}
    for row in db.conn.execute(
        "SELECT id, title, kind, created_at, due_at, blind, manifest FROM batch "
        "WHERE kind = :kind AND ready AND (:batch IS NULL OR id = :batch) ORDER BY id",
        asked,
    ):
        manifest = _object(row[6])
        found[row[0]] = Drawn(
            *row[:5],
            blind=bool(row[5]),
            enforces=_enforces(manifest.get("actions")),
            sizes=_sizes(manifest.get("design")),
            held=held.get(row[0], {}),
            frame=str(_dict(manifest.get("design")).get("frame") or ""),
        )
    return found


def kinds(db: Database, name: str) -> dict[str, str]:
    """The batches of an id, or of the beginning of one, with their kinds."""
    found = db.conn.execute(
        "SELECT id, kind FROM batch WHERE ready AND (id = :name OR substr(id, 1, length(:name)) "
        "= :name) ORDER BY id",
        {"name": name},
    )
    return dict(found.fetchall())


def months(db: Database, kind: str) -> list[str]:
    """The months that decisions of one kind of batch were made in, the newest first."""
    rows = db.conn.execute(
        "SELECT DISTINCT substr(d.decided_at, 1, 7) FROM batch b JOIN item i ON i.batch = b.id "
        "JOIN decision d ON d.item = i.id WHERE b.kind = ? AND b.ready ORDER BY 1 DESC",
        [kind],
    )
    return [month for (month,) in rows]


def heads(db: Database) -> dict[str, int]:
    """How far every stream of verdicts is known here: what a locked figure was made of."""
    asked = db.conn.execute(
        "SELECT s.id, coalesce((SELECT max(g.seq) FROM segment g WHERE g.stream = s.id), 0) "
        "FROM stream s WHERE s.audience = 'work' ORDER BY s.id"
    )
    return dict(asked.fetchall())


def _number(chance: object) -> float | None:
    try:
        return None if chance is None else float(str(chance))
    except ValueError:
        return None


def _object(text: str) -> dict[str, Any]:
    try:
        return _dict(json.loads(text))
    except ValueError:
        return {}


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _enforces(actions: object) -> dict[str, bool]:
    if isinstance(actions, list) and actions:
        return {
            str(one["id"]): bool(one.get("enforces"))
            for one in actions
            if isinstance(one, dict) and "id" in one
        }
    return {action.id: action.enforces for action in DEFAULT_ACTIONS}


def _sizes(design: object) -> dict[str, int]:
    """What a manifest says of its strata; whatever has another shape is not taken for one."""
    strata = _dict(design).get("strata")
    found = {}
    for one in strata if isinstance(strata, list) else ():
        size = _dict(one).get("population")
        if type(size) is int and size >= 0 and isinstance(one.get("name"), str):
            found[one["name"]] = size
    return found


def open_tasks(db: Database, kind: str, batch: str | None = None) -> list[tuple[str, str, str]]:
    """Batch, person and case of first looks that are tasks here and not done."""
    asked = db.conn.execute(
        "SELECT t.batch, t.person, t.[case] FROM task t JOIN batch b ON b.id = t.batch "
        "WHERE b.kind = :kind AND b.due_at IS NOT NULL AND t.stage = 'first' "
        "AND t.state IN ('open', 'answered', 'skipped') AND (:batch IS NULL OR b.id = :batch)",
        {"kind": kind, "batch": batch},
    )
    return asked.fetchall()


def said_on(db: Database, batch: str) -> set[tuple[str, str]]:
    """Person and case of every first look at a batch that stands."""
    asked = db.conn.execute(
        "SELECT person, [case] FROM verdict WHERE batch = ? AND stage = 'first' "
        "AND superseded_by IS NULL",
        [batch],
    )
    return set(asked.fetchall())


def cases_of(db: Database, batch: str) -> dict[str, tuple[str, str, str]]:
    """Market, content type and language by case of a batch; nothing of the decision."""
    asked = db.conn.execute(
        f"SELECT c.id, c.market, c.content_type, coalesce({_LANGUAGE}, '') FROM item i "
        "JOIN [case] c ON c.id = i.[case] WHERE i.batch = ?",
        [batch],
    )
    return {case: (market, kind, language) for case, market, kind, language in asked}
