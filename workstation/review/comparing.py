"""What an answer is held against: the decision, the decisions on every copy, gold, or nothing."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from workstation.domain import instant, ladder
from workstation.domain.batch import BatchKind
from workstation.domain.case import MINORS
from workstation.domain.cluster import Member, is_inconsistent, outcome_of_set
from workstation.domain.decision import Decision
from workstation.domain.gold import AsGold, Gold
from workstation.domain.gold import compare as compare_with_gold
from workstation.domain.penalty import right_penalty
from workstation.domain.policy import Scope
from workstation.domain.verdict import Answer, Ground, Outcome, derive
from workstation.review.view import CaseView
from workstation.store import cases, gold
from workstation.store.driver import Database


class Compared(Struct, frozen=True):
    """What came of it; `decision` is what may be shown now."""

    outcome: Outcome
    decision: Decision | None = None
    members: tuple[Member, ...] = ()
    gold: Gold | None = None
    as_gold: AsGold | None = None


def compare(db: Database, view: CaseView, given: Answer) -> Compared:
    """Hold an answer against what its kind of batch asks for."""
    kind, ground = view.batch.kind, view.ground()
    if kind is BatchKind.INSPECTION:
        return Compared(derive(None, given, ground))
    decision = cases.get_decision(db, view.item.id)
    if kind is BatchKind.PRACTICE:
        # Nobody is judged in practice: there is no error of a moderator.
        right = gold.get(db, view.batch.id, view.case.id)
        held = compare_with_gold(given, right, same_clause(ground)) if right else None
        return Compared(derive(None, given, ground), decision, gold=right, as_gold=held)
    if kind is BatchKind.CONSISTENCY and view.item.cluster is not None:
        return _set(db, view, given, decision)
    return Compared(derive(decision, given, ground), decision)


def _set(db: Database, view: CaseView, given: Answer, decision: Decision | None) -> Compared:
    members, decisions = [], []
    for item in cases.cluster(db, view.batch.id, view.item.cluster or ""):
        one = cases.get_decision(db, item.id)
        if one is not None:
            decisions.append(one)
        primary = one.primary if one else None
        members.append(
            Member(
                item.id,
                item.case,
                one.action if one else None,
                primary.clause if primary else None,
                derive(one, given, _ground_of(db, view, item.case, one)),
            )
        )
    differ = is_inconsistent(decisions, same_clause(view.ground()))
    outcome = outcome_of_set(members, inconsistent=differ)
    return Compared(outcome, decision, tuple(members))


def _ground_of(db: Database, view: CaseView, case: str, decision: Decision | None) -> Ground:
    # Each copy was decided on a day and in a market of its own.
    ground, own = view.ground(), cases.get_case(db, case)
    if own is None:
        return ground
    moment = decision.decided_at if decision else own.snapshot_at
    return replace(
        ground,
        moment=instant.parse(moment),
        scope=Scope(own.market, own.category, own.content_type),
        exposure=own.exposure,
        minors=MINORS in own.harm_tags,
    )


def same_clause(ground: Ground) -> Callable[[str, str], bool]:
    """Whether two clauses are one, or as good as one on that day."""

    def same(one: str, other: str) -> bool:
        if one == other or ground.pack is None:
            return one == other
        return other in ground.pack.equivalents(one, ground.moment, ground.scope)

    return same


def penalty_to_ask(view: CaseView, given: Answer) -> ladder.Penalty | None:
    """The penalty that the ladder gives, where a moderator set one and the auditor is to say which
    was right. Asked once the decision is known, since who set it is part of the decision."""
    decision = view.decision
    if decision is None or decision.penalty_set_by != "moderator":
        return None
    if not view.batch.action_by_id[given.action].enforces:
        return None
    return right_penalty(decision, given, view.ground())


MOST_PENALTIES = 10


def penalties(view: CaseView) -> tuple[str, ...]:
    """What a seller may get, from the mildest to the severest, as many as there are digits."""
    held = {ladder.written(ladder.Penalty(code)) for code in ladder.PENALTIES if code != "points"}
    for one in view.pack.ladders if view.pack else ():
        for steps in one.rows.values():
            held |= {ladder.written(ladder.Penalty(s.penalty, s.points)) for s in steps}

    def order(code: str) -> tuple[int, int]:
        penalty = ladder.given(code)
        return ladder.rank(penalty.code), penalty.points

    return tuple(sorted(held, key=order)[:MOST_PENALTIES])
