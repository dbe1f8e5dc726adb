"""Preferences by keys: each counts at once, is kept, and can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from tests.desk import Desk
from workstation.domain.event import Kind
from workstation.domain.roster import Member, Role
from workstation.review import roster
from workstation.settings import SETTINGS
from workstation.ui import theme
from workstation.ui.dialogs.form import FormPanel
from workstation.ui.dialogs.preferences import PreferencesPanel
from workstation.ui.dialogs.shortcuts import ShortcutsPanel
from workstation.ui.dialogs.ticks import TicksPanel

OpenDesk = Callable[..., Desk]


@pytest.fixture(autouse=True)
def plain_looks(qapp: object) -> object:
    yield
    theme.set_zoom(qapp, 1.0)  # type: ignore[arg-type]
    theme.apply(qapp, dark=False)  # type: ignore[arg-type]


def at(desk: Desk, name: str) -> PreferencesPanel:
    desk.window.commands.show_preferences(name)
    panel: PreferencesPanel = desk.wait_panel(PreferencesPanel)
    assert panel.current().id == name
    return panel


def test_every_setting_stands_there_and_explains_itself(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.press("Ctrl+,")
    said = desk.wait_panel(PreferencesPanel).shown_text()
    for setting in SETTINGS:
        if setting.group:
            assert setting.hint, setting.name
            assert len(setting.hint) < 120, setting.name
            assert setting.hint in said
            assert len(setting.said) in (0, len(setting.choices))
    for words in ("Keys of your own", "Encryption", str(desk.services.store.paths.home)):
        assert words in said


def test_in_a_team_the_roster_says_who_one_is(open_desk: OpenDesk) -> None:
    desk = open_desk()
    services = desk.services
    assert "role" not in at(desk, "person.reads").shown_text().lower().split()
    services.act(roster.begin_team, "North").result()
    services.act(
        roster.set_person, Member(services.desk.person.id, Role.LEAD, "Mei Lin", languages=("th",))
    ).result()
    services.follow_roster()
    panel = at(desk, "person.reads")
    said = panel.shown_text()
    assert "Mei Lin" in said
    assert "Thai" in said
    assert "your lead sets them" in said
    assert panel.current().kind == "told"
    assert "Role in the team" in said


def test_a_choice_counts_at_once_and_is_taken_back_in_place(open_desk: OpenDesk) -> None:
    desk = open_desk()
    task = desk.task
    desk.answer("1")
    desk.wait_left(task)
    at(desk, "theme")
    desk.press("Right")
    assert theme.is_dark()
    assert "Colours: Dark" in desk.told
    desk.press("Ctrl+Z")
    assert not theme.is_dark()
    assert desk.services.preferences["theme"] == "light"
    desk.press("Ctrl+Z", "Ctrl+Z")
    assert not desk.events(Kind.UNDONE)  # no verdict is taken back from under the preferences
    desk.press("Right", "Escape")
    assert not desk.told  # nor does a toast promise it once the panel has gone
    desk.press("Ctrl+D")


def test_numbers_keep_their_range_and_can_be_typed(open_desk: OpenDesk) -> None:
    desk = open_desk()
    panel = at(desk, "sync_minutes")
    desk.press("Left", "Left", "Left", "Left", "Left", "Left", "Left")
    assert desk.services.preferences["sync_minutes"] == 0
    desk.press("Return")
    desk.type("30")
    desk.press("Return")
    assert desk.services.preferences["sync_minutes"] == 30
    desk.press("Return")
    desk.type("1e999")
    desk.press("Return")
    assert "does not fit" in desk.told
    assert desk.services.preferences["sync_minutes"] == 30
    desk.press("Return")
    desk.type("7")
    desk.press("Escape")
    assert desk.panel() is panel
    assert desk.services.preferences["sync_minutes"] == 30


def test_a_folder_is_chosen_and_cleared(
    open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    desk = open_desk()
    monkeypatch.setattr(
        QFileDialog, "getExistingDirectory", staticmethod(lambda *_given: str(tmp_path))
    )
    at(desk, "batches_from")
    desk.press("Return")
    assert desk.services.preferences["batches_from"] == str(tmp_path)
    desk.press("Del")
    assert desk.services.preferences["batches_from"] == ""
    at(desk, "sync_to")
    desk.press("Return")
    asked = desk.wait_panel(FormPanel)
    desk.press("Alt+O")
    desk.wait(lambda: asked.values()["address"] == str(tmp_path))
    desk.press("Return")
    assert desk.services.preferences["sync_to"] == str(tmp_path)
    assert desk.wait_panel(PreferencesPanel).current().id == "sync_to"
    desk.press("Del")
    assert desk.services.preferences["sync_to"] == ""


def test_search_finds_a_setting_by_its_words(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.press("Ctrl+,")
    panel = desk.wait_panel(PreferencesPanel)
    desk.type("ahead")
    assert panel.current().id == "ahead"
    desk.press("Return")
    desk.type("12")
    desk.press("Return")
    assert desk.services.preferences["ahead"] == 12


def test_one_says_ones_name_and_languages_anew(open_desk: OpenDesk) -> None:
    desk = open_desk()
    at(desk, "person.name")
    desk.press("Return")
    desk.press("Ctrl+A")
    desk.type("Lee Q.")
    desk.press("Return")
    person = desk.services.desk.person
    assert (person.id, person.name) == ("you", "Lee Q.")  # verdicts stay under the id
    at(desk, "person.reads")
    desk.press("Return")
    panel = desk.wait_panel(TicksPanel)
    assert panel.list.ticked() == ("ms", "en")
    desk.press("Down", "Space", "Return")
    assert desk.services.desk.person.reads == ("ms", "id", "en")
    desk.wait_panel(PreferencesPanel)


def test_keys_are_reached_from_there(open_desk: OpenDesk) -> None:
    desk = open_desk()
    at(desk, "keys")
    desk.press("Return")
    desk.wait_panel(ShortcutsPanel)


def test_the_interface_grows_apart_from_the_cases_words(open_desk: OpenDesk) -> None:
    desk = open_desk(size=(1280, 720))
    content = theme.case_font("ms", desk.services.preferences["content_step"]).pointSizeF()
    interface = theme.ui_font().pointSizeF()
    high = desk.window.header.height()
    for _ in range(3):
        desk.press("Ctrl+Shift++")
    assert desk.services.preferences["zoom"] == 1.3
    assert theme.ui_font().pointSizeF() == pytest.approx(interface * 1.3)
    assert desk.window.header.height() > high
    step = desk.services.preferences["content_step"]
    assert theme.case_font("ms", step).pointSizeF() == content
    for _ in range(9):
        desk.press("Ctrl+Shift++")
    assert desk.services.preferences["zoom"] == 1.6
    assert desk.window.width() == 1280  # nothing asks for more room than there is
    for button in desk.window.bar.buttons():
        assert desk.window.bar.rect().contains(button.geometry())
    for _ in range(20):
        desk.press("Ctrl+Shift+-")
    assert desk.services.preferences["zoom"] == 0.8
    assert desk.window.size().toTuple() == (1280, 720)


def test_translations_are_made_into_another_language_from_here_on(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.wait(lambda: desk.reviewer.prepared.rendered.complete)
    assert desk.reviewer.prepared.rendered.target == "en"
    desk.window.commands.looks.change("read_in", "ms")
    desk.wait(lambda: desk.reviewer.prepared.rendered.target == "ms")


def test_a_setting_that_comes_from_elsewhere_is_taken_up(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.services.set_preference("theme", "dark")
    desk.window.refresh_everything()
    assert theme.is_dark()
