"""Why a group's accuracy moved: better or worse rates within segments, or another mix of them."""

from __future__ import annotations

from msgspec import Struct

from workstation.domain.figures.mix import Segment, Split, split
from workstation.fault import WorldFault
from workstation.reports.kpi.production import IN_FRAME, Production
from workstation.reports.kpi.report import Line, Report

FIGURE = "strict_accuracy"


class Moved(Struct, frozen=True):
    """A group's change; `lacks` are segments of production in which nothing was audited: then
    there is no split."""

    group: tuple[str, ...]
    split: Split | None
    lacks: tuple[str, ...] = ()


def moved(
    old: Report, new: Report, before: Production | None, after: Production | None, segment: str
) -> tuple[Moved, ...]:
    """The change of every group from one period to another; the reports are grouped by `segment`
    last, shares are production's, of settled staff's own decisions.

    Raises WorldFault `kpi.no_shares`, `kpi.not_in_frame`.
    """
    if before is None or after is None:
        raise WorldFault("kpi.no_shares")
    outside = [name for name in new.wish.by if name not in IN_FRAME]
    if outside or not new.wish.by or new.wish.by[-1] != segment:
        raise WorldFault(
            "kpi.not_in_frame", column=(outside or [segment])[0], columns=", ".join(IN_FRAME)
        )
    groups = sorted({line.group[:-1] for line in new.lines if _counts(line)})
    found = []
    for group in groups:
        one, lacks_one = _segments(old, before, group)
        other, lacks_other = _segments(new, after, group)
        lacks = tuple(sorted({*lacks_one, *lacks_other}))
        made = split(one, other) if one and other and not lacks else None
        found.append(Moved(group, made, lacks))
    return tuple(found)


def _counts(line: Line) -> bool:
    return not (line.automated or line.targeted or line.ramping)


def _segments(
    report: Report, production: Production, group: tuple[str, ...]
) -> tuple[dict[str, Segment], list[str]]:
    volumes = {
        key[-1]: volume.count
        for (automated, ramping, key), volume in production.volumes.items()
        if not automated and not ramping and key[:-1] == group
    }
    total = sum(volumes.values())
    rates = {
        line.group[-1]: line.figures[FIGURE].value
        for line in report.lines
        if _counts(line) and line.group[:-1] == group
    }
    found, lacks = {}, []
    for name, number in sorted(volumes.items()):
        value = rates.get(name)
        if value is None:
            lacks.append(name)
        else:
            found[name] = Segment(number / total, value)
    return found, lacks
