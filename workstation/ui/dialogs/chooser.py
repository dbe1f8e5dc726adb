"""A list over the window to choose one thing from: by arrows, digit, first letters or mouse."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from workstation.ui import plain
from workstation.ui.dialogs.panel import Panel, key_button
from workstation.ui.widgets.scrollbar import thin

TYPING_MS = 1000
"""Letters that come closer together than this are one word."""


class Option(Struct, frozen=True):
    """A value and its line."""

    value: str
    line: str


class Chooser(Panel):
    """Emits `chosen(value)`; Enter takes the line under the cursor, digits the first ten."""

    chosen = Signal(str)

    def __init__(
        self,
        title: str,
        options: Sequence[Option],
        empty: str,
        current: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """`empty` is what it says where there is nothing to choose; it opens on `current`."""
        super().__init__(title, parent)
        self._options = tuple(options)
        self.list = OptionList(tuple(plain.visible(option.line) for option in options), self)
        self.list.setAccessibleName(title)
        for number, option in enumerate(options, 1):
            key = f"{number % 10}   " if number <= 10 else "     "
            self.list.addItem(QListWidgetItem(key + plain.visible(option.line)))
        if not options:
            item = QListWidgetItem(empty)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)
        values = [option.value for option in options]
        # Nothing is lit up where there is nothing to take.
        self.list.setCurrentRow(values.index(current) if current in values else len(values[:1]) - 1)
        self.list.itemClicked.connect(lambda _item: self.accept())
        self.column.addWidget(self.list, 1)
        choose = key_button("Enter", self.tr("Choose"), self)
        choose.setEnabled(bool(options))
        choose.clicked.connect(self.accept)
        leave = key_button("Esc", self.tr("Close"), self)
        leave.clicked.connect(self.left)
        self.add_keys(leave, choose)
        self.setFocusProxy(self.list)

    def accept(self) -> None:
        """Take the line under the cursor."""
        self._take(self.list.currentRow())

    def current(self) -> str:
        """The value under the cursor, '' where there is none."""
        row = self.list.currentRow()
        return self._options[row].value if 0 <= row < len(self._options) else ""

    def choose_digit(self, key: str) -> None:
        """Take one of the first ten."""
        self._take((int(key) - 1) % 10)

    def shown_text(self) -> str:
        """Every word on it."""
        lines = [self.list.item(row).text() for row in range(self.list.count())]
        return "\n".join([super().shown_text(), *lines])

    def _take(self, row: int) -> None:
        if 0 <= row < len(self._options):
            self.chosen.emit(self._options[row].value)


class OptionList(QListWidget):
    """Lines found by their first letters. Qt would look at the digit that stands before them."""

    def __init__(self, lines: Sequence[str], parent: QWidget | None = None) -> None:
        """`lines` are what is typed against, a line a row."""
        super().__init__(parent)
        thin(self)
        self._lines = [line.casefold() for line in lines]
        self._typed = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_MS)
        self._pause.timeout.connect(self._forget)

    def event(self, event: QEvent) -> bool:
        """Letters are meant for the list while it has the keyboard, not for the window."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and _letters(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters seek; digits and the rest go their way."""
        letters = _letters(event)
        if not letters:
            super().keyPressEvent(event)
            return
        self._typed += letters.casefold()
        self._pause.start()
        for row, line in enumerate(self._lines):
            if line.startswith(self._typed):
                self.setCurrentRow(row)
                break

    def _forget(self) -> None:
        self._typed = ""


def _letters(event: QKeyEvent) -> str:
    held = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
    words = event.text()
    return words if words.isalpha() and held == Qt.KeyboardModifier.NoModifier else ""
