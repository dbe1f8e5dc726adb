"""The table of figures, worked by keys on a store that was judged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from tests.conftest import YOU, copy_home
from tests.desk import Desk
from tests.reports.kpi.made import batch, report, row, some
from tests.store.demo import Clock, gold, gold_answer
from workstation.domain.figures.target import Target
from workstation.reports.kpi.report import Report
from workstation.review import desk as acts
from workstation.review.desk import Conclusion, Shown
from workstation.services import Opening, open_services
from workstation.store.keys import Protection
from workstation.ui.dialogs.chooser import Chooser
from workstation.ui.dialogs.results import ResultsPanel
from workstation.ui.insight.figures_model import BAR, QUALITY, RATES, TIMES, Bar, FiguresModel
from workstation.ui.insight.figures_panel import FiguresPanel

OpenDesk = Callable[..., Desk]
JUDGED = 60


@pytest.fixture(scope="module")
def judged_home(tmp_path_factory: pytest.TempPathFactory, demo_home: Path) -> Path:
    """The demo's store with sixty cases judged as the gold has it."""
    home = copy_home(demo_home, tmp_path_factory.mktemp("judged") / "home")
    services = open_services(Opening(home, Protection.FILE, person=YOU))
    assert services is not None
    right = {one["id"]: gold_answer(one) for one in gold()}
    services.desk = acts.Desk(services.desk.person, services.desk.device, Clock())
    tasks = services.store.read(
        lambda db: db.conn.execute(
            "SELECT id, [case] FROM task WHERE person = ? ORDER BY position LIMIT ?",
            [YOU.id, JUDGED],
        ).fetchall()
    ).result()
    for task, case in tasks:
        done = services.act(acts.answer, task, right[case], Shown(active_ms=40_000)).result()
        if done.verdict is None:
            services.act(acts.conclude, task, Conclusion(), Shown(active_ms=60_000)).result()
    services.close()
    return home


@pytest.fixture
def desk(judged_home: Path, tmp_path: Path, open_desk: OpenDesk) -> Desk:
    return open_desk(copy_home(judged_home, tmp_path / "home"))


def figures(desk: Desk) -> FiguresPanel:
    desk.press("Ctrl+Shift+K")
    panel = desk.wait_panel(FiguresPanel)
    desk.wait(lambda: panel.report is not None)
    return panel


def groups(panel: FiguresPanel) -> list[str]:
    return [words[0] for words in (panel.figures.words_of(one) for one in panel.figures.rows)]


def test_figures_by_vendor_then_by_another_grouping(desk: Desk) -> None:
    panel = figures(desk)
    assert groups(panel) == ["v-a", "v-b", "v-c", "platform (machines)"]
    assert "few" in panel.shown_text()
    assert "strict accuracy" in panel.told.text()
    assert "wait for somebody who reads the language" in panel.count.text()
    desk.press("1")
    chooser = desk.wait_panel(Chooser)
    assert "by vendor, month" in chooser.shown_text()
    desk.press("4")
    panel = desk.wait_panel(FiguresPanel)
    desk.wait(lambda: panel.report is not None and panel.report.wish.by == ("language",))
    assert "ms" in groups(panel)
    desk.press("Escape")
    assert desk.panel() is None
    # What was asked last is shown again.
    assert "ms" in groups(figures(desk))


def test_the_period_is_asked_for_by_month(desk: Desk) -> None:
    panel = figures(desk)
    whole = sum(line.units for line in panel.figures.rows)
    desk.press("2")
    chooser = desk.wait_panel(Chooser)
    assert "2026-03" in chooser.shown_text()
    desk.press("Down", "Return")
    panel = desk.wait_panel(FiguresPanel)
    desk.wait(lambda: panel.report is not None and bool(panel.report.wish.period))
    assert 0 < sum(line.units for line in panel.figures.rows) < whole
    assert "days at" in panel.about.text()


def test_a_kind_of_which_nothing_was_judged(desk: Desk) -> None:
    figures(desk)
    desk.press("3")
    desk.wait_panel(Chooser)
    desk.press("2")
    panel = desk.wait_panel(FiguresPanel)
    desk.wait(lambda: panel.report is not None and panel.report.wish.kind == "consistency")
    assert "No verdict counts here yet" in panel.count.text()
    desk.press("Return")
    assert desk.panel() is panel


def test_pages_turn_and_the_cursor_stays(desk: Desk) -> None:
    panel = figures(desk)
    desk.press("Down")
    held = panel.current()
    for page in (RATES, TIMES, QUALITY):
        desk.press("4")
        assert panel.figures.page == page
        assert panel.current() is held
    assert panel.chips[3].text() == "Quality"
    desk.press("4")
    assert "Defect rate" in panel.told.text()
    desk.press("4")
    assert "gaps while auditing counted as at most 60 s" in panel.told.text()


def test_enter_opens_the_verdicts_and_from_there_the_case(desk: Desk) -> None:
    panel = figures(desk)
    line = panel.current()
    desk.press("Return")
    results = desk.wait_panel(ResultsPanel)
    assert results.head.text() == "Verdicts: v-a"
    assert results.model.rowCount() == len(line.events)
    desk.press("Escape")
    desk.wait_panel(FiguresPanel)
    desk.press("Return")
    results = desk.wait_panel(ResultsPanel)
    task = results.current().task
    desk.press("Return")
    desk.wait(lambda: desk.task == task)
    assert desk.panel() is None


def test_two_lines_are_held_together(desk: Desk) -> None:
    panel = figures(desk)
    desk.press("5")
    assert "v-a is marked" in panel.told.text()
    desk.press("Down")
    desk.wait(lambda: "cannot be told apart" in panel.told.text())
    assert "v-a and v-b" in panel.told.text()
    desk.press("5")
    assert "strict accuracy" in panel.told.text()


def test_export_to_a_workbook(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "figures"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_words: (str(path), ""))
    figures(desk)
    desk.press("Ctrl+E")
    desk.wait(lambda: "figures written to" in desk.told)
    assert (tmp_path / "figures.xlsx").stat().st_size > 5_000


def test_targets_stand_in_the_table(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "targets.csv"
    path.write_text("figure,value,since\nstrict_accuracy,20 %,2026-01-01\n")
    desk.services.set_preference("targets", str(path))
    panel = figures(desk)
    assert "20.0 %  met" in panel.shown_text()
    desk.press("Escape")
    path.write_text("figure,value,since\nstrict_accuracy,much,2026-01-01\n")
    desk.press("Ctrl+Shift+K")
    desk.wait(lambda: "targets.csv, line 2 (value)" in desk.told)
    assert desk.panel() is None


def test_nothing_judged_says_what_to_do(open_desk: OpenDesk) -> None:
    desk = open_desk()
    panel = figures(desk)
    assert "No verdict counts here yet" in panel.count.text()
    assert not panel._exports.isEnabled()


# The model alone


def shown(made: Report) -> FiguresModel:
    model = FiguresModel()
    model.set_rows(made.lines)
    return model


def cell(model: FiguresModel, row: int, name: str) -> tuple[str, object]:
    index = model.index(row, model.names().index(name))
    return str(index.data()), index.data(BAR)


def test_cells_and_their_bars() -> None:
    rows = some(TP=188, FP=12)
    aims = (Target("strict_accuracy", 0.90, date(2026, 1, 1)),)
    model = shown(report(rows, "vendor", batches=[batch(sizes={"": 10_000})], targets=aims))
    words, bar = cell(model, 0, "strict_accuracy")
    assert words == "94.0 %  89.9–96.5"
    assert isinstance(bar, Bar)
    assert bar.low < bar.value < bar.high <= 1.0
    assert (bar.pale, bar.target is not None) == (False, True)
    assert cell(model, 0, "target")[0] == "90.0 %  cannot tell yet"
    assert cell(model, 0, "recall") == ("none let pass drawn", None)
    header = model.headerData(2, Qt.Orientation.Horizontal)
    assert header == "Strict accuracy, 80–100 %"


def test_too_few_is_said_and_hollow() -> None:
    model = shown(report([row(1), row(2, "FP")], "vendor"))
    words, bar = cell(model, 0, "strict_accuracy")
    assert words.endswith("few")
    assert isinstance(bar, Bar)
    assert bar.pale


def test_numbers_sort_by_size() -> None:
    rows = [*some(TP=9, FP=1), *(row(n, vendor="v-b") for n in range(10, 110))]
    model = shown(report(rows, "vendor"))
    for name in ("n", "strict_accuracy"):
        place = model.names().index("units" if name == "n" else name)
        keys = [model.sort_of(one, place) for one in model.rows]
        assert keys == sorted(keys)


def test_hostile_names_are_shown_as_they_are() -> None:
    model = shown(report([row(1, vendor="a\u202eb<img src=x>")], "vendor"))
    assert cell(model, 0, "group")[0] == "a\u21c4b<img src=x>"
