"""The end of a batch: what is done, what is open, one key to hand it in."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QFrame, QGridLayout, QListView, QWidget

from workstation.review.closing import Standing
from workstation.store.tasks import QueueRow
from workstation.ui import plain
from workstation.ui.dialogs.panel import Panel, key_button, label
from workstation.ui.queue.delegate import QueueDelegate, tag_of
from workstation.ui.queue.model import ROW
from workstation.ui.queue.row_words import headline_of, state_of
from workstation.ui.terms import score_words
from workstation.ui.widgets.scrollbar import thin

_ROOT = QModelIndex()
IN_A_ROW = 5


class Line(Struct, frozen=True):
    """A number, what it counts, and the filter line that lists it; '' for what waits to be sent."""

    number: int
    words: str
    filter: str


class EndOfBatch(Panel):
    """Enter submits; where cases are open it says so and waits for a second Enter. A digit opens
    the list of what a number counts; Ctrl+Z takes back what was submitted.

    `chosen(task)` somebody wants to see an open case, `listed(words)` the cases a filter line
    leaves, `sending` what is unsent, `submitted`, `taken_back`, `releasing`,
    `left`.
    """

    chosen = Signal(str)
    listed = Signal(str)
    sending = Signal()
    submitted = Signal()
    taken_back = Signal()
    releasing = Signal()

    def __init__(self, end: Standing, parent: QWidget | None = None) -> None:
        """How the batch stands."""
        super().__init__("", parent)
        progress = end.stand.progress
        self._end = end
        self._armed = False
        self._open = progress.open + progress.answered + progress.skipped
        self.model = OpenRowsModel(end.open_rows, self)
        plain.set_text(self.head, self._title())
        self.setAccessibleName(self._title())
        self._lines = self._counted()
        self.column.addLayout(self._counts())
        if end.stand.score is not None:
            self.column.addWidget(label(score_words(end.stand.score), self, step=1.0))
        self._add_list()
        self._warning = label(self._begun(), self)
        self._warning.setWordWrap(True)
        self.column.addWidget(self._warning)
        self._submit = key_button("Enter", self.tr("Submit"), self)
        self._submit.clicked.connect(self.accept)
        self._submit.setVisible(not end.submitted)
        self._back = key_button("Ctrl+Z", self.tr("Take it back"), self)
        self._back.clicked.connect(self.take_back)
        self._back.setVisible(end.submitted and end.begun_by is None)
        back = self.tr("Close") if end.submitted else self.tr("Go on")
        self._leave = key_button("Esc", back, self)
        self._leave.clicked.connect(self.left)
        release = key_button("Ctrl+Shift+R", self.tr("Release …"), self)
        release.clicked.connect(self.releasing)
        self.add_keys(self._leave, release, self._back, self._submit)

    def accept(self) -> None:
        """Hand the batch in."""
        if self._end.submitted:
            self.left.emit()
        elif self._open and not self._armed:
            self._armed = True
            words = self.tr("Cases without a verdict: {n}. Enter again submits without them.")
            plain.set_text(self._warning, words.format(n=self._open))
        else:
            self.submitted.emit()

    def take_back(self) -> bool:
        """Not submitted after all, as long as nobody has begun on it."""
        if self._end.submitted and self._end.begun_by is None:
            self.taken_back.emit()
        return self._end.submitted

    def choose_digit(self, key: str) -> None:
        """The list of what one of the numbers counts."""
        place = (int(key) - 1) % 10
        if place < len(self._lines) and self._lines[place].number:
            words = self._lines[place].filter
            if words:
                self.listed.emit(words)
            else:
                self.sending.emit()

    def shown_text(self) -> str:
        """Every word on view."""
        rows = [self.model.words_of(row) for row in self.model.rows]
        return "\n".join([super().shown_text(), *rows])

    def _title(self) -> str:
        if self._end.submitted:
            return self.tr("This batch has been submitted")
        if self._open:
            return self.tr("Cases still open: {n}").format(n=self._open)
        return self.tr("Everything is done")

    def _begun(self) -> str:
        if not self._end.submitted or self._end.begun_by is None:
            return ""
        return self.tr("{person} has begun to look at it, so it cannot be taken back.").format(
            person=self._end.begun_by
        )

    def _counted(self) -> tuple[Line, ...]:
        held = self._end.stand.progress
        return (
            Line(held.open + held.answered, self.tr("not begun"), "open"),
            Line(held.skipped, self.tr("skipped"), "skipped"),
            Line(held.decided, self.tr("done"), "decided"),
            Line(held.cannot, self.tr("cannot judge"), "cannot"),
            Line(self._end.provisional, self.tr("provisional"), "provisional"),
            Line(held.flagged, self.tr("flagged"), "flagged"),
            Line(self._end.unopened, self.tr("media to open"), "unopened"),
            Line(held.sealed, self.tr("sealed"), "sealed"),
            Line(self._end.unsent, self.tr("acts unsent: send"), ""),
        )

    def _counts(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        for place, line in enumerate(self._lines):
            shown = self.locale().toString(line.number)
            row, column = divmod(place, IN_A_ROW)
            number = label(shown, self, step=6.0, quiet=not line.number)
            grid.addWidget(number, 2 * row, column)
            button = key_button(str(place + 1), line.words, self)
            button.setEnabled(bool(line.number))
            button.clicked.connect(
                lambda _checked=False, key=str(place + 1): self.choose_digit(key)
            )
            grid.addWidget(button, 2 * row + 1, column)
        grid.setColumnStretch(IN_A_ROW, 1)
        return grid

    def _add_list(self) -> None:
        self.list = QListView(self)
        thin(self.list)
        self.list.setModel(self.model)
        self.list.setItemDelegate(QueueDelegate(self))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(self.tr("Open cases"))
        self.list.clicked.connect(lambda index: self._choose(index.row()))
        shown = bool(self.model.rows)
        self.list.setVisible(shown)
        if shown:
            words = self.tr("Without a verdict: a click goes there")
            self.column.addWidget(label(words, self, quiet=True))
        self.column.addWidget(self.list, 1)
        if not shown:
            self.column.addStretch(1)

    def _choose(self, place: int) -> None:
        if 0 <= place < len(self.model.rows):
            self.chosen.emit(self.model.rows[place].task)


class OpenRowsModel(QAbstractListModel):
    """A few rows of the queue."""

    def __init__(self, rows: Sequence[QueueRow], parent: QWidget | None = None) -> None:
        """They do not change."""
        super().__init__(parent)
        self.rows = tuple(rows)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """As many as were given."""
        return 0 if parent.isValid() else len(self.rows)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """The row, or its words."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain.tip(headline_of(row))
        return self.words_of(row) if role == Qt.ItemDataRole.DisplayRole else None

    def words_of(self, row: QueueRow) -> str:
        """A row in words."""
        return f"{state_of(row)[1]}, {tag_of(row)}: {headline_of(row)}"
