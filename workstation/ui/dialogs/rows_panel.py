"""A panel that lists rows: a line that narrows it, choices on digits, Enter opens one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTableView,
    QWidget,
)

from workstation.ui import plain, theme
from workstation.ui.dialogs.panel import Panel, key_button, label
from workstation.ui.widgets.keybutton import KeyButton
from workstation.ui.widgets.scrollbar import thin

_ROOT = QModelIndex()
_SORT = Qt.ItemDataRole.UserRole


class Cells(Struct, frozen=True):
    """A row: what it is of, its words, and what it sorts by where that is not its words."""

    of: Any
    words: tuple[str, ...]
    sort: tuple[str, ...] = ()
    bold: bool = False


class RowsPanel(Panel):
    """Below the table a line tells of the row under the cursor."""

    columns: tuple[str, ...] = ()
    widths: tuple[int, ...] = ()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """Its rows come with `set_rows`."""
        super().__init__("", parent)
        plain.set_text(self.head, title)
        self.setAccessibleName(title)
        self.empty = ""
        self.chips: list[KeyButton] = []
        self.chip_row = QHBoxLayout()
        self.chip_row.setSpacing(6)
        self.column.addLayout(self.chip_row)
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(self.tr("Narrow by a word"))
        self.line.setAccessibleName(self.tr("Narrow the list"))
        self.column.addWidget(self.line)
        self.model = RowsModel(self.columns, self)
        self.sorted = QSortFilterProxyModel(self)
        self.sorted.setSourceModel(self.model)
        self.sorted.setSortRole(_SORT)
        self.sorted.setFilterKeyColumn(-1)
        self.sorted.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.line.textChanged.connect(self._on_typed)
        self._add_table(title)
        self.told = label("", self)
        self.told.setWordWrap(True)
        self.column.addWidget(self.told)
        self.count = label("", self, quiet=True)
        self.column.addWidget(self.count)
        self.setFocusProxy(self.table)

    def add_chip(self, key: str, word: str) -> KeyButton:
        """A choice over the table, on a digit."""
        chip = key_button(key, word, self)
        chip.clicked.connect(lambda: self.choose_digit(key))
        self.chips.append(chip)
        self.chip_row.insertWidget(len(self.chips) - 1, chip)
        if len(self.chips) == 1:
            self.chip_row.addStretch(1)
        return chip

    def set_rows(self, rows: Sequence[Cells]) -> None:
        """Show these; the cursor goes to the first."""
        self.model.set_rows(rows)
        self.table.selectRow(0)
        self._tell()

    def current(self) -> Any:
        """What the row under the cursor is of, None where there is none."""
        index = self.table.currentIndex()
        if not index.isValid():
            return None
        return self.model.rows[self.sorted.mapToSource(index).row()].of

    def words_of(self, _one: Any) -> str:
        """What is told of a row below the table."""
        return ""

    def held_back_words(self) -> str:
        """What stands behind the count."""
        return ""

    def shown_text(self) -> str:
        """Every word on view."""
        rows = [
            " ".join(
                str(self.sorted.index(row, column).data() or "")
                for column in range(self.sorted.columnCount())
            )
            for row in range(self.sorted.rowCount())
        ]
        return "\n".join([super().shown_text(), self.line.placeholderText(), *rows])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape first empties the line, then leaves."""
        if event.key() == Qt.Key.Key_Escape and self.line.text():
            self.line.clear()
            return
        super().keyPressEvent(event)

    def _add_table(self, title: str) -> None:
        self.table = table = QTableView(self)
        thin(table)
        table.setModel(self.sorted)
        table.setSortingEnabled(True)
        table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.setWordWrap(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(26)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, wide in enumerate(self.widths):
            table.setColumnWidth(column, wide)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.setAccessibleName(title)
        table.doubleClicked.connect(lambda _index: self.accept())
        table.selectionModel().currentRowChanged.connect(lambda *_rows: self._tell())
        self.column.addWidget(table, 1)

    def _on_typed(self, words: str) -> None:
        self.sorted.setFilterFixedString(words.strip())
        self.table.selectRow(0)
        self._tell()

    def _tell(self) -> None:
        one = self.current()
        plain.set_text(self.told, self.words_of(one) if one is not None else "")
        self.told.setVisible(bool(self.told.text()))
        shown, total = self.sorted.rowCount(), self.model.rowCount()
        words = self.tr("{n} of {total}").format(n=shown, total=total) if total else self.empty
        plain.set_text(self.count, " · ".join(filter(None, [words, self.held_back_words()])))


class RowsModel(QAbstractTableModel):
    """Rows of words; never a colour alone."""

    def __init__(self, columns: Sequence[str], parent: QObject | None = None) -> None:
        """Empty until `set_rows`."""
        super().__init__(parent)
        self._columns = tuple(columns)
        self.rows: tuple[Cells, ...] = ()

    def set_rows(self, rows: Sequence[Cells]) -> None:
        """Show others."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """As many as were given."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """As many as are named."""
        return 0 if parent.isValid() else len(self._columns)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """The columns' names."""
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return self._columns[section]

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """A cell."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return plain.visible(row.words[column])
        if role == _SORT:
            return (row.sort or row.words)[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain.tip(row.words[column])
        if role == Qt.ItemDataRole.FontRole:
            return theme.ui_font(-0.5, bold=row.bold)
        return None
