"""The verdicts of a batch in a table, own and received."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLineEdit,
    QTableView,
    QWidget,
)

from workstation.domain.taxonomy import Code
from workstation.domain.verdict import Result
from workstation.store.verdicts import VerdictRow
from workstation.ui import plain, theme
from workstation.ui.dialogs.panel import Panel, key_button, label
from workstation.ui.terms import minute, term
from workstation.ui.widgets.scrollbar import thin

_ROOT = QModelIndex()
_SORT = Qt.ItemDataRole.UserRole
_SIGNS = {Result.AGREES: "=", Result.DIFFERS: "\u2260", Result.PENDING: "?", Result.FOUND: "+"}


class ResultRow(Struct, frozen=True):
    """A verdict as it is listed; `sent` is None where nobody has looked."""

    case: str
    language: str
    author: str
    result: str
    action: str
    clause: str
    severity: str | None
    at: str
    own: bool = True
    sent: bool | None = None
    task: str = ""
    told: str = ""  # what only its kind of batch has
    provisional: bool = False
    peer: str = ""
    peer_holds: bool | None = None


def told_of(row: VerdictRow) -> str:
    """What only one kind of batch has: tactics and gap, copies, how it stands to gold."""
    if row.practice is not None:
        return term("gold.same") if row.practice["same"] else term("gold.other")
    if row.members:
        results = Counter(one["outcome"]["result"] for one in row.members)
        told = [f"{term(f'result.{result}')} ×{number}" for result, number in results.items()]
        return ", ".join([*told, *(code for code in row.codes if code == Code.CO_INCONSISTENT)])
    if row.inspection is None:
        return ""
    gap = row.inspection.get("control_gap")
    told = [term(f"tactic.{tag}") for tag in row.inspection.get("tactics", ())]
    return ", ".join([*told, *([term(f"gap.{gap}")] if gap else [])])


class ResultsPanel(Panel):
    """The table with a line that narrows it; `chosen(task)` where a row has one."""

    chosen = Signal(str)

    def __init__(self, rows: Sequence[ResultRow], parent: QWidget | None = None) -> None:
        """Newest first."""
        super().__init__("", parent)
        title = self.tr("Verdicts of this batch")
        self.head.setText(title)
        self.setAccessibleName(title)
        self.model = ResultsModel(rows, self)
        self.sorted = QSortFilterProxyModel(self)
        self.sorted.setSourceModel(self.model)
        self.sorted.setSortRole(_SORT)
        self.sorted.setFilterKeyColumn(-1)
        self.sorted.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(self.tr("Narrow by a word: a case, an author, a clause"))
        self.line.setAccessibleName(self.tr("Narrow the table"))
        self.line.textChanged.connect(self._on_typed)
        self.column.addWidget(self.line)
        self._add_table()
        self._note = label("", self, quiet=True)
        self.column.addWidget(self._note)
        leave = key_button("Esc", self.tr("Close"), self)
        leave.clicked.connect(self.left)
        self._open = key_button("Enter", self.tr("Open the case"), self)
        self._open.clicked.connect(self.accept)
        self._open.setEnabled(any(row.task for row in rows))
        self.add_keys(leave, self._open)
        self.setFocusProxy(self.table)
        self.table.setCurrentIndex(self.sorted.index(0, 0))
        self._count()

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

    def _add_table(self) -> None:
        self.table = table = QTableView(self)
        thin(table)
        table.setModel(self.sorted)
        table.setSortingEnabled(True)
        table.sortByColumn(ResultsModel.AT, Qt.SortOrder.DescendingOrder)
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
        for column, wide in enumerate(ResultsModel.WIDTHS):
            table.setColumnWidth(column, wide)
        besides = any(row.told for row in self.model.rows)
        table.setColumnHidden(ResultsModel.TOLD, not besides)
        if besides:
            # Where more is told than a severity, the room of the other columns is its.
            for column, wide in enumerate(ResultsModel.NARROW):
                table.setColumnWidth(column, wide)
            table.setColumnHidden(ResultsModel.SEVERITY, True)
            table.setColumnHidden(ResultsModel.SENT, True)
        stretched = ResultsModel.TOLD if besides else 0
        header.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
        table.setAccessibleName(self.tr("Verdicts"))
        table.doubleClicked.connect(self._on_double_clicked)
        self.column.addWidget(table, 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape first empties the line, then leaves."""
        if event.key() == Qt.Key.Key_Escape and self.line.text():
            self.line.clear()
            return
        super().keyPressEvent(event)

    def _on_typed(self, words: str) -> None:
        self.sorted.setFilterFixedString(words.strip())
        self._count()

    def _count(self) -> None:
        shown, total = self.sorted.rowCount(), self.model.rowCount()
        if not total:
            words = self.tr(
                "There is no verdict to show yet. Others' show once you have answered their case."
            )
        else:
            words = self.tr("{n} of {total}").format(n=shown, total=total)
        plain.set_text(self._note, words)

    def accept(self) -> None:
        """Go to the case of the row under the cursor."""
        if self.table.currentIndex().isValid():
            self._on_double_clicked(self.table.currentIndex())

    def _on_double_clicked(self, index: QModelIndex) -> None:
        row = self.model.rows[self.sorted.mapToSource(index).row()]
        if row.task:
            self.chosen.emit(row.task)


class ResultsModel(QAbstractTableModel):
    """Verdicts as rows; words for codes, never a colour alone."""

    AT = 7
    WIDTHS = (130, 74, 92, 112, 100, 54, 70, 134, 92, 200)
    NARROW = (100, 60, 66, 92, 86, 52, 0, 124)
    SEVERITY, SENT, TOLD = 6, 8, 9

    def __init__(self, rows: Sequence[ResultRow], parent: QObject | None = None) -> None:
        """`set_rows` replaces them."""
        super().__init__(parent)
        self.rows = tuple(rows)

    def set_rows(self, rows: Sequence[ResultRow]) -> None:
        """Show other verdicts."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """As many as verdicts."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """Nine."""
        return 0 if parent.isValid() else len(self.WIDTHS)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """The columns' names."""
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return (
            self.tr("Case"),
            self.tr("Language"),
            self.tr("Author"),
            self.tr("Result"),
            self.tr("Action"),
            self.tr("Clause"),
            self.tr("Severity"),
            self.tr("When"),
            self.tr("Sent"),
            self.tr("Besides"),
        )[section]

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """A cell."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(row)[index.column()]
        if role == _SORT:
            return row.at if index.column() == self.AT else self._words(row)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain.tip(self._words(row)[index.column()])
        if role == Qt.ItemDataRole.FontRole:
            return theme.ui_font(-0.5)
        return None

    def _words(self, row: ResultRow) -> tuple[str, ...]:
        return (
            plain.visible(row.case),
            plain.visible(row.language),
            plain.visible(row.author),
            " · ".join(filter(None, [self._result(row), self._peer(row)])),
            term(f"action.{row.action}") if row.action else "",
            plain.visible(row.clause),
            term(f"severity.{row.severity}") if row.severity not in (None, "", "none") else "",
            minute(row.at),
            self._way(row),
            plain.visible(row.told),
        )

    def _result(self, row: ResultRow) -> str:
        sign = _SIGNS.get(Result(row.result), "") if row.result in list(Result) else ""
        return f"{sign} {term(f'result.{row.result}')}".strip()

    def _peer(self, row: ResultRow) -> str:
        """What became of an overturn in a language its author does not read."""
        if not row.provisional:
            return ""
        if row.peer_holds is None:
            return self.tr("provisional")
        peer = plain.visible(row.peer)
        if row.peer_holds:
            return self.tr("holds ({peer})").format(peer=peer)
        return self.tr("does not hold ({peer})").format(peer=peer)

    def _way(self, row: ResultRow) -> str:
        if not row.own:
            return self.tr("received")
        if row.sent is None:
            return self.tr("own")
        return self.tr("sent") if row.sent else self.tr("not sent yet")
