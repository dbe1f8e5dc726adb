"""The words of the bar's head line: the answer so far, what came of it, what other keys do."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from workstation.domain.decision import Finding
from workstation.review.bar import Bar
from workstation.review.bar_steps.comparing import current_errors
from workstation.review.bar_values import Step
from workstation.review.view import CaseView
from workstation.ui import own_keys
from workstation.ui.case import kind_words
from workstation.ui.case.facts import finding_words
from workstation.ui.case.kind_words import answer_words
from workstation.ui.terms import penalty_word, term

INSPECTED = (Step.TACTICS, Step.CONTROL, Step.REACH, Step.COUNT, Step.ASKED)
AND, BESIDE = "   +   ", "   ·   "


def summary(bar: Bar, view: CaseView | None, left: str) -> str:
    """Where an answer stands. `left` names the case whose handling is being faulted."""
    if bar.step in INSPECTED:
        told, between = kind_words.inspected(bar, view), BESIDE
    elif bar.step is Step.SET:
        told, between = kind_words.of_set(view), BESIDE
    elif bar.step is Step.GOLD:
        told, between = kind_words.beside_gold(view), BESIDE
    elif bar.step is Step.PENALTY:
        told, between = _penalties(view), BESIDE
    elif bar.step in (Step.REVEALED, Step.CODES):
        told, between = _compared(bar, view), BESIDE
    elif bar.step is Step.DONE:
        told, between = _done(view), BESIDE
    elif bar.step is Step.FAULT:
        told, between = [left], BESIDE
    else:
        told, between = _so_far(bar), AND
    if not bar.sure:
        told.append(term("unsure"))
    return between.join(told)


def below(bar: Bar, view: CaseView | None) -> str:
    """A line under the choices: what the clause allows, why gold is gold, what was answered to the
    request."""
    if view is None:
        return ""
    if bar.step is Step.READY:
        return BESIDE.join(_not_allowed(bar, view))
    if bar.step in (Step.GOLD, Step.DONE) and view.gold is not None:
        return view.gold.why
    if bar.step is Step.DONE and view.inspection is not None:
        return BESIDE.join(kind_words.answers(view.inspection, view.batch.request.questions))
    return ""


def aside(bar: Bar, *, misled: bool) -> str:
    """What the keys beside the choices do, and which of them are on."""
    translate = QCoreApplication.translate
    said = translate("BarWords", "F8 misled ✓") if misled else translate("BarWords", "F8 misled")
    told = translate(
        "BarWords", "F9 {read}   {misled}   F6 skip   F7 flag   Ctrl+Z undo   F1 keys"
    )
    read = term(f"read.{bar.read_in.value}")
    return own_keys.say(told).format(read=read, misled=own_keys.say(said))


def _compared(bar: Bar, view: CaseView | None) -> list[str]:
    translate = QCoreApplication.translate
    told = []
    for error in current_errors(bar):
        code, severity = error.code.value, term(f"severity.{error.severity.value}")
        told.append(f"{code} {term(f'code.{code}')}, {severity}")
    if bar.outcome and bar.outcome.missed:
        missed = ", ".join(finding_words(finding) for finding in bar.outcome.missed)
        told.append(translate("BarWords", "missed: {what}").format(what=missed))
    told += filter(None, [_graced(view)])
    if bar.penalty is not None:
        said = penalty_word(bar.penalty)
        told.append(translate("BarWords", "right penalty: {name}").format(name=said))
    if view is not None and view.answer is not None:
        told.append(translate("BarWords", "you: {answer}").format(answer=answer_words(view.answer)))
    return told


def _graced(view: CaseView | None) -> str:
    # Loaded once a decision shows, after the first paint.
    from workstation.ui.case.policy_revealed import graced_words

    return graced_words(view)


def _penalties(view: CaseView | None) -> list[str]:
    if view is None or view.decision is None:
        return []
    given = penalty_word(view.decision.penalty or "none")
    return [QCoreApplication.translate("BarWords", "the moderator: {name}").format(name=given)]


def _not_allowed(bar: Bar, view: CaseView) -> list[str]:
    # Said, never in the way: the auditor may know better than the clause.
    told = []
    in_force = {clause.clause: clause for clause in view.in_force}
    for finding in bar.findings:
        clause = in_force.get(finding.clause)
        if clause is None or not clause.acceptable_actions:
            continue
        if finding.action not in clause.acceptable_actions:
            allowed = ", ".join(term(f"action.{one}") for one in clause.acceptable_actions)
            words = QCoreApplication.translate("BarWords", "{clause} allows: {actions}")
            told.append(words.format(clause=finding.clause, actions=allowed))
    return told


def _done(view: CaseView | None) -> list[str]:
    if view is None or view.answer is None or view.outcome is None:
        return []
    if view.members:
        return kind_words.of_set(view)
    if view.as_gold is not None:
        return kind_words.beside_gold(view)
    if view.inspection is not None:
        return [answer_words(view.answer), *kind_words.found(view.inspection)]
    codes = [error.code.value for error in view.outcome.errors]
    told = [answer_words(view.answer), term(f"result.{view.outcome.result.value}"), *codes]
    told += filter(None, [_graced(view)])
    return [*told, penalty_word(view.answer.penalty)] if view.answer.penalty else told


def _so_far(bar: Bar) -> list[str]:
    told = [_finding(finding) for finding in bar.findings]
    if bar.action:
        told.append(term(f"action.{bar.action}"))
    if bar.evidence:
        told.append(_pins(len(bar.evidence)))
    return told


def _finding(finding: Finding) -> str:
    words = [term(f"action.{finding.action}"), finding_words(finding)]
    if finding.evidence:
        words.append(_pins(len(finding.evidence)))
    return " · ".join(words)


def _pins(number: int) -> str:
    return QCoreApplication.translate("BarWords", "pins {n}").format(n=number)
