"""A panel rests on a veil; a window without a batch says how one is opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QPalette

from tests.desk import Desk
from workstation.ui import theme
from workstation.ui.dialogs.batches import BatchChooser
from workstation.ui.dialogs.ticks import TicksPanel

OpenDesk = Callable[..., Desk]
HIGHLIGHT = QPalette.ColorRole.Highlight


def _contrast(desk: Desk, box: tuple[QPoint, QPoint]) -> int:
    picture = desk.window.grab().toImage()
    first, last = box
    found = [
        picture.pixelColor(x, y).lightness()
        for y in range(first.y(), last.y())
        for x in range(first.x(), last.x())
    ]
    return max(found) - min(found)


def test_what_a_panel_does_not_cover_is_paler_and_comes_back(open_desk: OpenDesk) -> None:
    desk = open_desk()
    bar, header = desk.window.bar, desk.window.header
    place = bar.mapTo(desk.window, QPoint())
    foot = (place, place + QPoint(300, 60))
    head = (QPoint(), QPoint(300, header.height() - 1))
    for dark in (False, True):
        desk.window.commands.looks.change("theme", "dark" if dark else "light")
        assert theme.is_dark() is dark
        before, above = _contrast(desk, foot), _contrast(desk, head)
        desk.press("Ctrl+G")
        desk.wait(lambda: desk.panel() is not None)
        assert _contrast(desk, foot) < before / 2
        assert _contrast(desk, head) == above
        desk.press("Escape")
        assert desk.panel() is None
        assert _contrast(desk, foot) == before


def test_the_queue_has_a_share_of_a_wide_window(open_desk: OpenDesk) -> None:
    desk = open_desk(size=(1280, 800))
    before = desk.window.queue.width()
    desk.window.resize(2560, 800)
    desk.wait(lambda: desk.window.queue.width() > 1.8 * before)
    desk.window.resize(1280, 800)
    desk.wait(lambda: abs(desk.window.queue.width() - before) < 3)


def test_without_a_batch_the_window_says_how_one_is_opened(
    open_desk: OpenDesk, tmp_path: Path
) -> None:
    desk = open_desk(tmp_path / "home")
    desk.wait_panel(BatchChooser)
    desk.press("Escape")
    desk.wait(lambda: "No case is open. Ctrl+B" in desk.window.case.shown_text())


def test_the_line_of_a_tick_list_follows_light_and_dark(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.window.commands.show_preferences("person.reads")
    desk.press("Enter")
    panel = desk.wait_panel(TicksPanel)
    for theme_name in ("dark", "light"):
        desk.window.commands.looks.change("theme", theme_name)
        wanted = QColor(theme.colours().tint)
        desk.wait(lambda held=wanted: panel.list.palette().color(HIGHLIGHT) == held)
