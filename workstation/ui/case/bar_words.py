"""The words of the bar's head line: the answer so far, what came of it, what other keys do."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from workstation.domain.decision import Finding
from workstation.domain.verdict import Answer
from workstation.review.bar import Bar
from workstation.review.bar_steps.comparing import current_errors
from workstation.review.bar_values import Step
from workstation.review.view import CaseView
from workstation.ui.case.facts import finding_words
from workstation.ui.terms import term

AND, BESIDE = "   +   ", "   ·   "


def summary(bar: Bar, view: CaseView | None, left: str) -> str:
    """Where an answer stands. `left` names the case whose handling is being faulted."""
    if bar.step in (Step.REVEALED, Step.CODES):
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


def aside(bar: Bar, *, misled: bool) -> str:
    """What the keys beside the choices do, and which of them are on."""
    translate = QCoreApplication.translate
    said = translate("BarWords", "misled F8 ✓") if misled else translate("BarWords", "misled F8")
    return translate(
        "BarWords", "F9 {read}   {misled}   F6 skip   F7 flag   Ctrl+Z undo   F1 keys"
    ).format(read=term(f"read.{bar.read_in.value}"), misled=said)


def _compared(bar: Bar, view: CaseView | None) -> list[str]:
    translate = QCoreApplication.translate
    told = []
    for error in current_errors(bar):
        code, severity = error.code.value, term(f"severity.{error.severity.value}")
        told.append(f"{code} {term(f'code.{code}')}, {severity}")
    if bar.outcome and bar.outcome.missed:
        missed = ", ".join(finding_words(finding) for finding in bar.outcome.missed)
        told.append(translate("BarWords", "missed: {what}").format(what=missed))
    if view is not None and view.answer is not None:
        told.append(translate("BarWords", "you: {answer}").format(answer=_answer(view.answer)))
    return told


def _done(view: CaseView | None) -> list[str]:
    if view is None or view.answer is None or view.outcome is None:
        return []
    codes = [error.code.value for error in view.outcome.errors]
    return [_answer(view.answer), term(f"result.{view.outcome.result.value}"), *codes]


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


def _answer(answer: Answer) -> str:
    return ", ".join(
        [term(f"action.{answer.action}"), *(finding_words(f) for f in answer.findings)]
    )


def _pins(number: int) -> str:
    return QCoreApplication.translate("BarWords", "pins {n}").format(n=number)
