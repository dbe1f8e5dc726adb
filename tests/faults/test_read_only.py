"""Folders and files that an ordinary user may not write."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.demo import ROOT

CHILD = Path(__file__).with_name("as_nobody.py")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no modes as on Unix")


@pytest.fixture
def home(demo_home: Path) -> Iterator[Path]:
    """A copy of the store where everybody may look; pytest's own folders are for their owner."""
    place = Path(tempfile.mkdtemp(prefix="workstation-test-"))
    place.chmod(0o755)
    shutil.copytree(demo_home, place / "home")
    for path in (place / "home").iterdir():
        path.chmod(0o644)
    (place / "home").chmod(0o555)
    yield place / "home"
    (place / "home").chmod(0o755)
    shutil.rmtree(place)


def say(home: Path, what: str) -> str:
    done = subprocess.run(
        [sys.executable, str(CHILD), str(home), what],
        capture_output=True, text=True, timeout=60, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("what", ["take", "open", "write"])
def test_a_folder_that_cannot_be_written(home: Path, what: str) -> None:
    told = say(home, what)
    assert told.startswith("store.read_only")
    assert "cannot be written to" in told


def test_a_store_in_a_folder_that_cannot_be_written(home: Path) -> None:
    assert say(home / "new", "create").startswith("store.read_only")
    assert say(home / "new" / "deep", "take").startswith("store.read_only")
    assert not (home / "new").exists()


def test_a_file_that_cannot_be_written(home: Path) -> None:
    for path in home.iterdir():
        path.chmod(0o444)
    home.chmod(0o777)
    assert say(home, "write").startswith("store.read_only")


def test_a_seal_that_cannot_be_read(home: Path) -> None:
    (home / "store.json").chmod(0)
    assert say(home, "open").startswith("store.seal_damaged")


def test_a_key_that_cannot_be_read(home: Path) -> None:
    (home / "store.key").chmod(0)
    assert say(home, "open").startswith("store.key_missing")
