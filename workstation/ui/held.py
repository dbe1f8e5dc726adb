"""A key that is held down.

On X11 the repeats of a held key may come as a release and a press of the same moment, neither of
them called a repeat by Qt. Without this a held "1" would answer case after case.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent

SETTLES_MS = 50


class Held:
    """Tells the repeats of a key from one that is pressed anew."""

    def __init__(self) -> None:
        """Nothing was let go of yet."""
        self._let_go = (0, 0)

    def let_go(self, event: QKeyEvent) -> None:
        """A key came up, or X11 says so."""
        self._let_go = (event.key(), event.timestamp())

    def repeats(self, event: QKeyEvent) -> bool:
        """Whether a press is the same key, still held; nobody is quicker than the clock."""
        if event.isAutoRepeat():
            return True
        return event.timestamp() > 0 and self._let_go == (event.key(), event.timestamp())


class Hold(QObject):
    """Something that lasts while a key is held: `begin` at its press, `end` at its release."""

    def __init__(self, parent: QObject, tell: Callable[[bool], object]) -> None:
        """`tell` is told whether it is held."""
        super().__init__(parent)
        self._tell = tell
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLES_MS)
        self._timer.timeout.connect(self.end_now)

    def begin(self) -> None:
        """The key is down."""
        self._timer.stop()
        self._tell(True)

    def go_on(self) -> None:
        """It is still down."""
        self._timer.stop()

    def end(self) -> None:
        """The key is up; on X11 it counts once no repeat follows."""
        if QGuiApplication.platformName() == "xcb":
            self._timer.start()
        else:
            self.end_now()

    def end_now(self) -> None:
        """Nobody holds it any more."""
        self._timer.stop()
        self._tell(False)
