"""What only one kind of batch tells, in words: an inspection's findings, a cluster, gold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from workstation.domain.batch import AnswerForm, RequestQuestion
from workstation.domain.cluster import Member
from workstation.domain.inspection import Inspection, Reach
from workstation.domain.taxonomy import Code
from workstation.domain.verdict import Answer
from workstation.review.bar import Bar
from workstation.review.bar_values import Step
from workstation.review.view import CaseView
from workstation.ui.case.facts import finding_words
from workstation.ui.plain import shortened
from workstation.ui.terms import count, term

LONGEST = 60  # characters of a question or an answer in words


def answer_words(answer: Answer) -> str:
    """An answer in short."""
    return ", ".join(
        [term(f"action.{answer.action}"), *(finding_words(f) for f in answer.findings)]
    )


def inspected(bar: Bar, view: CaseView | None) -> list[str]:
    """What has been said of an inspected case so far, and which question it is at."""
    translate = QCoreApplication.translate
    if bar.step is Step.COUNT:
        return [f"{term(bar.counted)}: {bar.typed or '–'}"]
    told = []
    questions = view.batch.request.questions if view is not None else ()
    if bar.step is Step.ASKED and len(questions) > 1:
        words = translate("BarWords", "question {n} of {total}")
        told.append(words.format(n=bar.place + 1, total=len(questions)))
    if view is not None and view.answer is not None:
        told.append(answer_words(view.answer))
    return [*told, *found(bar.inspected)]


def found(inspection: Inspection) -> list[str]:
    """What an inspection found."""
    told = [term(f"tactic.{tag.value}") for tag in inspection.tactics]
    if inspection.control_gap is not None:
        told.append(term(f"gap.{inspection.control_gap.value}"))
    if inspection.reach is not None:
        told += _reach(inspection.reach)
    return told


def answers(inspection: Inspection, questions: Iterable[RequestQuestion]) -> list[str]:
    """What was answered to the request's questions."""
    told = []
    for question in questions:
        said = answered(question, inspection)
        if said:
            told.append(f"{shortened(question.text, LONGEST)} {said}")
    return told


def answered(question: RequestQuestion, inspection: Inspection) -> str:
    """What was answered to a question, in words; blank for nothing."""
    if question.answer is AnswerForm.TEXT:
        return shortened(inspection.words.get(question.id, ""), LONGEST)
    said = inspection.answers.get(question.id)
    if isinstance(said, int) and 0 < said <= len(question.choices):
        return question.choices[said - 1]
    return term(f"said.{said}") if said else ""


def _reach(reach: Reach) -> list[str]:
    told = []
    if reach.orders is not None:
        told.append(f"{term('orders')} {count(reach.orders)}")
    if reach.impressions is not None:
        told.append(f"{term('impressions')} {count(reach.impressions)}")
    if told and not reach.as_told:
        told.append(QCoreApplication.translate("BarWords", "corrected"))
    return told


def of_set(view: CaseView | None) -> list[str]:
    """What was decided on the copies of a cluster, and what the answer was."""
    if view is None or view.answer is None:
        return []
    translate = QCoreApplication.translate
    told = [translate("BarWords", "copies {n}").format(n=len(view.members))]
    for member, number in decided(view.members):
        told.append(f"{member_words(member)} ×{number}")
    if view.outcome is not None and any(
        error.code is Code.CO_INCONSISTENT for error in view.outcome.errors
    ):
        told.append(f"{Code.CO_INCONSISTENT.value} {term(f'code.{Code.CO_INCONSISTENT.value}')}")
    told.append(translate("BarWords", "you: {answer}").format(answer=answer_words(view.answer)))
    return told


def decided(members: tuple[Member, ...]) -> list[tuple[Member, int]]:
    """A member for each different decision and how many were decided so, the most first."""
    counted = Counter((member.action, member.clause) for member in members)
    first = {(member.action, member.clause): member for member in reversed(members)}
    return [(first[key], number) for key, number in counted.most_common()]


def member_words(member: Member) -> str:
    """How a copy was decided."""
    if member.action is None:
        return QCoreApplication.translate("BarWords", "not decided")
    return " ".join(word for word in (term(f"action.{member.action}"), member.clause) if word)


def beside_gold(view: CaseView | None) -> list[str]:
    """The gold answer beside one's own."""
    if view is None or view.answer is None:
        return []
    translate = QCoreApplication.translate
    own = translate("BarWords", "you: {answer}").format(answer=answer_words(view.answer))
    if view.gold is None:
        return [translate("BarWords", "no gold is kept for this case"), own]
    right = answer_words(view.gold.answer)
    return [_verdict(view), translate("BarWords", "gold: {answer}").format(answer=right), own]


def _verdict(view: CaseView) -> str:
    held = view.as_gold
    if held is None or held.same:
        return "= " + term("gold.same")
    wrong = [name for name in ("action", "clause", "target") if not getattr(held, name)]
    return f"≠ {term('gold.other')}: {', '.join(term(f'gold.{name}') for name in wrong)}"
