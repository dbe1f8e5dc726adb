"""A panel to tick several things in, such as the languages one reads."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from workstation.ui.dialogs.panel import Panel, key_button
from workstation.ui.widgets.tick_list import TickList


class TicksPanel(Panel):
    """Emits `taken(values)` on Enter; Escape leaves everything as it was."""

    taken = Signal(tuple)

    def __init__(
        self,
        title: str,
        options: Sequence[tuple[str, str]],
        ticked: Sequence[str],
        parent: QWidget | None = None,
    ) -> None:
        """`options` are (value, words)."""
        super().__init__(title, parent)
        self.list = TickList(options, ticked, self)
        self.list.setAccessibleName(title)
        self.column.addWidget(self.list, 1)
        tick = key_button("Space", self.tr("Tick, or not"), self)
        tick.clicked.connect(self._tick)
        done = key_button("Enter", self.tr("Done"), self)
        done.clicked.connect(self.accept)
        leave = key_button("Esc", self.tr("Leave as it was"), self)
        leave.clicked.connect(self.left)
        self.add_keys(leave, tick, done)
        self.setFocusProxy(self.list)

    def accept(self) -> None:
        """Take what is ticked."""
        self.taken.emit(self.list.ticked())

    def shown_text(self) -> str:
        """Every word on it."""
        return "\n".join([super().shown_text(), self.list.shown_text()])

    def _tick(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            value = item.data(0x0100)
            states = type(item.checkState())
            ticked = value in self.list.ticked()
            item.setCheckState(states.Unchecked if ticked else states.Checked)
