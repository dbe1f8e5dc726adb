"""Targets by date and tier, and whether a figure meets one, misses it, or cannot tell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from msgspec import Struct

from workstation.domain.figures.figure import Design, Figure
from workstation.fault import WorldFault

HIGHER_IS_WORSE = frozenset(
    {
        *("severity_points", "defect_rate", "defects_per_100", "cannot_rate", "technical_rate"),
        *("route_rate", "qa_overturn", "appeal_overturn", "dispute_accept", "aht"),
        "audit_time",
        *("tat_median", "tat_p95"),
    }
)


class Target(Struct, frozen=True):
    """What a figure is to reach from a day on, for one tier of staff or work ("" for all)."""

    figure: str
    value: float
    since: date
    tier: str = ""


class Standing(StrEnum):
    """How a figure stands to its target."""

    MET = "met"
    MISSED = "missed"
    CANNOT_TELL = "cannot_tell"
    NO_TARGET = "no_target"


def target_at(targets: Iterable[Target], figure: str, day: date, tier: str = "") -> Target | None:
    """The target in force on a day: the tier's own before the one for all, the newest first."""
    fit = [
        one
        for one in targets
        if one.figure == figure and one.since <= day and one.tier in (tier, "")
    ]
    fit.sort(key=lambda one: (one.tier == tier, one.since))
    if len({(one.value, one.tier) for one in fit if fit and one.since == fit[-1].since
            and one.tier == fit[-1].tier}) > 1:  # fmt: skip
        raise WorldFault("figures.two_targets", figure=figure, day=day.isoformat())
    return fit[-1] if fit else None


def standing(figure: Figure, target: Target | None) -> Standing:
    """Met or missed only where the whole interval lies on one side of the target."""
    if target is None:
        return Standing.NO_TARGET
    if figure.value is None or figure.interval is None or figure.design is Design.RISK_LED:
        return Standing.CANNOT_TELL
    worse = figure.name in HIGHER_IS_WORSE
    low, high = figure.interval.low, figure.interval.high
    if high <= target.value if worse else low >= target.value:
        return Standing.MET
    if low > target.value if worse else high < target.value:
        return Standing.MISSED
    return Standing.CANNOT_TELL
