"""Of several lists in a panel the one with the keyboard is told from the others."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem

from workstation.ui import theme


class PaleSelection(QStyledItemDelegate):
    """Paints rows as usual; what is selected is pale while the list is without the keyboard."""

    def __init__(self, view: QAbstractItemView) -> None:
        """For one list."""
        super().__init__(view)
        self._view = view

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """With the colours of a list that has the keyboard, or has not."""
        super().initStyleOption(option, index)
        if self._view.hasFocus():
            return
        held, palette = theme.colours(), QPalette(option.palette)
        palette.setColor(QPalette.ColorRole.Highlight, QColor(held.tint))
        palette.setColor(QPalette.ColorRole.HighlightedText, QColor(held.text))
        option.palette = palette
