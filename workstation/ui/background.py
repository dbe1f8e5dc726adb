"""Work off the window's thread: results and errors come back as calls in it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

T = TypeVar("T")


class Background(QObject):
    """Hands results of futures back to the window's thread, in the order they finish.

    `failed` carries what nobody handled.
    """

    failed = Signal(object)
    _finished = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Belongs to the thread it is made in."""
        super().__init__(parent)
        self._finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)
        self._closed = False
        self._pending = 0

    @property
    def busy(self) -> bool:
        """Whether results are still to come."""
        return self._pending > 0

    def when_done(
        self,
        future: Future[T],
        done: Callable[[T], Any],
        failed: Callable[[Exception], Any] | None = None,
    ) -> None:
        """Call `done(result)` or `failed(error)` in the window's thread, later."""
        self._pending += 1
        future.add_done_callback(lambda finished: self._hand_over(finished, done, failed))

    def close(self) -> None:
        """From here on results are dropped."""
        self._closed = True

    def _hand_over(self, future: Future[Any], done: Any, failed: Any) -> None:
        if not self._closed:
            self._finished.emit((future, done, failed))

    @Slot(object)
    def _on_finished(self, handed: Any) -> None:
        future, done, failed = handed
        self._pending -= 1
        if self._closed:
            return
        try:
            result = future.result()
        except CancelledError:
            return
        except Exception as error:
            (failed or self.failed.emit)(error)
            return
        done(result)
