"""A panel that lists rows: a line that narrows it, choices on digits, Enter opens one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from PySide6.QtCore import QObject, QSortFilterProxyModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from workstation.ui import plain
from workstation.ui.dialogs.panel import Panel, key_button, label
from workstation.ui.dialogs.table import SORT, RowsModel, table_of
from workstation.ui.widgets.keybutton import KeyButton


class Cells(Struct, frozen=True):
    """A row: what it is of, its words, and what it sorts by where that is not its words."""

    of: Any
    words: tuple[str, ...]
    sort: tuple[str, ...] = ()
    bold: bool = False


class CellsModel(RowsModel):
    """Rows of `Cells`."""

    def __init__(self, columns: Sequence[str], parent: QObject | None = None) -> None:
        """Empty until `set_rows`."""
        super().__init__(parent)
        self._columns = tuple(columns)

    def columns(self) -> tuple[str, ...]:
        """As they were given."""
        return self._columns

    def words_of(self, row: Cells) -> tuple[str, ...]:
        """The words as they are shown."""
        return tuple(plain.visible(words) for words in row.words)

    def sort_of(self, row: Cells, column: int) -> str:
        """What it sorts by, else its words."""
        return (row.sort or row.words)[column]

    def is_bold(self, row: Cells, _column: int) -> bool:
        """The whole row, or none of it."""
        return row.bold

    def of(self, row: Cells) -> Any:
        """What the row is of."""
        return row.of


class RowsPanel(Panel):
    """Below the table a line tells of the row under the cursor."""

    def __init__(
        self, title: str, model: RowsModel, widths: Sequence[int], parent: QWidget | None = None
    ) -> None:
        """Its rows come with `set_rows`; a column of no width takes the room that is left."""
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
        self.model = model
        model.setParent(self)
        self.sorted = QSortFilterProxyModel(self)
        self.sorted.setSourceModel(self.model)
        self.sorted.setSortRole(SORT)
        self.sorted.setFilterKeyColumn(-1)
        self.sorted.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.line.textChanged.connect(self._on_typed)
        self.table = table_of(self.sorted, title, widths, self)
        self.table.setSortingEnabled(True)
        self.table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.table.doubleClicked.connect(lambda _index: self.accept())
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._tell())
        self.column.addWidget(self.table, 1)
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

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show these; the cursor goes to the first."""
        self.model.set_rows(rows)
        self.table.selectRow(0)
        self._tell()

    def current(self) -> Any:
        """What the row under the cursor is of, None where there is none."""
        index = self.table.currentIndex()
        if not index.isValid():
            return None
        return self.model.of(self.model.rows[self.sorted.mapToSource(index).row()])

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
