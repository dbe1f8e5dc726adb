"""What the ladder gives: for what is right, and for what the moderator found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from workstation.domain import ladder
from workstation.domain.decision import Decision, Finding
from workstation.domain.taxonomy import ROUTE

if TYPE_CHECKING:
    from workstation.domain.verdict import Answer, Ground


def right_penalty(
    decision: Decision, answer: Answer, ground: Ground
) -> ladder.Penalty | None:
    """What the ladder of the day gives for the right findings; None where it cannot be told."""
    if ROUTE in (decision.action, answer.action):
        return None  # the specialists decide
    return _penalty_for(decision, answer.action, answer.findings, ground)


def due_penalty(decision: Decision, ground: Ground) -> ladder.Penalty | None:
    """What the ladder of the day gives for what the moderator found, right or not: all that the
    system could go by. None where it cannot be told."""
    if decision.action == ROUTE:
        return None
    return _penalty_for(decision, decision.action, decision.findings, ground)


def _penalty_for(
    decision: Decision, action: str, findings: Iterable[Finding], ground: Ground
) -> ladder.Penalty | None:
    if decision.prior_points is None or ground.pack is None or not ground.pack.ladders:
        return None
    found = []
    for finding in findings:
        if not ground.actions[finding.action].enforces:
            continue
        clause = ground.clause(finding.clause)
        one = clause and ladder.penalty_for(
            ground.pack, clause, decision.prior_points, ground.moment, ground.scope.market
        )
        if not one:
            return None
        found.append(one)
    if not found and ground.actions[action].enforces:
        return None  # enforced without a clause: nothing to look up
    return ladder.severest(found)
