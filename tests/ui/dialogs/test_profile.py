"""Whose store to open: a list, by keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from workstation.ui.dialogs.profile import ProfileDialog


def shown(qtbot: QtBot, *names: str) -> ProfileDialog:
    dialog = ProfileDialog(names)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.chooser.list.setFocus()
    return dialog


def test_a_profile_is_chosen_by_arrow_digit_and_letter(qtbot: QtBot) -> None:
    for keys, name in (
        ((Qt.Key.Key_Return,), ""),
        ((Qt.Key.Key_Down, Qt.Key.Key_Return), "ann"),
        ((Qt.Key.Key_3,), "ben"),
        ((Qt.Key.Key_B, Qt.Key.Key_Return), "ben"),
    ):
        dialog = shown(qtbot, "", "ann", "ben")
        for key in keys:
            QTest.keyClick(dialog.chooser.list, key)
        assert dialog.name == name
        assert dialog.result() == ProfileDialog.DialogCode.Accepted


def test_esc_opens_nobodys(qtbot: QtBot) -> None:
    dialog = shown(qtbot, "ann", "ben")
    QTest.keyClick(dialog.chooser.list, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert dialog.name is None


def test_it_says_what_the_first_one_is(qtbot: QtBot) -> None:
    dialog = shown(qtbot, "", "ann")
    words = dialog.chooser.shown_text()
    assert "Who works here?" in words
    assert "Without a name" in words
