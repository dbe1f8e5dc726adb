"""A row of a frame, whatever it came from, or the field and the reason why not."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, TypeVar

from msgspec import Meta, Struct

from workstation.intake.faults import BadLine
from workstation.intake.frame.mapping import FrameMapping
from workstation.intake.table.mapping import ACTION_WORDS
from workstation.intake.table.values import (
    DateOrder,
    Unreadable,
    read_count,
    read_date,
    read_list,
    read_seconds,
    read_yes,
)
from workstation.intake.wire import Count, Instant, Name, Seconds, Short, WireCase

T = TypeVar("T")
MOST_NAME = 200
_ISO = re.compile(r"[12]\d{3}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)\Z", re.A)


class FrameLine(Struct, frozen=True, gc=False):
    """A decision of production as a frame holds it; `at` in seconds since 1970, `minutes` its
    offset."""

    decision: str
    automated: bool
    vendor: str
    site: str
    language: str
    market: str
    clause: str
    action: str
    moderator: str
    at: int | None
    minutes: int | None
    exposure: int | None
    handling_ms: int | None
    cluster: str | None
    critical: bool


class WireFrame(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A line of a frame in JSON lines."""

    decision: Name
    moderator: Short = ""
    vendor: Short = ""
    site: Short = ""
    language: Short | None = None
    market: Short | None = None
    clause: Short | None = None
    action: Short = ""
    decided_at: Instant | None = None
    exposure: Count | None = None
    impressions: Count | None = None
    handling_seconds: Seconds | None = None
    handling_ms: Count | None = None
    automated: bool | Annotated[int, Meta(ge=0, le=1)] = False
    cluster: Short | None = None
    critical: bool | Annotated[int, Meta(ge=0, le=1)] = False


def of_wire(wire: WireFrame) -> FrameLine:
    """A line of JSON."""
    at, minutes = _instant(wire.decided_at, "decided_at")
    handling = wire.handling_ms
    if handling is None and wire.handling_seconds is not None:
        handling = round(wire.handling_seconds * 1000)
    return FrameLine(
        _id(wire.decision, "decision"),
        bool(wire.automated),
        wire.vendor.strip(),
        wire.site.strip(),
        (wire.language or "").strip(),
        (wire.market or "").strip(),
        (wire.clause or "").strip(),
        _action(wire.action),
        wire.moderator.strip(),
        at,
        minutes,
        wire.impressions if wire.exposure is None else wire.exposure,
        handling,
        (wire.cluster or "").strip() or None,
        bool(wire.critical),
    )


def of_case(case: WireCase) -> FrameLine:
    """A case of a batch: its decision, and nothing of its content.

    Raises BadLine `no_decision`.
    """
    made = case.decision
    if made is None:
        raise BadLine("decision", "no_decision")
    at, minutes = _instant(made.decided_at, "decided_at")
    primary = next((one for one in made.findings if one.primary), next(iter(made.findings), None))
    language = next((part.language for part in case.parts if part.language), "")
    handling = made.handling_seconds
    return FrameLine(
        _id(made.id or case.source_id, "decision.id"),
        made.automated,
        made.vendor,
        made.site,
        language or "",
        case.market,
        primary.clause if primary is not None else "",
        made.action,
        made.by,
        at,
        minutes,
        case.exposure.impressions if case.exposure is not None else None,
        None if handling is None else round(handling * 1000),
        case.cluster,
        False,
    )


class CellRows:
    """Reads rows of a table by a mapping."""

    def __init__(self, mapping: FrameMapping, header: tuple[str, ...]) -> None:
        self._columns = header
        self._offset = mapping.offset
        self._place: dict[str, int] = {}
        for column, name in mapping.columns.items():
            if name != "ignore" and column in header:
                self._place[name] = header.index(column)
        moment = mapping.column("decided_at")
        self._order = mapping.dates.get(moment or "", DateOrder.DAY_FIRST)

    def row(self, cells: list[str]) -> FrameLine:
        """The row of some cells; raises BadLine with the column it is about."""
        at, minutes = self._moment(cells)
        handling = self._read(cells, "handling_ms", read_count)
        if handling is None:
            seconds = self._read(cells, "handling_seconds", read_seconds)
            handling = None if seconds is None else round(seconds * 1000)
        return FrameLine(
            _id(self._one(cells, "decision"), self._column("decision")),
            bool(self._read(cells, "automated", read_yes)),
            self._one(cells, "vendor"),
            self._one(cells, "site"),
            self._one(cells, "language"),
            self._one(cells, "market"),
            _first(self._one(cells, "clause")),
            _action(self._one(cells, "action")),
            self._one(cells, "moderator"),
            at,
            minutes,
            self._read(cells, "exposure", read_count),
            handling,
            self._one(cells, "cluster") or None,
            bool(self._read(cells, "critical", read_yes)),
        )

    def _column(self, name: str) -> str:
        place = self._place.get(name)
        return "" if place is None else self._columns[place]

    def _one(self, cells: list[str], name: str) -> str:
        place = self._place.get(name)
        if place is None or place >= len(cells):
            return ""
        cell = cells[place].strip()
        if len(cell) > MOST_NAME:
            raise BadLine(self._columns[place], "too_long", most=MOST_NAME)
        if not cell.isprintable():
            if "\0" in cell:
                raise BadLine(self._columns[place], "nul")
            if any("\ud800" <= sign <= "\udfff" for sign in cell):
                raise BadLine(self._columns[place], "bad_bytes")
        return cell

    def _read(self, cells: list[str], name: str, read: Callable[[str], T]) -> T | None:
        cell = self._one(cells, name)
        if not cell:
            return None
        if cell.isascii() and cell.isdigit() and len(cell) < 16:
            if read is read_count:
                return int(cell)  # type: ignore[return-value]
            if read is read_seconds:
                return float(cell)  # type: ignore[return-value]
        try:
            return read(cell)
        except Unreadable as bad:
            raise BadLine(self._column(name), bad.reason) from None

    def _moment(self, cells: list[str]) -> tuple[int | None, int | None]:
        cell = self._one(cells, "decided_at")
        if not cell:
            return None, None
        column = self._column("decided_at")
        if not _ISO.match(cell):
            try:
                # What has an offset of its own comes out the same by any other.
                cell = read_date(cell, self._order, self._offset or "+00:00")
                if not self._offset and read_date(self._one(cells, "decided_at"), self._order,
                                                  "+00:01") != cell:  # fmt: skip
                    raise BadLine(column, "no_offset")
            except Unreadable as bad:
                raise BadLine(column, bad.reason) from None
        return _instant(cell, column)


def _instant(text: str | None, place: str) -> tuple[int | None, int | None]:
    if text is None:
        return None, None
    try:
        moment = datetime.fromisoformat(text)
        shift = moment.utcoffset()
        if shift is None or not 1970 <= moment.year < 2200:
            raise ValueError
        return int(moment.timestamp()), int(shift.total_seconds()) // 60
    except (ValueError, OverflowError):
        raise BadLine(place, "bad_date") from None


def _id(name: str, place: str) -> str:
    name = name.strip()
    if not name:
        raise BadLine(place, "missing")
    return name


def _first(cell: str) -> str:
    # The primary clause stands first.
    return read_list(cell)[0] if any(sign in cell for sign in "[;|,") and read_list(cell) else cell


def _action(word: str) -> str:
    word = word.strip()
    return ACTION_WORDS.get(word.casefold(), word)
