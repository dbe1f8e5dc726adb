"""How a sample is drawn; it is kept with the draw and travels with every figure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field

from workstation.domain.sampling.chance import check_seed
from workstation.fault import WorldFault

Cell = tuple[str, ...]
"""A stratum: the values of the design's fields, and the person where each is to be drawn from."""

CRITICAL: Cell = ("critical",)
"""The cell of all critical clauses: everything in it is drawn."""

FIELDS = ("vendor", "site", "language", "market", "clause", "action", "moderator")


class Risk(Struct, frozen=True):
    """What makes a decision look risky, and how many of the riskiest are drawn beside the sample.

    They are a list of their own: what was picked for its risk never enters a vendor's figure.
    """

    n: int
    new_clauses: Mapping[str, date] = field(default_factory=dict)
    new_for_days: int = 14
    ramping: frozenset[str] = frozenset()
    fast_below: Mapping[str, float] = field(default_factory=dict)  # each person's own p5, seconds
    exposure_above: int | None = None
    languages: frozenset[str] = frozenset()


class Design(Struct, frozen=True):
    """A sampling design. `n` counts the random part, critical cases on top of it.

    `weights` multiply a cell's share of n, by cell name ("north / th") or field ("vendor=north").
    """

    seed: str
    n: int
    strata: tuple[str, ...] = ()
    minimum: int = 0
    weights: Mapping[str, float] = field(default_factory=dict)
    person_minimum: int = 0
    critical: frozenset[str] = frozenset()
    risk: Risk | None = None
    reserves: float = 0.1
    again: float = 0.0  # agreements looked at a second time
    repeats: float = 0.0  # shown to the same person again
    automated: bool = False


def checked(design: Design) -> Design:
    """The design, where it can be drawn by."""
    check_seed(design.seed)
    if design.n < 0 or design.minimum < 0 or design.person_minimum < 0:
        raise WorldFault("sampling.negative")
    unknown = [name for name in design.strata if name not in FIELDS]
    if unknown:
        raise WorldFault("sampling.no_field", field=unknown[0], fields=", ".join(FIELDS))
    for name in ("reserves", "again", "repeats"):
        if not 0 <= getattr(design, name) <= 1:
            raise WorldFault("sampling.rate", name=name)
    if any(not 0 <= weight < 1e6 for weight in design.weights.values()):
        raise WorldFault("sampling.weight")
    return design


def name_of(cell: Cell) -> str:
    """A cell's name, as it stands with a figure: "north / th"; "all" where there are no strata."""
    return " / ".join(part.replace("/", "//") for part in cell if part) or "all"


def weight_of(cell: Cell, design: Design) -> float:
    """What multiplies a cell's share: the cell's own weight, else its fields' weights."""
    named = name_of(cell)
    if named in design.weights:
        return design.weights[named]
    weight = 1.0
    for field_name, value in zip(design.strata, cell, strict=False):
        weight *= design.weights.get(f"{field_name}={value}", 1.0)
    return weight
