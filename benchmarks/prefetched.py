"""Chinese, Japanese and Thai cases painted with the next case laid out ahead, and without.

    python benchmarks/prefetched.py [--short] [--json]

The same window, the same cases in the same order, taking turns in one run: before every other case
the layout ahead is left out (the case and the policy pane are then laid out after the key). Timed
from the verdict's answer to the next case painted, so that the commit to the disk, which is the
same in both, does not thin the ratio: `reviewer.case_shown` until `ready`. The texts are those of
the demo's cases in these languages, four times as long as they are there, which is what a
listing's description usually has. Medians are compared.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


from benchmarks.common import DEMO, figure, finish, options, pause  # noqa: E402
from workstation import app as application  # noqa: E402
from workstation.domain.ids import derived_id  # noqa: E402
from workstation.intake.importer import import_batch  # noqa: E402
from workstation.services import Opening, Services, open_services  # noqa: E402
from workstation.store.keys import Protection  # noqa: E402
from workstation.ui.keys import press  # noqa: E402
from workstation.ui.window import Window  # noqa: E402

GOAL = 0.6
LANGUAGES = ("zh-Hans", "zh-Hant", "ja", "th")
LONGER = 4


def main() -> int:
    asked = options(__doc__)
    app = application.application()
    folder = Path(tempfile.mkdtemp(prefix="prefetched-"))
    services, batch = _store(folder, copies=4 if asked.short else 14)
    window = Window(services)
    window.show()
    window.activateWindow()
    _wait(window.isActiveWindow)
    laid, left_out = _measure(app, window, batch, 60 if asked.short else 240)
    window.close()
    services.close()
    ratio = median(laid) / median(left_out)
    return finish(
        asked,
        [
            figure(
                "zh, ja, th cases painted, laid out ahead against not (p50)",
                round(ratio, 2),
                f"<= {GOAL}",
                ratio <= GOAL,
                __doc__,
                laid_p50_ms=round(median(laid) * 1000, 2),
                not_laid_p50_ms=round(median(left_out) * 1000, 2),
                cases=len(laid) + len(left_out),
            )
        ],
    )


def _measure(
    app: object, window: Window, batch: str, cases: int
) -> tuple[list[float], list[float]]:
    began: list[float] = []
    taken: list[float] = []
    following = [0]
    window.reviewer.next_ready.connect(lambda _prepared: following.__setitem__(0, following[0] + 1))
    ahead = window.following._prepare
    shown = window.following.on_case_shown
    window.reviewer.case_shown.disconnect(shown)

    def watched(prepared: object) -> None:
        began.append(perf_counter())
        shown(prepared)

    window.reviewer.case_shown.connect(watched)
    window.ready.connect(lambda: taken.append(perf_counter() - began[-1]))
    window.open_batch(batch)
    _wait(lambda: bool(taken))
    laid: list[float] = []
    left_out: list[float] = []
    for number in range(cases):
        # What comes after the case on the screen is at hand, and laid out or not.
        _wait(lambda: following[0] > 0 and not window.background.busy)
        pause(12)
        following[0] = 0
        # The one that will be announced after this key is laid out when this number is even.
        window.following._prepare = ahead if number % 2 == 0 else _nothing  # type: ignore[method-assign]
        before = len(taken)
        press(window, "1")
        _wait(lambda: len(taken) > before)  # noqa: B023
        if number > 10:
            (left_out if number % 2 == 0 else laid).append(taken[-1])
    return laid, left_out


def _nothing(_prepared: object) -> None:
    """Leaves the layout ahead out."""


def _store(folder: Path, copies: int) -> tuple[Services, str]:
    services = open_services(Opening(folder / "home", Protection.FILE))
    assert services is not None
    batch = _batch(folder / "batch", copies)
    report = import_batch(
        services.store, batch, services.desk.person.id, lambda: datetime.now().astimezone()
    )
    services.translate_ahead(report.batch, number=10_000).result()
    services.ahead.wait_idle(600)
    return services, report.batch


def _batch(folder: Path, copies: int) -> Path:
    folder.mkdir(parents=True)
    rows = [json.loads(line) for line in (DEMO / "cases.jsonl").read_text("utf-8").splitlines()]
    chosen = [row for row in rows if row["parts"][0]["language"] in LANGUAGES]
    lines = []
    for copy in range(copies):
        for row in chosen:
            made = json.loads(json.dumps(row))
            made |= {"id": f"{row['id'][:-4]}{copy:04x}", "cluster": None, "media": []}
            made["decision"] |= {"action": "NONE", "findings": [], "penalty": None}
            for part in made["parts"]:
                part["media"] = None
                if part["kind"] in ("description", "review", "comment"):
                    part["text"] = "\n".join([part["text"]] * LONGER)
            lines.append(made)
    lines[-1]["decision"]["action"] = "ROUTE"
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (folder / "cases.jsonl").write_text(text, "utf-8")
    manifest = json.loads((DEMO / "batch.json").read_text("utf-8"))
    files = {"cases.jsonl": sha256(text.encode()).hexdigest()}
    for name, digest in manifest["files"].items():
        if name.startswith("policies/"):
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes((DEMO / name).read_bytes())
            files[name] = digest
    manifest |= {"id": derived_id("prefetched", str(copies)), "files": files}
    (folder / "batch.json").write_text(json.dumps(manifest), "utf-8")
    return folder


def _wait(ready: Callable[[], object]) -> None:
    deadline = perf_counter() + 60
    while not ready():
        pause(1)
        if perf_counter() > deadline:
            raise SystemExit("nothing happened within a minute")


if __name__ == "__main__":
    sys.exit(main())
