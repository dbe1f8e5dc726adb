"""From a move of the mouse, or of the caret, to its lit words painted.

    python benchmarks/lit_word.py [--short] [--json]

The real window on the demo batch's cases, translated by the starter, at 1280 × 800. The mouse goes
from linked word to linked word over both columns, row by row; then the caret goes through every
word by key. Timed is all that the window's thread does for one move: finding the character, its
links, and painting the rows that look different. Moves that light nothing new are left out.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt  # noqa: E402
from PySide6.QtGui import QMouseEvent  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402

from benchmarks.common import figure, finish, options, pause, quiet_demo  # noqa: E402
from workstation import app as application  # noqa: E402
from workstation.ui.case.grid import SentenceGrid  # noqa: E402
from workstation.ui.case.layout import MARGIN, LaidOut, Row  # noqa: E402
from workstation.ui.case.lit import right_edge  # noqa: E402
from workstation.ui.window import Window  # noqa: E402

GOAL = 1.0  # ms


def main() -> int:
    asked = options(__doc__)
    application.application()
    services, batch = quiet_demo(Path(tempfile.mkdtemp(prefix="lit-word-")))
    window = Window(services)
    window.resize(1280, 800)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    window.open_batch(batch)
    mouse: list[float] = []
    keys: list[float] = []
    for number in range(20 if asked.short else 120):
        pause(200 if number == 0 else 40)
        grid = window.case.grid
        if grid.laid is None:
            continue
        for place in _words(grid.laid, grid.viewport().height()):
            taken = _timed(window, grid, partial(_move, grid, place))
            mouse += [taken] if taken else []
        grid.leaveEvent(QEvent(QEvent.Type.Leave))
        for _row in range(3):
            for _word in range(15):
                taken = _timed(window, grid, partial(grid.move_word, True, False))
                keys += [taken] if taken else []
            grid.move_row(1)
            pause(1)
        window.keyboard.trigger("next")
    window.close()
    services.close()
    return finish(asked, [_told("mouse", mouse), _told("caret", keys)])


def _told(name: str, taken: list[float]) -> dict[str, object]:
    p50 = round(median(taken), 3)
    told = {"p99_ms": round(quantiles(taken, n=100)[98], 3), "moves": len(taken)}
    words = f"a move of the {name} to its lit words painted (p50, ms)"
    return figure(words, p50, f"<= {GOAL}", p50 <= GOAL, __doc__, **told)


def _timed(window: Window, grid: SentenceGrid, move: Callable[[], object]) -> float:
    before = grid._lit
    began = perf_counter()
    move()
    # What the event loop would do next: paint what was asked for.
    QCoreApplication.sendPostedEvents(window, QEvent.Type.UpdateRequest.value)
    taken = (perf_counter() - began) * 1000
    return taken if grid._lit != before else 0.0


def _move(grid: SentenceGrid, place: QPointF) -> None:
    none = Qt.MouseButton.NoButton
    grid.mouseMoveEvent(
        QMouseEvent(QEvent.Type.MouseMove, place, place, none, none, Qt.KeyboardModifier.NoModifier)
    )


def _words(laid: LaidOut, height: int) -> Iterator[QPointF]:
    for row in laid.rows:
        if row.top + row.height > height or row.translation is None:
            return
        for link in row.links:
            yield _place(row, link.start, MARGIN, original=True)
            yield _place(row, link.at, right_edge(laid), original=False)


def _place(row: Row, character: int, left: float, *, original: bool) -> QPointF:
    cell = row.original if original else row.translation
    assert cell is not None
    unit = cell.to_units(character)
    line = cell.layout.lineForTextPosition(unit)
    x = line.cursorToX(unit)
    x = x[0] if isinstance(x, tuple) else x
    inside = -2 if cell.leftward else 2
    base = row.base if original else row.right_base
    return QPointF(left + x + inside, row.top + base - cell.ascent + line.y() + 8)


if __name__ == "__main__":
    sys.exit(main())
