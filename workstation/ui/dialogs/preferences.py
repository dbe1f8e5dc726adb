"""Preferences: a list to search and to go through, each line changed where it stands.

It shows and asks; what a value may be and what it does is others' business.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from workstation.ui import matching, plain, theme
from workstation.ui.dialogs.palette import PaletteLine
from workstation.ui.dialogs.panel import Panel, key_button
from workstation.ui.widgets.scrollbar import thin

ROW = Qt.ItemDataRole.UserRole
VALUE = 0.42
"""The share of a line that its value takes."""


class Row(Struct, frozen=True):
    """A line. `kind`: choice, number, folder, place, text; open (leads elsewhere), told (read)."""

    id: str
    group: str
    words: str
    shown: str
    hint: str
    kind: str
    value: Any = None
    choices: tuple[Any, ...] = ()
    texts: tuple[str, ...] = ()


class PreferencesPanel(Panel):
    """`stepped(id, ±1)` a choice or number; `typed(id, text)`; `opened(id)`; `cleared(id)`;
    `taken_back()` for Ctrl+Z."""

    stepped = Signal(str, int)
    typed = Signal(str, str)
    opened = Signal(str)
    cleared = Signal(str)
    taken_back = Signal()

    def __init__(self, rows: Sequence[Row], at: str = "", parent: QWidget | None = None) -> None:
        """`at` is the line it opens on."""
        super().__init__("", parent)
        self._rows = tuple(rows)
        self._editing = ""
        self.changes = 0  # that can be taken back
        title = self.tr("Preferences")
        self.head.setText(title)
        self.setAccessibleName(title)
        self.line = PaletteLine(self._on_key, self)
        self.line.setMaxLength(200)
        self.line.setPlaceholderText(self.tr("Search"))
        self.line.setAccessibleName(self.tr("Search the preferences"))
        self.line.textChanged.connect(lambda _words: self._fill())
        self.column.addWidget(self.line)
        self.list = RowList(self)
        self.list.setAccessibleName(title)
        self.list.pressed_value.connect(self._on_value_pressed)
        self.column.addWidget(self.list, 1)
        self.edit = PaletteLine(lambda _event: False, self)
        self.edit.setMaxLength(200)
        self.edit.hide()
        self.column.addWidget(self.edit)
        self._less = key_button("←", self.tr("Less"), self)
        self._more = key_button("→", self.tr("More"), self)
        self._enter = key_button("Enter", self.tr("Change"), self)
        leave = key_button("Esc", self.tr("Close"), self)
        self._less.clicked.connect(lambda: self._step(-1))
        self._more.clicked.connect(lambda: self._step(1))
        self._enter.clicked.connect(self.accept)
        leave.clicked.connect(self.left)
        self.add_keys(self._less, self._more, self._enter, leave)
        self.list.currentRowChanged.connect(lambda _row: self._tell_keys())
        self.setFocusProxy(self.line)
        self._fill(at)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """The same lines, with what they say now."""
        self._rows = tuple(rows)
        self._fill(self.current().id if self.current() else "")

    def current(self) -> Row | None:
        """The line under the cursor."""
        item = self.list.currentItem()
        return item.data(ROW) if item else None

    def accept(self) -> None:
        """Enter changes the line under the cursor, or takes what was typed for it."""
        row = self.current()
        if self._editing:
            name, words = self._editing, self.edit.text()
            self._end_edit()
            self.typed.emit(name, words)
        elif row is None or row.kind == "told":
            return
        elif row.kind == "choice":
            self.stepped.emit(row.id, 1)
        elif row.kind in ("number", "text"):
            self._begin_edit(row)
        else:
            self.opened.emit(row.id)

    def take_back(self) -> bool:
        """Ctrl+Z takes a setting back here, never a verdict."""
        self.taken_back.emit()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves what is being typed first."""
        if event.key() == Qt.Key.Key_Escape and self._editing:
            self._end_edit()
            return
        super().keyPressEvent(event)

    def shown_text(self) -> str:
        """Every word on it."""
        rows = (self.list.item(number).data(ROW) for number in range(self.list.count()))
        lines = [f"{r.group}  {r.words}  {r.shown}  {r.hint}" for r in rows if r is not None]
        return "\n".join([super().shown_text(), *lines])

    def _fill(self, at: str = "") -> None:
        words = self.line.text()
        current = at or (self.current().id if self.current() else "")  # type: ignore[union-attr]
        self.list.clear()
        group, chosen = "", -1
        for row in matching.narrow(
            words, self._rows, lambda row: (row.words, row.group, row.hint, *row.texts)
        ):
            if row.group != group:
                group = row.group
                head = QListWidgetItem(group, self.list)
                head.setFlags(Qt.ItemFlag.NoItemFlags)
            item = QListWidgetItem(plain.visible(f"{row.words}: {row.shown}. {row.hint}"))
            item.setData(ROW, row)
            self.list.addItem(item)
            if row.id == current or chosen < 0:
                chosen = self.list.count() - 1
        self.list.setCurrentRow(chosen)
        self.list.show_chosen()
        self._tell_keys()

    def _tell_keys(self) -> None:
        row = self.current()
        kind = row.kind if row else "told"
        for button in (self._less, self._more):
            button.setEnabled(kind in ("choice", "number"))
        self._enter.setEnabled(kind != "told")

    def _on_key(self, event: QKeyEvent) -> bool:
        key, blank = Qt.Key(event.key()), not self.line.text()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.list.move(1 if key is Qt.Key.Key_Down else -1)
            return True
        if not blank or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step(1 if key is Qt.Key.Key_Right else -1)
            return True
        row = self.current()
        if key is Qt.Key.Key_Delete and row is not None and row.kind in ("folder", "place"):
            self.cleared.emit(row.id)
            return True
        return False

    def _step(self, by: int) -> None:
        row = self.current()
        if row is not None and row.kind in ("choice", "number"):
            self.stepped.emit(row.id, by)

    def _on_value_pressed(self, by: int) -> None:
        row = self.current()
        if row is not None and row.kind in ("choice", "number"):
            self._step(by)
        else:
            self.accept()

    def _begin_edit(self, row: Row) -> None:
        self._editing = row.id
        self.edit.setAccessibleName(row.words)
        self.edit.setPlaceholderText(row.words)
        self.edit.setText("" if row.value is None else str(row.value))
        self.edit.show()
        self.edit.setFocus()
        self.edit.selectAll()

    def _end_edit(self) -> None:
        self._editing = ""
        self.line.setFocus()
        self.edit.hide()


class RowList(QListWidget):
    """The lines; a press on a value asks for less at its left half, for more at its right."""

    pressed_value = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        """Empty until lines are added."""
        super().__init__(parent)
        self.setItemDelegate(RowDelegate(self))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        thin(self)

    def move(self, by: int) -> None:  # type: ignore[override]
        """To the next line that is one, over headings."""
        row = self.currentRow() + by
        while 0 <= row < self.count():
            if self.item(row).data(ROW) is not None:
                self.setCurrentRow(row)
                self.show_chosen()
                return
            row += by

    def show_chosen(self) -> None:
        """The first line takes its heading along into sight."""
        if self.currentRow() > 0 and self.item(self.currentRow() - 1).data(ROW) is None:
            self.scrollToItem(self.item(self.currentRow() - 1))
        if self.currentItem() is not None:
            self.scrollToItem(self.currentItem())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Where the value is."""
        super().mouseReleaseEvent(event)
        at: QPoint = event.position().toPoint()
        item = self.itemAt(at)
        if item is not None and item.data(ROW) is not None:
            box = self.visualItemRect(item)
            left = box.right() - box.width() * VALUE
            if at.x() > left:
                self.pressed_value.emit(1 if at.x() > (left + box.right()) / 2 else -1)


class RowDelegate(QStyledItemDelegate):
    """Words and value on a line, what it means below."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Two lines, a heading one."""
        return QSize(200, theme.px(30 if index.data(ROW) is None else 42))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """One line."""
        row: Row | None = index.data(ROW)
        held = theme.colours()
        box = QRectF(option.rect)  # type: ignore[attr-defined]
        painter.save()
        if row is None:
            painter.setFont(theme.ui_font(0, bold=True))
            painter.setPen(QColor(held.accent))
            low = int(Qt.AlignmentFlag.AlignBottom)
            painter.drawText(box.adjusted(12, 0, -12, -4), low, index.data())
            painter.restore()
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        if chosen:
            painter.fillRect(box, QColor(held.tint))
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), QColor(held.accent))
        split = box.right() - box.width() * VALUE
        left = box.adjusted(12, 3, 0, 0)
        left.setRight(split - 8)
        line = theme.px(20)
        _put(painter, QRectF(left.x(), left.y(), left.width(), line), row.words, 0, held.text)
        hint = QRectF(left.x(), left.y() + line, box.width() - 24, line - 3)
        _put(painter, hint, row.hint, -1.0, held.quiet)
        value = QRectF(split, box.top() + 3, box.right() - 12 - split, line)
        words = row.shown
        if chosen and row.kind in ("choice", "number"):
            words = f"◂  {words}  ▸"
        elif row.kind in ("folder", "place", "text", "open"):
            words = f"{words} …".strip()
        colour = held.quiet if row.kind == "told" else held.text
        _put(painter, value, words, 0, colour, right=True)
        painter.restore()


def _put(
    painter: QPainter, box: QRectF, words: str, step: float, colour: str, *, right: bool = False
) -> None:
    painter.setFont(theme.ui_font(step))
    painter.setPen(QColor(colour))
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    cut = Qt.TextElideMode.ElideMiddle if right else Qt.TextElideMode.ElideRight
    told = QFontMetricsF(painter.font()).elidedText(plain.visible(words), cut, box.width())
    painter.drawText(box, int(side | Qt.AlignmentFlag.AlignVCenter), told)
