"""The strip over the bar: what an owner answered to this case, while it is to be judged again."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from workstation.review.view import CaseView
from workstation.ui import theme
from workstation.ui.plain import isolate, tip, visible
from workstation.ui.terms import minute, term

ROW = 26
PAD = 10


class CameBackStrip(QWidget):
    """Absent on a case that nobody answered."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Nothing came back yet."""
        super().__init__(parent)
        self._head = self._words = ""
        self.setFixedHeight(ROW)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.hide()

    def show_case(self, view: CaseView | None) -> None:
        """The answer of this case, if there is one."""
        back = view.came_back if view else None
        self._head = self._words = ""
        if back is not None:
            self._head = self.tr("↩ {person} answers ({why}), {when}:").format(
                person=isolate(back.person), why=term(f"cannot.{back.reason}"), when=minute(back.at)
            )
            self._words = back.words or self.tr("the words have not come yet")
        self.setToolTip(tip(self._words))
        self.setAccessibleName(f"{self._head} {self._words}".strip())
        self.setVisible(back is not None)
        self.update()

    def shown_text(self) -> str:
        """Every word on it."""
        return f"{self._head} {self._words}".strip()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Who answers, and what, on one line; the tip has all of it."""
        held = theme.colours()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(held.window))
        painter.fillRect(QRectF(0, 0, 3, self.height()), QColor(held.accent))
        painter.setPen(QColor(held.line))
        painter.drawLine(0, 0, self.width(), 0)
        line = QRectF(PAD, 0, self.width() - 2 * PAD, self.height())
        side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setFont(theme.ui_font(-0.5))
        metrics = QFontMetricsF(painter.font())
        painter.setPen(QColor(held.quiet))
        painter.drawText(line, side, self._head)
        used = metrics.horizontalAdvance(self._head) + 8
        painter.setFont(theme.ui_font(0, bold=True))
        painter.setPen(QColor(held.text))
        words = QFontMetricsF(painter.font()).elidedText(
            visible(self._words).replace("\u2028", " "),
            Qt.TextElideMode.ElideRight,
            max(0.0, line.width() - used),
        )
        painter.drawText(line.adjusted(used, 0, 0, 0), side, words)
