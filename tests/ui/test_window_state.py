"""The window comes back where it was, also when the screen it was on has gone."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from PySide6.QtCore import QRect

from tests.desk import Desk
from workstation.ui.window_state import within

OpenDesk = Callable[..., Desk]
SCREENS = [QRect(0, 0, 1920, 1080), QRect(1920, 0, 1280, 1024)]


@pytest.mark.parametrize(
    ("box", "screens", "wanted"),
    [
        (QRect(10, 10, 800, 600), SCREENS, QRect(10, 10, 800, 600)),
        (QRect(2000, 50, 800, 600), SCREENS, QRect(2000, 50, 800, 600)),
        (QRect(2000, 50, 800, 600), SCREENS[:1], QRect(0, 0, 800, 600)),
        (QRect(-5000, -5000, 800, 600), SCREENS, QRect(0, 0, 800, 600)),
        (QRect(0, -200, 800, 600), SCREENS, QRect(0, 0, 800, 600)),
        (QRect(100, 100, 4000, 3000), SCREENS[:1], QRect(100, 100, 1920, 1080)),
        (QRect(5, 5, 50, 50), [], QRect(5, 5, 50, 50)),
    ],
)
def test_its_head_can_be_taken_hold_of(box: QRect, screens: list[QRect], wanted: QRect) -> None:
    assert within(box, screens) == wanted


def test_panes_batch_and_full_screen_are_remembered(open_desk: OpenDesk) -> None:
    desk = open_desk(size=(1400, 800))
    desk.window.splitter.setSizes([300, 700, 400])
    sizes = desk.window.splitter.sizes()
    desk.press("F11")
    assert desk.window.isFullScreen()
    desk.press("F11")
    assert not desk.window.isFullScreen()
    desk.wait(lambda: desk.services.preferences["batch"] == desk.reviewer.batch)
    home = desk.services.store.paths.home
    desk.close()
    again = open_desk(home, size=(1400, 800))
    assert again.window.splitter.sizes() == sizes


def test_the_last_batch_is_opened_again(open_desk: OpenDesk) -> None:
    desk = open_desk()
    batch = desk.reviewer.batch
    desk.wait(lambda: desk.services.preferences["batch"] == batch)
    desk.window.reviewer.batch = ""
    desk.window.start()
    desk.wait(lambda: desk.reviewer.batch == batch)


@pytest.mark.parametrize(
    "kept",
    [
        "{",
        "[]",
        "null",
        json.dumps({"geometry": "é", "sizes": [1, 2]}),
        json.dumps({"geometry": "AAAA", "sizes": ["a", {}, None]}),
        json.dumps({"geometry": 7, "sizes": [10**9, 1, 1]}),
        json.dumps({"width": -4, "height": "x"}),
        json.dumps({"width": 10**12, "height": 700}),
    ],
)
def test_what_was_kept_and_makes_no_sense_is_passed_over(open_desk: OpenDesk, kept: str) -> None:
    desk = open_desk()
    desk.services.set_preference("window", kept)
    desk.window._state.restore()
    assert desk.window.isVisible()
    assert all(size > 0 for size in desk.window.splitter.sizes())


def test_a_narrow_window_has_the_policy_under_the_case(open_desk: OpenDesk) -> None:
    desk = open_desk()
    window = desk.window
    before = window.splitter.sizes()
    window.resize(800, 700)
    desk.wait(lambda: window.policy.parentWidget() is window.middle)
    desk.wait(lambda: window.policy.y() >= window.case.height())
    # Families beside the suggestions: the case keeps more than a third of the height.
    desk.wait(lambda: window.case.height() * 3 > window.middle.height())
    desk.press("4")
    desk.press("3")
    assert window.policy.isVisible()
    window.resize(1280, 800)
    desk.wait(lambda: window.policy.parentWidget() is window.splitter)
    assert window.splitter.sizes() == pytest.approx(before, abs=3)


def test_a_larger_interface_does_not_push_the_bar_off_the_screen(open_desk: OpenDesk) -> None:
    desk = open_desk()
    window = desk.window
    window.resize(1280, 700)
    desk.wait(lambda: window.height() == 700)
    for _ in range(8):
        desk.press("Ctrl+Shift++")
    assert desk.services.preferences["zoom"] == 1.6
    desk.wait(lambda: window.bar.geometry().bottom() < window.height())
    assert window.height() == 700
    assert window.case.height() > 100
    for _ in range(8):
        desk.press("Ctrl+Shift+-")
    desk.wait(lambda: window.policy.parentWidget() is window.splitter)
    assert not window._state._folded


def test_a_larger_interface_comes_back_with_the_panes_as_they_were(open_desk: OpenDesk) -> None:
    desk = open_desk(size=(1280, 720))
    desk.press("Ctrl+Shift++", "Ctrl+Shift++")
    desk.wait(lambda: desk.window.queue.width() < 150)
    sizes = desk.window.splitter.sizes()
    assert sizes[1] > sizes[2]
    home = desk.services.store.paths.home
    desk.close()
    again = open_desk(home, size=(1280, 720))
    assert again.window.splitter.sizes() == sizes
    again.press("Ctrl+Shift+-", "Ctrl+Shift+-")
    again.wait(lambda: again.services.preferences["zoom"] == 1.0)
