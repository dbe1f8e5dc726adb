"""Keys of one's own: what may be had, what falls back, the panel that gives them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest

from tests.desk import Desk
from workstation.domain.event import Kind
from workstation.ui import own_keys
from workstation.ui.actions import table
from workstation.ui.dialogs.chooser import Chooser
from workstation.ui.dialogs.key_sheet import KeySheet
from workstation.ui.dialogs.shortcuts import ShortcutsPanel

OpenDesk = Callable[..., Desk]
SPECS = table()
PLAIN = {spec.name: spec.keys for spec in SPECS}


@pytest.mark.parametrize(
    "stored",
    [
        None,
        [],
        "x",
        {"sync": "Ctrl+Y"},
        {"sync": [1]},
        {"sync": ["Ctrl+K, Ctrl+S"]},
        {"sync": [""]},
        {"sync": ["nonsense key"]},
        {"sync": ["Ctrl+C"]},
        {"sync": ["Alt+F4"]},
        {"sync": ["Meta+S"]},
        {"sync": ["1"]},
        {"sync": ["Ctrl+B"]},
        {"sync": ["Escape"]},
        {"press.1": ["F"]},
        {"leave": ["Ctrl+W"]},
        {"gone": ["Ctrl+W"]},
        {"sync": ["F1", "F2", "F3", "F4"]},
    ],
)
def test_what_cannot_be_used_falls_back(stored: Any) -> None:
    own = own_keys.in_force(stored, SPECS)
    assert own.keys == PLAIN
    assert bool(own.dropped) == isinstance(stored, dict)


def test_keys_can_be_swapped_and_taken_away() -> None:
    own = own_keys.in_force({"sync": ["Ctrl+B"], "batches": ["Ctrl+S"], "dark": []}, SPECS)
    assert not own.dropped
    assert (own.keys["sync"], own.keys["batches"]) == (("Ctrl+B",), ("Ctrl+S",))
    assert own.keys["dark"] == ()


keys = st.sampled_from([*(key for spec in SPECS for key in spec.keys), "Ctrl+Alt+Y", "F13", "?"])


@given(st.dictionaries(st.sampled_from(list(PLAIN)), st.lists(keys, max_size=4), max_size=8))
def test_whatever_is_stored_no_two_actions_share_a_key(stored: dict[str, list[str]]) -> None:
    own = own_keys.in_force(stored, SPECS)
    held = [own_keys.normal(key) for found in own.keys.values() for key in found]
    assert len(held) == len(set(held))
    for spec in SPECS:
        if spec.fixed:
            assert own.keys[spec.name] == spec.keys


def open_editor(desk: Desk, words: str) -> ShortcutsPanel:
    desk.window.commands.settings.show_keys()
    panel: ShortcutsPanel = desk.wait_panel(ShortcutsPanel)
    desk.type(words)
    return panel


def test_a_new_key_counts_at_once_and_after_a_restart(open_desk: OpenDesk) -> None:
    desk = open_desk()
    panel = open_editor(desk, "skip for now")
    desk.press("Return", "Ctrl+Alt+Y")
    assert panel.current().keys == "Ctrl+Alt+Y"
    assert desk.services.preferences["keys"] == {"skip": ["Ctrl+Alt+Y"]}
    desk.press("Escape")
    first = desk.task
    desk.press("F6")
    assert not desk.events(Kind.SKIPPED)
    desk.answer("Ctrl+Alt+Y")
    desk.wait_left(first)
    assert len(desk.events(Kind.SKIPPED)) == 1
    desk.press("F1")
    assert "Ctrl+Alt+Y  Skip for now" in desk.wait_panel(KeySheet).shown_text()
    home = desk.services.store.paths.home
    desk.close()
    again = open_desk(home)
    first = again.task
    again.answer("Ctrl+Alt+Y")
    again.wait_left(first)
    assert len(again.events(Kind.SKIPPED)) == 2


def test_sentences_and_buttons_name_the_keys_as_one_has_them(open_desk: OpenDesk) -> None:
    desk = open_desk()
    looks = desk.window.commands.looks
    looks.change("keys", {"fault": ["Ctrl+Alt+F"], "skip": ["F4"], "undo": []})
    first = desk.task
    desk.answer("F4")
    desk.wait_left(first)
    assert desk.told == "Skipped · – takes it back"
    said = desk.window.bar.shown_text()
    assert "F4 skip" in said
    assert "F6" not in said
    looks.change("keys", {})
    assert "F6 skip" in desk.window.bar.shown_text()


def test_words_that_only_hold_a_key_are_left_alone() -> None:
    own = own_keys.in_force({"keys": ["F10"], "stack": ["F1"]}, SPECS)
    own_keys.use(own, SPECS)
    said = own_keys.say("F1 shows, F10 stacks, F12 seals, Ctrl+F1 and XF1 are others")
    assert said == "F10 shows, F1 stacks, F12 seals, Ctrl+F1 and XF1 are others"
    own_keys.use(own_keys.in_force({}, SPECS), SPECS)
    assert own_keys.say("F1") == "F1"


def test_a_key_that_is_anothers_is_refused_by_name(open_desk: OpenDesk) -> None:
    desk = open_desk()
    panel = open_editor(desk, "skip for now")
    desk.press("Return")
    for key, why in (
        ("Ctrl+B", "“Choose a batch”"),
        ("4", "“Remove”"),
        ("Ctrl+C", "editing text"),
        ("Alt+F4", "desktop"),
        ("Tab", "editing text"),
    ):
        desk.press(key)
        assert why in panel.shown_text(), key
    desk.press("Escape")
    assert desk.panel() is panel  # Escape was for the key alone
    assert desk.services.preferences["keys"] == {}


def test_keys_are_given_back_one_by_one_and_all_at_once(open_desk: OpenDesk) -> None:
    desk = open_desk()
    panel = open_editor(desk, "")
    assert panel.current().id == "pin"
    desk.press("Return", "Ctrl+Alt+Y")
    desk.press("Down", "Shift+Return", "Ctrl+Alt+U")
    assert panel.current().keys == "Shift+F3 Ctrl+Alt+U"
    desk.press("Del")
    assert panel.current().keys == ""
    desk.press("Ctrl+Z")
    assert panel.current().keys == "Shift+F3 Ctrl+Alt+U"
    desk.press("Backspace")
    assert desk.services.preferences["keys"] == {"pin": ["Ctrl+Alt+Y"]}
    desk.press("Ctrl+Backspace")
    assert desk.services.preferences["keys"] == {}
    assert desk.window.keyboard.keys == PLAIN


def test_a_key_of_the_bar_keeps_its_place(open_desk: OpenDesk) -> None:
    desk = open_desk()
    panel = open_editor(desk, "no violation")
    desk.press("Return")
    assert not panel.catcher.isVisible()
    assert "keeps its place" in panel.shown_text()


def test_the_key_sheet_opens_on_a_question_mark_wherever_shift_puts_it(
    open_desk: OpenDesk,
) -> None:
    desk = open_desk()
    for key in (Qt.Key.Key_Question, Qt.Key.Key_Slash, Qt.Key.Key_Comma):
        QTest.sendKeyEvent(
            QTest.KeyAction.Click, desk.focus(), key, "?", Qt.KeyboardModifier.ShiftModifier
        )
        desk.wait_panel(KeySheet)
        desk.press("Escape")
    desk.press("/")
    desk.type("a?")
    assert desk.window.queue.filter_line() == "a?"
    assert desk.panel() is None


def test_hostile_keys_in_the_store_are_told_and_passed_over(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.services.set_preference("keys", {"sync": ["1"], "batches": ["Ctrl+Alt+Y"]})
    home = desk.services.store.paths.home
    desk.close()
    again = open_desk(home)
    again.wait(lambda: "sync" in again.told)
    again.press("Ctrl+Alt+Y")
    again.wait_panel(Chooser)


def test_every_default_key_could_be_chosen() -> None:
    for spec in SPECS:
        for key in spec.keys:
            assert own_keys.normal(key), key
            assert not QKeySequence(key).isEmpty()
            if not spec.fixed:
                assert not own_keys.reserved(key), key
