"""A colleague's case to be read, and a word to be said to it; it is not one's own to judge."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from workstation.review.prepare import Prepared
from workstation.ui import plain
from workstation.ui.background import Background
from workstation.ui.case.pane import CasePane, Load
from workstation.ui.dialogs.panel import Panel, key_button, label


class Said(Struct, frozen=True):
    """A choice: its digit, its word, and what words it wants: none, some, or as one likes."""

    key: str
    word: str
    asks: str = ""
    must: bool = False


class ReadingPanel(Panel):
    """`said(key, words)` a choice was made; `sealed(task, case)` F12; `left` goes back."""

    said = Signal(str, str)
    sealed = Signal(str, str)

    def __init__(
        self,
        title: str,
        told: Sequence[str],
        prepared: Prepared,
        choices: Sequence[Said],
        load: Load,
        background: Background,
        step: float = 1.5,
        parent: QWidget | None = None,
    ) -> None:
        """`told` are the lines over the case: who asks, what they said."""
        super().__init__("", parent)
        plain.set_text(self.head, title)
        self.setAccessibleName(title)
        self._prepared = prepared
        self._choices = {one.key: one for one in choices}
        self._asking: Said | None = None
        self._told = [label(words, self) for words in told]
        for line in self._told:
            line.setWordWrap(True)
            self.column.addWidget(line)
        self.case = CasePane(load, background, self)
        self.case.set_step(step)
        self.case.grid.setMinimumHeight(120)
        self.column.addWidget(self.case, 1)
        self.line = QLineEdit(self)
        self.line.setMaxLength(2000)
        self.line.returnPressed.connect(self._on_written)
        self._send = key_button("Enter", self.tr("Send"), self)
        self._send.clicked.connect(self._on_written)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.line, 1)
        row.addWidget(self._send)
        self.column.addLayout(row)
        self._write(None)
        self._add_buttons(choices)
        self.setFocusProxy(self.case.grid)

    def show_case(self) -> None:
        """Once the panel has its place."""
        self.case.show_case(self._prepared)
        self.case.learn()

    def change_case(self, prepared: Prepared, told: Sequence[str]) -> None:
        """More is known of it: its translation has come."""
        self._prepared = prepared
        for line, words in zip(self._told, told, strict=True):
            plain.set_text(line, words)
        self.case.change_case(prepared)

    @property
    def case_id(self) -> str:
        """Which case is read."""
        return self._prepared.view.case.id

    def choose_digit(self, key: str) -> None:
        """Say it, or ask for the words that go with it."""
        one = self._choices.get(key)
        if one is None:
            return
        if not one.asks:
            self.said.emit(key, "")
            return
        self.line.setPlaceholderText(one.asks)
        self.line.setAccessibleName(one.asks)
        self._write(one)
        self.line.setFocus()

    def accept(self) -> None:
        """Enter outside the line is nothing: it would be said by accident."""

    def event(self, event: QEvent) -> bool:
        """M and F12 are meant for the case that is shown here."""
        overrides = event.type() == QEvent.Type.ShortcutOverride
        if overrides and isinstance(event, QKeyEvent) and self._is_own(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Media, seal; Escape leaves the line, then the large view, then the panel."""
        key = event.key()
        if key == Qt.Key.Key_F12:
            view = self._prepared.view
            self.case.clear()
            self.sealed.emit(view.task.id, view.case.id)
        elif key == Qt.Key.Key_M and not self.line.hasFocus():
            self.case.open_media()
        elif key == Qt.Key.Key_Escape:
            self.step_back()
        else:
            super().keyPressEvent(event)

    def step_back(self) -> bool:
        """Escape leaves the line, then the large view, then goes back to the list."""
        if self.line.isVisible():
            self._write(None)
            self.case.grid.setFocus()
        elif self.case.view.isVisible():
            self.case.view.close_view()
        else:
            self.left.emit()
        return True

    def shown_text(self) -> str:
        """Every word on view."""
        return "\n".join([super().shown_text(), self.case.shown_text()])

    def _is_own(self, event: QKeyEvent) -> bool:
        own = event.key() in (Qt.Key.Key_M, Qt.Key.Key_F12)
        return own and not self.line.hasFocus()

    def _write(self, one: Said | None) -> None:
        """Ask for the words of a choice, with the key that sends them; None closes the line."""
        self._asking = one
        for widget in (self.line, self._send):
            widget.setVisible(one is not None)

    def _on_written(self) -> None:
        words, one = self.line.text().strip(), self._asking
        if one is None:
            return
        if one.must and not words:
            self.line.setPlaceholderText(self.tr("A few words are needed: {what}").format(
                what=one.asks
            ))
            return
        self.said.emit(one.key, words)

    def _add_buttons(self, choices: Sequence[Said]) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        for one in choices:
            button = key_button(one.key, one.word, self)
            button.clicked.connect(lambda _checked=False, key=one.key: self.choose_digit(key))
            row.addWidget(button)
        row.addStretch(1)
        media = key_button("M", self.tr("Media"), self)
        media.clicked.connect(lambda: self.case.open_media())
        media.setVisible(bool(self._prepared.view.case.media))
        row.addWidget(media)
        leave = key_button("Esc", self.tr("Back"), self)
        leave.clicked.connect(self.left)
        row.addWidget(leave)
        self.column.addLayout(row)
