"""The report: figures of every group, with targets, standing, power and what is to be known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from workstation.domain.figures.comparison import GAP, Comparison, compared
from workstation.domain.figures.figure import Figure
from workstation.domain.figures.power import power_against
from workstation.domain.figures.target import Standing, Target, standing, target_at
from workstation.fault import WorldFault
from workstation.reports.kpi.counting import Counted, Given, count, whole_sla
from workstation.reports.kpi.lines import figures_of
from workstation.reports.kpi.production import IN_FRAME, Production
from workstation.reports.kpi.targets import Staff
from workstation.reports.kpi.weighing import Notice, Weights, weigh
from workstation.reports.kpi.wish import Wish, checked

AUDIT_CAP = 60.0
"""Seconds without a sign of life that count as work on a case (`review.active` has the same)."""
LOW, HIGH = 0.90, 0.97
"""What a figure without a target is to tell apart."""
MOST_COMPARED = 12


class Line(Struct, frozen=True):
    """A group's figures. `power`: the chance that as many units tell a true accuracy 3 points
    under the target from it (without a target: 97 % from 90 %); `events` are the verdicts behind
    it; `share` is of production's decisions of the same hands and staff."""

    group: tuple[str, ...]
    automated: bool
    targeted: bool
    ramping: bool
    units: int
    figures: Mapping[str, Figure]
    targets: Mapping[str, Target]
    standings: Mapping[str, Standing]
    power: float
    power_of: tuple[float, float]
    events: tuple[str, ...]
    tier: str = ""
    production: int | None = None
    share: float | None = None


class Pair(Struct, frozen=True):
    """Two groups beside each other."""

    one: tuple[str, ...]
    other: tuple[str, ...]
    comparison: Comparison


class Report(Struct, frozen=True):
    """All lines of a question, in order. `left_out` counts verdicts that do not count, by why."""

    wish: Wish
    zone: str
    lines: tuple[Line, ...]
    verdicts: int
    batches: tuple[str, ...]
    left_out: Mapping[str, int]
    notices: tuple[Notice, ...] = ()
    production: str = ""

    def line(
        self, *group: str, automated: bool = False, targeted: bool = False, ramping: bool = False
    ) -> Line:
        """The line of a group; raises KeyError where there is none."""
        for one in self.lines:
            mark = (one.group, one.automated, one.targeted, one.ramping)
            if mark == (group, automated, targeted, ramping):
                return one
        raise KeyError(group)


def make(
    given: Given,
    wish: Wish,
    targets: Sequence[Target] = (),
    production: Production | None = None,
    audit_cap: float = AUDIT_CAP,
) -> Report:
    """Count, weigh, compute.

    Raises WorldFault `kpi.…`, `figures.…`, `instant.malformed`.
    """
    wish = checked(wish)
    counted = count(given, wish)
    weights = weigh(given.batches, counted.drawn, given.veiled)
    powers: dict[tuple[float, float, float], float] = {}
    framed = production is not None and all(name in IN_FRAME for name in wish.by)
    lines = []
    for ((automated, targeted, ramping), group), held in counted.groups.items():
        volume = whole = None
        if production is not None and framed and not targeted:
            volume = production.of(automated, ramping, group)
            whole = production.whole(automated, ramping)
        seconds = volume.seconds if volume is not None and volume.seconds else None
        figures = figures_of(held, weights, targeted, audit_cap, seconds)
        if not whole_sla(wish):
            figures["sla"] = replace(figures["sla"], notes=("done_only",))
        tier = _tier(held, given.staff)
        aims = _targets(targets, figures, held.last or given.now[:10], tier)
        against = _against(aims)
        accuracy = figures["strict_accuracy"]
        lines.append(
            Line(
                group,
                automated,
                targeted,
                ramping,
                len(held.units),
                figures,
                aims,
                {name: standing(figures[name], aims.get(name)) for name in figures},
                0.0 if targeted else _power(accuracy, *against, powers),
                against,
                tuple(held.events),
                tier,
                volume.count if volume is not None else 0 if framed and not targeted else None,
                volume.count / whole if volume is not None and whole else None,
            )
        )
    lines.sort(key=lambda one: (one.automated, one.targeted, one.ramping, one.group))
    notices = [*weights.notices, *_notices(weights, lines, production, framed)]
    return Report(
        wish, counted.zone, tuple(lines), counted.verdicts, tuple(sorted(counted.batches)),
        dict(counted.left_out), tuple(notices), production.source if production else "",
    )  # fmt: skip


def pairs(report: Report, figure: str = "strict_accuracy", gap: float = GAP) -> list[Pair]:
    """Every two groups of settled staff's random samples beside each other.

    Raises WorldFault `kpi.too_many_pairs`.
    """
    held = [one for one in report.lines if not (one.automated or one.targeted or one.ramping)]
    if len(held) > MOST_COMPARED:
        raise WorldFault("kpi.too_many_pairs", groups=len(held), most=MOST_COMPARED)
    return [
        Pair(one.group, other.group, compared(one.figures[figure], other.figures[figure], gap))
        for place, one in enumerate(held)
        for other in held[place + 1 :]
    ]


def _tier(held: Counted, staff: Staff) -> str:
    tiers = {staff.tier(person) for person in held.persons}
    return tiers.pop() if len(tiers) == 1 else ""


def _targets(
    targets: Sequence[Target], figures: Mapping[str, Figure], day: str, tier: str
) -> dict[str, Target]:
    if not targets:
        return {}
    at = date.fromisoformat(day)
    found = {}
    for name in figures:
        one = target_at(targets, name, at, tier)
        if one is not None:
            found[name] = one
    return found


def _against(aims: Mapping[str, Target]) -> tuple[float, float]:
    aim = aims.get("strict_accuracy")
    if aim is None or not GAP < aim.value < 1:
        return LOW, HIGH
    return aim.value, round(aim.value - GAP, 6)


def _power(
    figure: Figure, target: float, truth: float, known: dict[tuple[float, float, float], float]
) -> float:
    n = float(int(figure.n if figure.effective is None else figure.effective))
    if figure.value is None:
        return 0.0
    if figure.method == "census":
        return 1.0
    key = (target, truth, n)
    if key not in known:
        known[key] = power_against(*key)
    return known[key]


def _notices(
    weights: Weights, lines: Sequence[Line], production: Production | None, framed: bool
) -> list[Notice]:
    found = []
    if any(one.targeted for one in lines):
        found.append(Notice("kpi.notice_risk", {"count": sum(o.targeted for o in lines)}))
    if production is not None and not framed:
        found.append(Notice("kpi.notice_no_volumes", {"columns": ", ".join(IN_FRAME)}))
    return found
