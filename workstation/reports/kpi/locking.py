"""Figures as they stood when a period was locked, and what of them changed since."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from workstation.domain.canonical import canonical_json, digest
from workstation.domain.figures.figure import Figure
from workstation.fault import WorldFault
from workstation.reports.kpi.report import Line, Report

FORMAT = "figures-locked/1"
MOST = 64 * 1024 * 1024
Told = Mapping[str, str | int | None]
"""Value and ends of the interval as text (six digits behind the point), n, state."""


class Locked(Struct, frozen=True):
    """A period's figures. `heads` say how far each stream was known; `digest` is of all the rest
    but the instant, so that two desks with the same verdicts lock the same."""

    format: str
    question: Mapping[str, str | int | list[str] | None]
    at: str
    heads: Mapping[str, int]
    figures: Mapping[str, Mapping[str, Told]]
    digest: str = ""


class Restatement(Struct, frozen=True):
    """A figure that is not what it was when it was locked; None where there was or is none."""

    line: str
    figure: str
    then: Told | None
    now: Told | None


def lock(report: Report, heads: Mapping[str, int], at: str) -> Locked:
    """The figures as they stand now."""
    made = Locked(
        FORMAT,
        question(report),
        at,
        dict(sorted(heads.items())),
        {name_of(line): _told(line) for line in report.lines},
    )
    return msgspec.structs.replace(made, digest=_digest(made))


def restated(locked: Locked, report: Report) -> tuple[Restatement, ...]:
    """What changed since; raises WorldFault `kpi.other_question`."""
    then, now = locked.question, question(report)
    for name in sorted({*then, *now}):
        if then.get(name) != now.get(name):
            raise WorldFault(
                "kpi.other_question", what=name, then=str(then.get(name)), now=str(now.get(name))
            )
    held = {name_of(line): _told(line) for line in report.lines}
    found = []
    for line in sorted({*locked.figures, *held}):
        before, after = locked.figures.get(line, {}), held.get(line, {})
        for figure in dict.fromkeys((*before, *after)):
            one, other = before.get(figure), after.get(figure)
            if one != other:
                found.append(Restatement(line, figure, one, other))
    return tuple(found)


def name_of(line: Line) -> str:
    """A line's name: whose hands, which draw, which staff, which group."""
    marks = (
        "machines" if line.automated else "people",
        "risk" if line.targeted else "random",
        "ramping" if line.ramping else "settled",
    )
    return json.dumps([*marks, *line.group], ensure_ascii=False)


def question(report: Report) -> dict[str, object]:
    """What was asked, as plain values."""
    wish = report.wish
    return {
        "by": list(wish.by),
        "from": wish.period.since.isoformat() if wish.period.since else None,
        "to": wish.period.until.isoformat() if wish.period.until else None,
        "zone": report.zone if wish.timed else wish.zone,
        "clock": wish.clock,
        "kind": wish.kind,
        "batch": wish.batch,
        "auditor": wish.auditor,
        "production": report.production or None,
    }


def write(locked: Locked) -> str:
    """The text of a file."""
    return json.dumps(msgspec.to_builtins(locked), ensure_ascii=False, indent=1) + "\n"


def read(path: Path) -> Locked:
    """A file of locked figures; raises WorldFault `kpi.file`, `kpi.snapshot`,
    `kpi.snapshot_changed`."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST + 1)
    except OSError as error:
        raise WorldFault("kpi.file", path=str(path), why=error.strerror or "") from None
    try:
        if len(data) > MOST:
            raise ValueError("it is too large")
        made = msgspec.json.decode(data, type=Locked)
        if made.format != FORMAT:
            raise ValueError(f"its format is {made.format[:40]}")
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise WorldFault("kpi.snapshot", file=path.name, why=str(error)[:120]) from None
    if made.digest != _digest(made):
        raise WorldFault("kpi.snapshot_changed", file=path.name)
    return made


def _digest(made: Locked) -> str:
    return digest(
        canonical_json(
            {
                "format": made.format,
                "question": dict(made.question),
                "heads": dict(made.heads),
                "figures": {
                    line: {name: dict(told) for name, told in figures.items()}
                    for line, figures in made.figures.items()
                },
            }
        )
    )


def _told(line: Line) -> dict[str, dict[str, str | int | None]]:
    return {name: _plain(figure) for name, figure in line.figures.items()}


def _plain(figure: Figure) -> dict[str, str | int | None]:
    held = figure.interval
    return {
        "value": _text(figure.value),
        "low": _text(held.low) if held is not None else None,
        "high": _text(held.high) if held is not None else None,
        "n": figure.n,
        "state": figure.state.value,
    }


def _text(value: float | None) -> str | None:
    return None if value is None else f"{value:.6f}"
