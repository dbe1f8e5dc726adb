"""Everything by its words: one line to type into, what fits below it, Enter does it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct
from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from workstation.ui import matching, plain, theme
from workstation.ui.dialogs.panel import Panel, label
from workstation.ui.widgets.scrollbar import thin

MOST = 60
LATER_MS = 120  # after the last letter the store is asked
ENTRY = Qt.ItemDataRole.UserRole


class Entry(Struct, frozen=True):
    """Something to do or to go to.

    `texts` are what is typed against; `why` says why it cannot be used now.
    """

    id: str
    kind: str
    words: str
    keys: str = ""
    why: str = ""
    texts: tuple[str, ...] = ()


class Palette(Panel):
    """`chosen(id)` for the entry that was taken; `asked(words)` where the store may know more."""

    chosen = Signal(str)
    asked = Signal(str)
    compact = True

    def __init__(
        self, entries: Sequence[Entry], recent: Sequence[str], parent: QWidget | None = None
    ) -> None:
        """`recent` are ids, the last first; those that are gone do not count."""
        super().__init__("", parent)
        self._entries = tuple(entries)
        self._late: tuple[Entry, ...] = ()
        self._more: tuple[Entry, ...] = ()
        self._recent = tuple(recent)
        self._moved = False
        title = self.tr("Everything")
        self.head.setText(title)
        self.setAccessibleName(title)
        self.line = PaletteLine(self._on_key, self)
        self.line.setMaxLength(200)
        self.line.setPlaceholderText(
            self.tr("An action, a setting, a batch, a case's id, a clause …")
        )
        self.line.setAccessibleName(title)
        self.column.addWidget(self.line)
        self.list = QListWidget(self)
        self.list.setItemDelegate(EntryDelegate(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(title)
        thin(self.list)
        self.list.itemClicked.connect(lambda _item: self.accept())
        self.column.addWidget(self.list, 1)
        self.empty = label("", self, quiet=True)
        self.column.addWidget(self.empty)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(LATER_MS)
        self._later.timeout.connect(lambda: self.asked.emit(self.line.text()))
        self.line.textChanged.connect(self._on_typed)
        self.setFocusProxy(self.line)
        self._fill()

    def set_more(self, entries: Sequence[Entry]) -> None:
        """More that is there whatever is typed, in the place of what was given before."""
        if tuple(entries) != self._more:
            self._more = tuple(entries)
            self._fill(keep=True)

    def set_late(self, words: str, found: Sequence[Entry]) -> None:
        """What the store knew of those words; dropped where somebody has typed on."""
        if words == self.line.text():
            self._late = tuple(found)
            self._fill(keep=True)

    def accept(self) -> None:
        """Take the entry under the cursor; one that cannot be used stays where it is."""
        item = self.list.currentItem()
        entry = item.data(ENTRY) if item else None
        if entry is not None and not entry.why:
            self.chosen.emit(entry.id)

    def shown(self) -> list[Entry]:
        """What is listed."""
        return [self.list.item(row).data(ENTRY) for row in range(self.list.count())]

    def shown_text(self) -> str:
        """Every word on it."""
        lines = [f"{e.words} {e.kind} {e.keys} {e.why}" for e in self.shown()]
        return "\n".join([super().shown_text(), *lines])

    def _on_typed(self, _words: str) -> None:
        self._late, self._moved = (), False
        self._fill()
        self._later.start()

    def _fill(self, *, keep: bool = False) -> None:
        current = self.list.currentItem()
        # Somebody who went down the list stays there; else the best is on top.
        before = current.data(ENTRY).id if keep and self._moved and current else ""
        found = self._found()
        self.list.clear()
        for entry in found:
            words = f"{entry.words}, {entry.kind}{f', {entry.why}' if entry.why else ''}"
            item = QListWidgetItem(plain.visible(words), self.list)
            item.setData(ENTRY, entry)
        ids = [entry.id for entry in found]
        self.list.setCurrentRow(ids.index(before) if before in ids else min(0, len(ids) - 1))
        self.empty.setVisible(not found)
        plain.set_text(self.empty, self.tr("Nothing is called that. Fewer letters find more."))

    def _found(self) -> list[Entry]:
        words, known = self.line.text(), (*self._entries, *self._more)
        if not words.strip():
            by_id = {entry.id: entry for entry in known}
            first = [by_id[one] for one in self._recent if one in by_id]
            rest = [entry for entry in known if entry not in first]
            return [*first, *rest][:MOST]
        scored = []
        for entry in known:
            score = matching.fit(words, (entry.words, *entry.texts))
            if score:
                score += 0.3 if entry.id in self._recent else 0.0
                scored.append((-score + (1.0 if entry.why else 0.0), entry))
        scored.sort(key=lambda one: one[0])
        here = [entry for _score, entry in scored]
        return [*here[: MOST - len(self._late)], *self._late]

    def _on_key(self, event: QKeyEvent) -> bool:
        moves = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: 8,
            Qt.Key.Key_PageUp: -8,
        }
        by = moves.get(Qt.Key(event.key()))
        if by is not None:
            self._moved = True
            last = self.list.count() - 1
            self.list.setCurrentRow(min(max(0, self.list.currentRow() + by), last))
            return True
        return False


class PaletteLine(QLineEdit):
    """A line that hands the keys of the list under it on."""

    def __init__(self, take: Callable[[QKeyEvent], bool], parent: QWidget) -> None:
        """`take` says whether a key was the list's."""
        super().__init__(parent)
        self._take = take

    def event(self, event: QEvent) -> bool:
        """Where nothing was typed Ctrl+Z is the panel's."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
            and not self.isUndoAvailable()
        ):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down are the list's, Enter and Escape the panel's."""
        if self._take(event):
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            event.ignore()
            return
        super().keyPressEvent(event)


class EntryDelegate(QStyledItemDelegate):
    """A line: words, what it is or why it cannot be used, its key at the right."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """One line."""
        return QSize(200, theme.px(27))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """One entry; the chosen one is tinted and has an edge."""
        entry: Entry | None = index.data(ENTRY)
        if entry is None:
            return
        held = theme.colours()
        box = QRectF(option.rect)  # type: ignore[attr-defined]
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        painter.save()
        if chosen:
            painter.fillRect(box, QColor(held.tint))
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), QColor(held.accent))
        right = box.right() - 8
        for key in reversed(entry.keys.split()):
            right = paint_key(painter, right, box, key, faint=bool(entry.why)) - 4
        painter.setFont(theme.ui_font(-0.5))
        metrics = QFontMetricsF(painter.font())
        aside = entry.why or entry.kind
        room = min(metrics.horizontalAdvance(aside), (right - box.left()) * 0.45)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.setPen(QColor(held.quiet))
        told = metrics.elidedText(aside, Qt.TextElideMode.ElideRight, room + 1)
        painter.drawText(QRectF(right - room - 6, box.top(), room + 2, box.height()), middle, told)
        painter.setFont(theme.ui_font())
        painter.setPen(QColor(held.quiet if entry.why else held.text))
        left = box.left() + 12
        words = QFontMetricsF(painter.font()).elidedText(
            plain.visible(entry.words), Qt.TextElideMode.ElideRight, right - room - 18 - left
        )
        painter.drawText(QRectF(left, box.top(), right - left, box.height()), middle, words)
        painter.restore()


def paint_key(
    painter: QPainter, right: float, box: QRectF, key: str, *, faint: bool = False
) -> float:
    """A key cap that ends at `right`, in the middle of a line; gives its left edge."""
    held, font = theme.colours(), theme.ui_font(-1.0)
    metrics = QFontMetricsF(font)
    wide = key_width(key)
    high = metrics.height() + 2
    cap = QRectF(right - wide, box.center().y() - high / 2, wide, high)
    painter.fillRect(cap, QColor(held.line))
    painter.fillRect(cap.adjusted(1, 1, -1, -1), QColor(held.raised))
    painter.setFont(font)
    painter.setPen(QColor(held.quiet if faint else held.text))
    painter.drawText(cap, int(Qt.AlignmentFlag.AlignCenter), key)
    return cap.left()


def key_width(key: str) -> float:
    """How wide a key cap is."""
    return max(18.0, QFontMetricsF(theme.ui_font(-1.0)).horizontalAdvance(key) + 9)
