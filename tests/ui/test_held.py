"""A held key whose repeats come as releases and presses of one moment, as on X11."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from tests.desk import Desk
from workstation.ui.dialogs.chooser import Chooser, Option
from workstation.ui.held import Held, Hold
from workstation.ui.queue.rows import QueueList

OpenDesk = Callable[..., Desk]
_SPACE, _ONE = Qt.Key.Key_Space, Qt.Key.Key_1
_DOWN, _UP = QEvent.Type.KeyPress, QEvent.Type.KeyRelease


def at(kind: QEvent.Type, key: Qt.Key, moment: int, repeat: bool = False) -> QKeyEvent:
    text = "1" if key == _ONE else " "
    event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text, repeat)
    event.setTimestamp(moment)
    return event


def test_a_press_in_the_moment_of_its_release_is_a_repeat() -> None:
    held = Held()
    held.let_go(at(_UP, _ONE, 700))
    assert held.repeats(at(_DOWN, _ONE, 700))
    assert not held.repeats(at(_DOWN, _ONE, 701))
    assert not held.repeats(at(_DOWN, _SPACE, 700))
    assert held.repeats(at(_DOWN, _ONE, 900, repeat=True))


def test_without_a_clock_nothing_is_taken_for_a_repeat() -> None:
    held = Held()
    held.let_go(at(_UP, _ONE, 0))
    assert not held.repeats(at(_DOWN, _ONE, 0))


def test_on_x11_a_hold_outlasts_a_release_that_is_followed_by_a_repeat(
    qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "xcb")
    told: list[bool] = []
    parent = QObject()
    hold = Hold(parent, told.append)
    hold.begin()
    hold.end()
    hold.go_on()
    hold.end()
    hold.begin()
    assert set(told) == {True}
    hold.end()
    qtbot.waitUntil(lambda: told[-1] is False)


def test_a_held_one_answers_one_case(open_desk: OpenDesk) -> None:
    desk = open_desk()
    window = desk.window
    window.keyboard.held.let_go(at(_UP, _ONE, 700))
    for moment, stopped in ((700, True), (760, False)):
        over = at(QEvent.Type.ShortcutOverride, _ONE, moment)
        over.ignore()
        QApplication.sendEvent(window, over)
        assert over.isAccepted() is stopped  # accepted: no shortcut


def test_a_key_that_goes_on_while_it_is_held_still_does(open_desk: OpenDesk) -> None:
    desk = open_desk()
    window = desk.window
    alt = Qt.KeyboardModifier.AltModifier
    up = QKeyEvent(_UP, Qt.Key.Key_Down, alt)
    up.setTimestamp(700)
    QApplication.sendEvent(window, up)  # the window itself notes it
    over = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Down, alt)
    over.setTimestamp(700)
    over.ignore()
    QApplication.sendEvent(window, over)
    assert not over.isAccepted()


def held_enter(widget: QWidget) -> None:
    """Enter pressed once and held: its first press, then what X11 makes of the repeats."""
    for kind, moment in ((_DOWN, 100), (_UP, 600), (_DOWN, 600), (_UP, 640), (_DOWN, 640)):
        event = QKeyEvent(kind, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r")
        event.setTimestamp(moment)
        QApplication.sendEvent(widget, event)


def test_enter_held_in_a_panel_acts_once(qtbot: Any) -> None:
    panel = Chooser("Which?", [Option("a", "One"), Option("b", "Two")], "")
    qtbot.addWidget(panel)
    panel.show()
    told: list[str] = []
    panel.chosen.connect(told.append)
    held_enter(panel.list)
    assert told == ["a"]


def test_enter_held_on_a_row_of_the_queue_opens_once(qtbot: Any) -> None:
    rows = QueueList()
    qtbot.addWidget(rows)
    rows.setModel(QStringListModel(["one", "two"], rows))
    rows.setCurrentIndex(rows.model().index(0, 0))
    told: list[int] = []
    rows.chosen.connect(lambda index: told.append(index.row()))
    held_enter(rows)
    assert told == [0]
