"""An animation picture by picture: plays, stands still, steps; another process decodes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal

from workstation.ui.background import Background
from workstation.ui.case.images import ByWeight, Picture

KEPT = 48 << 20
"""Bytes of pictures kept: a short animation goes round without being decoded again."""

Ask = Callable[[int], "Future[Picture]"]


class Reel(QObject):
    """One animation. `shown` a new picture is there; `moved` it plays or stands still."""

    shown = Signal()
    moved = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Empty."""
        super().__init__(parent)
        self.picture: Picture | None = None
        self.number, self.playing = 0, False
        self._ask: Ask | None = None
        self._background: Background | None = None
        self._kept: ByWeight[Picture] = ByWeight(KEPT)
        self._coming: tuple[int, Future[Picture]] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(lambda: self._go_to(self.number + 1))

    def open(self, first: Picture, ask: Ask, background: Background) -> None:
        """Begin with a first picture; `ask(number)` decodes another."""
        self.close()
        self.picture, self._ask, self._background = first, ask, background
        self._kept.keep(0, first, first.weight())

    def close(self) -> None:
        """Stop, and let go of the pictures."""
        self._timer.stop()
        if self._coming is not None:
            self._coming[1].cancel()
        self._coming, self._ask = None, None
        self.picture, self.number, self.playing = None, 0, False
        self._kept.clear()

    @property
    def frames(self) -> int:
        """How many pictures there are."""
        return self.picture.frames if self.picture else 0

    def toggle(self) -> None:
        """Play, or stand still."""
        if self.frames < 2:
            return
        self.playing = not self.playing
        if self.playing:
            self._wait()
        else:
            self._timer.stop()
        self.moved.emit()

    def pause(self) -> None:
        """Stand still."""
        if self.playing:
            self.toggle()

    def step(self, by: int) -> None:
        """A picture on, or back; round at both ends."""
        self.pause()
        self._go_to(self.number + by)

    def _wait(self) -> None:
        if self.picture is not None:
            self._timer.start(max(20, self.picture.lasts))

    def _go_to(self, number: int) -> None:
        if self._ask is None or self._background is None or self.frames < 2:
            return
        number %= self.frames
        held = self._kept.get(number)
        if held is not None:
            self._show(number, held)
            return
        if self._coming is not None:
            if self._coming[0] == number:
                return
            self._coming[1].cancel()
        future = self._ask(number)
        self._coming = (number, future)
        self._background.when_done(
            future,
            lambda picture: self._on_picture(number, future, picture),
            lambda error: self._on_picture(number, future, Picture()),
        )

    def _on_picture(self, number: int, future: Future[Picture], picture: Picture) -> None:
        if not shiboken6.isValid(self) or self._coming is None or self._coming[1] is not future:
            return
        self._coming = None
        if picture.image is None:
            self.pause()  # damaged from here on: what was seen stays
            return
        self._kept.keep(number, picture, picture.weight())
        self._show(number, picture)

    def _show(self, number: int, picture: Picture) -> None:
        self.number, self.picture = number, picture
        if self.playing:
            self._wait()
        self.shown.emit()
