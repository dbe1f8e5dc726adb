"""Searching the policy of a case: the line, what it found, and the keys in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from workstation.domain.policy import ClauseVersion
from workstation.fault import Fault
from workstation.ui.background import Background
from workstation.ui.case.policy_list import ClauseLine
from workstation.ui.case.policy_page import Finder

Search = Callable[[str], "Future[list[ClauseVersion]]"]
STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 5,
    Qt.Key.Key_PageUp: -5,
}


class PolicySearch(QObject):
    """Drives a finder. `found(clauses)` came, `taken(clause version)` was chosen, `left`."""

    found = Signal(object)
    taken = Signal(object)
    left = Signal()

    def __init__(self, finder: Finder, line_of: Callable[[ClauseVersion], ClauseLine]) -> None:
        """`line_of` makes a row of a clause. Set `search` to let people search."""
        super().__init__(finder)
        self.search: Search | None = None
        self._finder = finder
        self._line_of = line_of
        self._asked: Future[list[ClauseVersion]] | None = None
        self._background = Background(self)
        finder.list.pressed.connect(self._on_pressed)
        finder.line.textEdited.connect(self._on_typed)
        finder.line.installEventFilter(self)

    def start(self) -> None:
        """Begin anew, with an empty line."""
        self._finder.line.clear()
        self._say(())

    def stop(self) -> None:
        """What was asked for is not wanted any more."""
        if self._asked is not None:
            self._asked.cancel()
            self._asked = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows, Enter and Escape in the search line."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            rows = self._finder.list
            if event.key() in STEPS:
                rows.move_cursor(STEPS[Qt.Key(event.key())])
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if rows.cursor is not None and rows.cursor < len(rows.lines):
                    self._on_pressed(rows.lines[rows.cursor].clause)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.stop()
                self.left.emit()
                return True
        return super().eventFilter(watched, event)

    def _on_typed(self, words: str) -> None:
        self.stop()
        if self.search is None or not words.strip():
            self._say(())
            return
        self._asked = future = self.search(words.strip())
        self._background.when_done(
            future,
            lambda found: self._on_found(future, found),
            lambda error: self._on_failed(future, error),
        )

    def _on_found(
        self, future: Future[list[ClauseVersion]], found: Sequence[ClauseVersion]
    ) -> None:
        if future is self._asked:
            self._asked = None
            self._say(found)
            self.found.emit(tuple(found))

    def _on_failed(self, future: Future[list[ClauseVersion]], error: Exception) -> None:
        if future is self._asked:
            self._asked = None
            from workstation.words import sentence

            reason = sentence(error) if isinstance(error, Fault) else ""
            self._finder.list.set_lines(
                "", (), self.tr("The search failed. {reason}").format(reason=reason)
            )

    def _say(self, found: Sequence[ClauseVersion]) -> None:
        self._finder.found = tuple(found)
        lines = tuple(self._line_of(clause) for clause in found)
        none = self.tr("Words of the policy, or a clause's number.")
        if self._finder.line.text().strip():
            none = self.tr("No clause has these words.")
        self._finder.list.set_lines("", lines, none, 0 if lines else None)

    def _on_pressed(self, clause: str) -> None:
        found = next((one for one in self._finder.found if one.clause == clause), None)
        if found is not None:
            self.taken.emit(found)
