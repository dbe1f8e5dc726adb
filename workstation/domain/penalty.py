"""The penalty that the ladder gives for what was right, beside the one that was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workstation.domain import ladder
from workstation.domain.decision import Decision
from workstation.domain.taxonomy import ROUTE

if TYPE_CHECKING:
    from workstation.domain.verdict import Answer, Ground


def right_penalty(
    decision: Decision, answer: Answer, ground: Ground
) -> ladder.Penalty | None:
    """What the ladder of the day gives for the right findings; None where it cannot be told."""
    if decision.prior_points is None or ground.pack is None or not ground.pack.ladders:
        return None
    if ROUTE in (decision.action, answer.action):
        return None  # the specialists decide
    found = []
    for finding in answer.findings:
        if not ground.actions[finding.action].enforces:
            continue
        clause = ground.clause(finding.clause)
        one = clause and ladder.penalty_for(
            ground.pack, clause, decision.prior_points, ground.moment, ground.scope.market
        )
        if not one:
            return None
        found.append(one)
    if not found and ground.actions[answer.action].enforces:
        return None  # enforced without a clause: nothing to look up
    return ladder.severest(found)
