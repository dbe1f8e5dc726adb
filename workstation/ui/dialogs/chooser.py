"""A list over the window to choose one thing from, by arrows, by digit or by mouse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from workstation.ui import plain
from workstation.ui.dialogs.panel import Panel, key_button


@dataclass(frozen=True, slots=True)
class Option:
    """A value and its line."""

    value: str
    line: str


class Chooser(Panel):
    """Emits `chosen(value)`; Enter takes the line under the cursor, digits the first ten."""

    chosen = Signal(str)

    def __init__(
        self, title: str, options: Sequence[Option], empty: str, parent: QWidget | None = None
    ) -> None:
        """`empty` is what it says where there is nothing to choose."""
        super().__init__(title, parent)
        self._options = tuple(options)
        self.list = QListWidget(self)
        self.list.setAccessibleName(title)
        for number, option in enumerate(options, 1):
            key = f"{number % 10}   " if number <= 10 else "     "
            self.list.addItem(QListWidgetItem(key + plain.visible(option.line)))
        if not options:
            item = QListWidgetItem(empty)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
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
