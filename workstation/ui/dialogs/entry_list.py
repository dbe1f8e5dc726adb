"""A list under a line one types into: the line keeps the keyboard, the arrows are the list's."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from workstation.ui import plain
from workstation.ui.dialogs.palette import ENTRY, Entry, EntryDelegate
from workstation.ui.widgets.scrollbar import thin

_MOVES = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 8,
    Qt.Key.Key_PageUp: -8,
}


class EntryList(QListWidget):
    """Entries as the palette shows them."""

    def __init__(self, title: str, parent: QWidget) -> None:
        """Empty."""
        super().__init__(parent)
        self.setItemDelegate(EntryDelegate(self))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(title)
        thin(self)

    def set_entries(self, entries: Sequence[Entry], current: str = "") -> None:
        """Show these, the cursor on the one with that id, else on the first."""
        self.clear()
        for entry in entries:
            item = QListWidgetItem(plain.visible(f"{entry.words}, {entry.kind}"), self)
            item.setData(ENTRY, entry)
        ids = [entry.id for entry in entries]
        self.setCurrentRow(ids.index(current) if current in ids else min(0, len(ids) - 1))

    def entries(self) -> list[Entry]:
        """What it shows."""
        return [self.item(row).data(ENTRY) for row in range(self.count())]

    def current(self) -> str:
        """The id under the cursor, '' where there is none."""
        item = self.currentItem()
        return item.data(ENTRY).id if item else ""

    def take(self, event: QKeyEvent) -> bool:
        """An arrow, typed in the line above."""
        by = _MOVES.get(Qt.Key(event.key()))
        if by is not None and self.count():
            self.setCurrentRow(min(max(0, self.currentRow() + by), self.count() - 1))
        return by is not None

    def shown_text(self) -> str:
        """Every word on it."""
        return "\n".join(f"{one.words} {one.kind} {one.keys}" for one in self.entries())
