"""A frame: one row a decision of production, without content; and what a first pass finds in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from workstation.domain.sampling.chance import WHOLE, rank
from workstation.domain.sampling.design import CRITICAL, Cell, Design
from workstation.fault import WorldFault

MOST_CELLS = 200_000
_BITS = 1 << 27  # 16 MB: of ten million ids about one in two hundred is looked at twice


class FrameRow(Struct, frozen=True):
    """A decision of production."""

    decision: str
    moderator: str = ""
    vendor: str = ""
    site: str = ""
    language: str = ""
    market: str = ""
    clause: str = ""
    action: str = ""
    at: datetime | None = None
    exposure: int | None = None
    seconds: float | None = None
    cluster: str | None = None
    automated: bool = False


class Survey(Struct, frozen=True):
    """What the first pass found: units by cell, rows in all and left out, a digest of the units,
    and ids that may stand there twice (the second pass makes sure)."""

    sizes: Mapping[Cell, int]
    rows: int
    left_out: int
    digest: str
    suspects: frozenset[str]
    first: datetime | None = None
    last: datetime | None = None

    @property
    def size(self) -> int:
        """How many units there are to draw from."""
        return sum(self.sizes.values())


class Unit(Struct, frozen=True):
    """What is drawn: a decision, or a cluster of duplicates by its first row."""

    name: str
    row: FrameRow
    rank: int
    cell: Cell


def survey(rows: Iterable[FrameRow], design: Design, zone: str | None = None) -> Survey:
    """The first pass. Instants in several offsets are one frame only where a zone is stated, for
    otherwise nobody knows which day or period a decision belongs to."""
    sizes: dict[Cell, int] = {}
    seen = Once()
    offsets: set[timedelta | None] = set()
    first = last = None
    number = taken = digest = 0
    for unit in units(_counted(rows, seen, offsets), design):
        taken += 1
        sizes[unit.cell] = sizes.get(unit.cell, 0) + 1
        digest = (digest + unit.rank) % WHOLE
        at = unit.row.at
        if at is not None:
            first = at if first is None or at < first else first
            last = at if last is None or at > last else last
        if len(sizes) > MOST_CELLS:
            raise WorldFault("sampling.too_many_strata", most=MOST_CELLS)
    number = seen.number
    if zone is None and len(offsets) > 1:
        told = sorted(str(offset) for offset in offsets)
        raise WorldFault("sampling.two_zones", one=told[0], other=told[1])
    if not taken:
        raise WorldFault("sampling.empty_frame", rows=number)
    return Survey(
        sizes, number, number - taken, f"{digest:032x}", frozenset(seen.suspects), first, last
    )


def units(rows: Iterable[FrameRow], design: Design) -> Iterator[Unit]:
    """The units of the frame that the design draws from. A cluster is where its first row is."""
    met: set[int] = set()
    for row in rows:
        if row.automated != design.automated:
            continue
        if row.cluster is None:
            name = row.decision
        else:
            name = row.cluster
            place = rank(design.seed, "cluster", name)
            if place in met:
                continue
            met.add(place)
        yield Unit(name, row, rank(design.seed, "draw", name), cell_of(row, design))


def cell_of(row: FrameRow, design: Design) -> Cell:
    """The cell a row lies in; what stands under a critical clause lies in one of its own."""
    if row.clause and row.clause in design.critical:
        return CRITICAL
    person = row.moderator if design.person_minimum else ""
    return (*(str(getattr(row, name) or "") for name in design.strata), person)


def twice(rows: Iterable[FrameRow], found: Survey) -> dict[str, int]:
    """The ids that really stand in the frame more than once, with how often."""
    counts: dict[str, int] = {}
    for row in rows:
        if row.decision in found.suspects:
            counts[row.decision] = counts.get(row.decision, 0) + 1
    return {name: number for name, number in sorted(counts.items()) if number > 1}


class Once:
    """Ids met so far, in fixed memory: it may take a new id for an old one, never the reverse."""

    def __init__(self) -> None:
        self._bits = bytearray(_BITS // 8)
        self.suspects: set[str] = set()
        self.number = 0

    def meet(self, name: str) -> None:
        self.number += 1
        value = rank("", "once", name)
        known = True
        for shift in (0, 27, 54, 81):
            place = (value >> shift) % _BITS
            byte, bit = place >> 3, 1 << (place & 7)
            if not self._bits[byte] & bit:
                known = False
                self._bits[byte] |= bit
        if known:
            self.suspects.add(name)


def _counted(
    rows: Iterable[FrameRow], seen: Once, offsets: set[timedelta | None]
) -> Iterator[FrameRow]:
    for row in rows:
        if not row.decision:
            raise WorldFault("sampling.no_id", row=seen.number + 1)
        seen.meet(row.decision)
        if row.at is not None:
            if row.at.tzinfo is None:
                raise WorldFault("sampling.no_offset", decision=row.decision)
            if len(offsets) < 3:
                offsets.add(row.at.utcoffset())
        yield row
