"""Painting the sentence grid: headings, sentences, translations, marks, what is pinned."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QPainter,
    QPen,
    QTextCharFormat,
    QTextLayout,
)

from workstation.domain.decision import Evidence
from workstation.domain.links import Side
from workstation.ui import theme
from workstation.ui.case.caret import Caret
from workstation.ui.case.cells import Cell
from workstation.ui.case.grid_words import right_words
from workstation.ui.case.layout import (
    GAP,
    INDENT,
    MARGIN,
    ROW_PAD,
    UNDER,
    Heading,
    LaidOut,
    PutState,
    Row,
)
from workstation.ui.case.lit import Lit, right_edge
from workstation.ui.plain import hidden_at, visible

_LINE = 2 / 3  # of the way from the translations to the originals: what is left is for the `?`
_BESIDE = 3.0  # between the `?` and its translation


class View(Struct, frozen=True):
    """All that decides what the grid looks like."""

    laid: LaidOut
    offset: float
    caret: Caret
    hover: int
    pinned: tuple[Evidence, ...]
    actioned: frozenset[str]
    lit: tuple[Lit, ...] = ()

    def key(self) -> tuple[object, ...]:
        """Equal keys look alike."""
        caret = self.caret
        return (
            self.laid.serial,
            self.offset,
            (caret.row, caret.anchor, caret.position),
            self.hover,
            self.pinned,
            self.actioned,
            self.lit,
        )


def paint(painter: QPainter, view: View, part: QRectF) -> None:
    """Paint what of a view lies in `part` (viewport coordinates)."""
    painter.fillRect(part, QColor(theme.colours().page))
    top, bottom = part.top() + view.offset, part.bottom() + view.offset
    painter.save()
    painter.translate(0, -view.offset)
    column, right = view.laid.column, right_edge(view.laid)
    if view.laid.stacked:
        column -= theme.px(INDENT)
    row_number = -1
    for block in view.laid.blocks:
        if isinstance(block, Row):
            row_number += 1
        if block.top + block.height < top:
            continue
        if block.top > bottom:
            break
        if isinstance(block, Heading):
            _paint_heading(painter, block, view)
        else:
            # Stacked marks may not run over the heading and the neighbours.
            painter.save()
            painter.setClipRect(
                QRectF(0, block.top - 2, view.laid.width, block.height + 4),
                Qt.ClipOperation.IntersectClip,
            )
            _paint_row(painter, block, row_number, column, right, view)
            painter.restore()
    painter.restore()


def _paint_heading(painter: QPainter, heading: Heading, view: View) -> None:
    held = theme.colours()
    painter.setFont(theme.ui_font(-1.0))
    painter.setPen(QColor(held.quiet))
    ascent = QFontMetricsF(painter.font()).ascent()
    words = visible(heading.text)
    if heading.part in view.actioned:
        painter.setPen(QColor(held.accent))
        words = f"◂ {_acted_upon()}   {words}" if not words else (f"{words}   ◂ {_acted_upon()}")
    painter.drawText(QPointF(MARGIN, heading.top + ascent), words)
    if view.laid.packages and heading is view.laid.blocks[0]:
        metrics = QFontMetricsF(painter.font())
        left = MARGIN + metrics.horizontalAdvance(words) + 2 * GAP
        _paint_packages(painter, view.laid, left, heading.top + ascent)


def _paint_packages(painter: QPainter, laid: LaidOut, left: float, base: float) -> None:
    """What translated the case, over the translations; at the right edge where they are stacked."""
    metrics = QFontMetricsF(painter.font())
    edge = MARGIN + laid.column if laid.stacked else right_edge(laid) + laid.column
    if not laid.stacked:
        left = max(left, right_edge(laid))
    words = metrics.elidedText(laid.packages, Qt.TextElideMode.ElideRight, edge - left)
    if laid.stacked:
        left = edge - metrics.horizontalAdvance(words)
    painter.setPen(QColor(theme.colours().quiet))
    painter.drawText(QPointF(left, base), words)


def _paint_row(
    painter: QPainter,
    row: Row,
    number: int,
    column: float,
    right: float,
    view: View,
) -> None:
    held = theme.colours()
    lit = number in (view.caret.row, view.hover)
    if lit:
        painter.fillRect(
            QRectF(2, row.top, view.laid.width - 4, row.height),
            QColor(held.tint),
        )
    if number == view.caret.row:
        painter.fillRect(QRectF(2, row.top, 3, row.height), QColor(held.accent))
    painter.setPen(QColor(held.text))
    base = row.top + row.base
    row.original.layout.draw(
        painter,
        QPointF(MARGIN, base - row.original.ascent),
        _formats(row, number, row.original, view),
    )
    _paint_caret(painter, row, number, base - row.original.ascent, view)
    if view.laid.single:
        return
    if not view.laid.stacked:
        painter.setPen(QPen(QColor(held.line), 1))
        line = right - theme.px(GAP) * _LINE
        painter.drawLine(QPointF(line, row.top), QPointF(line, row.top + row.height))
    elif row.translation is not None:
        painter.setPen(QPen(QColor(held.line), 1))
        top = row.top + ROW_PAD + row.original.height + UNDER + 2
        painter.drawLine(QPointF(right - 7, top), QPointF(right - 7, row.top + row.height - 3))
    formats = _right_formats(row, number, view)
    _paint_right(painter, row, right, row.top + row.right_base, column, view.laid, formats)


def _paint_caret(painter: QPainter, row: Row, number: int, top: float, view: View) -> None:
    """Where no word is selected or lit, nothing else tells where the person is."""
    start, end = view.caret.span
    if number != view.caret.row or start < end or any(one.row == number for one in view.lit):
        return
    painter.setPen(QColor(theme.colours().accent))
    at = row.original.to_units(min(start, len(row.original.text)))
    row.original.layout.drawCursor(painter, QPointF(MARGIN, top), at, 2)
    painter.setPen(QColor(theme.colours().text))


def _paint_right(
    painter: QPainter,
    row: Row,
    right: float,
    base: float,
    column: float,
    laid: LaidOut,
    formats: list[QTextLayout.FormatRange],
) -> None:
    held = theme.colours()
    if row.translation is not None:
        painter.setPen(QColor(held.text))
        painter.save()
        if row.clipped:
            painter.setClipRect(QRectF(right, row.top, column, row.height))
        top = base - row.translation.ascent
        row.translation.layout.draw(painter, QPointF(right, top), formats)
        if row.tail is not None:
            painter.setPen(QColor(held.doubt if row.marks else held.quiet))
            row.tail.layout.draw(painter, QPointF(right + row.tail.x, top + row.tail.y))
        painter.restore()
        if row.clipped:
            _paint_more(painter, row, right + column)
        if row.marks:
            painter.setFont(theme.ui_font(-1.0, bold=True))
            painter.setPen(QColor(held.doubt))
            wide = QFontMetricsF(painter.font()).horizontalAdvance("?")
            painter.drawText(QPointF(right - _BESIDE - wide, base), "?")
        return
    words = right_words(row, laid)
    if laid.stacked and (row.state is PutState.SAME or len(words) == 1):
        return  # the sign would take a line of its own
    if words:
        painter.setFont(theme.ui_font(-0.5))
        painter.setPen(QColor(held.quiet))
        metrics = QFontMetricsF(painter.font())
        painter.drawText(
            QPointF(right, base),
            metrics.elidedText(words, Qt.TextElideMode.ElideRight, column),
        )


def _paint_more(painter: QPainter, row: Row, edge: float) -> None:
    painter.setFont(theme.ui_font(-1.0))
    painter.setPen(QColor(theme.colours().accent))
    painter.drawText(QPointF(edge - 12, row.top + row.height - 4), "▾")


def _formats(row: Row, number: int, cell: Cell, view: View) -> list[QTextLayout.FormatRange]:
    held = theme.colours()
    ranges = []
    for pinned in view.pinned:
        if pinned.part == row.part and pinned.start is not None and pinned.end is not None:
            start = max(0, pinned.start - row.sentence.start)
            end = min(len(row.sentence.text), pinned.end - row.sentence.start)
            if start < end:
                made = QTextCharFormat()
                made.setBackground(QBrush(QColor(held.evidence)))
                made.setFontUnderline(True)
                ranges.append(_range(cell, start, end, made))
    for at in hidden_at(row.sentence.text):
        made = QTextCharFormat()
        made.setForeground(QBrush(QColor(held.bad)))
        ranges.append(_range(cell, at, at + 1, made))
    if number == view.caret.row:
        start, end = view.caret.span
        if start < end:
            made = QTextCharFormat()
            made.setBackground(QBrush(QColor(held.selected)))
            ranges.append(_range(cell, start, end, made))
    return ranges + _lights(cell, number, Side.ORIGINAL, view)


def _right_formats(row: Row, number: int, view: View) -> list[QTextLayout.FormatRange]:
    cell = row.translation
    if cell is None:
        return []
    ranges = []
    if row.marks:
        made = QTextCharFormat()
        made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
        made.setUnderlineColor(QColor(theme.colours().doubt))
        ranges.append(_range(cell, 0, len(cell.text), made))
    return ranges + _lights(cell, number, Side.TRANSLATION, view)


def _lights(cell: Cell, number: int, side: Side, view: View) -> list[QTextLayout.FormatRange]:
    """The word where the person is and its counterparts: a ground as what is selected has, and a
    line under it."""
    held, ranges = theme.colours(), []
    for one in view.lit:
        if one.row != number:
            continue
        made = QTextCharFormat()
        made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        made.setUnderlineColor(QColor(held.accent))
        made.setBackground(QBrush(QColor(held.selected)))
        spans = one.original if side is Side.ORIGINAL else one.translation
        ranges += [_range(cell, start, end, made) for start, end in spans]
    return ranges


def _acted_upon() -> str:
    return QCoreApplication.translate("SentenceGrid", "acted upon")


def _range(cell: Cell, start: int, end: int, made: QTextCharFormat) -> QTextLayout.FormatRange:
    span = QTextLayout.FormatRange()
    span.start = cell.to_units(start)
    span.length = cell.to_units(end) - span.start
    span.format = made
    return span
