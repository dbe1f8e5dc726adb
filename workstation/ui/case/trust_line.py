"""A quiet line under the text: how far the translation of the sentence under the caret can be
trusted, and why not."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from workstation.language.known import Known
from workstation.ui import theme
from workstation.ui.case.grid_words import hidden_words
from workstation.ui.case.layout import MARGIN, LaidOut, Row
from workstation.ui.case.trust_words import NOTHING_KNOWN, confidence_words, lost_words, reasons
from workstation.ui.own_keys import say

HEIGHT = 22
_BETWEEN = "  ·  "
# A tool for readers would spell the isolates of our own sentences.
_NO_ISOLATES = {0x2068: None, 0x2069: None}


class TrustLine(QWidget):
    """Fixed in height, also where there is nothing to say: nothing moves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Blank until `show_row`."""
        super().__init__(parent)
        self._doubt = ""
        self._words = ""
        self._count = ""
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
        made = row.made if row else None
        doubt = ", ".join(reasons(made, known)) if made else ""
        # What was lost stands in the row already.
        told = [confidence_words(made, known)] if made else []
        told += [hidden_words(row), lost_words(row.lost)] if row else []
        number = sum(bool(one.marks) for one in laid.rows) if laid else 0
        count = self.tr("{n} doubtful").format(n=number) if number else ""
        words = _BETWEEN.join(line for line in told if line)
        if (doubt, words, count) != (self._doubt, self._words, self._count):
            self._doubt, self._words, self._count = doubt, words, count
            self.setAccessibleDescription(self.shown_text().translate(_NO_ISOLATES))
            self.update()

    def lines(self) -> list[str]:
        """What it says, each a line: for where it had to be cut here."""
        doubt = self.tr("Doubtful: {reasons}").format(reasons=self._doubt) if self._doubt else ""
        return [line for line in (doubt, *self._words.split(_BETWEEN)) if line]

    def shown_text(self) -> str:
        """Every word on it."""
        return _BETWEEN.join(line for line in (*self.lines(), self._count) if line)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The doubt first, in its colour; how many there are at the right."""
        held, painter = theme.colours(), QPainter(self)
        painter.fillRect(self.rect(), QColor(held.page))
        painter.setPen(QColor(held.line))
        painter.drawLine(0, 0, self.width(), 0)
        painter.setFont(theme.ui_font(-1.0))
        metrics = QFontMetricsF(painter.font())
        box = QRectF(self.rect()).adjusted(MARGIN, 1, -MARGIN, 0)
        aside = self._count
        words = _BETWEEN.join(line for line in ("?", self._doubt, self._words) if line)
        if metrics.horizontalAdvance(words + aside) + 2 * MARGIN > box.width():
            aside = _BETWEEN.join(line for line in (aside, say("Ctrl+I")) if line)
        painter.setPen(QColor(held.quiet))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, middle | Qt.AlignmentFlag.AlignRight, aside)
        if aside:
            box.setRight(box.right() - metrics.horizontalAdvance(aside) - 2 * MARGIN)
        if self._doubt:
            painter.setPen(QColor(held.doubt))
            first = f"?  {self._doubt}"
            first = metrics.elidedText(first, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(box, middle, first)
            box.setLeft(box.left() + metrics.horizontalAdvance(first))
            painter.setPen(QColor(held.quiet))
        rest = f"{_BETWEEN}{self._words}" if self._doubt and self._words else self._words
        if box.width() > 2 * MARGIN:
            painter.drawText(
                box, middle, metrics.elidedText(rest, Qt.TextElideMode.ElideRight, box.width())
            )
