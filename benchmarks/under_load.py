"""Keys while a batch of 50,000 comes in, translations are made and a sync goes on, against idle.

    python benchmarks/under_load.py [--short] [--json]

The real window on the demo's cases, translations in the store. Two things are timed, first with
nothing else going on, then under load, and so on in turns that end idle: key 1 until the next case
has been painted with its verdict committed (as key_to_case.py), and a letter typed into the queue's
filter, which finds as one types, until it has been painted. The load is what the window itself
does: its own import of a batch through its errands, its own engine translating sentences that are
new to it, and a sync to a folder, again and again. Every turn goes through the same 150 cases. The
machine's own pace changes within a minute, so each loaded turn's median is compared with the mean
of the medians of the idle turns before and after it; the figure is the median of these ratios.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import psutil  # noqa: E402
from PySide6.QtCore import QEventLoop  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QLineEdit  # noqa: E402

from benchmarks.common import figure, finish, options, pause, quiet_demo  # noqa: E402
from benchmarks.key_to_case import Painted  # noqa: E402
from benchmarks.make_batches import make_synthetic  # noqa: E402
from workstation import app as application  # noqa: E402
from workstation.review.prepare import Prepared  # noqa: E402
from workstation.services import Services  # noqa: E402
from workstation.sync.folder import FolderTransport  # noqa: E402
from workstation.sync.sync import sync  # noqa: E402
from workstation.ui.case.policy_index import PolicyIndex  # noqa: E402
from workstation.ui.keys import press  # noqa: E402
from workstation.ui.queue.filter_line import TYPING_PAUSE  # noqa: E402
from workstation.ui.window import Window  # noqa: E402

GOAL = 1.3
READING_MS = 100  # nobody reads a case in less
DEMO_CASES = 150
TURNS = 3  # under load
LOCK_SECONDS = 0.2  # a write takes no longer unless the lock is held


class Load:
    """An import, translations and syncs, in turns, until it is closed."""

    def __init__(self, window: Window, batch: Path, place: Path) -> None:
        self._services: Services = window.services
        self._window = window
        self._batch = batch
        self._place = place
        self._closed = False
        self._on = threading.Event()
        self._import: psutil.Process | None = None
        self.translated = self.synced = 0
        self._threads = [
            threading.Thread(target=self._translate, daemon=True),
            threading.Thread(target=self._sync, daemon=True),
        ]

    def start(self) -> None:
        self._window.commands.errands.incoming.bring(self._batch)
        while self._import is None:
            pause(1)
            for child in psutil.Process().children():
                if "workstation.intake.process" in child.cmdline():
                    self._import = child
        for thread in self._threads:
            thread.start()
        self._on.set()

    def go_on(self) -> None:
        if self._import is None:
            self.start()
        self._import.resume()
        self._on.set()

    def rest(self) -> None:
        """Nothing of it runs, and the import does not sleep on the write lock."""
        self._on.clear()
        while True:
            self._import.suspend()
            write = self._services.store.write(lambda db: None)
            try:
                write.result(LOCK_SECONDS)
                return
            except TimeoutError:
                self._import.resume()
                write.result()

    @property
    def importing(self) -> bool:
        return self._window.commands.errands.incoming.busy

    def close(self) -> None:
        self._closed = True
        self.go_on()
        self._window.commands.errands.incoming.close()
        for thread in self._threads:
            thread.join()

    def _translate(self) -> None:
        while self._on.wait() and not self._closed:
            number = self.translated
            texts = [f"Jam tangan nombor {number + n}, kotak penuh, boleh COD." for n in range(64)]
            self._services.engine.translate(texts, "ms", "en").result()
            self.translated += len(texts)

    def _sync(self) -> None:
        pause = threading.Event()
        while self._on.wait() and not self._closed:
            sync(self._services.store, FolderTransport(self._place))
            self.synced += 1
            pause.wait(0.5)


def main() -> int:
    asked = options(__doc__)
    app = application.application()
    folder = Path(tempfile.mkdtemp(prefix="under-load-"))
    services, batch = quiet_demo(folder, copies=4 if asked.short else 9)
    incoming = make_synthetic(folder / "incoming", 25_000 if asked.short else 50_000)
    (folder / "place").mkdir()
    window = Window(services)
    window.show()
    window.activateWindow()
    run = Run(app, window, batch)
    load = Load(window, incoming, folder / "place")
    cases, letters = turns(run, load.go_on, load.rest, 1 if asked.short else TURNS)
    throughout = load.importing
    load.close()
    run.wait(lambda: not load.importing)
    window.close()
    services.close()
    more = {
        "translated": load.translated,
        "synced": load.synced,
        "import_went_on_throughout": throughout,
    }
    figures = [
        over_turns(words, timed, GOAL, __doc__, **more)
        for words, timed in (
            ("key to next case under load, against idle (p50)", cases),
            ("a typed letter painted under load, against idle (p50)", letters),
        )
    ]
    return finish(asked, figures)


def turns(
    run: Run, go_on: Callable[[], None], rest: Callable[[], None], number: int
) -> tuple[list[list[float]], list[list[float]]]:
    """Seconds of cases and of letters in each turn: idle, loaded, idle, loaded … idle."""
    cases, letters = [run.cases(DEMO_CASES)], [run.letters(DEMO_CASES)]
    for _ in range(number):
        for begin in (go_on, rest):
            begin()
            cases.append(run.cases(DEMO_CASES))
            letters.append(run.letters(DEMO_CASES))
    return cases, letters


def over_turns(
    words: str, timed: list[list[float]], goal: float, method: str | None, **more: object
) -> dict[str, object]:
    """The median, over loaded turns, of their median against those of the idle turns around."""
    ratios = [
        2 * median(timed[at]) / (median(timed[at - 1]) + median(timed[at + 1]))
        for at in range(1, len(timed), 2)
    ]
    ratio = median(ratios)
    idle = [one for turn in timed[::2] for one in turn]
    during = [one for turn in timed[1::2] for one in turn]
    return figure(
        words,
        round(ratio, 2),
        f"<= {goal}",
        ratio <= goal,
        method,
        ratios=[round(one, 2) for one in ratios],
        idle_p50_ms=round(median(idle) * 1000, 2),
        loaded_p50_ms=round(median(during) * 1000, 2),
        idle_p99_ms=round(quantiles(idle, n=100)[98] * 1000, 2),
        loaded_p99_ms=round(quantiles(during, n=100)[98] * 1000, 2),
        **more,
    )


class Run:
    """The window, worked by keys."""

    def __init__(
        self, app: object, window: Window, batch: str, reading: int = READING_MS
    ) -> None:
        self._app, self._window, self._reading = app, window, reading
        self._ready: list[Prepared] = []
        self._painted_at: list[float] = []
        window.reviewer.next_ready.connect(self._ready.append)
        self.wait(window.isActiveWindow)
        window.open_batch(batch)
        self.wait(lambda: window.reviewer.prepared is not None)
        panes = [
            window.queue._list.viewport(),
            window.case.facts,
            window.case.grid.viewport(),
            window.policy.findChild(PolicyIndex),
        ]
        self._painted = Painted(panes)
        window.ready.connect(lambda: self._painted_at.append(perf_counter()))

    def cases(self, number: int) -> list[float]:
        """Seconds from key 1 to the next case painted, `number` times."""
        self._window.focus_case()
        taken = []
        for _ in range(number):
            self.wait(lambda: bool(self._ready) and not self._window.reviewer.resting)
            self._ready.clear()
            here = self._task()
            pause(self._reading)
            self._painted.start()
            began = perf_counter()
            press(self._window, "1")
            self._until(partial(self._has_left, here))
            taken.append(self._painted_at[-1] - began)
        return taken[5:]

    def letters(self, number: int) -> list[float]:
        """Seconds from a letter to its paint in the queue's filter, `number` times."""
        line: QLineEdit = self._window.queue._filter
        self._window.queue.focus_filter()
        watch = Painted([line])
        taken = []
        for place in range(number):
            pause(10)
            watch.start()
            began = perf_counter()
            if place % 8 == 0:
                line.clear()
                # Not until the background rests: under load that is the end of the import.
                pause(TYPING_PAUSE + 100)
                watch.start()
                began = perf_counter()
            QTest.keyClick(line, "krim pem"[place % 8])
            self._until(lambda: not watch.waiting)
            taken.append(perf_counter() - began)
        line.clear()
        self._window.focus_case()
        return taken[5:]

    def wait(self, ready: Callable[[], object]) -> None:
        deadline = perf_counter() + 120
        while not ready():
            pause(1)
            if perf_counter() > deadline:
                raise SystemExit("waited for two minutes")

    def _task(self) -> str:
        held = self._window.reviewer.prepared
        return held.view.task.id if held is not None else ""

    def _has_left(self, task: str) -> bool:
        return self._task() not in ("", task) and not self._painted.waiting

    def _until(self, ready: Callable[[], object]) -> None:
        deadline = perf_counter() + 60
        while not ready():
            self._app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)  # type: ignore[attr-defined]
            if perf_counter() > deadline:
                raise SystemExit("nothing was painted within a minute")


if __name__ == "__main__":
    sys.exit(main())
