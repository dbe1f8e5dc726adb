"""The policy as it read on the day of the decision: suggestions, families, clauses, search.

The upper half stays as it is for a case; the lower half shows what is asked for. Where the pane is
too low for both, the lower half takes all of it while something is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from workstation.domain.policy import ClauseKind, ClauseVersion
from workstation.fault import Fault
from workstation.review.suggest import LIMIT, Suggestion
from workstation.review.view import CaseView
from workstation.ui import plain
from workstation.ui.background import Background
from workstation.ui.case.policy_compare import compared
from workstation.ui.case.policy_index import PolicyIndex, SuggestionLine
from workstation.ui.case.policy_list import ClauseLine, ClauseList
from workstation.ui.case.policy_page import ClausePage, Finder, Hint
from workstation.ui.case.policy_text import Block, Run, Shape, blocks
from workstation.ui.terms import day, term
from workstation.words import sentence

Search = Callable[[str], "Future[list[ClauseVersion]]"]

LOWEST = 190
"""Pixels that reading needs; with fewer the upper half makes way."""


class PolicyPane(QWidget):
    """Shows policy, and says what was pressed.

    Nothing in it comes from the moderator's decision except its day, which is the case's own.
    `suggestion_chosen` carries the printed number (1…5), `family_chosen` the digit. `left`: the
    search gave the keyboard back.
    """

    clause_chosen = Signal(str)
    suggestion_chosen = Signal(int)
    family_chosen = Signal(int)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty until `set_case`. Set `search` to let people search."""
        super().__init__(parent)
        self.search: Search | None = None
        self._view: CaseView | None = None
        self._suggestions: list[Suggestion] = []
        self._clause: tuple[ClauseVersion, tuple[ClauseVersion, ...]] | None = None
        self._changes = False
        self._shown: dict[str, None] = {}
        self._asked: Future[list[ClauseVersion]] | None = None
        self._background = Background(self)
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
        self._page.bar.pressed.connect(self.toggle_changes)
        self._finder = Finder(self)
        self._finder.list.pressed.connect(self._on_found_pressed)
        self._finder.line.textEdited.connect(self._on_typed)
        self._finder.line.installEventFilter(self)
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

    # The case

    def set_case(self, view: CaseView, suggestions: Sequence[Suggestion]) -> None:
        """Show the policy of a case's day; what is suggested now keeps its place."""
        before, self._view = self._view, view
        self._suggestions = list(suggestions[:LIMIT])
        self._shown.clear()
        same_pack = before is not None and before.pack is view.pack
        self.index.set_head(self._head(view), self._no_suggestion(view), _language_of(view))
        self._set_lines()
        if view.pack is None:
            self.index.set_families((), {})
        elif not same_pack or before is None or before.in_force != view.in_force:
            self.index.set_families(
                view.pack.families, Counter(clause.family for clause in view.in_force)
            )
        self.show_overview()

    def prepare(self, view: CaseView, suggestions: Sequence[Suggestion]) -> None:
        """Paint the suggestions of the next case ahead, for when it comes."""
        self.index.prepare(
            self._head(view),
            self._lines_of(view, suggestions[:LIMIT]),
            self._no_suggestion(view),
            _language_of(view),
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
        self.index.set_head(self.tr("POLICY"), "", "und")
        self.index.set_lines([])
        self.index.set_families((), {})
        self.show_overview()

    def shown_clauses(self) -> tuple[str, ...]:
        """The clause versions that were on view for this case, as `3.1@2`, in that order."""
        return tuple(self._shown)

    def shown_text(self) -> str:
        """Every word on view, tool tips included."""
        said = [self.index.shown_text()] if not self.index.isHidden() else []
        page = self._stack.currentWidget()
        said.append(page.shown_text())
        return "\n".join(part for part in said if part)

    # The lower half

    def show_overview(self) -> None:
        """Nothing in particular: suggestions and families."""
        self._clause = None
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
        lines = tuple(self._family_lines(digit))
        head = f"{digit}  {plain.visible(family.name)}" if family else str(digit)
        self._list.set_lines(head, lines, self.tr("This family has no clauses."))
        self._turn_to(self._list)
        self.index.set_active(digit, None)

    def show_clause(self, clause: ClauseVersion, changed: Sequence[ClauseVersion] = ()) -> None:
        """Show a clause's words, and offer what has changed since."""
        self._clause, self._changes = (clause, tuple(changed)), False
        self._note_shown(clause)
        self._fill_page()
        self._turn_to(self._page)
        self.index.set_active(clause.family, clause.clause)

    def toggle_changes(self) -> None:
        """Between the wording of the day and what the newest one says."""
        if self._clause is None or not self._clause[1]:
            return
        self._changes = not self._changes
        if self._changes:
            self._note_shown(self._clause[1][-1])
        self._fill_page()

    def start_search(self) -> None:
        """Open the search line."""
        if self._view is None or self._view.pack is None:
            return
        if self._stack.currentWidget() is not self._finder:
            self._finder.line.clear()
            self._finder.before = self._stack.currentWidget()
            self._say_found(())
        self._turn_to(self._finder)
        self._finder.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._finder.line.selectAll()

    # Search

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows, Enter and Escape in the search line."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            steps = {
                Qt.Key.Key_Down: 1,
                Qt.Key.Key_Up: -1,
                Qt.Key.Key_PageDown: 5,
                Qt.Key.Key_PageUp: -5,
            }
            if event.key() in steps:
                self._finder.list.move_cursor(steps[Qt.Key(event.key())])
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                cursor, lines = self._finder.list.cursor, self._finder.list.lines
                if cursor is not None and cursor < len(lines):
                    self._on_found_pressed(lines[cursor].clause)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self._leave_search()
                return True
        return super().eventFilter(watched, event)

    def _on_typed(self, words: str) -> None:
        if self._asked is not None:
            self._asked.cancel()
            self._asked = None
        if self.search is None or not words.strip():
            self._say_found(())
            return
        self._asked = future = self.search(words.strip())
        self._background.when_done(
            future,
            lambda found: self._on_found(future, found),
            lambda error: self._on_search_failed(future, error),
        )

    def _on_found(
        self, future: Future[list[ClauseVersion]], found: Sequence[ClauseVersion]
    ) -> None:
        if future is self._asked:
            self._asked = None
            self._finder.found = tuple(found)
            self._say_found(found)

    def _on_search_failed(self, future: Future[list[ClauseVersion]], error: Exception) -> None:
        if future is self._asked:
            self._asked = None
            reason = sentence(error) if isinstance(error, Fault) else ""
            self._finder.list.set_lines(
                "", (), self.tr("The search failed. {reason}").format(reason=reason)
            )

    def _say_found(self, found: Sequence[ClauseVersion]) -> None:
        available = self._available()
        lines = []
        for clause in found:
            usable = available.get(clause.clause) == clause.version
            note = self._clause_note(clause) if usable else self._not_in_force()
            lines.append(
                ClauseLine(
                    clause.clause,
                    clause.clause,
                    plain.visible(clause.title),
                    f"v{clause.version}",
                    note,
                    usable,
                )
            )
            self._note_shown(clause)
        if self._finder.line.text().strip():
            none = self.tr("No clause has these words.")
        else:
            none = self.tr("Words of the policy, or a clause's number.")
        self._finder.list.set_lines("", tuple(lines), none, 0 if lines else None)

    def _on_found_pressed(self, clause: str) -> None:
        found = next((one for one in self._finder.found if one.clause == clause), None)
        if found is None:
            return
        usable = self._available().get(clause) == found.version
        changed = self._view.changed.get(clause, ()) if self._view and usable else ()
        self.show_clause(found, changed)
        self.left.emit()
        if usable:
            self.clause_chosen.emit(clause)

    def _leave_search(self) -> None:
        if self._asked is not None:
            self._asked.cancel()
            self._asked = None
        self._turn_to(self._finder.before or self._hint)
        self.left.emit()

    def _on_pressed(self, clause: str) -> None:
        if clause in self._available():
            self.clause_chosen.emit(clause)

    # Words

    def _head(self, view: CaseView) -> str:
        return self.tr("POLICY as of {day}, {market}").format(
            day=day(view.as_of), market=plain.isolate(view.case.market)
        )

    def _no_suggestion(self, view: CaseView) -> str:
        if view.pack is None:
            return self.tr("This batch came without a policy pack.")
        return self.tr("No clause's words were found in this case.")

    def _not_in_force(self) -> str:
        assert self._view is not None
        return self.tr("not in force in {market} on {day}").format(
            market=plain.visible(self._view.case.market), day=day(self._view.as_of)
        )

    def _set_lines(self) -> None:
        for suggestion in self._suggestions:
            self._note_shown(suggestion.clause)
        assert self._view is not None
        self.index.set_lines(self._lines_of(self._view, self._suggestions))

    def _lines_of(self, view: CaseView, suggestions: Sequence[Suggestion]) -> list[SuggestionLine]:
        lines = []
        for suggestion in suggestions:
            clause = suggestion.clause
            words = ", ".join(
                self.tr("“{word}”").format(word=plain.isolate(word)) for word in suggestion.words
            )
            lines.append(
                SuggestionLine(
                    clause.clause,
                    plain.visible(clause.title),
                    self._version(clause),
                    words,
                    self._changed_words(view, clause.clause),
                )
            )
        return lines

    def _changed_words(self, view: CaseView, clause: str) -> str:
        changed = view.changed.get(clause, ())
        if not changed:
            return ""
        return self.tr("changed {day} ›").format(day=day(changed[-1].since))

    def _version(self, clause: ClauseVersion) -> str:
        if clause.kind == ClauseKind.POLICY:
            return f"v{clause.version}"
        return f"{self._kind(clause)} · v{clause.version}"

    def _kind(self, clause: ClauseVersion) -> str:
        return {
            ClauseKind.POLICY: self.tr("policy"),
            ClauseKind.GUIDELINE: self.tr("guideline"),
            ClauseKind.INTERIM: self.tr("interim ruling"),
            ClauseKind.KEYWORD_NOTE: self.tr("keyword note"),
        }[clause.kind]

    def _actions(self, clause: ClauseVersion) -> str:
        labels = {a.id: a.label for a in self._view.batch.actions} if self._view else {}
        known = [
            plain.visible(labels.get(action, term(f"action.{action}")))
            for action in clause.acceptable_actions
        ]
        return self.tr(" or ").join(known) or self.tr("any action")

    def _clause_note(self, clause: ClauseVersion) -> str:
        told = [term(f"severity.{clause.severity.value}"), self._actions(clause)]
        if clause.kind != ClauseKind.POLICY:
            told.insert(0, self._kind(clause))
        if self._view is not None:
            told.append(self._changed_words(self._view, clause.clause))
        return " · ".join(part for part in told if part)

    def _available(self) -> dict[str, int]:
        view = self._view
        return {clause.clause: clause.version for clause in view.in_force} if view else {}

    def _family_lines(self, digit: int) -> list[ClauseLine]:
        assert self._view is not None
        assert self._view.pack is not None
        in_force = {clause.clause: clause for clause in self._view.in_force}
        newest: dict[str, ClauseVersion] = {}
        for version in self._view.pack.clauses:
            if version.family == digit:
                held = newest.get(version.clause)
                if held is None or held.version < version.version:
                    newest[version.clause] = version
        lines = []
        for name in sorted(newest, key=lambda one: (len(newest[one].digit), newest[one].digit)):
            clause = in_force.get(name, newest[name])
            usable = name in in_force
            if usable:
                self._note_shown(clause)
            lines.append(
                ClauseLine(
                    name,
                    clause.digit,
                    plain.visible(clause.title),
                    f"v{clause.version}" if usable else "",
                    self._clause_note(clause) if usable else self._not_in_force(),
                    usable,
                )
            )
        return lines

    def _note_shown(self, clause: ClauseVersion) -> None:
        self._shown[f"{clause.clause}@{clause.version}"] = None

    # A clause's page

    def _fill_page(self) -> None:
        assert self._clause is not None
        clause, changed = self._clause
        words = next((s.words for s in self._suggestions if s.clause.clause == clause.clause), ())
        shown = changed[-1] if self._changes else clause
        body = blocks(shown.body)
        if self._changes:
            body = compared(blocks(clause.body), body)
        self._page.show_blocks((*self._facts(shown, words), *body), words)
        self._page.bar.set_words(*self._bar_words(changed))

    def _facts(self, clause: ClauseVersion, words: Sequence[str]) -> tuple[Block, ...]:
        markets = ", ".join(clause.markets) or self.tr("all markets")
        dates = self.tr("from {day}").format(day=day(clause.since))
        if clause.until:
            dates = self.tr("{since} – {until}").format(
                since=day(clause.since), until=day(clause.until)
            )
        lines = [
            f"{self._kind(clause)} · v{clause.version} · {plain.visible(markets)} · {dates}",
            f"{term(f'severity.{clause.severity.value}')} · {self._actions(clause)}",
        ]
        if clause.mandatory_report:
            lines[1] += " · " + self.tr("! must be reported")
        if self._clause is not None and clause is self._clause[0] and not self._is_in_force(clause):
            lines.append(self._not_in_force())
        if self._changes:
            lines.append(self.tr("underlined: new · struck out: gone"))
        if words:
            found = ", ".join(self.tr("“{word}”").format(word=plain.isolate(w)) for w in words)
            lines.append(self.tr("found in this case: {words}").format(words=found))
        title = f"{clause.clause}  {plain.visible(clause.title)}"
        return (
            Block(Shape.HEADING, (Run(title),), 1),
            *(Block(Shape.FACT, (Run(line, quiet=True),)) for line in lines),
        )

    def _is_in_force(self, clause: ClauseVersion) -> bool:
        return self._available().get(clause.clause) == clause.version

    def _bar_words(self, changed: Sequence[ClauseVersion]) -> tuple[str, str]:
        if not changed:
            return "", ""
        newest = changed[-1]
        if self._changes:
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

    # Room

    def changeEvent(self, event: QEvent) -> None:
        """Light or dark: the colours of a clause's words are in its text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._clause is not None:
            self._fill_page()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Decide anew whether both halves fit."""
        super().resizeEvent(event)
        self._make_room()

    def _turn_to(self, page: QWidget) -> None:
        self._stack.setCurrentWidget(page)
        self._make_room()

    def _make_room(self) -> None:
        reading = self._stack.currentWidget() is not self._hint
        fits = self.height() - self.index.sizeHint().height() >= LOWEST
        self.index.setVisible(fits or not reading)


def _language_of(view: CaseView) -> str:
    first = view.case.parts[0].language if view.case.parts else None
    return first or "und"
