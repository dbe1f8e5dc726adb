"""Signs drawn as shapes: most of them stand in no font that is sure to be there."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPainterPath,
    QPainterPathStroker,
    QPolygonF,
    QTransform,
)

CHECK, DIFFERS, QUESTION, SKIPPED = "✓", "≠", "?", "↷"
HERE, OPEN, FLAG, SEALED = "▸", "·", "⚑", "▣"
SIGNS = (CHECK, DIFFERS, QUESTION, SKIPPED, HERE, OPEN, FLAG, SEALED)


def draw(painter: QPainter, sign: str, box: QRectF, colour: str | QColor) -> None:
    """Draw a sign into a box, with a soft edge whatever the painter's hints are."""
    side = min(box.width(), box.height())
    into = QTransform.fromTranslate(box.center().x() - side / 2, box.center().y() - side / 2).scale(
        side, side
    )
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(into.map(_shape(sign)), QColor(colour))
    painter.restore()


@lru_cache(maxsize=32)
def _shape(sign: str) -> QPainterPath:
    return _SHAPES[sign]()


def _line(*points: tuple[float, float]) -> QPainterPath:
    path = QPainterPath(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(*point)
    return path


def _stroked(path: QPainterPath, width: float = 0.13) -> QPainterPath:
    # A wide antialiased pen is 51 times slower than a filled outline.
    stroker = QPainterPathStroker()
    stroker.setWidth(width)
    stroker.setCapStyle(Qt.PenCapStyle.RoundCap)
    stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return stroker.createStroke(path).simplified()


def _check() -> QPainterPath:
    return _stroked(_line((0.12, 0.55), (0.4, 0.83), (0.9, 0.2)))


def _differs() -> QPainterPath:
    path = _line((0.12, 0.37), (0.88, 0.37))
    path.addPath(_line((0.12, 0.66), (0.88, 0.66)))
    path.addPath(_line((0.3, 0.92), (0.7, 0.1)))
    return _stroked(path, 0.11)


def _question() -> QPainterPath:
    path = QPainterPath(QPointF(0.25, 0.3))
    path.cubicTo(0.25, 0.02, 0.77, 0.02, 0.77, 0.33)
    path.cubicTo(0.77, 0.5, 0.51, 0.5, 0.51, 0.68)
    shape = _stroked(path)
    shape.addEllipse(QPointF(0.51, 0.9), 0.085, 0.085)
    return shape


def _skipped() -> QPainterPath:
    path = QPainterPath(QPointF(0.1, 0.72))
    path.cubicTo(0.15, 0.12, 0.75, 0.1, 0.78, 0.58)
    shape = _stroked(path, 0.12)
    shape.addPolygon(QPolygonF([QPointF(0.58, 0.56), QPointF(0.98, 0.56), QPointF(0.78, 0.86)]))
    shape.setFillRule(Qt.FillRule.WindingFill)
    return shape


def _here() -> QPainterPath:
    shape = QPainterPath()
    shape.addPolygon(QPolygonF([QPointF(0.28, 0.14), QPointF(0.82, 0.5), QPointF(0.28, 0.86)]))
    shape.closeSubpath()
    return shape


def _open() -> QPainterPath:
    shape = QPainterPath()
    shape.addEllipse(QPointF(0.5, 0.52), 0.13, 0.13)
    return shape


def _flag() -> QPainterPath:
    shape = QPainterPath()
    shape.addRect(QRectF(0.2, 0.08, 0.1, 0.86))
    shape.addPolygon(
        QPolygonF(
            [
                QPointF(0.3, 0.1),
                QPointF(0.9, 0.1),
                QPointF(0.7, 0.33),
                QPointF(0.9, 0.56),
                QPointF(0.3, 0.56),
            ]
        )
    )
    shape.setFillRule(Qt.FillRule.WindingFill)
    return shape


def _sealed() -> QPainterPath:
    shape = QPainterPath()
    shape.addRect(QRectF(0.1, 0.12, 0.8, 0.78))
    shape.addRect(QRectF(0.21, 0.23, 0.58, 0.56))
    shape.addRect(QRectF(0.32, 0.34, 0.36, 0.34))
    return shape


_SHAPES = {
    CHECK: _check,
    DIFFERS: _differs,
    QUESTION: _question,
    SKIPPED: _skipped,
    HERE: _here,
    OPEN: _open,
    FLAG: _flag,
    SEALED: _sealed,
}
