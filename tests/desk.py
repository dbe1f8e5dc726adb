"""A desk for tests: the real window on a real store, worked by key events."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from workstation.app import application
from workstation.domain.ids import PersonId
from workstation.domain.language import DetectedBy, Detection, NoPackage, Translation
from workstation.language.engine.options import OPTIONS
from workstation.language.packages.models import route, stamp, usable
from workstation.language.text import sentence_digest
from workstation.review.bar_values import Step
from workstation.services import Opening, Services, open_services
from workstation.store import batches, verdicts
from workstation.store.driver import Database
from workstation.store.keys import Protection
from workstation.store.people import Person
from workstation.store.verdicts import VerdictRow
from workstation.ui import theme
from workstation.ui.window import Window

YOU = Person(PersonId("you"), "You", ("en", "ms"))


class StandIn:
    """The engine's edge, without a process: hints are believed, words are bracketed.

    While `held`, translations wait for `release`. `saying` may change what is said of a sentence.
    """

    def __init__(self, packages: Path, log_dir: Path, **_more: Any) -> None:
        self.packages = packages
        self.held = False
        self.saying: Callable[[str, Translation], Translation] = lambda _sentence, made: made
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self.stills: list[bool] = []
        self._waiting: list[Callable[[], None]] = []
        self._holding = threading.Lock()

    def detect(
        self, texts: Sequence[str], hints: Sequence[str | None], *, urgent: bool = False
    ) -> Future[list[Detection]]:
        future: Future[list[Detection]] = Future()
        future.set_result([Detection(hint or "en", 1.0, DetectedBy.HINT) for hint in hints])
        return future

    def translate(
        self, sentences: Sequence[str], source: str, target: str, urgent: bool = False
    ) -> Future[list[Translation] | NoPackage]:
        self.asked.append((source, tuple(sentences)))
        future: Future[list[Translation] | NoPackage] = Future()

        def answer() -> None:
            with contextlib.suppress(Exception):
                future.set_result(self._made(sentences, source, target))

        with self._holding:  # or one that is released meanwhile waits for ever
            held = self.held
            if held:
                self._waiting.append(answer)
        if not held:
            answer()
        return future

    def release(self) -> None:
        with self._holding:
            self.held = False
        self.answer_waiting()

    def answer_waiting(self) -> None:
        with self._holding:
            waiting, self._waiting = self._waiting, []
        for answer in waiting:
            answer()

    def packages_changed(self) -> Future[None]:
        future: Future[None] = Future()
        future.set_result(None)
        return future

    def stand_still(self, still: bool) -> None:
        self.stills.append(still)

    def close(self) -> None:
        self._waiting.clear()

    def _made(
        self, sentences: Sequence[str], source: str, target: str
    ) -> list[Translation] | NoPackage:
        through = route(usable(self.packages), source, target)
        if not through:
            return NoPackage(source, target)
        name, version = stamp(through)
        plain = (
            Translation(
                digest=sentence_digest(sentence),
                source=source,
                target=target,
                package=name,
                version=version,
                options=OPTIONS,
                text=f"[{source}] {sentence} – said at greater length in another language",
            )
            for sentence in sentences
        )
        return [
            self.saying(sentence, made) for sentence, made in zip(sentences, plain, strict=True)
        ]


@dataclass(slots=True)
class Desk:
    """A window, what it stands on, and the person's hands."""

    window: Window
    services: Services
    qtbot: QtBot
    closed: bool = False

    # Hands

    def press(self, *keys: str) -> None:
        """Keys one after the other, named as in the action table, to what has the focus."""
        for key in keys:
            combination = QKeySequence(key)[0]
            QTest.keyClick(self.focus(), combination.key(), combination.keyboardModifiers())

    def type(self, words: str) -> None:
        QTest.keyClicks(self.focus(), words)

    def answer(self, *keys: str) -> None:
        """Keys with a look at the screen after each, as a person does: none comes while the
        program is busy."""
        for key in keys:
            self.wait(lambda: not self.reviewer.resting)
            self.press(key)
        self.wait(lambda: not self.reviewer.resting)

    def focus(self) -> QWidget:
        return QApplication.focusWidget() or self.window

    # Eyes

    @property
    def reviewer(self) -> Any:
        return self.window.reviewer

    @property
    def bar(self) -> Any:
        return self.reviewer.bar

    @property
    def step(self) -> Step:
        return self.reviewer.bar.step

    @property
    def task(self) -> str:
        return self.reviewer.prepared.view.task.id if self.reviewer.prepared else ""

    @property
    def source(self) -> str:
        return self.reviewer.prepared.view.case.source_id if self.reviewer.prepared else ""

    @property
    def told(self) -> str:
        return self.window.toast.words

    def panel(self) -> Any:
        return self.window.commands.panels.open_panel

    def wait(self, until: Callable[[], bool], timeout: int = 10_000) -> None:
        self.qtbot.waitUntil(until, timeout=timeout)

    def wait_step(self, step: Step) -> None:
        self.wait(lambda: self.step is step)

    def wait_left(self, task: str) -> None:
        self.wait(lambda: self.task not in ("", task) and not self.reviewer.resting)

    def wait_panel(self, kind: type) -> Any:
        self.wait(lambda: isinstance(self.panel(), kind))
        return self.panel()

    def go(self, source: str) -> None:
        """Open a case by its source id, as a click in the queue does."""
        (found,) = self.sql(
            "SELECT t.id FROM task t JOIN [case] c ON c.id = t.[case] WHERE c.source_id = ? "
            "AND t.person = ?",
            source,
            self.services.desk.person.id,
        )
        self.window.queue.task_chosen.emit(found[0])
        self.wait(lambda: self.task == found[0] and not self.reviewer.resting)

    # What is kept

    def sql(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        def read(db: Database) -> list[tuple[Any, ...]]:
            return db.conn.execute(query, list(values)).fetchall()

        return self.services.store.write(read).result()

    def verdicts(self, *, current: bool = True) -> list[VerdictRow]:
        def read(db: Database) -> list[VerdictRow]:
            return list(verdicts.rows(db, None, current))

        return self.services.store.write(read).result()

    def events(self, kind: str) -> list[tuple[Any, ...]]:
        return self.sql("SELECT body, task FROM event WHERE kind = ? ORDER BY number", kind)

    def to_the_front(self) -> None:
        """Where several desks stand in one process, keys go to the one in front."""
        self.window.activateWindow()
        self.wait(self.window.isActiveWindow)

    def close(self) -> None:
        if self.closed:
            return
        self.closed = True
        self.window.close()
        self.services.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def open_window(
    qtbot: QtBot,
    home: Path,
    *,
    real: bool = False,
    person: Person | None = YOU,
    batch: str | None = None,
    held: bool = False,
    size: tuple[int, int] = (1280, 800),
) -> Desk:
    app = application()
    theme.apply(app, dark=False)
    services = open_services(Opening(home, Protection.FILE, person=person))
    assert services is not None
    if not real:
        # The edge that tests replace; everything behind it is the real thing.
        engine = StandIn(services.store.paths.packages, services.store.paths.logs)
        engine.held = held
        services.translating.use(engine)  # type: ignore[arg-type]
    desk = Desk(Window(services), services, qtbot)
    desk.window.resize(*size)
    desk.window.show()
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow)  # before that no shortcut fires
    listed = services.store.read(batches.ready, services.desk.person.id).result()
    found = [one for one in listed if one.tasks]
    desk.window.start(batch or (found[0].id if found else None))
    if found:
        desk.wait(lambda: bool(desk.task) and not desk.reviewer.resting)
    return desk


def auto_repeat(widget: QWidget, key: Qt.Key, text: str) -> None:
    """A key that is held down, as the keyboard sends it."""
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text, True)
        QApplication.sendEvent(widget, event)


def qt_complaints(qtlog: Any) -> list[str]:
    """Qt's warnings, without those of the plugin that draws nowhere."""
    return [
        record.message
        for record in qtlog.records
        if record.type_name in ("QtWarningMsg", "QtCriticalMsg")
        and not record.message.startswith("This plugin does not support")
    ]
