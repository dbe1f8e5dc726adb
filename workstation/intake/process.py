"""The import's process: one order on stdin, then progress, report and end on stdout.

It lowers its own priority, writes in small chunks, and rests after each for as long as the chunk
took five times over, so that a verdict seldom waits for it. While keys come it rests until there is
a moment without one, but not for long. When its stdin ends, whoever asked is gone: it leaves at
once, and the next start sweeps what it has not finished.
"""

from __future__ import annotations

import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import msgspec

from workstation import processes
from workstation.fault import WorldFault
from workstation.intake.apart import KEY, Order, Told, line_of
from workstation.intake.importer import import_batch
from workstation.intake.interface import Reader
from workstation.intake.policy_pack import pack_files
from workstation.intake.table.reader import Table
from workstation.store import search
from workstation.store.keys import Protection
from workstation.store.store import Paths, Store

CHUNK = 25
INDEXED_TOGETHER = 20
RESTS = 5.0  # of what a chunk took
KEY_SECONDS = 0.3  # it rests after a key
AT_MOST = 1.0  # in a row
_LOOK_SECONDS = 0.02


Source = Callable[[Order, Store], Path | Reader]


def main(source: Source | None = None, *, named: bool = True) -> int:
    """Carry out one order; `source` tells what is brought in, where the job names no path.
    `named` as for `import_batch`."""
    answers = processes.answers_alone()
    processes.step_back()
    processes.leave_no_core()
    questions = sys.stdin.buffer
    order = msgspec.json.decode(questions.readline(), type=Order)
    stopped = threading.Event()
    pace = _Pace(answers)
    threading.Thread(target=_listen, args=(questions, stopped, pace), daemon=True).start()
    try:
        _work(order, source or _source, pace, answers, stopped, named=named)
    except WorldFault as fault:
        answers.write(line_of(Told(fault=fault.code, params=dict(fault.params))))
    except Exception as error:
        answers.write(line_of(Told(bug=_place(error))))
    answers.flush()
    return 0


def _work(
    order: Order,
    source: Source,
    pace: _Pace,
    answers: BinaryIO,
    stopped: threading.Event,
    *,
    named: bool,
) -> None:
    store = Store(Paths(Path(order.home)), bytes.fromhex(order.key), Protection(order.protection))
    try:
        report = import_batch(
            store,
            source(order, store),
            order.job.person,
            lambda: datetime.now().astimezone(),
            pace.rest,
            stopped.is_set,
            chunk=CHUNK,
            named=named,
        )
        answers.write(line_of(Told(report=report)))
        answers.flush()
        while not stopped.is_set() and store.write(search.index_cases, INDEXED_TOGETHER).result():
            pace.rest(0, 0)
    finally:
        store.close()


class _Pace:
    """Tells how far it is, now and then, and rests in proportion to the work done since."""

    def __init__(self, answers: BinaryIO) -> None:
        self._answers = answers
        self._since = time.perf_counter()
        self._told = 0.0
        self._key = 0.0

    def rest(self, done: int, total: int) -> None:
        """After a chunk."""
        now = time.perf_counter()
        if total and (now - self._told > 0.2 or done == total):
            self._answers.write(line_of(Told(done=done, total=total)))
            self._answers.flush()
            self._told = now
        time.sleep(min(0.2, (now - self._since) * RESTS))
        until = now + AT_MOST
        while time.perf_counter() < min(until, self._key + KEY_SECONDS):
            time.sleep(_LOOK_SECONDS)
        self._since = time.perf_counter()

    def key(self) -> None:
        """Somebody works."""
        self._key = time.perf_counter()


def _source(order: Order, _store: Store) -> Path | Reader:
    job = order.job
    if job.table is None:
        return Path(job.path)
    return Table(Path(job.path), job.table, pack_files(Path(job.pack)) if job.pack else {})


def _listen(questions: BinaryIO, stopped: threading.Event, pace: _Pace) -> None:
    for line in questions:
        if line == KEY:
            pace.key()
        else:
            stopped.set()
    os._exit(0)


def _place(error: Exception) -> str:
    # Kind and place: an error's words may hold what a case says.
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} {Path(frame.filename).name}:{frame.lineno}"


if __name__ == "__main__":
    raise SystemExit(main())
