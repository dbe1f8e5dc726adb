"""What is loaded on the way to the first case is little: the rest comes after it was painted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

LATE = (
    "difflib",
    "multiprocessing.connection",
    "numpy",
    "subprocess",
    "PySide6.QtMultimedia",
    "workstation.domain.word_diff",
    "workstation.intake",
    "workstation.language.ahead.ahead",
    "workstation.language.engine.engine",
    "workstation.media.helper",
    "workstation.reports",
    "workstation.review.copies",
    "workstation.review.handed_on",
    "workstation.review.peers",
    "workstation.sync",
    "workstation.ui.asking_panels",
    "workstation.ui.case.media_view",
    "workstation.ui.dialogs",
    "workstation.ui.menus",
    "workstation.ui.palette_sources",
    "workstation.ui.policy",
    "workstation.ui.remediating",
    "workstation.ui.settings_panels",
    "workstation.words",
)
START = """
import json, sys
from pathlib import Path
from workstation.services import Opening, open_services
services = open_services(Opening(Path(sys.argv[1])))
from workstation import app as application
app = application.application()
from workstation.ui.window import Window
window = Window(services)
def painted():
    print(json.dumps(sorted(sys.modules)), flush=True)
    window.close()
    app.quit()
window.ready.connect(painted)
window.show()
window.start()
app.exec()
services.close()
"""


def test_what_is_not_needed_for_the_first_case_is_loaded_after_it(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", START, str(home)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    loaded = json.loads(done.stdout.splitlines()[-1])
    early = [
        name for name in loaded if name in LATE or name.startswith(tuple(f"{n}." for n in LATE))
    ]
    assert early == []
    assert len([name for name in loaded if name.startswith("workstation")]) <= 204
