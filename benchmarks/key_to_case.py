"""From the key press to every pane of the next case painted, against two bare text editors.

    python benchmarks/key_to_case.py [--short] [--json]

Ours: the real window on the demo batch's cases (all decisions "no violation", so that key 1 agrees
and the next case follows), translations in the store, the verdict committed to the encrypted store
(WAL, synchronous=FULL). A case counts as shown when queue, facts, sentence grid and policy have
been painted after the key, which the window tells by its signal `ready` (the bar asks the same
question as before); that each of them had its paint event is checked. Floor: a window of two
QPlainTextEdit that get the same original and translated text, after one commit of one row to a
database with the same settings. The two take turns, case by case, in one run; the medians are
compared.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QEventLoop, QObject  # noqa: E402
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget  # noqa: E402

from benchmarks.common import figure, finish, options, pause, quiet_demo  # noqa: E402
from workstation import app as application  # noqa: E402
from workstation.domain.language import Translation  # noqa: E402
from workstation.review.prepare import Prepared  # noqa: E402
from workstation.store import connection  # noqa: E402
from workstation.ui.case.policy_index import PolicyIndex  # noqa: E402
from workstation.ui.keys import press  # noqa: E402
from workstation.ui.window import Window  # noqa: E402

REST_MS = 15  # before each side: what the other left for later must not weigh on it
GOAL = 1.5


class Painted(QObject):
    """Counts which watched widgets have been painted since `start`."""

    def __init__(self, widgets: list[QWidget]) -> None:
        super().__init__()
        self.waiting: set[QObject] = set()
        self.widgets = widgets
        for widget in widgets:
            widget.installEventFilter(self)

    def start(self) -> None:
        self.waiting = set(self.widgets)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.waiting.discard(watched)
        return False


def main() -> int:
    asked = options(__doc__)
    app = application.application()
    folder = Path(tempfile.mkdtemp(prefix="key-to-case-"))
    services, batch = quiet_demo(folder, copies=2 if asked.short else 6)
    bare = Bare(folder)  # shown first: the window must stay the active one
    window = Window(services)
    ready: list[Prepared] = []
    painted_at: list[float] = []
    window.reviewer.next_ready.connect(ready.append)
    window.show()
    window.activateWindow()
    _until(app, window.isActiveWindow)
    window.open_batch(batch)
    _until(app, lambda: window.reviewer.prepared is not None)
    panes = [
        window.queue._list.viewport(),
        window.case.facts,
        window.case.grid.viewport(),
        window.policy.findChild(PolicyIndex),
    ]
    painted = Painted(panes)
    window.ready.connect(lambda: painted_at.append(perf_counter()))
    ours: list[float] = []
    floor: list[float] = []
    cases = 100 if asked.short else 300
    for number in range(cases):
        try:
            _until(app, lambda: bool(ready) and not window.background.busy)
        except SystemExit:
            break  # the last case
        following = ready.pop()
        ready.clear()
        pause(REST_MS)
        painted.start()
        began = perf_counter()
        press(window, "1")
        _until(app, partial(_is_shown, window, following, painted), wait=False)
        taken = painted_at[-1] - began
        texts = _texts(following)
        pause(REST_MS)
        bare_taken = bare.show_case(app, *texts)
        if number >= 10:  # fonts and caches warm
            ours.append(taken)
            floor.append(bare_taken)
    window.close()
    bare.close()
    services.close()
    ratio = median(ours) / median(floor)
    told = {
        "ours_p50_ms": round(median(ours) * 1000, 2),
        "ours_p99_ms": round(quantiles(ours, n=100)[98] * 1000, 2),
        "floor_p50_ms": round(median(floor) * 1000, 2),
        "cases": len(ours),
    }
    return finish(
        asked,
        [
            figure(
                "key press to next case painted, against two bare editors and a commit (p50)",
                round(ratio, 2),
                f"<= {GOAL}",
                ratio <= GOAL,
                __doc__,
                **told,
            )
        ],
    )


class Bare(QWidget):
    """Two text editors and a database with the store's settings."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.left, self.right = QPlainTextEdit(self), QPlainTextEdit(self)
        row = QHBoxLayout(self)
        row.addWidget(self.left)
        row.addWidget(self.right)
        self.resize(1280, 800)
        self.show()
        self.painted = Painted([self.left.viewport(), self.right.viewport()])
        self.db = connection.create(folder / "floor.db", os.urandom(32))
        self.db.conn.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, body TEXT) STRICT")

    def show_case(self, app: object, original: str, translation: str) -> float:
        self.painted.start()
        began = perf_counter()
        self.db.conn.execute("BEGIN IMMEDIATE")
        self.db.conn.execute("INSERT INTO row (body) VALUES (?)", [original[:400]])
        self.db.conn.execute("COMMIT")
        self.left.setPlainText(original)
        self.right.setPlainText(translation)
        _until(app, lambda: not self.painted.waiting, wait=False)
        return perf_counter() - began

    def closeEvent(self, event: object) -> None:
        self.db.conn.close()


def _is_shown(window: Window, prepared: Prepared, painted: Painted) -> bool:
    held = window.reviewer.prepared
    return held is not None and held.view.task == prepared.view.task and not painted.waiting


def _texts(prepared: Prepared) -> tuple[str, str]:
    original, translation = [], []
    for part in prepared.rendered.parts:
        original += [sentence.text for sentence in part.sentences]
        translation += [put.text for put in part.translations if isinstance(put, Translation)]
    return "\n".join(original), "\n".join(translation)


def _until(app: object, ready: Callable[[], object], *, wait: bool = True) -> None:
    deadline = perf_counter() + 60
    while not ready():
        if wait:
            pause(1)
        else:
            # As a running event loop does: sleep until something happens.
            app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)  # type: ignore[attr-defined]
        if perf_counter() > deadline:
            raise SystemExit("nothing was painted within a minute")


if __name__ == "__main__":
    sys.exit(main())
