"""Figures in the window: what is asked is read off its thread, and shown in the panel.

Imported when it is wanted, off the first paint.
"""

from __future__ import annotations

import calendar
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shiboken6
from msgspec.structs import replace
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from workstation.domain import instant
from workstation.domain.figures.comparison import Comparison, Told, compared
from workstation.fault import Fault
from workstation.reports.export import Exported
from workstation.reports.kpi import writing
from workstation.reports.kpi.report import Line, Report
from workstation.reports.kpi.wish import KINDS, Period, Wish
from workstation.review import closing, figures
from workstation.review.acting import Desk
from workstation.review.figures import Files
from workstation.store import figure_rows, tasks, verdicts
from workstation.store.driver import Database
from workstation.store.pools import offset_name
from workstation.ui.dialogs.chooser import Chooser, Option
from workstation.ui.insight.figure_words import dimension_name, group_words
from workstation.ui.insight.figures_model import WIDE
from workstation.ui.insight.figures_panel import GROUPS, PERIOD, FiguresPanel
from workstation.ui.terms import term
from workstation.words import sentence
from workstation.words.figures import LEFT_OUT

if TYPE_CHECKING:
    from workstation.ui.commands import Commands

GROUPINGS: tuple[tuple[str, ...], ...] = (
    ("vendor",), ("moderator",), ("auditor",), ("language",), ("market",), ("clause",),
    ("content_type",), ("site",), ("month",), ("vendor", "month"), ("vendor", "language"),
    ("vendor", "segment"), ("family",), ("week",), ("batch",), (),
)  # fmt: skip


class FiguresPanels(QObject):
    """Belongs to the commands and shows in their panels; remembers what was asked last."""

    def __init__(self, commands: Commands) -> None:
        """Nothing is shown."""
        super().__init__(commands)
        self._commands = commands
        self._window = commands.window
        self._panel: FiguresPanel | None = None
        self._wish = Wish()
        self._asked = 0

    @property
    def _services(self) -> Any:
        return self._window.services

    def show(self) -> None:
        """Open the table with what was asked last."""
        self._ask(self._wish)

    def refresh(self) -> None:
        """Count again, if the table is open: something came in."""
        if self._open_panel() is not None:
            self._ask(self._wish)

    # Asking

    def _ask(self, wish: Wish) -> None:
        self._asked += 1
        asked = self._asked
        # Days begin where this computer stands; the line over the table says so.
        shift = instant.parse(self._services.desk.now()).utcoffset()
        zone = offset_name(int(shift.total_seconds()) // 60) if shift is not None else "+00:00"
        wish = replace(wish, zone=zone if wish.timed else "")
        panel = self._open_panel()
        if panel is not None:
            panel.set_counting()

        def done(report: Report) -> None:
            if asked == self._asked:
                self._on_report(wish, report)

        def failed(error: Exception) -> None:
            if asked == self._asked and self._open_panel() is not None:
                self._panel.set_counting(done=True)  # type: ignore[union-attr]
            self._window.tell_failure(error)

        future = self._services.network.submit(
            _made, self._services.store, self._services.desk, wish, self._files()
        )
        self._window.background.when_done(future, done, failed)

    def _files(self) -> Files:
        return Files(self._file("targets"), self._file("staff"))

    def _file(self, name: str) -> Path | None:
        held = self._services.preferences[name]
        return Path(held).expanduser() if held else None

    def _on_report(self, wish: Wish, report: Report) -> None:
        self._wish = wish
        panel = self._open_panel()
        if panel is None:
            panel = self._panel = FiguresPanel()
            panel.asked.connect(self._on_asked)
            panel.chosen.connect(self._on_chosen)
            panel.exported.connect(self.export)
            panel.held_against.connect(self._on_held_against)
            self._commands.panels.show(panel)
        panel.name_chips(self._groups(wish.by), self._period(wish.period), self._kind(wish.kind))
        panel.show_report(report, self._about(report), self._held_back(report))

    def _open_panel(self) -> FiguresPanel | None:
        panel = self._panel
        if panel is None or not shiboken6.isValid(panel):
            return None
        return panel if self._commands.panels.open_panel is panel else None

    # Choosing what is asked

    def _on_asked(self, key: str) -> None:
        if key == GROUPS:
            options = [
                Option(",".join(by), self.tr("by {what}").format(what=self._groups(by)))
                for by in GROUPINGS
            ]
            self._choose(
                self.tr("Figures by"), options, ",".join(self._wish.by),
                lambda value: replace(self._wish, by=tuple(filter(None, value.split(",")))),
            )  # fmt: skip
        elif key == PERIOD:
            self._commands.read(figure_rows.months, self._on_months, self._wish.kind)
        else:
            options = [Option(kind.value, self._kind(kind.value)) for kind in KINDS]
            self._choose(
                self.tr("Batches of kind"), options, self._wish.kind,
                lambda value: replace(self._wish, kind=value),
            )  # fmt: skip

    def _on_months(self, months: list[str]) -> None:
        options = [Option("", self._period(Period()))]
        options += [Option(month, month) for month in months]
        held = self._wish.period
        now = held.since.isoformat()[:7] if held.since is not None else ""
        self._choose(
            self.tr("Decisions of"), options, now,
            lambda value: replace(self._wish, period=_month(value)),
        )  # fmt: skip

    def _choose(self, title: str, options: list[Option], now: str, wish: Any) -> None:
        panel = Chooser(title, options, "", now)
        panel.back = self.show
        panel.chosen.connect(lambda value: self._ask(wish(value)))
        self._commands.panels.show(panel)

    # The verdicts behind a line

    def _on_chosen(self, line: Line) -> None:
        self._commands.read(
            _behind, partial(self._on_behind, line), frozenset(line.events), self._commands.me()
        )

    def _on_behind(self, line: Line, found: list[closing.Result]) -> None:
        panel = self._commands.batches.results_panel(
            found, self.tr("Verdicts: {name}").format(name=group_words(line))
        )
        panel.back = self.show
        panel.chosen.connect(partial(self._open_task, found))
        self._commands.panels.show(panel)

    def _open_task(self, found: list[closing.Result], task: str) -> None:
        batch = next((one.row.batch for one in found if one.task == task), None)
        self._commands.panels.close()
        if batch is None or batch == self._window.reviewer.batch:
            self._window.reviewer.go_to(task)
        else:
            self._window.open_batch(batch, task)

    # Two lines together

    def _on_held_against(self, one: Line, other: Line) -> None:
        future = self._services.network.submit(compared, one.figures[WIDE], other.figures[WIDE])

        def done(made: Comparison) -> None:
            panel = self._open_panel()
            if panel is not None:
                panel.tell_comparison(one, other, self._comparison(one, other, made))

        self._window.background.when_done(future, done, self._window.tell_failure)

    def _comparison(self, one: Line, other: Line, made: Comparison) -> str:
        names = {"one": group_words(one), "other": group_words(other)}
        if made.difference is None or made.interval is None:
            return self.tr("{one} and {other}: nothing to compare").format(**names)
        words = {
            Told.HIGHER: self.tr("{one} is higher than {other}"),
            Told.LOWER: self.tr("{one} is lower than {other}"),
            Told.CANNOT_TELL: self.tr("{one} and {other} cannot be told apart"),
        }[made.told].format(**names)
        words += self.tr(": {gap:+.1f} points, {low:+.1f} to {high:+.1f}").format(
            gap=100 * made.difference, low=100 * made.interval.low, high=100 * made.interval.high
        )
        if made.power is not None:
            words += self.tr(" · a gap of {gap:g} points would be found in {power:.0f} %").format(
                gap=100 * made.gap, power=100 * made.power
            )
        if made.needed is not None:
            words += self.tr(", in 80 % with {n} of each").format(n=made.needed)
        return words

    # Files

    def export(self) -> None:
        """Write every figure of every line to a file."""
        panel = self._open_panel()
        if panel is None or panel.report is None:
            return
        path, _kind = QFileDialog.getSaveFileName(
            self._window, self.tr("Export the figures"), "figures.xlsx",
            self.tr("Workbook (*.xlsx);;CSV (*.csv);;JSON lines (*.jsonl)"),
        )  # fmt: skip
        if not path:
            return
        wanted = Path(path)
        if wanted.suffix.lower() not in writing.FORMATS:
            wanted = wanted.with_name(wanted.name + ".xlsx")
        notes = [("note", words) for words in self._about(panel.report).split(" · ")]
        future = self._services.network.submit(
            partial(
                writing.export, panel.report, wanted, notes, overwrite=str(wanted) == path, bom=True
            )
        )
        self._window.background.when_done(future, self._on_exported, self._window.tell_failure)

    def _on_exported(self, done: Exported) -> None:
        words = self.tr("{n} figures written to {path}")
        self._window.toast.tell(words.format(n=done.rows, path=done.path))

    # Words

    def _groups(self, by: tuple[str, ...]) -> str:
        return ", ".join(dimension_name(name) for name in by) or self.tr("nothing: all in one")

    def _period(self, period: Period) -> str:
        return period.since.isoformat()[:7] if period.since is not None else self.tr("Any time")

    def _kind(self, kind: str) -> str:
        return term(f"kind.{kind}")

    def _about(self, report: Report) -> str:
        batches = len(report.batches)
        words = (
            self.tr("{n} verdicts in one batch")
            if batches == 1
            else self.tr("{n} verdicts in {batches} batches")
        )
        told = [words.format(n=report.verdicts, batches=batches)]
        if report.wish.auditor is not None:
            told.append(self.tr("your own alone"))
        if report.wish.timed:
            told.append(self.tr("days at {zone}").format(zone=report.zone))
        told += [sentence(Fault(one.code, **dict(one.params))) for one in report.notices]
        return " · ".join(told)

    def _held_back(self, report: Report) -> str:
        return " · ".join(f"{n} {LEFT_OUT[why]}" for why, n in sorted(report.left_out.items()))


def _made(store: Any, desk: Desk, wish: Wish, files: Files) -> Report:
    tables = figures.read_tables(files, wish)
    found: Report = store.read(figures.report, desk, wish, tables).result()
    return found


def _behind(db: Database, events: frozenset[str], person: str) -> list[closing.Result]:
    """The verdicts with these events, with the tasks of whoever looks at them."""
    by_batch: dict[str, dict[str, Any]] = {}
    found = []
    for row in verdicts.rows(db):
        if row.event not in events:
            continue
        batch = row.batch or ""
        if batch not in by_batch:
            by_batch[batch] = tasks.by_case(db, batch, person)
        task = by_batch[batch].get(row.case or "")
        found.append(closing.Result(row, task.id if task else "", False))
    return found


def _month(text: str) -> Period:
    if not text:
        return Period()
    year, month = int(text[:4]), int(text[5:7])
    return Period(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
