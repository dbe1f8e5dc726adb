"""Keys: the table, held keys, typing, panels, other keyboards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from tests.desk import Desk, auto_repeat
from workstation.domain.event import Kind
from workstation.domain.ids import PersonId
from workstation.review.bar_values import Step
from workstation.store.people import Person
from workstation.ui import physical_keys, theme
from workstation.ui.actions import table
from workstation.ui.dialogs.chooser import Chooser
from workstation.ui.dialogs.end_of_batch import EndOfBatch
from workstation.ui.dialogs.first_run import FirstRunPanel
from workstation.ui.dialogs.key_sheet import KeySheet
from workstation.ui.dialogs.models import ModelsPanel
from workstation.ui.dialogs.palette import Palette
from workstation.ui.dialogs.results import ResultsPanel

OpenDesk = Callable[..., Desk]


# The table


def test_no_two_actions_share_a_key() -> None:
    keys = Counter(
        QKeySequence(key).toString() for spec in table() for key in spec.keys if QKeySequence(key)
    )
    assert [key for key, number in keys.items() if number > 1] == []
    assert all(not QKeySequence(key).isEmpty() for spec in table() for key in spec.keys)


def test_every_action_has_a_handler_and_every_handler_an_action(open_desk: OpenDesk) -> None:
    desk = open_desk()
    assert set(desk.window.commands.handlers(table())) == {spec.name for spec in table()}
    assert {spec.wants for spec in table()} == {"", "batch", "case"}


def test_every_key_is_on_the_sheet(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.press("F1")
    said = desk.wait_panel(KeySheet).shown_text()
    for spec in table():
        assert spec.words in said
        assert all(key in said for key in spec.keys)


def test_keys_that_stand_on_the_screen_do_what_they_say(open_desk: OpenDesk) -> None:
    desk = open_desk()
    known = {key for spec in table() for key in spec.keys}
    for step in ((), ("4",), ("3",), ("Backspace", "Backspace"), ("0",)):
        desk.answer(*step)
        assert {button.key for button in desk.window.bar.buttons()} <= known


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("F1", KeySheet),
        ("Ctrl+B", Chooser),
        ("Ctrl+R", ResultsPanel),
        ("Ctrl+M", ModelsPanel),
        ("Ctrl+Return", EndOfBatch),
        ("F2", Chooser),
    ],
)
def test_keys_open_panels_and_escape_closes_just_them(
    open_desk: OpenDesk, key: str, kind: type
) -> None:
    desk = open_desk()
    desk.answer("4")
    desk.press(key)
    desk.wait_panel(kind)
    desk.press("Escape")
    assert desk.panel() is None
    assert desk.window.isVisible()
    assert desk.step is Step.FAMILY
    desk.answer("3")
    assert desk.step is Step.CLAUSE


def test_the_rest_of_the_keys(open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = open_desk()
    asked = []

    def ask(name: str, nothing: Any) -> Any:
        return staticmethod(lambda *given, **more: asked.append(name) or nothing)

    for name in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, ask(name, ("", "")))
    desk.press("Ctrl+O", "Ctrl+E")
    assert asked == ["getOpenFileName", "getSaveFileName"]
    size = desk.services.preferences["content_step"]
    desk.press("Ctrl++")
    assert desk.services.preferences["content_step"] > size
    desk.press("Ctrl+-", "Ctrl+-")
    assert desk.services.preferences["content_step"] < size
    desk.press("Ctrl+D")
    assert theme.is_dark()
    desk.press("Ctrl+D")
    assert not theme.is_dark()
    first = desk.task
    desk.wait(lambda: not desk.window.background.busy)
    desk.press("Alt+Down")
    desk.wait_left(first)
    second = desk.task
    desk.press("Alt+Up")
    desk.wait(lambda: desk.task == first)
    desk.press("F5")
    desk.wait(lambda: desk.task == second)
    desk.press("Ctrl+Q")
    assert not desk.window.isVisible()


def test_v_shows_what_changed_and_ctrl_p_finds(open_desk: OpenDesk) -> None:
    desk = open_desk()
    changed = dict(desk.reviewer.prepared.view.changed)
    clause = next(c for c in desk.reviewer.menu.clauses if c.clause in changed)
    desk.answer("4", str(clause.family), clause.digit)
    before = desk.window.policy.shown_text()
    desk.press("V")
    assert desk.window.policy.shown_text() != before
    desk.press("V")
    assert desk.window.policy.shown_text() == before
    desk.answer("Backspace")
    desk.press("Ctrl+P")
    desk.type("counterfeit")
    finder = desk.window.policy._finder
    desk.wait(lambda: bool(finder.list.lines))
    desk.press("Return")
    assert desk.step is Step.READY  # what was found is what was asked for
    assert not desk.window.keyboard.is_typing()


# Held keys


def test_a_held_key_does_nothing(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.go("L-ID-70331208")
    first = desk.task
    for _ in range(5):
        auto_repeat(desk.focus(), Qt.Key.Key_1, "1")
        auto_repeat(desk.focus(), Qt.Key.Key_F6, "")
        auto_repeat(desk.focus(), Qt.Key.Key_F12, "")
    desk.answer("4", "Alt+1")
    for _ in range(5):
        auto_repeat(desk.focus(), Qt.Key.Key_Return, "\r")
        auto_repeat(desk.focus(), Qt.Key.Key_Backspace, "\b")
    assert (desk.task, desk.step) == (first, Step.READY)
    assert not desk.events(Kind.ANSWERED)
    assert not desk.events(Kind.SKIPPED)


def test_digits_while_an_answer_is_being_committed_are_nobodys(
    open_desk: OpenDesk, slow_writer: Any
) -> None:
    desk = open_desk()
    first = desk.task
    with slow_writer(desk):
        desk.press("1")
        assert desk.step is Step.WAITING
        desk.press("1", "4", "5", "Backspace", "F6", "F4", "F3", "Ctrl+Z", "F12", "-", "Alt+1")
        assert (desk.task, desk.step) == (first, Step.WAITING)
    desk.wait_left(first)
    assert desk.step is Step.ACTION
    assert len(desk.verdicts()) == 1
    for kind in (Kind.SKIPPED, Kind.UNDONE, Kind.SEALED):
        assert not desk.events(kind)


# Typing


def test_keys_rest_while_somebody_types(open_desk: OpenDesk) -> None:
    desk = open_desk()
    first = desk.task
    desk.press("/")
    desk.type("12345 0 + - L M V /")
    assert desk.window.queue.filter_line() == "12345 0 + - L M V /"
    desk.press("Backspace")
    assert desk.window.queue.filter_line() == "12345 0 + - L M V"
    assert (desk.task, desk.bar.step) == (first, Step.ACTION)
    desk.press("Escape")
    assert desk.window.queue.filter_line() == ""
    assert not desk.window.keyboard.is_typing()
    desk.press("Ctrl+P")
    desk.type("2.1 M")
    assert desk.window.policy._finder.line.text() == "2.1 M"
    desk.press("Escape")
    assert not desk.window.keyboard.is_typing()
    desk.answer("4")
    assert desk.step is Step.FAMILY


def test_keys_with_ctrl_go_on_while_somebody_types(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.press("/")
    desk.type("lang:th")
    line = desk.focus()
    event = QKeyEvent(
        QEvent.Type.ShortcutOverride, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier
    )
    event.accept()  # as a desktop has it on which Ctrl+K cuts the line off
    assert line.parent() is not None
    assert desk.window.keyboard.eventFilter(line, event)
    assert not event.isAccepted()
    desk.press("Ctrl+K")
    desk.wait_panel(Palette)
    desk.press("Escape")
    assert desk.window.queue.filter_line() == "lang:th"


def test_the_note_takes_keys_and_enter_only_leaves_it(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.answer("0", "9")
    note = desk.window.bar.note
    assert note.hasFocus()
    desk.type("1 2 9 + - M")
    desk.press("Backspace")
    assert note.text() == "1 2 9 + - "
    desk.press("Return")
    assert not note.hasFocus()
    assert desk.step is Step.CANNOT
    assert not desk.events(Kind.CANNOT_JUDGE)
    desk.press("9", "Escape")
    assert not note.hasFocus()
    assert note.text() == "1 2 9 + - "
    assert desk.step is Step.CANNOT


def test_the_keyboard_never_ends_up_in_a_line_nobody_chose(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.go("L-ID-70331208")
    task = desk.task
    desk.answer("4", "Alt+1", "Enter")
    desk.wait_step(Step.REVEALED)
    desk.press("9")
    desk.type("by mouse")
    record = next(b for b in desk.window.bar.buttons() if b.key == "Enter")
    QTest.mouseClick(record, Qt.MouseButton.LeftButton)
    desk.wait_left(task)
    assert not desk.window.keyboard.is_typing()
    desk.answer("4")
    assert desk.window.queue.filter_line() == ""
    assert desk.step is Step.FAMILY


def test_typing_a_filter_is_not_torn_away_by_a_case_that_arrives(
    open_desk: OpenDesk, slow_writer: Any
) -> None:
    desk = open_desk()
    first = desk.task
    with slow_writer(desk):
        desk.press("1", "/")
        desk.type("lang:t")
    desk.wait_left(first)
    desk.type("h")
    assert desk.window.queue.filter_line() == "lang:th"


# Panels and the large view


def test_the_cases_keys_rest_under_a_panel(open_desk: OpenDesk) -> None:
    desk = open_desk()
    first, bar = desk.task, desk.bar
    desk.press("F1")
    desk.wait_panel(KeySheet)
    desk.press("1", "4", "Backspace", "+", "-", "F3", "F4", "F6", "F7", "F8", "F9", "F12", "F5")
    desk.press("M", "L", "V", "/", "F2", "Alt+1", "Alt+Down")
    assert (desk.task, desk.bar, desk.reviewer.misled) == (first, bar, False)
    assert not desk.window.case.view.isVisible()
    assert desk.window.queue.filter_line() == ""
    assert desk.panel() is not None
    assert not desk.sql("SELECT 1 FROM event WHERE kind NOT IN ('opened', 'introduced')")


def test_escape_closes_one_thing_at_a_time(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.go("L-SG-31500917")
    desk.press("M")
    view = desk.window.case.view
    assert view.isVisible()
    desk.press("F1")
    desk.wait_panel(KeySheet)
    desk.press("Escape")
    assert desk.panel() is None
    assert view.isVisible()
    desk.press("Escape")
    assert not view.isVisible()
    assert desk.window.isVisible()


def test_keys_of_the_large_view_are_its_own(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.go("L-SG-31500917")
    task = desk.task
    desk.press("M")
    desk.press("1", "0", "4", "+", "-", "Return", "Backspace")
    assert (desk.task, desk.step) == (task, Step.ACTION)
    assert desk.window.case.view.isVisible()


def test_taking_back_shows_the_case_not_the_panel(open_desk: OpenDesk) -> None:
    desk = open_desk()
    first = desk.task
    desk.answer("1")
    desk.wait_left(first)
    desk.press("Ctrl+Return")
    desk.wait_panel(EndOfBatch)
    desk.answer("Ctrl+Z")
    desk.wait(lambda: desk.task == first)
    assert desk.panel() is None


# Other keyboards


def test_digits_of_the_keypad(open_desk: OpenDesk) -> None:
    desk = open_desk()
    keypad = Qt.KeyboardModifier.KeypadModifier
    QTest.keyClick(desk.focus(), Qt.Key.Key_4, keypad)
    assert desk.step is Step.FAMILY
    QTest.keyClick(desk.focus(), Qt.Key.Key_2, keypad)
    QTest.keyClick(desk.focus(), Qt.Key.Key_1, keypad)
    assert desk.step is Step.READY
    QTest.keyClick(desk.focus(), Qt.Key.Key_Plus, keypad)
    assert desk.step is Step.ACTION
    QTest.keyClick(desk.focus(), Qt.Key.Key_Minus, keypad)
    assert not desk.bar.sure
    desk.press("Backspace")
    first = desk.task
    QTest.keyClick(desk.focus(), Qt.Key.Key_Enter, keypad)
    desk.wait(lambda: desk.step is Step.REVEALED or desk.task != first)


def press_place(desk: Desk, scan: int, key: int, text: str) -> None:
    """A key as another layout sends it: first the shortcuts ask whether it is somebody's."""

    def event(kind: QEvent.Type) -> QKeyEvent:
        none = Qt.KeyboardModifier.NoModifier
        return QKeyEvent(kind, key, none, scan, 0, 0, text, False, 1)

    override = event(QEvent.Type.ShortcutOverride)
    override.ignore()
    QApplication.sendEvent(desk.focus(), override)
    if override.isAccepted() and not desk.window.keyboard.is_typing():
        # Qt asks the shortcuts again for an event that no keyboard sent, without its place.
        desk.window.keyPressEvent(event(QEvent.Type.KeyPress))
    else:
        QApplication.sendEvent(desk.focus(), event(QEvent.Type.KeyPress))


@pytest.mark.parametrize(
    ("text", "key", "scan", "step"),
    [
        ("ภ", 0x0E20, 13, Step.FAMILY),  # Thai, the key of 4
        ("'", int(Qt.Key.Key_Apostrophe), 13, Step.FAMILY),  # AZERTY, the key of 4
        ("à", 0xE0, 19, Step.CANNOT),  # AZERTY, the key of 0
        ("จ", 0x0E08, 19, Step.CANNOT),  # Thai, the key of 0
        ("-", int(Qt.Key.Key_Minus), 15, Step.ACTION),  # AZERTY, the key of 6: no "unsure"
        ("ห", 0x0E2B, 39, Step.ACTION),  # Thai, the key of S
    ],
)
def test_digits_by_the_place_of_the_key(
    open_desk: OpenDesk,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    key: int,
    scan: int,
    step: Step,
) -> None:
    monkeypatch.setattr(QGuiApplication, "platformName", staticmethod(lambda: "xcb"))
    monkeypatch.setattr(physical_keys, "_FIRST", 10)
    desk = open_desk()
    press_place(desk, scan, key, text)
    assert desk.step is step
    assert desk.bar.sure


def test_the_place_of_the_key_does_not_count_while_typing(
    open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QGuiApplication, "platformName", staticmethod(lambda: "xcb"))
    desk = open_desk()
    desk.press("/")
    press_place(desk, 13, 0x0E20, "ภ")
    assert desk.window.queue.filter_line() == "ภ"
    assert desk.step is Step.ACTION


def test_a_first_run_asks_before_a_batch_is_opened_and_can_be_put_off(
    open_desk: OpenDesk,
) -> None:
    desk = open_desk(person=Person(PersonId("me")), batch="none")
    desk.wait_panel(FirstRunPanel)
    assert not desk.window.reviewer.batch
    desk.press("Escape")
    assert desk.services.desk.person.id == "me"
    assert desk.window.reviewer.batch == "none"
    desk.window.reviewer.batch = ""
    desk.window.refresh_everything()
    desk.wait_panel(Chooser)
