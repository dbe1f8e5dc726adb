"""Desks in processes of their own, to be killed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start() -> Iterator[Start]:
    """`start("script.py", …)` or `start("-m", "workstation", …)`; what still runs is killed."""
    running: list[subprocess.Popen[str]] = []

    def run(*words: str | Path) -> subprocess.Popen[str]:
        given = [str(word) for word in words]
        if given[0].endswith(".py"):
            given[0] = str(Path(__file__).parent / given[0])
        made = subprocess.Popen(
            [sys.executable, *given],
            cwd=ROOT,
            env={
                **os.environ,
                "QT_QPA_PLATFORM": "offscreen",
                "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests"))),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(made)
        return made

    yield run
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()
