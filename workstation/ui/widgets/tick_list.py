"""A list of things to tick: Space ticks, letters seek, more than one may be ticked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QListWidgetItem, QWidget

from workstation.ui import plain, theme
from workstation.ui.dialogs.chooser import OptionList

VALUE = Qt.ItemDataRole.UserRole


class TickList(OptionList):
    """`options` are (value, words); those in `ticked` are ticked already."""

    def __init__(
        self,
        options: Sequence[tuple[str, str]],
        ticked: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        """Opens on its first line."""
        super().__init__([words for _value, words in options], parent)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._tint()
        for value, words in options:
            item = QListWidgetItem(plain.visible(words), self)
            item.setData(VALUE, value)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(
                Qt.CheckState.Checked if value in ticked else Qt.CheckState.Unchecked
            )
        self.setCurrentRow(0)

    def changeEvent(self, event: QEvent) -> None:
        """Light has become dark, or dark light."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()

    def _tint(self) -> None:
        # The line under the cursor is tinted, no more: what counts here are the ticks.
        look, held = self.palette(), theme.colours()
        if look.color(QPalette.ColorRole.Highlight) != QColor(held.tint):
            look.setColor(QPalette.ColorRole.Highlight, QColor(held.tint))
            look.setColor(QPalette.ColorRole.HighlightedText, QColor(held.text))
            self.setPalette(look)

    def ticked(self) -> tuple[str, ...]:
        """What is ticked, in the order of the list."""
        items = (self.item(row) for row in range(self.count()))
        return tuple(
            item.data(VALUE) for item in items if item.checkState() is Qt.CheckState.Checked
        )

    def shown_text(self) -> str:
        """Every line."""
        return "\n".join(self.item(row).text() for row in range(self.count()))
