"""Case text is shown and never interpreted: a lint, and a canary that nobody may touch."""

from __future__ import annotations

import ast
import copy
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.make_batches import manifest_of, pack_files, synthetic_cases, write_batch
from tests.conftest import ROOT, YOU
from tests.ui.test_nothing_unblinds import picture
from workstation.intake.importer import import_batch
from workstation.services import Opening, open_services
from workstation.store import search
from workstation.store.keys import Protection

SOURCES = sorted([*(ROOT / "workstation" / "ui").rglob("*.py"), ROOT / "workstation" / "app.py"])
# Labels come from these two places alone, and both make them plain.
LABELS = {"dialogs/panel.py", "dialogs/compare.py", "queue/pane.py", "plain.py"}


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", None) or getattr(node.func, "id", "")
            yield name, node


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_widget_interprets_text(path: Path) -> None:
    source = path.read_text("utf-8")
    where = path.relative_to(ROOT / "workstation").as_posix().removeprefix("ui/")
    for word in ("setHtml", "insertHtml", "setMarkdown", "insertMarkdown", "QTextBrowser"):
        assert word not in source
    for word in ("setOpenExternalLinks", "QMessageBox", "QDesktopServices", "QWebEngine"):
        assert word not in source
    if where not in LABELS:
        assert not [node.lineno for name, node in calls(path) if name == "QLabel"]
    for name, node in calls(path):
        if name in ("setToolTip", "setWhatsThis", "setStatusTip") and where != "plain.py":
            assert is_ours(node.args[0]), f"{where}:{node.lineno}"
        if name in ("tr", "translate"):
            told = [one for given in node.args for one in ast.walk(given)]
            assert not any(isinstance(one, ast.JoinedStr) for one in told), f"{where}:{node.lineno}"


def is_ours(node: ast.expr) -> bool:
    """Whether a text is a word of ours, or has been through `plain.tip`."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", None) or getattr(node.func, "id", "")
        return name in ("tr", "tip", "_tip")
    return False


def trapped_home(folder: Path, canary: Path) -> Path:
    """A batch in which every text would have the canary loaded, were it taken for markup."""
    tag = f'<img src="file://{canary}"> ![x](file://{canary})'
    cases = copy.deepcopy(list(synthetic_cases(6)))
    data = picture()
    sha256 = hashlib.sha256(data).hexdigest()
    for number, case in enumerate(cases):
        for part in case["parts"]:
            part["text"] = f"{tag} {part['text']} <b>bold</b>"
        case["parts"].append(
            {**case["parts"][0], "id": "m1", "kind": "message", "speaker": tag, "text": tag}
        )
        case["parts"][2]["name"] = tag
        case |= {"seller": tag, "facts": {"price": tag, "brand": tag}, "category": tag}
        case |= {"source_id": f"{number} {tag}", "harm_tags": []}
        case["earlier"] = [{"source_id": tag, "at": case["snapshot_at"], "text": tag}]
        case["media"] = [{"sha256": sha256, "kind": "image", "name": tag, "alt": tag}]
        case["decision"] |= {"note": tag, "by": tag, "vendor": tag, "site": tag, "penalty": tag}
        case["decision"] |= {"action": ("NONE", "LIMIT")[number % 2], "findings": []}
    policies = {
        name: body if name == "pack.json" else body.replace(b"Words of the clause.", tag.encode())
        for name, body in pack_files().items()
    }
    head = manifest_of("trap", tag, policy_pack={"id": "pack-synthetic", "version": "1"})
    batch = write_batch(folder / "batch", head, cases, policies, {f"{sha256}.png": data})
    services = open_services(Opening(folder / "home", Protection.FILE, person=YOU, starter=False))
    assert services is not None
    report = import_batch(services.store, batch, YOU.id, lambda: datetime(2026, 6, 1, tzinfo=UTC))
    while services.store.write(search.index_cases).result():
        pass
    services.close()
    assert report.stored == len(cases), report
    return folder / "home"


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_nothing_opens_the_canary(tmp_path: Path) -> None:
    canary = tmp_path / "canary.png"
    canary.write_bytes(picture())
    home = trapped_home(tmp_path, canary)
    (home / "control.png").write_bytes(b"control")
    trace = tmp_path / "trace"
    done = subprocess.run(
        [
            *("strace", "-f", "-qq", "-e", "trace=%file,connect", "-s", "4096", "-o", str(trace)),
            *(sys.executable, str(ROOT / "tests" / "ui" / "canary_walk.py"), str(home)),
        ],
        cwd=ROOT,
        env={
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests"))),
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    seen = trace.read_text("utf-8", "replace") if trace.exists() else ""
    if not seen and "ptrace" in done.stderr.lower():
        pytest.skip("this machine does not let a process be traced")
    assert done.returncode == 0, done.stderr[-3000:]
    assert "control.png" in seen
    touched = [line for line in seen.splitlines() if "canary.png" in line]
    assert not touched
