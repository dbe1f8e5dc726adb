"""While a key's work is done, what is translated ahead and an import stand still."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from tests.desk import Desk
from workstation.ui.giving_way import LASTS_MS, GivingWay

OpenDesk = Callable[..., Desk]


def test_it_goes_on_a_moment_after_the_last_key(qtbot: Any) -> None:
    told: list[bool] = []
    parent = QObject()
    way = GivingWay(parent, told.append)
    way.now()
    way.now()
    assert told == [True, True]
    qtbot.waitUntil(lambda: len(told) == 3, timeout=LASTS_MS * 50)
    assert told == [True, True, False]
    way.now()
    assert told[3:] == [True]


def test_a_key_in_the_window_stops_engine_and_import(open_desk: OpenDesk) -> None:
    desk = open_desk()
    engine, heard = desk.services.engine, []
    desk.wait(lambda: not engine.stills or engine.stills[-1] is False)
    engine.stills.clear()
    with desk.services.bell.heard_by(lambda: heard.append(True)):
        desk.press("Alt+Down")
        assert engine.stills[0] is True
        assert heard
        desk.wait(lambda: engine.stills[-1] is False)
        # What is typed into a line counts as well.
        desk.press("/")
        desk.wait(lambda: engine.stills[-1] is False)
        heard.clear()
        desk.type("a")
        assert engine.stills[-1] is True
        assert heard
        desk.wait(lambda: engine.stills[-1] is False)
    assert desk.services.ahead._still is False
