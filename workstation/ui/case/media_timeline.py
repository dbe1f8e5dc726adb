"""The line under a video, a sound or an animation: where it stands, what is marked and pinned."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QWidget

from workstation.ui import theme
from workstation.ui.case.strokes import put
from workstation.ui.terms import clock

HEIGHT = 44
LEFT, RIGHT = 34.0, 10.0


class Times(Struct, frozen=True):
    """What the line shows; times in milliseconds. `number` of `frames` where it is an animation."""

    at: int = 0
    duration: int = 0
    playing: bool = False
    begin: int | None = None
    end: int | None = None
    pinned: tuple[tuple[int, int], ...] = ()
    lines: tuple[int, ...] = ()
    number: int = 0
    frames: int = 0
    words: str = ""


class Timeline(QWidget):
    """Painted; a click on the line goes there, a click on the sign plays or stops."""

    sought = Signal(int)
    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty, and without the keyboard."""
        super().__init__(parent)
        self._times = Times()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Position"))
        self.hide()

    def set_times(self, times: Times) -> None:
        """Show that."""
        if times != self._times:
            self._times = times
            self.setAccessibleDescription(self.shown_text())
            self.update()

    def shown_text(self) -> str:
        """Every word on it."""
        return " · ".join(part for part in (self._standing(), self._times.words) if part)

    def _standing(self) -> str:
        times = self._times
        if times.frames:
            return self.tr("picture {n} of {total} · {at}").format(
                n=times.number + 1, total=times.frames, at=exact(times.at)
            )
        standing = f"{exact(times.at)} / {clock(times.duration)}"
        if times.begin is not None or times.end is not None:
            begin = "…" if times.begin is None else exact(times.begin)
            end = "…" if times.end is None else exact(times.end)
            return self.tr("{standing} · span {begin} – {end}").format(
                standing=standing, begin=begin, end=end
            )
        return standing

    def line_box(self) -> QRectF:
        """Where the line stands."""
        return QRectF(LEFT, 8, self.width() - LEFT - RIGHT, 10)

    def x_of(self, ms: int) -> float:
        """Where a time stands on the line."""
        box, times = self.line_box(), self._times
        if times.frames:
            return box.left() + box.width() * times.number / max(1, times.frames - 1)
        share = ms / times.duration if times.duration else 0.0
        return box.left() + box.width() * max(0.0, min(1.0, share))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there, or play."""
        if event.position().x() < LEFT - 6:
            self.pressed.emit()
        else:
            self._seek(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag along the line."""
        if event.buttons() & Qt.MouseButton.LeftButton and event.position().x() >= LEFT - 6:
            self._seek(event.position().x())

    def _seek(self, x: float) -> None:
        box, times = self.line_box(), self._times
        share = max(0.0, min(1.0, (x - box.left()) / max(1.0, box.width())))
        if times.frames:
            self.sought.emit(round(share * (times.frames - 1)))
        elif times.duration:
            self.sought.emit(round(share * times.duration))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sign, the line with its marks, the words."""
        held, times, painter = theme.colours(), self._times, QPainter(self)
        painter.fillRect(self.rect(), QColor(held.window))
        self._sign(painter, held.accent)
        box = self.line_box()
        middle = box.center().y()
        painter.fillRect(QRectF(box.left(), middle - 2, box.width(), 4), QColor(held.line))
        passed = self.x_of(times.at) - box.left()
        painter.fillRect(QRectF(box.left(), middle - 2, passed, 4), QColor(held.accent))
        for start in times.lines:
            painter.fillRect(QRectF(self.x_of(start), middle + 3, 1, 4), QColor(held.quiet))
        for t0, t1 in times.pinned:
            wide = max(3.0, self.x_of(t1) - self.x_of(t0))
            pin = QRectF(self.x_of(t0), middle - 6, wide, 12)
            painter.fillRect(pin, QColor(held.evidence))
            painter.setPen(QColor(held.doubt))
            painter.drawRect(pin)
        for mark, corner in ((times.begin, 4.0), (times.end, -4.0)):
            if mark is not None:
                x = self.x_of(mark)
                painter.fillRect(QRectF(x - 1, middle - 8, 2, 16), QColor(held.text))
                low, high = min(x, x + corner), max(x, x + corner)
                for y in (middle - 8, middle + 6):
                    painter.fillRect(QRectF(low, y, high - low, 2), QColor(held.text))
        painter.fillRect(QRectF(self.x_of(times.at) - 2, middle - 6, 4, 12), QColor(held.text))
        words = QRectF(LEFT, 22, box.width(), 18)
        taken = put(painter, words, self._standing(), 0.0, held.text)
        words.setLeft(taken.right() + 14)
        put(painter, words, times.words, -1.0, held.quiet)
        painter.end()

    def _sign(self, painter: QPainter, colour: str) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        if self._times.playing:
            painter.drawRect(QRectF(9, 6, 4, 14))
            painter.drawRect(QRectF(16, 6, 4, 14))
        else:
            painter.drawPolygon(QPolygonF([QPointF(9, 5), QPointF(21, 13), QPointF(9, 21)]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def exact(milliseconds: int) -> str:
    """A time to the hundredth: `00:42.16`."""
    return f"{clock(milliseconds)}.{milliseconds % 1000 // 10:02}"
