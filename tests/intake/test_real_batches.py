"""The scripts of `benchmarks/`: public data comes in without a line left out, figures print."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared/data"
POLICY = ROOT / "resources/policy"


def script(name: str, *arguments: object) -> str:
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / name), *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.skipif(not DATA.is_dir(), reason="the public data is not beside the repository")
@pytest.mark.skipif(not POLICY.is_dir(), reason="the shipped pack is written elsewhere")
def test_public_data_comes_in_whole(desk, tmp_path) -> None:
    folders = [Path(line) for line in script("real_batches.py", tmp_path / "real").splitlines()]
    reports = {folder.name: desk.bring(folder) for folder in folders}
    assert {name: report.stored for name, report in reports.items()} == {
        "thai": 300,
        "parallel": 120,
        "policy": 300,
        "chats": 200,
    }
    assert all(not report.quarantined and not report.warnings for report in reports.values())


def test_the_figure_of_the_import_prints_itself() -> None:
    told = json.loads(script("import_cases.py", "--cases", 300, "--rounds", 1, "--any", "--json"))
    assert [sorted(figure) for figure in told] == [["goal", "method", "name", "ok", "value"]]
