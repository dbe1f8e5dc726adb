"""kill -9 at every kind of point of a sync; the next run makes everything good."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sync.conftest import Desk
from tests.sync.test_exchange import entries, run, words
from tests.sync.sites import no_links
from workstation.sync.folder import FolderTransport
from workstation.sync.verify import verify

ROOT = Path(__file__).resolve().parents[2]
CHILD = Path(__file__).with_name("killed_sync.py")

POINTS = [
    ("before people.set_meta", 1),
    ("before segments.add_stream", 1),
    ("after events.introduce", 1),
    ("before segments.add", 1),
    ("after segments.add", 2),
    ("after segments.take_from_outbox", 1),
    ("before commit", 2),
    ("after commit", 2),
    ("after commit", 5),
    ("before os.write", 1),
    ("half os.write", 1),
    ("half os.write", 7),
    ("after os.write", 6),
    ("before os.fsync", 1),
    ("before os.link", 1),
    ("after os.link", 1),
    ("after os.link", 7),
    ("before disk.make_folder", 1),
    ("after disk.flush_folder", 5),
    ("before segments.mark", 1),
    ("after segments.mark", 1),
    ("before events.receive", 1),
    ("after events.receive", 1),
    ("after segments.add", 3),
    ("before verdicts.settle", 1),
    ("no links", 2),
    ("no links", 8),
]


def kill(home: Path, place: Path, point: str, nth: int) -> None:
    done = subprocess.run(
        [sys.executable, CHILD, home, place, point, str(nth)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == -9, (point, nth, done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize(("point", "nth"), POINTS)
def test_killed_and_run_again(
    point: str,
    nth: int,
    new_desk: Callable[[str], Desk],
    open_desk: Callable[[str], Desk],
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk, lead = new_desk("mei"), new_desk("lead")
    if point == "no links":
        monkeypatch.setattr(os, "link", no_links)
    lead.verdicts(4, "from the lead")
    run(lead, place)
    for n in range(120):
        desk.verdict(n, f"note {n}" if n < 3 or n > 117 else "")
    desk.store.close()
    kill(desk.home, place, point, nth)
    desk = open_desk("mei")
    run(desk, place)
    run(lead, place)

    assert (run(desk, place).sent_segments, run(desk, place).waiting.events) == (0, 0)
    for one, other in ((desk, lead), (lead, desk)):
        assert entries(other, one.stream) == entries(one, one.stream)
        assert words(other, one.stream) == words(one, one.stream)
        found = verify(one.store, FolderTransport(place))
        assert found.ok, found
    assert [event.number for event in lead.events(desk.stream)] == list(range(121))
    for shelf in ("streams", "texts"):
        names = [file.name for file in (place / shelf / desk.stream).iterdir()]
        kept = [name for name in names if not name.startswith(".new-")]
        assert len(kept) == {"streams": 2, "texts": 5}[shelf]
