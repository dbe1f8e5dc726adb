"""Verdicts as files: JSONL, CSV, and the long table that agreement tools read.

Sealed cases are in none of them, and a case that the person at this desk has still to judge
blind is left out until it is answered.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from workstation.domain.taxonomy import CANNOT
from workstation.fault import WorldFault
from workstation.reports import aside, csv_text
from workstation.store import verdicts
from workstation.store.driver import Database
from workstation.store.store import Store
from workstation.store.verdicts import VerdictRow


class Format(StrEnum):
    """What can be written."""

    JSONL = "jsonl"
    CSV = "csv"
    RATINGS = "ratings"  # CSV: unit_id, rater_id, stage, label, severity, confidence, at


class Exported(Struct, frozen=True):
    """What was written."""

    path: Path
    rows: int
    size: int


RATINGS = ("unit_id", "rater_id", "stage", "label", "severity", "confidence", "at")

# Free texts last: they are the widest columns of a sheet.
COLUMNS = (
    "batch",
    "kind",
    "source_id",
    "case",
    "item",
    "cluster",
    "market",
    "category",
    "content_type",
    "language",
    "vendor",
    "site",
    "decided_by",
    "decided_at",
    "decision_action",
    "automated",
    "auditor",
    "device",
    "stage",
    "at",
    "result",
    "action",
    "clause",
    "severity",
    "codes",
    "process_faults",
    "match",
    "cause",
    "guideline_gap",
    "read_in",
    "sure",
    "misled",
    "provisional",
    "peer",
    "peer_holds",
    "second",
    "final",
    "blind",
    "after_reveal",
    "active_ms",
    "event",
    "superseded_by",
    "tactics",
    "control_gap",
    "orders",
    "impressions",
    "answers",
    "members",
    "as_gold",
    "note",
    "gap_note",
    "code_reason",
    "other_notes",
)


def export(
    store: Store,
    batch: str | None,
    format: Format | str,
    path: Path | str,
    *,
    overwrite: bool = False,
    bom: bool = False,
    current_only: bool = True,
    of_kind: str | None = None,
) -> Exported:
    """Write the verdicts of a batch, or of all, to a file; `of_kind` those of one kind of batch.

    Every row says of which kind it is. Ratings are there to make figures of, and figures of one
    kind never enter another's: several kinds are refused. `bom` puts a mark in front by which Excel
    knows UTF-8. Raises WorldFault `export.mixed`, `export.exists`, `export.no_folder`,
    `export.read_only`, `export.full`, `export.disk`.
    """
    held = store.read(_rows, batch, current_only).result()
    if of_kind is not None:
        held = [row for row in held if row.kind == of_kind]
    kind, path = Format(format), Path(path)
    if kind is Format.RATINGS:
        held = [row for row in held if row.action != CANNOT]
        if len(kinds := sorted({row.kind for row in held})) > 1:
            raise WorldFault("export.mixed", kinds=", ".join(kinds))
    size = aside.write(path, _pieces(kind, held), overwrite=overwrite, bom=bom)
    return Exported(path, len(held), size)


def _rows(db: Database, batch: str | None, current_only: bool) -> list[VerdictRow]:
    return list(verdicts.rows(db, batch, current_only))


def _pieces(kind: Format, rows: Iterable[VerdictRow]) -> Iterable[str]:
    if kind is Format.JSONL:
        return (json_line(json_row(row)) for row in rows)
    if kind is Format.CSV:
        return csv_text.lines(COLUMNS, (csv_row(row) for row in rows))
    return csv_text.lines(RATINGS, (rating(row) for row in rows))


def json_row(row: VerdictRow) -> dict[str, object]:
    """A verdict as a plain dict, findings and words included."""
    plain = {name: getattr(row, name) for name in VerdictRow.__struct_fields__}
    plain["auditor"] = plain.pop("person")
    plain["codes"] = list(row.codes)
    plain["process_faults"] = list(row.process_faults)
    plain["findings"] = list(row.findings)
    plain["notes"] = {**plain.pop("words")}
    plain["case_notes"] = list(row.case_notes)
    plain["members"] = list(row.members)
    return plain


def csv_row(row: VerdictRow) -> list[object]:
    """A verdict as the cells of `COLUMNS`."""
    named = {"auditor": row.person, "codes": " ".join(row.codes)}
    named["process_faults"] = " ".join(row.process_faults)
    words = dict(row.words)
    named |= _of_kind(row)
    for name in ("note", "gap_note", "code_reason"):
        named[name] = words.pop(name, "")
    named["other_notes"] = "\n".join(_others(words, row.case_notes))
    return [named[name] if name in named else getattr(row, name) for name in COLUMNS]


def _of_kind(row: VerdictRow) -> dict[str, object]:
    """What only one kind of batch has, as cells."""
    found, members, practice = row.inspection or {}, row.members, row.practice
    reach = found.get("exposure") or {}
    return {
        "tactics": " ".join(found.get("tactics", ())),
        "control_gap": found.get("control_gap") or "",
        "orders": reach.get("orders"),
        "impressions": reach.get("impressions"),
        # Answers in free words stand among the other notes.
        "answers": " ".join(f"{name}={said}" for name, said in found.get("answers", {}).items()),
        "members": " ".join(f"{one['item']}={one['outcome']['result']}" for one in members),
        "as_gold": "" if practice is None else bool(practice["same"]),
    }


def rating(row: VerdictRow) -> list[object]:
    """A verdict as the cells of `RATINGS`; a cluster of duplicates is one unit."""
    unit = row.cluster or row.item or row.case or row.event
    sure = "sure" if row.sure else "unsure"
    return [unit, row.person, row.stage, row.action, row.severity, sure, row.at]


def _others(words: dict[str, str], case_notes: Iterable[str]) -> Iterator[str]:
    for name, text in sorted(words.items()):
        yield f"{name}: {text}"
    yield from case_notes


def json_line(row: dict[str, object]) -> str:
    """A row as a line of JSON that no reader breaks in two."""
    text = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
    # Some readers end a line at these; inside JSON text they may stand escaped.
    for sign in "\u0085\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text + "\n"
