"""The line that says what was done: whole sentences, however long."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.desk import Desk
from workstation.ui import theme
from workstation.ui.widgets.toast import Toast, broken

LONG = (
    "The folder /media/stick/audits that was synced with before is not there any more. Plug the "
    "stick in, or connect the network drive, and try again."
)


def shown(qtbot: QtBot, words: str, width: int) -> tuple[Toast, QWidget]:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    theme.set_zoom(application, 1.0)
    theme.apply(application, dark=False)
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(width, 400)
    parent.show()
    toast = Toast(parent)
    toast.tell(words)
    assert toast.words == words
    return toast, parent


def test_a_short_line_is_as_wide_as_its_words(qtbot: QtBot) -> None:
    toast, _parent = shown(qtbot, "Skipped · Ctrl+Z takes it back", 900)
    assert toast.height() == 32
    assert toast.width() < 400


def test_a_long_sentence_is_shown_to_its_end(qtbot: QtBot) -> None:
    for width in (900, 420, 300):
        toast, parent = shown(qtbot, LONG, width)
        room = QRectF(0, 0, toast.width() - 29, 400)
        lines = broken(LONG, toast.width() - 32)
        needed = QFontMetricsF(theme.ui_font()).boundingRect(room, 0, lines)
        assert toast.height() >= needed.height()
        assert parent.rect().contains(toast.geometry())


def test_it_is_broken_between_words_and_within_one_only_where_it_must_be(qtbot: QtBot) -> None:
    _toast, _parent = shown(qtbot, LONG, 300)
    assert broken(LONG, 250).split() == LONG.split()
    assert broken(LONG, 250).count("\n") > 2
    address = "https://hub.example.org/" + "a" * 200
    lines = broken(address, 250).split("\n")
    assert len(lines) > 2
    assert "".join(lines) == address
    metrics = QFontMetricsF(theme.ui_font())
    assert all(metrics.horizontalAdvance(line) <= 250 for line in lines)
    assert broken("กระเป๋า 😍 " * 20, 250).split() == ["กระเป๋า", "😍"] * 20


def test_it_covers_neither_case_nor_bar(open_desk: Callable[..., Desk]) -> None:
    window = open_desk().window
    window.toast.tell("Agreed · Ctrl+Z takes it back")
    assert window.header.geometry().contains(window.toast.geometry())
    window.toast.tell(LONG)
    assert window.toast.geometry().top() == window.header.geometry().top()
    window.commands.show_keys()
    panel = window.commands.panels.open_panel
    assert panel is not None
    assert not panel.geometry().intersects(window.toast.geometry())  # it was told before
    children = window.children()
    assert children.index(window.toast) > children.index(panel)
    window.toast.tell(LONG)
    assert window.rect().contains(window.toast.geometry())
    assert window.toast.geometry().top() >= window.bar.geometry().top()
