"""Policy as of a day: clauses, their dated versions, and which of them was in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from workstation.domain import instant
from workstation.domain.taxonomy import Severity


class ClauseKind(StrEnum):
    """What stands behind a clause."""

    POLICY = "policy"
    GUIDELINE = "guideline"
    INTERIM = "interim"
    KEYWORD_NOTE = "keyword_note"


@dataclass(frozen=True, slots=True)
class Family:
    """Ten of them, on the ten digits."""

    digit: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class ClauseVersion:
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


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a clause is asked for; None means any."""

    market: str | None = None
    category: str | None = None
    content_type: str | None = None


@dataclass(frozen=True, slots=True)
class Pack:
    """A policy pack: families and every version of every clause."""

    id: str
    version: str
    title: str
    digest: str
    families: tuple[Family, ...]
    clauses: tuple[ClauseVersion, ...]
    owner: str = ""
    published_at: str = ""

    def versions(self, clause: str) -> tuple[ClauseVersion, ...]:
        """Every version of a clause, oldest first."""
        found = [version for version in self.clauses if version.clause == clause]
        return tuple(sorted(found, key=lambda v: (instant.parse(v.since), v.version)))

    def wording(self, clause: str, number: int) -> ClauseVersion | None:
        """That version of that clause."""
        return next(
            (v for v in self.clauses if v.clause == clause and v.version == number), None
        )

    def at(self, clause: str, moment: datetime, scope: Scope = Scope()) -> ClauseVersion | None:
        """The version in force: of those that cover moment and scope, the one that began last."""
        return _latest(v for v in self.clauses if v.clause == clause and _applies(v, moment, scope))

    def in_force(self, moment: datetime, scope: Scope = Scope()) -> tuple[ClauseVersion, ...]:
        """For every clause the version in force, in the order of families and digits."""
        by_clause: dict[str, list[ClauseVersion]] = {}
        for version in self.clauses:
            if _applies(version, moment, scope):
                by_clause.setdefault(version.clause, []).append(version)
        chosen = [_latest(versions) for versions in by_clause.values()]
        return tuple(sorted((v for v in chosen if v is not None), key=_clause_order))

    def changed_since(
        self, clause: str, moment: datetime, now: datetime, scope: Scope = Scope()
    ) -> tuple[ClauseVersion, ...]:
        """The versions of a clause that began after the moment and by now, oldest first."""
        return tuple(
            v
            for v in self.versions(clause)
            if v.fits(scope) and moment < instant.parse(v.since) <= now
        )


def _applies(version: ClauseVersion, moment: datetime, scope: Scope) -> bool:
    return version.covers(moment) and version.fits(scope)


def _latest(versions: Iterable[ClauseVersion]) -> ClauseVersion | None:
    return max(versions, key=lambda v: (instant.parse(v.since), v.version), default=None)


def _within(category: str, prefix: str) -> bool:
    return category == prefix or category.startswith(prefix.rstrip("/") + "/")


def _clause_order(version: ClauseVersion) -> tuple[int, int, str]:
    # Family 0 stands last, as on the keyboard.
    digit = version.digit
    number = int(digit) if digit.isdigit() else 0
    return (version.family or 10, number or 10, digit)
