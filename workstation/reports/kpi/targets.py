"""Targets and who is still ramping, as small dated tables."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from msgspec import Struct, field

from workstation.domain.figures.target import Target
from workstation.fault import WorldFault
from workstation.reports.kpi import tables

FIGURES = (
    "strict_accuracy", "initial_accuracy", "final_accuracy", "enforce_accuracy",
    "severity_points", "precision", "recall", "cannot_rate", "route_rate", "technical_rate",
    "defect_rate", "defects_per_100", "aht", "throughput", "audit_time", "audit_throughput", "sla",
    "tat_median", "tat_p95",
)  # fmt: skip
"""Every figure of a line, in the order they are told."""

SHARES = frozenset(
    (*FIGURES[:4], "precision", "recall", "cannot_rate", "route_rate", "technical_rate",
     "defect_rate", "sla")
)  # fmt: skip
MOST = 10_000


def read_targets(path: Path) -> tuple[Target, ...]:
    """Columns: figure, value (0.95 or 95 %), since (a day), tier (may be missing or empty).

    Raises WorldFault `kpi.file_line`, `kpi.targets_twice`, and as `tables.read` does.
    """
    found: list[Target] = []
    seen: set[tuple[str, date, str]] = set()
    for line, (figure, value, since, tier) in tables.read(
        path, ("figure", "value", "since"), ("tier",)
    ):
        name = figure.strip()
        if name not in FIGURES:
            raise WorldFault(
                "kpi.no_figure", file=path.name, line=line, figure=name[:60],
                figures=", ".join(FIGURES),
            )  # fmt: skip
        one = Target(
            name,
            _value(value, name, path.name, line),
            _day(since, "since", path.name, line),
            tier.strip(),
        )
        key = (one.figure, one.since, one.tier)
        if key in seen:
            raise WorldFault(
                "kpi.targets_twice", file=path.name, line=line, figure=name,
                day=one.since.isoformat(),
            )  # fmt: skip
        seen.add(key)
        found.append(one)
        _not_too_many(found, path.name, line)
    return tuple(found)


class Person(Struct, frozen=True):
    """What the roster of figures says of somebody: until when they ramp (that day still counts),
    and their tier."""

    ramping_until: date | None = None
    tier: str = ""


class Staff(Struct, frozen=True):
    """Persons by pseudonym; who is not in it has settled."""

    persons: Mapping[str, Person] = field(default_factory=dict)

    def ramps(self, person: str, day: str) -> bool:
        """Whether somebody was still ramping on a day (ISO)."""
        held = self.persons.get(person)
        if held is None or held.ramping_until is None:
            return False
        return day <= held.ramping_until.isoformat()

    def tier(self, person: str) -> str:
        """Somebody's tier, empty where none is told."""
        held = self.persons.get(person)
        return held.tier if held is not None else ""


def read_staff(path: Path) -> Staff:
    """Columns: person, ramping_until (a day, or empty), tier (may be missing or empty).

    Raises WorldFault `kpi.file_line`, `kpi.person_twice`, and as `tables.read` does.
    """
    found: dict[str, Person] = {}
    for line, (person, until, tier) in tables.read(path, ("person",), ("ramping_until", "tier")):
        name = person.strip()
        if not name:
            raise WorldFault(
                "kpi.file_line", file=path.name, line=line, column="person", why="it is empty"
            )
        if name in found:
            raise WorldFault("kpi.person_twice", file=path.name, line=line, person=name[:60])
        day = _day(until, "ramping_until", path.name, line) if until.strip() else None
        found[name] = Person(day, tier.strip())
        _not_too_many(found, path.name, line)
    return Staff(found)


def _not_too_many(held: object, file: str, line: int) -> None:
    if len(held) > MOST:  # type: ignore[arg-type]
        raise WorldFault(
            "kpi.file_line", file=file, line=line, column="", why=f"more than {MOST} rows"
        )


def _value(text: str, figure: str, file: str, line: int) -> float:
    words = text.strip().replace(",", ".")
    percent = words.endswith("%")
    try:
        value = float(words.removesuffix("%").strip())
    except ValueError:
        value = math.nan
    if percent:
        value /= 100
    share = figure in SHARES
    if not math.isfinite(value) or value < 0 or (share and value > 1) or (percent and not share):
        why = "write a share as 0.95 or 95 %" if share else "it is no number"
        raise WorldFault("kpi.file_line", file=file, line=line, column="value", why=why)
    return value


def _day(text: str, column: str, file: str, line: int) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise WorldFault(
            "kpi.file_line", file=file, line=line, column=column, why="write a day as 2026-04-01"
        ) from None
