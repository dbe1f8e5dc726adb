"""Rows as the store gives them, made by hand, and the demo's quarter as rows."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from workstation.domain.taxonomy import DEFAULT_ACTIONS
from workstation.reports.kpi.counting import Given
from workstation.reports.kpi.report import Report, make
from workstation.reports.kpi.wish import Wish
from workstation.store.figure_rows import Drawn, FigureRow

ROOT = Path(__file__).resolve().parents[3]
QUARTER = ROOT / "resources" / "demo" / "quarter"
FRAME = QUARTER / "frame.csv.gz"
NOW = "2026-06-01T00:00:00.000+00:00"
ENFORCES = {action.id: action.enforces for action in DEFAULT_ACTIONS}
WRONG = {
    "FP": ("REMOVE", "NONE", ["FP.none"]),
    "FN": ("NONE", "REMOVE", ["FN.missed"]),
    "WS": ("EDIT", "REMOVE", ["WS.action"]),
    "TE": ("REMOVE", "REMOVE", ["TE.media"]),
    "ROUTE": ("NONE", "ROUTE", ["WS.route"]),
    "TP": ("REMOVE", "REMOVE", []),
    "TN": ("NONE", "NONE", []),
}


def row(number: int, sort: str = "TP", **more: Any) -> FigureRow:
    """One verdict; `sort` says what it found (`WRONG`), or CANNOT."""
    done, due, codes = WRONG.get(sort, ("NONE", "CANNOT", []))
    result = "pending" if sort == "CANNOT" else "differs" if codes else "agrees"
    held: dict[str, Any] = {
        "event": f"e-{number:06d}", "batch": "b-1", "item": f"i-{number}", "cluster": None,
        "stratum": None, "chance": None, "targeted": 0, "case": f"c-{number}", "market": "MY",
        "content_type": "listing", "language": "ms", "vendor": "v-a", "site": "KUL",
        "moderator": "m-1", "decided_at": "2026-03-02T09:14:00.000+08:00", "done": done,
        "automated": 0, "handling_ms": 30_000, "clause": "3.1", "auditor": "a-1",
        "at": "2026-04-02T09:14:00.000+08:00", "result": result, "due": due,
        "severity": "major" if codes else "none", "codes": json.dumps(codes), "provisional": 0,
        "holds": None, "active_ms": 90_000,
    }  # fmt: skip
    return FigureRow(**{**held, **more})


def some(start: int = 0, **counts: int) -> list[FigureRow]:
    """So many rows of each sort."""
    sorts = [sort for sort, number in counts.items() for _ in range(number)]
    return [row(start + place, sort) for place, sort in enumerate(sorts)]


def batch(name: str = "b-1", sizes: dict[str, int] | None = None, **more: Any) -> Drawn:
    """A batch with its design."""
    held: dict[str, Any] = {
        "title": f"Batch {name}", "kind": "qa", "created_at": "2026-04-01T00:00:00.000+08:00",
        "due_at": None, "blind": True, "enforces": ENFORCES, "sizes": sizes or {},
    }  # fmt: skip
    return Drawn(**{"id": name, **held, **more})


def report(
    rows: Iterable[FigureRow],
    *by: str,
    batches: Iterable[Drawn] = (),
    targets: Any = (),
    production: Any = None,
    wish: Wish | None = None,
    **given: Any,
) -> Report:
    """The report of rows."""
    held = {one.id: one for one in batches or (batch(),)}
    asked = wish or Wish(by=by)
    return make(Given(list(rows), held, NOW, **given), asked, targets, production)


def quarter() -> tuple[list[FigureRow], Drawn]:
    """The quarter's 780 audited decisions as verdicts, and the batch they could have been in."""
    with gzip.open(FRAME, "rb") as packed:
        frame = {one["decision"]: one for one in csv.DictReader(io.TextIOWrapper(packed, "utf-8"))}
    with (QUARTER / "audited.csv").open(encoding="utf-8", newline="") as file:
        audited = list(csv.DictReader(file))
    drawn = Counter(one["cell"] for one in audited)
    sizes = {
        one["cell"]: round(drawn[one["cell"]] / float(one["inclusion_probability"]))
        for one in audited
    }
    rows = []
    for number, one in enumerate(audited):
        held = frame[one["decision"]]
        # An escalation would leave the denominator; the quarter counts all that were audited.
        passed = held["action"] in ("NONE", "ROUTE")
        sort = ("TN" if passed else "TP") if one["right"] == "1" else "FN" if passed else "FP"
        names = ("vendor", "site", "moderator", "language", "market", "content_type", "clause")
        rows.append(
            row(
                number, sort, item=one["decision"], stratum=one["cell"],
                decided_at=held["decided_at"],
                handling_ms=round(1000 * float(held["handling_seconds"])),
                **{name: held[name] for name in names},
            )
        )  # fmt: skip
    return rows, batch(sizes=sizes)

