"""Normal, tightened, reduced, stopped: what the last lots make of the next one's inspection.

The rules are ours, after the ideas of the lot-by-lot standards: two of five refused tightens, five
accepted in a row loosen, ten accepted in a row reduce, one refused ends reduction, and five refused
while tightened stop acceptance until the vendor has put its process right.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from workstation.domain.sampling.acceptance.plan import Asked, Plan, plan_for
from workstation.fault import WorldFault

STEP = 1.6
"""Ours: how much a quality level moves by one step (of the series of preferred numbers R5)."""


class Mode(StrEnum):
    """How the next lot is inspected."""

    NORMAL = "normal"
    TIGHTENED = "tightened"
    REDUCED = "reduced"
    STOPPED = "stopped"


class Rules(Struct, frozen=True):
    """The numbers of the rules."""

    refused: int = 2
    of: int = 5
    to_normal: int = 5
    to_reduced: int = 10
    to_stopped: int = 5


class Standing(Struct, frozen=True):
    """The mode, and the lots since it was entered: accepted or not, the oldest first."""

    mode: Mode = Mode.NORMAL
    lots: tuple[bool, ...] = ()


def after(standing: Standing, accepted: bool, rules: Rules = Rules()) -> Standing:  # noqa: B008
    """The standing after one more lot."""
    if standing.mode is Mode.STOPPED:
        raise WorldFault("sampling.stopped")
    lots = (*standing.lots, accepted)
    changed = _next(standing.mode, lots, rules)
    return Standing(standing.mode, lots) if changed is None else Standing(changed)


def after_all(results: Iterable[bool], rules: Rules = Rules()) -> Standing:  # noqa: B008
    """The standing after a history of lots, from normal."""
    standing = Standing()
    for accepted in results:
        standing = after(standing, accepted, rules)
    return standing


def resumed() -> Standing:
    """After a stop, once the vendor has put its process right: tightened, from the start."""
    return Standing(Mode.TIGHTENED)


def plan_in(mode: Mode, asked: Asked) -> Plan:
    """The plan of a mode: tightened asks one step more of both levels, reduced one step less of
    the level that must be found."""
    if mode is Mode.STOPPED:
        raise WorldFault("sampling.stopped")
    if mode is Mode.TIGHTENED:
        return plan_for(replace(asked, aql=asked.aql / STEP, ltpd=asked.ltpd / STEP))
    if mode is Mode.REDUCED:
        return plan_for(replace(asked, ltpd=min(0.99, asked.ltpd * STEP)))
    return plan_for(asked)


def _next(mode: Mode, lots: tuple[bool, ...], rules: Rules) -> Mode | None:
    if mode is Mode.REDUCED:
        return None if lots[-1] else Mode.NORMAL
    if mode is Mode.TIGHTENED:
        if lots.count(False) >= rules.to_stopped:
            return Mode.STOPPED
        return Mode.NORMAL if _row(lots, rules.to_normal) else None
    if lots[-rules.of :].count(False) >= rules.refused:
        return Mode.TIGHTENED
    return Mode.REDUCED if _row(lots, rules.to_reduced) else None


def _row(lots: tuple[bool, ...], wanted: int) -> bool:
    return len(lots) >= wanted and all(lots[-wanted:])
