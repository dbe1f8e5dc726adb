"""Saying what is right: action, family, clause, and the answer that stands ready."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from workstation.domain.decision import WHOLE_ITEM, Evidence, Finding, Target, TargetKind
from workstation.domain.policy import ClauseVersion
from workstation.domain.taxonomy import CANNOT
from workstation.domain.verdict import Answer
from workstation.review.bar_steps.keys import chosen, digit
from workstation.review.bar_values import (
    BACK,
    ENTER,
    MINUS,
    PLUS,
    Choice,
    CommitAnswer,
    Effect,
    Menu,
    Step,
)

if TYPE_CHECKING:
    from workstation.review.bar import Bar


def target_of(evidence: Sequence[Evidence]) -> Target:
    """The target that evidence sets: the one component it lies in, else the whole item."""
    targets = {
        Target(TargetKind.PART, held.part) if held.part else Target(TargetKind.MEDIA, held.media)
        for held in evidence
    }
    return targets.pop() if len(targets) == 1 else WHOLE_ITEM


def mark_primary(
    findings: Sequence[Finding], clauses: Sequence[ClauseVersion]
) -> tuple[Finding, ...]:
    """Mark the finding of the severest clause; the first of equals (TAXONOMY 3)."""
    rank = {clause.clause: clause.severity.rank for clause in clauses}
    if not findings:
        return ()
    first = max(range(len(findings)), key=lambda i: (rank.get(findings[i].clause, 0), -i))
    return tuple(replace(f, primary=i == first) for i, f in enumerate(findings))


def with_finding(bar: Bar, clause: ClauseVersion, menu: Menu) -> Bar:
    """The finding being made is complete."""
    found = Finding(
        clause=clause.clause,
        version=clause.version,
        action=bar.action,
        target=target_of(bar.evidence) if bar.evidence else WHOLE_ITEM,
        evidence=bar.evidence,
    )
    findings = mark_primary((*bar.findings, found), menu.clauses)
    return replace(bar, step=Step.READY, findings=findings, action="", family=None, evidence=())


def answer_of(bar: Bar, menu: Menu) -> Answer:
    """The answer as it stands; its action is the strongest finding's."""
    ranks = {action.id: action.rank for action in menu.actions}
    strongest = max((f.action for f in bar.findings), key=lambda a: ranks[a])
    findings = mark_primary(bar.findings, menu.clauses)
    return Answer(strongest, findings, None, bar.sure, bar.read_in)


def back(bar: Bar) -> Bar:
    """One step back on the way to the answer."""
    if bar.step is Step.CLAUSE:
        return replace(bar, step=Step.FAMILY, family=None)
    if bar.step is Step.READY:
        *kept, last = bar.findings or (None,)
        if last is None:
            return replace(bar, step=Step.ACTION, action="")
        return replace(
            bar,
            step=Step.FAMILY,
            findings=tuple(f for f in kept if f is not None),
            action=last.action,
            evidence=last.evidence,
            family=None,
        )
    if bar.step is Step.FAMILY or bar.findings:
        ready = bool(bar.findings)
        return replace(bar, step=Step.READY if ready else Step.ACTION, action="", family=None)
    return bar


def action_choices(bar: Bar, menu: Menu) -> list[Choice]:
    more = bool(bar.findings)
    return [
        Choice(str(a.key), f"action.{a.id}", a.label, enabled=not more or a.enforces)
        for a in sorted(menu.actions, key=lambda a: a.key or 10)
    ]


def press_action(bar: Bar, key: str, menu: Menu) -> tuple[Bar, Effect | None]:
    action = menu.action(key)
    if action is None or (bar.findings and not action.enforces):
        return bar, None
    if action.id == CANNOT:
        return replace(bar, step=Step.CANNOT), None
    # Without a policy pack there is no clause to cite: the action stands alone.
    if not action.enforces or not menu.clauses:
        given = Answer(action.id, (), None, bar.sure, bar.read_in)
        return replace(bar, step=Step.WAITING, action=action.id), CommitAnswer(given)
    return replace(bar, step=Step.FAMILY, action=action.id), None


def family_choices(bar: Bar, menu: Menu) -> list[Choice]:
    rows = [
        Choice(str(f.digit), "family", f.name, enabled=bool(menu.of_family(f.digit)))
        for f in sorted(menu.families, key=lambda f: f.digit or 10)
    ]
    suggested = [
        Choice(f"Alt+{n}", "clause", f"{c.clause} {c.title}")
        for n, c in enumerate(menu.suggested, 1)
    ]
    return [*suggested, *rows]


def press_family(bar: Bar, key: str, menu: Menu) -> tuple[Bar, Effect | None]:
    suggested = _suggested(key.removeprefix("Alt+"), menu) if key[:4] == "Alt+" else None
    if suggested is not None:
        return with_finding(bar, suggested, menu), None
    number = digit(key)
    if number is not None and menu.of_family(number):
        return replace(bar, step=Step.CLAUSE, family=number), None
    return bar, None


def _suggested(key: str, menu: Menu) -> ClauseVersion | None:
    return chosen(key, menu.suggested) if key != "0" else None


def clause_choices(bar: Bar, menu: Menu) -> list[Choice]:
    return [Choice(c.digit, "clause", f"{c.clause} {c.title}") for c in _offered(bar, menu)]


def press_clause(bar: Bar, key: str, menu: Menu) -> tuple[Bar, Effect | None]:
    for clause in _offered(bar, menu):
        if clause.digit == key:
            return with_finding(bar, clause, menu), None
    return bar, None


def _offered(bar: Bar, menu: Menu) -> tuple[ClauseVersion, ...]:
    return menu.of_family(bar.family if bar.family is not None else -1)


def ready_choices(bar: Bar, menu: Menu) -> list[Choice]:
    return [
        Choice(ENTER, "commit"),
        Choice(PLUS, "another"),
        Choice("F3", "evidence"),
        Choice(MINUS, "unsure", chosen=not bar.sure),
        Choice(BACK, "back"),
    ]


def press_ready(bar: Bar, key: str, menu: Menu) -> tuple[Bar, Effect | None]:
    if key == ENTER:
        return replace(bar, step=Step.WAITING), CommitAnswer(answer_of(bar, menu))
    if key == PLUS:
        return replace(bar, step=Step.ACTION, action=""), None
    return bar, None
