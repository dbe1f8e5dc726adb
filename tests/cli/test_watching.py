"""A second workstation that only reads has no cases of its own, and sees the verdicts at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.store.demo import CASES
from workstation.cli import main

DEMO = Path(__file__).parents[2] / "resources" / "demo" / "batch"


def run(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    assert main([*words, "--json"]) == 0
    made: dict[str, object] = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    return made


def test_who_watches_sees_and_who_judges_waits(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hub = str(tmp_path / "hub")
    judged = ("--home", str(tmp_path / "a"))
    done = run(capsys, "demo", *judged, "--unattended", "--cases", "3")
    assert done["verdicts"] == 3
    assert run(capsys, "sync", "--to", hub, *judged)["held_back"] == 0
    watching = ("--home", str(tmp_path / "b"), "--plain", "--person", "lead")
    assert run(capsys, "import", str(DEMO), "--watch", *watching)["stored"] == CASES
    assert run(capsys, "sync", "--to", hub, *watching)["held_back"] == 0
    told = run(capsys, "export", str(tmp_path / "b.jsonl"), *watching)
    assert (told["rows"], told["held_back"]) == (3, 0)
    first = json.loads((tmp_path / "b.jsonl").read_text("utf-8").splitlines()[0])
    assert first["auditor"] == "you"
    judging = ("--home", str(tmp_path / "c"), "--plain", "--person", "ann")
    run(capsys, "import", str(DEMO), *judging)
    assert run(capsys, "sync", "--to", hub, *judging)["held_back"] == 3
    told = run(capsys, "export", str(tmp_path / "c.jsonl"), *judging)
    assert (told["rows"], told["held_back"]) == (0, 3)
