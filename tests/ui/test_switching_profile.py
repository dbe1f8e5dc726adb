"""Several persons on one machine: the window closes, and whose store is next is asked anew."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import copy_home
from tests.desk import Desk
from workstation import app
from workstation.cli import parser
from workstation.cli import window as window_commands
from workstation.cli.out import Out
from workstation.services import Services
from workstation.store import profiles

OpenDesk = Callable[..., Desk]


def test_alone_it_says_how_another_is_made(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.press("Ctrl+Shift+W")
    assert "profiles add" in desk.told
    assert desk.window.isVisible()
    assert not desk.window.switching


def test_where_there_are_two_the_window_closes_to_be_asked(
    open_desk: OpenDesk, home: Path, tmp_path: Path
) -> None:
    base = copy_home(home, tmp_path / "base")
    copy_home(home, profiles.home_of(base, "mei"))
    for one in (base, profiles.home_of(base, "mei")):
        desk = open_desk(one)
        desk.press("Ctrl+Shift+W")
        assert desk.window.switching
        assert not desk.window.isVisible()
        desk.close()


def test_then_it_is_asked_whose_store_is_opened(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = copy_home(home, tmp_path / "base")
    copy_home(home, profiles.home_of(base, "mei"))
    answers, opened = ["mei", "", None], []

    def run_window(services: Services, *_more: Any) -> int:
        opened.append(services.store.paths.home)
        services.close()
        return app.SWITCH

    monkeypatch.setattr(app, "ask_profile", lambda _names: answers.pop(0))
    monkeypatch.setattr(app, "run_window", run_window)
    arguments = parser.parse(["--home", str(base)])
    assert window_commands.window(arguments, None, Out(sys.stdout, sys.stderr)) == 0
    assert opened == [profiles.home_of(base, "mei"), base]
    assert answers == []
