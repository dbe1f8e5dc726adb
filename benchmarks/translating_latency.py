"""Keys while the whole of a batch is being translated, against idle.

    python benchmarks/translating_latency.py [--short] [--json]

The real window on the demo's cases, their translations in the store. Two things are timed, first
with nothing else going on, then while the program translates another batch of some thousand cases
(read, cut, looked up, asked for and kept as the rest of a batch is), and so on in turns that end
idle: key 1 until the next case has been painted with its verdict committed (as key_to_case.py), and
a letter typed into the queue's filter until it has been painted. Between two keys there is a third
of a second, in which the translation is at full speed. Every turn goes through the same 150 cases.
Each loaded turn's median is compared with the mean of the medians of the idle turns before and
after it; the figure is the median of these ratios.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from benchmarks.common import finish, options, quiet_demo  # noqa: E402
from benchmarks.make_batches import make_synthetic  # noqa: E402
from benchmarks.under_load import TURNS, Run, over_turns, turns  # noqa: E402
from workstation import app as application  # noqa: E402
from workstation.intake.importer import import_batch  # noqa: E402
from workstation.services import Services  # noqa: E402
from workstation.ui.window import Window  # noqa: E402

GOAL = 1.2
READING_MS = 330


def main() -> int:
    asked = options(__doc__)
    app = application.application()
    folder = Path(tempfile.mkdtemp(prefix="translating-latency-"))
    number = 1 if asked.short else TURNS
    services, batch = quiet_demo(folder, copies=2 * number + 2)
    other = make_synthetic(folder / "other", 8_000 if asked.short else 30_000)
    report = import_batch(
        services.store, other, services.desk.person.id, lambda: datetime.now().astimezone()
    )
    window = Window(services)
    window.show()
    window.activateWindow()
    run = Run(app, window, batch, 150 if asked.short else READING_MS)
    work = Work(services, report.batch, run)
    work.rest()
    cases, letters = turns(run, work.go_on, work.rest, number)
    window.close()
    services.close()
    more = {
        "cases_translated": work.translated,
        "cases_a_second": round(work.translated / work.seconds, 1),
        "went_on_throughout": work.went_on,
    }
    figures = [
        over_turns(words, timed, GOAL, __doc__, **more)
        for words, timed in (
            ("key to next case while a batch is translated, against idle (p50)", cases),
            ("a typed letter painted while a batch is translated, against idle (p50)", letters),
        )
    ]
    return finish(asked, figures)


class Work:
    """The translation of a whole batch, and rest from it."""

    def __init__(self, services: Services, batch: str, run: Run) -> None:
        self._services, self._batch, self._run = services, batch, run
        self._began = 0.0
        self._before = 0
        self.translated = 0
        self.seconds = 0.0
        self.went_on = True

    def go_on(self) -> None:
        """Once the first cases are through."""
        self._services.translating.whole(self._batch)
        self._run.wait(self._is_under_way)
        self._began, self._before = perf_counter(), self._done()

    def rest(self) -> None:
        """Nothing of it runs any more."""
        standing = self._services.translating.standing()
        if self._began:
            self.went_on = self.went_on and standing is not None and standing.going
            self.translated += self._done() - self._before
            self.seconds += perf_counter() - self._began
        self._services.ahead.stop_rest()
        self._run.wait(self._is_over)
        self._services.engine.ping().result(60)  # what was in the process is through

    def _done(self) -> int:
        standing = self._services.translating.standing()
        return standing.done if standing is not None else 0

    def _is_under_way(self) -> bool:
        standing = self._services.translating.standing()
        return standing is not None and standing.going and standing.done > self.translated

    def _is_over(self) -> bool:
        standing = self._services.translating.standing()
        return standing is None or not standing.going


if __name__ == "__main__":
    sys.exit(main())
