"""A thin scroll bar. The style's own cost 2 ms whenever its length changed, at every case."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QScrollBar,
    QStyle,
    QStyleOptionSlider,
    QWidget,
)

from workstation.ui import theme

WIDTH = 11


class ThinScrollBar(QScrollBar):
    """Vertical; a plain slider on the ground named, nothing else."""

    def __init__(self, ground: str, parent: QWidget | None = None) -> None:
        """`ground` names the theme's colour it lies on."""
        super().__init__(Qt.Orientation.Vertical, parent)
        self._ground = ground
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def sizeHint(self) -> QSize:
        """Thin."""
        return QSize(WIDTH, 60)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The slider, where there is anything to scroll."""
        held = theme.colours()
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(getattr(held, self._ground)))
        if self.maximum() <= self.minimum():
            return
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        slider = self.style().subControlRect(
            QStyle.ComplexControl.CC_ScrollBar, option, QStyle.SubControl.SC_ScrollBarSlider, self
        )
        colour = held.quiet if self.isSliderDown() or self.underMouse() else held.line
        painter.fillRect(QRectF(slider).adjusted(3, 1, -3, -1), QColor(colour))


def thin(area: QAbstractScrollArea, ground: str = "page") -> None:
    """Give an area a thin bar instead of the style's, on the ground named."""
    area.setVerticalScrollBar(ThinScrollBar(ground, area))
