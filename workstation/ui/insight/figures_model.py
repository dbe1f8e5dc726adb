"""Lines of a report as rows of a table: three pages of columns, a bar for an interval."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from workstation.domain.figures.figure import Figure, State
from workstation.domain.figures.target import Standing
from workstation.reports.kpi.report import Line
from workstation.ui import plain, theme
from workstation.ui.dialogs.table import RowsModel
from workstation.ui.insight.figure_words import (
    between,
    figure_name,
    group_words,
    number,
    standing_words,
    told,
    why_words,
)

BAR = Qt.ItemDataRole.UserRole + 1
"""What the bar of a cell shows: a `Bar`, or nothing."""
QUALITY, RATES, TIMES = "quality", "rates", "times"
PAGES = (QUALITY, RATES, TIMES)
GROUP, UNITS, TARGET = "group", "units", "target"
_COLUMNS = {
    QUALITY: (
        (GROUP, 0), (UNITS, 52), ("strict_accuracy", 230), (TARGET, 150),
        ("enforce_accuracy", 155), ("precision", 155), ("recall", 150), ("severity_points", 100),
    ),
    RATES: (
        (GROUP, 0), (UNITS, 52), ("initial_accuracy", 160), ("final_accuracy", 160),
        ("defect_rate", 160), ("cannot_rate", 160), ("route_rate", 160), ("technical_rate", 160),
    ),
    TIMES: (
        (GROUP, 0), (UNITS, 52), ("aht", 115), ("throughput", 140), ("audit_time", 105),
        ("audit_throughput", 125), ("sla", 160), ("tat_median", 145), ("tat_p95", 130),
    ),
}  # fmt: skip
WIDE = "strict_accuracy"
"""The one column in which the ends of the interval stand as numbers too."""
_RATE = frozenset(("cannot_rate", "route_rate", "technical_rate", "defect_rate"))


class Bar(Struct, frozen=True):
    """Places from 0 to 1 along a cell's scale; `pale` where it is too little to tell."""

    low: float
    value: float
    high: float
    target: float | None = None
    pale: bool = False


class FiguresModel(RowsModel):
    """Rows are `Line`s; `page` says which figures stand beside each other."""

    def __init__(self, parent: QObject | None = None) -> None:
        """The first page."""
        super().__init__(parent)
        self.page = QUALITY
        self._scales: dict[str, tuple[float, float]] = {}

    def show_page(self, page: str) -> None:
        """Other figures of the same lines."""
        self.beginResetModel()
        self.page = page
        self.endResetModel()

    def names(self) -> tuple[str, ...]:
        """The columns by name."""
        return tuple(name for name, _ in _COLUMNS[self.page])

    def widths(self) -> tuple[int, ...]:
        """How wide each column is."""
        return tuple(width for _, width in _COLUMNS[self.page])

    def columns(self) -> tuple[str, ...]:
        """Shares with the scale of their bars."""
        return tuple(self._column(name) for name in self.names())

    def set_rows(self, rows: Sequence[Line]) -> None:
        """Every share's bars are drawn to one scale."""
        names = {name for page in PAGES for name, _ in _COLUMNS[page]}
        self._scales = {
            name: _scale(name, [row.figures[name] for row in rows])
            for name in names
            if rows and name in rows[0].figures
        }
        super().set_rows(rows)

    def words_of(self, row: Line) -> tuple[str, ...]:
        """What each cell says."""
        return tuple(self._cell(row, name) for name in self.names())

    def sort_of(self, row: Line, column: int) -> str:
        """Numbers by their size."""
        name = self.names()[column]
        if name == UNITS:
            return f"{row.units:012d}"
        figure = row.figures.get(name)
        if figure is None:
            return self._cell(row, name)
        return "" if figure.value is None else f"{figure.value:020.9f}"

    def tip_of(self, row: Line, column: int) -> str:
        """All of a figure."""
        figure = row.figures.get(self.names()[column])
        return self._cell(row, self.names()[column]) if figure is None else told(figure)

    def colour_of(self, row: Line, column: int) -> QColor | None:
        """What is too little to tell stands back; a target that was missed stands out."""
        name, held = self.names()[column], theme.colours()
        if name == TARGET:
            return {
                Standing.MET: QColor(held.good),
                Standing.MISSED: QColor(held.bad),
            }.get(row.standings[WIDE], QColor(held.quiet))
        figure = row.figures.get(name)
        return QColor(held.quiet) if figure is not None and not figure.tells else None

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """A cell, with its bar."""
        if role == BAR:
            return self._bar(self.rows[index.row()], self.names()[index.column()])
        return super().data(index, role)

    def _column(self, name: str) -> str:
        if name == GROUP:
            return self.tr("Group")
        if name == UNITS:
            return "n"
        if name == TARGET:
            return self.tr("Target")
        low, high = self._scales.get(name, (0.0, 0.0))
        if high <= low:
            return figure_name(name)
        return self.tr("{name}, {low:g}–{high:g} %").format(
            name=figure_name(name), low=100 * low, high=100 * high
        )

    def _cell(self, row: Line, name: str) -> str:
        if name == GROUP:
            return plain.visible(group_words(row))
        if name == UNITS:
            return str(row.units)
        if name == TARGET:
            aim = row.targets.get(WIDE)
            if aim is None:
                return self.tr("none")
            return f"{number(aim.value, 'share')}  {standing_words(row.standings[WIDE])}"
        figure = row.figures[name]
        if figure.value is None:
            return why_words(figure.why)
        words = number(figure.value, figure.unit)
        if name == WIDE:
            words += f"  {between(figure)}"
        if figure.state is State.TOO_FEW:
            few = self.tr("few")
            words += f"  {few}"
        return words

    def _bar(self, row: Line, name: str) -> Bar | None:
        figure = row.figures.get(name)
        low, high = self._scales.get(name, (0.0, 0.0))
        if figure is None or figure.value is None or figure.interval is None or high <= low:
            return None

        def place(value: float) -> float:
            return min(1.0, max(0.0, (value - low) / (high - low)))

        aim = row.targets.get(name)
        return Bar(
            place(figure.interval.low),
            place(figure.value),
            place(figure.interval.high),
            place(aim.value) if aim is not None and low <= aim.value <= high else None,
            not figure.tells,
        )


def _scale(name: str, figures: Sequence[Figure]) -> tuple[float, float]:
    """From where to where the bars of a share run, in tens of a hundred: to 100 for what should be
    high, from 0 for what should be low. What is too little to tell does not stretch it: its bar
    ends at the edge."""
    shares = [one for one in figures if one.unit == "share" and one.interval is not None]
    told = [one for one in shares if one.tells] or shares
    held = [one.interval for one in told if one.interval is not None]
    if not held:
        return (0.0, 0.0)
    if name in _RATE:
        return (0.0, min(1.0, -(-max(one.high for one in held) * 100 // 10) / 10))
    return (min(0.9, min(one.low for one in held) * 100 // 10 / 10), 1.0)
