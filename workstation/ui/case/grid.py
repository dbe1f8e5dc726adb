"""The sentence grid: every sentence beside its translation, at the same height, both lit together.

The caret stands in a sentence of the original; arrows move it, Shift selects words, the mouse does
both. What is selected can be pinned as evidence.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from workstation.domain.decision import Evidence
from workstation.language.ahead.known import Known
from workstation.ui import theme
from workstation.ui.case.caret import Caret, moved, words_at
from workstation.ui.case.grid_paint import View, paint
from workstation.ui.case.grid_words import hidden_words, right_words, why
from workstation.ui.case.layout import (
    MARGIN,
    ROW_PAD,
    Heading,
    LaidOut,
    Row,
    next_serial,
)
from workstation.ui.case.lit import Lit, Under, lit, right_edge, under
from workstation.ui.case.trust_words import NOTHING_KNOWN
from workstation.ui.plain import tip
from workstation.ui.widgets.canvas import Canvas
from workstation.ui.widgets.scrollbar import ThinScrollBar

# A tool tip would show the isolates of our own sentences as marks.
_NO_ISOLATES = {0x2068: None, 0x2069: None}


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
        self._mouse: Under | None = None
        self._lit: tuple[Lit, ...] = ()
        self._known = NOTHING_KNOWN
        self._packages: list[str] = []
        self._pinned: tuple[Evidence, ...] = ()
        self._actioned: frozenset[str] = frozenset()
        self._note = ""
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
        if laid.blocks:
            self._note = ""
        if not stay:
            self._caret = Caret(0)
            self._mouse = None
            self._known = NOTHING_KNOWN
            self._pinned = ()
            self._actioned = frozenset()
            self.verticalScrollBar().setValue(0)
        self._lit = lit(laid, self._caret, self._mouse)
        self._set_range()
        self.setAccessibleDescription("")  # told on demand, see shown_text
        self.viewport().update()

    def prepare(self, laid: LaidOut) -> None:
        """Paint the first view of a case ahead, for when it comes."""
        first = Caret(0)
        fresh = View(laid, 0.0, first, -1, (), frozenset(), lit(laid, first, None))
        box = QRectF(self.viewport().rect())
        self._canvas.prepare(fresh.key(), box, lambda painter: paint(painter, fresh, box))

    def clear(self) -> None:
        """No case."""
        self.show_case(LaidOut("", self.text_width(), [], 0.0))

    def set_note(self, words: str) -> None:
        """What is said where no case is shown."""
        self._note = words
        self.setAccessibleDescription(words)
        self.viewport().update()

    def set_known(self, known: Known, packages: Sequence[str]) -> None:
        """What the mouse is told of marks, and of the packages, a line each."""
        self._known, self._packages = known, list(packages)

    def set_pinned(self, pinned: Sequence[Evidence]) -> None:
        """Mark what has been pinned as evidence."""
        if tuple(pinned) != self._pinned:
            self._pinned = tuple(pinned)
            self.viewport().update()

    def pinned_media(self) -> tuple[Evidence, ...]:
        """What is pinned in media, for the large view."""
        return tuple(pinned for pinned in self._pinned if pinned.media is not None)

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
        if self._laid is None or not self._laid.blocks:
            return self._note
        lines = [self._laid.packages]
        for block in self._laid.blocks:
            if isinstance(block, Heading):
                lines.append(block.text)
            else:
                lines.append(block.sentence.text)
                lines.append(right_words(block, self._laid))
                lines.append(why(block, self._known))
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
        self._caret.position = moved(
            row.sentence.text, self._caret.position, row.links, forward=forward, select=select
        )
        if not select:
            self._caret.anchor = self._caret.position
        self._relight()
        self._update_row(self._caret.row)
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
        found = self._laid.rows[row]
        self._caret = Caret(row, *words_at(found.sentence.text, character, found.links))
        self._relight()
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the row and the word under the mouse; with the button held, select."""
        self.touched.emit()
        if event.buttons() & Qt.MouseButton.LeftButton:
            place = self._place(event.position())
            if place and place[0] == self._caret.row:
                self._caret.position = place[1]
                self._relight()
                self._update_row(self._caret.row)
            return
        laid, offset = self._laid, float(self.verticalScrollBar().value())
        self._set_mouse(under(laid, event.position(), offset) if laid else None)

    def _set_mouse(self, mouse: Under | None) -> None:
        if mouse == self._mouse:
            return
        before, self._mouse = self._hover, mouse
        if before != self._hover:
            self._update_row(before)
            self._update_row(self._hover)
        self._relight()

    @property
    def _hover(self) -> int:
        return self._mouse.row if self._mouse else -1

    def _relight(self) -> None:
        """The lit words have changed, or not: only rows that look different are painted."""
        now = lit(self._laid, self._caret, self._mouse) if self._laid else ()
        for one in {*now} ^ {*self._lit}:
            self._update_row(one.row)
        self._lit = now

    def _update_row(self, number: int) -> None:
        if self._laid is None or not 0 <= number < len(self._laid.rows):
            return
        row = self._laid.rows[number]
        top = row.top - self.verticalScrollBar().value()
        box = QRectF(0, top - 2, self._laid.width, row.height + 4).toAlignedRect()
        self.viewport().update(box)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse any more."""
        super().leaveEvent(event)
        self._set_mouse(None)

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell the reason of a mark where the mouse rests."""
        if event.type() == QEvent.Type.ToolTip and self._laid is not None:
            at = event.pos()  # type: ignore[attr-defined]
            told = self._told_at(at)
            if told:
                QToolTip.showText(event.globalPos(), told, self)  # type: ignore[attr-defined]
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def _told_at(self, at: QPoint) -> str:
        """What is said of a place: the packages over the translations, else the row's reasons."""
        assert self._laid is not None
        y = at.y() + self.verticalScrollBar().value()
        row = self._laid.row_at(y)
        if row is not None:
            # Over a sentence that nothing is wrong with it would only hide the next ones.
            told = row.marks or row.lost or hidden_words(row)
            words = why(row, self._known) if told else ""
        else:
            first = self._laid.blocks[0] if self._laid.blocks else None
            over = first is not None and 0 <= y - first.top < first.height
            words = "\n".join(self._packages) if over and at.x() >= right_edge(self._laid) else ""
        return tip(words.translate(_NO_ISOLATES))

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
        if self._laid is None or not self._laid.blocks:
            self._paint_note(painter, event)
            return
        view = View(
            self._laid,
            float(self.verticalScrollBar().value()),
            self._caret,
            self._hover,
            self._pinned,
            self._actioned,
            self._lit,
        )
        box = QRectF(self.viewport().rect())
        part = QRectF(event.rect())
        self._canvas.draw(painter, view.key(), box, lambda pen: paint(pen, view, part), keep=False)

    # Helpers

    def _paint_note(self, painter: QPainter, event: QPaintEvent) -> None:
        held = theme.colours()
        painter.fillRect(event.rect(), QColor(held.page))
        painter.setFont(theme.ui_font(1.0))
        painter.setPen(QColor(held.quiet))
        painter.drawText(
            self.viewport().rect().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN),
            Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap,
            self._note,
        )

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
        self._relight()
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
        assert self._laid is not None
        if x > MARGIN + self._laid.column:
            return 0
        return row.original.nearest(x - MARGIN, y - row.top - (row.base - row.original.ascent))
