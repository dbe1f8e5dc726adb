"""The policy pane's rows: suggestions, the clauses of a family, what a search found."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from workstation.domain.policy import ClauseKind, ClauseVersion
from workstation.review.suggest import Suggestion
from workstation.review.view import CaseView
from workstation.ui import plain
from workstation.ui.case.policy_index import SuggestionLine
from workstation.ui.case.policy_list import ClauseLine
from workstation.ui.case.policy_words import actions_words, kind_word, version_words
from workstation.ui.terms import day, term


class Lines:
    """Makes rows for one case."""

    def __init__(self) -> None:
        """For no case yet."""
        self._view: CaseView | None = None
        self._in_force: dict[str, ClauseVersion] = {}

    def set_view(self, view: CaseView | None) -> None:
        """Rows of another case."""
        self._view = view
        self._in_force = {one.clause: one for one in view.in_force} if view else {}

    def is_in_force(self, clause: ClauseVersion) -> bool:
        """Whether this version counts for the case."""
        held = self._in_force.get(clause.clause)
        return held is not None and held.version == clause.version

    def suggested(
        self, view: CaseView, suggestions: Sequence[Suggestion]
    ) -> list[SuggestionLine]:
        """Suggestions, with the words that were found."""
        return [
            SuggestionLine(
                one.clause.clause,
                plain.visible(one.clause.title),
                version_words(one.clause),
                ", ".join(quoted(word) for word in one.words),
                _changed(view, one.clause.clause),
            )
            for one in suggestions
        ]

    def of_family(self, digit: int) -> tuple[ClauseLine, ...]:
        """Every clause of a family with its digit; greyed where it is not in force."""
        assert self._view is not None
        assert self._view.pack is not None
        newest: dict[str, ClauseVersion] = {}
        for version in self._view.pack.clauses:
            if version.family == digit:
                held = newest.get(version.clause)
                if held is None or held.version < version.version:
                    newest[version.clause] = version
        lines = []
        for name in sorted(newest, key=lambda one: (len(newest[one].digit), newest[one].digit)):
            clause = self._in_force.get(name, newest[name])
            usable = name in self._in_force
            lines.append(
                ClauseLine(
                    name,
                    clause.digit,
                    plain.visible(clause.title),
                    f"v{clause.version}" if usable else "",
                    self._note(clause) if usable else self.not_in_force(),
                    usable,
                )
            )
        return tuple(lines)

    def found(self, clause: ClauseVersion) -> ClauseLine:
        """A clause that a search found."""
        usable = self.is_in_force(clause)
        return ClauseLine(
            clause.clause,
            clause.clause,
            plain.visible(clause.title),
            f"v{clause.version}",
            self._note(clause) if usable else self.not_in_force(),
            usable,
        )

    def not_in_force(self) -> str:
        """Why a clause cannot be cited."""
        assert self._view is not None
        return not_in_force(self._view)

    def _note(self, clause: ClauseVersion) -> str:
        labels = labels_of(self._view)
        told = [term(f"severity.{clause.severity.value}"), actions_words(clause, labels)]
        if clause.kind != ClauseKind.POLICY:
            told.insert(0, kind_word(clause))
        if self._view is not None:
            told.append(_changed(self._view, clause.clause))
        return " · ".join(part for part in told if part)


def quoted(word: str) -> str:
    """A word of the case in quotes."""
    return QCoreApplication.translate("PolicyWords", "“{word}”").format(word=plain.isolate(word))


def labels_of(view: CaseView | None) -> dict[str, str]:
    """The batch's own names for actions."""
    return {one.id: one.label for one in view.batch.actions} if view else {}


def not_in_force(view: CaseView) -> str:
    """For what, where and when a clause does not hold: any of them may be why."""
    words = QCoreApplication.translate("PolicyWords", "not for this {type} in {market}, {day}")
    return words.format(
        type=term(f"type.{view.case.content_type}"),
        market=plain.visible(view.case.market),
        day=day(view.as_of),
    )


def _changed(view: CaseView, clause: str) -> str:
    changed = view.changed.get(clause, ())
    if not changed:
        return ""
    return QCoreApplication.translate("PolicyWords", "changed {day} ›").format(
        day=day(changed[-1].since)
    )
