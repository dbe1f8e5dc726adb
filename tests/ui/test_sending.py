"""Acts go out by themselves, the header says how it stands, and nothing stops the person."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.desk import Desk
from workstation.review.bar_values import Step
from workstation.sync.folder import FolderTransport
from workstation.sync.transport import Place
from workstation.sync.verify import verify
from workstation.ui import sending, syncing
from workstation.ui.dialogs.form import FormPanel
from workstation.ui.pace import ACTS, LONGEST, OPENING, Pace

OpenDesk = Callable[..., Desk]


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


# The pace


def test_the_first_run_comes_soon_after_the_opening_and_then_by_minutes_or_acts() -> None:
    clock = Clock()
    pace = Pace(clock)
    assert not pace.is_due(500, 5)
    clock.now += OPENING
    assert pace.is_due(0, 5)
    assert not pace.is_due(500, 0)  # only when somebody says so
    pace.went(left=3)
    clock.now += 1
    assert not pace.is_due(ACTS + 2, 5)
    assert pace.is_due(ACTS + 3, 5)  # what could not go is no reason to go again at once
    clock.now += 298
    assert not pace.is_due(3, 5)
    clock.now += 1
    assert pace.is_due(3, 5)


def test_it_fails_ever_less_often_and_never_at_the_same_moment_for_all() -> None:
    clock = Clock()
    waits = []
    pace = Pace(clock, lambda: 1.0)
    for _ in range(9):
        pace.failed()
        assert not pace.is_due(1000, 1)
        left = pace.seconds_left()
        assert left is not None
        waits.append(left)
        clock.now += left
        assert pace.is_due(0, 1)
    assert waits == [15, 30, 60, 120, 240, 480, LONGEST, LONGEST, LONGEST]
    halved = Pace(clock, lambda: 0.0)
    halved.failed()
    assert halved.seconds_left() == 8
    pace.at_once()
    pace.failed()
    assert pace.seconds_left() == 15  # somebody asked: it begins again
    pace.went(0)
    assert pace.seconds_left() is None


# In the window


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "team"
    made.mkdir()
    return made


def ready(desk: Desk, clock: Clock | None = None) -> sending.Sending:
    held = desk.window.commands.sending
    if clock is not None:
        held.pace = Pace(clock, lambda: 1.0)
        held.pace.went(0)  # the run after the opening is not what is looked at
    desk.wait(lambda: bool(desk.window.header._sent))
    return held


def judge(desk: Desk) -> None:
    """A verdict on the case on the screen, whatever the moderator said."""
    task = desk.task
    while desk.window.case.media_missing():
        desk.press("M")
        desk.wait(lambda: not desk.window.case.media_missing())
        desk.press("Escape")
    desk.answer("1")
    desk.wait(lambda: desk.step is Step.REVEALED or desk.task != task)
    if desk.task == task:
        desk.answer("1", "Enter")
    desk.wait_left(task)


def header(desk: Desk) -> str:
    return str(desk.window.header._sent)


def test_the_header_says_what_waits_and_ctrl_s_asks_where_to(
    open_desk: OpenDesk, folder: Path
) -> None:
    desk = open_desk()
    held = ready(desk)
    assert header(desk) == "✓ all sent"
    judge(desk)
    held.count()
    desk.wait(lambda: "unsent, oldest 0 min" in header(desk))
    desk.press("Ctrl+S")
    panel = desk.wait_panel(FormPanel)
    assert "nothing leaves" in panel.shown_text()
    desk.type(str(folder))
    assert "That is a folder." in panel.shown_text()
    desk.press("Return")
    desk.wait(lambda: "Sent" in desk.told)
    assert desk.panel() is None
    assert header(desk) == "✓ all sent"


def test_ctrl_s_sends_and_says_so(open_desk: OpenDesk, folder: Path) -> None:
    desk = open_desk()
    ready(desk)
    judge(desk)
    desk.services.set_preference("sync_to", str(folder))
    desk.press("Ctrl+S")
    desk.wait(lambda: "Sent" in desk.told)
    assert header(desk) == "✓ all sent"
    assert verify(desk.services.store, FolderTransport(folder)).ok


def test_after_some_acts_they_go_without_a_word(
    open_desk: OpenDesk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk()
    clock = Clock()
    held = ready(desk, clock)
    desk.services.set_preference("sync_to", str(folder))
    monkeypatch.setattr("workstation.ui.pace.ACTS", 2)
    judge(desk)
    desk.window.toast.hide()
    held.count()
    desk.wait(lambda: "unsent" in header(desk) and "sending" not in header(desk))
    runs: list[object] = []
    held.synced.connect(runs.append)
    held.tick()
    desk.wait(lambda: bool(runs))
    desk.wait(lambda: header(desk) == "✓ all sent")
    assert not desk.told
    assert desk.panel() is None
    held.tick()
    assert not held.busy


def test_a_place_that_is_away_is_tried_again_later_and_at_once_by_the_key(
    open_desk: OpenDesk, folder: Path
) -> None:
    desk = open_desk()
    clock = Clock()
    held = ready(desk, clock)
    desk.services.set_preference("sync_to", str(folder))
    desk.press("Ctrl+S")
    desk.wait(lambda: "Sent" in desk.told)
    judge(desk)
    desk.window.toast.hide()
    away = folder.rename(folder.with_name("away"))
    clock.now += 600
    held.tick()
    desk.wait(lambda: "folder away, again in 20 s" in header(desk))
    assert not desk.told
    assert desk.panel() is None  # never in the way
    clock.now += 6
    held.tick()
    assert "again in 10 s" in header(desk)
    judge(desk)  # the case goes on
    away.rename(folder)
    assert not held.busy
    desk.press("Ctrl+S")
    desk.wait(lambda: "Sent" in desk.told)
    assert header(desk) == "✓ all sent"
    assert held.pace.seconds_left() is None


def test_a_key_while_it_sends_makes_that_run_speak(
    open_desk: OpenDesk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk()
    held = ready(desk)
    go_on = threading.Event()

    class Slow(FolderTransport):
        def who_am_i(self, *, expected: str | None = None) -> Place:
            assert go_on.wait(10)
            return super().who_am_i(expected=expected)

    monkeypatch.setattr(syncing, "open_place", lambda *_given: Slow(folder))
    desk.services.set_preference("sync_to", str(folder))
    runs: list[object] = []
    held.synced.connect(runs.append)
    held.now(quiet=True)
    desk.press("Ctrl+S", "Ctrl+S")
    go_on.set()
    desk.wait(lambda: "Sent" in desk.told)
    assert len(runs) == 1


def test_what_waits_goes_when_the_window_closes(open_desk: OpenDesk, folder: Path) -> None:
    desk = open_desk()
    held = ready(desk)
    desk.services.set_preference("sync_to", str(folder))
    judge(desk)
    held.count()
    desk.wait(lambda: "unsent" in header(desk))
    desk.close()
    assert [*folder.glob("streams/**/*.seg"), *folder.glob("streams/*/*")]


def test_a_place_that_does_not_answer_holds_up_no_closing(
    open_desk: OpenDesk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hung, woken = threading.Event(), threading.Event()

    class Hanging(FolderTransport):
        def who_am_i(self, *, expected: str | None = None) -> Place:
            hung.set()
            assert woken.wait(20)
            return super().who_am_i(expected=expected)

        def close(self) -> None:
            woken.set()

    monkeypatch.setattr(syncing, "open_place", lambda *_given: Hanging(folder))
    monkeypatch.setattr(sending, "GRACE", 0.05)
    desk = open_desk()
    ready(desk)
    desk.services.set_preference("sync_to", str(folder))
    judge(desk)
    desk.window.commands.sending.now(quiet=True)
    assert hung.wait(10)
    desk.close()
    assert woken.is_set()
    assert not list(folder.glob("streams/*/*"))


def test_a_folder_that_is_deleted_is_no_bug(open_desk: OpenDesk, folder: Path) -> None:
    desk = open_desk()
    ready(desk)
    desk.services.set_preference("sync_to", str(folder))
    desk.press("Ctrl+S")
    desk.wait(lambda: "Sent" in desk.told)
    shutil.rmtree(folder)
    desk.window.toast.hide()
    desk.press("Ctrl+S")
    desk.wait(lambda: "not there any more" in desk.told)
