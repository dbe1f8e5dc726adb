"""Signs, boxes and words that the media strip and the large view draw."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from workstation.ui import plain, theme
from workstation.ui.case.images import Why
from workstation.ui.case.strokes import key_cap, put

Box = tuple[int, int, int, int]
"""x, y, width, height in 1/10,000 of the sides of the upright picture."""

ROW = 22.0
SMALLEST = 6
"""Pixels a box must be dragged to be one and not a slip of the hand."""


def upright(band: QRectF, place: QRectF, quarter: int) -> Box | None:
    """A box on the screen as a part of the upright picture.

    `place` is where the picture is drawn, turned clockwise by so many quarters.
    """
    inner = band.normalized().intersected(place)
    if inner.width() < SMALLEST or inner.height() < SMALLEST:
        return None
    x0 = (inner.left() - place.left()) / place.width()
    y0 = (inner.top() - place.top()) / place.height()
    x1, y1 = x0 + inner.width() / place.width(), y0 + inner.height() / place.height()
    for _ in range(quarter % 4):
        x0, y0, x1, y1 = y0, 1 - x1, y1, 1 - x0
    left, top, right, bottom = (round(10_000 * value) for value in (x0, y0, x1, y1))
    return left, top, right - left, bottom - top


def on_screen(box: Box, place: QRectF, quarter: int) -> QRectF:
    """Where a box of the upright picture stands on the screen."""
    x0, y0 = box[0] / 10_000, box[1] / 10_000
    x1, y1 = x0 + box[2] / 10_000, y0 + box[3] / 10_000
    for _ in range(quarter % 4):
        x0, y0, x1, y1 = 1 - y1, x0, 1 - y0, x1
    left, top = place.left() + x0 * place.width(), place.top() + y0 * place.height()
    return QRectF(left, top, (x1 - x0) * place.width(), (y1 - y0) * place.height())


def draw_boxes(painter: QPainter, boxes: Iterable[QRectF]) -> None:
    """Boxes in two lines, one light and one dark: seen on every picture."""
    held = theme.colours()
    for box in boxes:
        painter.setPen(QPen(QColor(held.page), 3))
        painter.drawRect(box)
        painter.setPen(QPen(QColor(held.accent), 1))
        painter.drawRect(box)


def draw_note(painter: QPainter, space: QRectF, note: str) -> None:
    """A sentence over the picture; none where there is nothing to say."""
    if not note:
        return
    held = theme.colours()
    painter.setFont(theme.ui_font())
    wide = min(space.width(), painter.fontMetrics().horizontalAdvance(note) + 24.0)
    box = QRectF(space.center().x() - wide / 2, space.top() + 8, wide, 28)
    painter.fillRect(box, QColor(held.accent))
    painter.setPen(QColor(held.on_accent))
    cut = painter.fontMetrics().elidedText(note, Qt.TextElideMode.ElideRight, int(wide) - 12)
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), cut)


def draw_foot(
    painter: QPainter, box: QRectF, caption: str, alt: str, keys: Sequence[tuple[str, str]]
) -> None:
    """The caption on one line, the keys on the next ones."""
    held = theme.colours()
    upper = QRectF(box.left(), box.top(), box.width(), 22)
    taken = put(painter, upper, caption, 0.0, held.text, bold=True)
    if alt:
        upper.setLeft(taken.right() + 12)
        put(painter, upper, plain.visible(alt).replace("\u2028", " "), 0.0, held.quiet)
    for place, key, words in key_places(keys, box.width()):
        at = place + box.topLeft() + QPointF(0, 26)
        right = key_cap(painter, at, key).right() + 5
        if words:
            put(painter, QRectF(right, at.y(), box.right() - right, 17), words, -1.0, held.quiet)


def foot_height(keys: Sequence[tuple[str, str]], width: float) -> float:
    """How high the foot is: as many rows as the keys need."""
    places = key_places(keys, width)
    return 26 + (places[-1][0].y() if places else 0) + ROW


def key_places(keys: Sequence[tuple[str, str]], width: float) -> list[tuple[QPointF, str, str]]:
    """Where each key stands; what shares its words with the next stays beside it."""
    metrics = QFontMetricsF(theme.ui_font(-1.0))
    groups: list[list[tuple[str, str]]] = [[]]
    for key, words in keys:
        groups[-1].append((key, words))
        if words:
            groups.append([])
    placed, x, y = [], 0.0, 0.0
    for group in filter(None, groups):
        wides = []
        for key, words in group:
            cap = max(17.0, metrics.horizontalAdvance(key) + 8) + 5
            wides.append(cap + (metrics.horizontalAdvance(words) + 15 if words else 0))
        if x and x + sum(wides) > width:
            x, y = 0.0, y + ROW
        for (key, words), wide in zip(group, wides, strict=True):
            placed.append((QPointF(x, y), key, words))
            x += wide
    return placed


def dot(painter: QPainter, middle: QPointF, *, full: bool) -> None:
    """● or ○, drawn: the signs stand in few fonts."""
    held, path = theme.colours(), QPainterPath()
    path.addEllipse(middle, 4.5, 4.5)
    if not full:
        path.addEllipse(middle, 2.8, 2.8)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(path, QColor(held.good if full else held.doubt))
    painter.restore()


def sign(painter: QPainter, why: Why, box: QRectF, colour: str) -> None:
    """▶ for a video, bars for a sound, a crossed frame for what cannot be shown."""
    path = QPainterPath()
    x, y, side = box.x(), box.y(), box.width()
    if why is Why.VIDEO:
        path.addPolygon(
            QPolygonF(
                [QPointF(x + 3, y), QPointF(x + side, y + side / 2), QPointF(x + 3, y + side)]
            )
        )
        path.closeSubpath()
    elif why is Why.SOUND:
        for number, high in enumerate((0.4, 0.9, 0.6, 1.0, 0.5)):
            path.addRect(
                QRectF(x + number * side / 5, y + side * (1 - high) / 2, side / 9, side * high)
            )
    else:
        path.addRect(box)
        path.addRect(box.adjusted(2, 2, -2, -2))
        path.addPolygon(
            QPolygonF(
                [
                    QPointF(x + 1, y + side - 3),
                    QPointF(x + side - 3, y + 1),
                    QPointF(x + side - 1, y + 3),
                    QPointF(x + 3, y + side - 1),
                ]
            )
        )
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(path, QColor(colour))
    painter.restore()
