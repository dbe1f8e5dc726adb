"""A pull whose import runs in a process of its own: the same outcome, stopped without a trace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.make_batches import make_synthetic
from tests.intake.conftest import Draft, draft
from tests.review.publishing_team import Team, check, code, sql, tasks, team, with_media
from tests.review.test_roster import blank_home, lea, sit
from workstation.bell import Bell
from workstation.intake import apart as child
from workstation.review.publishing import Given
from workstation.review.pulling import Pulled
from workstation.review.pulling_apart import apart
from workstation.store import search

__all__ = ["blank_home", "draft", "lea", "sit", "team"]
BOTH = (Given("mei"), Given("tan"))


def test_it_brings_in_what_a_pull_beside_it_would(
    team: Team, draft: Callable[..., Draft], tmp_path: Path
) -> None:
    source = with_media(draft()).write(tmp_path / "batch")
    name = team.publish(source, *BOTH).batch
    team.exchange()
    ready: list[Pulled] = []
    pulled = team.pull(team.mei, name, importing=apart(Bell()), ready=ready.append)
    beside = team.pull(team.tan, name)
    assert ready == [pulled]
    assert (pulled.report.stored, pulled.tasks) == (beside.report.stored, beside.tasks)
    for rows in ("SELECT * FROM part ORDER BY [case], position", "SELECT sha256 FROM media_bytes"):
        assert sql(team.mei, rows) == sql(team.tan, rows)
    assert len(tasks(team.mei, name)) == pulled.report.stored
    assert not (team.mei.store.paths.home / "incoming" / name).exists()
    assert team.mei.store.write(search.index_cases).result() == 0  # that is made as well
    assert check(team.mei).ok
    again = team.pull(team.mei, name, importing=apart(Bell()), ready=ready.append)
    assert ready[1:] == [again]


def test_stopped_while_it_comes_in_it_goes_on_with_what_was_fetched(
    team: Team, tmp_path: Path
) -> None:
    name = team.publish(make_synthetic(tmp_path / "batch", 400), *BOTH).batch
    team.exchange()
    told: list[int] = []
    fault = code(
        team.pull, team.mei, name, importing=apart(Bell()),
        reading=lambda done, total: told.append(done), cancelled=lambda: bool(told),
    )  # fmt: skip
    assert fault == "intake.cancelled"
    assert sql(team.mei, "SELECT count(*) FROM batch") == [(0,)]
    assert tasks(team.mei, name) == []
    assert list((team.mei.store.paths.home / "incoming" / name).iterdir())
    pulled = team.pull(team.mei, name, importing=apart(Bell()))
    assert (pulled.files, pulled.report.stored, pulled.tasks) == (0, 400, 400)


def test_a_child_that_dies_leaves_nothing_and_says_so(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = team.publish(make_synthetic(tmp_path / "batch", 400), *BOTH).batch
    team.exchange()
    started, children = child._start, []

    def watched(process: str) -> object:
        children.append(started(process))
        return children[-1]

    monkeypatch.setattr(child, "_start", watched)
    fault = code(
        team.pull, team.mei, name, importing=apart(Bell()),
        reading=lambda done, total: children[0].kill(),
    )  # fmt: skip
    assert fault == "intake.process_died"
    assert sql(team.mei, "SELECT count(*) FROM [case]") == [(0,)]
    assert team.pull(team.mei, name, importing=apart(Bell())).report.stored == 400
