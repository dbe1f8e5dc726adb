"""The queue's pane: a filter line, the list, and how many fit."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLabel,
    QLineEdit,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from workstation.fault import Fault
from workstation.ui import plain, theme
from workstation.ui.background import Background
from workstation.ui.queue.delegate import RAIL_WIDTH, ROW_HEIGHT, QueueDelegate, tag_of
from workstation.ui.queue.model import FetchKeys, FetchRows, QueueModel, headline_of
from workstation.ui.widgets.scrollbar import ThinScrollBar
from workstation.words import sentence

GATHERED = 400
"""Milliseconds in which cases that became known are gathered into one look at the store."""
TYPING_PAUSE = 150
"""Milliseconds without a key before a filter line is asked for."""

_PLAIN = Qt.KeyboardModifier.NoModifier
_AS_NEEDED = Qt.ScrollBarPolicy.ScrollBarAsNeeded
_WIDEST = 16777215  # QWIDGETSIZE_MAX, which PySide6 does not export


class QueuePane(QWidget):
    """What is to be done, and where one is.

    `task_chosen` names the task somebody wants to see; `left` says that the filter gave the
    keyboard back.
    """

    task_chosen = Signal(str)
    left = Signal()
    loaded = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Without a source it is empty."""
        super().__init__(parent)
        self._rail = self._unfolded = False
        self._wide = 250  # what it takes unfolded
        self._line = ""
        self._total: int | None = None
        self._choose_first = False
        self._wanted: int | None = None
        self._step_later = 0
        self._current: tuple[str | None, int | None] = (None, None)
        self.model = QueueModel(self)
        self._build()
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE)
        self._pause.timeout.connect(self.reload)
        self._to_refresh: set[int] = set()
        self._gathering = QTimer(self, singleShot=True, interval=GATHERED)
        self._gathering.timeout.connect(self._refresh_gathered)
        self._filter.textEdited.connect(lambda _text: self._pause.start())
        self._list.chosen.connect(self._on_chosen)
        self.model.loaded.connect(self._on_loaded)
        self.model.failed.connect(self._on_failed)
        self.model.dataChanged.connect(self._on_rows)

    def _build(self) -> None:
        self.setAccessibleName(self.tr("Queue"))
        self._filter = QLineEdit(self)
        self._filter.setPlaceholderText(self.tr("/  lang:th undecided doubtful"))
        self._filter.setToolTip(
            self.tr(
                "Filter by words: undecided, open, decided, skipped, cannot, sealed, flagged, "
                "doubtful, lang:th, market:MY, type:listing. Anything else is searched for."
            )
        )
        self._filter.setAccessibleName(self.tr("Filter the queue"))
        self._filter.setFrame(False)
        self._filter.setMinimumHeight(32)
        self._filter.setTextMargins(8, 0, 8, 0)
        self._filter.installEventFilter(self)
        self._delegate = QueueDelegate(self)
        self._list = QueueList(self)
        self._list.setItemDelegate(self._delegate)
        self._list.setModel(self.model)
        self._footer = QLabel(self)
        self._footer.setTextFormat(Qt.TextFormat.PlainText)
        self._footer.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self._footer.setFont(theme.ui_font(-1.0))
        self._footer.setContentsMargins(10, 4, 10, 5)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._filter, self._list, self._footer):
            column.addWidget(part)
        self.setMinimumWidth(170)
        self._say()

    # What the screen asks

    def set_source(
        self, fetch_keys: FetchKeys, fetch_rows: FetchRows, background: Background
    ) -> None:
        """Where the queue comes from; the filter line starts empty."""
        self.model.set_source(fetch_keys, fetch_rows, background)
        self._total = None
        self._filter.clear()
        self.reload()

    def reload(self) -> None:
        """Ask for what fits the filter line now."""
        self._pause.stop()
        self._line = self.filter_line()
        self.model.load(self._line)

    def refresh_task(self, task: str) -> None:
        """One task has changed; it stays where it is until the next `reload`."""
        self.model.refresh_task(task)

    def refresh_case(self, case: str) -> None:
        """A case has been detected and translated: its row may know its language now."""
        page = self.model.page_without_language(case)
        if page is not None:
            self._to_refresh.add(page)
            if not self._gathering.isActive():
                self._gathering.start()

    def _refresh_gathered(self) -> None:
        pages, self._to_refresh = self._to_refresh, set()
        self.model.refresh_pages(sorted(pages))

    def set_current(self, task: str | None, key: int | None = None) -> None:
        """Mark the open case and keep it in sight. With its `seq` it is found on any page."""
        self._current = (task, key)
        self.model.set_current(task, key)
        self._show_current()

    def step(self, by: int) -> None:
        """Choose the row that many places below the open case."""
        if self.model.loading:
            self._step_later = by  # a key that comes before the rows is not lost
            return
        task, key = self._current
        place = self.model.place_of(task, key) if task else None
        wanted = (-1 if by > 0 else 0) + by if place is None else place + by
        if 0 <= wanted < self.model.rowCount():
            self._wanted = wanted
            self._try_the_wanted()

    def focus_filter(self) -> None:
        """Let somebody type a filter; a rail unfolds for that long."""
        if self._rail:
            self._unfolded = True
            self._fold()
        self._filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._filter.selectAll()

    def filter_line(self) -> str:
        """The words of the filter."""
        return self._filter.text().strip()

    def set_rail(self, rail: bool) -> None:
        """Narrow: only sign and language."""
        self._rail, self._unfolded = rail, False
        self._fold()

    def shown_text(self) -> str:
        """Everything on view, tool tips included."""
        said = [self._footer.text(), self._list.note]
        if not self._folded:
            said += [self._filter.text(), self._filter.placeholderText(), self._filter.toolTip()]
        for place in self._list.places_on_view():
            row = self.model.row_at(place, ask=False)
            if row is not None:
                said += [self.model.words_of(row), tag_of(row), self.model.tip_of(row)]
                said += [] if self._folded else [headline_of(row)]
        return "\n".join(part for part in said if part)

    # How it answers

    @property
    def _folded(self) -> bool:
        return self._rail and not self._unfolded

    def _fold(self) -> None:
        folded = self._folded
        self._filter.setVisible(not folded)
        self._footer.setVisible(not folded)
        self._delegate.rail = folded
        was = self.maximumWidth() == RAIL_WIDTH
        if folded and not was and self.width() > RAIL_WIDTH:
            self._wide = self.width()
        self.setMinimumWidth(RAIL_WIDTH if folded else 170)
        self.setMaximumWidth(RAIL_WIDTH if folded else _WIDEST)
        if folded != was:
            self._give_room(RAIL_WIDTH if folded else self._wide)
        bar = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if folded else _AS_NEEDED
        self._list.setVerticalScrollBarPolicy(bar)

    def _give_room(self, width: int) -> None:
        # A splitter keeps the room of a child that may no longer fill it: a gap beside the rail.
        splitter = self.parentWidget()
        if isinstance(splitter, QSplitter):
            sizes, here = splitter.sizes(), splitter.indexOf(self)
            if here + 1 < len(sizes):
                sizes[here + 1] += sizes[here] - width
                sizes[here] = width
                splitter.setSizes(sizes)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the filter line that mean the list, or leaving."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = event.key()
            if key == Qt.Key.Key_Escape:
                self._clear_and_leave()
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose_the_first()
                return True
            if key in (Qt.Key.Key_Down, Qt.Key.Key_PageDown):
                self._list.setFocus(Qt.FocusReason.OtherFocusReason)
                if not self._list.currentIndex().isValid():
                    self._list.setCurrentIndex(self.model.index(0))
                return True
        return super().eventFilter(watched, event)

    def _clear_and_leave(self) -> None:
        self._filter.clear()
        if self._line or self.model.loading:
            self.reload()
        self._pause.stop()
        self._leave()

    def _leave(self) -> None:
        if self._unfolded:
            self._unfolded = False
            self._fold()
        self.left.emit()

    def _choose_the_first(self) -> None:
        if self.filter_line() != self._line:
            self.reload()
        self._choose_first = True
        if not self.model.loading:
            self._try_the_first()

    def _try_the_first(self) -> None:
        # The first row of a fresh filter may still be on its way.
        if not self._choose_first:
            return
        row = self.model.row_at(0) if self.model.rowCount() else None
        if row is not None or not self.model.rowCount():
            self._choose_first = False
        if row is not None:
            self._on_chosen(self.model.index(0))
            # The next key is meant for the case that was found, not for the filter.
            self._leave()

    def _try_the_wanted(self) -> None:
        wanted, row = self._wanted, None
        if wanted is not None:
            row = self.model.row_at(wanted)
        if wanted is not None and row is not None:
            self._on_chosen(self.model.index(wanted))

    def _on_chosen(self, index: QModelIndex) -> None:
        self._wanted = None
        row = self.model.row_at(index.row())
        if row is None:
            return
        if self._unfolded:
            self._unfolded = False
            self._fold()
        self.task_chosen.emit(row.task)

    def _on_loaded(self) -> None:
        if not self._line:
            self._total = self.model.rowCount()
        self._say()
        self._show_current()
        self._try_the_first()
        later, self._step_later, self._wanted = self._step_later, 0, None
        if later:
            self.step(later)
        self.loaded.emit()

    def _on_failed(self, error: object) -> None:
        reason = sentence(error) if isinstance(error, Fault) else ""
        self._list.set_note(self.tr("The queue could not be read. {reason}").format(reason=reason))

    def _on_rows(self) -> None:
        self._try_the_first()
        self._try_the_wanted()
        if self._current[1] is None:
            self._show_current()

    def _say(self) -> None:
        count, total = self.model.rowCount(), self._total
        locale = self.locale()
        if self._line and total is not None:
            words = self.tr("{n} of {total}").format(
                n=locale.toString(count), total=locale.toString(total)
            )
        else:
            words = self.tr("{n} in the queue").format(n=locale.toString(count))
        self._footer.setText(words)
        if count:
            note = ""
        elif self._line:
            note = self.tr("Nothing fits this filter. Esc clears it.")
        else:
            note = self.tr("There is nothing in this queue.")
        self._list.set_note(note)

    def _show_current(self) -> None:
        task, key = self._current
        place = self.model.place_of(task, key) if task else None
        if place is None:
            return
        self._list.setCurrentIndex(self.model.index(place))
        # The next two are part of where one is.
        self._list.scrollTo(self.model.index(min(self.model.rowCount() - 1, place + 2)))
        self._list.scrollTo(self.model.index(place))


class QueueList(QTableView):
    """The rows: arrows move, Enter or a click chooses, letters and digits are not its business.

    A table of one column: QListView lays out every row anew when one changes (a million: 1.7 s).
    """

    chosen = Signal(QModelIndex)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Set up for many rows of one height."""
        super().__init__(parent)
        self.note = ""
        self.setAccessibleName(self.tr("Cases"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setMinimumSectionSize(RAIL_WIDTH)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBar(ThinScrollBar("page", self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(ROW_HEIGHT)
        self.clicked.connect(self.chosen)

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
            if self.currentIndex().isValid() and not event.isAutoRepeat():
                self.chosen.emit(self.currentIndex())
            return
        if event.text().isprintable() and event.text():
            event.ignore()
            return
        super().keyPressEvent(event)

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
