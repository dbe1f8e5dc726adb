"""A painted list of clauses: those of a family by digit, or what a search found."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from workstation.ui import theme
from workstation.ui.case.policy_index import EDGE
from workstation.ui.case.strokes import ground, key_cap, put

TALL, LOW, HEAD = 38.0, 22.0, 26.0


class ClauseLine(Struct, frozen=True):
    """A clause as it is printed; what is not available is greyed and says why in `note`."""

    clause: str
    key: str
    title: str
    version: str
    note: str
    available: bool = True


class ClauseList(QWidget):
    """Rows as high as there is room for; scrolls when even low ones do not fit."""

    pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty."""
        super().__init__(parent)
        self.head = self.none = ""
        self.lines: tuple[ClauseLine, ...] = ()
        self.cursor: int | None = None
        self._first = 0
        self._hover: int | None = None
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Clauses"))

    def set_lines(
        self, head: str, lines: tuple[ClauseLine, ...], none: str = "", cursor: int | None = None
    ) -> None:
        """Show other clauses; `none` are the words where there are none."""
        self.head, self.lines, self.none, self.cursor = head, lines, none, cursor
        self._first, self._hover = 0, None
        self.setAccessibleDescription(self.shown_text())
        self.update()

    def move_cursor(self, by: int) -> None:
        """Up or down, as far as there are rows."""
        if self.cursor is None or not self.lines:
            return
        self.cursor = max(0, min(len(self.lines) - 1, self.cursor + by))
        fit = self._fitting()
        self._first = max(min(self._first, self.cursor), self.cursor - fit + 1)
        self.update()

    def shown_text(self) -> str:
        """Everything on view."""
        said = [self.head, *([] if self.lines else [self.none])]
        said += [f"{one.key} {one.title} {one.version} {one.note}" for one in self.lines]
        return "\n".join(part for part in said if part)

    def row_box(self, place: int) -> QRectF:
        """Where a row stands."""
        high = self._row_height()
        return QRectF(0, self._top() + (place - self._first) * high, self.width(), high)

    def _top(self) -> float:
        return theme.px(HEAD) if self.head else 4.0

    def _row_height(self) -> float:
        room = (self.height() - self._top()) / max(1, len(self.lines))
        return theme.px(TALL) if room >= theme.px(TALL) else max(theme.px(LOW), room)

    def _fitting(self) -> int:
        return max(1, int((self.height() - self._top()) / self._row_height()))

    def _at(self, point: QPointF) -> int | None:
        places = range(self._first, len(self.lines))
        return next((place for place in places if self.row_box(place).contains(point)), None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll where not everything fits."""
        last = max(0, len(self.lines) - self._fitting())
        step = -1 if event.angleDelta().y() > 0 else 1
        self._first = max(0, min(last, self._first + step))
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up what would be pressed."""
        at = self._at(event.position())
        if at != self._hover:
            self._hover = at
            lit = at is not None
            shape = Qt.CursorShape.PointingHandCursor if lit else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is lit any more."""
        self._hover = None
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press on a row."""
        at = self._at(event.position())
        if at is not None and event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit(self.lines[at].clause)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Heading, then rows."""
        held, painter = theme.colours(), QPainter(self)
        wide = self.width() - 2 * EDGE
        line = QRectF(EDGE, 0, wide, theme.px(HEAD))
        put(painter, line, self.head, -0.5, held.quiet, bold=True)
        if not self.lines:
            line = QRectF(EDGE, self._top(), wide, theme.px(TALL))
            put(painter, line, self.none, 0.0, held.quiet)
        for place in range(self._first, len(self.lines)):
            box = self.row_box(place)
            if box.top() >= self.height():
                break
            self._row(painter, place, box)
        painter.end()

    def _row(self, painter: QPainter, place: int, box: QRectF) -> None:
        held, line = theme.colours(), self.lines[place]
        ground(painter, box, lit=place == self._hover, on=place == self.cursor)
        tall = box.height() >= 34
        upper = QRectF(EDGE, box.top() + (2 if tall else 0), box.width() - 2 * EDGE, 19)
        if not tall:
            upper.setHeight(box.height())
        if len(line.key) == 1 and line.available:
            cap = key_cap(painter, QPointF(EDGE, upper.center().y() - 8), line.key)
            upper.setLeft(cap.right() + 7)
        else:
            colour = held.accent if line.available else held.quiet
            put(painter, QRectF(upper), line.key, 0.0, colour, bold=line.available)
            upper.setLeft(EDGE + (24 if len(line.key) == 1 else 34))
        lower = QRectF(upper.left(), box.top() + 19, upper.width(), 17)
        colour = held.text if line.available else held.quiet
        if line.available or tall:
            version = put(painter, upper, line.version, -1.0, held.quiet, right=True)
            upper.setRight(version.left() - 6)
        else:
            note = put(painter, upper, line.note, -1.0, held.quiet, right=True)
            upper.setRight(note.left() - 6)
        put(painter, upper, line.title, 0.0, colour)
        if tall:
            put(painter, lower, line.note, -1.0, held.quiet)
