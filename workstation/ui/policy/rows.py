"""The rows at the left of the whole policy: families, their clauses as of a day, what was found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from workstation.domain import instant
from workstation.domain.policy import ClauseVersion, Pack, Scope
from workstation.ui import theme
from workstation.ui.case.policy_words import version_words
from workstation.ui.case.strokes import ground, put
from workstation.ui.plain import visible
from workstation.ui.terms import day

Index = QModelIndex | QPersistentModelIndex
ROW, HEAD = 21, 27


class Row(Struct, frozen=True):
    """A family's heading (no version), or a clause with the version to show."""

    title: str
    clause: str = ""
    version: ClauseVersion | None = None
    note: str = ""
    available: bool = True


def rows_of(pack: Pack, moment: datetime, scope: Scope) -> list[Row]:
    """Families and clauses; a clause that is not in force says since when or until when."""
    in_force = {one.clause: one for one in pack.in_force(moment, scope)}
    by_family: dict[int, list[Row]] = {}
    for name in pack.clauses_by_order():
        version = in_force.get(name)
        row = _row(version, "") if version else _elsewhere(pack.versions(name), moment, scope)
        by_family.setdefault(row.version.family if row.version else 0, []).append(row)
    found = []
    for family in pack.families:
        held = by_family.get(family.digit, [])
        found.append(Row(f"{family.digit}  {visible(family.name)}", note=str(len(held))))
        found += held
    return found


def rows_found(pack: Pack, hits: Sequence[tuple[str, int]], rows: Sequence[Row]) -> list[Row]:
    """The clauses that a search found, the best first, each as it reads on the day."""
    known = {row.clause: row for row in rows if row.clause}
    names = dict.fromkeys(clause for clause, _ in hits)
    return [known[name] for name in names if name in known]


def _row(version: ClauseVersion, note: str, *, available: bool = True) -> Row:
    told = note or version_words(version)
    return Row(visible(version.title), version.clause, version, told, available)


def _elsewhere(versions: Sequence[ClauseVersion], moment: datetime, scope: Scope) -> Row:
    fitting = [one for one in versions if one.fits(scope)]
    if not fitting:
        return _row(versions[-1], ", ".join(visible(m) for m in versions[-1].markets),
                    available=False)  # fmt: skip
    later = [one for one in fitting if instant.parse(one.since) > moment]
    if later:
        return _row(later[0], f"› {day(later[0].since)}", available=False)
    return _row(fitting[-1], f"– {day(fitting[-1].until or fitting[-1].since)}", available=False)


class PolicyRows(QAbstractListModel):
    """The rows as a model."""

    def __init__(self) -> None:
        """Empty."""
        super().__init__()
        self.rows: list[Row] = []

    def set_rows(self, rows: list[Row]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def place_of(self, clause: str) -> int:
        """Where a clause stands; -1 where it does not."""
        return next((n for n, row in enumerate(self.rows) if clause and row.clause == clause), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A row in words, for readers of the screen."""
        if not index.isValid() or role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        row = self.rows[index.row()]
        return f"{row.clause} {row.title} {row.note}".strip()

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings are not chosen."""
        if not index.isValid() or not self.rows[index.row()].clause:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class PolicyDelegate(QStyledItemDelegate):
    """Paints a row: number, title, version; greyed where it is not in force."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One line."""
        model = index.model()
        assert isinstance(model, PolicyRows)
        return QSize(100, theme.px(ROW if model.rows[index.row()].clause else HEAD))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The row's words on its ground."""
        model = index.model()
        assert isinstance(model, PolicyRows)
        row, held = model.rows[index.row()], theme.colours()
        box = QRectF(option.rect)  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        on = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        ground(painter, box, lit=bool(state & QStyle.StateFlag.State_MouseOver), on=on)
        inner = box.adjusted(8, 0, -8, 0)
        note = put(painter, inner, row.note, -1.0, held.quiet, right=True)
        inner.setRight(note.left() - 6)
        if not row.clause:
            put(painter, inner, row.title, -0.5, held.quiet, bold=True)
        else:
            colour = held.accent if row.available else held.quiet
            number = put(painter, inner, row.clause, -0.5, colour, bold=row.available)
            inner.setLeft(max(number.right() + 6, inner.left() + theme.px(34)))
            put(painter, inner, row.title, -0.5, held.text if row.available else held.quiet)
        painter.restore()
