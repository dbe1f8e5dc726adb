"""A plan: what would be drawn from each stratum, what it would tell, and how long it takes.

Everything here is a value that can be painted or printed; nothing is drawn and nothing is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from statistics import median

from msgspec import Struct

from workstation.domain.figures.interval import wilson
from workstation.domain.figures.power import n_against
from workstation.domain.sampling.allotting import allot
from workstation.domain.sampling.design import CRITICAL, Cell, Design, name_of
from workstation.domain.sampling.frame import survey
from workstation.domain.sampling.precision import Outlook, outlook
from workstation.fault import WorldFault
from workstation.intake.faults import Notice
from workstation.review.acting import Desk
from workstation.review.sampling import rights, wish
from workstation.review.sampling.wish import Wish
from workstation.store import pools, samples
from workstation.store.driver import Database
from workstation.store.pool_filter import Filter, fast_below, handling_seconds, sizes
from workstation.store.pools import Pool

FEW = 5
"""Fewer than so many of a stratum tell hardly more than none."""
GUESS_SECONDS = 120.0
TIMED = 20
GOOD_POWER = 0.8


class State(StrEnum):
    """How a stratum fares; all but `OK` and `WHOLE` are to be painted in amber."""

    OK = "ok"
    WHOLE = "whole"  # every one is drawn
    FEW = "few"  # fewer than the minimum, or than five
    ONE = "one"  # says nothing of its own spread
    NONE = "none"  # nothing is drawn from it


class StratumPlan(Struct, frozen=True):
    """A line of the table: population, how many are drawn, what they would tell (half the width of
    the interval at the assumed accuracy)."""

    name: str
    size: int
    n: int
    state: State
    half_width: float | None = None

    @property
    def amber(self) -> bool:
        """Whether too few are drawn to tell anything."""
        return self.state not in (State.OK, State.WHOLE)


class Seconds(StrEnum):
    """Where the time that one audit takes comes from."""

    GIVEN = "given"
    VERDICTS = "verdicts"  # the median of those that are here
    HANDLING = "handling"  # as long as the moderators took
    GUESS = "guess"


class Plan(Struct, frozen=True):
    """What a wish comes to. `n` is the random part, `critical` what is taken whole beside it,
    `risky` the most that is picked for its risk; `hours` are for all of it, repeats and second
    looks too. `needed` would tell the two accuracies apart (None: no number does)."""

    pool: Pool
    wish: Wish
    size: int
    n: int
    critical: int
    risky: int
    reserves: int
    strata: tuple[StratumPlan, ...]
    outlook: Outlook
    needed: int | None
    seconds: float
    seconds_from: Seconds
    hours: float
    notices: tuple[Notice, ...]


def plan(db: Database, desk: Desk, pool: Pool, asked: Wish) -> Plan:
    """Plan a sample of a pool; call it on the reader.

    Raises WorldFault `sampling.…` where nothing can be drawn so, each with what to do.
    """
    rights.check(db, desk, rights.DRAW)
    design, chosen = design_for(db, pool, asked)
    cells = cell_sizes(db, pool, design, chosen, wish.zone_of(asked, pool))
    allotted = allot(cells, design)
    names = {name_of(cell): size for cell, size in cells.items()}
    drawn = {name_of(cell): n for cell, n in allotted.items()}
    seconds, source = _seconds(db, pool, chosen, asked)
    told = outlook(names, drawn, seconds, asked.accuracy, asked.apart)
    n = sum(drawn.values())
    risky = design.risk.n if design.risk else 0
    extra = n * (design.repeats + design.again * asked.accuracy)
    needed = n_against(min(asked.apart), max(asked.apart), GOOD_POWER)
    strata = _strata(cells, allotted, design, asked.accuracy)
    critical = allotted.get(CRITICAL, 0)
    notices = _notices(db, pool, design, chosen, cells, strata)
    return Plan(
        pool, asked, sum(cells.values()), n - critical, critical, risky,
        samples.spare(design, allotted), strata, told, needed, seconds, source,
        (n + risky + extra) * seconds / 3600, tuple(notices),
    )  # fmt: skip


def design_for(db: Database, pool: Pool, asked: Wish) -> tuple[Design, Filter]:
    """The design and the filter of a wish, checked against the words of the pool."""
    if not (asked.n or asked.critical or asked.critical_marked or asked.risk):
        raise WorldFault("sampling.nothing_asked")
    chosen = wish.filter_of(asked, pool)
    share = asked.risk.fast if asked.risk is not None else None
    fast = fast_below(db, pool, chosen, share) if share else {}
    return wish.design_of(asked, pool, fast), chosen


def cell_sizes(
    db: Database, pool: Pool, design: Design, chosen: Filter, zone: str | None
) -> Mapping[Cell, int]:
    """Units by cell, counted over the index; where there are duplicates the rows are read, since a
    cluster is one unit. Raises WorldFault `sampling.two_zones`, `sampling.empty_frame`."""
    if pool.clustered:
        return survey(pools.rows(db, pool, chosen), design, zone).sizes
    if zone is None and len(pool.offsets) > 1:
        one, other = sorted(pool.offsets)[:2]
        raise WorldFault(
            "sampling.two_zones", one=pools.offset_name(one), other=pools.offset_name(other)
        )
    fields = [*design.strata]
    person = bool(design.person_minimum)
    fields += ["moderator"] if person else []
    fields += ["clause"] if design.critical else []
    found: dict[Cell, int] = {}
    for values, count in sizes(db, pool, chosen, fields).items():
        cell: Cell = (*values[: len(design.strata)], values[len(design.strata)] if person else "")
        if design.critical and values[-1] and values[-1] in design.critical:
            cell = CRITICAL
        found[cell] = found.get(cell, 0) + count
    if not found:
        raise WorldFault("sampling.empty_frame", rows=pool.rows)
    return found


def _strata(
    cells: Mapping[Cell, int], allotted: Mapping[Cell, int], design: Design, accuracy: float
) -> tuple[StratumPlan, ...]:
    found = []
    for cell, size in sorted(cells.items()):
        n = allotted.get(cell, 0)
        if n == size:
            state = State.WHOLE
        elif not n:
            state = State.NONE
        elif n == 1:
            state = State.ONE
        else:
            state = State.FEW if n < max(FEW, design.minimum) else State.OK
        half = wilson(accuracy, n / (1 - n / size)).width / 2 if 0 < n < size else None
        half = 0.0 if n == size else half
        found.append(StratumPlan(name_of(cell), size, n, state, half))
    return tuple(found)


def _seconds(
    db: Database, pool: Pool, chosen: Filter, asked: Wish
) -> tuple[float, Seconds]:
    if asked.seconds is not None:
        return asked.seconds, Seconds.GIVEN
    timed = samples.audit_seconds(db)
    if len(timed) >= TIMED:
        return median(timed), Seconds.VERDICTS
    handling = handling_seconds(db, pool, chosen)
    return (handling, Seconds.HANDLING) if handling else (GUESS_SECONDS, Seconds.GUESS)


def _notices(
    db: Database,
    pool: Pool,
    design: Design,
    chosen: Filter,
    cells: Mapping[Cell, int],
    strata: tuple[StratumPlan, ...],
) -> list[Notice]:
    found = []
    for state, code in (
        (State.NONE, "sampling.notice_none"),
        (State.ONE, "sampling.notice_one"),
        (State.FEW, "sampling.notice_few"),
    ):
        held = [one.name for one in strata if one.state is state]
        if held:
            found.append(Notice(code, {"count": len(held), "first": held[0]}))
    whole = name_of(CRITICAL)
    small = [one.name for one in strata if one.size < design.minimum and one.name != whole]
    if small:
        found.append(
            Notice(
                "sampling.notice_small",
                {"count": len(small), "first": small[0], "minimum": design.minimum},
            )
        )
    found += [
        Notice("sampling.notice_no_stratum", {"name": name[:80]})
        for name in design.weights
        if not _is_met(name, design, cells)
    ]
    clauses = {name for (name,) in sizes(db, pool, chosen, ["clause"])} if design.critical else ()
    missing = sorted(design.critical.difference(clauses))
    if missing:
        found.append(
            Notice("sampling.notice_no_critical", {"count": len(missing), "first": missing[0]})
        )
    if pool.undated and (chosen.since or chosen.until):
        found.append(Notice("sampling.notice_undated", {"count": pool.undated}))
    before = samples.drawn_from(db, pool.id)
    if before:
        found.append(Notice("sampling.notice_again", {"count": before}))
    return found


def _is_met(name: str, design: Design, cells: Mapping[Cell, int]) -> bool:
    field, equals, value = name.partition("=")
    if equals and field in design.strata:
        place = design.strata.index(field)
        return any(cell != CRITICAL and cell[place] == value for cell in cells)
    return any(name_of(cell) == name for cell in cells)



