"""Policy as of a day: clauses, their dated versions, and which of them was in force."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property

from msgspec import Struct, field

from workstation.domain import instant
from workstation.domain.ladder import Ladder
from workstation.domain.precedent import Precedent
from workstation.domain.taxonomy import Severity


class ClauseKind(StrEnum):
    """What stands behind a clause."""

    POLICY = "policy"
    GUIDELINE = "guideline"
    INTERIM = "interim"
    KEYWORD_NOTE = "keyword_note"


class Family(Struct, frozen=True):
    """Ten of them, on the ten digits."""

    digit: int
    code: str
    name: str


class ClauseVersion(Struct, frozen=True):
    """One dated wording of a clause; `since` and `until` are instants, an open end is None."""

    clause: str
    version: int
    title: str
    kind: ClauseKind
    since: str
    body: str
    severity: Severity
    until: str | None = None
    markets: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    content_types: tuple[str, ...] = ()
    acceptable_actions: tuple[str, ...] = ()
    mandatory_report: bool = False
    equivalent: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    grace: Mapping[str, str] = field(default_factory=dict)
    ladder_row: str = ""

    @property
    def family(self) -> int:
        """The family's digit: the part of the clause id before the point."""
        return int(self.clause.split(".", 1)[0])

    @property
    def digit(self) -> str:
        """The clause's own digit: the part after the point."""
        return self.clause.split(".", 1)[1]

    def fits(self, scope: Scope) -> bool:
        """Whether market, category (by prefix) and content type are covered; empty covers all."""
        return (
            (not self.markets or scope.market is None or scope.market in self.markets)
            and (
                not self.categories
                or scope.category is None
                or any(_within(scope.category, prefix) for prefix in self.categories)
            )
            and (
                not self.content_types
                or scope.content_type is None
                or scope.content_type in self.content_types
            )
        )

    def covers(self, moment: datetime) -> bool:
        """Whether the moment lies in [since, until)."""
        return instant.parse(self.since) <= moment and (
            self.until is None or moment < instant.parse(self.until)
        )


class Scope(Struct, frozen=True):
    """Where a clause is asked for; None means any."""

    market: str | None = None
    category: str | None = None
    content_type: str | None = None


class Pack(Struct, frozen=True, dict=True):
    """A policy pack: families and every version of every clause.

    It never changes, so what its texts say as moments is read once, at the first question.
    """

    id: str
    version: str
    title: str
    digest: str
    families: tuple[Family, ...]
    clauses: tuple[ClauseVersion, ...]
    owner: str = ""
    published_at: str = ""
    ladders: tuple[Ladder, ...] = ()
    precedents: tuple[Precedent, ...] = ()

    def versions(self, clause: str) -> tuple[ClauseVersion, ...]:
        """Every version of a clause, oldest first."""
        return tuple(dated.version for dated in self._dated.get(clause, ()))

    def wording(self, clause: str, number: int) -> ClauseVersion | None:
        """That version of that clause."""
        return next((v for v in self.versions(clause) if v.version == number), None)

    def at(self, clause: str, moment: datetime, scope: Scope = Scope()) -> ClauseVersion | None:
        """The version in force: of those that cover moment and scope, the one that began last."""
        return _in_force(self._dated.get(clause, ()), moment, scope)

    def in_force(self, moment: datetime, scope: Scope = Scope()) -> tuple[ClauseVersion, ...]:
        """For every clause the version in force, in the order of families and digits."""
        asked = (moment, scope)
        held = self._held.get(asked)
        if held is None:
            chosen = (_in_force(dated, moment, scope) for dated in self._dated.values())
            held = tuple(version for version in chosen if version is not None)
            if len(self._held) >= _MOST_HELD:
                self._held.clear()
            self._held[asked] = held
        return held

    def changed_since(
        self, clause: str, moment: datetime, now: datetime, scope: Scope = Scope()
    ) -> tuple[ClauseVersion, ...]:
        """The versions of a clause that began after the moment and by now, oldest first."""
        return _begun(self._dated.get(clause, ()), moment, now, scope)

    def changes(
        self, moment: datetime, now: datetime, scope: Scope = Scope()
    ) -> dict[str, tuple[ClauseVersion, ...]]:
        """`changed_since` for every clause that has changed, in the order of `in_force`."""
        first, last = (bisect_right(self._in_time, at, key=_begin) for at in (moment, now))
        begun = {dated.version.clause for dated in self._in_time[first:last]}
        found = {
            clause: _begun(dated, moment, now, scope)
            for clause, dated in self._dated.items()
            if clause in begun
        }
        return {clause: versions for clause, versions in found.items() if versions}

    def before(self, version: ClauseVersion, scope: Scope = Scope()) -> ClauseVersion | None:
        """What was in force there before a version began; None where it was new."""
        moment = instant.parse(version.since) - timedelta(microseconds=1)
        return self.at(version.clause, moment, scope)

    def in_grace(
        self, clause: str, vendor: str | None, moment: datetime, scope: Scope = Scope()
    ) -> Grace | None:
        """The grace that a vendor has on a clause at the moment, if it has."""
        version = self.at(clause, moment, scope)
        until = version.grace.get(vendor) if version is not None and vendor else None
        if version is None or until is None or instant.parse(until) <= moment:
            return None
        return Grace(version, until, self.before(version, scope))

    def equivalents(self, clause: str, moment: datetime, scope: Scope = Scope()) -> tuple[str, ...]:
        """The clauses in force that are as good as this one, whichever of the two says so."""
        own = self.at(clause, moment, scope)
        said = set(own.equivalent) if own else set()
        for other in self._named_by.get(clause, ()):
            version = self.at(other, moment, scope)
            if version is not None and clause in version.equivalent:
                said.add(other)
        said = {one for one in said if self.at(one, moment, scope) is not None}
        return tuple(one for one in sorted(said, key=self._place) if one != clause)

    def _place(self, clause: str) -> tuple[int, str]:
        return self._places.get(clause, len(self._places)), clause

    def beside(
        self, clause: str, moment: datetime, scope: Scope = Scope()
    ) -> tuple[ClauseVersion, ...]:
        """Rulings, guidelines and notes that count together with a clause's wording.

        Interim rulings first, then guidelines, then keyword notes, the last begun first. They are
        other kinds in force under the clause's own number, and equivalent clauses that are no
        policy themselves. Beside a ruling stands the policy that it lies over.
        """
        own = self.at(clause, moment, scope)
        if own is None:
            return ()
        under = [
            one.version
            for one in reversed(self._dated[clause])
            if one.version.kind != own.kind
            and one.version.covers(moment)
            and one.version.fits(scope)
        ]
        first = {one.kind: one for one in reversed(under)}.values()
        others = (self.at(one, moment, scope) for one in self.equivalents(clause, moment, scope))
        held = [
            *first,
            *(one for one in others if one is not None and one.kind != ClauseKind.POLICY),
        ]
        return tuple(
            sorted(
                held,
                key=lambda one: (_BESIDE.index(one.kind), -instant.parse(one.since).timestamp()),
            )
        )

    def clauses_by_order(self) -> tuple[str, ...]:
        """Every clause once, as on the keyboard."""
        return tuple(self._dated)

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {clause: place for place, clause in enumerate(self._dated)}

    @cached_property
    def _named_by(self) -> Mapping[str, tuple[str, ...]]:
        # Which clauses call a clause their equal in any of their versions.
        found: dict[str, dict[str, None]] = {}
        for version in self.clauses:
            for other in version.equivalent:
                found.setdefault(other, {})[version.clause] = None
        return {clause: tuple(held) for clause, held in found.items()}

    @cached_property
    def precedents_by_clause(self) -> Mapping[str, tuple[Precedent, ...]]:
        """The precedents of each clause that has any."""
        found: dict[str, list[Precedent]] = {}
        for one in self.precedents:
            found.setdefault(one.clause, []).append(one)
        return {clause: tuple(held) for clause, held in found.items()}

    @cached_property
    def _held(self) -> dict[tuple[datetime, Scope], tuple[ClauseVersion, ...]]:
        # A case is asked about when it is shown, and again at the act on it.
        return {}

    @cached_property
    def _in_time(self) -> Sequence[_Dated]:
        return sorted((one for held in self._dated.values() for one in held), key=_begin)

    @cached_property
    def _dated(self) -> Mapping[str, tuple[_Dated, ...]]:
        # Every version by clause, clauses as on the keyboard, versions oldest first.
        return _by_clause(self.clauses)


class Grace(Struct, frozen=True):
    """A vendor's time to change over: until then it may follow `earlier`, None for a new clause."""

    version: ClauseVersion
    until: str
    earlier: ClauseVersion | None


_MOST_HELD = 64
_BESIDE = (ClauseKind.INTERIM, ClauseKind.POLICY, ClauseKind.GUIDELINE, ClauseKind.KEYWORD_NOTE)


class _Dated(Struct, frozen=True):
    """A version with its texts read as moments."""

    since: datetime
    until: datetime | None
    version: ClauseVersion


def _begin(dated: _Dated) -> datetime:
    return dated.since


def _by_clause(clauses: Iterable[ClauseVersion]) -> dict[str, tuple[_Dated, ...]]:
    found: dict[str, list[_Dated]] = {}
    for version in sorted(clauses, key=_clause_order):
        until = instant.parse(version.until) if version.until is not None else None
        dated = _Dated(instant.parse(version.since), until, version)
        found.setdefault(version.clause, []).append(dated)
    return {
        clause: tuple(sorted(versions, key=lambda one: (one.since, one.version.version)))
        for clause, versions in found.items()
    }


def _in_force(dated: Sequence[_Dated], moment: datetime, scope: Scope) -> ClauseVersion | None:
    for one in reversed(dated):
        begun = one.since <= moment and (one.until is None or moment < one.until)
        if begun and one.version.fits(scope):
            return one.version
    return None


def _begun(
    dated: Iterable[_Dated], moment: datetime, now: datetime, scope: Scope
) -> tuple[ClauseVersion, ...]:
    return tuple(
        one.version for one in dated if moment < one.since <= now and one.version.fits(scope)
    )


def _within(category: str, prefix: str) -> bool:
    whole = prefix.rstrip("/")
    return category == whole or category.startswith(whole + "/")


def _clause_order(version: ClauseVersion) -> tuple[int, int, str]:
    # Family 0 stands last, as on the keyboard.
    digit = version.digit
    number = int(digit) if digit.isdigit() else 0
    return (version.family or 10, number or 10, digit)
