"""Translation packages from the team, wherever its place is: by the stream, and from a shelf."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.intake.conftest import Draft, draft
from tests.review.publishing_team import Team, code, team
from tests.review.test_published_at_hub import Places, at_hub, meet
from tests.review.test_roster import blank_home, lea, sit
from tests.review.test_sticks import argosmodel
from workstation.language.packages.installing import install
from workstation.language.packages.watch import Watch
from workstation.review import team_packages
from workstation.review.publishing import Given

__all__ = ["argosmodel", "at_hub", "blank_home", "draft", "lea", "sit", "team"]


def batch_in_malay(team: Team, draft: Callable[..., Draft], tmp_path: Path, place: Any) -> str:
    made = draft(languages=["ms"])
    team.publish(made.write(tmp_path / "batch"), Given("mei"), place=place)
    return str(made.manifest["id"])


def get(seat: Any, place: Any) -> list[str]:
    found = team_packages.get(seat.store, seat.desk, place, "en", Watch())
    return [one.fault.code if one.fault else str(one.package and one.package.name) for one in found]


@pytest.mark.hub
def test_from_a_hub(
    team: Team, at_hub: Places, draft: Callable[..., Draft], tmp_path: Path, argosmodel: Path
) -> None:
    lea_, mei = team.lea, team.mei
    package = install(argosmodel, lea_.store.paths.packages)
    name = batch_in_malay(team, draft, tmp_path, at_hub(lea_))
    for was_there in (False, True):
        there = team_packages.offer(lea_.store, lea_.desk, at_hub(lea_), package, Watch())
        assert there is was_there
    meet(at_hub, lea_, mei)
    assert get(mei, at_hub(mei)) == []  # nothing that is here needs it
    team.pull(mei, name, at_hub(mei))
    stopped = Watch()
    stopped.stop()
    assert (
        code(team_packages.get, mei.store, mei.desk, at_hub(mei), "en", stopped)
        == "language.stopped"
    )
    assert get(mei, at_hub(mei)) == [package.name]
    assert get(mei, at_hub(mei)) == []
    # Only who may publish offers there.
    assert (
        code(team_packages.offer, mei.store, mei.desk, at_hub(mei), package, Watch())
        == "publish.role"
    )


def test_from_a_folder_the_published_first_then_its_shelf(
    team: Team, draft: Callable[..., Draft], tmp_path: Path, argosmodel: Path
) -> None:
    lea_, mei = team.lea, team.mei
    package = install(argosmodel, lea_.store.paths.packages)
    name = batch_in_malay(team, draft, tmp_path, team.place)
    team.exchange()
    team.pull(mei, name)
    assert get(mei, team.place) == []
    assert not team_packages.offer(lea_.store, lea_.desk, team.place, package, Watch())
    assert get(mei, team.place) == [package.name]
    assert get(mei, team.place) == []
