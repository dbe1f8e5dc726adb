"""One pass over verdict rows: who counts, which unit, which group, which stratum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from typing import Any

from msgspec import Struct

from workstation.domain import instant
from workstation.domain.figures.counting import Sort, sort_of
from workstation.domain.taxonomy import Severity
from workstation.domain.verdict import Outcome
from workstation.reports.kpi.judging import Judge, Judged, errors_of, result_of, severity_of
from workstation.reports.kpi.production import value_of
from workstation.reports.kpi.targets import Staff
from workstation.reports.kpi.wish import AUDITED, TIMES, Days, Wish, place_in_time
from workstation.store.figure_rows import Again, Drawn

Block = tuple[bool, bool, bool]
"""Decided by a machine, picked for its risk, decided (or audited) by ramping staff."""
Group = tuple[str, ...]
Place = tuple[str, str]
"""A stratum: batch, and its name there (with the chance, where that alone tells its size)."""

_SORTS = (
    Sort.RIGHT, Sort.CANNOT, Sort.ROUTE, Sort.TECHNICAL, Sort.WRONG_SELECTION,
    Sort.FALSE_POSITIVE, Sort.FALSE_NEGATIVE,
)  # fmt: skip
"""From the best to the worst, as `domain.figures.counting` ranks a cluster's copies."""
_BADNESS = {sort: place for place, sort in enumerate(_SORTS)}
_SEVERITY = {one.value: one for one in Severity}


@dataclass(slots=True)
class Unit:
    """A decision, or a cluster of copies, as bad as its worst copy, within one group."""

    place: Place
    judged: Judged
    severity: Severity
    defects: int
    first: Sort
    final: Sort | None


@dataclass(slots=True)
class Counted:
    """What is known of one group: its units, and the times and promises of its verdicts."""

    units: dict[str, Unit] = field(default_factory=dict)
    events: list[str] = field(default_factory=list)
    audit_seconds: list[float] = field(default_factory=list)
    handling_seconds: list[float] = field(default_factory=list)
    turnaround: list[float] = field(default_factory=list)
    due: int = 0
    kept: int = 0
    persons: set[str] = field(default_factory=set)
    last: str = ""  # the last day, as it was written


class Undone(Struct, frozen=True):
    """A case that somebody has not judged; nothing of its decision, which may be hidden."""

    batch: str
    auditor: str
    market: str
    content_type: str
    language: str


OPENLY = frozenset(("auditor", "batch", "market", "content_type", "segment", "language"))
"""What may be told of a case that is still to be judged blind."""


class Given(Struct, frozen=True):
    """What is counted: rows that stand, their batches, what came after them, who ramps.

    `late` are verdicts that came after a case was taken back or a batch was closed; `now` is the
    instant of the question, for what is due. Nothing is told of cases that are `sealed` or still
    `blind` to whoever sits here, nor the names of strata of `veiled` batches.
    """

    rows: Iterable[tuple[Any, ...]]  # with the fields of a FigureRow
    batches: Mapping[str, Drawn]
    now: str
    again: Sequence[Again] = ()
    blind_answers: Mapping[str, tuple[str, str, str]] = {}
    faults: Mapping[str, int] = {}
    late: frozenset[str] = frozenset()
    sealed: frozenset[str] = frozenset()
    blind: frozenset[str] = frozenset()
    staff: Staff = Staff()
    undone: Sequence[Undone] = ()
    veiled: frozenset[str] = frozenset()


@dataclass(slots=True)
class Count:
    """Everything a report is made of. `drawn` are the units with a verdict that counts, by
    stratum, whatever group they lie in; `left_out` says why verdicts do not count."""

    groups: dict[tuple[Block, Group], Counted] = field(default_factory=dict)
    drawn: dict[Place, int] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)
    verdicts: int = 0
    batches: set[str] = field(default_factory=set)
    zone: str = ""


def count(given: Given, wish: Wish) -> Count:
    """Count; raises WorldFault `kpi.no_zone`, `instant.malformed`."""
    made, days = Count(zone=wish.zone), Days(wish.zone)
    judge = Judge(given.batches)
    final = _finals(given, judge)
    hidden_sealed, hidden_blind, late = given.sealed, given.blind, given.late
    faults, blind_answers = given.faults, given.blind_answers
    own, clock_audited = wish.auditor, wish.clock == AUDITED
    timed, period, by = wish.timed, wish.period, wish.by
    by_auditor = "auditor" in by
    audited_staff = by_auditor and "moderator" not in by
    staff = given.staff if given.staff.persons else None
    reads = [_READ[name] for name in by if name not in TIMES]
    time_names = [(place, name) for place, name in enumerate(by) if name in TIMES]
    seen: set[str] = set()
    looked: set[tuple[str, str]] = set()
    groups, drawn, left_out = made.groups, made.drawn, made.left_out
    clocks: dict[str, float] = {}
    for row in _in_order(given.rows):
        event, batch, item = row[0], row[1], row[2]
        if row[7] in hidden_sealed:
            left_out["sealed"] += 1
            continue
        if row[7] in hidden_blind:
            left_out["held_back"] += 1
            continue
        held = given.batches.get(batch)
        if held is None:
            continue
        if event in late:
            left_out["late"] += 1
            continue
        if row[25] and not row[26]:
            left_out["unconfirmed"] += 1
            continue
        unit = f"{batch}/{row[3]}" if row[3] is not None else item
        place = (batch, row[4] or "")
        if not held.sizes and row[5] is not None:
            place = (batch, f"{row[4] or ''}|{float(row[5]):.9g}")
        if not row[6] and unit not in seen:
            seen.add(unit)
            drawn[place] = drawn.get(place, 0) + 1
        if own is not None and row[19] != own:
            continue
        day = None
        if timed:
            day = days.of(row[20] if clock_audited else row[14])
            if not period.has(day):
                continue
        words = [read(row) for read in reads]
        for at, name in time_names:
            words.insert(at, place_in_time(name, day))  # type: ignore[arg-type]
        ramps = False
        if staff is not None:
            who, moment = (row[19], row[20]) if audited_staff else (row[13], row[14])
            ramps = staff.ramps(who, moment[:10])
        key = ((bool(row[16]), bool(row[6]), ramps), tuple(words))
        group = groups.get(key)
        if group is None:
            group = groups[key] = Counted()
        made.verdicts += 1
        made.batches.add(batch)
        group.events.append(event)
        group.persons.add(row[19] if audited_staff else row[13])
        group.audit_seconds.append(row[27] / 1000)
        moment = row[20] if clock_audited else row[14]
        if moment[:10] > group.last:
            group.last = moment[:10]
        _promises(group, held, row[20], given.now, clocks)
        look = (row[19], item) if by_auditor else ("", item)
        if look in looked:
            left_out["another_look"] += 1
            continue
        looked.add(look)
        if row[17] is not None:
            group.handling_seconds.append(row[17] / 1000)
        judged = judge.of(batch, row[21], row[24], row[15], row[22])
        severity = _SEVERITY.get(row[23], Severity.NONE)
        if not judged.judged:
            severity = Severity.NONE
        elif row[28] is not None:
            severity = severity_of(row[28])
        defects = judged.defects
        if faults and judged.judged:
            defects += faults.get(event, 0)
        first = judged.sort
        if blind_answers:
            blind = blind_answers.get(event)
            if blind is not None:
                first = judge.of(batch, blind[0], blind[1], row[15], blind[2]).sort
        _add(group.units, unit, place, judged, severity, defects, first, final.get(item))
    if whole_sla(wish):
        _overdue(made, given, wish, clocks)
    made.zone = days.zone
    return made


def _in_order(given: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Where several looked at one item first, the earliest counts (ours)."""
    rows = list(given)
    if len({row[2] for row in rows}) < len(rows):
        rows.sort(key=itemgetter(20, 0))
    return rows


def whole_sla(wish: Wish) -> bool:
    """Whether what was due and is not done may be told: its decision may still be hidden, so it is
    counted only where nothing of the decision is asked for."""
    return not wish.period and set(wish.by) <= OPENLY


def _overdue(made: Count, given: Given, wish: Wish, clocks: dict[str, float]) -> None:
    """What was due and is not done."""
    for one in given.undone:
        held = given.batches.get(one.batch)
        if held is None or held.due_at is None or wish.auditor not in (None, one.auditor):
            continue
        if _clock(held.due_at, clocks) > _clock(given.now, clocks):
            continue
        words = tuple(
            value_of("segment", one.content_type) if name == "segment" else getattr(one, name)
            for name in wish.by
        )
        ramps = "auditor" in wish.by and given.staff.ramps(one.auditor, given.now[:10])
        key = ((False, False, ramps), words)
        made.groups.setdefault(key, Counted()).due += 1
        made.groups[key].persons.add(one.auditor)


def _add(
    units: dict[str, Unit], name: str, place: Place, judged: Judged, severity: Severity,
    defects: int, first: Sort, final: Sort | None,
) -> None:  # fmt: skip
    held = units.get(name)
    if held is None:
        units[name] = Unit(place, judged, severity, defects, first, final)
        return
    if (_BADNESS[judged.sort], severity.rank) > (_BADNESS[held.judged.sort], held.severity.rank):
        held.judged, held.severity = judged, severity
    held.defects = max(held.defects, defects)
    held.first = max(held.first, first, key=_BADNESS.__getitem__)
    if final is not None:
        worse = held.final is None or _BADNESS[final] > _BADNESS[held.final]
        held.final = final if worse else held.final


def _promises(
    group: Counted, held: Drawn, at: str, now: str, clocks: dict[str, float]
) -> None:
    try:
        done = datetime.fromisoformat(at).timestamp()
    except ValueError:
        done = instant.parse(at).timestamp()
    began = _clock(held.created_at, clocks)
    if done >= began:
        group.turnaround.append(done - began)
    if held.due_at is not None:
        due = _clock(held.due_at, clocks)
        if due <= _clock(now, clocks):
            group.due += 1
            group.kept += done <= due


def _clock(text: str, clocks: dict[str, float]) -> float:
    found = clocks.get(text)
    if found is None:
        found = clocks[text] = instant.parse(text).timestamp()
    return found


def _finals(given: Given, judge: Judge) -> dict[str, Sort]:
    """By item what a second look or a panel says; the last word counts."""
    of_item: dict[str, Sort] = {}
    for one in given.again:
        hidden = one.case in given.sealed or one.case in given.blind or one.event in given.late
        if hidden or (one.provisional and not one.holds):
            continue
        outcome = Outcome(result_of(one.result), tuple(errors_of(one.codes)))
        sort = sort_of(outcome, "", one.due)
        if sort.judged:
            of_item[one.item] = sort
    return of_item


_READ = {
    "moderator": lambda row: row[13],
    "auditor": lambda row: row[19],
    "vendor": lambda row: row[11],
    "site": lambda row: row[12],
    "language": lambda row: row[10] or "",
    "market": lambda row: row[8],
    "clause": lambda row: row[18] or "",
    "family": lambda row: value_of("family", row[18] or ""),
    "content_type": lambda row: row[9],
    "segment": lambda row: value_of("segment", row[9]),
    "batch": lambda row: row[1],
}
