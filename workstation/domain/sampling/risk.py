"""Risk-led drawing: the decisions with most reasons to look at, kept apart from every figure."""

from __future__ import annotations

from bisect import insort
from collections.abc import Collection
from datetime import timedelta

from workstation.domain.sampling.design import Risk
from workstation.domain.sampling.frame import FrameRow, Unit


def reasons(row: FrameRow, risk: Risk) -> tuple[str, ...]:
    """Why a decision looks risky: new clause, ramping, fast, exposure, language."""
    found = []
    since = risk.new_clauses.get(row.clause)
    if since is not None and row.at is not None:
        age = row.at.date() - since
        if timedelta(0) <= age < timedelta(days=risk.new_for_days):
            found.append("new_clause")
    if row.moderator in risk.ramping:
        found.append("ramping")
    fast = risk.fast_below.get(row.moderator)
    if fast is not None and row.seconds is not None and row.seconds < fast:
        found.append("fast")
    above = risk.exposure_above
    if above is not None and row.exposure is not None and row.exposure > above:
        found.append("exposure")
    if row.language in risk.languages:
        found.append("language")
    return tuple(found)


class Riskiest:
    """The riskiest units met so far: most reasons first, equal ones by lot."""

    def __init__(self, risk: Risk, sample: int) -> None:
        self._risk = risk
        # Some of them may be drawn by chance too, and are then not drawn again.
        self._most = risk.n + sample
        self._held: list[tuple[tuple[int, int, str], Unit, tuple[str, ...]]] = []

    def offer(self, unit: Unit) -> None:
        """Keep it where it is among the riskiest."""
        found = reasons(unit.row, self._risk)
        if not found:
            return
        key = (-len(found), unit.rank, unit.name)
        if len(self._held) < self._most or key < self._held[-1][0]:
            insort(self._held, (key, unit, found), key=lambda held: held[0])
            del self._held[self._most :]

    def best(self, taken: Collection[str]) -> list[tuple[Unit, tuple[str, ...]]]:
        """The list, without what chance has drawn already."""
        left = [(unit, why) for _, unit, why in self._held if unit.name not in taken]
        return left[: self._risk.n]
