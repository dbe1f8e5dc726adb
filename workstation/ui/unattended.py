"""The demo without a screen: cases worked by real key events, then a sync, then what was done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from workstation.domain.batch import TaskState
from workstation.domain.language import Translation
from workstation.fault import BugFault
from workstation.review.bar_values import Step
from workstation.store.verdicts import rows
from workstation.sync.folder import FolderTransport
from workstation.sync.sync import sync
from workstation.ui.keys import press
from workstation.ui.window import Window

PATIENCE_MS = 120_000


def work(app: QApplication, window: Window, batch: str, cases: int) -> dict[str, Any]:
    """Answer `cases` cases: where a clause is suggested remove by it, else no violation.

    The answers only show the way through; they are no judgement of the content.
    """
    window.activateWindow()
    _wait(app, window.isActiveWindow, "the window")  # before that no shortcut fires
    window.open_batch(batch)
    reviewer = window.reviewer
    languages: dict[str, None] = {}
    translated = worked = 0
    picture = str(window.services.store.paths.home / "screenshot.png")
    ended: list[bool] = []
    reviewer.batch_ended.connect(lambda: ended.append(True))
    while worked < cases and not ended:
        _wait(app, lambda: bool(ended) or _can_be_answered(window), "a case to answer")
        if ended:
            break
        _wait(app, lambda: _is_translated(window), "its translation")
        prepared = reviewer.prepared
        assert prepared is not None
        for part in prepared.rendered.parts:
            if part.detection is not None:
                languages.setdefault(part.detection.language)
            translated += sum(isinstance(put, Translation) for put in part.translations)
        if worked == min(cases, 10) - 1:
            # Counts, marks and the last toast have come to rest.
            _wait(app, lambda: not window.background.busy and not window.toast.words, "rest")
            window.grab().save(picture)
        _answer(app, window)
        worked += 1
    place = window.services.store.paths.home / "sync"
    report = sync(window.services.store, FolderTransport(place))
    done = window.services.store.read(_verdicts, batch).result()
    return {
        "cases": worked,
        "languages": list(languages),
        "translated": translated,
        "verdicts": len(done),
        "differs": sum(result == "differs" for result in done),
        "segments": report.sent_segments,
        "sync": str(place),
        "home": str(window.services.store.paths.home),
        "screenshot": picture,
        "problems": [problem.code for problem in report.problems],
    }


def _answer(app: QApplication, window: Window) -> None:
    reviewer = window.reviewer
    assert reviewer.prepared is not None
    task = reviewer.prepared.view.task.id
    _look_at_media(app, window)
    if reviewer.menu.suggested:
        for key in ("4", "Alt+1", "Enter"):
            press(window, key)
    else:
        press(window, "1")
    _wait(app, lambda: _left(window, task) or reviewer.bar.step is Step.REVEALED, "the answer")
    if not _left(window, task):
        press(window, "1")  # not looked at
        press(window, "Enter")
        _wait(app, lambda: _left(window, task), "the verdict")


def _look_at_media(app: QApplication, window: Window) -> None:
    # What the batch marks as required must have been open before an answer counts.
    look = window.case.view.look
    while missing := window.case.media_missing():
        press(window, "M")
        if window.case.cover().blur:
            press(window, "U")
        if look.one().kind in ("audio", "sound"):
            # A sound counts once it has played.
            _wait(app, lambda: look.played() or look.shelf.player.why is not None, "a sound")
            press(window, "K")
        _wait(app, lambda: window.case.media_missing() != missing, "a picture")
        press(window, "Escape")
        _wait(app, lambda: not window.case.view.isVisible(), "the way back")


def _left(window: Window, task: str) -> bool:
    prepared = window.reviewer.prepared
    if prepared is None or prepared.view.task.id != task:
        return True
    # The last case of a batch stays on the screen behind the end panel.
    return window.commands.batches.at_end


def _can_be_answered(window: Window) -> bool:
    reviewer = window.reviewer
    return (
        reviewer.prepared is not None
        and reviewer.bar.step is Step.ACTION
        and reviewer.prepared.view.task.state in (TaskState.OPEN, TaskState.ANSWERED)
    )


def _is_translated(window: Window) -> bool:
    prepared = window.reviewer.prepared
    return prepared is not None and prepared.rendered.complete


def _wait(app: QApplication, until: Callable[[], bool], what: str) -> None:
    # Real events go on meanwhile; nothing is polled faster than the loop turns.
    patience = QTimer()
    patience.setSingleShot(True)
    patience.start(PATIENCE_MS)
    while not until():
        if not patience.isActive():
            raise BugFault("demo.stuck", waiting_for=what)
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        QTest.qWait(5)


def _verdicts(db: Any, batch: str) -> list[str]:
    return [row.result for row in rows(db, batch)]
