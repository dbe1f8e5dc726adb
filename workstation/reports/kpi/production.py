"""What production decided: volumes and handling times by group, read once from its frame."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from workstation.fault import WorldFault
from workstation.reports.kpi import tables
from workstation.reports.kpi.targets import Staff
from workstation.reports.kpi.wish import SEGMENTS, TIMES, Days, Period, place_in_time

IN_FRAME = (
    "moderator", "vendor", "site", "language", "market", "clause", "family", "content_type",
    "segment", *TIMES,
)  # fmt: skip
"""What a frame can be grouped by."""

_COLUMNS = {"family": "clause", "segment": "content_type"}


class Volume(Struct, frozen=True):
    """Decisions of one group with their handling times, where the frame has them."""

    count: int
    seconds: Sequence[float] = ()


class Production(Struct, frozen=True):
    """Volumes by (automated, ramping, group), of all `rows` that lie in the period."""

    by: tuple[str, ...]
    volumes: Mapping[tuple[bool, bool, tuple[str, ...]], Volume] = field(default_factory=dict)
    rows: int = 0
    source: str = ""

    def of(self, automated: bool, ramping: bool, group: tuple[str, ...]) -> Volume | None:
        """What production made of a group."""
        return self.volumes.get((automated, ramping, group))

    def whole(self, automated: bool, ramping: bool) -> int:
        """All decisions of one kind of hand, of settled or of ramping staff."""
        return sum(
            volume.count
            for (machine, ramps, _), volume in self.volumes.items()
            if (machine, ramps) == (automated, ramping)
        )


def read(
    path: Path,
    by: Sequence[str],
    period: Period,
    zone: str,
    staff: Staff,
    cancelled: Callable[[], bool] = lambda: False,
) -> Production:
    """Read a frame (CSV or JSON lines, also gzip), grouped by what a frame knows of `by`.

    Raises WorldFault `kpi.no_zone`, and as `tables.read` does.
    """
    dims = tuple(name for name in by if name in IN_FRAME)
    times = [name for name in dims if name in TIMES]
    timed = bool(times) or bool(period)
    columns = [_COLUMNS.get(name, name) for name in dims if name not in TIMES]
    needed = list(dict.fromkeys(["decision", *columns]))
    if timed and "decided_at" not in needed:
        needed.append("decided_at")
    wanted = [
        name
        for name in ("moderator", "automated", "handling_seconds", "decided_at")
        if name not in needed
    ]
    places = {name: place for place, name in enumerate((*needed, *wanted))}
    days = Days(zone)
    counts: dict[tuple[bool, bool, tuple[str, ...]], int] = {}
    times_of: dict[tuple[bool, bool, tuple[str, ...]], array[float]] = {}
    rows = 0
    for line, cells in tables.read(path, needed, wanted, cancelled):
        at = cells[places["decided_at"]]
        day = None
        if timed:
            try:
                day = days.of(at)
            except WorldFault as fault:
                if fault.code == "kpi.no_zone":
                    raise
                raise WorldFault(
                    "kpi.file_line", file=path.name, line=line, column="decided_at",
                    why="write an instant as 2026-04-01T09:00:00+08:00",
                ) from None  # fmt: skip
            if not period.has(day):
                continue
        group = tuple(
            place_in_time(name, day)
            if day is not None and name in TIMES
            else value_of(name, cells[places[_COLUMNS.get(name, name)]])
            for name in dims
        )
        automated = cells[places["automated"]].strip().lower() in ("1", "true", "yes")
        key = (automated, staff.ramps(cells[places["moderator"]], at[:10]), group)
        counts[key] = counts.get(key, 0) + 1
        rows += 1
        seconds = cells[places["handling_seconds"]]
        if seconds:
            times_of.setdefault(key, array("d")).append(_seconds(seconds, path.name, line))
    volumes = {key: Volume(count, times_of.get(key, ())) for key, count in counts.items()}
    return Production(dims, volumes, rows, path.name)


def value_of(name: str, cell: str) -> str:
    """What a cell says of a dimension."""
    if name == "family":
        return cell.partition(".")[0]
    if name == "segment":
        return SEGMENTS.get(cell, "texts") if cell else ""
    return cell


def _seconds(cell: str, file: str, line: int) -> float:
    try:
        value = float(cell)
        if 0 <= value < 1e7:
            return value
    except ValueError:
        pass
    raise WorldFault(
        "kpi.file_line", file=file, line=line, column="handling_seconds", why="it is no time"
    )
