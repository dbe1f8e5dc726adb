"""A cell with its words, and after them an interval as a bar with its value and target."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from workstation.ui import theme
from workstation.ui.insight.figures_model import BAR, Bar

ROOM = 64
"""How wide a bar is; the words have the rest."""
_HIGH, _MARK, _EDGE = 7, 3.5, 8


class BarDelegate(QStyledItemDelegate):
    """Words left, the bar at the right edge, so that bars of a column stand under each other."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """The usual cell, and the bar over its empty end."""
        super().paint(painter, option, index)
        bar = index.data(BAR)
        if isinstance(bar, Bar):
            box = QRectF(option.rect)
            wide = theme.px(ROOM)
            left = box.right() - wide - theme.px(_EDGE)
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            ink = option.palette.color(QPalette.ColorRole.HighlightedText) if chosen else None
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            _draw(painter, bar, QRectF(left, box.top(), wide, box.height()), ink)
            painter.restore()


def _draw(painter: QPainter, bar: Bar, box: QRectF, ink: QColor | None) -> None:
    held = theme.colours()
    middle = box.center().y()
    painter.setPen(QPen(ink or QColor(held.line), 1))
    painter.drawLine(QPointF(box.left(), middle), QPointF(box.right(), middle))
    colour = ink or QColor(held.quiet if bar.pale else held.accent)
    low, high = (box.left() + box.width() * place for place in (bar.low, bar.high))
    shape = QRectF(low, middle - theme.px(_HIGH) / 2, max(2.0, high - low), theme.px(_HIGH))
    # Too little to tell is hollow: colour is never the only sign.
    painter.setPen(QPen(colour, 1))
    fill = QColor(colour)
    fill.setAlpha(0 if bar.pale else 70)
    painter.setBrush(fill)
    painter.drawRoundedRect(shape, 2, 2)
    value = box.left() + box.width() * bar.value
    painter.setBrush(Qt.BrushStyle.NoBrush if bar.pale else colour)
    painter.drawEllipse(QPointF(value, middle), theme.px(_MARK) / 1.2, theme.px(_MARK) / 1.2)
    if bar.target is not None:
        at = box.left() + box.width() * bar.target
        painter.setPen(QPen(ink or QColor(held.text), 1.5))
        reach = theme.px(_HIGH)
        painter.drawLine(QPointF(at, middle - reach), QPointF(at, middle + reach))
