"""A line that says what was done, for a while, with the key that takes it back."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from workstation.ui import theme
from workstation.ui.plain import visible

SHOWN_MS = 5000


class Toast(QWidget):
    """Painted over the lower edge of its parent; takes no mouse and no focus."""

    def __init__(self, parent: QWidget) -> None:
        """Hidden until `tell`."""
        super().__init__(parent)
        self._words = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        # Square and opaque, so that what lies under it is not painted with it.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.hide()

    @property
    def words(self) -> str:
        """What it says; empty once it is gone."""
        return self._words if self.isVisible() else ""

    def tell(self, words: str) -> None:
        """Show a line."""
        self._words = words
        self.setAccessibleName(words)
        self.place()
        self.show()
        self.raise_()
        self.update()
        self._timer.start(SHOWN_MS)

    def place(self) -> None:
        """Centre it at the foot of its parent."""
        parent = self.parentWidget()
        width = min(
            parent.width() - 24,
            round(QFontMetricsF(theme.ui_font()).horizontalAdvance(visible(self._words))) + 36,
        )
        self.setGeometry((parent.width() - width) // 2, parent.height() - 44, width, 32)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A quiet raised box."""
        held = theme.colours()
        painter = QPainter(self)
        painter.setPen(QPen(QColor(held.accent), 1))
        painter.setBrush(QColor(held.raised))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRect(box)
        painter.setFont(theme.ui_font())
        painter.setPen(QColor(held.text))
        painter.drawText(
            box.adjusted(14, 0, -14, 0),
            Qt.AlignmentFlag.AlignCenter,
            QFontMetricsF(painter.font()).elidedText(
                visible(self._words), Qt.TextElideMode.ElideRight, box.width() - 24
            ),
        )
