"""`roster`, `join`, `disputes`, `profiles`: a team by the command line alone, over a folder."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workstation.cli import main
from workstation.cli import window as window_commands
from workstation.domain.ids import new_uuid7
from workstation.services import Opening, open_services
from workstation.store.keys import Protection
from workstation.store.profiles import FOLDER


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("blank") / "home"
    services = open_services(Opening(home, Protection.FILE, starter=False))
    assert services is not None
    services.close()
    (home / "packages").mkdir(exist_ok=True)
    return home


@pytest.fixture
def say(
    tmp_path: Path, blank: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, Any, str]]:
    """`say("lea", "roster", …)`: a command at Lea's workstation."""

    def run(who: str, *argv: str) -> tuple[int, Any, str]:
        home = tmp_path / who
        if not home.exists():
            shutil.copytree(blank, home)
            services = open_services(Opening(home, starter=False))
            assert services is not None
            services.store.write(_no_device).result()
            services.close()
        code = main(["--home", str(home), "--json", *argv])
        out, error = capsys.readouterr()
        return code, json.loads(out) if out else None, error

    return run


def _no_device(db: Any) -> None:
    db.conn.execute("DELETE FROM meta WHERE name = 'device'")


Say = Callable[..., tuple[int, Any, str]]


def test_a_team_from_its_first_lead_to_its_vendor(say: Say, tmp_path: Path) -> None:
    place = str(tmp_path / "team")
    (tmp_path / "team").mkdir()
    code, told, _ = say("lea", "--person", "lea", "roster", "begin", "North")
    assert (code, told["person"]) == (0, "lea")
    say("lea", "roster", "set", "mei", "--languages", "en,ms", "--name", "Mei")
    say("lea", "roster", "set", "vera", "--role", "vendor_qa", "--vendor", "V1")
    lines = {}
    for who in ("mei", "vera"):
        code, told, note = say("lea", "roster", "invite", who, "--to", place)
        assert code == 0
        assert "whoever has it can come in" in note
        lines[who] = told["invitation"]
    (tmp_path / "mei.txt").write_text(lines["mei"] + "\n")
    code, told, _ = say("mei", "join", str(tmp_path / "mei.txt"), "--region", "MY")
    assert (code, told["person"], told["place"]) == (0, "mei", place)
    fingerprint, device = told["fingerprint"], told["device"]
    assert say("vera", "join", lines["vera"])[0] == 0
    assert say("lea", "sync", "--to", place)[0] == 0
    assert say("mei", "sync")[0] == say("vera", "sync")[0] == 0
    _, told, _ = say("lea", "roster")
    asking = {one["person"]: one for one in told["asking"]}
    assert asking == {}  # the lead has not heard of them
    say("lea", "sync")
    say("mei", "sync")
    say("vera", "sync")
    _, told, _ = say("mei", "roster", "list")
    mei = next(one for one in told["members"] if one["person"] == "mei")
    assert [one["device"] for one in mei["devices"]] == [device]
    assert mei["devices"][0]["key"].startswith(fingerprint.replace(" ", ""))
    assert mei["devices"][0]["region"] == "MY"

    # What somebody says they read is not what they are certified for.
    _, _, note = say("mei", "--person", "mei", "--reads", "en,th,zh", "batches")
    assert "certifies: en, ms" in note
    code, told, _ = say("mei", "--person", "eve", "batches")
    assert (code, told["error"]) == (1, "roster.one_person")

    # Vera disputes, the lead sees it.
    verdict = new_uuid7()
    code, told, _ = say("mei", "disputes", "open", verdict, "--why", "no")
    assert (code, told["error"]) == (1, "dispute.role")
    code, told, _ = say("vera", "disputes", "open", verdict, "--why", "The page was changed.")
    assert code == 0
    dispute = told["dispute"]
    assert say("vera", "disputes", "open", verdict, "--why", "x")[1]["error"] == (
        "dispute.open_already"
    )
    say("vera", "sync")
    say("lea", "sync")
    _, told, _ = say("lea", "disputes", "list")
    (held,) = told["disputes"]
    assert told["open"] == 1
    assert (held["verdict"], held["person"], held["vendor"]) == (verdict, "vera", "V1")
    assert held["why"] == "The page was changed."
    assert held["confirmed"]
    assert say("mei", "disputes", "withdraw", dispute)[1]["error"] == "dispute.unknown"
    assert say("vera", "disputes", "withdraw", dispute)[0] == 0
    assert say("vera", "disputes", "withdraw", dispute)[1]["error"] == "dispute.withdrawn"
    say("vera", "sync")
    say("lea", "sync")
    assert say("lea", "disputes")[1]["open"] == 0

    # Mei's workstation is lost; then she leaves.
    _, told, _ = say("lea", "roster", "revoke", device, "--why", "lost")
    mei = next(one for one in told["members"] if one["person"] == "mei")
    assert mei["devices"][0]["revoked"]
    assert mei["devices"][0]["heads"] == {f"{device}.device": 1}
    _, told, _ = say("lea", "roster", "left", "mei")
    assert next(one for one in told["members"] if one["person"] == "mei")["left"]
    assert say("mei", "roster", "set", "mei", "--role", "lead")[1]["error"] == "roster.lead_only"


@pytest.mark.parametrize("line", ["nonsense", "no-such-file.txt", "/", "workstation-invitation:"])
def test_what_is_no_invitation_is_told(say: Say, line: str) -> None:
    code, told, error = say("mei", "join", line)
    assert code == 1
    assert told["error"] in ("roster.invitation_odd", "roster.invitation_unread")
    assert "Traceback" not in error


@pytest.mark.parametrize("hours", ["0", "-5", "99999999999999999999"])
def test_an_invitation_holds_for_some_hours(say: Say, hours: str) -> None:
    say("lea", "--person", "lea", "roster", "begin", "North")
    code, told, _ = say("lea", "roster", "invite", "lea", "--to", "/mnt", "--hours", hours)
    assert (code, told["error"]) == (1, "roster.hours")


def test_whom_the_same_run_has_confirmed_is_no_stranger(say: Say, tmp_path: Path) -> None:
    (tmp_path / "team").mkdir()
    say("lea", "--person", "lea", "roster", "begin", "North")
    say("lea", "roster", "set", "mei")
    place = str(tmp_path / "team")
    _, told, note = say("lea", "roster", "invite", "mei", "--to", place)
    assert "hub" not in note
    say("mei", "join", told["invitation"])
    say("lea", "sync", "--to", place)
    assert [one["confirmed"] for one in say("mei", "sync")[1]["received"]] == [True]
    assert [one["confirmed"] for one in say("lea", "sync")[1]["received"]] == [True]
    _, _, note = say("lea", "roster", "invite", "mei", "--to", "https://hub.example.org")
    assert "workstation hub enrol mei --hours 168" in note


def test_in_words(say: Say, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    say("lea", "--person", "lea", "roster", "begin", "North")
    say("lea", "roster", "set", "mei", "--languages", "ms", "--until", "2027-01-01")
    assert main(["--home", str(tmp_path / "lea"), "roster"]) == 0
    out = capsys.readouterr().out
    assert "North: 2 persons" in out
    assert "mei  auditor  ms  until 2027-01-01" in out


# Profiles


@pytest.fixture
def base(tmp_path: Path, blank: Path) -> Path:
    base = tmp_path / "shared"
    shutil.copytree(blank, base)
    for name in ("ann", "ben"):
        shutil.copytree(blank, base / FOLDER / name)
    return base


def run(base: Path, capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, Any]:
    code = main(["--home", str(base), "--json", *argv])
    return code, json.loads(capsys.readouterr().out)


def test_profiles_are_stores_of_their_own(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, told = run(base, capsys, "profiles", "list")
    assert [one["name"] for one in told["profiles"]] == ["", "ann", "ben"]
    run(base, capsys, "--profile", "ann", "--person", "ann", "settings", "theme", "dark")
    assert run(base, capsys, "--profile", "ann", "settings", "theme")[1]["value"] == "dark"
    assert run(base, capsys, "--profile", "ben", "settings", "theme")[1]["value"] == "light"
    code, told = run(base, capsys, "--profile", "../ann", "settings")
    assert (code, told["error"]) == (1, "profile.name")
    code, told = run(base, capsys, "--profile", "cid", "settings")
    assert (code, told["error"]) == (1, "store.missing")


def test_a_profile_is_made_and_removed(
    base: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORKSTATION_PASSPHRASE", "a long enough one")
    code, told = run(base, capsys, "--passphrase", "profiles", "add", "cid")
    assert (code, Path(told["home"])) == (0, base / FOLDER / "cid")
    assert run(base, capsys, "profiles")[1]["profiles"][3]["protection"] == "passphrase"
    assert run(base, capsys, "profiles", "add", "cid")[1]["error"] == "profile.there"
    assert run(base, capsys, "profiles", "add", "Con")[1]["error"] == "profile.name"
    code, told = run(base, capsys, "profiles", "remove", "cid")
    assert (code, told["error"]) == (1, "profile.not_sure")
    assert "lost for good" in told["words"]
    assert (base / FOLDER / "cid").exists()
    assert run(base, capsys, "profiles", "remove", "cid", "--yes")[0] == 0
    assert not (base / FOLDER / "cid").exists()
    assert run(base, capsys, "profiles", "remove", "cid", "--yes")[1]["error"] == "profile.unknown"


def test_an_open_profile_is_not_removed(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    services = open_services(Opening(base / FOLDER / "ann", starter=False))
    assert services is not None
    try:
        told = run(base, capsys, "profiles", "remove", "ann", "--yes")[1]
    finally:
        services.close()
    assert told["error"] == "profile.open"
    assert (base / FOLDER / "ann" / "store.db").exists()


@pytest.mark.parametrize(
    ("chosen", "goes_on", "profile"), [("ben", True, "ben"), ("", True, ""), (None, False, None)]
)
def test_the_window_asks_whose_store(
    base: Path, monkeypatch: pytest.MonkeyPatch, chosen: str | None, goes_on: bool, profile: Any
) -> None:
    asked: list[list[str]] = []

    def ask(names: list[str]) -> str | None:
        asked.append(names)
        return chosen

    monkeypatch.setattr("workstation.app.ask_profile", ask)
    arguments = window_commands.words.parse(["--home", str(base)])
    assert window_commands._choose_profile(arguments) is goes_on
    assert asked == [["", "ann", "ben"]]
    assert arguments.profile == profile
    # Named, or alone, nobody asks.
    arguments = window_commands.words.parse(["--home", str(base), "--profile", "ann"])
    assert window_commands._choose_profile(arguments)
    alone = base / FOLDER / "ann"
    assert window_commands._choose_profile(window_commands.words.parse(["--home", str(alone)]))
    assert len(asked) == 1
