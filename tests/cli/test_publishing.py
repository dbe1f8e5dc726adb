"""`publish` … `pull`, `export-stick`, `import-stick`, as scripts call them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.test_commands import Said
from tests.intake.conftest import Draft, draft
from tests.review.publishing_team import Team, team
from tests.review.test_roster import blank_home, lea, sit
from workstation import cli

__all__ = ["blank_home", "draft", "lea", "sit", "team"]
Say = Callable[..., Said]


@pytest.fixture
def homes(team: Team) -> dict[str, Path]:
    """The folders of the team's stores, closed."""
    found = {}
    for seat in (team.lea, team.mei, team.tan):
        home = seat.store.paths.home
        (home / "packages").mkdir()
        found[str(seat.desk.person.id)] = home
        seat.store.close()
    return found


@pytest.fixture
def say(homes: dict[str, Path], team: Team, capfd: pytest.CaptureFixture[str]) -> Say:
    def run(who: str, *argv: str, to: bool = True) -> Said:
        capfd.readouterr()
        place = ("--to", str(team.folder)) if to else ()
        try:
            code = cli.main(["--home", str(homes[who]), *argv, *place])
        except SystemExit as left:
            code = int(left.code or 0)
        return Said(code, *capfd.readouterr())

    return run


@pytest.fixture
def batch(draft: Callable[..., Draft], tmp_path: Path) -> tuple[str, str]:
    made = draft()
    return made.manifest["id"], str(made.write(tmp_path / "batch"))


def test_from_publishing_to_pulling(say: Say, batch: tuple[str, str], team: Team) -> None:
    name, source = batch
    done = say("lea", "publish", source, "--assign", "mei", "--json")
    assert done.code == 0
    assert (done.json["batch"], done.json["assigned"], done.json["waiting"]) == (name, ["mei"], 0)
    assert done.json["sent"]["files"] == done.json["files"]
    assert say("lea", "publish", source, "--assign", "mei", "--json").json["already"]
    listed = say("mei", "pull", "--list", "--json").json["offers"]
    assert [(one["batch"], one["mine"], one["state"]) for one in listed] == [(name, True, "new")]
    came = say("mei", "pull", "--json")
    assert came.code == 0
    assert [(one["stored"], one["tasks"]) for one in came.json["batches"]] == [(6, 6)]
    assert say("mei", "pull", "--json").json["batches"] == []
    assert say("tan", "pull", "--json").json["batches"] == []
    refused = say("tan", "pull", name, "--json")
    assert (refused.code, refused.json["error"]) == (1, "pull.not_yours")
    assert say("lea", "assign", name, "tan", "--json").json["changed"]
    assert not say("lea", "assign", name, "tan", "--json").json["changed"]
    assert say("tan", "pull", "--json").json["batches"][0]["tasks"] == 6
    assert say("lea", "take-back", name, "tan", "--json").json["changed"]
    assert say("lea", "release", name, "v-a", "--anyway", "not here").code == 0
    assert say("tan", "sync").code == 0
    batches = say("tan", "batches", "--json", to=False).json
    assert [one["tasks"] for one in batches] == [0]
    assert say("lea", "close-batch", name, "--json").json["changed"]
    assert not say("lea", "close-batch", name, "--json").json["changed"]
    assert say("mei", "close-batch", name).code == 1
    told = say("lea", "retract", name, "--why", "wrong market")
    assert (told.code, told.out.startswith(f"{name}: retracted")) == (0, True)
    assert say("mei", "sync").code == 0
    assert say("mei", "batches", "--json", to=False).json == []
    assert say("mei", "verify", "--json", to=False).json["ok"]
    assert say("mei", "pull", name, "--json").json["error"] == "pull.retracted"


def test_by_stick(say: Say, batch: tuple[str, str], tmp_path: Path) -> None:
    name, source = batch
    stick = str(tmp_path / "stick")
    assert say("lea", "publish", source, "--assign", "mei").code == 0
    out = say("lea", "export-stick", stick, "--for", "mei", "--json")
    assert (out.code, out.json["batches"]) == (0, [name])
    came = say("mei", "import-stick", stick, "--json", to=False)
    assert came.code == 0
    assert [one["tasks"] for one in came.json["batches"]] == [6]
    passed = say("tan", "import-stick", stick, "--relay", "--streams", "--json")
    assert (passed.code, passed.json["relayed"] is not None) == (0, True)


def test_a_folder_that_is_no_stick_stays_as_it_is(say: Say, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    read = say("mei", "import-stick", str(tmp_path / "photos"), "--json", to=False)
    assert (read.code, read.json["error"]) == (1, "stick.none")
    assert list((tmp_path / "photos").iterdir()) == []
    for what in ("import-stick", "export-stick"):
        assert say("mei", what, "", "--json", to=False).json["error"] == "stick.no_path"


def test_a_stick_needs_no_place_where_nothing_of_it_is_wanted(say: Say, tmp_path: Path) -> None:
    """Whoever has no network asks to be let in by it."""
    hub = "https://hub.example.org"
    assert say("mei", "settings", "sync_to", hub, to=False).code == 0
    asked = say("mei", "export-stick", str(tmp_path / "stick"), "--json", to=False)
    assert (asked.code, asked.json["problems"]) == (0, [])
    refused = say("mei", "export-stick", str(tmp_path / "stick"), "--packages", "--json", to=False)
    assert (refused.code, refused.json["error"]) == (1, "sync.hub_no_access")
    # What is a folder's matter is not told of a hub.
    assert "Plug in" not in say("mei", "doctor", to=False).out
    assert say("mei", "models", "get", "--json", to=False).json["error"] == "language.team_hub"


def test_a_batch_that_may_not_be_kept_here_is_told(
    say: Say, draft: Callable[..., Draft], tmp_path: Path
) -> None:
    made = draft()
    made.manifest["residency"] = ["SG"]
    assert say("lea", "settings", "region", "SG", to=False).code == 0
    source = str(made.write(tmp_path / "batch"))
    assert say("lea", "publish", source, "--assign", "mei").code == 0
    told = say("mei", "pull", "--json")
    assert told.code == 1
    assert [one["code"] for one in told.json["problems"]] == ["intake.residency"]


def test_usage_and_faults(say: Say, batch: tuple[str, str], tmp_path: Path) -> None:
    name, source = batch
    assert say("mei", "publish", source, "--json").json["error"] == "publish.role"
    assert say("lea", "publish", "--json").json["error"] == "publish.say_what"
    assert say("lea", "publish", source, to=False).sentence.startswith("No ")
    assert say("lea", "retract", name).code == 2
    assert say("lea", "assign", name).code == 2
    assert say("lea", "assign", name, "mei", "--json").json["error"] == "publish.unknown_batch"
    assert say("lea", "publish", str(tmp_path / "no"), "--json").json["error"] == "intake.missing"
    assert say("lea", "pull", "no-such", "--json").json["error"] == "pull.unknown_batch"
    told = say("lea", "publish", source, "--assign", "mei:third", "--json")
    assert told.json["error"] == "publish.no_stage"


def test_a_policy_pack(say: Say) -> None:
    from workstation.intake.policy_pack import SHIPPED

    done = say("lea", "publish", str(SHIPPED), "--json")
    assert (done.code, done.json["version"] != "") == (0, True)
    came = say("mei", "pull", "--json")
    assert came.json["policy_packs"] == [f"{done.json['pack']} {done.json['version']}"]


def test_what_no_place_could_take_goes_with_the_next_sync(
    say: Say, batch: tuple[str, str], homes: dict[str, Path], team: Team
) -> None:
    _, source = batch
    assert say("lea", "publish", source, "--assign", "mei").code == 0
    value = json.loads(say("lea", "sync", "--json").out)
    assert value["waiting"] == 0
