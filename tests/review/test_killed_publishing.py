"""kill -9 in the middle of publishing, pulling and taking back; done again, all is as it should."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.intake.conftest import Draft, draft
from tests.review.publishing_team import Team, Watched, check, sql, tasks, team, with_media
from tests.review.test_roster import blank_home, lea, sit
from workstation.review import publishing
from workstation.review.publishing import Given
from workstation.store.imports import sweep_unfinished
from workstation.store.store import open_existing

__all__ = ["blank_home", "draft", "lea", "sit", "team"]
pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
CHILD = Path(__file__).with_name("killed_publishing.py")

Make = Callable[..., Draft]


@pytest.fixture
def batch(draft: Make, tmp_path: Path) -> tuple[str, Path]:
    made = with_media(draft())
    made.add_medium(3, b"\x89PNG\r\n\x1a\n" + os.urandom(3_000_000))
    return made.manifest["id"], made.write(tmp_path / "batch")


def kill(team: Team, home: Path, action: str, argument: object, point: str, nth: int) -> None:
    done = subprocess.run(
        [sys.executable, CHILD, home, team.folder, action, str(argument), point, str(nth)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == -9, (point, nth, done.returncode, done.stdout, done.stderr)


def killed(team: Team, who: str, action: str, argument: object, point: str, nth: int) -> None:
    """The store is closed, the command killed, the store opened again as a start does it."""
    seat = getattr(team, who)
    home = seat.store.paths.home
    seat.store.close()
    kill(team, home, action, argument, point, nth)
    seat.store = open_existing(home)
    seat.store.write(sweep_unfinished).result()


@pytest.fixture(autouse=True)
def opened_again(team: Team) -> object:
    yield
    for seat in (team.lea, team.mei):
        seat.store.close()


PUBLISH = [
    ("before blobs.send", 1),
    ("after blobs.send", 1),
    ("half os.write", 1),
    ("half os.write", 5),
    ("after os.write", 9),
    ("before os.fsync", 3),
    ("before path.rename", 2),
    ("after path.rename", 4),
    ("before saying.write", 1),
    ("after saying.write", 1),
    ("after saying.write", 2),
    ("before commit", 1),
    ("no links", 3),
]


@pytest.mark.parametrize(("point", "nth"), PUBLISH)
def test_publishing(point: str, nth: int, team: Team, batch: tuple[str, Path]) -> None:
    name, source = batch
    killed(team, "lea", "publish", source, point, nth)
    watched = Watched(team.place)
    done = team.publish(source, Given("mei"), place=watched)
    assert done.assigned == ("mei",)
    said = sql(team.lea, "SELECT kind FROM event WHERE batch = ? ORDER BY number", name)
    assert said == [("published",), ("assigned",)]
    team.exchange()
    assert team.pull(team.mei, name).report.stored == 6
    blobs = [path for path in (team.folder / "blobs").rglob("*") if path.is_file()]
    assert len(blobs) == done.files
    for seat in (team.lea, team.mei):
        assert check(seat).ok


PULL = [
    ("before part.add", 1),
    ("after part.add", 2),
    ("after part.add", 9),
    ("before part.flush", 1),
    ("after part.flush", 1),
    ("after blobs.fetch", 1),
    ("after blobs.fetch", 20),
    ("after path.replace", 1),
    ("before path.replace", 5),
    ("before imports.begin", 1),
    ("after imports.add_chunk", 1),
    ("after imports.add_medium", 2),
    ("before imports.finish", 1),
    ("after imports.finish", 1),
    ("before pulling._keep_policies", 1),
    ("after published.keep_file", 3),
    ("before pulling.forget", 1),
    ("after pulling.forget", 1),
    ("before commit", 2),
    ("after commit", 3),
]


@pytest.mark.parametrize(("point", "nth"), PULL)
def test_pulling(point: str, nth: int, team: Team, batch: tuple[str, Path]) -> None:
    name, source = batch
    team.publish(source, Given("mei"))
    team.exchange()
    killed(team, "mei", "pull", name, point, nth)
    incoming = team.mei.store.paths.home / "incoming" / name
    whole = {path.name for path in incoming.iterdir() if len(path.name) == 64} if (
        incoming.is_dir()) else set()  # fmt: skip
    watched = Watched(team.place)
    team.pull(team.mei, name, watched)
    assert whole.isdisjoint(watched.gets)
    assert sql(team.mei, "SELECT ready, cases FROM batch") == [(1, 6)]
    assert len(tasks(team.mei, name)) == 6
    assert sql(team.mei, "SELECT count(*) FROM media_bytes") == [(4,)]
    assert not incoming.exists()
    assert check(team.mei).ok


RETRACT = [
    ("before saying.write", 1),
    ("after saying.write", 1),
    ("after commit", 1),
    ("before publishing._take_away", 1),
    ("after blobs.forget", 2),
    ("before retractions.begin", 1),
    ("after retractions.begin", 1),
    ("after commit", 2),
    ("before retractions.go_on", 1),
    ("after retractions.go_on", 1),
    ("after commit", 3),
    ("before retractions.erase_words", 1),
    ("after retractions.erase_words", 1),
]


@pytest.mark.parametrize("judged", [False, True])
@pytest.mark.parametrize(("point", "nth"), RETRACT)
def test_taking_back(
    point: str, nth: int, judged: bool, team: Team, batch: tuple[str, Path]
) -> None:
    name, source = batch
    team.publish(source, Given("mei"), Given("lea"))
    team.exchange()
    for seat in (team.lea, team.mei):
        team.pull(seat, name)
    if judged:
        team.judge(team.lea, tasks(team.lea, name)[0])
        team.exchange()
    killed(team, "lea", "retract", name, point, nth)
    lead = team.lea
    publishing.retract(lead.store, lead.desk, team.place, name, "wrong")
    said = sql(lead, "SELECT count(*) FROM event WHERE kind = 'retracted'")
    assert said == [(1,)]
    team.exchange()
    for seat in (lead, team.mei):
        assert sql(seat, "SELECT count(*) FROM part") == [(0,)]
        assert sql(seat, "SELECT count(*) FROM media_bytes") == [(0,)]
        assert sql(seat, "SELECT count(*) FROM batch") == [(int(judged),)]
        assert sql(seat, "SELECT count(*) FROM event_text t JOIN event e ON e.id = t.event WHERE "
                   "words IS NOT NULL AND kind IN ('verdict', 'answered')") == [(0,)]  # fmt: skip
        assert check(seat).ok, check(seat)
    assert not [path for path in (team.folder / "blobs").rglob("*") if path.is_file()]
