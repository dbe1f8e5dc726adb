"""`models calibrate`: a package is measured, or it is said why not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from workstation import cli
from workstation.language.packages.installing import install_starter

HELD_OUT = Path(__file__).resolve().parents[1] / "data" / "held-out"


def test_calibrate(tmp_path: Path, demo_home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    home, lines, bad = tmp_path / "home", str(HELD_OUT / "ms.tsv"), tmp_path / "bad.tsv"
    shutil.copytree(demo_home, home)
    (home / "packages").mkdir(exist_ok=True)
    install_starter(home / "packages")
    bad.write_text("no tab\n", encoding="utf-8")

    def say(name: str, *argv: str) -> tuple[int, str, str]:
        capfd.readouterr()
        code = cli.main(["--home", str(home), "models", "calibrate", name, "--lines", *argv])
        return (code, *capfd.readouterr())

    code, out, _ = say("nobody", lines, "--json")
    assert (code, json.loads(out)["error"]) == (1, "language.package_unknown")
    code, _, error = say("translate-ms_en", str(bad))
    assert code == 1
    assert "Line 1" in error
    code, out, _ = say("translate-ms_en", lines, "--json")
    made = json.loads(out)
    assert code == 0
    assert made["calibration"]["package"] == "translate-ms_en"
    assert made["calibration"]["text"] == "120 sentences of ms.tsv"
    assert made["checked"] > 40
    code, out, _ = say("ms→en", lines, "--words", "our reviews")
    assert "checked on" in out
    assert str(tmp_path) not in out
