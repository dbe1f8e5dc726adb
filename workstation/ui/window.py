"""The main window: header, queue, case, policy, and the verdict bar under them all."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from workstation.fault import Fault
from workstation.language.packages.models import usable
from workstation.review import lookups, progress, queue
from workstation.services import Services
from workstation.store import batches, people, tasks
from workstation.ui import whole_batch
from workstation.ui.background import Background
from workstation.ui.case.bar import VerdictBar
from workstation.ui.case.came_back import CameBackStrip
from workstation.ui.case.pane import CasePane
from workstation.ui.case.policy_pane import PolicyPane
from workstation.ui.commands import Commands
from workstation.ui.following import Following
from workstation.ui.header import Header
from workstation.ui.keyboard import Keyboard
from workstation.ui.plain import visible
from workstation.ui.queue.pane import QueuePane
from workstation.ui.reviewer import Reviewer
from workstation.ui.widgets.toast import Toast
from workstation.ui.window_state import POLICY_WIDTH, QUEUE_WIDTH, WindowState


class Window(QWidget):
    """Puts the panes together and sends each key where it belongs.

    `ready` is emitted once a case has been painted.
    """

    ready = Signal()
    _translated = Signal(str)
    _faulted = Signal(object)

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Opens nothing by itself: `open_batch` does."""
        super().__init__(parent)
        self.services = services
        self.background = Background(self)
        self.reviewer = Reviewer(services, self.background, self)
        self._closed = False
        self.switching = False  # it closes for somebody else's store to be opened
        self._build()
        self.keyboard = Keyboard(self)
        self.commands = Commands(self)
        self.following = Following(self)
        self._state = WindowState(self)
        self._connect()
        self.keyboard.start()
        self._packages = list(services.packages)
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self._on_tick)
        self._tick.start()
        self.commands.looks.start()
        self._state.restore()

    # Building

    def _build(self) -> None:
        self.setWindowTitle(self.tr("Audit workstation"))
        self.header = Header(self)
        self.queue = QueuePane(self)
        self.case = CasePane(
            self.services.media,
            self.background,
            self,
            packages=lambda: self.services.packages,
            known=self.services.known_of,
        )
        self.policy = PolicyPane(self)
        self.policy.setMinimumWidth(POLICY_WIDTH)
        self.came_back = CameBackStrip(self)
        self.bar = VerdictBar(self)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        # A wide window gives queue and policy a share: lines of text need no more than so much.
        self.middle = QSplitter(Qt.Orientation.Vertical, self)  # the policy's, where it folds
        self.middle.setHandleWidth(1)
        self.middle.setChildrenCollapsible(False)
        self.middle.addWidget(self.case)
        for widget, stretch in ((self.queue, 1), (self.middle, 3), (self.policy, 1)):
            self.splitter.addWidget(widget)
            self.splitter.setStretchFactor(self.splitter.indexOf(widget), stretch)
        self.splitter.setSizes([QUEUE_WIDTH, 708, POLICY_WIDTH])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.splitter, 1)
        column.addWidget(self.came_back)
        column.addWidget(self.bar)
        self.toast = Toast(self, self._toast_place)
        self.resize(1280, 800)

    def _connect(self) -> None:
        reviewer = self.reviewer
        reviewer.connect_screen(
            self.bar.note.text,
            self.bar.note.setText,
            self.following.shown,
            self.case.media_missing,
            self.case.media_kept,
        )
        reviewer.case_shown.connect(self.following.on_case_shown)
        reviewer.case_changed.connect(self.following.on_case_changed)
        reviewer.case_gone.connect(self.following.on_case_gone)
        reviewer.next_ready.connect(self.following.on_next_ready)
        reviewer.bar_changed.connect(self.following.on_bar_changed)
        reviewer.told.connect(self.following.on_told)
        reviewer.task_changed.connect(self.following.on_task_changed)
        reviewer.batch_ended.connect(self.following.on_batch_ended)
        reviewer.note_wanted.connect(self.bar.write)
        reviewer.failed.connect(self.tell_failure)
        self.background.failed.connect(self.tell_failure)
        self.bar.pressed.connect(self.following.on_bar_pressed)
        self.bar.note_left.connect(self.focus_case)
        # At every key, so that a crash costs none.
        self.bar.note.textEdited.connect(reviewer.keep_draft)
        self.bar.worded.connect(reviewer.write_words)
        self.bar.words_left.connect(lambda: reviewer.press("Enter"))
        self.case.looked.connect(reviewer.keep_draft)
        self.case.touched.connect(reviewer.touch)
        self.case.boxed.connect(reviewer.pin)
        self.queue.task_chosen.connect(reviewer.go_to)
        self.queue.left.connect(self.focus_case)
        self.queue.set_source(
            self._fetch_keys, self._fetch_rows, self.background, self._fetch_words
        )
        self.policy.search = self._search_policy
        self.policy.left.connect(self.focus_case)
        self.commands.panels.opened.connect(self.toast.place)
        self.commands.panels.closed.connect(self.toast.place)
        self.header.menu_clicked.connect(lambda: self.keyboard.trigger("menu"))
        self.header.title_clicked.connect(self.commands.batches.choose_batch)
        self.policy.clause_chosen.connect(self.following.on_clause_chosen)
        self.policy.suggestion_chosen.connect(lambda number: reviewer.press(f"Alt+{number}"))
        self.policy.family_chosen.connect(self.following.on_family_chosen)
        self._translated.connect(reviewer.translated, Qt.ConnectionType.QueuedConnection)
        self._translated.connect(self.queue.refresh_case, Qt.ConnectionType.QueuedConnection)
        self._translated.connect(self.commands.translated, Qt.ConnectionType.QueuedConnection)
        self._faulted.connect(self.tell_failure, Qt.ConnectionType.QueuedConnection)
        self.services.on_translated = self._translated.emit
        self.services.on_fault = self._faulted.emit

    # Batches

    def start(self, batch: str | None = None) -> None:
        """Open a batch, else the one with work left, else ask for one.

        A first run asks three things before.
        """
        begin = partial(self.open_batch, batch) if batch is not None else self._ask_for_a_batch
        if self.services.desk.person.id == people.UNNAMED:
            self.commands.introduce(begin)
        else:
            begin()
        self._tell_dropped()
        if sys.platform == "darwin":
            self.later(lambda: self.commands.menus.make_bar())

    def _tell_dropped(self) -> None:
        dropped = [*self.services.preferences.dropped, *self.keyboard.dropped]
        if dropped:
            words = self.tr("Some settings could not be read and are as at first: {names}")
            self.toast.tell(words.format(names=", ".join(dropped[:5])))

    def _ask_for_a_batch(self) -> None:
        future = self.services.store.read(batches.ready, self.services.desk.person.id)
        self.background.when_done(future, self._on_start)

    def _on_start(self, found: list[batches.BatchSummary]) -> None:
        left = [batch.id for batch in found if batch.tasks and not batch.submitted_at]
        last = self.services.preferences["batch"]
        if left:
            self.open_batch(last if last in left else left[0])
        else:
            self.commands.batches.offer_choice()

    @Slot()
    def refresh_everything(self) -> None:
        """Another process changed the store: look again."""
        self.commands.looks.catch_up()
        self.commands.received()
        self.notice_packages()
        if self.reviewer.batch:
            self.queue.reload()
            self.refresh_progress()
            self.reviewer.look_again()
        else:
            self._ask_for_a_batch()

    def notice_packages(self) -> None:
        """Packages may have come, gone, or taken over from each other."""
        packages = usable(self.services.store.paths.packages)
        if packages != self.services.packages:
            self.services.packages_changed()
        if packages != self._packages:
            self._packages = packages
            self.commands.errands.translate_anew()

    def open_batch(self, batch: str, task: str = "") -> None:
        """Open a batch where one was, or on a certain case."""
        self.reviewer.batch = batch
        self.focus_case()
        self.tell_batch()
        self.queue.open("")
        self.refresh_progress()
        self.reviewer.open_batch(batch)
        if task:
            self.reviewer.go_to(task)
        if batch != self.services.preferences["batch"]:
            self.later(lambda: self.services.set_preference("batch", batch))
        self.later(lambda: self.services.know_languages(batch))

    def tell_batch(self) -> None:
        """Which batch is open, in the header and the window's title."""
        opened = self.services.store.read(
            lookups.opened_batch, self.reviewer.batch, self.services.desk.person.id
        )
        self.background.when_done(opened, self._on_batch_read)

    def _on_batch_read(self, opened: Any) -> None:
        if opened is not None:
            batch, submitted = opened
            self.header.set_batch(
                batch.title, blind=batch.blind, submitted=submitted, kind=batch.kind.value
            )
            title = visible(batch.title)
            self.setWindowTitle(self.tr("{title} – Audit workstation").format(title=title))

    def show_clause(self, clause: str) -> None:
        """Show a clause of the case's day in the policy pane."""
        self.following.show_clause(clause)

    def toggle_full_screen(self) -> None:
        """The whole screen, or as it was before."""
        self._state.toggle_full_screen()

    def _toast_place(self) -> QRect:
        # The header: what the next key needs stands in the panes and on the bar. While a panel
        # lies over the panes, the bar, whose keys rest then.
        pane = self.header if self.commands.panels.open_panel is None else self.bar
        return QRect(pane.mapTo(self, QPoint()), pane.size())

    def focus_case(self) -> None:
        """Give the keyboard to the case."""
        self.case.grid.setFocus()

    # Sources of the panes

    def _fetch_keys(self, line: str, limit: int, grouped: bool) -> Future[Any]:
        batch, person = self.reviewer.batch, self.services.desk.person.id
        return self.services.store.browse(queue.find, batch, person, line, limit, grouped)

    def _fetch_words(self) -> Future[Any]:
        batch, person = self.reviewer.batch, self.services.desk.person.id
        return self.services.store.browse(queue.suggestions, batch, person)

    def _fetch_rows(self, keys: Any) -> Future[Any]:
        return self.services.store.read(tasks.queue_rows, list(keys))

    def _search_policy(self, words: str) -> Future[Any]:
        prepared = self.reviewer.prepared
        view = prepared.view if prepared else None
        return self.services.store.read(
            lookups.find_clauses, view.pack if view else None, view.in_force if view else (), words
        )

    def later(self, work: Callable[[], object]) -> None:
        """After what is waiting to be painted; never once the window has been closed."""
        QTimer.singleShot(0, self, lambda: None if self._closed else work())

    # Status

    def refresh_progress(self) -> None:
        """How the batch stands, in the header."""
        if self.reviewer.batch:
            self.background.when_done(
                self.services.store.read(
                    progress.stand, self.reviewer.batch, self.services.desk.person.id
                ),
                self.header.set_stand,
            )

    def _on_tick(self) -> None:
        self.header.set_active(self.reviewer.active_ms(), idle=self.reviewer.clock.was_idle)
        self.tell_translating()
        self.commands.tick()

    def tell_translating(self) -> None:
        """How far translation is, in the header."""
        self.header.set_ahead(whole_batch.progress_words(self.services))

    def tell_failure(self, error: Exception) -> None:
        """Say what went wrong: a sentence where we know it, else the calm window with a report."""
        if isinstance(error, Fault):
            from workstation.words import sentence

            self.toast.tell(sentence(error))
        else:
            self.commands.report(error)

    # Window

    def event(self, event: QEvent) -> bool:
        """Digits by their place; active time rests while the window is not in front."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self.keyboard.wants_override(event):
                event.accept()
                return True
        elif event.type() == QEvent.Type.WindowDeactivate:
            self.reviewer.pause()
        elif event.type() == QEvent.Type.WindowActivate:
            self.reviewer.resume()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What nobody wanted."""
        if not self.keyboard.take(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """A key came up."""
        self.keyboard.held.let_go(event)
        super().keyReleaseEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What lies over the panes finds its place."""
        super().resizeEvent(event)
        self.refold()

    def refold(self) -> None:
        """A narrow window folds the queue to a rail, a narrower one the policy under the case."""
        self._state.fold(self.width())
        self.toast.place()
        self.commands.panels.place()

    def shown_text(self) -> str:
        """Every word in the window, for the test that nothing unblinds."""
        return "\n".join(
            [
                self.windowTitle(),
                self.header.shown_text(),
                self.queue.shown_text(),
                self.case.shown_text(),
                self.policy.shown_text(),
                self.came_back.shown_text(),
                self.bar.shown_text(),
                self.toast.words,
            ]
        )

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep where the window was; stop asking."""
        self._closed = True
        self._tick.stop()
        self.reviewer.keep_draft()
        self.reviewer.way.keep_place()
        self._state.keep()
        self.services.on_translated = lambda case: None
        self.services.on_fault = lambda fault: None
        self.background.close()
        self.case.close_media()
        self.hide()  # what is sent yet needs nobody who looks on
        self.commands.close()
        super().closeEvent(event)
