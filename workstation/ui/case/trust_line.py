"""A quiet line under the text: how far the translation of the sentence under the caret can be
trusted, and why not."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from workstation.language.ahead.known import Known
from workstation.ui import theme
from workstation.ui.case.grid_words import hidden_words
from workstation.ui.case.layout import MARGIN, LaidOut, Row
from workstation.ui.case.trust_words import (
    NOTHING_KNOWN,
    UNSURE,
    confidence_words,
    lost_words,
    reasons,
)
from workstation.ui.own_keys import say
from workstation.ui.widgets.canvas import Canvas

HEIGHT = 22
_BETWEEN = "  ·  "
# A tool for readers would spell the isolates of our own sentences.
_NO_ISOLATES = {0x2068: None, 0x2069: None}


class Told(Struct, frozen=True):
    """What it says: every reason, those that are shown, what follows them, how many rows. What was
    `lost` stands in the row, where that has room for it: it is told, not shown."""

    full: str = ""
    doubt: str = ""
    words: str = ""
    lost: str = ""
    count: str = ""


class TrustLine(QWidget):
    """Fixed in height, also where there is nothing to say: nothing moves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Blank until `show_row`."""
        super().__init__(parent)
        self._told = Told()
        self._canvas = Canvas(self, "page")
        self.rescale()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Translation of the sentence"))

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(700, theme.px(HEIGHT))

    def rescale(self) -> None:
        """The interface has another size."""
        self.setFixedHeight(theme.px(HEIGHT))

    def show_row(self, row: Row | None, laid: LaidOut | None, known: Known = NOTHING_KNOWN) -> None:
        """Tell of the row under the caret, and how many of the case are doubtful."""
        told = self._told_of(row, laid, known)
        if told != self._told:
            self._told = told
            self.setAccessibleDescription(self.shown_text().translate(_NO_ISOLATES))
            self.update()

    def prepare(self, laid: LaidOut) -> None:
        """Paint the line of a case's first row ahead, for when the case comes."""
        told = self._told_of(laid.rows[0] if laid.rows else None, laid, NOTHING_KNOWN)
        box = QRectF(self.rect())
        self._canvas.prepare(told, box, lambda painter: self._paint(painter, told))

    def _told_of(self, row: Row | None, laid: LaidOut | None, known: Known) -> Told:
        made = row.made if row else None
        full = reasons(made, known) if made else []
        short = [
            reason
            for mark, reason in zip(made.marks if made else (), full, strict=True)
            if mark != UNSURE  # the figure beside it tells the same
        ]
        words = [confidence_words(made, known)] if made else []
        words.append(hidden_words(row) if row else "")
        lost = lost_words(row.lost) if row else ""
        if row and row.clipped:
            words.append(lost)
            lost = ""
        number = sum(bool(one.marks) for one in laid.rows) if laid else 0
        return Told(
            ", ".join(full),
            ", ".join(short or full),
            _BETWEEN.join(line for line in words if line),
            lost,
            self.tr("{n} doubtful").format(n=number) if number else "",
        )

    def lines(self) -> list[str]:
        """What it says, each a line: for where it had to be cut here."""
        told = self.tr("Doubtful: {reasons}").format(reasons=self._told.full)
        doubt = told if self._told.full else ""
        return [
            line for line in (doubt, *self._told.words.split(_BETWEEN), self._told.lost) if line
        ]

    def shown_text(self) -> str:
        """Every word on it."""
        return _BETWEEN.join(line for line in (*self.lines(), self._told.count) if line)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The doubt first, in its colour; how many there are at the right."""
        told, box = self._told, QRectF(self.rect())
        self._canvas.draw(
            QPainter(self), told, box, lambda painter: self._paint(painter, told), keep=False
        )

    def _paint(self, painter: QPainter, told: Told) -> None:
        held = theme.colours()
        painter.fillRect(self.rect(), QColor(held.page))
        painter.setPen(QColor(held.line))
        painter.drawLine(0, 0, self.width(), 0)
        painter.setFont(theme.ui_font(-1.0))
        metrics = QFontMetricsF(painter.font())
        box = QRectF(self.rect()).adjusted(MARGIN, 1, -MARGIN, 0)
        aside = told.count
        words = _BETWEEN.join(line for line in ("?", told.doubt, told.words) if line)
        if metrics.horizontalAdvance(words + aside) + 2 * MARGIN > box.width():
            aside = _BETWEEN.join(line for line in (aside, say("Ctrl+I")) if line)
        painter.setPen(QColor(held.quiet))
        middle, cut = Qt.AlignmentFlag.AlignVCenter, Qt.TextElideMode.ElideRight
        painter.drawText(box, middle | Qt.AlignmentFlag.AlignRight, aside)
        if aside:
            box.setRight(box.right() - metrics.horizontalAdvance(aside) - 2 * MARGIN)
        rest = told.words
        if told.doubt:
            painter.setPen(QColor(held.doubt))
            first = metrics.elidedText(f"?  {told.doubt}", cut, box.width())
            painter.drawText(box, middle, first)
            box.setLeft(box.left() + metrics.horizontalAdvance(first))
            painter.setPen(QColor(held.quiet))
            rest = f"{_BETWEEN}{rest}" if rest else ""
        if box.width() > 2 * MARGIN:
            painter.drawText(box, middle, metrics.elidedText(rest, cut, box.width()))
