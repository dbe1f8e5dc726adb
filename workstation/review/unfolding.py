"""What is still to be said once an answer is committed, and the bar that asks it.

The penalty is asked after the reveal, in batches of every sort: that a moderator set it is part of
the decision, and a question that comes only then would tell. The blind answer holds none; the
verdict's does (docs/decisions).
"""

from __future__ import annotations

from msgspec.structs import replace

from workstation.domain.batch import BatchKind
from workstation.domain.verdict import Answer, Outcome, Result
from workstation.review.bar import Bar
from workstation.review.bar_steps.inspecting import first_step
from workstation.review.bar_values import UNFOLDED, Step
from workstation.review.comparing import penalty_to_ask
from workstation.review.view import CaseView


def step_after(view: CaseView, given: Answer, outcome: Outcome) -> Step | None:
    """The first question after an answer; None where the verdict comes with it. The view is one
    that shows the decision."""
    if view.batch.kind is BatchKind.INSPECTION:
        enforced = view.batch.action_by_id[given.action].enforces
        return first_step(enforced=enforced, questions=len(view.batch.request.questions))
    if view.batch.kind is BatchKind.CONSISTENCY and view.item.cluster is not None:
        return Step.SET if outcome.result is Result.DIFFERS else None
    if outcome.result in (Result.AGREES, Result.DIFFERS) and penalty_to_ask(view, given):
        return Step.PENALTY
    return Step.REVEALED if outcome.result is Result.DIFFERS else None


def unfolded(bar: Bar, view: CaseView) -> Bar:
    """The bar of an answered case that has no verdict, at its first question."""
    assert view.answer is not None
    assert view.outcome is not None
    step = step_after(view, view.answer, view.outcome) or Step.REVEALED
    enforced = view.batch.action_by_id[view.answer.action].enforces
    return replace(bar.revealed(view.outcome), step=step, short=not enforced, place=0)


def fits(bar: Bar, view: CaseView) -> bool:
    """Whether a half-made bar asks what a case of this kind is asked once it is answered."""
    if bar.step not in UNFOLDED or bar.outcome is None:
        return False
    comparing = bar.step in (Step.PENALTY, Step.REVEALED, Step.CODES)
    if view.batch.kind is BatchKind.INSPECTION:
        return not comparing and bar.step is not Step.SET
    if view.batch.kind is BatchKind.CONSISTENCY and view.item.cluster is not None:
        return bar.step is Step.SET
    return comparing
