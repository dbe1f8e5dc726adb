"""A line that says what was done, for a while, with the key that takes it back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPen,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QWidget

from workstation.ui import own_keys, theme
from workstation.ui.plain import visible

SHOWN_MS = 5000
MS_A_CHARACTER = 60
"""Long sentences stay longer: they say what to do."""
WIDEST = 640
_CENTRED = int(Qt.AlignmentFlag.AlignCenter)


class Toast(QWidget):
    """Painted over its place; takes no mouse and no focus."""

    def __init__(self, parent: QWidget, box: Callable[[], QRect] | None = None) -> None:
        """Hidden until `tell`. It stands at the foot of its parent, or in the box that `box`
        tells (in the parent's coordinates); what is higher than that hangs down from it."""
        super().__init__(parent)
        self._box = box or parent.rect
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
        """Show a line, with the keys in it as this person has them."""
        words = own_keys.say(words)
        self._words = words
        self.setAccessibleName(words)
        self.place()
        self.show()
        self.raise_()
        self.update()
        self._timer.start(max(SHOWN_MS, MS_A_CHARACTER * len(words)))

    def place(self) -> None:
        """Centre it in its place, over what lies there: at the foot of a high one."""
        self.raise_()
        box, room = self._box(), self.parentWidget().height()
        metrics, words = QFontMetricsF(theme.ui_font()), visible(self._words)
        width = round(metrics.horizontalAdvance(words)) + 36
        height = min(theme.px(32), box.height())
        most = min(box.width() - 24, theme.px(WIDEST))
        if width > most:
            width = most
            words = broken(words, most - 32)
            lines = metrics.boundingRect(QRectF(0, 0, most - 32, room), _CENTRED, words)
            height = min(round(lines.height()) + 14, room)
        left = box.left() + (box.width() - width) // 2
        top = box.top()
        if box.height() >= height + 24:
            top += box.height() - 12 - height
        self.setGeometry(left, min(top, room - height), width, height)

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
        words = broken(visible(self._words), self.width() - 32)
        painter.drawText(box.adjusted(14, 0, -14, 0), _CENTRED, words)


def broken(words: str, width: float) -> str:
    """In lines of that width, broken between words; within one (an address) where it must be."""
    layout = QTextLayout(words, theme.ui_font())
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    lines = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        lines.append(line)
    layout.endLayout()
    raw = words.encode("utf-16-le")  # Qt counts in these
    return "\n".join(
        raw[2 * line.textStart() : 2 * (line.textStart() + line.textLength())]
        .decode("utf-16-le", "replace")
        .strip()
        for line in lines
    )
