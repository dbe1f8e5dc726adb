"""The second pass: who is drawn, with what chance, in which order, with which reserves."""

from __future__ import annotations

import math
from bisect import insort
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from msgspec import Struct

from workstation.domain.sampling.allotting import allot
from workstation.domain.sampling.chance import rank
from workstation.domain.sampling.design import CRITICAL, Cell, Design, checked, name_of
from workstation.domain.sampling.frame import FrameRow, Survey, Unit, survey, twice, units
from workstation.domain.sampling.risk import Riskiest
from workstation.fault import WorldFault

Rows = Callable[[], Iterable[FrameRow]]
"""Gives the frame's rows from the start, as often as it is asked."""


class Drawn(Struct, frozen=True):
    """A unit with the cell it came from, the exact chance it had (`drawn` of `size`; a risk-led
    one had none: 0 of 0), and its place on the list. `reasons` are why it looked risky."""

    unit: str
    decision: str
    stratum: str
    drawn: int
    size: int
    place: int
    reasons: tuple[str, ...] = ()

    @property
    def targeted(self) -> bool:
        """Whether it was picked for its risk."""
        return not self.size

    @property
    def chance(self) -> Fraction | None:
        """The inclusion probability, exact."""
        return Fraction(self.drawn, self.size) if self.size else None

    @property
    def weight(self) -> float | None:
        """How many units of the pool it stands for."""
        return self.size / self.drawn if self.size else None


class Draw(Struct, frozen=True):
    """A draw: the sample in an order that tells nothing, its reserves by stratum in the order they
    come in, the risk-led list apart, the frame's sizes and digest."""

    design: Design
    sample: tuple[Drawn, ...]
    reserves: Mapping[str, tuple[Drawn, ...]]
    risky: tuple[Drawn, ...]
    sizes: Mapping[str, int]
    allotted: Mapping[str, int]
    digest: str
    empty: tuple[str, ...] = ()


def draw(rows: Rows, design: Design, found: Survey | None = None, zone: str | None = None) -> Draw:
    """Draw by a design. The rows are read once more than the survey; memory holds the sample."""
    checked(design)
    found = found if found is not None else survey(rows(), design, zone)
    allotted = allot(found.sizes, design)
    if found.suspects:
        double = twice(rows(), found)
        if double:
            name = next(iter(double))
            raise WorldFault(
                "sampling.duplicate_ids", ids=len(double), first=name, times=double[name]
            )
    lots = {cell: _Lot(n, _spare(n, cell, design)) for cell, n in allotted.items()}
    risky = Riskiest(design.risk, design.n) if design.risk else None
    met = 0
    for unit in units(rows(), design):
        lot = lots.get(unit.cell)
        if lot is None:
            raise WorldFault("sampling.frame_changed", before=found.size, now=met + 1)
        met += 1
        lot.offer(unit)
        if risky is not None:
            risky.offer(unit)
    if met != found.size:
        raise WorldFault("sampling.frame_changed", before=found.size, now=met)
    return _made(design, found, allotted, lots, risky)


class _Lot:
    """The lowest ranks of a cell, as many as are drawn and kept in reserve."""

    def __init__(self, n: int, spare: int) -> None:
        self.n = n
        self._most = n + spare
        self.held: list[tuple[int, str, str]] = []

    def offer(self, unit: Unit) -> None:
        if len(self.held) < self._most:
            insort(self.held, (unit.rank, unit.name, unit.row.decision))
        elif self._most and unit.rank < self.held[-1][0]:
            insort(self.held, (unit.rank, unit.name, unit.row.decision))
            self.held.pop()


def _spare(n: int, cell: Cell, design: Design) -> int:
    return 0 if cell == CRITICAL or not design.reserves else math.ceil(n * design.reserves)


def _made(
    design: Design,
    found: Survey,
    allotted: Mapping[Cell, int],
    lots: Mapping[Cell, _Lot],
    risky: Riskiest | None,
) -> Draw:
    sample: list[Drawn] = []
    reserves: dict[str, tuple[Drawn, ...]] = {}
    for cell, lot in sorted(lots.items()):
        name, size = name_of(cell), found.sizes[cell]
        made = [
            Drawn(unit, decision, name, lot.n, size, place)
            for place, (_, unit, decision) in enumerate(lot.held)
        ]
        sample += made[: lot.n]
        if made[lot.n :]:
            reserves[name] = tuple(made[lot.n :])
    sample.sort(key=lambda one: rank(design.seed, "order", one.unit))
    taken = {one.unit for one in sample}
    list_of_risk = () if risky is None else risky.best(taken)
    return Draw(
        design,
        tuple(
            Drawn(one.unit, one.decision, one.stratum, one.drawn, one.size, place)
            for place, one in enumerate(sample)
        ),
        reserves,
        tuple(
            Drawn(unit.name, unit.row.decision, "risk", 0, 0, place, reasons)
            for place, (unit, reasons) in enumerate(list_of_risk)
        ),
        {name_of(cell): size for cell, size in found.sizes.items()},
        {name_of(cell): n for cell, n in allotted.items()},
        found.digest,
        tuple(name_of(cell) for cell, n in sorted(allotted.items()) if not n),
    )
