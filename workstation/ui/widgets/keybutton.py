"""A flat button with its key printed on it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from workstation.ui import theme
from workstation.ui.plain import visible

_PAD = 8.0


class KeyButton(QAbstractButton):
    """Shows `[key] word`; a chosen one is ticked and framed, a disabled one greyed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Blank until `set_choice`."""
        super().__init__(parent)
        self._key = ""
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def key(self) -> str:
        """The key that it stands for."""
        return self._key

    def set_choice(
        self, key: str, word: str, *, enabled: bool = True, chosen: bool = False
    ) -> None:
        """Show a choice; `word` may be case data and is shown as it is."""
        if (key, word, enabled, chosen) == (
            self._key,
            self.text(),
            self.isEnabled(),
            self.isChecked(),
        ):
            return
        self._key = key
        self.setText(word)
        self.setCheckable(True)
        self.setChecked(chosen)
        self.setEnabled(enabled)
        self.setAccessibleName(f"{word} ({key})")
        self.update()

    def nextCheckState(self) -> None:
        """The owner decides what is chosen, not the click."""

    def natural_width(self) -> float:
        """The width it needs."""
        return self._key_width() + self._word_width() + 3 * _PAD + (14 if self.isChecked() else 0)

    def sizeHint(self) -> QSize:
        """Its natural size."""
        return QSize(round(self.natural_width()), theme.px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Key cap, word, tick."""
        held = theme.colours()
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        enabled = self.isEnabled()
        lit = enabled and (self.underMouse() or self.isDown())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(held.accent if self.isChecked() or lit else held.line), 1))
        painter.setBrush(QColor(held.tint if self.isChecked() else held.raised))
        painter.drawRoundedRect(box, 4, 4)
        cap = QRectF(4, 4, self._key_width() + _PAD, self.height() - 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(held.accent if enabled else held.line))
        painter.drawRoundedRect(cap, 3, 3)
        painter.setFont(theme.ui_font(-0.5, bold=True))
        painter.setPen(QColor(held.on_accent if enabled else held.quiet))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self._key)
        painter.setFont(theme.ui_font())
        painter.setPen(QColor(held.text if enabled else held.quiet))
        left = cap.right() + _PAD * 0.75
        room = self.width() - left - _PAD * 0.5
        word = visible(self.text())
        if self.isChecked():
            word = f"✓ {word}"
        painter.drawText(
            QRectF(left, 0, room, self.height()),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            QFontMetricsF(painter.font()).elidedText(word, Qt.TextElideMode.ElideRight, room),
        )

    def _key_width(self) -> float:
        metrics = QFontMetricsF(theme.ui_font(-0.5, bold=True))
        return max(10.0, metrics.horizontalAdvance(self._key))

    def _word_width(self) -> float:
        return QFontMetricsF(theme.ui_font()).horizontalAdvance(visible(self.text()))
