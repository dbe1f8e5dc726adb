"""The way through a batch: which case comes next, and that what arrives late is not believed.

Cases are read on another thread while acts are being committed. Each is held against the moment it
was asked for: one that was read before an act on it was through is asked for again.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from workstation.review import whereabouts
from workstation.review.prepare import Prepared
from workstation.services import Services
from workstation.store.tasks import Task
from workstation.ui.background import Background

AHEAD_EVERY = 10  # cases between two requests for translation ahead
SETTLED = 1500  # milliseconds on a case before it is remembered that one is there


class Way(QObject):
    """One move at a time; a new one makes the one under way late.

    `arrived(prepared)` the case that was asked for; `ended` nothing is left to do;
    `next_ready(prepared)` the one that will follow; `changed(task)` an act on a task is through;
    `lost(error)` a move came to nothing.
    """

    arrived = Signal(object)
    ended = Signal()
    next_ready = Signal(object)
    changed = Signal(str)
    lost = Signal(object)

    def __init__(self, services: Services, background: Background, parent: QObject) -> None:
        """Nowhere until `open`."""
        super().__init__(parent)
        self._services = services
        self._background = background
        self.batch = ""
        self._next: tuple[int, Prepared] | None = None  # when it was asked for, and what came
        self._follows = ""  # the task that the next one comes after
        self._move: object | None = None
        self._moment = 0
        self._changed: dict[str, int] = {}
        self._asked_ahead: int | None = None
        self._here: Task | None = None
        self._settled = QTimer(self, singleShot=True, interval=SETTLED)
        self._settled.timeout.connect(self.keep_place)

    @property
    def moving(self) -> bool:
        """Whether a case is on its way."""
        return self._move is not None

    @property
    def moment(self) -> int:
        """When something is asked for, to tell later whether what comes is stale."""
        return self._moment

    @property
    def next_case(self) -> Prepared | None:
        """The case that will follow, as far as it is known."""
        return self._next[1] if self._next else None

    def open(self, batch: str) -> None:
        """To the case that was last on the screen, else to the next without a verdict."""
        self.batch = batch
        self.forget_next()
        self._asked_ahead = None
        self._ask(lambda: self._services.prepare_where_left(batch))

    def on(self, position: int) -> None:
        """To the next case without a verdict, at once where it is at hand."""
        if self._next is not None and not self.is_stale(*self._next):
            self.stop()
            self.arrived.emit(self._next[1])
            return
        self.after(position)

    def after(self, position: int) -> None:
        """To the next case without a verdict after a position, read anew."""
        batch = self.batch
        self._ask(lambda: self._services.prepare_next(batch, position))

    def to(self, task: str) -> None:
        """To a certain case."""
        self._ask(lambda: self._services.prepare(task))

    def stop(self) -> None:
        """Whatever is on its way is late from now on."""
        self._move = None

    def forget_next(self) -> None:
        """What was read ahead does not count any more."""
        self._next, self._follows = None, ""

    def look_ahead(self, here: Task) -> None:
        """Read the case that follows, and ask for the translation of those after it."""
        self._follows = here.id
        self._here = here
        self._settled.start()
        asked = self._moment
        self._background.when_done(
            self._services.prepare_next(self.batch, here.position),
            lambda prepared: self._on_looked_ahead(here.id, asked, prepared),
        )
        if self._asked_ahead is None:
            # The language room is loaded for it: after the first case has been painted.
            self._asked_ahead = 0
            self._services.translate_ahead(self.batch)
            self._services.translating.rest(self.batch)
        elif abs(here.position - self._asked_ahead) >= AHEAD_EVERY:
            self._asked_ahead = here.position
            self._services.translate_ahead(self.batch, here.position)

    def keep_place(self) -> None:
        """Remember where one is, for the next time this batch is opened."""
        self._settled.stop()
        here, self._here = self._here, None
        if here is not None:
            self._services.store.write(whereabouts.keep, here.batch, here.person, here.position)

    def has_changed(self, task: str) -> None:
        """An act on a task is through: what was read of it before is stale."""
        self._changed[task] = self._moment
        self._moment += 1
        self.changed.emit(task)

    def is_stale(self, asked: int, prepared: Prepared) -> bool:
        """Whether a case was asked for before the last act on it was through."""
        return self._changed.get(prepared.view.task.id, -1) >= asked

    def _ask(self, ask: Callable[[], Future[Any]]) -> None:
        self._move = move = object()
        asked = self._moment

        def arrived(prepared: Prepared | None) -> None:
            if move is not self._move:
                return
            if prepared is not None and self.is_stale(asked, prepared):
                self._ask(ask)
                return
            self.stop()
            if prepared is None:
                self.ended.emit()
            else:
                self.arrived.emit(prepared)

        def lost(error: Exception) -> None:
            if move is self._move:
                self.stop()
            self.lost.emit(error)

        self._background.when_done(ask(), arrived, lost)

    def _on_looked_ahead(self, here: str, asked: int, prepared: Prepared | None) -> None:
        if prepared is None or here != self._follows or prepared.view.task.id == here:
            # The last open one: what comes after it is known once it is decided.
            return
        self._next = (asked, prepared)
        self.next_ready.emit(prepared)
