"""The language process stands still while a key's work is done, and goes on."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from workstation.language.engine.engine import Engine

WAIT = 60

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows tells no such status")


@pytest.fixture
def own_engine(packages: Path, tmp_path: Path) -> Iterator[Engine]:
    made = Engine(packages, tmp_path / "log")
    yield made
    made.close()


def until(true: Callable[[], bool]) -> bool:
    end, tick = time.monotonic() + WAIT, threading.Event()
    while not true() and time.monotonic() < end:
        tick.wait(0.01)
    return true()


def process_of(engine: Engine) -> psutil.Process:
    return psutil.Process(engine.ping().result(WAIT))


def stopped(process: psutil.Process) -> bool:
    return process.status() == psutil.STATUS_STOPPED


def test_it_stands_still_and_goes_on_where_it_was(
    own_engine: Engine, held_out: dict[str, list[str]]
) -> None:
    process = process_of(own_engine)
    own_engine.stand_still(True)
    assert until(lambda: stopped(process))
    future = own_engine.translate(held_out["ms"], "ms", "en")
    worked = process.cpu_times().user
    own_engine.stand_still(True)  # the window says so again
    assert stopped(process)
    assert not future.done()
    assert process.cpu_times().user == worked
    own_engine.stand_still(False)
    made = future.result(WAIT)
    assert len(made) == len(held_out["ms"])
    assert process_of(own_engine) == process


def test_in_the_middle_of_a_run_nothing_is_lost(
    own_engine: Engine, held_out: dict[str, list[str]]
) -> None:
    process = process_of(own_engine)
    texts = held_out["id"][:60]
    future = own_engine.translate(texts, "id", "en")
    presses = 0
    while not future.done():
        own_engine.stand_still(True)
        presses += until(lambda: stopped(process))
        own_engine.stand_still(False)
        # Let it come a little further, as between two keys.
        threading.Event().wait(0.05)
    assert presses > 1
    assert [one.digest for one in future.result(0)] == [
        one.digest for one in own_engine.translate(texts, "id", "en").result(WAIT)
    ]


def test_what_somebody_waits_for_goes_on(own_engine: Engine) -> None:
    process = process_of(own_engine)
    own_engine.stand_still(True)
    assert until(lambda: stopped(process))
    urgent = own_engine.translate(["Boleh kurang?"], "ms", "en", urgent=True)
    own_engine.stand_still(True)  # a key, while somebody waits: not now
    assert urgent.result(WAIT)
    assert not stopped(process)
    # Nobody waits any more.
    assert until(lambda: own_engine._urgent == 0)
    own_engine.stand_still(True)
    assert until(lambda: stopped(process))


def test_closing_ends_it_even_so(own_engine: Engine) -> None:
    process = process_of(own_engine)
    own_engine.stand_still(True)
    assert until(lambda: stopped(process))
    own_engine.close()
    assert until(lambda: not process.is_running())
    own_engine.stand_still(False)  # nobody is there; nothing happens


def test_before_anything_was_asked_there_is_nothing_to_stop(own_engine: Engine) -> None:
    own_engine.stand_still(True)
    assert own_engine.translate(["Hola"], "es", "en").result(WAIT)
