"""kill -9 at every kind of point of a sync; the next run makes everything good."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sync.conftest import Desk
from tests.sync.sites import no_links
from tests.sync.teams import team
from tests.sync.test_exchange import entries, run, words
from workstation.domain.event import Audience
from workstation.domain.roster import Role
from workstation.store import people
from workstation.store.store import Store, open_existing
from workstation.sync.folder import FolderTransport
from workstation.sync.renew import renew
from workstation.sync.sync import sync
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
    done = child(home, place, point, nth)
    assert done.returncode == -9, (point, nth, done.returncode, done.stdout, done.stderr)


def child(home: Path, place: Path, point: str, nth: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, CHILD, home, place, point, str(nth)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )


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


SEALED = [
    ("after segments.add", 1),
    ("after commit", 3),
    ("half os.write", 2),
    ("after os.link", 1),
    ("after os.link", 2),
    ("after os.link", 3),
    ("after os.link", 4),
    ("before segments.mark", 1),
    ("after segments.mark", 1),
]


@pytest.mark.parametrize(("point", "nth"), SEALED)
def test_killed_among_sealed_streams_and_run_again(
    point: str,
    nth: int,
    new_desk: Callable[[str], Desk],
    open_desk: Callable[[str], Desk],
    place: Path,
) -> None:
    desk, lead = new_desk("mei"), new_desk("lead")
    team(lead, (desk, Role.AUDITOR))
    run(lead, place)
    run(desk, place)
    for n in range(3):
        desk.act("coaching", audience=Audience.PRIVATE, words={"note": f"note {n}" if n else ""})
    desk.store.close()
    kill(desk.home, place, point, nth)
    desk = open_desk("mei")
    assert run(desk, place).problems == ()
    assert run(lead, place).problems == ()
    stream = f"{desk.device}.private"
    assert entries(lead, stream) == entries(desk, stream)
    assert words(lead, stream) == ["note 1", "note 2"]
    assert len(list((place / "streams" / stream).glob("*.seg"))) == 1
    # As many words as acts, the introduction among them.
    assert len(list((place / "texts" / stream).glob("*.txt"))) == 4
    for one in (desk, lead):
        found = verify(one.store, FolderTransport(place))
        assert found.ok, found


@pytest.fixture(scope="module")
def forked(tmp_path_factory: pytest.TempPathFactory, empty_home: Path) -> tuple[Path, Path, int]:
    """A store that has met its copy, the place where it did, and how many statements a renewal
    of it is."""
    home = tmp_path_factory.mktemp("forked")
    shutil.copytree(empty_home, home / "mei")
    place = home / "place"
    place.mkdir()
    stores = [open_existing(home / "mei")]
    stores[0].write(people.set_person, people.Person(people.PersonId("mei"))).result()
    device = stores[0].write(people.device).result()

    def act(store: Store, n: int) -> None:
        Desk(home, store, "mei", device.id, device.seed).verdict(n, f"note {n}")

    act(stores[0], 1)
    sync(stores[0], FolderTransport(place))
    stores[0].close()
    shutil.copytree(home / "mei", home / "copy")
    stores = [open_existing(home / name) for name in ("mei", "copy")]
    for n, store in enumerate(stores):
        act(store, 10 + n)
        act(store, 20)
        sync(store, FolderTransport(place))
        store.close()
    shutil.copytree(home / "copy", home / "counted")
    done = child(home / "counted", place, "before renew", 0)
    return home / "copy", place, int(done.stdout)


@pytest.mark.parametrize("share", range(15))
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_any_statement_of_a_renewal(
    share: int,
    when: str,
    forked: tuple[Path, Path, int],
    tmp_path: Path,
    open_desk: Callable[[str], Desk],
) -> None:
    home, place, count = forked
    shutil.copytree(home, tmp_path / "copy")
    shutil.copytree(place, tmp_path / "place")
    # The last ones, where it is committed, and a share of all others.
    nth = count - share // 2 if share < 6 else 1 + (count - 1) * (share - 5) // 10
    kill(tmp_path / "copy", tmp_path / "place", f"{when} renew", nth)
    desk = open_desk("copy")
    rows = desk.sql("SELECT count(*) FROM verdict"), desk.sql("SELECT count(*) FROM void_event")
    if desk.device == device_at(place):
        assert rows == ([(3,)], [(0,)])
        renew(desk.store, FolderTransport(tmp_path / "place"))
    assert desk.sql("SELECT count(*), count(DISTINCT task) FROM verdict") == [(5, 4)]
    found = verify(desk.store, FolderTransport(tmp_path / "place"))
    assert found.ok, found
    report = run(desk, tmp_path / "place")
    assert (report.problems, report.waiting.events) == ((), 0)


def device_at(place: Path) -> str:
    (stream,) = (place / "streams").iterdir()
    return stream.name.partition(".")[0]
