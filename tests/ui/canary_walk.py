"""Opens a batch whose every text is an image tag, and looks at all of it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desk import Desk, open_window  # a script: the folder of the tests is on its path
from PySide6.QtCore import QElapsedTimer, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QToolTip, QWidget

from benchmarks.common import pause
from workstation.review.bar_values import Step


class Patience:
    """What the desk needs of a test's robot."""

    def waitUntil(self, until: Callable[[], bool], timeout: int = 10_000) -> None:
        clock = QElapsedTimer()
        clock.start()
        while not until():
            pause(5)
            if clock.hasExpired(timeout):
                raise TimeoutError

    def wait(self, milliseconds: int) -> None:
        pause(milliseconds)


def look(desk: Desk) -> None:
    """Paint everything, hover over everything."""
    window = desk.window
    window.grab()
    for label in window.findChildren(QLabel):
        if label.metaObject().className() == "QTipLabel":
            continue  # shows tips, which have been looked at
        assert label.textFormat() == Qt.TextFormat.PlainText, label.text()
    model = window.queue.model
    tips = [model.data(model.index(n), Qt.ItemDataRole.ToolTipRole) for n in range(3)]
    tips += [window.case.media._tip(n) for n in range(len(window.case.media._media))]
    tips += [widget.toolTip() for widget in window.findChildren(QWidget)]
    for tip in filter(None, tips):
        assert "<img" not in tip, tip
        QToolTip.showText(QPoint(20, 20), tip, window)
        QApplication.processEvents()
        for widget in QApplication.topLevelWidgets():
            widget.grab()
    QToolTip.hideText()


def main(home: Path) -> None:
    desk: Any = open_window(Patience(), home)  # type: ignore[arg-type]
    desk.wait(lambda: desk.reviewer.prepared.rendered.complete)
    desk.wait(lambda: not desk.window.background.busy)
    look(desk)
    for keys in (("4",), ("1",), ("1",), ("Backspace",), ("Backspace",), ("0",), ("Backspace",)):
        desk.answer(*keys)
        look(desk)
    desk.press("M")
    desk.wait(lambda: desk.window.case.view.look.image() is not None)
    look(desk)
    desk.press("Escape", "Ctrl+P")
    desk.type("canary")
    desk.wait(lambda: not desk.window.background.busy)
    look(desk)
    desk.press("Escape")
    task = desk.task
    desk.answer("4", "1", "1", "Enter")
    desk.wait(lambda: desk.step is Step.REVEALED or desk.task != task)
    look(desk)
    assert "<img src=" in desk.window.case.facts.shown_text()  # shown, as it was written
    desk.answer("Enter")
    desk.wait_left(task)
    for key in ("F1", "Ctrl+B", "Ctrl+R", "Ctrl+Return", "Ctrl+M", "Ctrl+T", "F2"):
        desk.press(key)
        desk.wait(lambda: desk.panel() is not None)
        look(desk)
        desk.press("Escape")
    assert "<img" not in QGuiApplication.clipboard().text()
    assert "<img src=" in desk.window.case.grid.shown_text()
    (home / "control.png").read_bytes()  # what a look into a file looks like in the trace
    desk.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
