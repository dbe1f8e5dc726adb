"""The queue of a store with a million cases: what is next, a filter, and what the model takes.

    python benchmarks/queue_million.py [--cases N] [--home FOLDER] [--short] [--json]

The store is filled by `fill_store.py` (encrypted, one batch, a third of it decided); `--home` takes
one that was filled before. Four figures from one run:

    next undecided   `tasks.next_open` / `tasks.get`, which looks a task up by its primary key;
                     medians of many, places drawn at random, in turns
    a filter         from the filter line standing still to the first page painted / the same
                     filter's keys as bare SQL on the reader (fetchall), per line; the worst counts.
                     Filters whose bare SQL takes less than FRAME are held against FRAME: nobody
                     sees a picture sooner, and painting alone takes a good part of that
    the model        memory (RSS) that model and list of the whole queue add, once scrolled through
    the window       the longest time its thread was not to be had while filters came and went
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEventLoop, Qt, QTimer

from benchmarks.common import figure, finish
from benchmarks.fill_store import BATCH, PERSON, fill
from workstation import app as application
from workstation.review import queue
from workstation.review.queue_words import parse
from workstation.store import store as stores
from workstation.store import tasks
from workstation.store.driver import Database
from workstation.store.queue_filter import conditions, lines
from workstation.store.store import Store
from workstation.ui.background import Background
from workstation.ui.queue.pane import QueuePane

NEXT, FILTER, MEMORY, BLOCKED = 1.5, 2.0, 50.0, 50.0
FRAME = 0.016
LINES = (
    "undecided",
    "lang:th",
    "lang:th undecided market:MY",
    "-lang:th type:listing",
    "category:toys decided",
    "seller:s-17",
    "flagged",
    "market:XX",
)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--home", type=Path, help="a store that fill_store.py has filled")
    parser.add_argument("--short", action="store_true", help="50,000 cases")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    asked = parser.parse_args()
    sys.setswitchinterval(0.0005)  # as the services have it
    place = Path(tempfile.mkdtemp(prefix="queue-"))
    cases = 50_000 if asked.short else asked.cases
    try:
        store = stores.open_existing(asked.home) if asked.home else fill(place / "home", cases)
        try:
            figures = measure(store)
        finally:
            store.close()
    finally:
        shutil.rmtree(place)
    return finish(asked, figures)


def measure(store: Store) -> list[dict[str, Any]]:
    """Every figure, on one store."""
    count = store.read(tasks.progress, BATCH, PERSON).result().total
    desk = Desk(store)
    grown = desk.memory()
    ratio, worst = desk.filters()
    desk.close()
    next_ratio, next_us, key_us = store.read(_next, count).result()
    return [
        figure(
            "next undecided task / a primary-key look-up",
            round(next_ratio, 2),
            f"<= {NEXT}",
            next_ratio <= NEXT,
            __doc__,
            cases=count,
            next_us=round(next_us, 1),
            key_us=round(key_us, 1),
        ),
        figure(
            "filter to painted / its bare SQL, the worst of the lines",
            round(max(one["ratio"] for one in ratio), 2),
            f"<= {FILTER}",
            all(one["ratio"] <= FILTER for one in ratio),
            __doc__,
            cases=count,
            lines=ratio,
        ),
        figure(
            "memory of the queue's model and list, MB",
            round(grown, 1),
            f"<= {MEMORY}",
            grown <= MEMORY,
            __doc__,
            cases=count,
        ),
        figure(
            "the longest the window's thread was taken while filters came and went, ms",
            round(worst, 1),
            f"<= {BLOCKED}",
            worst <= BLOCKED,
            __doc__,
            cases=count,
        ),
    ]


def _next(db: Database, count: int) -> tuple[float, float, float]:
    chance = random.Random(3)
    rows = 1 + max(0, count - 1)
    ids = [
        row[0]
        for row in db.conn.execute(
            "SELECT id FROM task WHERE seq IN (SELECT value FROM json_each(?))",
            [str([chance.randrange(1, rows) for _ in range(2000)])],
        )
    ]
    chance.shuffle(ids)
    ours, peer = [], []
    for task in ids:
        after = chance.randrange(count)
        start = perf_counter()
        tasks.next_open(db, BATCH, PERSON, after)
        ours.append(perf_counter() - start)
        start = perf_counter()
        tasks.get(db, task)
        peer.append(perf_counter() - start)
    one, other = median(ours), median(peer)
    return one / other, one * 1e6, other * 1e6


class Desk:
    """The pane on the store, as the window has it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._app = application.application()
        self._background = Background()
        self._pane = QueuePane()
        self._pane.resize(250, 700)

    def memory(self) -> float:
        """What the whole queue adds once it is on view and has been scrolled through, in MB."""
        self._pane.show()
        self._until(lambda: True)
        self._store.browse(_warm).result()  # the connection and its cache are not the model's
        self._store.read(_warm).result()
        gc.collect()
        before = _rss()
        self._pane.set_source(self._keys, self._rows, self._background)
        self._until(self._painted)
        model = self._pane.model
        for part in range(40):
            self._pane._list.scrollTo(model.index(part * (model.rowCount() - 1) // 40))
            self._until(self._painted)
        gc.collect()
        return _rss() - before

    def filters(self) -> tuple[list[dict[str, Any]], float]:
        """Each line's ratio; and the longest gap in the window's thread."""
        told = []
        for line in LINES:
            bare, ours = [], []
            for _ in range(3):
                bare.append(self._store.browse(_bare, line).result())
                self._filter("")
                start = perf_counter()
                self._filter(line)
                ours.append(perf_counter() - start)
                self._until(lambda: not self._pane.model.partial)
            floor, painted = median(bare), median(ours)
            told.append(
                {
                    "line": line,
                    "rows": self._pane.model.rowCount(),
                    "ratio": round(painted / max(floor, FRAME), 2),
                    "bare_ms": round(1000 * floor, 1),
                    "painted_ms": round(1000 * painted, 1),
                }
            )
        gaps = Gaps()
        for line in LINES:
            self._filter(line)
            self._until(lambda: not self._pane.model.partial)
        # Filters that are overtaken before they are through.
        for line in ("undecided", "-lang:th", "seller:s-17", "market:XX", "lang:vi"):
            self._pane.set_filter(line)
            QCoreApplication.processEvents()
        self._until(lambda: not self._pane.model.loading and not self._pane.model.partial)
        gaps.stop()
        return told, gaps.longest_ms

    def close(self) -> None:
        self._pane.close()
        self._background.close()

    def _filter(self, line: str) -> None:
        self._pane.set_filter(line)
        self._until(lambda: not self._pane.model.loading and self._painted())

    def _painted(self) -> bool:
        """Whether every row on view is there, and then on the screen."""
        model, view = self._pane.model, self._pane._list
        if model.loading or any(
            model.row_at(place) is None
            for place in view.places_on_view()
            if place < model.rowCount()
        ):
            return False
        view.viewport().repaint()
        return True

    def _until(self, there: Callable[[], bool]) -> None:
        beat = QTimer()
        beat.start(2)
        while not there():
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def _keys(self, line: str, limit: int, grouped: bool) -> Future[Any]:
        return self._store.browse(queue.find, BATCH, PERSON, line, limit, grouped)

    def _rows(self, keys: Any) -> Future[Any]:
        return self._store.read(tasks.queue_rows, list(keys))


class Gaps:
    """A timer of a millisecond: where it did not fire, the thread was taken."""

    def __init__(self) -> None:
        self.longest_ms = 0.0
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._look)
        self._timer.start(1)
        self._last = perf_counter()

    def stop(self) -> None:
        self._look()
        self._timer.stop()

    def _look(self) -> None:
        now = perf_counter()
        self.longest_ms = max(self.longest_ms, 1000 * (now - self._last))
        self._last = now


def _bare(db: Database, line: str) -> float:
    wanted = parse(line).filter()
    where, values = conditions(wanted, BATCH, PERSON)
    (place,) = db.conn.execute(
        "SELECT id FROM queue_place WHERE batch = ? AND person = ?", [BATCH, PERSON]
    ).fetchone()
    start = perf_counter()
    db.conn.execute(
        f"SELECT l.seq FROM {lines(wanted)} WHERE {' AND '.join(['l.place = ?', *where])} "
        "ORDER BY l.position, l.seq",
        [place, *values],
    ).fetchall()
    return perf_counter() - start


def _warm(db: Database) -> None:
    db.conn.execute("SELECT count(*) FROM queue_line WHERE doubtful IS NOT NULL").fetchone()
    db.conn.execute("SELECT count(*), max(state) FROM task").fetchone()


def _rss() -> float:
    for row in Path("/proc/self/status").read_text().splitlines():
        if row.startswith("VmRSS:"):
            return int(row.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    sys.exit(main())
