"""A clause on the policy pane's page: its words, what changed since, earlier cases of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from workstation.domain import instant
from workstation.domain.policy import ClauseVersion
from workstation.domain.precedent import Settled, precedents_of
from workstation.review.suggest import Suggestion
from workstation.review.view import CaseView
from workstation.ui import plain
from workstation.ui.case.policy_lines import labels_of, not_in_force, quoted
from workstation.ui.case.policy_page import ClausePage
from workstation.ui.case.policy_revealed import grace_of, ladder_words
from workstation.ui.case.policy_text import Block, blocks
from workstation.ui.case.policy_words import (
    beside_blocks,
    clause_facts,
    fact,
    heading,
    ladder_line,
    precedent_blocks,
    precedent_count,
)
from workstation.ui.terms import day


class ClauseReader(QObject):
    """Turns the page; `note` is told of every version that came on view."""

    def __init__(self, page: ClausePage, note: Callable[[ClauseVersion], None]) -> None:
        """Nothing is read yet."""
        super().__init__(page)
        self.clause: ClauseVersion | None = None
        self._page = page
        self._note = note
        self._view: CaseView | None = None
        self._words: tuple[str, ...] = ()
        self._changed: tuple[ClauseVersion, ...] = ()
        self._precedents: tuple[Settled, ...] = ()
        self._shows = "words"  # or "changes", "cases"

    def show(
        self,
        view: CaseView,
        suggestions: Sequence[Suggestion],
        clause: ClauseVersion,
        changed: tuple[ClauseVersion, ...],
    ) -> None:
        """Show a clause's words."""
        self.clause, self._changed, self._shows = clause, changed, "words"
        self._note(clause)
        self.set_view(view, suggestions)

    def set_view(self, view: CaseView, suggestions: Sequence[Suggestion]) -> None:
        """The case, or more of it."""
        self._view = view
        if self.clause is None:
            return
        name = self.clause.clause
        self._words = next((s.words for s in suggestions if s.clause.clause == name), ())
        self._precedents = ()
        if view.pack is not None and view.pack.precedents:
            moment = instant.parse(view.as_of)
            self._precedents = precedents_of(view.pack, name, moment, view.case.market)
        self.refresh()

    def clear(self) -> None:
        """Nothing is read any more; what the page told of a decision does not stay in it."""
        if self.clause is not None:
            self._page.clear()
        self.clause = self._view = None

    def toggle_changes(self) -> None:
        """Between the wording of the day and what the newest one says."""
        if self.clause is not None and self._changed:
            self._shows = "words" if self._shows == "changes" else "changes"
            if self._shows == "changes":
                self._note(self._changed[-1])
            self.refresh()

    def toggle_precedents(self) -> None:
        """Between a clause's words and how earlier cases of it were settled."""
        if self.clause is not None and self._precedents:
            self._shows = "words" if self._shows == "cases" else "cases"
            self.refresh()

    def refresh(self) -> None:
        """Write the page anew."""
        if self.clause is None or self._view is None:
            return
        self._page.changed.set_words(*self._changed_words())
        self._page.cases.set_words(*self._cases_words())
        if self._shows == "cases":
            title = heading(f"{self.clause.clause}  {plain.visible(self.clause.title)}", 1)
            held = precedent_blocks(self._precedents, labels_of(self._view))
            self._page.show_blocks((title, *held), ())
            return
        shown = self._changed[-1] if self._shows == "changes" else self.clause
        body = blocks(shown.body)
        if self._shows == "changes":
            # Wanted on a key alone: its patterns take their time to be made.
            from workstation.ui.case.policy_compare import compared

            body = compared(blocks(self.clause.body), body)
        self._page.show_blocks(
            (*self._facts(self._view, shown), *body, *self._beside(self._view)), self._words
        )

    def _facts(self, view: CaseView, clause: ClauseVersion) -> tuple[Block, ...]:
        assert self.clause is not None
        lines = clause_facts(clause, labels_of(view))
        in_force = {one.clause: one.version for one in view.in_force}
        if self._shows == "words" and in_force.get(clause.clause) != clause.version:
            lines.append(not_in_force(view))
        if self._shows == "changes":
            lines.append(self.tr("+ underlined: new · \u2212 struck out: gone"))
        elif self._words:
            found = ", ".join(quoted(word) for word in self._words)
            lines.append(self.tr("found in this case: {words}").format(words=found))
        lines += self._of_the_decision(view)
        title = heading(f"{clause.clause}  {plain.visible(clause.title)}", 1)
        return (title, *(fact(line) for line in lines))

    def _of_the_decision(self, view: CaseView) -> list[str]:
        # Nothing of it while the decision is hidden: its vendor and its points are part of it.
        if view.hidden or view.decision is None or self.clause is None:
            return []
        grace = grace_of(view, self.clause.clause)
        told = [self.tr("this decision: {words}").format(words=grace)] if grace else []
        return [*told, *filter(None, [ladder_words(view)])]

    def _beside(self, view: CaseView) -> list[Block]:
        assert self.clause is not None
        if view.pack is None or self._shows != "words":
            return []
        moment = instant.parse(view.as_of)
        found = beside_blocks(view.pack, self.clause.clause, moment, view.scope)
        ladder = ladder_line(view.pack, self.clause, moment, view.case.market)
        if ladder:
            found += [heading(self.tr("Seller's penalty"), 3), fact(ladder)]
        return found

    def _changed_words(self) -> tuple[str, str]:
        if not self._changed:
            return "", ""
        newest = self._changed[-1]
        if self._shows == "changes":
            return (
                self.tr("v{number} from {day}").format(
                    number=newest.version, day=day(newest.since)
                ),
                self.tr("back"),
            )
        words = self.tr("changed {day} › v{number}").format(
            day=day(newest.since), number=newest.version
        )
        return words, self.tr("what changed")

    def _cases_words(self) -> tuple[str, str]:
        back = self._shows == "cases"
        words = precedent_count(self._precedents)
        return words, (self.tr("back") if back else self.tr("read")) if words else ""
