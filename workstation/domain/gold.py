"""Gold: the answer that the policy owner signed, and how an answer in practice stands to it."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from workstation.domain.decision import Finding, TargetKind
from workstation.domain.verdict import Answer

SameClause = Callable[[str, str], bool]


class Gold(Struct, frozen=True):
    """The right answer on a case, why it is right, who signed it and when."""

    answer: Answer
    why: str
    owner: str
    at: str


class AsGold(Struct, frozen=True):
    """What of an answer is as gold has it."""

    action: bool
    clause: bool
    target: bool

    @property
    def same(self) -> bool:
        """Whether all of it is."""
        return self.action and self.clause and self.target


class Score(Struct, frozen=True):
    """How many first answers in practice were as gold has it, of how many that have gold."""

    as_gold: int
    of: int


def compare(answer: Answer, gold: Gold, same_clause: SameClause) -> AsGold:
    """Action, primary clause and its target; an answer on the whole item contradicts no part of
    it, as in the derivation table."""
    given, right = answer.primary, gold.answer.primary
    return AsGold(
        action=answer.action == gold.answer.action,
        clause=_same(given, right, same_clause),
        target=given is None or right is None or not _elsewhere(given, right),
    )


def _same(given: Finding | None, right: Finding | None, same_clause: SameClause) -> bool:
    if given is None or right is None:
        return given is right
    return same_clause(given.clause, right.clause)


def _elsewhere(given: Finding, right: Finding) -> bool:
    whole = TargetKind.ITEM in (given.target.kind, right.target.kind)
    return not whole and given.target != right.target
