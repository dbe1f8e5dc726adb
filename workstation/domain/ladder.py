"""The penalty ladder: dated tables that give a seller's penalty from clause and prior points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct, field

from workstation.domain import instant

if TYPE_CHECKING:
    from workstation.domain.policy import ClauseVersion, Pack

NO_PENALTY = "none"
PENALTIES = (
    NO_PENALTY,
    "warning",
    "points",
    "feature_limit",
    "suspend",
    "terminate",
    "funds_hold",
)
"""From the mildest to the severest; codes are never reused."""


class Penalty(Struct, frozen=True):
    """What a seller gets, and how many points it adds."""

    code: str
    points: int = 0


NOTHING = Penalty(NO_PENALTY)


class Step(Struct, frozen=True):
    """From so many prior points on, this penalty."""

    prior: int
    penalty: str
    points: int = 0


class Ladder(Struct, frozen=True):
    """One dated table; `markets` empty: everywhere. Rows by name, steps by prior points."""

    id: str
    since: str
    until: str | None = None
    markets: tuple[str, ...] = ()
    rows: Mapping[str, tuple[Step, ...]] = field(default_factory=dict)

    def covers(self, moment: datetime) -> bool:
        """Whether the moment lies in [since, until)."""
        return instant.parse(self.since) <= moment and (
            self.until is None or moment < instant.parse(self.until)
        )


def ladder_for(
    ladders: Iterable[Ladder], row: str, moment: datetime, market: str | None
) -> Ladder | None:
    """The table that counts for a row: a market's own before one for all, then the last begun."""
    fitting = [
        one
        for one in ladders
        if row in one.rows and one.covers(moment) and (not one.markets or market in one.markets)
    ]
    return max(
        fitting, key=lambda one: (bool(one.markets), instant.parse(one.since)), default=None
    )


def step_for(steps: Iterable[Step], prior_points: int) -> Step | None:
    """The highest step that so many prior points reach."""
    reached = [step for step in steps if step.prior <= prior_points]
    return max(reached, key=lambda step: step.prior, default=None)


def penalty_for(
    pack: Pack,
    clause_version: ClauseVersion,
    prior_points: int,
    moment: datetime,
    market: str | None = None,
) -> Penalty | None:
    """What the ladder of the day gives for a clause; None where it does not say."""
    row = clause_version.ladder_row
    ladder = ladder_for(pack.ladders, row, moment, market) if row else None
    step = step_for(ladder.rows[row], prior_points) if ladder else None
    return Penalty(step.penalty, step.points) if step else None


def severest(penalties: Iterable[Penalty]) -> Penalty:
    """Of several violations' penalties the one that is given."""
    return max(penalties, key=lambda one: (rank(one.code), one.points), default=NOTHING)


def rank(code: str) -> int:
    """How severe a penalty is; one that nobody knows stands lowest."""
    return PENALTIES.index(code) if code in PENALTIES else -1


def given(told: str | None) -> Penalty:
    """A penalty as a platform writes it: `warning`, `points_2`, `points(2)`, nothing for none."""
    name, _, number = (told or NO_PENALTY).replace("(", "_").rstrip(")").rpartition("_")
    if name == "points" and number.isdecimal():
        return Penalty("points", int(number))
    return Penalty(told or NO_PENALTY)


def written(penalty: Penalty) -> str:
    """A penalty as platforms write it; the inverse of `given`."""
    return f"points_{penalty.points}" if penalty.code == "points" else penalty.code


def same(told: str | None, penalty: Penalty) -> bool:
    """Whether what was given is what the ladder says; points count where they are told."""
    one = given(told)
    return one.code == penalty.code and (
        one.code != "points" or not one.points or one.points == penalty.points
    )
