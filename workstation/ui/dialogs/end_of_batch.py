"""The end of a batch: what is done, what is open, one key to hand it in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QGridLayout, QListView, QStyleOptionViewItem, QWidget

from workstation.review.progress import Stand
from workstation.store.tasks import QueueRow
from workstation.ui import plain
from workstation.ui.case.policy_index import key_cap
from workstation.ui.dialogs.panel import Panel, key_button, label
from workstation.ui.queue.delegate import QueueDelegate, tag_of
from workstation.ui.queue.model import ROW, headline_of, state_of
from workstation.ui.terms import score_words

_ROOT = QModelIndex()


class EndOfBatch(Panel):
    """Enter submits; where cases are open it says so and waits for a second Enter.

    `chosen(task)` somebody wants to see an open case, `submitted`, `left`.
    """

    chosen = Signal(str)
    submitted = Signal()

    def __init__(
        self,
        stand: Stand,
        provisional: int,
        unsent: int,
        open_rows: Sequence[QueueRow],
        *,
        submitted: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`open_rows` are the first of the cases without a verdict."""
        super().__init__("", parent)
        progress = stand.progress
        self._progress, self._unsent = progress, unsent
        self._provisional, self._submitted = provisional, submitted
        self._armed = False
        self._open = progress.open + progress.answered + progress.skipped
        self.model = OpenRowsModel(open_rows, self)
        plain.set_text(self.head, self._title())
        self.setAccessibleName(self._title())
        self.column.addLayout(self._counts())
        if stand.score is not None:
            self.column.addWidget(label(score_words(stand.score), self, step=1.0))
        self._add_list()
        self._warning = label("", self)
        self.column.addWidget(self._warning)
        self._submit = key_button("Enter", self.tr("Submit"), self)
        self._submit.clicked.connect(self.accept)
        self._submit.setVisible(not submitted)
        back = self.tr("Close") if submitted else self.tr("Go on")
        self._leave = key_button("Esc", back, self)
        self._leave.clicked.connect(self.left)
        self.add_keys(self._leave, self._submit)

    def accept(self) -> None:
        """Hand the batch in."""
        if self._submitted:
            self.left.emit()
        elif self._open and not self._armed:
            self._armed = True
            words = self.tr("Cases without a verdict: {n}. Enter again submits without them.")
            plain.set_text(self._warning, words.format(n=self._open))
        else:
            self.submitted.emit()

    def choose_digit(self, key: str) -> None:
        """Go to one of the first ten open cases."""
        self._choose((int(key) - 1) % 10)

    def shown_text(self) -> str:
        """Every word on view."""
        rows = [self.model.words_of(row) for row in self.model.rows]
        return "\n".join([super().shown_text(), *rows])

    def _title(self) -> str:
        if self._submitted:
            return self.tr("This batch has been submitted")
        if self._open:
            return self.tr("Cases still open: {n}").format(n=self._open)
        return self.tr("Everything is done")

    def _counts(self) -> QGridLayout:
        held = self._progress
        counts = (
            (held.decided, self.tr("done")),
            (held.skipped, self.tr("skipped")),
            (held.cannot, self.tr("cannot judge")),
            (self._provisional, self.tr("provisional")),
            (held.sealed, self.tr("sealed")),
            (self._unsent, self.tr("unsent")),
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(28)
        grid.setVerticalSpacing(0)
        for place, (number, words) in enumerate(counts):
            shown = self.locale().toString(number)
            grid.addWidget(label(shown, self, step=8.0, quiet=not number), 0, place)
            grid.addWidget(label(words, self, quiet=True), 1, place)
        grid.setColumnStretch(len(counts), 1)
        return grid

    def _add_list(self) -> None:
        self.list = QListView(self)
        self.list.setModel(self.model)
        self.list.setItemDelegate(_NumberedDelegate(self))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(self.tr("Open cases"))
        self.list.clicked.connect(lambda index: self._choose(index.row()))
        shown = bool(self.model.rows)
        self.list.setVisible(shown)
        if shown:
            words = self.tr("Without a verdict: a click, or a digit for the first ten, goes there")
            self.column.addWidget(label(words, self, quiet=True))
        self.column.addWidget(self.list, 1)
        if not shown:
            self.column.addStretch(1)

    def _choose(self, place: int) -> None:
        if 0 <= place < len(self.model.rows):
            self.chosen.emit(self.model.rows[place].task)


class _NumberedDelegate(QueueDelegate):
    """A row of the queue with the digit that goes there."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """The row, then its digit at the left."""
        super().paint(painter, option, index)
        if index.row() < 10:
            box = QRectF(option.rect)
            at = QPointF(box.left() + 2, box.center().y() - 8)
            key_cap(painter, at, str((index.row() + 1) % 10))


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
