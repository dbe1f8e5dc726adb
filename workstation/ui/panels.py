"""The panel that lies over the panes: one at a time, placed, given the keys, taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from workstation.ui import theme

if TYPE_CHECKING:
    from workstation.ui.dialogs.panel import Panel

WIDEST, ROUND = 900, 24
NARROW, LOW = 680, 420  # of a compact one
VEILED = 190  # of 255


class Veil(QWidget):
    """What a panel does not cover, paler: it rests, and its words do not run into the panel's."""

    def __init__(self, parent: QWidget) -> None:
        """Hidden; the mouse goes through it."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground's colour over whatever is there."""
        ground = QColor(theme.colours().window)
        ground.setAlpha(VEILED)
        QPainter(self).fillRect(event.rect(), ground)


def _height(panel: Panel, width: int) -> int:
    column = panel.column
    if column.hasHeightForWidth():
        return max(column.totalHeightForWidth(width), column.totalMinimumSize().height())
    return column.totalSizeHint().height()


class Panels(QObject):
    """Lies over `place` in `window`; `opened` when a panel does, `closed` when nothing lies there
    any more."""

    opened = Signal()
    closed = Signal()

    def __init__(self, window: QWidget, place: QWidget) -> None:
        """No panel is open."""
        super().__init__(window)
        self._window = window
        self._place = place
        self._panel: Panel | None = None
        self._veil = Veil(window)

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
        for widget in (self._veil, panel):
            widget.show()
            widget.raise_()
        panel.setFocus()
        self.opened.emit()

    def close(self) -> bool:
        """Close the panel; False where none is open."""
        panel, self._panel = self._panel, None
        if panel is None:
            return False
        panel.hide()
        self._veil.hide()
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
            # From the panes down: the keys of the bar rest too.
            foot = self._window.height() - box.y()
            self._veil.setGeometry(QRect(0, box.y(), self._window.width(), foot))
            room = box.width() - 2 * ROUND
            width = room if self._panel.wide else min(room, theme.px(WIDEST))
            high = box.height() - 32
            if self._panel.compact:
                width, high = min(width, theme.px(NARROW)), min(high, theme.px(LOW))
            if self._panel.hugs:
                high = min(box.height() - 32, _height(self._panel, width))
            left = box.x() + (box.width() - width) // 2
            self._panel.setGeometry(left, box.y() + 16, width, high)
