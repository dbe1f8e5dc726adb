"""An import in a process of its own, so that the window's keys go on as if nothing came in.

Decoding and checking in a thread of the window's process costs it half of the interpreter, and a
chunk of a thousand cases holds the one writer for 0.1 s. Here a child does the work with a
connection of its own, in small chunks with rests between them (docs/decisions/0013-apart.md).
"""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import IO, Any

import msgspec
from msgspec import Struct

from workstation import processes
from workstation.bell import Bell
from workstation.fault import BugFault, WorldFault
from workstation.intake.importer import ImportReport, alone, remove
from workstation.intake.table.mapping import TableMapping
from workstation.store import imports
from workstation.store.store import Store

PROCESS = "workstation.intake.process"
STOP, KEY = b"stop\n", b"key\n"  # what the child is told after its order
_LOOK_SECONDS = 0.1  # how soon somebody who wants to stop is heard
_STOP_SECONDS = 3.0  # how long it may take to stop by itself; what it leaves is swept


class Job(Struct, frozen=True):
    """What comes in: a path, for a table its mapping and the folder of its policy pack.

    A batch that was fetched has no path but its name, and by path in it each file's digest.
    """

    path: str
    person: str | None
    table: TableMapping | None = None
    pack: str | None = None
    batch: str = ""
    files: tuple[tuple[str, str], ...] = ()


class Order(Struct, frozen=True):
    """What the child is told: the job, and where and how the store is opened."""

    home: str
    key: str
    protection: str
    job: Job


class Told(Struct, frozen=True, omit_defaults=True):
    """A line of the child's: how far it is, or how it ended."""

    done: int = 0
    total: int = 0
    report: ImportReport | None = None
    indexed: bool = False
    fault: str = ""
    params: dict[str, Any] = {}
    bug: str = ""


def import_apart(
    store: Store,
    job: Job,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
    ready: Callable[[ImportReport], None] = lambda report: None,
    bell: Bell | None = None,
    *,
    process: str = PROCESS,
) -> ImportReport:
    """As `importer.import_batch`, in a child; call it off the window's thread.

    `ready(report)` is called once the batch can be worked; the search index is made after that,
    before this returns. Whenever `bell` rings the child rests for a moment. `process` is another
    module that carries such a job out. Raises what `import_batch` raises, WorldFault
    `intake.process_died`.
    """
    with alone(store, cancelled):
        try:
            return _run(store, job, progress, cancelled, ready, bell or Bell(), process)
        except BaseException:
            for batch in store.read(imports.unfinished).result():
                remove(store, batch)
            raise


def _run(
    store: Store,
    job: Job,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
    ready: Callable[[ImportReport], None],
    bell: Bell,
    process: str,
) -> ImportReport:
    order = Order(str(store.paths.home), store.key.hex(), store.protection.value, job)
    child = _start(process)
    assert child.stdin is not None
    assert child.stdout is not None
    watch = threading.Thread(target=_stop_when, args=(child, cancelled), daemon=True)
    try:
        child.stdin.write(msgspec.json.encode(order) + b"\n")
        child.stdin.flush()
        watch.start()
        with bell.heard_by(partial(_say, child, KEY)):
            report = _follow(child.stdout, progress, ready)
        if report is None:
            raise WorldFault("intake.cancelled" if cancelled() else "intake.process_died")
        return report
    except (BrokenPipeError, msgspec.DecodeError):
        raise WorldFault("intake.process_died") from None
    finally:
        # It goes when its stdin ends; what it has not finished is swept.
        processes.put_down(child)
        if watch.ident is not None:
            watch.join()


def _follow(
    lines: IO[bytes],
    progress: Callable[[int, int], None],
    ready: Callable[[ImportReport], None],
) -> ImportReport | None:
    report = None
    for line in lines:
        told = msgspec.json.decode(line, type=Told)
        if told.fault:
            raise WorldFault(told.fault, **told.params)
        if told.bug:
            raise BugFault("intake.process_failed", where=told.bug)
        if told.report is not None:
            report = told.report
            ready(report)
        elif told.total:
            progress(told.done, told.total)
    return report


def _say(child: subprocess.Popen[bytes], word: bytes) -> None:
    assert child.stdin is not None
    with suppress(OSError, ValueError):  # it has ended meanwhile
        child.stdin.write(word)
        child.stdin.flush()


def _stop_when(child: subprocess.Popen[bytes], cancelled: Callable[[], bool]) -> None:
    while child.poll() is None:
        if cancelled():
            _say(child, STOP)
            try:
                child.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                # Some files take long to look through before there is a place to stop.
                child.kill()
            return
        try:
            child.wait(_LOOK_SECONDS)
        except subprocess.TimeoutExpired:
            continue


def _start(process: str) -> subprocess.Popen[bytes]:
    command = processes.python("-m", process)
    return processes.start(command, environ=processes.environment(os.environ))


def line_of(told: Told) -> bytes:
    """A line of the child's."""
    return json.dumps(msgspec.to_builtins(told), ensure_ascii=True, default=str).encode() + b"\n"
