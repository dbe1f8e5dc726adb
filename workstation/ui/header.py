"""The line over everything: batch, progress, languages, active time, what has not been sent."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from workstation.store.tasks import Progress
from workstation.ui import theme
from workstation.ui.plain import visible
from workstation.ui.terms import clock

HEIGHT = 30
PAD = 12
BAR = 120


class Header(QWidget):
    """One painted line; a click on the title chooses a batch."""

    title_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Blank until told."""
        super().__init__(parent)
        self._title = ""
        self._blind = False
        self._submitted = False
        self._progress: Progress | None = None
        self._pair = ""
        self._active_ms = 0
        self._idle = False
        self._sent = ""
        self._ahead = ""
        self.setFixedHeight(HEIGHT)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Batch"))

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(900, HEIGHT)

    def set_batch(self, title: str, *, blind: bool, submitted: bool = False) -> None:
        """Which batch is open; one that has been handed in takes no more answers."""
        self._submitted = submitted
        self._title, self._blind = title, blind
        self._describe()

    def set_progress(self, progress: Progress) -> None:
        """How it stands."""
        self._progress = progress
        self._describe()

    def set_pair(self, words: str) -> None:
        """From which language into which."""
        if words != self._pair:
            self._pair = words
            self._describe()

    def set_active(self, milliseconds: int, *, idle: bool) -> None:
        """Active time on the case; marked where an idle gap was capped."""
        if milliseconds // 1000 != self._active_ms // 1000 or idle != self._idle:
            self._active_ms, self._idle = milliseconds, idle
            self.update()

    def set_sent(self, words: str) -> None:
        """What has not been sent."""
        if words != self._sent:
            self._sent = words
            self._describe()

    def set_ahead(self, words: str) -> None:
        """How far translation is."""
        if words != self._ahead:
            self._ahead = words
            self._describe()

    def shown_text(self) -> str:
        """Every word on it."""
        return "  ".join([self._title, self._counts(), self._pair, self._ahead, self._sent])

    def _describe(self) -> None:
        self.setAccessibleDescription(self.shown_text())
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The title opens the list of batches."""
        if event.position().x() < self.width() / 3:
            self.title_clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Title left, status right."""
        held = theme.colours()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(held.window))
        right = self._paint_right(painter)
        painter.setFont(theme.ui_font(0, bold=True))
        painter.setPen(QColor(held.text))
        metrics = QFontMetricsF(painter.font())
        room = max(60.0, right - PAD - BAR - 150)
        title = metrics.elidedText(visible(self._title), Qt.TextElideMode.ElideRight, room)
        x = float(PAD)
        painter.drawText(QRectF(x, 0, room, HEIGHT), Qt.AlignmentFlag.AlignVCenter, title)
        x += metrics.horizontalAdvance(title) + 16
        if self._progress is not None and self._progress.total:
            self._paint_progress(painter, x)
        painter.setPen(QColor(held.line))
        painter.drawLine(0, HEIGHT - 1, self.width(), HEIGHT - 1)

    def _paint_progress(self, painter: QPainter, x: float) -> None:
        held, progress = theme.colours(), self._progress
        assert progress is not None
        painter.setFont(theme.ui_font(-0.5))
        painter.setPen(QColor(held.quiet))
        counts = self._counts()
        width = QFontMetricsF(painter.font()).horizontalAdvance(counts)
        painter.drawText(QRectF(x, 0, width + 2, HEIGHT), Qt.AlignmentFlag.AlignVCenter, counts)
        x += width + 10
        track = QRectF(x, HEIGHT / 2 - 3, BAR, 6)
        painter.fillRect(track, QColor(held.line))
        done = BAR * (progress.decided + progress.cannot + progress.sealed) / progress.total
        painter.fillRect(QRectF(x, HEIGHT / 2 - 3, done, 6), QColor(held.accent))

    def _paint_right(self, painter: QPainter) -> float:
        held = theme.colours()
        painter.setFont(theme.ui_font(-0.5))
        metrics = QFontMetricsF(painter.font())
        idle = self.tr(", idle capped") if self._idle else ""
        active = self.tr("{time} active{idle}").format(time=clock(self._active_ms), idle=idle)
        x = float(self.width() - PAD)
        for words, quiet in (
            (self._sent, False),
            (active, True),
            (self._pair, True),
            (self._ahead, True),
        ):
            if not words:
                continue
            width = metrics.horizontalAdvance(words)
            x -= width
            painter.setPen(QColor(held.quiet if quiet else held.text))
            painter.drawText(QRectF(x, 0, width + 2, HEIGHT), Qt.AlignmentFlag.AlignVCenter, words)
            x -= 20
        return x

    def _counts(self) -> str:
        if self._progress is None:
            return ""
        done = self._progress.decided + self._progress.cannot + self._progress.sealed
        told = f"{done}/{self._progress.total}"
        if self._blind:
            told = f"{told} · {self.tr('blind')}"
        return f"{told} · {self.tr('submitted')}" if self._submitted else told
