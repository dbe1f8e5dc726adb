"""The verdicts of a batch in a table, own and received."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QWidget

from workstation.domain import instant
from workstation.domain.taxonomy import Code
from workstation.domain.verdict import Result
from workstation.store.verdicts import VerdictRow
from workstation.ui import plain
from workstation.ui.dialogs.panel import key_button
from workstation.ui.dialogs.rows_panel import RowsPanel
from workstation.ui.dialogs.table import RowsModel, set_widths
from workstation.ui.terms import minute, term

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
    late: bool = False


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


class ResultsPanel(RowsPanel):
    """The table with a line that narrows it; `chosen(task)` where a row has one."""

    wide = True
    chosen = Signal(str)

    def __init__(
        self, rows: Sequence[ResultRow], title: str = "", parent: QWidget | None = None
    ) -> None:
        """Newest first; without a title they are this batch's."""
        title = title or QCoreApplication.translate("ResultsPanel", "Verdicts of this batch")
        super().__init__(title, ResultsModel(), ResultsModel.WIDTHS, parent)
        self.line.setPlaceholderText(self.tr("Narrow by a word: a case, an author, a clause"))
        self.empty = self.tr(
            "There is no verdict to show yet. Others' show once you have answered their case."
        )
        leave = key_button("Esc", self.tr("Close"), self)
        leave.clicked.connect(self.left)
        opens = key_button("Enter", self.tr("Open the case"), self)
        opens.clicked.connect(self.accept)
        opens.setEnabled(any(row.task for row in rows))
        self.add_keys(leave, opens)
        besides = any(row.told for row in rows)
        self.table.setColumnHidden(ResultsModel.TOLD, not besides)
        if besides:
            # Where more is told than a severity, the room of the other columns is its.
            set_widths(self.table, ResultsModel.NARROW)
            self.table.setColumnHidden(ResultsModel.SEVERITY, True)
            self.table.setColumnHidden(ResultsModel.SENT, True)
        self.table.sortByColumn(ResultsModel.AT, Qt.SortOrder.DescendingOrder)
        self.set_rows(rows)

    def words_of(self, one: ResultRow) -> str:
        """Why one does not count."""
        if not one.late:
            return ""
        return self.tr(
            "It came after the case was taken back, or the batch was closed or locked. It is kept, "
            "and not counted."
        )

    def accept(self) -> None:
        """Go to the case of the row under the cursor."""
        row = self.current()
        if row is not None and row.task:
            self.chosen.emit(row.task)


class ResultsModel(RowsModel):
    """Verdicts as rows; words for codes, never a colour alone."""

    AT = 7
    WIDTHS = (0, 74, 110, 240, 130, 64, 80, 140, 110, 200)
    NARROW = (130, 74, 90, 240, 110, 58, 70, 134, 92, 0)
    SEVERITY, SENT, TOLD = 6, 8, 9

    def columns(self) -> tuple[str, ...]:
        """What each verdict is told by."""
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
        )

    def sort_of(self, row: ResultRow, column: int) -> str:
        """Instants by when they were, whatever offset they are written in."""
        return instant.sort_key(row.at) if column == self.AT else super().sort_of(row, column)

    def words_of(self, row: ResultRow) -> tuple[str, ...]:
        """The cells of a verdict."""
        return (
            plain.visible(row.case),
            plain.visible(row.language),
            plain.visible(row.author),
            " · ".join(filter(None, [self._result(row), self._late(row), self._peer(row)])),
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

    def _late(self, row: ResultRow) -> str:
        return self.tr("late, not counted") if row.late else ""

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
