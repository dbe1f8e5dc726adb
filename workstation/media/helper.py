"""The window's side of a helper process: pictures as futures.

One thread talks to one process, a picture at a time, urgent ones first. A process that takes too
long or dies is put down; the picture it was at gets a reason instead, the next one a new process.
"""

from __future__ import annotations

import heapq
import itertools
import subprocess
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from workstation import processes
from workstation.media import child, wire
from workstation.media.values import Decoded, Why

SECONDS = 15.0
"""After this long a picture is given up; the largest that are allowed take about two."""

IDLE_SECONDS = 120.0
"""After this long without a picture the process ends; the next one starts a new one."""

NOW, SOON, AHEAD = 0, 1, 2
"""How urgent: what is looked at, what is on the screen small, what comes next."""

_CLOSE_SECONDS = 5.0

Data = Callable[[], bytes | None]


@dataclass(slots=True)
class _Job:
    key: str
    data: Data
    fit: tuple[int, int]
    frame: int
    answer: Future[Decoded] = field(default_factory=Future)


class Helper:
    """Decodes in a process of its own, started with the first picture. `start` makes a process;
    `seconds` is what it may take for one."""

    def __init__(
        self,
        start: Callable[[], subprocess.Popen[bytes]] = child.start,
        seconds: float = SECONDS,
        idle: float = IDLE_SECONDS,
    ) -> None:
        self._start = start
        self._seconds = seconds
        self._idle = idle
        self._jobs: list[tuple[int, int, _Job]] = []
        self._order = itertools.count()
        self._wake = threading.Condition()
        self._closed = False
        self._process: subprocess.Popen[bytes] | None = None
        self._holds = ""  # whose bytes the process still has
        self._thread: threading.Thread | None = None

    def decode(
        self, key: str, data: Data, fit: tuple[int, int], *, frame: int = 0, urgency: int = SOON
    ) -> Future[Decoded]:
        """A picture of `data()` (called in the helper's thread) scaled to fit; `key` names the
        bytes. Cancelling the answer saves the work."""
        job = _Job(key, data, fit, frame)
        with self._wake:
            if self._closed:
                job.answer.cancel()
                return job.answer
            heapq.heappush(self._jobs, (urgency, next(self._order), job))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="media", daemon=True)
                self._thread.start()
            self._wake.notify()
        return job.answer

    @property
    def pid(self) -> int | None:
        """The number of the process, while there is one and it lives."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def forget(self) -> None:
        """Drop what waits and end the process, with all that it holds; a new one may follow."""
        with self._wake:
            waiting, self._jobs = [job for _, _, job in self._jobs], []
            process = self._process
        for job in waiting:
            job.answer.cancel()
        if process is not None:
            process.kill()

    def close(self) -> None:
        """End for good. Safe to repeat."""
        with self._wake:
            self._closed = True
            self._wake.notify_all()
            thread = self._thread
        self.forget()
        if thread is not None and thread is not threading.current_thread():
            thread.join(_CLOSE_SECONDS)

    # In the thread

    def _run(self) -> None:
        try:
            while (job := self._next()) is not None:
                if job.answer.set_running_or_notify_cancel():
                    job.answer.set_result(self._decoded(job))
        finally:
            self._put_down()

    def _next(self) -> _Job | None:
        with self._wake:
            while True:
                if self._closed:
                    return None
                if self._jobs:
                    return heapq.heappop(self._jobs)[2]
                if not self._wake.wait(self._idle if self._process is not None else None):
                    break
        self._put_down()
        return self._next()

    def _decoded(self, job: _Job) -> Decoded:
        # An animation's bytes are there already: neither read nor sent again for each picture.
        if job.key == self._holds and self._process is not None:
            found = self._asked(job, b"")
            if found is not None:
                return found
        try:
            data = job.data()
        except Exception:  # the store could not give it; it says so itself
            data = None
        if not data:
            return Decoded(why=Why.MISSING)
        if len(data) >= wire.LARGEST_BODY:
            return Decoded(why=Why.TOO_LARGE)
        return self._asked(job, data) or Decoded(why=Why.GAVE_UP)

    def _asked(self, job: _Job, body: bytes) -> Decoded | None:
        """What the process says; None where it wants the bytes, or is gone."""
        try:
            process = self._running()
        except OSError:
            return Decoded(why=Why.NO_PLAYER)
        try:
            with processes.within(self._seconds, process):
                wire.send(process.stdin, wire.Decode(job.key, job.fit, job.frame), body)
                told = wire.read(process.stdout, wire.replies)
        except (OSError, ValueError):
            told = None
        if told is None:
            self._put_down()
            return None
        found = _checked(*told)
        if found is None and not isinstance(told[0], wire.Again):
            self._put_down()  # a helper that sends nonsense is not to be trusted any more
        elif found is not None:
            self._holds = job.key if found.frames > 1 else ""
        return found

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._put_down()
            process = self._start()
            with self._wake:
                self._process = process
                closed = self._closed
            if closed:
                process.kill()
        return self._process

    def _put_down(self) -> None:
        with self._wake:
            process, self._process = self._process, None
            self._wake.notify_all()
        self._holds = ""
        if process is not None:
            processes.put_down(process)


def _checked(said: object, body: bytes) -> Decoded | None:
    """A reply as a value; None for one that does not add up."""
    if isinstance(said, wire.Not):
        why = said.why if said.why in {one.value for one in Why} else Why.BROKEN.value
        return Decoded(why=Why(why), full=said.full)
    if isinstance(said, wire.Done):
        width, height = said.size
        if width < 1 or height < 1 or width * height * 4 != len(body):
            return None
        return Decoded(
            body, said.size, said.full, None, max(1, said.frames), said.at, max(0, said.lasts)
        )
    return None
