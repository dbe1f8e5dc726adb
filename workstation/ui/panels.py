"""The panel that lies over the panes: one at a time, placed, given the keys, taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from workstation.ui import theme

if TYPE_CHECKING:
    from workstation.ui.dialogs.panel import Panel

WIDEST, ROUND = 900, 24
NARROW, LOW = 680, 420  # of a compact one


class Panels(QObject):
    """Lies over `place` in `window`; `closed` when nothing lies there any more."""

    closed = Signal()

    def __init__(self, window: QWidget, place: QWidget) -> None:
        """No panel is open."""
        super().__init__(window)
        self._window = window
        self._place = place
        self._panel: Panel | None = None

    @property
    def open_panel(self) -> Panel | None:
        """The panel that is open."""
        return self._panel

    def show(self, panel: Panel) -> None:
        """Open a panel, in the place of the one that was."""
        self.close()
        panel.setParent(self._window)
        panel.left.connect(self.close)
        self._panel = panel
        self.place()
        panel.show()
        panel.raise_()
        panel.setFocus()

    def close(self) -> bool:
        """Close the panel; False where none is open."""
        panel, self._panel = self._panel, None
        if panel is None:
            return False
        panel.hide()
        panel.deleteLater()
        self.closed.emit()
        return True

    def enter(self) -> bool:
        """Enter, where a panel takes it; False where none is open."""
        if self._panel is None:
            return False
        self._panel.accept()
        return True

    def press(self, key: str) -> bool:
        """A digit, where a panel takes it; True while any panel is open."""
        if self._panel is None:
            return False
        if key.isdigit():
            self._panel.choose_digit(key)
        return True

    def place(self) -> None:
        """Keep the panel over the panes."""
        if self._panel is not None:
            box = self._place.geometry()
            room = box.width() - 2 * ROUND
            width = room if self._panel.wide else min(room, theme.px(WIDEST))
            high = box.height() - 32
            if self._panel.compact:
                width, high = min(width, theme.px(NARROW)), min(high, theme.px(LOW))
            left = box.x() + (box.width() - width) // 2
            self._panel.setGeometry(left, box.y() + 16, width, high)
