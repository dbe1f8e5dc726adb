"""What somebody wants to know: grouped by what, of which period, which batches."""

from __future__ import annotations

from datetime import date, timedelta, tzinfo

from msgspec import Struct
from msgspec.structs import replace

from workstation.domain import instant
from workstation.domain.batch import BatchKind
from workstation.domain.zone import zone_of
from workstation.fault import WorldFault

DIMENSIONS = (
    "moderator", "auditor", "vendor", "site", "language", "market", "clause", "family",
    "content_type", "segment", "batch", "day", "week", "month",
)  # fmt: skip
TIMES = ("day", "week", "month")
KINDS = (BatchKind.QA, BatchKind.CONSISTENCY, BatchKind.DISPUTE, BatchKind.POOL)
"""Kinds whose figures there are: the others judge nobody, or are no part of any figure."""
DECIDED, AUDITED = "decided", "audited"
SEGMENTS = {"listing": "listings", **dict.fromkeys(("video", "live", "seller"), "moving")}
"""Ours: listings; texts (chats, reviews, comments, posts); moving (videos, live, sellers)."""


class Period(Struct, frozen=True):
    """Days in the stated zone, both of them in it; None is open."""

    since: date | None = None
    until: date | None = None

    def has(self, day: date) -> bool:
        """Whether a day lies in it."""
        return (self.since is None or day >= self.since) and (
            self.until is None or day <= self.until
        )

    def __bool__(self) -> bool:
        return self.since is not None or self.until is not None


class Wish(Struct, frozen=True):
    """What is asked. `clock` says whose day counts: the decision's or the audit's; `auditor`
    leaves one person's alone."""

    by: tuple[str, ...] = ("vendor",)
    period: Period = Period()
    zone: str = ""
    clock: str = DECIDED
    kind: str = BatchKind.QA.value
    batch: str | None = None
    auditor: str | None = None

    @property
    def timed(self) -> bool:
        """Whether days matter."""
        return bool(self.period) or any(name in TIMES for name in self.by)


def checked(wish: Wish) -> Wish:
    """The wish, where it can be answered.

    Raises WorldFault `kpi.no_column`, `kpi.twice`, `kpi.kind`, `kpi.period`, `figures.zone`.
    """
    for name in wish.by:
        if name not in DIMENSIONS:
            raise WorldFault("kpi.no_column", column=name[:60], columns=", ".join(DIMENSIONS))
        if wish.by.count(name) > 1:
            raise WorldFault("kpi.twice", column=name)
    if wish.kind not in KINDS:
        raise WorldFault("kpi.kind", kind=wish.kind[:60], kinds=", ".join(KINDS))
    period = wish.period
    if period.since and period.until and period.until < period.since:
        raise WorldFault(
            "kpi.period", since=period.since.isoformat(), until=period.until.isoformat()
        )
    if wish.zone:
        zone_of(wish.zone)
    return wish


def columns_of(text: str) -> tuple[str, ...]:
    """Names with commas between."""
    return tuple(one.strip().replace("-", "_") for one in text.split(",") if one.strip())


def day_of(text: str) -> date:
    """A day as it is written; raises WorldFault `kpi.day`."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise WorldFault("kpi.day", text=text[:40]) from None


def earlier(wish: Wish) -> Wish:
    """The same question of as long a period just before; raises WorldFault `kpi.no_period`."""
    since, until = wish.period.since, wish.period.until
    if since is None or until is None:
        raise WorldFault("kpi.no_period")
    before = since - timedelta(days=1)
    return replace(wish, period=Period(before - (until - since), before))


class Days:
    """The days of instants in one zone. Without a stated zone it is the only offset there is."""

    def __init__(self, zone: str) -> None:
        """`zone` may be empty."""
        self.zone = zone
        self._at: tzinfo | None = zone_of(zone) if zone else None
        self._offset = _written(self._at)
        self._known: dict[str, date] = {}

    def of(self, text: str) -> date:
        """The day of an instant; raises WorldFault `kpi.no_zone`, `instant.malformed`."""
        if self._at is None:
            self._settle(text)
        if self._offset and text.endswith(self._offset):
            head = text[:10]
        else:
            moment = instant.parse(text)
            if not self.zone_stated and moment.utcoffset() != self._own:
                raise WorldFault("kpi.no_zone", one=self.zone, other=text[-6:])
            head = moment.astimezone(self._at).date().isoformat()
        found = self._known.get(head)
        if found is None:
            found = self._known[head] = date.fromisoformat(head)
        return found

    zone_stated = True
    _own: timedelta | None = None

    def _settle(self, text: str) -> None:
        moment = instant.parse(text)
        self._own = moment.utcoffset()
        self._at, self.zone_stated = moment.tzinfo, False
        self._offset = _written(self._at)
        self.zone = self._offset or "+00:00"


def _written(zone: tzinfo | None) -> str:
    """A fixed offset as instants end with it, else nothing."""
    if zone is None:
        return ""
    try:
        told = zone.utcoffset(None)
    except TypeError:
        return ""
    if told is None:
        return ""
    minutes = int(told.total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def place_in_time(name: str, day: date) -> str:
    """The day, ISO week or month a day lies in."""
    if name == "day":
        return day.isoformat()
    if name == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    return f"{day.year:04d}-{day.month:02d}"
