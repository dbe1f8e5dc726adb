"""The policy pane's rows: suggestions, the clauses of a family, what a search found."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from workstation.domain import instant
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
        names = {one.clause for one in self._view.pack.clauses if one.family == digit}
        shown = {name: self._in_force.get(name) or self._nearest(name) for name in names}
        lines = []
        for name in sorted(shown, key=lambda one: (len(shown[one].digit), shown[one].digit)):
            clause, usable = shown[name], name in self._in_force
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

    def to_read(self, digit: int, key: str) -> ClauseVersion | None:
        """What a digit opens to be read only: a clause that is not in force, where it has no
        clause that is."""
        if self._view is None or self._view.pack is None:
            return None
        lines = [one for one in self.of_family(digit) if one.key == key]
        if not lines or any(one.available for one in lines):
            return None
        return self.nearest(lines[0].clause)

    def nearest(self, clause: str) -> ClauseVersion | None:
        """A clause that is not in force as it last was before the day, else as it began."""
        if self._view is None or self._view.pack is None or clause in self._in_force:
            return None
        return self._nearest(clause) if self._view.pack.versions(clause) else None

    def _nearest(self, name: str) -> ClauseVersion:
        assert self._view is not None
        assert self._view.pack is not None
        versions = self._view.pack.versions(name)
        moment = instant.parse(self._view.as_of)
        before = [one for one in versions if instant.parse(one.since) <= moment]
        return before[-1] if before else versions[0]

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
