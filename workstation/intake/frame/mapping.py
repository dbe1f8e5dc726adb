"""Which column of a frame's table is what: guessed from names, set by whoever knows better."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from msgspec import Meta, Struct, field
from msgspec.structs import replace

from workstation.fault import WorldFault
from workstation.intake.table.mapping import by_name, decode
from workstation.intake.table.shape import Shape
from workstation.intake.table.values import DateOrder, guess_order, is_offset

FIELDS: Mapping[str, tuple[str, ...]] = {
    "decision": ("decision id", "decision", "id", "action id", "case id", "item id", "task id",
                 "job id", "ref", "reference"),
    "moderator": ("moderator id", "decided by", "by", "agent", "agent id", "reviewer",
                  "reviewer id", "person"),
    "vendor": ("bpo", "partner", "supplier"),
    "site": ("location", "office"),
    "language": ("lang", "language code", "locale", "bahasa"),
    "market": ("country", "region", "negara", "marketplace"),
    "clause": ("policy", "policy id", "violation", "reason code", "rule", "dasar"),
    "action": ("outcome", "mod action", "result", "status", "keputusan"),
    "decided_at": ("decision time", "moderated at", "reviewed at", "action time", "decision date",
                   "date", "timestamp", "at", "tarikh keputusan"),
    "exposure": ("impressions", "views", "reach", "pv"),
    "handling_seconds": ("handling time", "aht", "time spent", "duration"),
    "handling_ms": ("handling time ms",),
    "automated": ("auto", "is auto", "bot", "source type"),
    "cluster": ("duplicate group", "dup group"),
    "critical": ("is critical", "critical clause"),
    "ignore": (),
}  # fmt: skip


class FrameMapping(Struct, frozen=True, forbid_unknown_fields=True):
    """How a table is read as a frame. `offset` is that of times that name none; without it such
    rows are put aside, for nobody knows which instant they are."""

    columns: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, DateOrder] = field(default_factory=dict)
    offset: Annotated[str, Meta(pattern=r"^(|Z|[+-][0-9]{2}:[0-9]{2})\Z")] = ""
    encoding: Annotated[str, Meta(max_length=40)] = ""
    delimiter: Annotated[str, Meta(max_length=1)] = ""

    def column(self, name: str) -> str | None:
        """The column that holds a field."""
        return next((column for column, held in self.columns.items() if held == name), None)


def suggest(shape: Shape, start: FrameMapping) -> FrameMapping:
    """The mapping for a table: what was said where its columns are there, else what they tell.

    Raises WorldFault `intake.table.no_such_column`, `intake.table.double`, `frame.no_ids`.
    """
    for column, name in start.columns.items():
        if column not in shape.header:
            raise WorldFault("intake.table.no_such_column", column=column[:60], field=name)
    columns = dict(start.columns)
    taken = set(columns.values())
    for name in shape.header:
        if name in columns:
            continue
        found = by_name(name, FIELDS)
        columns[name] = found if found is not None and found not in taken else "ignore"
        taken.add(columns[name])
    # “Decision” may be what was decided, where the ids have a column of their own.
    left = next((name for name in columns if name.casefold() == "decision"), None)
    if left is not None and columns[left] == "ignore" and "action" not in taken:
        columns[left] = "action"
    made = replace(start, columns=columns)
    _check(made)
    dates = dict(start.dates)
    moment = made.column("decided_at")
    if moment is not None and moment not in dates:
        place = shape.header.index(moment)
        dates[moment] = guess_order(row[place] for row in shape.rows)[0]
    return replace(made, dates=dates)


def load(data: bytes) -> FrameMapping:
    """A mapping from JSON; raises WorldFault `intake.table.mapping` with field and reason."""
    made = decode(data, FrameMapping, FIELDS)
    if made.offset and not is_offset(made.offset):
        raise WorldFault("intake.table.mapping", field="offset", reason="no offset")
    return made


def _check(mapping: FrameMapping) -> None:
    for name in set(mapping.columns.values()) - {"ignore"}:
        columns = [column for column, held in mapping.columns.items() if held == name]
        if len(columns) > 1:
            raise WorldFault(
                "intake.table.double", field=name, columns=", ".join(c[:40] for c in columns[:4])
            )
    if mapping.column("decision") is None:
        raise WorldFault("frame.no_ids", columns=", ".join(c[:40] for c in mapping.columns)[:300])
