"""The panels over the window and the two dialogs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from workstation.fault import BugFault
from workstation.review.closing import Standing
from workstation.review.progress import Stand
from workstation.store.tasks import Progress, QueueRow
from workstation.ui import theme
from workstation.ui.background import Background
from workstation.ui.dialogs.chooser import Chooser, Option
from workstation.ui.dialogs.end_of_batch import EndOfBatch, OpenRowsModel
from workstation.ui.dialogs.error import MOST, ErrorDialog, report_of
from workstation.ui.dialogs.first_run import FirstRunPanel, Introduced
from workstation.ui.dialogs.key_sheet import _WRAPPED, KeySheet, _keys_width
from workstation.ui.dialogs.results import ResultRow, ResultsModel, ResultsPanel


@pytest.fixture
def background(qapp: QApplication) -> Iterator[Background]:
    theme.apply(qapp, dark=False)
    made = Background()
    yield made
    made.close()


def show(qtbot: QtBot, widget: QWidget, width: int = 820, height: int = 520) -> None:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    widget.setFocus()


def row(number: int, state: str = "open") -> QueueRow:
    return QueueRow(
        number,
        f"task-{number}",
        f"case-{number}",
        number,
        state,
        False,
        "th",
        "listing",
        f"กระเป๋า {number}",
        None,
        False,
    )


# The end of a batch


def end(open_count: int, **changed: Any) -> EndOfBatch:
    rows = [row(number) for number in range(1, open_count + 1)]
    progress = Progress(60, open_count, 0, 50, 2, 0, 1, 3)
    return EndOfBatch(Standing(Stand(progress), 4, 12, tuple(rows), **changed))


def test_the_end_says_how_everything_stands(qtbot: QtBot) -> None:
    panel = end(2)
    show(qtbot, panel)
    said = panel.shown_text()
    for words in (
        "Cases still open: 2",
        "50\n",
        "done",
        "skipped",
        "cannot judge",
        "provisional",
        "sealed",
        "acts unsent",
        "12",
        "Enter Submit",
        "Esc Go on",
        "open, th: กระเป๋า 2",
    ):
        assert words in said


def test_with_nothing_open_enter_submits(qtbot: QtBot) -> None:
    panel = end(0)
    show(qtbot, panel)
    assert "Everything is done" in panel.shown_text()
    with qtbot.waitSignal(panel.submitted):
        qtbot.keyClick(panel, Qt.Key.Key_Return)


def test_with_cases_open_the_first_enter_only_warns(qtbot: QtBot) -> None:
    panel = end(3)
    show(qtbot, panel)
    with qtbot.assertNotEmitted(panel.submitted):
        qtbot.keyClick(panel, Qt.Key.Key_Return)
    assert "Cases without a verdict: 3. Enter again" in panel.shown_text()
    with qtbot.waitSignal(panel.submitted):
        qtbot.keyClick(panel, Qt.Key.Key_Return)


def test_a_digit_opens_the_list_of_what_its_number_counts(qtbot: QtBot) -> None:
    panel = end(3, unopened=5)
    show(qtbot, panel)
    for key, words in (("1", "open"), ("3", "decided"), ("4", "cannot"), ("5", "provisional"),
                       ("6", "flagged"), ("7", "unopened"), ("8", "sealed")):  # fmt: skip
        with qtbot.waitSignal(panel.listed) as listed:
            qtbot.keyClick(panel, key)
        assert listed.args == [words]
    with qtbot.assertNotEmitted(panel.listed):
        qtbot.keyClick(panel, "2")  # nothing is skipped
        qtbot.keyClick(panel, "0")
    with qtbot.waitSignal(panel.sending):
        qtbot.keyClick(panel, "9")


def test_a_click_goes_to_an_open_case(qtbot: QtBot) -> None:
    panel = end(3)
    show(qtbot, panel)
    box = panel.list.visualRect(panel.model.index(2))
    with qtbot.waitSignal(panel.chosen) as chosen:
        qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert chosen.args == ["task-3"]


def test_a_submitted_batch_can_only_be_taken_back(qtbot: QtBot) -> None:
    panel = end(0, submitted=True)
    show(qtbot, panel)
    assert "This batch has been submitted" in panel.shown_text()
    assert "Enter Submit" not in panel.shown_text()
    assert "Ctrl+Z Take it back" in panel.shown_text()
    with qtbot.assertNotEmitted(panel.submitted), qtbot.waitSignal(panel.left):
        qtbot.keyClick(panel, Qt.Key.Key_Return)
    with qtbot.waitSignal(panel.taken_back):
        assert panel.take_back()


def test_what_a_lead_has_begun_on_is_not_offered_to_be_taken_back(qtbot: QtBot) -> None:
    panel = end(0, submitted=True, begun_by="lead-1")
    show(qtbot, panel)
    assert "lead-1" in panel.shown_text()
    assert "has begun to look at it" in panel.shown_text()
    assert "Take it back" not in panel.shown_text()
    with qtbot.assertNotEmitted(panel.taken_back):
        assert panel.take_back(), "Ctrl+Z must not reach the case under the panel"


def test_escape_goes_on(qtbot: QtBot) -> None:
    panel = end(1)
    show(qtbot, panel)
    with qtbot.waitSignal(panel.left):
        qtbot.keyClick(panel, Qt.Key.Key_Escape)


def test_the_open_rows_are_a_model(qapp: QApplication, qtmodeltester: Any) -> None:
    qtmodeltester.check(OpenRowsModel([row(1), row(2, "skipped")]))


# The key sheet

KEYS = [
    ("Verdict", "1", "No violation"),
    ("Verdict", "Return Enter", "Commit"),
    ("Case", "M", "Open the media large"),
    ("Verdict", "F3", "Pin"),
]


def test_the_key_sheet_shows_every_key_under_its_group(qtbot: QtBot) -> None:
    sheet = KeySheet(KEYS)
    show(qtbot, sheet)
    lines = sheet.table.shown_text().split("\n")
    assert lines == [
        "Verdict",
        "1  No violation",
        "Return Enter  Commit",
        "F3  Pin",
        "Case",
        "M  Open the media large",
    ]
    with qtbot.waitSignal(sheet.left):
        qtbot.keyClick(sheet, Qt.Key.Key_Escape)


@pytest.mark.parametrize("width", [300, 820, 1300])
def test_no_row_of_the_sheet_overlaps_or_falls_outside(qtbot: QtBot, width: int) -> None:
    entries = [(f"Group {n // 9}", f"Ctrl+{n}", f"Words {n}") for n in range(40)]
    sheet = KeySheet(entries)
    show(qtbot, sheet, width)
    boxes = [box for box, _line in sheet.table._placed]
    assert len(boxes) == 40 + 5
    for number, box in enumerate(boxes):
        assert box.right() <= sheet.table.width() + 1
        assert box.bottom() <= sheet.table.minimumHeight()
        assert not any(box.intersects(other) for other in boxes[number + 1 :])


def test_words_longer_than_their_column_go_on_below(qtbot: QtBot) -> None:
    words = "Evidence: a box, twice the whole picture; a span that is marked; and still more words"
    sheet = KeySheet([("Media", "F3", words), ("Media", "F4", "Short")])
    show(qtbot, sheet, 1200)
    heights = {line[2]: box.height() for box, line in sheet.table._placed}
    assert heights["Short"] < heights[words]
    for box, (_group, keys, told) in sheet.table._placed:
        room = QRectF(0, 0, box.width() - _keys_width(keys), 1000)
        needed = QFontMetricsF(theme.ui_font()).boundingRect(room, _WRAPPED, told)
        assert needed.height() <= box.height()
        assert needed.width() <= room.width()


# Results


def result(number: int, **changed: Any) -> ResultRow:
    held = {
        "case": f"listing-{number}",
        "language": "ms",
        "author": "nadia",
        "result": "agrees",
        "action": "REMOVE",
        "clause": "3.1",
        "severity": "major",
        "at": f"2026-03-{number + 1:02}T09:14:00+08:00",
    }
    return ResultRow(**{**held, **changed})


RESULTS = [
    result(1),
    result(2, result="differs", author="kim", own=False),
    result(3, result="pending", severity=None, clause="", sent=False),
    result(4, sent=True, case="<b>x</b>"),
]


def test_the_results_are_a_model_and_speak_in_words(qapp: QApplication, qtmodeltester: Any) -> None:
    model = ResultsModel(rows=RESULTS)
    qtmodeltester.check(model)
    cells = [[model.index(r, c).data() for c in range(9)] for r in range(4)]
    assert cells[0] == [
        "listing-1",
        "ms",
        "nadia",
        "= agrees",
        "Remove",
        "3.1",
        "major",
        "2 Mar 2026 09:14",
        "own",
    ]
    assert [line[8] for line in cells] == ["own", "received", "not sent yet", "sent"]
    assert cells[1][3] == "\u2260 differs"
    assert cells[2][6] == ""
    assert "<b>" not in model.index(3, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_a_verdict_that_came_too_late_says_so_and_why(qtbot: QtBot) -> None:
    panel = ResultsPanel([result(1), result(2, late=True, own=False)])
    show(qtbot, panel)
    cells = [panel.model.index(row, 3).data() for row in range(2)]
    assert cells == ["= agrees", "= agrees · late, not counted"]
    assert "taken back" in panel.told.text()  # the latest is under the cursor
    qtbot.keyClick(panel.table, Qt.Key.Key_Down)
    assert panel.told.text() == ""


def test_the_results_are_newest_first_and_can_be_narrowed(qtbot: QtBot) -> None:
    panel = ResultsPanel(RESULTS)
    show(qtbot, panel)
    first = [panel.sorted.index(r, 0).data() for r in range(4)]
    assert first == ["<b>x</b>", "listing-3", "listing-2", "listing-1"]
    panel.line.setFocus()
    qtbot.keyClicks(panel.line, "KIM")
    assert [panel.sorted.index(r, 0).data() for r in range(panel.sorted.rowCount())] == [
        "listing-2"
    ]
    assert "1 of 4" in panel.shown_text()
    with qtbot.assertNotEmitted(panel.left):
        qtbot.keyClick(panel.line, Qt.Key.Key_Escape)
    assert panel.sorted.rowCount() == 4
    with qtbot.waitSignal(panel.left):
        qtbot.keyClick(panel.line, Qt.Key.Key_Escape)


def test_a_double_click_on_a_result_goes_to_its_case(qtbot: QtBot) -> None:
    panel = ResultsPanel([result(1, task="task-1"), result(2, task="task-2")])
    show(qtbot, panel)
    place = QPoint(20, panel.table.rowViewportPosition(0) + 8)
    with qtbot.waitSignal(panel.chosen) as chosen:
        qtbot.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.mouseDClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == ["task-2"]


def test_enter_goes_to_the_case_of_a_result(qtbot: QtBot) -> None:
    panel = ResultsPanel([result(1, task="task-1"), result(2, task="task-2")])
    show(qtbot, panel)
    qtbot.keyClick(panel.table, Qt.Key.Key_Down)
    with qtbot.waitSignal(panel.chosen) as chosen:
        panel.accept()
    assert chosen.args == ["task-1"]


def test_a_verdict_that_costs_nothing_shows_no_severity(qtbot: QtBot) -> None:
    model = ResultsModel(rows=[structs.replace(result(1), severity="none")])
    assert model.index(0, 6).data() == ""


# The chooser

LANGUAGES = [Option("ms", "Malay (ms)"), Option("id", "Indonesian (id)"), Option("th", "Thai (th)")]


def test_letters_find_a_line_of_the_chooser(qtbot: QtBot) -> None:
    panel = Chooser("Which language?", LANGUAGES, "")
    show(qtbot, panel)
    qtbot.keyClicks(panel.list, "in")
    with qtbot.waitSignal(panel.chosen) as chosen:
        panel.accept()
    assert chosen.args == ["id"]


def test_a_chooser_opens_on_what_holds_now(qtbot: QtBot) -> None:
    panel = Chooser("Which language?", LANGUAGES, "", current="th")
    show(qtbot, panel)
    with qtbot.waitSignal(panel.chosen) as chosen:
        panel.accept()
    assert chosen.args == ["th"]
    other = Chooser("Which language?", LANGUAGES, "", current="su")
    show(qtbot, other)
    assert other.list.currentRow() == 0


def test_an_empty_chooser_lights_nothing_up(qtbot: QtBot) -> None:
    panel = Chooser("Batches", [], "No batch is here yet.")
    show(qtbot, panel)
    assert panel.list.currentRow() == -1
    with qtbot.assertNotEmitted(panel.chosen):
        panel.accept()


def test_no_results_are_said_in_words(qtbot: QtBot) -> None:
    panel = ResultsPanel([])
    show(qtbot, panel)
    assert "There is no verdict to show yet." in panel.shown_text()


# First run


def first_run(qtbot: QtBot) -> FirstRunPanel:
    panel = FirstRunPanel(
        ["ms", "th", "zh-Hans"], ["ms"], [("th_en", "Thai → English"), ("x", "X")], "11 MB"
    )
    show(qtbot, panel, 900, 560)
    return panel


def test_a_name_is_needed_and_the_rest_is_ticked(qtbot: QtBot) -> None:
    panel = first_run(qtbot)
    said: list[Introduced] = []
    panel.introduced.connect(said.append)
    assert panel.name.hasFocus()
    qtbot.keyClick(panel.name, Qt.Key.Key_Return)
    assert not said  # nobody is called nothing
    qtbot.keyClicks(panel.name, "  auditor  7 ")
    for _ in range(2):
        qtbot.keyClick(panel.list, Qt.Key.Key_Down)
    qtbot.keyClick(panel.list, Qt.Key.Key_Space)
    panel.folder.setFocus()
    qtbot.keyClicks(panel.folder, "in 1")
    qtbot.keyClick(panel.packages, Qt.Key.Key_Space)
    qtbot.keyClick(panel.folder, Qt.Key.Key_Return)
    assert said == [Introduced("auditor 7", ("ms", "zh-Hans"), "in 1", ("x",))]
    assert "Chinese (simplified) (zh-Hans)" in panel.shown_text()
    assert "11 MB" in panel.shown_text()


def test_the_first_page_can_be_put_off_from_any_of_its_lines(qtbot: QtBot) -> None:
    panel = first_run(qtbot)
    for line in (panel.name, panel.folder, panel.list, panel.packages):
        with qtbot.waitSignal(panel.left):
            qtbot.keyClick(line, Qt.Key.Key_Escape)


# Errors


def failing(words: str) -> Exception:
    try:
        try:
            {}[words]
        except KeyError as error:
            raise ValueError(words) from error
    except ValueError as error:
        return error


def test_a_report_names_places_and_no_words_of_a_case() -> None:
    report = report_of(failing("the seller's telephone number"))
    assert "builtins.ValueError" in report
    assert "builtins.KeyError" in report
    assert "test_dialogs.py:" in report
    assert "failing" in report
    assert "telephone" not in report
    assert str(Path(__file__).parent) not in report


def test_a_report_keeps_the_code_of_our_own_faults() -> None:
    assert "store.odd(count=3)" in report_of(BugFault("store.odd", count=3))


def test_errors_share_one_window_and_can_be_copied(qtbot: QtBot, qapp: QApplication) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    first = ErrorDialog.tell(failing("x"), parent)
    for _ in range(MOST + 3):
        assert ErrorDialog.tell(failing("x"), parent) is first
    assert first.shown_text().count("ValueError") == MOST
    assert str(MOST + 4) in first.windowTitle()
    first.activateWindow()
    qtbot.waitUntil(first.isActiveWindow)
    qtbot.keyClick(first.report, Qt.Key.Key_C, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == first.shown_text())
    qtbot.keyClick(first.report, Qt.Key.Key_Escape)
    assert not first.isVisible()
    assert ErrorDialog.tell(failing("x"), parent) is not first
