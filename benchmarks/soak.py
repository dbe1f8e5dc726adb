"""2,000 cases by keys in one sitting: memory, the window's thread, and how long a key takes.

    python benchmarks/soak.py [--short] [--json]

The real window on the demo's cases again and again, worked by key events as a person mixes them:
most are agreed with, some get an action with family, clause and Enter, some are skipped, flagged,
looked at large, searched in the policy, filtered. Told are

    the least resident memory of the last quarter against that of the second: flat is <= 1.03. The
    least, because a photo of 12 megapixels that was looked at large may be held for hundreds of
    cases (38 MB), in one quarter and not in the other; what is never let go of raises the least.
    The two connections that read, and the one that writes, keep pages up to a bound (16, 16 and
    4 MB) and would fill it all through the sitting: all tables are read once on each before it
    begins, so that what is measured is what a case leaves behind. And nobody presses keys without
    a break: what is translated ahead waits while they are pressed, one text a case, so that after
    every 50 cases the person looks up for 0.4 seconds;
    the longest time that the window's thread answered nothing, watched by a timer of 2 ms: what is
    above 50 ms is told with the key that was pressed last (goal: none), with the most that the
    thread itself worked in one such stretch and the load of the machine: on one that is busy with
    other things, most of it is waiting for a turn;
    the p99 of a key until the case that follows has been painted, as a multiple of its p50.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, thread_time

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer  # noqa: E402

from benchmarks.common import figure, finish, options, pause, quiet_demo  # noqa: E402
from workstation import app as application  # noqa: E402
from workstation.review.bar_values import Step  # noqa: E402
from workstation.store.driver import Database  # noqa: E402
from workstation.ui.keys import press  # noqa: E402
from workstation.ui.window import Window  # noqa: E402

BLOCK_MS = 50.0
FLAT = 1.03
BREAK_EVERY, BREAK_MS = 50, 400
WARM = 40  # cases until fonts, caches and helper processes are there


class Watch:
    """How long the window's thread has answered nothing, and after which key."""

    def __init__(self) -> None:
        self.key = "start"
        self.longest: dict[str, float] = {}
        self.blocks: Counter[str] = Counter()
        self.most_worked = 0.0  # milliseconds of the thread's own time between two beats
        self._last, self._worked = perf_counter(), thread_time()
        self._timer = QTimer()
        self._timer.setInterval(2)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        self.longest.clear()
        self.blocks.clear()
        self.most_worked = 0.0
        self._last, self._worked = perf_counter(), thread_time()
        self._timer.start()

    def _beat(self) -> None:
        now, worked = perf_counter(), thread_time()
        gap = (now - self._last) * 1000
        self.most_worked = max(self.most_worked, (worked - self._worked) * 1000)
        self._last, self._worked = now, worked
        if gap > BLOCK_MS:
            self.blocks[self.key] += 1
        self.longest[self.key] = max(self.longest.get(self.key, 0.0), gap)


class Sitting:
    """A person at the window."""

    def __init__(self, app: object, window: Window) -> None:
        self._app, self._window = app, window
        self._chance = random.Random(11)
        self.watch = Watch()
        self.taken: list[float] = []
        self.done: Counter[str] = Counter()

    def work(self, cases: int) -> list[float]:
        """Work through so many cases; resident memory in MB after each."""
        memory = []
        for number in range(cases):
            if number == WARM:
                self.watch.start()
                self.taken.clear()
            if number % BREAK_EVERY == BREAK_EVERY - 1:
                pause(BREAK_MS)
            # Nobody reads a case in less: what follows has been laid out by then.
            self._wait(lambda: not self._window.reviewer.resting)
            pause(20)
            if self._window.reviewer.prepared is None:
                break
            self._one_case()
            memory.append(_resident_mb())
        return memory

    def _one_case(self) -> None:
        kind = self._chance.choices(
            ("agree", "clause", "skip", "flag", "media", "policy", "filter", "changes"),
            (70, 8, 6, 4, 4, 3, 3, 2),
        )[0]
        self.done[kind] += 1
        here = self._here()
        if kind == "skip":
            self._leave("F6", here)
            return
        if kind == "flag":
            self._press("F7", lambda: not self._window.reviewer.resting)
        elif kind == "media":
            self._press("M")
            self._press("Right")
            self._press("Escape")
        elif kind == "policy":
            self._press("Ctrl+P")
            for key in "fake":
                self._press(key)
            self._press("Escape")
            self._press("Escape")
            self._window.focus_case()
        elif kind == "filter":
            self._press("/")
            for key in "undecided":
                self._press(key)
            self._wait(lambda: not self._window.background.busy)
            self._window.queue.set_filter("")
            self._press("Escape")
            self._window.focus_case()
        elif kind == "changes":
            self._press("V")
        if kind == "clause":
            self._press("4")
            self._press("3")
            self._press("1")
            self._press("Enter", self._is_asked)
            while self._here() == here:  # the decision is there now: penalty, codes, record
                self._press("Enter", lambda: self._here() != here or self._is_asked())
        else:
            self._leave("1", here)

    def _is_asked(self) -> bool:
        rests = self._window.reviewer.resting or self._window.reviewer.bar.step is Step.WAITING
        return not rests and self._window.reviewer.bar.step is not Step.READY

    def _leave(self, key: str, here: str) -> None:
        began = perf_counter()
        self._press(key, lambda: self._here() not in ("", here))
        self.taken.append(perf_counter() - began)

    def _press(self, key: str, until: Callable[[], object] = lambda: True) -> None:
        self.watch.key = key
        press(self._window, key)
        self._wait(until)

    def _here(self) -> str:
        held = self._window.reviewer.prepared
        return held.view.task.id if held is not None else "end"

    def _wait(self, until: Callable[[], object]) -> None:
        deadline = perf_counter() + 30
        pause(1)
        while not until():
            pause(1)
            if perf_counter() > deadline:
                bar = self._window.reviewer.bar.step
                raise SystemExit(f"stuck after {self.watch.key} at {self._here()} ({bar})")


def _read_all(db: Database) -> None:
    tables = db.conn.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    )
    for (table,) in tables.fetchall():
        for _ in db.conn.execute(f"SELECT * FROM [{table}]"):
            pass


def main() -> int:
    asked = options(__doc__)
    app = application.application()
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    cases = 200 if asked.short else 2_000
    services, batch = quiet_demo(folder, copies=2 if asked.short else 15)
    for connection in (services.store.read, services.store.browse, services.store.write):
        connection(_read_all).result()
    window = Window(services)
    window.show()
    window.activateWindow()
    sitting = Sitting(app, window)
    sitting._wait(window.isActiveWindow)
    window.open_batch(batch)
    sitting._wait(lambda: window.reviewer.prepared is not None)
    memory = sitting.work(cases)
    window.close()
    services.close()
    quarter = len(memory) // 4
    second, last = min(memory[quarter : 2 * quarter]), min(memory[-quarter:])
    growth = last / second
    watch = sitting.watch
    slow = {key: round(ms) for key, ms in sorted(watch.longest.items()) if ms > BLOCK_MS}
    p50, p99 = median(sitting.taken), quantiles(sitting.taken, n=100)[98]
    told = {"cases": len(memory), "done": dict(sitting.done)}
    return finish(
        asked,
        [
            figure(
                "memory over a sitting: last quarter against the second",
                round(growth, 3),
                f"<= {FLAT}",
                growth <= FLAT,
                __doc__,
                second_mb=round(second),
                last_mb=round(last),
                most_mb=round(max(memory)),
                **told,
            ),
            figure(
                f"times that the window's thread answered nothing for {BLOCK_MS:.0f} ms",
                sum(watch.blocks.values()),
                "0",
                not watch.blocks,
                __doc__,
                after=dict(watch.blocks),
                longest_ms=slow,
                most_worked_ms=round(watch.most_worked, 1),
                load=round(os.getloadavg()[0], 1),
            ),
            figure(
                "key to the next case, p99 over p50",
                round(p99 / p50, 2),
                "stated",
                True,
                __doc__,
                p50_ms=round(p50 * 1000, 1),
                p99_ms=round(p99 * 1000, 1),
            ),
        ],
    )


def _resident_mb() -> float:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    sys.exit(main())
