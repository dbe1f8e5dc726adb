"""The table of figures: groups by keys, the period, the kind; what is too little stands back."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from workstation.reports.kpi.report import Line, Report
from workstation.ui import plain
from workstation.ui.dialogs.panel import key_button, label
from workstation.ui.dialogs.rows_panel import RowsPanel
from workstation.ui.dialogs.table import set_widths
from workstation.ui.insight.figure_words import figure_name, group_words, told
from workstation.ui.insight.figures_bar import BarDelegate
from workstation.ui.insight.figures_model import (
    PAGES,
    QUALITY,
    RATES,
    TIMES,
    WIDE,
    FiguresModel,
)

GROUPS, PERIOD, KIND, PAGE, MARK = "1", "2", "3", "4", "5"


class FiguresPanel(RowsPanel):
    """`asked(key)`: another grouping, period or kind; `chosen(line)` the verdicts behind a line;
    `exported`; `held_against(one, other)` two lines are to be held together."""

    wide = True
    asked = Signal(str)
    chosen = Signal(object)
    exported = Signal()
    held_against = Signal(object, object)
    marked: Line | None = None
    _beside: Line | None = None
    _compared = ""
    _held_back = ""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty until `show_report`."""
        title = QCoreApplication.translate("FiguresPanel", "Figures")
        self.figures = FiguresModel()
        super().__init__(title, self.figures, self.figures.widths(), parent)
        self.report: Report | None = None
        self.about = label("", self, quiet=True)
        self.about.setWordWrap(True)
        self.column.insertWidget(1, self.about)
        self.line.setPlaceholderText(self.tr("Narrow by a word: a vendor, a language, a month"))
        self.empty = self.tr(
            "No verdict counts here yet. Judge a batch (Ctrl+B), or fetch others' verdicts "
            "(Ctrl+S)."
        )
        for key in (GROUPS, PERIOD, KIND, PAGE, MARK):
            self.add_chip(key, "")
        self._bars = BarDelegate(self.table)
        self.table.setItemDelegate(self._bars)
        self._opens = key_button("Enter", self.tr("Verdicts behind it"), self)
        self._opens.clicked.connect(self.accept)
        self._exports = key_button("Ctrl+E", self.tr("Export"), self)
        self._exports.clicked.connect(self.exported)
        leave = key_button("Esc", self.tr("Close"), self)
        leave.clicked.connect(self.left)
        self.add_keys(self._opens, self._exports, leave)
        self.name_chips("", "", "")

    def name_chips(self, groups: str, period: str, kind: str) -> None:
        """What the chips over the table say."""
        pages = {
            QUALITY: self.tr("Quality"),
            RATES: self.tr("Rates"),
            TIMES: self.tr("Times"),
        }
        words = (
            self.tr("By {what}").format(what=groups),
            period,
            kind,
            pages[self.figures.page],
            self.tr("Compare with …"),
        )
        for chip, key, word in zip(
            self.chips, (GROUPS, PERIOD, KIND, PAGE, MARK), words, strict=True
        ):
            chip.set_choice(key, plain.visible(word))
        self._named = (groups, period, kind)

    def show_report(self, report: Report, about: str, held_back: str = "") -> None:
        """Other lines; the cursor goes to the first."""
        self.report, self.marked, self._beside = report, None, None
        self._held_back = held_back
        plain.set_text(self.about, about)
        self.table.setEnabled(True)
        self.table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.set_rows(report.lines)
        set_widths(self.table, self.figures.widths())
        able = bool(report.lines)
        for button in (self._opens, self._exports):
            button.setEnabled(able)

    def set_counting(self, done: bool = False) -> None:
        """Another question is being counted; the lines of the last one stay, and stand back."""
        self.table.setEnabled(done)
        if not done:
            plain.set_text(self.about, self.tr("Counting …"))

    def show_page(self, page: str) -> None:
        """Other figures of the same lines; the cursor stays on its line."""
        place = max(0, self.table.currentIndex().row())
        self.figures.show_page(page)
        set_widths(self.table, self.figures.widths())
        self.name_chips(*self._named)
        self.table.selectRow(place)
        self._tell()

    def tell_comparison(self, one: Line, other: Line, words: str) -> None:
        """What came of holding two lines together."""
        if self.marked is one and self.current() is other:
            self._compared = words
            self._tell()

    def words_of(self, one: Line) -> str:
        """A line in words: its main figure with n, design and power; or how it compares."""
        if self.marked is not None:
            if one is self.marked:
                return self.tr(
                    "{name} is marked. Go to another line to hold them together; 5 ends it."
                ).format(name=plain.visible(group_words(one)))
            return plain.visible(self._compared)
        if self.figures.page != QUALITY:
            return plain.visible(self._page_words(one))
        figure = one.figures[WIDE]
        words = self.tr("{name}: strict accuracy {told} · {design}").format(
            name=group_words(one), told=told(figure), design=self._design(one)
        )
        if not one.targeted:
            words += self.tr(" · chance to tell {truth:g} from {target:g} %: {power:.0f} %").format(
                truth=100 * one.power_of[1], target=100 * one.power_of[0], power=100 * one.power
            )
        return plain.visible(words)

    def _page_words(self, one: Line) -> str:
        said = [
            f"{figure_name(name)} {told(one.figures[name])}"
            for name in self.figures.names()
            if name in one.figures and one.figures[name].value is not None
        ]
        words = f"{group_words(one)}: {' · '.join(said)}"
        if self.figures.page == TIMES and "cap" in one.figures["audit_time"].counts:
            words += self.tr(" · gaps while auditing counted as at most {n:g} s").format(
                n=one.figures["audit_time"].counts["cap"]
            )
        if "done_only" in one.figures["sla"].notes and self.figures.page == TIMES:
            words += self.tr(" · in time: of what was audited; by auditor also what was not")
        return words

    def held_back_words(self) -> str:
        """Verdicts that do not count."""
        return self._held_back

    def accept(self) -> None:
        """The verdicts behind the line under the cursor."""
        line = self.current()
        if line is not None:
            self.chosen.emit(line)

    def choose_digit(self, key: str) -> None:
        """Group, period and kind are asked for; the page turns; a line is marked."""
        if key == PAGE:
            self.show_page(PAGES[(PAGES.index(self.figures.page) + 1) % len(PAGES)])
        elif key == MARK:
            self.marked = None if self.marked is not None else self.current()
            self._beside, self._compared = self.marked, ""
            self._tell()
        elif key in (GROUPS, PERIOD, KIND):
            self.asked.emit(key)

    def event(self, event: QEvent) -> bool:
        """Ctrl+E is the table's own here."""
        asked = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if asked and isinstance(event, QKeyEvent) and _is_export(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+E exports."""
        if _is_export(event) and self._exports.isEnabled():
            if not self.held.repeats(event):
                self.exported.emit()
            return
        super().keyPressEvent(event)

    def _tell(self) -> None:
        one, other = self.marked, self.current()
        if one is not None and other is not self._beside:
            self._beside, self._compared = other, ""
            if other is not None and other is not one:
                self.held_against.emit(one, other)
        super()._tell()

    def _design(self, line: Line) -> str:
        figure = line.figures[WIDE]
        designs = {
            "simple_random": self.tr("random sample"),
            "stratified": self.tr("weighed over {n} strata").format(n=len(figure.weights)),
            "census": self.tr("everything was looked at"),
            "risk_led": self.tr("picked for risk, nobody's figure"),
            "as_come": self.tr("not weighed: how it was drawn is not known"),
        }
        return designs.get(figure.design.value, figure.design.value)


def _is_export(event: QKeyEvent) -> bool:
    return (
        event.key() == Qt.Key.Key_E and event.modifiers() == Qt.KeyboardModifier.ControlModifier
    )
