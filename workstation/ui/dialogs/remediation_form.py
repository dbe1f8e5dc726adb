"""The question at the foot of the list: who takes it, or how it ended. One at a time, in place."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from workstation.domain.remediation import ClosedAs
from workstation.ui import plain
from workstation.ui.dialogs.panel import key_button, label
from workstation.ui.terms import term
from workstation.ui.widgets.keybutton import KeyButton


class RemediationForm(QWidget):
    """Hidden until something is asked. `assigned(owner)`, `closed(outcome, note)`,
    `reopened(note)`; `left` when it is given up."""

    assigned = Signal(str)
    closed = Signal(str, str)
    reopened = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        """Nothing is asked."""
        super().__init__(parent)
        self.asked = ""  # owner, outcome, note, why
        self.outcome: ClosedAs | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._words = label("", self)
        row.addWidget(self._words)
        self._choices: list[KeyButton] = []
        for number, outcome in enumerate(ClosedAs, 1):
            button = key_button(str(number), term(f"closed_as.{outcome.value}"), self)
            button.clicked.connect(lambda _on=False, n=number: self.choose(n))
            row.addWidget(button)
            self._choices.append(button)
        self.line = _Line(self)
        self.line.returnPressed.connect(self.accept)
        self.line.given_up.connect(self.give_up)
        row.addWidget(self.line, 1)
        self._record = key_button("Enter", self.tr("Record"), self)
        self._record.clicked.connect(self.accept)
        row.addWidget(self._record)
        row.addStretch(0)
        self.hide()

    def ask_owner(self, owner: str) -> None:
        """Who is to put it right?"""
        self._ask("owner", self.tr("Who puts it right?"), line=True)
        self.line.setText(owner)
        self.line.selectAll()

    def ask_outcome(self) -> None:
        """How did it end?"""
        self._ask("outcome", self.tr("How did it end?"), line=False)

    def ask_why(self) -> None:
        """Why is it open again?"""
        self._ask("why", self.tr("Open it again. Why? (may be empty)"), line=True)

    def choose(self, number: int) -> None:
        """A digit: the outcome, then its note."""
        if self.asked != "outcome" or not 1 <= number <= len(ClosedAs):
            return
        self.outcome = list(ClosedAs)[number - 1]
        told = term(f"closed_as.{self.outcome.value}")
        words = self.tr("Closed: {outcome}. A note? (may be empty)")
        if self.outcome is ClosedAs.NOT_POSSIBLE:
            words = self.tr("Closed: {outcome}. Why?")
        self._ask("note", words.format(outcome=told), line=True)

    def accept(self) -> None:
        """Enter: what was asked is said."""
        text = self.line.text().strip()
        if self.asked == "owner" and text:
            self._done()
            self.assigned.emit(text)
        elif self.asked == "note" and self.outcome is not None:
            if self.outcome is ClosedAs.NOT_POSSIBLE and not text:
                return
            self._done()
            self.closed.emit(self.outcome.value, text)
        elif self.asked == "why":
            self._done()
            self.reopened.emit(text)

    def give_up(self) -> None:
        """A step back: from the note to the outcome, else away."""
        if self.asked == "note":
            self.ask_outcome()
        else:
            self._done()
        self.left.emit()

    def _ask(self, what: str, words: str, *, line: bool) -> None:
        self.asked = what
        plain.set_text(self._words, words)
        for button in self._choices:
            button.setVisible(what == "outcome")
        self.line.setVisible(line)
        self.line.clear()
        self.line.setAccessibleName(words)
        self._record.setVisible(line)
        self.show()
        if line:
            self.line.setFocus()

    def _done(self) -> None:
        self.asked = ""
        self.hide()


class _Line(QLineEdit):
    """A line in which Escape gives up the question, not the panel."""

    given_up = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape is the question's; Enter does not go on to the panel."""
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
            return
        super().keyPressEvent(event)
        event.accept()
