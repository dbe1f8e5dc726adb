"""Samples: the list that a draw made, kept as it was drawn, and what lots were judged.

The event tells pool, design, seed and the list's digest; the list itself stands here, and could be
drawn again from the same frame.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from workstation.domain.canonical import canonical_json, digest
from workstation.domain.event import Kind
from workstation.domain.sampling.design import CRITICAL, Cell, Design
from workstation.domain.sampling.drawing import Draw, Drawn
from workstation.fault import WorldFault
from workstation.store.driver import Database
from workstation.store.published import Said

DRAWN, RESERVE, RISK = "drawn", "reserve", "risk"


class Sample(Struct, frozen=True):
    """A draw that is here: `number` counts those of its pool, `plan` is what travels of its
    design, `strata` has population and sample by name, `frame` is the digest of the units drawn
    from, `digest` that of the list."""

    event: str
    pool: str
    number: int
    at: str
    plan: Mapping[str, Any]
    digest: str
    frame: str
    strata: Mapping[str, tuple[int, int]]


class Listed(Struct, frozen=True):
    """A unit on the list: drawn, reserve of its stratum, or picked for its risk; `place` counts
    from 0 within that."""

    part: str
    unit: Drawn


def spare(design: Design, allotted: Mapping[Cell, int]) -> int:
    """How many reserves a draw will keep, where the pool has so many."""
    return sum(
        math.ceil(n * design.reserves)
        for cell, n in allotted.items()
        if cell != CRITICAL and design.reserves
    )


def units(made: Draw) -> Iterator[Listed]:
    """The whole list of a draw."""
    for one in made.sample:
        yield Listed(DRAWN, one)
    for name in sorted(made.reserves):
        for one in made.reserves[name]:
            yield Listed(RESERVE, one)
    for one in made.risky:
        yield Listed(RISK, one)


def list_digest(made: Draw) -> str:
    """SHA-256 of the list, that anybody can make again from frame and design."""
    told = [
        [one.part, one.unit.stratum, one.unit.place, one.unit.unit, one.unit.decision,
         one.unit.drawn, one.unit.size]
        for one in units(made)
    ]  # fmt: skip
    return digest(canonical_json(told))


def keep(db: Database, sample: Sample, made: Draw) -> None:
    """Keep a list."""
    db.conn.execute(
        "INSERT INTO sample VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            sample.event, sample.pool, sample.number, sample.at, json.dumps(sample.plan),
            sample.digest, sample.frame, json.dumps(sample.strata),
        ],
    )  # fmt: skip
    db.conn.executemany(
        "INSERT INTO sample_unit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            [
                sample.event, one.part, one.unit.stratum, one.unit.place, one.unit.unit,
                one.unit.decision, one.unit.drawn, one.unit.size, json.dumps(one.unit.reasons),
            ]
            for one in units(made)
        ),
    )  # fmt: skip


def damaged(db: Database) -> str | None:
    """The first sample whose list is not the one that its event told."""
    for sample in listed(db):
        row = db.conn.execute(
            "SELECT json_extract(body, '$.list') FROM event WHERE id = ?", [sample.event]
        ).fetchone()
        made = draw_of(db, sample, Design("", 0))
        if row is None or row[0] != sample.digest or list_digest(made) != sample.digest:
            return sample.event
    return None


def listed(db: Database) -> list[Sample]:
    """Every sample that is here, the newest first."""
    return [
        _sample(row) for row in db.conn.execute("SELECT * FROM sample ORDER BY at DESC, event DESC")
    ]


def get(db: Database, name: str | None) -> Sample:
    """A sample by its id or the beginning of it; without a name the newest.

    Raises WorldFault `sampling.no_samples`, `sampling.no_sample`.
    """
    held = listed(db)
    if not held:
        raise WorldFault("sampling.no_samples")
    if name is None:
        return held[0]
    found = [one for one in held if one.event.startswith(name)]
    if len(found) != 1 and name not in {one.event for one in held}:
        raise WorldFault("sampling.no_sample", sample=name[:60])
    return next((one for one in held if one.event == name), found[0])


def alike(db: Database, pool: str, plan: Mapping[str, object]) -> Sample | None:
    """The sample that was drawn of a pool by exactly this plan."""
    return next((one for one in listed(db) if (one.pool, one.plan) == (pool, plan)), None)


def drawn_from(db: Database, pool: str) -> int:
    """How many samples were drawn of a pool, here or at another desk of the team."""
    row = db.conn.execute(
        "SELECT count(*) FROM event WHERE kind = 'sample_drawn' "
        "AND json_extract(body, '$.pool') = ? AND json_extract(body, '$.list') IS NOT NULL",
        [pool],
    ).fetchone()
    return int(row[0])


def draw_of(db: Database, sample: Sample, design: Design) -> Draw:
    """The draw as it was made."""
    parts: dict[str, list[Drawn]] = {DRAWN: [], RISK: []}
    reserves: dict[str, list[Drawn]] = {}
    rows = db.conn.execute(
        "SELECT part, stratum, place, unit, decision, drawn, size, reasons FROM sample_unit "
        "WHERE sample = ? ORDER BY part, place, stratum",
        [sample.event],
    )
    for part, stratum, place, unit, decision, drawn, size, reasons in rows:
        one = Drawn(unit, decision, stratum, drawn, size, place, tuple(json.loads(reasons)))
        (reserves.setdefault(stratum, []) if part == RESERVE else parts[part]).append(one)
    return Draw(
        design,
        tuple(parts[DRAWN]),
        {name: tuple(held) for name, held in reserves.items()},
        tuple(parts[RISK]),
        {name: size for name, (size, _) in sample.strata.items()},
        {name: n for name, (_, n) in sample.strata.items()},
        sample.frame,
    )


def audit_seconds(db: Database) -> list[float]:
    """How long the last thousand verdicts on moderators' decisions took, active time alone."""
    rows = db.conn.execute(
        "SELECT active_ms FROM verdict WHERE kind = 'qa' AND active_ms > 0 "
        "AND superseded_by IS NULL ORDER BY at DESC LIMIT 1000"
    )
    return [row[0] / 1000 for row in rows]


_SAID = (
    "SELECT e.id, e.stream, e.number, (SELECT s.seq FROM segment s WHERE s.stream = e.stream "
    "AND s.first <= e.number AND s.first + s.events > e.number), e.device, e.person, "
    "k.public_key, e.kind, e.batch, e.at, e.body FROM event e LEFT JOIN stream k "
    "ON k.id = e.stream WHERE e.kind IN ('sample_drawn', 'lot_judged') AND e.kind = ? "
    "AND e.stream = e.device || '.work' AND NOT EXISTS (SELECT 1 FROM event u "
    "WHERE u.supersedes = e.id AND u.kind = 'undone' AND u.person = e.person)"
)


def said(db: Database, kind: Kind) -> Sequence[Said]:
    """What was said of draws or of lots, in one order, without what its author took back; whom to
    believe is for `workstation.review` to tell."""
    rows = db.conn.execute(_SAID, [kind.value])
    found = [Said(*row[:-1], json.loads(row[-1])) for row in rows]
    return sorted(found, key=lambda one: one.order)


def _sample(row: tuple[Any, ...]) -> Sample:
    strata = {name: (size, n) for name, (size, n) in json.loads(row[7]).items()}
    return Sample(*row[:4], json.loads(row[4]), row[5], row[6], strata)
