"""One row of the queue: state, language, headline; nothing that would unblind."""

from __future__ import annotations

import re
from functools import lru_cache

from PySide6.QtCore import QLocale, QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPalette,
    QStaticText,
    QTextOption,
)
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from workstation.domain.batch import TaskState
from workstation.store.tasks import QueueRow
from workstation.ui import theme
from workstation.ui.queue import glyphs
from workstation.ui.queue.model import CURRENT, GROUP, ROW
from workstation.ui.queue.row_words import headline_of, state_of

_STACKED = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0610-\u061a\u064b-\u065f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{3}"
)
"""Marks piled upon one letter."""
ROW_HEIGHT = 30
RAIL_WIDTH = 78
_MARK = 14.0
_INDENT = 12.0
_LONGEST = 240
"""Characters of a headline that are looked at: more never fit a row."""


class QueueDelegate(QStyledItemDelegate):
    """Paints rows; `rail` leaves only sign and language."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Wide at first."""
        super().__init__(parent)
        self.rail = False
        self._locale = QLocale()
        # Laying out a Thai or Chinese headline costs a hundred times what drawing it does. Kept
        # here, not in the module: it must not outlive the application.
        self._shaped = lru_cache(maxsize=1024)(_shaped)

    def rescale(self) -> None:
        """The interface has another size: what was laid out does not fit any more."""
        self._shaped.cache_clear()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Every row is as high as the tallest script needs."""
        return QSize(theme.px(RAIL_WIDTH) if self.rail else 180, theme.px(ROW_HEIGHT))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one row."""
        held, box = theme.colours(), QRectF(option.rect)
        current = bool(index.data(CURRENT))
        self._ground(painter, option, box, current)
        row = index.data(ROW)
        if not isinstance(row, QueueRow):
            painter.setPen(QColor(held.quiet))
            painter.drawText(box.adjusted(24, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, "…")
            return
        middle = box.center().y()
        left = box.left() + 4
        if current:
            _sign(painter, glyphs.HERE, left, middle, held.accent)
        left += _MARK + 2
        sign = state_of(row)[0]
        if not (current and sign == glyphs.OPEN):
            _sign(painter, sign, left, middle, _colour_of(sign))
        left += _MARK + 6
        self._put(painter, tag_of(row), None, -1.0, (left, left + theme.px(28)), middle, held.quiet)
        right = box.right() - 6
        if row.flagged:
            _sign(painter, glyphs.FLAG, right - _MARK, middle, held.doubt)
            right -= _MARK + 4
        if self.rail:
            return
        left += theme.px(28)
        group = index.data(GROUP)
        if group is not None:
            left, right = self._group(painter, group, left, right, box)
        self._headline(painter, row, left, right, middle, current)

    def _ground(
        self, painter: QPainter, option: QStyleOptionViewItem, box: QRectF, current: bool
    ) -> None:
        held = theme.colours()
        if current:
            painter.fillRect(box, QColor(held.tint))
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), QColor(held.accent))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, option.palette.color(QPalette.ColorRole.AlternateBase))
        if (
            option.state & QStyle.StateFlag.State_HasFocus
            and option.state & QStyle.StateFlag.State_Active
        ):
            painter.setPen(QColor(held.accent))
            painter.drawRect(box.adjusted(0.5, 0.5, -1.5, -1.5))

    def _group(
        self,
        painter: QPainter,
        group: tuple[int, bool],
        left: float,
        right: float,
        box: QRectF,
    ) -> tuple[float, float]:
        """How many stand behind a row, at its end; a line before one that stands behind."""
        count, shown = group
        held = theme.colours()
        if not count:
            painter.fillRect(QRectF(left + 2, box.top(), 2, box.height()), QColor(held.line))
            return left + _INDENT, right
        words = f"{'−' if shown else '+'}{self._locale.toString(count)}"
        width = QFontMetricsF(_font(None, -1.0)).horizontalAdvance(words)
        middle = box.center().y()
        self._put(painter, words, None, -1.0, (right - width, right + 2), middle, held.accent)
        return left, right - width - 6

    def _headline(
        self,
        painter: QPainter,
        row: QueueRow,
        left: float,
        right: float,
        middle: float,
        current: bool,
    ) -> None:
        held = theme.colours()
        language = row.language or "und"
        words = headline_of(row)
        if not words:
            note = self.tr("sealed") if row.state == TaskState.SEALED else self.tr("(no words)")
            self._put(painter, note, None, -0.5, (left, right), middle, held.quiet)
            return
        done = row.state in (TaskState.DECIDED, TaskState.CANNOT) and not current
        colour = held.quiet if done else held.text
        self._put(painter, words, language, 0.5, (left, right), middle, colour)

    def _put(
        self,
        painter: QPainter,
        words: str,
        language: str | None,
        step: float,
        span: tuple[float, float],
        middle: float,
        colour: str,
    ) -> None:
        left, right = span
        text = self._shaped(words, language, step, max(0.0, right - left))
        size = text.size()
        if language is not None and theme.runs_right_to_left(words, language):
            left = right - size.width()
        painter.setFont(_font(language, step))
        painter.setPen(QColor(colour))
        at = QPointF(left, middle - size.height() / 2)
        if size.height() <= theme.px(ROW_HEIGHT) and not _STACKED.search(words):
            painter.drawStaticText(at, text)
            return
        # Marks piled upon a letter would cover the rows above and below.
        painter.save()
        painter.setClipRect(
            QRectF(
                span[0], middle - theme.px(ROW_HEIGHT) / 2, span[1] - span[0], theme.px(ROW_HEIGHT)
            ),
            Qt.ClipOperation.IntersectClip,
        )
        painter.drawStaticText(at, text)
        painter.restore()


def tag_of(row: QueueRow) -> str:
    """The language in two or three letters; its script and region are in the tool tip."""
    return (row.language or "?").split("-")[0] + ("?" if row.doubtful and row.language else "")


def fitted_words(words: str, font: QFont, width: float) -> str:
    """Words cut to a width with an ellipsis; cut at their end, whatever their direction."""
    short = words[:_LONGEST]
    if len(short) < len(words):
        short += "…"
    return QFontMetricsF(font).elidedText(short, Qt.TextElideMode.ElideRight, width)


def _font(language: str | None, step: float) -> QFont:
    return theme.ui_font(step) if language is None else theme.content_font(language, step)


def _shaped(words: str, language: str | None, step: float, width: float) -> QStaticText:
    font = _font(language, step)
    text = QStaticText(fitted_words(words, font, width))
    text.setTextFormat(Qt.TextFormat.PlainText)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    if language is not None and theme.runs_right_to_left(words, language):
        option.setTextDirection(Qt.LayoutDirection.RightToLeft)
    text.setTextOption(option)
    text.prepare(font=font)
    return text


def _sign(painter: QPainter, sign: str, left: float, middle: float, colour: str) -> None:
    box = QRectF(left, middle - _MARK / 2, _MARK, _MARK).adjusted(1, 1, -1, -1)
    glyphs.draw(painter, sign, box, colour)


def _colour_of(sign: str) -> str:
    held = theme.colours()
    return {
        glyphs.CHECK: held.good,
        glyphs.DIFFERS: held.bad,
        glyphs.QUESTION: held.doubt,
    }.get(sign, held.quiet)
