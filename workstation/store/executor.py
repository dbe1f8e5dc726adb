"""A thread that owns one connection and does one thing at a time."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, ParamSpec, TypeVar

from workstation.fault import BugFault
from workstation.store.driver import Database

P = ParamSpec("P")
T = TypeVar("T")

_STOP: Any = object()


class Stoppable(Future[T]):
    """A future whose `cancel` also ends work that has begun: the work looks at `stopped`."""

    def __init__(self) -> None:
        """Not stopped."""
        super().__init__()
        self.stopped = threading.Event()

    def cancel(self) -> bool:
        """Not to be begun, or to be broken off soon; whoever waits gets CancelledError."""
        self.stopped.set()
        return super().cancel()


class Worker:
    """Runs `work(db, *args)` in its own thread, in the order it was asked."""

    def __init__(self, name: str, open_database: Callable[[], Database]) -> None:
        """Open the connection in the new thread; raises what opening raises."""
        self._queue: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._opened: Future[None] = Future()
        self._closing = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(
            target=self._run, args=(open_database,), name=name, daemon=True
        )
        self._thread.start()
        self._opened.result()

    def submit(self, work: Callable[..., T], *args: Any, **kwargs: Any) -> Future[T]:
        """Ask for `work(db, *args, **kwargs)`; the future may be cancelled until it begins.

        Raises BugFault `store.worker_closed`.
        """
        return self.carry_out(Future(), work, *args, **kwargs)

    def carry_out(
        self, future: Future[T], work: Callable[..., T], *args: Any, **kwargs: Any
    ) -> Future[T]:
        """As `submit`, into a future that the caller has made."""
        # Nothing may queue up behind the end: nobody would ever answer it.
        with self._closing:
            if self._closed or not self._thread.is_alive():
                raise BugFault("store.worker_closed", name=self._thread.name)
            self._queue.put((future, work, args, kwargs))
        return future

    def close(self) -> None:
        """Finish what was asked, then close the connection."""
        with self._closing:
            if not self._closed:
                self._closed = True
                self._queue.put(_STOP)
        self._thread.join()

    def _run(self, open_database: Callable[[], Database]) -> None:
        try:
            db = open_database()
        except BaseException as error:
            self._opened.set_exception(error)
            return
        self._opened.set_result(None)
        try:
            while (asked := self._queue.get()) is not _STOP:
                _perform(db, *asked)
                del asked
        finally:
            db.conn.close()


def _perform(
    db: Database, future: Future[Any], work: Callable[..., Any], args: Any, kwargs: Any
) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = work(db, *args, **kwargs)
    except BaseException as error:
        future.set_exception(error)
    else:
        future.set_result(result)
