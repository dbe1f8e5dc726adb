"""`workstation models` and `doctor`: two people with a folder between them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from workstation import cli
from workstation.language.packages.installing import install_starter

Say = Callable[..., tuple[int, Any]]


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("starter")
    install_starter(folder)
    return folder


@pytest.fixture
def home(tmp_path: Path, demo_home: Path, starter: Path) -> Path:
    """The demo's store with the Malay package alone."""
    made = tmp_path / "home"
    shutil.copytree(demo_home, made)
    name = "translate-ms_en-0_1"
    shutil.copytree(starter / name, made / "packages" / name)
    return made


@pytest.fixture
def team(tmp_path: Path) -> Path:
    made = tmp_path / "team"
    made.mkdir()
    return made


@pytest.fixture
def say(home: Path, capfd: pytest.CaptureFixture[str]) -> Say:
    """Exit code, and what was said as JSON."""

    def run(*argv: str) -> tuple[int, Any]:
        capfd.readouterr()
        code = cli.main(["--home", str(home), *argv, "--json"])
        return code, json.loads(capfd.readouterr().out)

    return run


def test_a_list_tells_room_quality_and_digest(say: Say) -> None:
    code, told = say("models", "list")
    [package] = told["packages"]
    assert code == 0
    assert (package["pair"], package["in_use"], package["quality"]) == ("ms→en", True, "chrF 37")
    assert package["own_mb"] == package["mb"] == told["total_mb"]
    assert len(package["sha256"]) == 64
    assert package["doubt"].startswith("Confidence measured on")


AS_NOBODY = """
import os, sys
from workstation import cli
cli.main(["--home", sys.argv[1], "models", "list", "--json"])
print(flush=True)
if os.geteuid() == 0:  # which ignores modes
    os.setgid(65534)
    os.setuid(65534)
sys.exit(cli.main(["--home", sys.argv[1], "models", "list", "--json"]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no modes as on Unix")
def test_a_list_needs_no_store_and_nothing_that_can_be_written(
    starter: Path, tmp_path: Path
) -> None:
    with tempfile.TemporaryDirectory(prefix="workstation-test-") as name:
        place = Path(name)
        place.chmod(0o755)
        shutil.copytree(starter, place / "home" / "packages")
        for path in (place / "home").rglob("*"):
            path.chmod(0o555 if path.is_dir() else 0o444)
        (place / "home").chmod(0o555)
        done = subprocess.run(
            [sys.executable, "-c", AS_NOBODY, str(place / "home")],
            capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=False,
        )  # fmt: skip
        first, again = done.stdout.split("\n\n")
        assert done.returncode == 0, done.stderr
        assert len(json.loads(again)["packages"]) == 8
        assert first.strip() == again.strip()
        assert [path.name for path in (place / "home").iterdir()] == ["packages"]
        (place / "home").chmod(0o755)
        (place / "home" / "packages").chmod(0o755)


def test_one_offers_and_another_gets_what_the_open_batches_miss(
    say: Say, home: Path, team: Path, starter: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    missing = {one["pair"]: one for one in say("doctor")[1]["missing"]}
    assert missing["th→en"]["cases"] > 0
    assert missing["th→en"]["do"] == "workstation models install PATH"
    assert "ms→en" not in missing
    assert say("models", "get") == (1, {
        "error": "language.no_team_folder", "params": {},
        "words": "No folder is set that a team shares. Set it with: "
        "workstation settings sync_to DIR",
    })  # fmt: skip
    say("settings", "sync_to", str(team))
    code, told = say("models", "get")
    assert (code, told) == (1, {"packages": [], "refused": []})
    # A colleague has the Thai one, and offers it.
    assert say("models", "install", str(starter / "translate-th_en-0_1"))[0] == 0
    code, told = say("models", "offer", "translate-th_en")
    assert (code, told["was_there"]) == (0, False)
    assert say("models", "remove", "translate-th_en")[0] == 0
    told = say("doctor")[1]
    missing = {one["pair"]: one for one in told["missing"]}
    assert missing["th→en"]["do"] == "workstation models get th→en"
    assert missing["th→en"]["offered"] == ["translate-th_en 0.1"]
    assert told["team"] == {"packages": ["translate-th_en 0.1"], "trouble": ""}
    code, told = say("models", "get")
    [got] = told["packages"]
    assert (code, got["name"], got["was_there"]) == (0, "translate-th_en", False)
    assert got["saved_mb"] > 10  # the Malay one has the same model
    assert "th→en" not in say("doctor")[1]["missing_pairs"]
    code, told = say("models", "get", "th_en")
    assert (code, told["packages"][0]["was_there"]) == (0, True)
    assert say("models", "get", "gibberish")[1]["error"] == "language.pair_unclear"
    assert say("models", "get", "ko→en")[1]["error"] == "language.not_offered"
    # A shelf that somebody damaged is told, and stops nothing.
    (team / "models" / "index.json").write_text("{")
    code, told = say("doctor")
    assert code == 0
    assert "no index of packages" in told["team"]["trouble"]
    # A stick that was pulled is not written to.
    shutil.rmtree(team)
    team.mkdir()
    assert say("models", "get", "th_en")[1]["error"] == "language.not_offered"
    shutil.rmtree(team)
    assert say("models", "offer", "translate-th_en")[1]["error"] == "language.team_folder_gone"


def test_versions_are_chosen_and_removed(say: Say, home: Path, tmp_path: Path) -> None:
    newer = tmp_path / "newer"
    shutil.copytree(home / "packages" / "translate-ms_en-0_1", newer)
    metadata = json.loads((newer / "metadata.json").read_text("utf-8"))
    (newer / "metadata.json").write_text(json.dumps(metadata | {"package_version": "0.2"}), "utf-8")
    assert say("models", "install", str(newer))[0] == 0

    def in_use() -> list[str]:
        return [one["version"] for one in say("models", "list")[1]["packages"] if one["in_use"]]

    assert in_use() == ["0.2"]
    assert say("models", "use", "translate-ms_en", "0.1")[0] == 0
    assert in_use() == ["0.1"]
    code, told = say("models", "use", "translate-ms_en", "3")
    assert (code, told["params"]["held"]) == (1, "0.2, 0.1")
    assert say("models", "use", "translate-ms_en")[1]["version"] == "0.2"
    assert say("models", "remove", "translate-ms_en", "0.2")[0] == 0
    assert in_use() == ["0.1"]


def test_a_damaged_package_is_told_by_all_and_the_starter_mends_it(
    say: Say, home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    weights = home / "packages" / "translate-ms_en-0_1" / "model" / "model.bin"
    assert say("models", "check")[0] == 0
    before = weights.stat()
    with weights.open("r+b") as file:
        file.seek(5_000_000)
        file.write(b"damage")
    os.utime(weights, ns=(before.st_atime_ns, before.st_mtime_ns))
    code, told = say("models", "check")
    assert (code, told["damaged"]) == (1, 1)
    assert "model/model.bin" in told["packages"][0]["words"]
    told = say("doctor")[1]
    assert told["packages"] == 0
    assert "model/model.bin" in told["damaged"][0]["words"]
    assert "ms→en" in told["missing_pairs"]
    cli.main(["--home", str(home), "models", "list"])
    assert "damaged: translate-ms_en-0_1 is damaged" in capfd.readouterr().out
    code, told = say("models", "install", "starter")
    assert (code, len(told["packages"])) == (0, 8)
    code, told = say("models", "list")
    assert (told["damaged"], len(told["packages"])) == ([], 8)
    assert told["total_mb"] < 12


def test_several_are_each_told(say: Say, home: Path, starter: Path, tmp_path: Path) -> None:
    place = tmp_path / "several"
    shutil.copytree(starter / "translate-th_en-0_1", place / "thai")
    (place / "bad.zip").write_text("no zip")
    code, told = say("models", "install", str(place))
    assert code == 1
    assert [one["name"] for one in told["packages"]] == ["translate-th_en"]
    assert [(one["name"], one["error"]) for one in told["refused"]] == [
        ("bad.zip", "language.package_damaged")
    ]
    code, told = say("models", "install", str(place / "bad.zip"), "--sha256", "0" * 64)
    assert (code, told["error"]) == (1, "language.package_digest")
    code, told = say("models", "install", "https://argos.example/x.argosmodel")
    assert (code, told["error"]) == (1, "language.remote")
