"""The menu: the same actions in their groups, with the keys they have."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.desk import Desk
from workstation.ui.dialogs.key_sheet import KeySheet

OpenDesk = Callable[..., Desk]


def test_every_action_but_the_bars_stands_there_once_with_its_keys(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.window.commands.looks.change("keys", {"sync": ["Ctrl+Alt+S"]})
    menu = desk.window.commands.menus.build()
    told = {}
    for group in menu.actions():
        for action in group.menu().actions():
            words, _, keys = action.text().partition("\t")
            told[words.replace("&&", "&")] = keys
            assert action.shortcut().isEmpty()  # a second one would make both dead
    wanted = {
        spec.words: "  ".join(desk.window.keyboard.keys[spec.name])
        for spec in desk.window.keyboard.specs.values()
        if not spec.name.startswith("press.") and spec.name not in ("menu", "leave")
    }
    assert told == wanted
    assert told["Send and receive now"] == "Ctrl+Alt+S"
    menu.deleteLater()


def test_what_is_of_no_use_now_is_grey(
    open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk()
    monkeypatch.setattr(desk.window.commands, "has", lambda wanted: wanted != "case")
    menu = desk.window.commands.menus.build()
    found = {
        action.text().partition("\t")[0]: action.isEnabled()
        for group in menu.actions()
        for action in group.menu().actions()
    }
    assert not found["Skip for now"]
    assert found["All keys"]
    menu.deleteLater()


def test_the_button_opens_it_and_an_entry_acts(open_desk: OpenDesk, qtlog: object) -> None:
    desk = open_desk()
    with qtlog.disabled():  # type: ignore[attr-defined]  # the plugin cannot raise a menu
        QTest.mouseClick(desk.window.header.menu_button, Qt.MouseButton.LeftButton)
        menu = desk.window.commands.menus.menu
        assert menu is not None
        assert menu.isVisible()
        entry = next(
            action
            for group in menu.actions()
            for action in group.menu().actions()
            if action.text().startswith("All keys")
        )
        menu.close()
    entry.trigger()
    desk.wait_panel(KeySheet)


def test_a_mac_has_the_same_in_its_bar(open_desk: OpenDesk) -> None:
    desk = open_desk()
    menus = desk.window.commands.menus
    menus.make_bar()
    assert menus.bar is not None
    actions = [a for group in menus.bar.actions() for a in group.menu().actions()]
    assert desk.window.keyboard.actions["palette"] in actions
    menus.bar.deleteLater()
