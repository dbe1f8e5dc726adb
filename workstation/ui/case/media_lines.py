"""Lines beside a medium: its transcript or the words in it, the original left, translation right.

Case text is only ever drawn, never interpreted.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextLayout,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from workstation.ui import plain, theme
from workstation.ui.case.media_text import Line
from workstation.ui.case.strokes import put
from workstation.ui.terms import clock

TIME, GAP, PAD, HEAD = 46.0, 12.0, 4.0, 20.0
LONGEST = 4000
"""Characters of a line that are laid out; all of it stands in the case behind."""


class MediaLines(QWidget):
    """`chosen(number)` a line was clicked; `current` is being said, `selected` has the keys."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty, and without the keyboard."""
        super().__init__(parent)
        self._lines: tuple[Line, ...] = ()
        self._head = ""
        self._tops: list[float] = []
        self._laid = (-1.0, 0)
        self._scroll = 0.0
        self.current: int | None = None
        self.selected = 0
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Words of the medium"))
        self.hide()

    def set_lines(self, head: str, lines: Sequence[Line], *, stay: bool = False) -> None:
        """Show these; `stay` where they are the same ones and more is known of them."""
        self._head, self._lines = head, tuple(lines)
        self._laid = (-1.0, 0)
        if not stay:
            self.current, self.selected, self._scroll = None, 0, 0.0
        self.setAccessibleDescription(self.shown_text())
        self.update()

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is shown."""
        return self._lines

    def set_current(self, number: int | None) -> None:
        """That line is being said; it comes into sight."""
        if number != self.current:
            self.current = number
            if number is not None:
                self.selected = number
                self._show(number)
            self.update()

    def select(self, by: int) -> None:
        """The line before, or the next one."""
        if self._lines:
            self.selected = max(0, min(len(self._lines) - 1, self.selected + by))
            self._show(self.selected)
            self.update()

    def wanted(self, width: float) -> float:
        """How high it would be with every line in sight."""
        return self._lay_out(width) + HEAD + PAD

    def shown_text(self) -> str:
        """Every word on it."""
        if not self._lines:
            return ""
        said = [self._head]
        for line in self._lines:
            said += [self._told(line), plain.visible(line.text), self._right(line)[0]]
        return "\n".join(part for part in said if part)

    # Places

    def _columns(self, width: float) -> tuple[float, float]:
        left = TIME if any(line.t0 is not None for line in self._lines) else 0.0
        single = all(line.same for line in self._lines)
        room = width - left - 2 * PAD
        return left, room if single else (room - GAP) / 2

    def _lay_out(self, width: float) -> float:
        key = (width, id(self._lines))
        if self._laid != key:
            self._laid = key
            self._tops = [0.0]
            _left, wide = self._columns(width)
            for line in self._lines:
                high = self._height(line.text, line.language, wide)
                words, language = self._right(line)
                if not line.same:
                    high = max(high, self._height(words, language, wide))
                if line.speaker:
                    high += 15
                self._tops.append(self._tops[-1] + max(20.0, high) + 2 * PAD)
        return self._tops[-1]

    def _height(self, text: str, language: str, wide: float) -> float:
        return laid_out(text, language, wide).boundingRect().height()

    def _at(self, y: float) -> int | None:
        self._lay_out(self.width())
        y += self._scroll - HEAD
        for number in range(len(self._lines)):
            if self._tops[number] <= y < self._tops[number + 1]:
                return number
        return None

    def _show(self, number: int) -> None:
        self._lay_out(self.width())
        room = self.height() - HEAD
        top, low = self._tops[number], self._tops[number + 1]
        self._scroll_to(min(top, max(self._scroll, low - room)))

    def _scroll_to(self, y: float) -> None:
        most = max(0.0, self._lay_out(self.width()) - (self.height() - HEAD))
        self._scroll = max(0.0, min(most, y))
        self.update()

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a line."""
        number = self._at(event.position().y())
        if number is not None and event.position().y() >= HEAD:
            self.selected = number
            self.update()
            self.chosen.emit(number)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll."""
        self._scroll_to(self._scroll - event.angleDelta().y() / 3)
        event.accept()

    # Paint

    def paintEvent(self, event: QPaintEvent) -> None:
        """A head, then what of the lines is in sight."""
        held, painter = theme.colours(), QPainter(self)
        painter.fillRect(self.rect(), QColor(held.page))
        self._lay_out(self.width())
        painter.setClipRect(QRectF(0, HEAD, self.width(), self.height() - HEAD))
        for number, line in enumerate(self._lines):
            top = HEAD + self._tops[number] - self._scroll
            high = self._tops[number + 1] - self._tops[number]
            if top + high > HEAD and top < self.height():
                self._line(painter, number, line, QRectF(0, top, self.width(), high))
        painter.setClipping(False)
        room, total = self.height() - HEAD, self._tops[-1]
        if total > room:
            # There is more than is in sight: where one is in it.
            bar = QRectF(
                self.width() - 5, HEAD + self._scroll / total * room, 3, room * room / total
            )
            painter.fillRect(bar, QColor(held.quiet))
        put(painter, QRectF(PAD, 2, self.width() - 2 * PAD, 16), self._head, -1.0, held.quiet)
        painter.setPen(QColor(held.line))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _line(self, painter: QPainter, number: int, line: Line, box: QRectF) -> None:
        held = theme.colours()
        if number == self.current:
            painter.fillRect(box, QColor(held.selected))
            painter.fillRect(QRectF(0, box.top(), 3, box.height()), QColor(held.accent))
        elif number == self.selected and len(self._lines) > 1:
            painter.fillRect(box, QColor(held.tint))
        left, wide = self._columns(self.width())
        inner = box.adjusted(PAD, PAD, -PAD, -PAD)
        if left:
            stamp = "" if line.t0 is None else clock(line.t0)
            put(painter, QRectF(inner.left() + 3, inner.top(), left, 16), stamp, -1.0, held.quiet)
        x = inner.left() + left
        if line.speaker:
            name = QRectF(x, inner.top(), wide, 14)
            put(painter, name, plain.visible(line.speaker), -1.5, held.quiet)
            inner.setTop(inner.top() + 15)
        first = QRectF(x, inner.top(), wide, inner.height())
        self._words(painter, first, line.text, line.language, held.text)
        if not line.same:
            words, language = self._right(line)
            colour = held.text if line.other is not None else held.quiet
            self._words(painter, first.translated(wide + GAP, 0), words, language, colour)

    def _words(self, painter: QPainter, box: QRectF, text: str, language: str, colour: str) -> None:
        painter.setPen(QColor(colour))
        laid_out(text, language, box.width()).draw(painter, box.topLeft())

    def _told(self, line: Line) -> str:
        stamp = "" if line.t0 is None else clock(line.t0)
        return " ".join(part for part in (stamp, plain.visible(line.speaker)) if part)

    def _right(self, line: Line) -> tuple[str, str]:
        if line.other is not None:
            return line.other, line.target
        if line.same:
            return "", line.target
        return (self.tr("no package") if line.none else self.tr("coming …")), "en"


def laid_out(text: str, language: str, wide: float) -> QTextLayout:
    """A text in its own script and direction, broken between words where there are any."""
    layout = QTextLayout(plain.visible(plain.shortened(text, LONGEST)))
    layout.setFont(theme.content_font(language))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    if theme.runs_right_to_left(text, language):
        option.setTextDirection(Qt.LayoutDirection.RightToLeft)
        option.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)
    layout.setTextOption(option)
    layout.beginLayout()
    high = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(wide)
        line.setPosition(QPointF(0, high))
        high += line.height()
    layout.endLayout()
    return layout
