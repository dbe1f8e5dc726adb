"""A table in a panel: one look for all of them, and a model whose rows only say their cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from workstation.ui import plain, theme
from workstation.ui.widgets.scrollbar import thin

_ROOT = QModelIndex()
_ROW = 26
SORT = Qt.ItemDataRole.UserRole
"""What a cell sorts by."""


class RowsModel(QAbstractTableModel):
    """Rows of words, never a colour alone. A model of its own says `columns` and `words_of`."""

    def __init__(self, parent: QObject | None = None, rows: Sequence[Any] = ()) -> None:
        """`set_rows` replaces the rows."""
        super().__init__(parent)
        self.rows: tuple[Any, ...] = tuple(rows)

    def columns(self) -> tuple[str, ...]:
        """What the columns are called."""
        raise NotImplementedError

    def words_of(self, row: Any) -> tuple[str, ...]:
        """The cells of a row, fit to be shown."""
        raise NotImplementedError

    def sort_of(self, row: Any, column: int) -> str:
        """What a cell sorts by."""
        return self.words_of(row)[column]

    def tip_of(self, row: Any, column: int) -> str:
        """What shows under the mouse."""
        return self.words_of(row)[column]

    def is_bold(self, _row: Any, _column: int) -> bool:
        """Whether a cell stands out."""
        return False

    def colour_of(self, _row: Any, _column: int) -> QColor | None:
        """A colour other than that of words."""
        return None

    def of(self, row: Any) -> Any:
        """What a row is of."""
        return row

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show these."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """As many as were given."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """As many as have a name."""
        return 0 if parent.isValid() else len(self.columns())

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """The columns' names."""
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return self.columns()[section]

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
            return self.words_of(row)[column]
        if role == SORT:
            return self.sort_of(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain.tip(self.tip_of(row, column))
        if role == Qt.ItemDataRole.FontRole:
            return theme.ui_font(-0.5, bold=self.is_bold(row, column))
        if role == Qt.ItemDataRole.ForegroundRole:
            return self.colour_of(row, column)
        return None


def table_of(
    model: QAbstractItemModel, name: str, widths: Sequence[int], parent: QWidget
) -> QTableView:
    """A table of whole rows; columns of no width share the room that is left."""
    table = QTableView(parent)
    thin(table)
    table.setModel(model)
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setShowGrid(False)
    table.setAlternatingRowColors(True)
    table.setWordWrap(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    table.verticalHeader().setDefaultSectionSize(theme.px(_ROW))
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    set_widths(table, widths)
    table.setAccessibleName(name)
    return table


def set_widths(table: QTableView, widths: Sequence[int]) -> None:
    """Columns of these widths; those of none share the room that is left."""
    header = table.horizontalHeader()
    for column, wide in enumerate(widths):
        mode = QHeaderView.ResizeMode.Interactive if wide else QHeaderView.ResizeMode.Stretch
        header.setSectionResizeMode(column, mode)
        if wide:
            table.setColumnWidth(column, theme.px(wide))
