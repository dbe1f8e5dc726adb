"""One process a store: a second one hands its wish to the first."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from benchmarks.make_batches import make_synthetic
from tests.conftest import ROOT
from workstation.app import _Door
from workstation.cli import run
from workstation.store import lock

OpenDesk = Callable[..., Any]
Start = Callable[..., Any]


@contextmanager
def open_door(desk: Any) -> Iterator[None]:
    """The window listens, as `run_window` has it."""
    desk.services.lock.serve(_Door(desk.window, run).answer)
    yield


def hand_in(desk: Any, home: Path, *argv: str) -> dict[str, Any]:
    """What another process would ask, while this one goes on."""
    answers: list[dict[str, Any]] = []
    asking = threading.Thread(target=lambda: answers.append(lock.ask(home, {"argv": list(argv)})))
    asking.start()
    desk.wait(lambda: bool(answers), 20_000)
    asking.join()
    return answers[0]


def test_a_second_window_brings_the_first_to_the_front(open_desk: OpenDesk, home: Path) -> None:
    desk = open_desk(home)
    desk.answer("4")
    with open_door(desk):
        desk.window.showMinimized()
        desk.wait(lambda: desk.window.isMinimized())
        assert hand_in(desk, home) == {"code": 0}
        desk.wait(lambda: not desk.window.isMinimized() and desk.window.isActiveWindow())
    assert desk.bar.action == "REMOVE"  # and nothing else has happened


def test_a_command_works_through_the_open_window(
    open_desk: OpenDesk, home: Path, tmp_path: Path
) -> None:
    desk = open_desk(home)
    desk.answer("4", "3")
    half_made = desk.bar
    batch = make_synthetic(tmp_path / "other", 5)
    with open_door(desk):
        answer = hand_in(desk, home, "import", str(batch), "--json")
        assert (answer["code"], json.loads(answer["out"])["stored"]) == (0, 5)
        answer = hand_in(desk, home, "batches", "--json")
        assert "Synthetic" in answer["out"]
        answer = hand_in(desk, home, "verify", "--json")
        assert json.loads(answer["out"])["ok"]
        answer = hand_in(desk, home, "nonsense")
        assert answer["code"] == 2
        answer = hand_in(desk, home, "import", str(tmp_path / "nowhere"))
        assert answer["code"] == 1
        assert answer["error"]
    desk.wait(lambda: not desk.window.background.busy)
    # What it is read in may be known only now.
    assert replace(desk.bar, read_in=half_made.read_in) == half_made
    assert desk.window.isVisible()


@pytest.mark.slow
def test_two_real_processes(start: Start, home: Path) -> None:
    first = start("-m", "workstation", "--home", home)
    import time

    patience = time.monotonic() + 30
    while not (home / "socket.key").exists():
        assert first.poll() is None, first.communicate()[1]
        assert time.monotonic() < patience
        time.sleep(0.02)
    told = subprocess.run(
        [sys.executable, "-m", "workstation", "--home", str(home)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert told.returncode == 0
    assert "brought to the front" in told.stdout + told.stderr
    counted = subprocess.run(
        [sys.executable, "-m", "workstation", "batches", "--json", "--home", str(home)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert counted.returncode == 0
    assert "Marketplace mix" in counted.stdout
    assert first.poll() is None
    first.terminate()
    first.wait(20)
    # The lock went with the process; the next one opens as if nothing had been.
    again = subprocess.run(
        [sys.executable, "-m", "workstation", "verify", "--json", "--home", str(home)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert json.loads(again.stdout)["ok"], again.stderr


def test_the_demo_tells_nothing_but_what_it_did(start: Start, tmp_path: Path) -> None:
    process = start("-m", "workstation", "demo", "--json", "--cases", "2", "--home", tmp_path / "d")
    out, error = process.communicate(timeout=120)
    assert process.returncode == 0, error
    done = json.loads(out)
    assert (done["cases"], done["verdicts"], done["problems"]) == (2, 2, [])
    lines = [line for line in error.splitlines() if "random key" not in line]
    assert [line for line in lines if not line.startswith("The demo's store")] == []
