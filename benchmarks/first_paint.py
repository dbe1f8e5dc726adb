"""From the start of the process to the first case painted, against Qt with an opened store.

    python benchmarks/first_paint.py [--short] [--json]

Both sides are fresh processes on the same store (the demo batch, encrypted, translated), started in
turn. Ours: services, the whole window, the first case painted (the window's signal `ready`). Floor:
QtWidgets, the same store opened by its writer and its reader, one text editor painted. Each
process prints the moment; the clock runs from before it was started. Bytecode is compiled by the
first, uncounted pair, as it is where a program is installed. Medians are compared. The
modules that ours had imported by then are looked through.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.common import figure, finish, options, quiet_demo  # noqa: E402

GOAL = 1.6
HEAVY = ("numpy", "langdetect", "argostranslate", "ctranslate2")

OURS = """
import json, sys, time
from pathlib import Path
from workstation.services import Opening, open_services
services = open_services(Opening(Path(sys.argv[1])))
services.warm()
from workstation import app as application
app = application.application()
from workstation.ui.window import Window
window = Window(services)
def painted():
    at = time.time()
    heavy = [name for name in sys.argv[3].split(",") if name in sys.modules]
    print(json.dumps({"at": at, "heavy": heavy}), flush=True)
    window.close()
    app.quit()
window.ready.connect(painted)
window.show()
window.open_batch(sys.argv[2])
app.exec()
services.close()
"""

FLOOR = """
import json, sys, time
from pathlib import Path
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from workstation.store import store as stores
app = QApplication(sys.argv[:1])
store = stores.open_existing(Path(sys.argv[1]))
text = store.read(lambda db: "\\n".join(r[0] for r in db.conn.execute(
    "SELECT text FROM part WHERE [case] = (SELECT id FROM [case] LIMIT 1)"))).result()
edit = QPlainTextEdit(text)
edit.resize(1280, 800)
class Painted(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            edit.viewport().removeEventFilter(self)
            QTimer.singleShot(0, done)
        return False
def done():
    print(json.dumps({"at": time.time()}), flush=True)
    app.quit()
painted = Painted()
edit.viewport().installEventFilter(painted)
edit.show()
app.exec()
store.close()
"""


def main() -> int:
    asked = options(__doc__)
    folder = Path(tempfile.mkdtemp(prefix="first-paint-"))
    services, batch = quiet_demo(folder)
    services.close()
    home = folder / "home"
    ours: list[float] = []
    floor: list[float] = []
    heavy: set[str] = set()
    for number in range(6 if asked.short else 16):
        told, taken = _run(OURS, str(home), batch, ",".join(HEAVY))
        _other, bare = _run(FLOOR, str(home))
        heavy |= set(told["heavy"])
        if number:  # the first pair warms the disk's cache
            ours.append(taken)
            floor.append(bare)
    ratio = median(ours) / median(floor)
    return finish(
        asked,
        [
            figure(
                "start to first case painted, against Qt with an opened store",
                round(ratio, 2),
                f"<= {GOAL}",
                ratio <= GOAL,
                __doc__,
                ours_s=round(median(ours), 3),
                floor_s=round(median(floor), 3),
                runs=len(ours),
            ),
            figure(
                "heavy modules imported by the first paint",
                len(heavy),
                "0",
                not heavy,
                __doc__,
                modules=sorted(heavy),
            ),
        ],
    )


def _run(script: str, *words: str) -> tuple[dict[str, object], float]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # as where it is installed
    began = time.time()
    done = subprocess.run(
        [sys.executable, "-c", script, *words],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    told = json.loads(done.stdout.strip().splitlines()[-1])
    return told, float(told["at"]) - began


if __name__ == "__main__":
    sys.exit(main())
