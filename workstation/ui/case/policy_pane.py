"""The policy as it read on the day of the decision: suggestions, families, clauses, search.

The upper half stays as it is for a case; the lower half shows what is asked for. In a low pane the
families fold to a row of digits while a clause is read; where it is too low for both halves, the
lower one takes all of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from workstation.domain.policy import ClauseVersion
from workstation.review.suggest import LIMIT, Suggestion
from workstation.review.view import CaseView
from workstation.ui import plain, theme
from workstation.ui.case.policy_index import PolicyIndex
from workstation.ui.case.policy_lines import Lines
from workstation.ui.case.policy_list import ClauseLine, ClauseList
from workstation.ui.case.policy_page import ClausePage, Finder, Hint
from workstation.ui.case.policy_search import PolicySearch, Search
from workstation.ui.terms import day

if TYPE_CHECKING:
    from workstation.ui.case.policy_clause import ClauseReader

LOWEST = 190
"""Pixels that reading needs; with fewer the upper half makes way."""
ROOMY = 700
"""A pane of fewer pixels leaves a row of the families' digits while a clause is read."""


class PolicyPane(QWidget):
    """Shows policy, and says what was pressed.

    Nothing in it comes from the moderator's decision except its day, which is the case's own, until
    the decision may be seen. `suggestion_chosen` carries the printed number (1…5), `family_chosen`
    the digit. `left`: the search gave the keyboard back.
    """

    clause_chosen = Signal(str)
    suggestion_chosen = Signal(int)
    family_chosen = Signal(int)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty until `set_case`. Set `search` to let people search."""
        super().__init__(parent)
        self._view: CaseView | None = None
        self._suggestions: list[Suggestion] = []
        self._shown: dict[str, None] = {}
        self._lines = Lines()
        self._build()

    def _build(self) -> None:
        self.setMinimumWidth(260)
        self.index = PolicyIndex(self)
        self.index.suggestion_pressed.connect(self.suggestion_chosen)
        self.index.family_pressed.connect(self.family_chosen)
        self.index.search_pressed.connect(self.start_search)
        self._hint = Hint(self)
        self._list = ClauseList(self)
        self._list.pressed.connect(self._on_pressed)
        self._page = ClausePage(self)
        self._page.changed.pressed.connect(self.toggle_changes)
        self._page.cases.pressed.connect(self.toggle_precedents)
        self._finder = Finder(self)
        self._search = PolicySearch(self._finder, self._line_of_found)
        self._search.found.connect(self._on_found)
        self._search.taken.connect(self._on_taken)
        self._search.left.connect(self._leave_search)
        self._lower = QWidget(self)
        self._stack = QStackedLayout(self._lower)
        for page in (self._hint, self._list, self._page, self._finder):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.index)
        column.addWidget(self._lower, 1)
        self.clear()

    @cached_property
    def _reader(self) -> ClauseReader:
        """Loaded with the first clause, after the first paint."""
        from workstation.ui.case.policy_clause import ClauseReader

        return ClauseReader(self._page, self.note_shown)

    def _reading(self) -> ClauseReader | None:
        return self.__dict__.get("_reader")

    @property
    def search(self) -> Search | None:
        """What looks words up."""
        return self._search.search

    @search.setter
    def search(self, search: Search) -> None:
        self._search.search = search

    # The case

    def set_case(self, view: CaseView, suggestions: Sequence[Suggestion]) -> None:
        """Show the policy of a case's day; what is suggested now keeps its place."""
        before, self._view = self._view, view
        self._suggestions = list(suggestions[:LIMIT])
        self._shown.clear()
        same_pack = before is not None and before.pack is view.pack
        self._lines.set_view(view)
        self.index.set_head(self._head(view), self._no_suggestion(view), _language_of(view))
        self._set_lines()
        if view.pack is None:
            self.index.set_families((), {})
        elif not same_pack or before is None or before.in_force != view.in_force:
            self.index.set_families(view.pack.families, _in_force(view))
        self.show_overview()

    def change_case(self, view: CaseView) -> None:
        """The same case, of which more is known: its decision may be seen now."""
        if self._view is None or self._view.task.id != view.task.id:
            return
        self._view = view
        self._lines.set_view(view)
        if self._stack.currentWidget() is self._page:
            self._reader.set_view(view, self._suggestions)

    def prepare(self, view: CaseView, suggestions: Sequence[Suggestion]) -> None:
        """Paint the suggestions of the next case ahead, for when it comes."""
        self.index.prepare(
            self._head(view),
            self._lines.suggested(view, suggestions[:LIMIT]),
            self._no_suggestion(view),
            _language_of(view),
            _in_force(view),
        )

    def append_suggestions(self, suggestions: Sequence[Suggestion]) -> None:
        """Clauses found later go below; those already there stay as they are."""
        held = {suggestion.clause.clause for suggestion in self._suggestions}
        late = [one for one in suggestions if one.clause.clause not in held]
        if late and len(self._suggestions) < LIMIT:
            self._suggestions = (self._suggestions + late)[:LIMIT]
            self._set_lines()

    def suggestions(self) -> tuple[Suggestion, ...]:
        """The suggestions in the order of their keys."""
        return tuple(self._suggestions)

    def clear(self) -> None:
        """No case."""
        self._view, self._suggestions = None, []
        self._shown.clear()
        self._lines.set_view(None)
        self.index.set_head(self.tr("POLICY"), "", "und")
        self.index.set_lines([])
        self.index.set_families((), {})
        self.show_overview()

    def shown_clauses(self) -> tuple[str, ...]:
        """The clause versions that were on view for this case, as `3.1@2`, in that order."""
        return tuple(self._shown)

    def shown_clause(self) -> str:
        """The clause that is being read, if one is."""
        reader = self._reading()
        held = reader.clause if reader else None
        return held.clause if held and self._stack.currentWidget() is self._page else ""

    def note_shown(self, clause: ClauseVersion) -> None:
        """A version was on view, here or in the window over it."""
        if self._view is not None:
            self._shown[f"{clause.clause}@{clause.version}"] = None

    def shown_text(self) -> str:
        """Every word on view, tool tips included."""
        said = [self.index.shown_text()] if not self.index.isHidden() else []
        page = self._stack.currentWidget()
        said.append(page.shown_text())
        return "\n".join(part for part in said if part)

    # The lower half

    def show_overview(self) -> None:
        """Nothing in particular: suggestions and families."""
        if reader := self._reading():
            reader.clear()
        has_pack = self._view is not None and self._view.pack is not None
        self._hint.set_words(
            self.tr("A family's digit lists its clauses; a clause shows its words here.")
            if has_pack
            else ""
        )
        self._turn_to(self._hint)
        self.index.set_active(None, None)

    def show_family(self, digit: int | None) -> None:
        """List the clauses of a family with their digits; None goes back to the families."""
        view = self._view
        if view is None or view.pack is None or digit is None:
            self.show_overview()
            return
        family = next((one for one in view.pack.families if one.digit == digit), None)
        lines = self._lines.of_family(digit)
        for clause in view.in_force:
            if clause.family == digit:
                self.note_shown(clause)
        head = f"{digit}  {plain.visible(family.name)}" if family else str(digit)
        self._list.set_lines(head, lines, self.tr("This family has no clauses."))
        self._turn_to(self._list)
        self.index.set_active(digit, None)

    def show_clause(self, clause: ClauseVersion, changed: Sequence[ClauseVersion] = ()) -> None:
        """Show a clause's words, and offer what has changed since."""
        assert self._view is not None
        self._reader.show(self._view, self._suggestions, clause, tuple(changed))
        self._turn_to(self._page)
        self.index.set_active(clause.family, clause.clause)

    def read_digit(self, family: int, key: str) -> bool:
        """Open a clause that is not in force, to be read; False where the digit has none."""
        clause = self._lines.to_read(family, key)
        if clause is not None:
            self._read_only(clause)
        return clause is not None

    def _read_only(self, clause: ClauseVersion) -> None:
        assert self._view is not None
        later = self._view.changed.get(clause.clause, ())
        self.show_clause(clause, [one for one in later if one.version > clause.version])

    def toggle_changes(self) -> None:
        """Between the wording of the day and what the newest one says."""
        self._reader.toggle_changes()

    def toggle_precedents(self) -> None:
        """Between a clause's words and how earlier cases of it were settled."""
        self._reader.toggle_precedents()

    def start_search(self) -> None:
        """Open the search line."""
        if self._view is None or self._view.pack is None:
            return
        if self._stack.currentWidget() is not self._finder:
            self._finder.before = self._stack.currentWidget()
            self._search.start()
        self._turn_to(self._finder)
        self._finder.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._finder.line.selectAll()

    # Search

    def _line_of_found(self, clause: ClauseVersion) -> ClauseLine:
        return self._lines.found(clause)

    def _on_found(self, found: Sequence[ClauseVersion]) -> None:
        for clause in found:
            self.note_shown(clause)

    def _on_taken(self, clause: ClauseVersion) -> None:
        if self._view is None:
            return
        usable = self._lines.is_in_force(clause)
        changed = self._view.changed.get(clause.clause, ()) if usable else ()
        self.show_clause(clause, changed)
        self.left.emit()
        if usable:
            self.clause_chosen.emit(clause.clause)

    def _leave_search(self) -> None:
        self._turn_to(self._finder.before or self._hint)
        self.left.emit()

    def _on_pressed(self, clause: str) -> None:
        if self._view and any(one.clause == clause for one in self._view.in_force):
            self.clause_chosen.emit(clause)
        elif (nearest := self._lines.nearest(clause)) is not None:
            self._read_only(nearest)

    # Words

    def _head(self, view: CaseView) -> str:
        return self.tr("POLICY as of {day}, {market}").format(
            day=day(view.as_of), market=plain.isolate(view.case.market)
        )

    def _no_suggestion(self, view: CaseView) -> str:
        if view.pack is None:
            return self.tr("This batch came without a policy pack.")
        return self.tr("No clause's words were found in this case.")

    def _set_lines(self) -> None:
        for suggestion in self._suggestions:
            self.note_shown(suggestion.clause)
        assert self._view is not None
        self.index.set_lines(self._lines.suggested(self._view, self._suggestions))

    # Room

    def changeEvent(self, event: QEvent) -> None:
        """Light or dark: the colours of a clause's words are in its text."""
        super().changeEvent(event)
        restyled = event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange)
        if restyled and (reader := self._reading()):
            reader.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Decide anew whether both halves fit."""
        super().resizeEvent(event)
        self._make_room()

    def _turn_to(self, page: QWidget) -> None:
        self._stack.setCurrentWidget(page)
        self._make_room()

    def _make_room(self) -> None:
        reading = self._stack.currentWidget() is not self._hint
        is_clause = self._stack.currentWidget() is self._page
        self.index.set_folded(is_clause and self.height() < theme.px(ROOMY))
        fits = self.height() - self.index.sizeHint().height() >= theme.px(LOWEST)
        self.index.setVisible(fits or not reading)


def _in_force(view: CaseView) -> Mapping[int, int]:
    """How many clauses of each family count."""
    return Counter(clause.family for clause in view.in_force)


def _language_of(view: CaseView) -> str:
    first = view.case.parts[0].language if view.case.parts else None
    return first or "und"
