"""What an audited decision counts as: one sort a unit, from the one derivation table's outcome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from workstation.domain.batch import BatchKind
from workstation.domain.figures.figure import Design
from workstation.domain.figures.strata import Stratum
from workstation.domain.taxonomy import PROCESS_FAULTS, ROUTE, TECHNICAL, Action, Code, Severity
from workstation.domain.verdict import Outcome, Result
from workstation.fault import WorldFault


class Sort(StrEnum):
    """Where a unit stands in the figures; the last three leave every accuracy's denominator."""

    RIGHT = "right"
    FALSE_POSITIVE = "false_positive"
    FALSE_NEGATIVE = "false_negative"
    WRONG_SELECTION = "wrong_selection"
    TECHNICAL = "technical"
    ROUTE = "route"
    CANNOT = "cannot"

    @property
    def judged(self) -> bool:
        """Whether it is in the denominator of accuracy."""
        return self not in (Sort.TECHNICAL, Sort.ROUTE, Sort.CANNOT)

    @property
    def wrong(self) -> bool:
        """Whether it counts against strict accuracy."""
        return self.judged and self is not Sort.RIGHT


_WORST = (
    Sort.RIGHT,
    Sort.CANNOT,
    Sort.ROUTE,
    Sort.TECHNICAL,
    Sort.WRONG_SELECTION,
    Sort.FALSE_POSITIVE,
    Sort.FALSE_NEGATIVE,
)


class Audited(Struct, frozen=True):
    """A unit with its final outcome.

    `done` and `due`: whether the moderator enforced, and whether that was right to do (None where
    it stands outside the matrix). `defects` counts every error, process faults too. `targeted`
    was drawn because it looked risky; `chance` is what it was drawn with where no stratum's size
    tells it.
    """

    unit: str
    sort: Sort
    done: bool | None = None
    due: bool | None = None
    severity: Severity = Severity.NONE
    defects: int = 0
    stratum: str = ""
    chance: float | None = None
    cluster: str | None = None
    targeted: bool = False
    automated: bool = False
    kind: BatchKind = BatchKind.QA


def sort_of(outcome: Outcome, done: str, due: str) -> Sort:
    """The sort of an outcome; `done` and `due` are the moderator's and the auditor's actions."""
    codes = {error.code for error in outcome.errors}
    if outcome.result is Result.PENDING:
        return Sort.CANNOT
    if ROUTE in (done, due) or Code.WS_ROUTE in codes:
        return Sort.ROUTE
    for sort, families in _CODES:
        if any(code.startswith(families) for code in codes):
            return sort
    return Sort.TECHNICAL if codes & set(TECHNICAL) else Sort.RIGHT


_CODES = (
    (Sort.FALSE_NEGATIVE, "FN."),
    (Sort.FALSE_POSITIVE, "FP."),
    (Sort.WRONG_SELECTION, "WS."),
)


def audited(
    unit: str, outcome: Outcome, done: str, due: str, actions: Mapping[str, Action]
) -> Audited:
    """A unit from its outcome; strata and design are the caller's to add (`replace`)."""
    sort = sort_of(outcome, done, due)
    person = [error for error in outcome.errors if error.code not in TECHNICAL]
    inside = sort.judged
    return Audited(
        unit,
        sort,
        actions[done].enforces if inside else None,
        actions[due].enforces if inside else None,
        outcome_severity(outcome) if inside else Severity.NONE,
        sum(error.code is not Code.CO_INCONSISTENT for error in person),
    )


def outcome_severity(outcome: Outcome) -> Severity:
    """The severest error of outcome: process faults and technical errors cost no points."""
    aside = {*PROCESS_FAULTS, *TECHNICAL, Code.CO_INCONSISTENT}
    left = [error.severity for error in outcome.errors if error.code not in aside]
    return max(left, key=lambda one: one.rank, default=Severity.NONE)


def units(rows: Iterable[Audited]) -> list[Audited]:
    """A cluster of duplicates as one unit, as bad as its worst copy; the order is kept."""
    found: dict[tuple[bool, str], Audited] = {}
    for row in rows:
        name = (row.cluster is not None, row.cluster or row.unit)
        held = found.get(name)
        if held is None:
            found[name] = row
        elif row.cluster is not None:
            found[name] = _joined(held, row)
        else:
            raise WorldFault("figures.twice", unit=row.unit)
    return list(found.values())


def _joined(one: Audited, other: Audited) -> Audited:
    worse, better = (one, other) if _badness(one) >= _badness(other) else (other, one)
    return replace(
        worse, unit=one.unit, stratum=one.stratum, defects=max(worse.defects, better.defects)
    )


def _badness(row: Audited) -> tuple[int, int]:
    return _WORST.index(row.sort), row.severity.rank


def checked(rows: Iterable[Audited]) -> list[Audited]:
    """The units of one figure: one kind of batch, one kind of hand, no risk-led among random."""
    held = units(rows)
    if len({row.kind for row in held}) > 1:
        raise WorldFault("figures.mixed_kinds")
    if len({row.automated for row in held}) > 1:
        raise WorldFault("figures.mixed_hands")
    if len({row.targeted for row in held}) > 1:
        raise WorldFault("figures.mixed_designs")
    return held


def design_of(rows: Sequence[Audited], sizes: Mapping[str, int] | None) -> Design:
    """The design that the units tell of."""
    if rows and rows[0].targeted:
        return Design.RISK_LED
    strata = {row.stratum for row in rows} | set(sizes or {})
    return Design.STRATIFIED if len(strata) > 1 else Design.SIMPLE


def strata_of(
    rows: Sequence[Audited],
    value: Mapping[str, float],
    sizes: Mapping[str, int] | None,
    drawn: Mapping[str, int] | None = None,
) -> list[Stratum]:
    """The strata of units; `value` holds what each counted unit is worth, by its name.

    `sizes` are the frame's, of all that the rows were drawn from. `drawn` is given where the rows
    are only a part of what was drawn (one vendor's of a sample that was not drawn by vendor).
    Without sizes the units' own chances are used: units of one chance are a stratum.
    """
    held: dict[str, list[Audited]] = {}
    for row in rows:
        held.setdefault(_place(row, sizes), []).append(row)
    made = []
    for name in sorted(set(held) | set(sizes or {})):
        mine = held.get(name, [])
        counts = [value[row.unit] for row in mine if row.unit in value]
        number = len(mine) if drawn is None else drawn.get(name, len(mine))
        made.append(
            Stratum(
                name,
                _size(name, mine, sizes),
                number,
                len(counts),
                sum(counts),
                None if all(one in (0, 1) for one in counts) else sum(one * one for one in counts),
            )
        )
    return made


def _place(row: Audited, sizes: Mapping[str, int] | None) -> str:
    if sizes is not None or row.chance is None or row.targeted:
        return "" if row.targeted else row.stratum
    return f"{row.stratum}|{row.chance:.9g}"


def _size(name: str, mine: Sequence[Audited], sizes: Mapping[str, int] | None) -> int | None:
    if mine and mine[0].targeted:
        return None
    if sizes is not None:
        if name not in sizes:
            raise WorldFault("figures.no_weights", stratum=name, strata=1)
        return sizes[name]
    chance = mine[0].chance if mine else None
    if chance is None:
        return None
    if not 0 < chance <= 1:
        raise WorldFault("figures.no_chance", unit=mine[0].unit)
    return round(len(mine) / chance)
