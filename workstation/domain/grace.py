"""A vendor's time to change over: what follows the wording before a clause is nobody's error.

Two readings of ours. A decision follows the earlier wording where it cites it by its number, or
does what only that wording accepts. Where the earlier wording covered the case too and the decision
cites nothing, nobody but a reader can tell which of the two would have found it: the error stands,
and the window says that there was grace.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from workstation.domain.decision import Decision, strongest_action
from workstation.domain.policy import Grace
from workstation.domain.taxonomy import NONE

if TYPE_CHECKING:
    from workstation.domain.verdict import Answer, Error, Ground


def without_grace(
    decision: Decision,
    answer: Answer,
    ground: Ground,
    errors: tuple[Error, ...],
    compare: Callable[[Decision, Answer, Ground], tuple[Error, ...]],
) -> tuple[tuple[Error, ...], str | None]:
    """The errors that remain when the vendor's grace is counted, and the clause it was on.

    The decision is compared again, as it would be under the wording before. That comparison counts
    only where it takes errors away and brings none: grace excuses, it never charges.
    """
    if not errors or ground.pack is None:
        return errors, None
    graced: str | None = None
    cited = (finding.clause for finding in (*answer.findings, *decision.findings))
    for clause in dict.fromkeys(cited):
        grace = ground.grace(clause)
        then = _under(grace, decision, answer, ground) if grace else None
        if then is None:
            continue
        left = compare(decision, *then)
        if len(left) < len(errors) and all(error in errors for error in left):
            (answer, ground), errors, graced = then, left, graced or clause
    return errors, graced


def _under(
    grace: Grace, decision: Decision, answer: Answer, ground: Ground
) -> tuple[Answer, Ground] | None:
    """Answer and ground as the wording before would have them; None where it was not followed."""
    clause, earlier = grace.version.clause, grace.earlier
    applied = [finding for finding in decision.findings if finding.clause == clause]
    if earlier is None:
        # A new clause: whoever does not apply it yet is compared without it.
        kept = tuple(finding for finding in answer.findings if finding.clause != clause)
        action = strongest_action(kept, ground.actions) or NONE
        new = not applied and len(kept) < len(answer.findings) and action in ground.actions
        return (replace(answer, findings=kept, action=action), ground) if new else None
    followed = [
        finding
        for finding in applied
        if finding.version == earlier.version or finding.action in earlier.acceptable_actions
    ]
    if not followed:
        return None
    before = replace(ground, earlier={**ground.earlier, clause: earlier})
    if any(finding.clause == clause for finding in answer.findings):
        return answer, before
    # The wording of the day no longer covers the case; the one before was cited by its number.
    named = tuple(finding for finding in followed if finding.version == earlier.version)
    if not named:
        return None
    findings = (*answer.findings, *named)
    action = strongest_action(findings, ground.actions) or answer.action
    return replace(answer, findings=findings, action=action), before
