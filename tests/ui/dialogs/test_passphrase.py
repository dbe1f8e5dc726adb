"""The passphrase: a new one twice in one form, a wrong one asked for again."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from workstation.cli import window as door
from workstation.fault import WorldFault
from workstation.services import Opening
from workstation.store.keys import Protection
from workstation.ui.dialogs.passphrase import PassphraseDialog


def test_a_new_one_is_long_enough_and_typed_twice(qtbot: QtBot) -> None:
    dialog = PassphraseDialog(new=True)
    qtbot.addWidget(dialog)
    qtbot.keyClicks(dialog.first, "short")
    assert "8" in dialog.told.text()
    assert not dialog._start.isEnabled()
    qtbot.keyClicks(dialog.first, " and long")
    qtbot.keyClicks(dialog.again, "something else")
    assert "same" in dialog.told.text()
    assert not dialog._start.isEnabled()
    dialog.again.clear()
    dialog.show()
    qtbot.keyClick(dialog.again, Qt.Key.Key_Return)
    assert dialog.isVisible()
    qtbot.keyClicks(dialog.again, "short and long")
    assert dialog.told.text() == ""
    assert dialog._start.isEnabled()
    qtbot.keyClick(dialog.again, Qt.Key.Key_Return)
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_a_known_one_is_asked_for_once(qtbot: QtBot) -> None:
    dialog = PassphraseDialog(new=False, wrong=True)
    qtbot.addWidget(dialog)
    assert not dialog.again.isVisibleTo(dialog)
    assert not dialog._start.isEnabled()
    qtbot.keyClicks(dialog.first, "x")
    assert dialog._start.isEnabled()
    dialog.show()
    qtbot.keyClick(dialog.first, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert dialog.result() == QDialog.DialogCode.Rejected


def test_a_wrong_one_is_asked_for_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WORKSTATION_PASSPHRASE", raising=False)
    said = iter(["the right words", "not these", "nor these", "the right words"])
    told: list[tuple[bool, bool]] = []

    def ask(*, new: bool, wrong: bool) -> str:
        told.append((new, wrong))
        return next(said)

    monkeypatch.setattr("workstation.app.ask_passphrase", ask)
    asker = door.Asker()
    opening = Opening(tmp_path / "home", Protection.PASSPHRASE, asker, starter=False)
    services = door._open(opening, asker)
    assert services is not None
    services.close()
    asker = door.Asker()
    again = door._open(Opening(opening.home, ask=asker, starter=False), asker)
    assert again is not None
    again.close()
    assert told == [(True, False), (False, False), (False, True), (False, True)]


def test_who_would_rather_quit_is_not_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WORKSTATION_PASSPHRASE", raising=False)
    monkeypatch.setattr("workstation.app.ask_passphrase", lambda *, new, wrong: "")
    monkeypatch.setattr("workstation.app.tell", lambda words: pytest.fail(words))
    asker = door.Asker()
    with pytest.raises(WorldFault) as caught:
        door._open(Opening(tmp_path / "home", Protection.PASSPHRASE, asker), asker)
    assert caught.value.code == "store.no_passphrase"
