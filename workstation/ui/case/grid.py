"""The sentence grid: every sentence beside its translation, at the same height, both lit together.

The caret stands in a sentence of the original; arrows move it, Shift selects words, the mouse does
both. What is selected can be pinned as evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec import Struct
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextCharFormat,
    QTextLayout,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from workstation.domain.decision import Evidence
from workstation.ui import theme
from workstation.ui.case.layout import (
    GAP,
    MARGIN,
    ROW_PAD,
    Cell,
    Heading,
    LaidOut,
    PutState,
    Row,
    column_width,
    next_serial,
    words_at,
)
from workstation.ui.plain import hidden_at, visible
from workstation.ui.widgets.canvas import Canvas
from workstation.ui.widgets.scrollbar import ThinScrollBar


@dataclass(slots=True)
class Caret:
    """Where the person is: a row, and a stretch of its original (equal ends: nothing selected)."""

    row: int
    anchor: int = 0
    position: int = 0

    @property
    def span(self) -> tuple[int, int]:
        """The selected characters, in order."""
        return min(self.anchor, self.position), max(self.anchor, self.position)


class _View(Struct, frozen=True):
    """All that decides what the grid looks like."""

    laid: LaidOut
    offset: float
    caret: Caret
    hover: int
    pinned: tuple[Evidence, ...]
    actioned: frozenset[str]

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
        )


class SentenceGrid(QAbstractScrollArea):
    """Shows a laid-out case; knows nothing of verdicts.

    `width_changed` asks for a new layout; `touched` is a sign of life.
    """

    width_changed = Signal(float)
    touched = Signal()
    entered_row = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty until `show_case`."""
        super().__init__(parent)
        self._laid: LaidOut | None = None
        self._caret = Caret(0)
        self._hover = -1
        self._pinned: tuple[Evidence, ...] = ()
        self._actioned: frozenset[str] = frozenset()
        self._canvas = Canvas(self.viewport(), "page")
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there, so that a long case does not lay everything out narrower.
        self.setVerticalScrollBar(ThinScrollBar("page", self))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.viewport().setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Case text"))

    # What is shown

    def show_case(self, laid: LaidOut, *, stay: bool = False) -> None:
        """Show a case from its top; with `stay` the same case, where the person is."""
        self._laid = laid
        if not stay:
            self._caret = Caret(0)
            self._hover = -1
            self._pinned = ()
            self._actioned = frozenset()
            self.verticalScrollBar().setValue(0)
        self._set_range()
        self.setAccessibleDescription("")  # told on demand, see shown_text
        self.viewport().update()

    def prepare(self, laid: LaidOut) -> None:
        """Paint the first view of a case ahead, for when it comes."""
        fresh = _View(laid, 0.0, Caret(0), -1, (), frozenset())
        box = QRectF(self.viewport().rect())
        self._canvas.prepare(fresh.key(), box, lambda painter: self._paint(painter, fresh, box))

    def clear(self) -> None:
        """No case."""
        self.show_case(LaidOut("", self.text_width(), [], 0.0))

    def set_pinned(self, pinned: Sequence[Evidence]) -> None:
        """Mark what has been pinned as evidence."""
        if tuple(pinned) != self._pinned:
            self._pinned = tuple(pinned)
            self.viewport().update()

    def pinned_boxes(self) -> dict[str, list[tuple[int, int, int, int]]]:
        """The pinned boxes by medium, for the large view."""
        boxes: dict[str, list[tuple[int, int, int, int]]] = {}
        for pinned in self._pinned:
            if pinned.media is not None and pinned.box is not None:
                boxes.setdefault(pinned.media, []).append(pinned.box)
        return boxes

    def set_actioned(self, parts: frozenset[str]) -> None:
        """Mark the parts that the moderator acted upon (after the reveal)."""
        if parts != self._actioned:
            self._actioned = parts
            self.viewport().update()

    @property
    def laid(self) -> LaidOut | None:
        """What is shown."""
        return self._laid

    def text_width(self) -> float:
        """The width to lay a case out for."""
        return float(self.viewport().width())

    def shown_text(self) -> str:
        """Every word on it, for assistive tools and for the test that nothing unblinds."""
        if self._laid is None:
            return ""
        lines = []
        for block in self._laid.blocks:
            if isinstance(block, Heading):
                lines.append(block.text)
            else:
                lines.append(block.sentence.text)
                lines.append(self._right_words(block, self._laid))
                lines.append(self._why(block))
        return "\n".join(line for line in lines if line)

    # Evidence

    def selection(self) -> Evidence | None:
        """The selected words, or the sentence under the caret."""
        row = self.current_row()
        if row is None:
            return None
        start, end = self._caret.span
        if start == end:
            start, end = 0, len(row.sentence.text)
        return Evidence(
            part=row.part, start=row.sentence.start + start, end=row.sentence.start + end
        )

    def current_row(self) -> Row | None:
        """The row under the caret."""
        if self._laid is None or not self._laid.rows:
            return None
        return self._laid.rows[min(self._caret.row, len(self._laid.rows) - 1)]

    # Keys

    def move_row(self, by: int) -> None:
        """Go up or down a sentence."""
        if self._laid is None or not self._laid.rows:
            return
        row = min(max(0, self._caret.row + by), len(self._laid.rows) - 1)
        self._caret = Caret(row)
        self._enter(row)

    def move_word(self, forward: bool, select: bool) -> None:
        """Go a word on or back in the original; with `select` the words between are taken."""
        row = self.current_row()
        if row is None:
            return
        text, at = row.sentence.text, self._caret.position
        if forward:
            at = words_at(text, at)[1]
            while at < len(text) and not text[at].isalnum():
                at += 1
            if select:
                while at > 0 and at <= len(text) and not text[at - 1].isalnum() and at < len(text):
                    at -= 1
                if at <= self._caret.position:
                    at = words_at(text, min(len(text) - 1, self._caret.position + 1))[1]
        else:
            at = max(0, at - 1)
            while at > 0 and not text[at].isalnum():
                at -= 1
            at = words_at(text, at)[0]
        self._caret.position = at
        if not select:
            self._caret.anchor = at
        self.viewport().update()
        self.touched.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the caret, Shift selects; the rest is the window's."""
        select = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        moves = {
            Qt.Key.Key_Down: lambda: self.move_row(1),
            Qt.Key.Key_Up: lambda: self.move_row(-1),
            Qt.Key.Key_Right: lambda: self.move_word(True, select),
            Qt.Key.Key_Left: lambda: self.move_word(False, select),
        }
        move = moves.get(Qt.Key(event.key()))
        if move is None:
            super().keyPressEvent(event)
            return
        move()

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the caret under the mouse."""
        place = self._place(event.position())
        if place is None:
            return
        row, character = place
        self._caret = Caret(row, character, character)
        self._enter(row)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select a word."""
        place = self._place(event.position())
        if place is None or self._laid is None:
            return
        row, character = place
        start, end = words_at(self._laid.rows[row].sentence.text, character)
        self._caret = Caret(row, start, end)
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the row under the mouse; with the button held, select."""
        self.touched.emit()
        place = self._place(event.position())
        hover = place[0] if place else -1
        if event.buttons() & Qt.MouseButton.LeftButton:
            if place and place[0] == self._caret.row:
                self._caret.position = place[1]
                self.viewport().update()
            return
        if hover != self._hover:
            self._hover = hover
            self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse any more."""
        super().leaveEvent(event)
        self._hover = -1
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell the reason of a mark where the mouse rests."""
        if event.type() == QEvent.Type.ToolTip and self._laid is not None:
            at = event.pos()  # type: ignore[attr-defined]
            row = self._laid.row_at(at.y() + self.verticalScrollBar().value())
            why = self._why(row) if row else ""
            if why:
                QToolTip.showText(event.globalPos(), why, self)  # type: ignore[attr-defined]
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    # Painting

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A new width needs a new layout."""
        super().resizeEvent(event)
        self._set_range()
        if event.size().width() != event.oldSize().width():
            self.width_changed.emit(self.text_width())

    def sizeHint(self) -> QSize:
        """Room for a listing."""
        return QSize(720, 480)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what is in sight; the first view of a case has been painted ahead."""
        painter = QPainter(self.viewport())
        if self._laid is None:
            painter.fillRect(event.rect(), QColor(theme.colours().page))
            return
        view = _View(
            self._laid,
            float(self.verticalScrollBar().value()),
            self._caret,
            self._hover,
            self._pinned,
            self._actioned,
        )
        box = QRectF(self.viewport().rect())
        part = QRectF(event.rect())
        self._canvas.draw(
            painter, view.key(), box, lambda pen: self._paint(pen, view, part), keep=False
        )

    def _paint(self, painter: QPainter, view: _View, part: QRectF) -> None:
        painter.fillRect(part, QColor(theme.colours().page))
        top, bottom = part.top() + view.offset, part.bottom() + view.offset
        painter.save()
        painter.translate(0, -view.offset)
        column = column_width(view.laid.width, single=view.laid.single)
        right = MARGIN + column + GAP
        row_number = -1
        for block in view.laid.blocks:
            if isinstance(block, Row):
                row_number += 1
            if block.top + block.height < top:
                continue
            if block.top > bottom:
                break
            if isinstance(block, Heading):
                self._paint_heading(painter, block, view)
            else:
                # Stacked marks may not run over the heading and the neighbours.
                painter.save()
                painter.setClipRect(
                    QRectF(0, block.top - 2, view.laid.width, block.height + 4),
                    Qt.ClipOperation.IntersectClip,
                )
                self._paint_row(painter, block, row_number, column, right, view)
                painter.restore()
        painter.restore()

    def _paint_heading(self, painter: QPainter, heading: Heading, view: _View) -> None:
        held = theme.colours()
        painter.setFont(theme.ui_font(-1.0))
        painter.setPen(QColor(held.quiet))
        ascent = QFontMetricsF(painter.font()).ascent()
        words = visible(heading.text)
        if heading.part in view.actioned:
            painter.setPen(QColor(held.accent))
            words = (
                f"◂ {self.tr('acted upon')}   {words}"
                if not words
                else (f"{words}   ◂ {self.tr('acted upon')}")
            )
        painter.drawText(QPointF(MARGIN, heading.top + ascent), words)

    def _paint_row(
        self,
        painter: QPainter,
        row: Row,
        number: int,
        column: float,
        right: float,
        view: _View,
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
            self._formats(row, number, row.original, view),
        )
        if view.laid.single:
            return
        painter.setPen(QPen(QColor(held.line), 1))
        middle = MARGIN + column + GAP / 2
        painter.drawLine(QPointF(middle, row.top), QPointF(middle, row.top + row.height))
        self._paint_right(painter, row, right, base, column, view.laid)

    def _paint_right(
        self,
        painter: QPainter,
        row: Row,
        right: float,
        base: float,
        column: float,
        laid: LaidOut,
    ) -> None:
        held = theme.colours()
        if row.translation is not None:
            painter.setPen(QColor(held.text))
            painter.save()
            if row.clipped:
                painter.setClipRect(QRectF(right, row.top, column, row.height))
            row.translation.layout.draw(
                painter, QPointF(right, base - row.translation.ascent), self._doubts(row)
            )
            painter.restore()
            if row.clipped:
                self._paint_more(painter, row, right + column)
            if row.marks:
                painter.setFont(theme.ui_font(-1.0, bold=True))
                painter.setPen(QColor(held.doubt))
                painter.drawText(QPointF(right - 9, base), "?")
            return
        words = self._right_words(row, laid)
        if words:
            painter.setFont(theme.ui_font(-0.5))
            painter.setPen(QColor(held.quiet))
            metrics = QFontMetricsF(painter.font())
            painter.drawText(
                QPointF(right, base),
                metrics.elidedText(words, Qt.TextElideMode.ElideRight, column),
            )

    def _paint_more(self, painter: QPainter, row: Row, edge: float) -> None:
        painter.setFont(theme.ui_font(-1.0))
        painter.setPen(QColor(theme.colours().accent))
        painter.drawText(QPointF(edge - 12, row.top + row.height - 4), "▾")

    def _formats(
        self, row: Row, number: int, cell: Cell, view: _View
    ) -> list[QTextLayout.FormatRange]:
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
        return ranges

    def _doubts(self, row: Row) -> list[QTextLayout.FormatRange]:
        if not row.marks or row.translation is None:
            return []
        made = QTextCharFormat()
        made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
        made.setUnderlineColor(QColor(theme.colours().doubt))
        return [_range(row.translation, 0, len(row.translation.text), made)]

    # Words

    def _right_words(self, row: Row, laid: LaidOut) -> str:
        if row.translation is not None:
            return row.translation.text
        if row.state is PutState.COMING:
            return self.tr("translating …")
        if row.state is PutState.NONE:
            return self._no_package(row, laid)
        return "="

    def _no_package(self, row: Row, laid: LaidOut) -> str:
        # Told once a language; below it a dash keeps the column calm.
        language = laid.languages.get(row.part, "")
        first = next(
            other
            for other in laid.rows
            if other.state is PutState.NONE and laid.languages.get(other.part, "") == language
        )
        if row is not first:
            return "–"
        if not language or language == "und":
            return self.tr("unknown language · F2 says which it is")
        return self.tr("no {source}→{target} package · Ctrl+M installs one").format(
            source=language, target=laid.target
        )

    def _why(self, row: Row) -> str:
        told = []
        if row.marks:
            told.append(
                self.tr("Doubtful: {reasons}").format(
                    reasons=", ".join(self._mark(mark) for mark in row.marks)
                )
            )
        hidden = len(hidden_at(row.sentence.text))
        if hidden:
            told.append(self.tr("hidden characters shown as ⇄ or ␢: {n}").format(n=hidden))
        return "\n".join(told)

    def _mark(self, mark: str) -> str:
        words = {
            "numbers_lost": self.tr("a number is missing"),
            "copied": self.tr("words were copied, not translated"),
            "looping": self.tr("it repeats itself"),
            "empty": self.tr("nothing came out"),
            "unreadable": self.tr("some letters could not be spelled"),
            "long": self.tr("much longer than the original"),
        }
        return words.get(mark, mark)

    # Helpers

    def _set_range(self) -> None:
        height = self._laid.height if self._laid else 0.0
        room = self.viewport().height()
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, round(height) - room))
        bar.setPageStep(room)
        bar.setSingleStep(28)

    def _enter(self, number: int) -> None:
        assert self._laid is not None
        row = self._laid.rows[number]
        if row.clipped:
            self._unfold(number)
        bar = self.verticalScrollBar()
        room = self.viewport().height()
        if row.top < bar.value() + MARGIN:
            bar.setValue(max(0, round(row.top - 2 * MARGIN)))
        elif row.top + row.height > bar.value() + room:
            bar.setValue(round(row.top + row.height - room + MARGIN))
        self.viewport().update()
        self.entered_row.emit(row.part, row.index)
        self.touched.emit()

    def _unfold(self, number: int) -> None:
        # The person asked for it by going there; rows below make room.
        assert self._laid is not None
        row = self._laid.rows[number]
        more = row.needed() + 2 * ROW_PAD - row.height
        row.clipped, row.height = False, row.height + more
        below = False
        for block in self._laid.blocks:
            if below:
                block.top += more
            below = below or block is row
        self._laid.height += more
        self._laid.serial = next_serial()
        self._set_range()

    def _place(self, at: QPointF | QPoint) -> tuple[int, int] | None:
        if self._laid is None:
            return None
        y = at.y() + self.verticalScrollBar().value()
        for number, row in enumerate(self._laid.rows):
            if row.top <= y < row.top + row.height:
                return number, self._character(row, at.x(), y)
        return None

    def _character(self, row: Row, x: float, y: float) -> int:
        layout = row.original.layout
        assert self._laid is not None
        if x > MARGIN + column_width(self._laid.width, single=self._laid.single):
            return 0
        inner = y - row.top - (row.base - row.original.ascent)
        for index in range(layout.lineCount()):
            line = layout.lineAt(index)
            if inner < line.y() + line.height() or index == layout.lineCount() - 1:
                return row.original.to_character(_cursor(line.xToCursor(x - MARGIN)))
        return 0


def _cursor(position: object) -> int:
    # PySide6 gives (position,) or a number, by version.
    return position[0] if isinstance(position, tuple) else int(position)  # type: ignore[call-overload]


def _range(cell: Cell, start: int, end: int, made: QTextCharFormat) -> QTextLayout.FormatRange:
    span = QTextLayout.FormatRange()
    span.start = cell.to_units(start)
    span.length = cell.to_units(end) - span.start
    span.format = made
    return span
