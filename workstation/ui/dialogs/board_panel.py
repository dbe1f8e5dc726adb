"""How far everybody is with what is assigned; a lead splits a batch and moves what is not done."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from workstation.review.board import Board, Line
from workstation.ui.dialogs.acts_panel import Act, ActsPanel
from workstation.ui.dialogs.rows_panel import Cells
from workstation.ui.terms import minute, term


class BoardRow(Struct, frozen=True):
    """A person's line, or what is nobody's of a batch (`line` None)."""

    batch: str
    title: str
    line: Line | None = None
    free: int = 0

    @property
    def id(self) -> str:
        """What it is known by."""
        return self.line.id if self.line is not None else f"{self.batch} free"


class BoardPanel(ActsPanel):
    """`asked(act, row)`: for a lead split, move."""

    def __init__(self, found: Board, *, leads: bool, parent: QWidget | None = None) -> None:
        """What is nobody's comes first."""
        translate = QCoreApplication.translate
        acts = (
            Act("1", "split", translate("Board", "Split over people")),
            Act("2", "move", translate("Board", "Move what is not done")),
        )
        columns = (
            translate("Board", "Batch"),
            translate("Board", "Person"),
            translate("Board", "Stage"),
            translate("Board", "Assigned"),
            translate("Board", "Done"),
            translate("Board", "Cannot"),
            translate("Board", "Open"),
            translate("Board", "Late"),
            translate("Board", "Last heard"),
            translate("Board", "Due"),
        )
        widths = (0, 150, 95, 80, 60, 65, 60, 55, 125, 125)
        title = translate("Board", "Progress")
        super().__init__(title, columns, widths, acts if leads else (), parent)
        self.empty = self.tr(
            "Nothing is assigned to anybody. A lead publishes a batch (workstation publish), then "
            "splits it here."
        )
        self.show_board(found)

    def show_board(self, found: Board) -> None:
        """How it stands now; the cursor stays on its row."""
        rows = [BoardRow(batch, title, free=n) for batch, title, n in found.unassigned]
        rows += [BoardRow(one.batch, one.title, one) for one in found.lines]
        self.show_rows([Cells(row, self._cells(row), bold=row.line is None) for row in rows])

    def allowed(self, row: BoardRow | None) -> Collection[str]:
        """What is nobody's is split; what somebody has not done moves."""
        if row is None:
            return ()
        if row.line is None:
            return {"split"}
        return {"move"} if row.line.open and not row.line.closed else ()

    def warning(self, name: str, row: BoardRow | None) -> str:
        """What moves is said before it does."""
        if name != "move" or row is None or row.line is None:
            return ""
        return self.tr(
            "{n} cases of {person} go to others, as far as they may have them. What is done stays "
            "and counts; what {person} still sends of the rest is kept as late."
        ).format(n=row.line.open, person=row.line.name or row.line.person)

    def words_of(self, one: BoardRow) -> str:
        """What a line's numbers leave out."""
        if one.line is None:
            return self.tr("{n} cases are nobody's.").format(n=one.free)
        told = []
        if one.line.late:
            told.append(
                self.tr("{n} came late: after a take-back, a close or a lock. They are kept and "
                        "count nowhere.").format(n=one.line.late)
            )  # fmt: skip
        if one.line.handed_in:
            told.append(self.tr("handed in {when}").format(when=minute(one.line.handed_in)))
        if one.line.closed:
            told.append(self.tr("the batch is closed"))
        return "  ·  ".join(told)

    def _cells(self, row: BoardRow) -> tuple[str, ...]:
        line = row.line
        if line is None:
            return row.title, self.tr("nobody"), "", str(row.free), *[""] * 6
        return (
            row.title,
            line.name or line.person,
            term(f"stage.{line.stage}"),
            str(line.assigned),
            str(line.done),
            str(line.cannot) if line.cannot else "",
            str(line.open) if line.open else "",
            str(line.late) if line.late else "",
            minute(line.heard) if line.heard else "",
            minute(line.due_at) if line.due_at else "",
        )
