"""What the environment holds, and what must never get into it."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import itertools
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "installer" / "requirements").glob("*.txt"))


def entries(file: Path) -> list[tuple[Requirement, list[str]]]:
    """The pins of a requirements file, each with its hashes."""
    text = re.sub(r"\s*\\\n\s*", " ", file.read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    parts = [re.split(r"\s+--hash=", line) for line in lines]
    return [(Requirement(first), hashes) for first, *hashes in parts]


def pins(*names: str) -> dict[str, Requirement]:
    files = [file for file in FILES if file.stem in names]
    return {canonicalize_name(pin.name): pin for file in files for pin, _ in entries(file)}


def version_of(pin: Requirement) -> str:
    (only,) = pin.specifier
    assert only.operator == "==", pin
    return only.version


# What stays out


@pytest.mark.parametrize(
    "module",
    ["torch", "stanza", "spacy", "minisbd", "onnxruntime"],
)
def test_module_is_absent(module: str) -> None:
    assert importlib.util.find_spec(module) is None


@pytest.mark.parametrize(
    "name",
    [
        *("torch", "stanza", "spacy", "minisbd", "onnxruntime", "argostranslate"),
        *("PySide6", "pysqlite3"),
    ],
)
def test_distribution_is_absent(name: str) -> None:
    with pytest.raises(importlib.metadata.PackageNotFoundError):
        importlib.metadata.distribution(name)
    assert canonicalize_name(name) not in pins("runtime", "test", "hub", "build")


# Qt's binding


@pytest.mark.parametrize("module", ["QtWebEngine", "QtCharts", "QtPdf", "QtQuick", "QtNetwork"])
def test_nothing_of_ours_names_module(module: str) -> None:
    """They lie in the same packages as what we use; none of them may open anything for us."""
    files = (ROOT / "workstation").rglob("*.py")
    assert not [file for file in files if module in file.read_text(encoding="utf-8")]


def test_pyside_is_older_than_the_release_that_loses_references() -> None:
    assert Version("6.8") <= Version(importlib.metadata.version("PySide6-Essentials"))
    assert Version(importlib.metadata.version("PySide6-Essentials")) < Version("6.12")


REFERENCES = """
import sys
from PySide6.QtCore import QObject, Signal

class Sender(QObject):
    happened = Signal(int)

def counts():
    return [sys.getrefcount(value) for value in (None, True, False)]

sender = Sender()
sender.happened.connect(lambda number: None)
before = counts()
for number in range(4000):
    sender.setObjectName("x")      # void
    sender.happened.emit(number)   # True
    sender.blockSignals(False)     # False
after = counts()
lost = [a - b for a, b in zip(before, after)]
assert max(lost) < 100, f"references lost to None, True, False: {lost}"
print("kept")
"""


def test_qt_calls_lose_no_references() -> None:
    """PySide6 6.12.0 drops one at each call, until Python aborts."""
    done = subprocess.run(
        [sys.executable, "-c", REFERENCES], capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout.strip()) == (0, "kept"), done.stderr


# The pins


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_requirements_name_no_address(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"://|index-url|find-links|trusted-host|^-| @ ", text, re.MULTILINE)
    assert not re.search(r"\b[\w-]+\.(org|com|io|net|dev)\b", text)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_requirement_is_pinned_and_hashed(file: Path) -> None:
    found = entries(file)
    assert found
    for pin, hashes in found:
        assert version_of(pin)
        assert hashes, pin
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", entry) for entry in hashes), pin


def test_every_dependency_is_pinned_within_its_range() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [
        *((line, "runtime") for line in project["project"]["dependencies"]),
        *((line, "test") for line in project["project"]["optional-dependencies"]["dev"]),
        *((line, "hub") for line in project["project"]["optional-dependencies"]["hub"]),
        *((line, "build") for line in project["build-system"]["requires"]),
    ]
    for line, file in wanted:
        asked = Requirement(line)
        pin = pins("runtime", file)[canonicalize_name(asked.name)]
        assert asked.specifier.contains(version_of(pin)), line


def test_the_same_package_has_one_version_in_all_files() -> None:
    files = [pins(file) for file in ("runtime", "test", "hub", "build")]
    for one, other in itertools.combinations(files, 2):
        for name in one.keys() & other.keys():
            assert version_of(one[name]) == version_of(other[name])


def test_what_runs_here_is_what_is_pinned() -> None:
    for name, pin in pins("runtime", "test", "hub").items():
        if pin.marker is None or pin.marker.evaluate():
            assert importlib.metadata.version(name) == version_of(pin)
