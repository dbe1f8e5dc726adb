"""Batches that are ready, as values."""

from __future__ import annotations

import json
from typing import Any

from msgspec import Struct

from workstation.domain.batch import (
    AnswerForm,
    Batch,
    BatchKind,
    ExposureThreshold,
    Request,
    RequestQuestion,
    question_name,
)
from workstation.domain.canonical import digest
from workstation.domain.ids import BatchId
from workstation.domain.taxonomy import DEFAULT_ACTIONS, Action
from workstation.store.driver import Database


class BatchSummary(Struct, frozen=True):
    """A batch in a list: how many of a person's tasks stand where."""

    id: BatchId
    title: str
    kind: str
    blind: bool
    due_at: str | None
    tasks: int
    decided: int
    cannot: int
    skipped: int
    submitted_at: str | None


def ready(db: Database, person: str) -> list[BatchSummary]:
    """Every batch that is here, those with work left first; one that came in to be read only, or
    is all others' work, has no tasks."""
    rows = db.conn.execute(
        "SELECT b.id, b.title, b.kind, b.blind, b.due_at, s.at FROM batch b "
        "LEFT JOIN submission s ON s.batch = b.id AND s.person = ? "
        "WHERE b.ready ORDER BY s.at IS NOT NULL, b.imported_at DESC",
        [person],
    )
    found = [(*row[:3], bool(row[3]), *row[4:], _stand(db, row[0], person)) for row in rows]
    return [
        BatchSummary(
            *told,
            tasks=stand[0],
            decided=stand[1],
            cannot=stand[2],
            skipped=stand[3],
            submitted_at=submitted_at,
        )
        for *told, submitted_at, stand in sorted(found, key=lambda one: not one[-1][0])
    ]


def _stand(db: Database, batch: str, person: str) -> tuple[int, int, int, int]:
    row = db.conn.execute(
        "SELECT tasks, decided, cannot, skipped FROM queue_place WHERE batch = ? AND person = ?",
        [batch, person],
    ).fetchone()
    return row or (0, 0, 0, 0)


def get(db: Database, batch: str) -> Batch | None:
    """The batch of that id, None where there is none or it is not ready."""
    row = db.conn.execute(
        "SELECT id, title, kind, blind, created_at, publisher, manifest_digest, due_at, pack "
        "FROM batch WHERE id = ? AND ready",
        [batch],
    ).fetchone()
    if row is None:
        return None
    known = _known.get(row)
    return known if known is not None else _read(db, row)


# A manifest names every file of its batch: read it once, not at every case.
_MOST_KNOWN = 16
_known: dict[tuple[Any, ...], Batch] = {}


def _read(db: Database, row: tuple[Any, ...]) -> Batch:
    text = db.conn.execute("SELECT manifest FROM batch WHERE id = ?", [row[0]]).fetchone()[0]
    made = _batch(row, json.loads(text))
    if digest(text.encode()) == row[6]:
        while len(_known) >= _MOST_KNOWN:
            _known.pop(next(iter(_known), ()), None)
        _known[row] = made
    return made


def _batch(row: tuple[Any, ...], manifest: dict[str, Any]) -> Batch:
    request, threshold = manifest.get("request") or {}, manifest.get("exposure_threshold") or {}
    return Batch(
        id=BatchId(row[0]),
        title=row[1],
        kind=BatchKind(row[2]),
        blind=bool(row[3]),
        created_at=row[4],
        publisher=row[5],
        manifest_digest=row[6],
        due_at=row[7],
        pack=row[8],
        request=Request(
            request.get("type", "proactive"),
            request.get("asked_by", ""),
            request.get("why", ""),
            tuple(map(_question, enumerate(request.get("questions") or (), 1))),
        ),
        languages=tuple(manifest.get("languages") or ()),
        residency=tuple(manifest.get("residency") or ()),
        scorecard=manifest.get("scorecard"),
        actions=tuple(
            Action(a["id"], a["label"], a["key"], a["enforces"], a["rank"])
            for a in manifest.get("actions") or ()
        )
        or DEFAULT_ACTIONS,
        exposure_threshold=ExposureThreshold(
            threshold.get("orders"), threshold.get("impressions")
        ),
        design=manifest.get("design") or {},
    )


def _question(placed: tuple[int, Any]) -> RequestQuestion:
    number, asked = placed
    if isinstance(asked, str):
        return RequestQuestion(question_name(number), asked)
    form = AnswerForm(asked.get("answer", AnswerForm.YES_NO))
    return RequestQuestion(asked["id"], asked["text"], form, tuple(asked.get("choices") or ()))
