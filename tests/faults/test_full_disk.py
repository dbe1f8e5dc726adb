"""A full disk: what was acknowledged stays, the next attempt finds room again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.store.demo import Auditor
from workstation.domain.verdict import Answer
from workstation.fault import WorldFault
from workstation.review import desk as acts
from workstation.store import log, people
from workstation.store.keys import Protection
from workstation.store.store import BALLAST, BALLAST_BYTES, FILE, create, open_existing


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Mounts a disk of so many bytes."""
    mounted: list[Path] = []

    def mount(size: int) -> Path:
        if sys.platform != "linux" or os.geteuid() != 0:
            pytest.skip("only root on Linux mounts a small disk")
        place = tmp_path / "disk"
        place.mkdir()
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)],
            capture_output=True,
        )
        if done.returncode:
            pytest.skip("mounting is not permitted here")
        mounted.append(place)
        return place

    yield mount
    for place in mounted:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill(mei: Auditor, task: str) -> list[str]:
    """Notes until nothing goes in any more; returns those that were acknowledged."""
    kept: list[str] = []
    try:
        while len(kept) < 2_000:
            kept.append(mei.do(acts.note, task, "x" * 20_000).id)
    except WorldFault as fault:
        if fault.code != "store.disk_full":
            raise
        return kept
    return pytest.fail("the disk was not full")


def all_there(mei: Auditor, kept: list[str]) -> None:
    assert {event.id for event in mei.events()} >= set(kept)
    assert mei.store.read(log.check).result().fault is None
    numbers = [event.number for event in mei.events()]
    assert numbers == [*range(1, len(numbers) + 1)]
    assert mei.sql("SELECT count(*) FROM outbox") == [(len(numbers),)]


def test_a_disk_that_runs_full(demo_home: Path, small_disk: Callable[[int], Path]) -> None:
    size = sum(path.stat().st_size for path in demo_home.iterdir())
    home = small_disk(size + BALLAST_BYTES + 3 * 1024 * 1024) / "home"
    shutil.copytree(demo_home, home)
    store = open_existing(home)
    assert (home / BALLAST).stat().st_size == BALLAST_BYTES
    try:
        person = store.read(people.person).result()
        mei = Auditor(store, person, store.write(people.device).result())
        task = mei.tasks()[0]
        kept = fill(mei, task)
        assert len(kept) > 10
        assert not (home / BALLAST).exists(), "the ballast was given up for the next attempt"
        all_there(mei, kept)
        kept.append(mei.answer(task, Answer("ROUTE")).event.id)
        kept += fill(mei, task)
        all_there(mei, kept)
        state = mei.state(task)
    finally:
        store.close()
    # Somebody frees some room.
    bigger = ["mount", "-o", f"remount,size={size + 40 * 1024 * 1024}", str(home.parent)]
    subprocess.run(bigger, check=True)
    store = open_existing(home)
    try:
        mei = Auditor(store, person, mei.device)
        all_there(mei, kept)
        assert mei.state(task) == state
        mei.do(acts.note, task, "and on it goes")
        assert (home / BALLAST).exists()
    finally:
        store.close()


def test_no_room_for_a_new_store(small_disk: Callable[[int], Path]) -> None:
    home = small_disk(64 * 1024) / "home"
    with pytest.raises(WorldFault) as raised:
        create(home, Protection.FILE)
    assert raised.value.code == "store.disk_full"
    assert not (home / FILE).exists()


def test_no_room_for_the_ballast(tmp_path: Path, small_disk: Callable[[int], Path]) -> None:
    home = small_disk(2 * 1024 * 1024) / "home"
    store = create(home, Protection.FILE)
    store.write(people.set_meta, "a", "b").result()
    store.close()
    assert not (home / BALLAST).exists()


def test_full_without_a_small_disk(mei: Auditor) -> None:
    """The same fault where nobody may mount: SQLite is told how many pages it may have."""

    def limit(db: Any, more: int) -> None:
        pages = db.conn.execute("PRAGMA page_count").fetchone()[0]
        db.conn.execute(f"PRAGMA max_page_count = {pages + more}")

    mei.store.outside_transaction(limit, 40).result()
    task = mei.tasks()[0]
    kept = fill(mei, task)
    all_there(mei, kept)
    assert not (mei.store.paths.home / BALLAST).exists()
    mei.store.outside_transaction(limit, 1_000).result()
    mei.answer(task, Answer("ROUTE"))
    all_there(mei, kept)
