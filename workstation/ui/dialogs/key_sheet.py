"""Every key on one sheet, made from the table of actions; what is typed narrows it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QWidget

from workstation.ui import matching, theme
from workstation.ui.case.strokes import put
from workstation.ui.dialogs.palette import key_width, paint_key
from workstation.ui.dialogs.panel import Panel, key_button
from workstation.ui.widgets.scrollbar import thin

ROW, HEAD, GAP = 21.0, 28.0, 12.0
COLUMN = 370
KEYS = 112.0
_WRAPPED = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)


class KeySheet(Panel):
    """Shows (group, keys, words); several keys of one action are separated by blanks."""

    wide = True
    own_keys = Signal()

    def __init__(
        self, entries: Iterable[tuple[str, str, str]], parent: QWidget | None = None
    ) -> None:
        """Groups come in the order in which they are first named."""
        super().__init__("", parent)
        title = self.tr("Keys")
        self.head.setText(title)
        self.setAccessibleName(title)
        self.line = SheetLine(self)
        self.line.setMaxLength(100)
        self.line.setPlaceholderText(self.tr("Search"))
        self.line.setAccessibleName(self.tr("Search the keys"))
        self.line.textChanged.connect(self._on_typed)
        self.column.addWidget(self.line)
        self.table = KeyTable(tuple(entries), self)
        self._area = area = QScrollArea(self)
        thin(area, "window")
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
        own = key_button("Ctrl+,", self.tr("Other keys: in the preferences"), self)
        own.clicked.connect(self.own_keys)
        self.add_keys(own, leave)
        self.line.moved.connect(self._scroll)
        self.setFocusProxy(self.line)

    def _on_typed(self, words: str) -> None:
        self.table.narrow(words)
        self._area.verticalScrollBar().setValue(0)

    def _scroll(self, by: int) -> None:
        bar = self._area.verticalScrollBar()
        bar.setValue(bar.value() + by * theme.px(ROW))

    def accept(self) -> None:
        """Enter closes it too."""
        self.left.emit()

    def shown_text(self) -> str:
        """Every key and word."""
        return "\n".join([super().shown_text(), self.table.shown_text()])


class SheetLine(QLineEdit):
    """What is searched for; Up, Down and the pages scroll the sheet."""

    moved = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Escape are the panel's; `?` on an empty line closes what it opened."""
        rows = {
            Qt.Key.Key_Down: 2,
            Qt.Key.Key_Up: -2,
            Qt.Key.Key_PageDown: 15,
            Qt.Key.Key_PageUp: -15,
        }
        by = rows.get(Qt.Key(event.key()))
        if by is not None:
            self.moved.emit(by)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            event.ignore()
        else:
            super().keyPressEvent(event)


def _keys_width(keys: str) -> float:
    caps = sum(key_width(key) + 4 for key in keys.split())
    return max(float(theme.px(KEYS)), caps + 6)


def _tall(keys: str, words: str, wide: float) -> float:
    """How high a row is: words that are longer than its column go on below."""
    metrics = QFontMetricsF(theme.ui_font())
    room = QRectF(0, 0, max(1.0, wide - _keys_width(keys)), 1000)
    more = metrics.boundingRect(room, _WRAPPED, words).height() - metrics.lineSpacing()
    return theme.px(ROW) + max(0.0, more)


class KeyTable(QWidget):
    """The painted sheet: as many columns as there is room for."""

    def __init__(
        self, entries: tuple[tuple[str, str, str], ...], parent: QWidget | None = None
    ) -> None:
        """Entries do not change; `narrow` shows some of them."""
        super().__init__(parent)
        self._entries = entries
        self.setAccessibleName(self.tr("Keys"))
        self._groups: dict[str, list[tuple[str, str]]] = {}
        self.narrow("")

    def narrow(self, line: str) -> None:
        """Show what fits a line."""
        self._groups = {}
        for group, keys, words in matching.narrow(line, self._entries, lambda one: one):
            self._groups.setdefault(group, []).append((keys, words))
        self.setAccessibleDescription(self.shown_text())
        self._place(self.width() or COLUMN)
        self.update()

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
        columns = max(1, width // theme.px(COLUMN))
        wide = (width - (columns - 1) * 2 * GAP) / columns
        row, head = float(theme.px(ROW)), float(theme.px(HEAD))
        talls = [head if group else _tall(keys, words, wide) for group, keys, words in lines]
        limit = sum(talls) / columns + max(row, *talls, 0.0)
        self._placed: list[tuple[QRectF, tuple[str, str, str]]] = []
        column, top, high = 0, 0.0, 0.0
        for number, line in enumerate(lines):
            tall = talls[number]
            # A heading takes at least its first row along.
            need = tall + (talls[number + 1] if line[0] and number + 1 < len(lines) else 0)
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
            left, first = box.left(), QRectF(box)
            first.setHeight(theme.px(ROW))
            for key in keys.split():
                cap = key_width(key)
                paint_key(painter, left + cap, first, key)
                left += cap + 4
            rest = QRectF(box)
            rest.setLeft(box.left() + _keys_width(keys))
            painter.setFont(theme.ui_font())
            painter.setPen(QColor(held.text))
            painter.drawText(rest, _WRAPPED, words)
            line = QRectF(rest.left(), box.bottom() - 1, rest.width(), 1)
            painter.fillRect(line, QColor(held.line))
        painter.end()
