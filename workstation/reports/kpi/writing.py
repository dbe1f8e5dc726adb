"""A report as a long table, a line for each figure of each group: JSON, CSV, XLSX."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from workstation.domain.figures.figure import Figure
from workstation.fault import WorldFault
from workstation.reports import aside, csv_text
from workstation.reports.documents import workbook
from workstation.reports.documents.values import Sheet
from workstation.reports.export import Exported, json_line
from workstation.reports.kpi.locking import question
from workstation.reports.kpi.report import Line, Report

FORMATS = (".csv", ".jsonl", ".xlsx")
COLUMNS = (
    "figure", "value", "low", "high", "unit", "n", "state", "why", "design", "method", "level",
    "effective_n", "target", "target_since", "standing", "power", "power_tells",
)  # fmt: skip
HEAD = ("hands", "drawn", "staff", "tier")
TAIL = ("production", "production_share", "counts")
WEIGHTS = ("stratum", "size", "drawn", "counted", "weight", "with")
Cell = str | int | float | None


def export(
    report: Report, path: Path, words: Sequence[tuple[str, str]] = (), *,
    overwrite: bool = False, bom: bool = False,
) -> Exported:  # fmt: skip
    """Write a report to a file, by its ending; `words` are what a workbook says about it.

    Raises WorldFault `export.no_format`, and what `aside.write` raises.
    """
    ending = path.suffix.lower()
    rows = list(long_rows(report))
    header = header_of(report)
    if ending == ".csv":
        pieces: Iterator[str] = iter(csv_text.lines(header, map(_texts, rows)))
    elif ending == ".jsonl":
        pieces = (json_line(dict(zip(header, row, strict=True))) for row in rows)
    elif ending == ".xlsx":
        data = workbook.write(_sheets(report, header, rows, words), "Figures")
        size = aside.write(path, [data], overwrite=overwrite)
        return Exported(path, len(rows), size)
    else:
        raise WorldFault("kpi.no_format", path=str(path), formats=", ".join(FORMATS))
    size = aside.write(path, pieces, overwrite=overwrite, bom=bom and ending == ".csv")
    return Exported(path, len(rows), size)


def header_of(report: Report) -> tuple[str, ...]:
    """The columns of the long table."""
    return (*HEAD, *report.wish.by, *COLUMNS, *TAIL)


def long_rows(report: Report) -> Iterator[list[Cell]]:
    """A row for each figure of each line."""
    for line in report.lines:
        head = [*marks(line), line.tier, *line.group]
        for name, figure in line.figures.items():
            aim = line.targets.get(name)
            mine = name == "strict_accuracy" and not line.targeted
            interval = figure.interval
            yield [
                *head,
                name,
                number(figure.value),
                number(interval.low) if interval else None,
                number(interval.high) if interval else None,
                figure.unit,
                figure.n,
                figure.state.value,
                figure.why,
                figure.design.value,
                figure.method,
                figure.level,
                number(figure.effective),
                aim.value if aim else None,
                aim.since.isoformat() if aim else None,
                line.standings[name].value,
                number(line.power) if mine else None,
                f"{line.power_of[1]:g} from {line.power_of[0]:g}" if mine else None,
                line.production,
                number(line.share),
                " ".join(f"{key}={_short(held)}" for key, held in figure.counts.items()),
            ]


def plain(report: Report) -> dict[str, Any]:
    """A report as plain values for JSON, weights included."""
    return {
        "question": question(report),
        "zone": report.zone,
        "verdicts": report.verdicts,
        "batches": list(report.batches),
        "left_out": dict(report.left_out),
        "production": report.production or None,
        "notices": [{"code": one.code, "params": dict(one.params)} for one in report.notices],
        "lines": [_plain_line(report, line) for line in report.lines],
    }


def marks(line: Line) -> tuple[str, str, str]:
    """Whose hands, which draw, which staff."""
    return (
        "machines" if line.automated else "people",
        "risk" if line.targeted else "random",
        "ramping" if line.ramping else "settled",
    )


def number(value: float | None) -> float | None:
    """A number that a file can hold; rounded, for the tenth digit is noise."""
    if value is None or not math.isfinite(value):
        return None
    return round(value, 9)


def _plain_line(report: Report, line: Line) -> dict[str, Any]:
    hands, drawn, staff = marks(line)
    return {
        "group": dict(zip(report.wish.by, line.group, strict=True)),
        "hands": hands,
        "drawn": drawn,
        "staff": staff,
        "tier": line.tier or None,
        "units": line.units,
        "production": line.production,
        "production_share": number(line.share),
        "power": {
            "power": number(line.power), "from": line.power_of[0], "truth": line.power_of[1],
        },
        "figures": {name: _figure(line, name, one) for name, one in line.figures.items()},
    }  # fmt: skip


def _figure(line: Line, name: str, figure: Figure) -> dict[str, Any]:
    aim = line.targets.get(name)
    told: dict[str, Any] = msgspec.to_builtins(figure)
    del told["name"]
    told["value"], told["effective"] = number(figure.value), number(figure.effective)
    if figure.interval is not None:
        told["interval"] = {
            "low": number(figure.interval.low), "high": number(figure.interval.high),
        }  # fmt: skip
    told["target"] = None if aim is None else msgspec.to_builtins(aim)
    told["standing"] = line.standings[name].value
    return told


def _texts(row: Sequence[Cell]) -> list[object]:
    return [f"{cell:.9g}" if isinstance(cell, float) else cell for cell in row]


def _short(value: float) -> str:
    return f"{value:.9g}"


def _sheets(
    report: Report, header: Sequence[str], rows: Sequence[Sequence[Cell]],
    words: Sequence[tuple[str, str]],
) -> list[Sheet]:  # fmt: skip
    asked: Mapping[str, object] = question(report)
    about = [(name, _said(value)) for name, value in asked.items()]
    about += [("verdicts", str(report.verdicts)), ("production", report.production or "–")]
    return [
        Sheet("Figures", tuple(header), tuple(tuple(row) for row in rows), (10,) * len(header)),
        Sheet(
            "Weights",
            (*HEAD, *report.wish.by, *WEIGHTS),
            tuple(_weights(report)),
            (12,) * (len(HEAD) + len(report.wish.by) + len(WEIGHTS)),
        ),
        Sheet("About", ("what", "said"), (*about, *words), (22, 90)),
    ]


def _weights(report: Report) -> Iterator[tuple[Cell, ...]]:
    for line in report.lines:
        for used in line.figures["strict_accuracy"].weights:
            yield (
                *marks(line), line.tier, *line.group, used.stratum, used.size, used.drawn,
                used.counted, number(used.weight), ", ".join(used.with_it),
            )  # fmt: skip


def _said(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return "–" if value is None else str(value)
