"""Every key on one sheet, made from the table of actions."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from workstation.ui import theme
from workstation.ui.case.policy_index import key_cap, put
from workstation.ui.dialogs.panel import Panel, key_button

ROW, HEAD, GAP = 22.0, 28.0, 12.0
COLUMN = 380
KEYS = 112.0


class KeySheet(Panel):
    """Shows (group, keys, words); several keys of one action are separated by blanks."""

    def __init__(
        self, entries: Iterable[tuple[str, str, str]], parent: QWidget | None = None
    ) -> None:
        """Groups come in the order in which they are first named."""
        super().__init__("", parent)
        title = self.tr("Keys")
        self.head.setText(title)
        self.setAccessibleName(title)
        self.table = KeyTable(tuple(entries), self)
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.viewport().setAutoFillBackground(False)
        self.table.setAutoFillBackground(False)
        area.setWidget(self.table)
        self.column.addWidget(area, 1)
        leave = key_button("Esc", self.tr("Close"), self)
        leave.clicked.connect(self.left)
        self.add_keys(leave)

    def accept(self) -> None:
        """Enter closes it too."""
        self.left.emit()

    def shown_text(self) -> str:
        """Every key and word."""
        return "\n".join([super().shown_text(), self.table.shown_text()])


class KeyTable(QWidget):
    """The painted sheet: as many columns as there is room for."""

    def __init__(
        self, entries: tuple[tuple[str, str, str], ...], parent: QWidget | None = None
    ) -> None:
        """Entries do not change."""
        super().__init__(parent)
        self._groups: dict[str, list[tuple[str, str]]] = {}
        for group, keys, words in entries:
            self._groups.setdefault(group, []).append((keys, words))
        self.setAccessibleName(self.tr("Keys"))
        self.setAccessibleDescription(self.shown_text())
        self._place(COLUMN)

    def shown_text(self) -> str:
        """Every key and word."""
        lines = []
        for group, rows in self._groups.items():
            lines.append(group)
            lines += [f"{keys}  {words}" for keys, words in rows]
        return "\n".join(lines)

    def sizeHint(self) -> QSize:
        """As high as its longest column."""
        return QSize(COLUMN, self._high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns follow the width."""
        self._place(self.width())

    def _place(self, width: int) -> None:
        # Groups may be cut: a row at a time from one column into the next.
        lines: list[tuple[str, str, str]] = []
        for group, rows in self._groups.items():
            lines.append((group, "", ""))
            lines += [("", keys, words) for keys, words in rows]
        columns = max(1, width // COLUMN)
        whole = sum(HEAD if group else ROW for group, _, _ in lines)
        limit = whole / columns + HEAD
        self._placed: list[tuple[QRectF, tuple[str, str, str]]] = []
        wide = (width - (columns - 1) * 2 * GAP) / columns
        column, top, high = 0, 0.0, 0.0
        for number, line in enumerate(lines):
            tall = HEAD if line[0] else ROW
            # A heading takes at least its first row along.
            need = tall + (ROW if line[0] and number + 1 < len(lines) else 0)
            if top + need > limit and column < columns - 1:
                column, top = column + 1, 0.0
            self._placed.append((QRectF(column * (wide + 2 * GAP), top, wide, tall), line))
            top += tall
            high = max(high, top)
        self._high = int(high + 4)
        self.setMinimumHeight(self._high)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Headings, keys, words."""
        held, painter = theme.colours(), QPainter(self)
        for box, (group, keys, words) in self._placed:
            if group:
                put(painter, box.adjusted(0, 8, 0, 0), group, 0.0, held.accent, bold=True)
                continue
            left = box.left()
            for key in keys.split(" "):
                left = key_cap(painter, QPointF(left, box.top() + 3), key).right() + 4
            rest = QRectF(box)
            rest.setLeft(max(box.left() + KEYS, left + 6))
            put(painter, rest, words, 0.0, held.text)
            line = QRectF(rest.left(), box.bottom() - 1, rest.width(), 1)
            painter.fillRect(line, QColor(held.line))
        painter.end()
