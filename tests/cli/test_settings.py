"""`workstation settings`: what can be set, from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workstation.cli import main
from workstation.services import Opening, open_services
from workstation.settings import SETTINGS
from workstation.store.keys import Protection


@pytest.fixture
def home(tmp_path: Path) -> Path:
    services = open_services(Opening(tmp_path / "home", Protection.FILE, starter=False))
    assert services is not None
    services.close()
    return tmp_path / "home"


Say = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def say(home: Path, capsys: pytest.CaptureFixture[str]) -> Say:
    def run(*words: str) -> tuple[int, Any, str]:
        code = main(["settings", "--home", str(home), "--json", *words])
        out, error = capsys.readouterr()
        return code, json.loads(out), error

    return run


def test_all_of_them_are_listed_but_the_programs_own_memory(say: Say) -> None:
    code, told, _error = say()
    assert code == 0
    names = {one["name"] for one in told["settings"]}
    assert names == {one.name for one in SETTINGS if one.group} | {"keys"}
    assert all(one["words"] and one["value"] == one["default"] for one in told["settings"])


def test_one_is_set_and_stays(say: Say) -> None:
    assert say("theme", "dark")[1]["value"] == "dark"
    assert say("zoom", "1.3")[1]["value"] == 1.3
    code, told, _error = say("theme")
    assert (code, told["value"], told["choices"]) == (0, "dark", ["light", "dark", "system"])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("theme", "pink"), "settings.unfit"),
        (("zoom", "9"), "settings.unfit"),
        (("ahead", "ten"), "settings.unfit"),
        (("window", "{}"), "settings.unknown"),
        (("recent",), "settings.unknown"),
        (("nothing",), "settings.unknown"),
    ],
)
def test_what_cannot_be_set_is_told(say: Say, words: tuple[str, ...], code: str) -> None:
    status, told, error = say(*words)
    assert (status, told["error"]) == (1, code)
    assert error.startswith("workstation: ")
