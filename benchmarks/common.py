"""What the benchmarks share: options, the shape of a figure, a demo store without surprises."""

from __future__ import annotations

import argparse
import json
import shutil
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from workstation.domain.ids import derived_id
from workstation.services import Opening, Services, open_services
from workstation.store.keys import Protection

ROOT = Path(__file__).resolve().parents[1]
DEMO = ROOT / "resources" / "demo" / "batch"


def options(words: str | None) -> argparse.Namespace:
    """--short and --json."""
    parser = argparse.ArgumentParser(
        description=words, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--short", action="store_true", help="a smaller run, for CI")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    return parser.parse_args()


def figure(
    name: str, value: float, goal: str, ok: bool, method: str | None, **more: Any
) -> dict[str, Any]:
    """One figure; the method is the first paragraphs of the script's own words."""
    told = " ".join((method or "").split())
    return {"name": name, "value": value, "goal": goal, "ok": ok, "method": told, **more}


def finish(asked: argparse.Namespace, figures: list[dict[str, Any]]) -> int:
    """Print; 0 where every goal is reached."""
    if asked.json:
        print(json.dumps(figures, ensure_ascii=False))
    else:
        for one in figures:
            extra = {
                name: value
                for name, value in one.items()
                if name not in ("name", "value", "goal", "ok", "method")
            }
            mark = "ok  " if one["ok"] else "MISS"
            print(f"{mark} {one['name']}: {one['value']} (goal {one['goal']}) {extra}")
    return 0 if all(one["ok"] for one in figures) else 1


def pause(milliseconds: int) -> None:
    """Let the window live for so long. QTest.qWait holds the interpreter's lock all the while: no
    other thread of the program would go on."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def quiet_demo(folder: Path, copies: int = 1) -> tuple[Services, str]:
    """A store with the demo's cases `copies` times over, every decision "no violation" but the
    last, all of it translated. Its engine has nothing left to do."""
    batch = _quiet_batch(folder / "batch", copies)
    services = open_services(Opening(folder / "home", Protection.FILE))
    assert services is not None
    from workstation.intake.importer import import_batch

    report = import_batch(
        services.store, batch, services.desk.person.id, lambda: datetime.now().astimezone()
    )
    services.translate_ahead(report.batch, number=10_000).result()
    services.ahead.wait_idle(300)
    return services, report.batch


def _quiet_batch(folder: Path, copies: int) -> Path:
    shutil.copytree(DEMO, folder)
    lines = []
    rows = [json.loads(line) for line in (folder / "cases.jsonl").read_text("utf-8").splitlines()]
    for copy in range(copies):
        for row in rows:
            made = json.loads(json.dumps(row))
            made["cluster"] = None
            if copy:
                made["id"] = _renamed(row["id"], copy)
                made["decision"]["id"] = derived_id("decision", made["id"])
            made["decision"] |= {"action": "NONE", "findings": [], "penalty": None}
            for medium in made["media"]:
                medium["required"] = False
            lines.append(made)
    lines[-1]["decision"]["action"] = "ROUTE"
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (folder / "cases.jsonl").write_text(text, "utf-8")
    manifest = json.loads((folder / "batch.json").read_text("utf-8"))
    manifest["id"] = derived_id("benchmark", str(copies))
    manifest["files"]["cases.jsonl"] = sha256(text.encode()).hexdigest()
    (folder / "batch.json").write_text(json.dumps(manifest), "utf-8")
    return folder


def _renamed(case: str, copy: int) -> str:
    # Still a UUIDv7: only the last random digits differ.
    return f"{case[:-4]}{copy:04x}"
