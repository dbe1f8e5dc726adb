"""What every painted pane draws alike: a line of words, a key, the ground of a row."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from workstation.ui import theme


def ground(painter: QPainter, box: QRectF, *, lit: bool, on: bool) -> None:
    """What a row stands on: plain, under the mouse, or chosen (with a bar at its edge)."""
    held = theme.colours()
    if on:
        painter.fillRect(box, QColor(held.tint))
        painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), QColor(held.accent))
    elif lit:
        painter.fillRect(box, QColor(held.raised))


def key_cap(painter: QPainter, at: QPointF, key: str) -> QRectF:
    """A key as it is printed on what it presses; gives back the room it took."""
    held, font = theme.colours(), theme.ui_font(-1.0)
    wide = max(17.0, QFontMetricsF(font).horizontalAdvance(key) + 8)
    box = QRectF(at.x(), at.y(), wide, theme.px(16.5))
    painter.fillRect(box, QColor(held.line))
    painter.fillRect(box.adjusted(1, 1, -1, -1), QColor(held.raised))
    painter.setFont(font)
    painter.setPen(QColor(held.text))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), key)
    return box


def put(
    painter: QPainter,
    box: QRectF,
    words: str,
    step: float,
    colour: str,
    *,
    bold: bool = False,
    right: bool = False,
    language: str | None = None,
) -> QRectF:
    """Words on one line, cut with an ellipsis; gives back the room they took."""
    font = (
        theme.ui_font(step, bold=bold)
        if language is None
        else theme.content_font(language, step, bold=bold)
    )
    metrics = QFontMetricsF(font)
    cut = metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(0.0, box.width()))
    wide = min(box.width(), metrics.horizontalAdvance(cut) + 1)
    place = QRectF(box)
    if right:
        place.setLeft(box.right() - wide)
    else:
        place.setWidth(wide)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    painter.drawText(place, int(flags | Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip), cut)
    return place
