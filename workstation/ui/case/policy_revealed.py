"""What the policy says of the decision itself, once that may be seen: penalty and grace."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from workstation.domain import instant, ladder
from workstation.domain.penalty import due_penalty, right_penalty
from workstation.review.view import CaseView
from workstation.ui.case.policy_words import penalty_words
from workstation.ui.plain import isolate
from workstation.ui.terms import day


def ladder_words(view: CaseView) -> str:
    """Prior points, what the ladder gives for what the moderator found beside what was given and
    by whom, and what it would be for the right findings where that is another."""
    decision = view.decision
    if view.hidden or decision is None:
        return ""
    translate = QCoreApplication.translate
    told = []
    if decision.prior_points is not None:
        told.append(
            translate("PolicyRevealed", "prior points {n}").format(n=decision.prior_points)
        )
    due = due_penalty(decision, view.ground())
    given = ladder.given(decision.penalty)
    if due not in (None, ladder.NOTHING):
        told.append(
            translate("PolicyRevealed", "ladder: {penalty}").format(penalty=penalty_words(due))
        )
    # Where nothing was due and nothing given there is nothing to say.
    if given != ladder.NOTHING or due not in (None, ladder.NOTHING):
        words = (
            translate("PolicyRevealed", "given by the moderator: {penalty}")
            if decision.penalty_set_by == "moderator"
            else translate("PolicyRevealed", "given by the system: {penalty}")
        )
        told.append(words.format(penalty=penalty_words(given)))
        if due is not None and not ladder.same(decision.penalty, due):
            told[-1] += " ≠"
    right = right_penalty(decision, view.answer, view.ground()) if view.answer else None
    if right is not None and right != due:
        told.append(
            translate("PolicyRevealed", "for the right findings it would be: {penalty}").format(
                penalty=penalty_words(right)
            )
        )
    return " · ".join(told)


def graced_words(view: CaseView | None) -> str:
    """Why a difference is nobody's error, or may not be one; nothing while it is blind."""
    if view is None or view.hidden or view.decision is None or view.outcome is None:
        return ""
    translate = QCoreApplication.translate
    graced = view.outcome.graced
    cited = [finding.clause for finding in view.answer.findings] if view.answer else []
    for clause in [graced] if graced else cited:
        words = grace_of(view, clause)
        if words and graced:
            return translate(
                "PolicyRevealed", "{clause} under the earlier version, {grace}"
            ).format(clause=clause, grace=words)
        if words and view.outcome.errors:
            return translate("PolicyRevealed", "{clause}: {grace}").format(
                clause=clause, grace=words
            )
    return ""


def grace_of(view: CaseView, clause: str) -> str:
    """Until when the decision's vendor may follow what a clause said before."""
    if view.hidden or view.decision is None or view.pack is None:
        return ""
    vendor, moment = view.decision.vendor, instant.parse(view.as_of)
    grace = view.pack.in_grace(clause, vendor, moment, view.scope)
    if grace is None:
        return ""
    return QCoreApplication.translate("PolicyRevealed", "in grace until {day} ({vendor})").format(
        day=day(grace.until), vendor=isolate(vendor)
    )
