"""The line over everything: batch, progress, languages, active time, what has not been sent."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QToolTip, QWidget

from workstation.domain.batch import BatchKind
from workstation.domain.gold import Score
from workstation.review.progress import Stand
from workstation.store.tasks import Progress
from workstation.ui import theme
from workstation.ui.plain import visible
from workstation.ui.terms import clock, score_words, term

HEIGHT, PAD, BAR = 30, 12, 120
MENU = 34  # the width of its button


class Header(QWidget):
    """One painted line; a click on the title chooses a batch."""

    title_clicked = Signal()
    menu_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Blank until told."""
        super().__init__(parent)
        self._title = ""
        self._blind = False
        self._submitted = False
        self._kind = ""
        self._progress: Progress | None = None
        self._score: Score | None = None
        self._pair = ""
        self._active_ms = 0
        self._idle = False
        self._sent = ""
        self._came_back = ""
        self._ahead = ""
        self._sent_from = 0.0
        self.menu_button = MenuButton(self)
        self.menu_button.clicked.connect(self.menu_clicked)
        self.rescale()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Batch"))

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(900, theme.px(HEIGHT))

    def rescale(self) -> None:
        """The interface has another size."""
        self.setFixedHeight(theme.px(HEIGHT))
        self.menu_button.setGeometry(0, 0, theme.px(MENU), theme.px(HEIGHT) - 1)

    def set_batch(
        self, title: str, *, blind: bool, submitted: bool = False, kind: str = ""
    ) -> None:
        """Which batch is open; one that has been handed in takes no more answers."""
        self._submitted = submitted
        self._title, self._blind, self._kind = title, blind, kind
        self._describe()

    def set_stand(self, stand: Stand) -> None:
        """How it stands."""
        self._progress, self._score = stand.progress, stand.score
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

    def set_came_back(self, words: str) -> None:
        """What of one's own wants a look."""
        if words != self._came_back:
            self._came_back = words
            self._describe()

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

    def event(self, event: QEvent) -> bool:
        """Over what waits to be sent: what is counted there."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            words = self.tr(
                "Acts are everything recorded: verdicts, notes, flags, skips, what was taken back. "
                "The minutes are the age of the oldest."
            )
            over = bool(self._sent) and event.pos().x() >= self._sent_from
            QToolTip.showText(event.globalPos(), words if over else "", self)
            return True
        return super().event(event)

    def shown_text(self) -> str:
        """Every word on it."""
        told = [self._title, self._counts(), self._pair, self._ahead, self._sent, self._came_back]
        return "  ".join(told)

    def _describe(self) -> None:
        self.setAccessibleDescription(self.shown_text())
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The title opens the list of batches."""
        if event.position().x() < self.width() / 3 and event.position().x() > theme.px(MENU):
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
        left = theme.px(MENU) + 4
        counts = QFontMetricsF(theme.ui_font(-0.5)).horizontalAdvance(self._counts())
        room = max(float(theme.px(60)), right - left - theme.px(BAR) - 26 - counts)
        title = metrics.elidedText(visible(self._title), Qt.TextElideMode.ElideRight, room)
        x = float(left)
        painter.drawText(QRectF(x, 0, room, self.height()), Qt.AlignmentFlag.AlignVCenter, title)
        x += metrics.horizontalAdvance(title) + 16
        if self._progress is not None and self._progress.total:
            self._paint_progress(painter, x)
        painter.setPen(QColor(held.line))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)

    def _paint_progress(self, painter: QPainter, x: float) -> None:
        held, progress, high = theme.colours(), self._progress, self.height()
        assert progress is not None
        painter.setFont(theme.ui_font(-0.5))
        painter.setPen(QColor(held.quiet))
        counts = self._counts()
        width = QFontMetricsF(painter.font()).horizontalAdvance(counts)
        painter.drawText(QRectF(x, 0, width + 2, high), Qt.AlignmentFlag.AlignVCenter, counts)
        x += width + 10
        long = theme.px(BAR)
        track = QRectF(x, high / 2 - 3, long, 6)
        painter.fillRect(track, QColor(held.line))
        done = long * (progress.decided + progress.cannot + progress.sealed) / progress.total
        painter.fillRect(QRectF(x, high / 2 - 3, done, 6), QColor(held.accent))

    def _paint_right(self, painter: QPainter) -> float:
        held = theme.colours()
        painter.setFont(theme.ui_font(-0.5))
        metrics = QFontMetricsF(painter.font())
        idle = self.tr(", idle capped") if self._idle else ""
        active = self.tr("{time} active{idle}").format(time=clock(self._active_ms), idle=idle)
        x = float(self.width() - PAD)
        for words, quiet in (
            (self._sent, False),
            (self._came_back, False),
            (active, True),
            (self._pair, True),
            (self._ahead, True),
        ):
            if words == self._ahead:
                words = self._fitting(words, x, metrics)
            if not words:
                continue
            width = metrics.horizontalAdvance(words)
            x -= width
            if words == self._sent:
                self._sent_from = x
            painter.setPen(QColor(held.quiet if quiet else held.text))
            box = QRectF(x, 0, width + 2, self.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)
            x -= 20
        return x

    def _fitting(self, words: str, right: float, metrics: QFontMetricsF) -> str:
        """How far translation is, in as many words as there is room for beside what stands left."""
        least = theme.px(MENU + 60 + BAR) + 4 + 26 + metrics.horizontalAdvance(self._counts())
        for told in (words, words.partition(" · ")[0]):
            if right - metrics.horizontalAdvance(told) > least + 20:
                return told
        return ""

    def _counts(self) -> str:
        if self._progress is None:
            return ""
        done = self._progress.decided + self._progress.cannot + self._progress.sealed
        told = f"{done}/{self._progress.total}"
        if self._kind not in ("", BatchKind.QA):
            told = f"{told} · {term(f'kind.{self._kind}')}"
        if self._blind:
            told = f"{told} · {self.tr('blind')}"
        if self._score is not None:
            told = f"{told} · {score_words(self._score)}"
        return f"{told} · {self.tr('submitted')}" if self._submitted else told


class MenuButton(QAbstractButton):
    """Three lines: the menu."""

    def __init__(self, parent: QWidget) -> None:
        """Takes no keyboard: Alt+M opens the menu."""
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.tr("Menu"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Darker where it is pressed."""
        held = theme.colours()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(held.raised if self.underMouse() else held.window))
        wide, middle = theme.px(14), self.height() / 2
        left = (self.width() - wide) / 2
        for by in (-theme.px(5), 0, theme.px(5)):
            painter.fillRect(QRectF(left, middle + by - 0.8, wide, 1.6), QColor(held.quiet))
