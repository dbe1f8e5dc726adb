"""The rows of the queue as a list that a million of them do not slow down."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from workstation.ui import plain, theme
from workstation.ui.held import Held
from workstation.ui.queue.delegate import RAIL_WIDTH, ROW_HEIGHT
from workstation.ui.widgets.scrollbar import ThinScrollBar

_PLAIN = Qt.KeyboardModifier.NoModifier


class QueueList(QTableView):
    """The rows: arrows move, Enter or a click chooses, right and left unfold and fold a group;
    letters and digits are not its business.

    A table of one column: QListView lays out every row anew when one changes (a million: 1.7 s).
    """

    chosen = Signal(QModelIndex)
    unfolded = Signal(QModelIndex, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Set up for many rows of one height."""
        super().__init__(parent)
        self.note = ""
        self._held = Held()
        self.setAccessibleName(self.tr("Cases"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBar(ThinScrollBar("page", self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.fit_rows()
        self.clicked.connect(self.chosen)

    def fit_rows(self) -> None:
        """Rows as high as the interface's words are now."""
        self.horizontalHeader().setMinimumSectionSize(theme.px(RAIL_WIDTH))
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW_HEIGHT))
        self.verticalScrollBar().setSingleStep(theme.px(ROW_HEIGHT))

    def set_note(self, note: str) -> None:
        """Words in place of rows; empty for none."""
        self.note = note
        self.setAccessibleDescription(note)
        self.viewport().update()

    def places_on_view(self) -> range:
        """The rows between the upper and the lower edge."""
        first = self.indexAt(QPoint(4, 1))
        last = self.indexAt(QPoint(4, self.viewport().height() - 2))
        if not first.isValid():
            return range(0)
        end = last.row() + 1 if last.isValid() else self.model().rowCount()
        return range(first.row(), end)

    def event(self, event: QEvent) -> bool:
        """Enter is meant for the list while it has the keyboard, not for the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and event.modifiers() in (_PLAIN, Qt.KeyboardModifier.KeypadModifier):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses; what would type is left to the window."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentIndex().isValid() and not self._held.repeats(event):
                self.chosen.emit(self.currentIndex())
            return
        if event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            if self.currentIndex().isValid():
                self.unfolded.emit(self.currentIndex(), event.key() == Qt.Key.Key_Right)
            return
        if event.text().isprintable() and event.text():
            event.ignore()
            return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """A key came up, or X11 says so of one that is held."""
        self._held.let_go(event)
        super().keyReleaseEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Nothing: it would walk through every row of the store."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows, or the note where there are none."""
        super().paintEvent(event)
        if self.note and shiboken6.isValid(self.model()) and not self.model().rowCount():
            painter = QPainter(self.viewport())
            painter.setFont(theme.ui_font())
            painter.setPen(QColor(theme.colours().quiet))
            box = QRect(self.viewport().rect()).adjusted(12, 16, -12, -8)
            flags = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(box, int(flags), plain.visible(self.note))
            painter.end()
