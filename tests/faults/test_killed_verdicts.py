"""kill -9 while verdicts are recorded: what was acknowledged is there, all of it, once."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from tests.store.demo import ROOT
from workstation.store import log, people, verdicts
from workstation.store.store import Store, open_existing

CHILD = Path(__file__).with_name("killed_desk.py")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")

POINTS = [
    ("before events.append", 3),
    ("before events._insert", 4),
    ("after events._insert", 4),
    ("before log.add", 5),
    ("after log.add", 5),
    ("before log.head", 6),
    ("before views.apply", 7),
    ("after views.apply", 7),
    ("before views._set_state", 3),
    ("after views._set_state", 3),
    ("before acts._record", 2),
    ("after acts._record", 2),
    ("before drafts.keep", 4),
    ("after drafts.keep", 4),
    ("before acts.append", 6),
    ("after acts.append", 6),
    *((f"{when} commit", nth) for when in ("before", "after") for nth in (3, 4, 5)),
]


@pytest.fixture
def home(tmp_path: Path, demo_home: Path) -> Path:
    made = tmp_path / "home"
    shutil.copytree(demo_home, made)
    return made


def start(home: Path, *more: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(CHILD), str(home), *map(str, more)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def check(home: Path, acknowledged: list[str]) -> int:
    """Opens as the next start would, and holds everything against everything."""
    store = open_existing(home)
    try:
        kept = _column(store, "SELECT id FROM event ORDER BY stream, number")
        assert set(acknowledged) <= set(kept)
        assert len(set(kept)) == len(kept)
        numbers = _column(store, "SELECT number FROM event ORDER BY number")
        assert numbers == [*range(1, len(kept) + 1)]
        assert set(_column(store, "SELECT event FROM outbox")) == set(kept)
        logged = _column(store, "SELECT ref FROM log WHERE what = 'event' ORDER BY seq")
        assert logged == kept
        checked = store.read(log.check).result()
        assert checked.fault is None
        assert store.read(verdicts.check).result() is None
        assert _column(store, "PRAGMA integrity_check") == ["ok"]
        assert store.read(people.person).result().id == "mei"
        return len(kept)
    finally:
        store.close()


def _column(store: Store, sql: str) -> list[object]:
    rows = store.read(lambda db: db.conn.execute(sql).fetchall()).result()
    return [row[0] for row in rows]


def test_killed_at_any_moment(home: Path) -> None:
    """Twelve lives of one store, each cut after some acknowledged act."""
    chance, acknowledged, before = random.Random(20260302), [], 0
    for life in range(12):
        process = start(home, life)
        assert process.stdout is not None
        told = islice(process.stdout, chance.randint(1, 40))
        acknowledged += [line.strip() for line in told]
        process.kill()
        rest, _ = process.communicate()
        # A last line may be cut; a whole one was acknowledged.
        acknowledged += rest.split("\n")[:-1]
        assert all(acknowledged)
        kept = check(home, acknowledged)
        assert kept > before
        before = kept
    assert len(acknowledged) > 100


@pytest.mark.parametrize(("point", "nth"), POINTS, ids=lambda one: str(one).replace(" ", "-"))
def test_killed_at_one_point(home: Path, point: str, nth: int) -> None:
    process = start(home, 7, point, nth)
    told, _ = process.communicate(timeout=60)
    assert process.returncode == -9
    acknowledged = told.split()
    kept = check(home, acknowledged)
    # At most one key's worth had been done and not yet told.
    assert kept - len(acknowledged) <= 2
