"""Rates of what simply came: overturned, accepted, done in time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from workstation.domain.figures.accuracy import told
from workstation.domain.figures.figure import Design, Figure
from workstation.domain.figures.interval import LEVEL
from workstation.domain.figures.strata import Stratum
from workstation.fault import WorldFault

PARTIAL = 0.5
"""Ours: what a dispute that was accepted in part counts."""


def rate(
    name: str, hits: float, of: int, squares: float | None = None, level: float = LEVEL
) -> Figure:
    """A share of what came in; `squares` where a hit may count less than one."""
    if of < 0 or not 0 <= hits <= of:
        raise WorldFault("figures.not_counts", stratum=name)
    stratum = Stratum("", None, of, of, float(hits), squares)
    return told(name, [stratum], Design.AS_COME, level, {"hits": hits, "of": of})


def qa_overturn(overturned: int, audited: int, level: float = LEVEL) -> Figure:
    """Audited decisions that were overturned."""
    return rate("qa_overturn", overturned, audited, level=level)


def appeal_overturn(overturned: int, decided: int, level: float = LEVEL) -> Figure:
    """Decided appeals that overturned the decision."""
    return rate("appeal_overturn", overturned, decided, level=level)


def dispute_accept(accepted: int, partial: int, decided: int, level: float = LEVEL) -> Figure:
    """(accepted + half of the partly accepted) / decided: how often the auditor was wrong."""
    hits = accepted + PARTIAL * partial
    return rate("dispute_accept", hits, decided, accepted + PARTIAL**2 * partial, level)


class Promise(Struct, frozen=True):
    """When something was due and when it was done (None: it is not yet)."""

    due_at: datetime
    done_at: datetime | None = None


def sla(promises: Iterable[Promise], until: datetime, level: float = LEVEL) -> Figure:
    """Done by due / due: what is not due yet counts neither way, also where it is done already."""
    due = [one for one in promises if one.due_at <= until]
    kept = sum(one.done_at is not None and one.done_at <= one.due_at for one in due)
    return rate("sla", kept, len(due), level=level)
