"""While a key's work is done, what is translated ahead stands still.

The language process has the lowest priority, but two cores that share a cache and a bus are not
two machines: measured here, the window takes half as long again for a key while both work.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

LASTS_MS = 80


class GivingWay(QObject):
    """`now` at each key; a moment after the last one the work goes on."""

    def __init__(self, parent: QObject, stand_still: Callable[[bool], None]) -> None:
        """Nobody has pressed a key yet."""
        super().__init__(parent)
        self._stand_still = stand_still
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LASTS_MS)
        self._timer.timeout.connect(lambda: stand_still(False))

    def now(self) -> None:
        """A key was pressed."""
        self._stand_still(True)
        self._timer.start()
