"""The way through a batch: one case on the screen, the next one ready, every key to the bar.

It stands between the services and the case screen. It holds together what is on the screen
(`on_screen`), what is done to it (`case_acts`, `side_acts`) and which case comes next (`way`); the
rules are `workstation.review`'s, the pixels the screen's.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from workstation.domain.decision import Evidence
from workstation.domain.taxonomy import ReadIn
from workstation.review.active import ActiveClock
from workstation.review.bar import Bar
from workstation.review.bar_steps.inspecting import with_words
from workstation.review.bar_values import ANSWERING, BACK, UNFOLDED, CommitAnswer, Menu, Step
from workstation.review.desk import Shown
from workstation.review.prepare import Prepared
from workstation.services import Services
from workstation.ui.background import Background
from workstation.ui.case_acts import CaseActs
from workstation.ui.on_screen import OnScreen, now_ms
from workstation.ui.side_acts import SideActs
from workstation.ui.terms import term
from workstation.ui.way import Way


class Reviewer(QObject):
    """Drives one batch.

    `case_shown(prepared)` a case came on the screen; `case_changed(prepared)` the same case, more
    is known; `case_gone` it left and none has come; `bar_changed` the bar shows something else;
    `told(words)` for the toast; `task_changed(task)` its row in the queue changed; `batch_ended`
    nothing is left to do; `note_wanted` the person wants to type; `failed(error)` something went
    wrong.

    Results come late and in any order. Each is held against the case it was asked for; while an act
    or a move is under way (`resting`) the keys of the bar do nothing.
    """

    case_shown = Signal(object)
    case_changed = Signal(object)
    case_gone = Signal()
    next_ready = Signal(object)
    bar_changed = Signal()
    told = Signal(str)
    task_changed = Signal(str)
    batch_ended = Signal()
    note_wanted = Signal()
    failed = Signal(object)

    def __init__(
        self, services: Services, background: Background, parent: QObject | None = None
    ) -> None:
        """Nothing is open until `open_batch`."""
        super().__init__(parent)
        self._services = services
        self._background = background
        self.batch = ""
        self.media_missing: Callable[[], tuple[str, ...]] = tuple
        self.way = Way(services, background, self)
        self.screen = OnScreen(services, background, self.way, self)
        self.acts = CaseActs(services, background, self.way, self.screen)
        self.side = SideActs(services, background, self.way, self.screen, self.acts)
        self.way.arrived.connect(self.screen.show)
        self.way.ended.connect(self._end)
        self.way.next_ready.connect(self.next_ready)
        self.way.changed.connect(self.task_changed)
        self.way.lost.connect(self._on_lost)
        self.screen.shown.connect(self.case_shown)
        self.screen.changed.connect(self.case_changed)
        self.screen.gone.connect(self.case_gone)
        self.screen.bar_changed.connect(self.bar_changed)
        self.acts.note_wanted.connect(self.note_wanted)
        for one in (self.screen, self.acts, self.side):
            one.told.connect(self.told)
            one.failed.connect(self.failed)

    # What is there

    @property
    def prepared(self) -> Prepared | None:
        """The case on the screen."""
        return self.screen.prepared

    @property
    def bar(self) -> Bar:
        """Where the answer stands."""
        return self.screen.bar

    @property
    def menu(self) -> Menu:
        """What can be chosen."""
        return self.screen.menu

    @property
    def misled(self) -> bool:
        """Whether the translation misled."""
        return self.screen.misled

    @property
    def clock(self) -> ActiveClock:
        """Active time on the case."""
        return self.screen.clock

    @property
    def resting(self) -> bool:
        """Whether the keys of the bar rest: something is being committed, or a case is coming."""
        return self.acts.resting

    @property
    def left_words(self) -> str:
        """Which case F4 faults, by its source id."""
        return self.acts.left[1] if self.acts.left else ""

    def connect_screen(
        self,
        note: Callable[[], str],
        set_note: Callable[[str], None],
        shown: Callable[[], Shown],
        media_missing: Callable[[], tuple[str, ...]],
        media_viewed: Callable[[], tuple[str, ...]],
    ) -> None:
        """What the panes tell when they are asked."""
        self.screen.note, self.screen.set_note = note, set_note
        self.screen.media_viewed = media_viewed
        self.acts.shown = shown
        self.media_missing = media_missing

    # Getting around

    def open_batch(self, batch: str) -> None:
        """Open a batch on its next case."""
        self.batch = batch
        self.acts.left = self.screen.aside = None
        self.screen.prepared = None
        self.screen.bar = Bar(step=Step.DONE)
        self.way.open(batch)

    def go_on(self) -> None:
        """Show the next case without a verdict."""
        self.acts.go_on()

    def go_to(self, task: str) -> None:
        """Show a certain case."""
        if self.screen.has(task):
            self.way.stop()
            return
        self.way.to(task)

    def reload(self) -> None:
        """Read the case on the screen again."""
        self.screen.reload()

    def look_again(self) -> None:
        """Somebody else changed the store: nothing that was read before counts."""
        self.way.forget_next()
        self.screen.reload()
        self.screen.look_ahead()

    def translated(self, case: str) -> None:
        """A case's translation has arrived."""
        following = self.way.next_case
        if self.prepared is not None and self.prepared.view.case.id == case:
            self.screen.reload()
        elif following is not None and following.view.case.id == case:
            self.screen.look_ahead()

    def _on_lost(self, error: Exception) -> None:
        self.bar_changed.emit()
        self.failed.emit(error)

    def _end(self) -> None:
        self.way.forget_next()
        if self.prepared is None:
            self.screen.clear()
        else:
            task = self.prepared.view.task.id
            self._background.when_done(
                self._services.prepare(task),
                lambda prepared: self._on_last(task, prepared),
                self.failed.emit,
            )
        self.batch_ended.emit()

    def _on_last(self, task: str, prepared: Prepared) -> None:
        if not self.resting:
            self.screen.show_last(task, prepared)

    # Keys

    def press(self, key: str) -> None:
        """A key of the bar."""
        screen = self.screen
        if screen.prepared is None:
            return
        self.touch()
        if self.resting:
            return
        if screen.bar.step is Step.FAULT and key == BACK:
            screen.resume_bar()
            return
        before = screen.bar
        bar, effect = before.press(key, screen.menu)
        if isinstance(effect, CommitAnswer) and self.media_missing():
            self.told.emit(self.tr("Look at the required media first: M opens them."))
            return
        screen.bar = bar
        if effect is not None:
            shown = replace(self.acts.shown(), active_ms=self.active_ms(), misled=screen.misled)
            self.acts.carry_out(effect, before, shown)
        elif screen.bar != before:
            screen.keep_draft()
        if screen.bar != before:
            self.bar_changed.emit()

    def choose_clause(self, clause: str) -> None:
        """A clause was picked with the mouse or in the search."""
        found = next((c for c in self.menu.clauses if c.clause == clause), None)
        if found is not None and self.bar.step in (Step.FAMILY, Step.CLAUSE) and not self.resting:
            self.screen.set_bar(self.bar.choose_clause(found, self.menu))

    def pin(self, evidence: Evidence | None) -> None:
        """Pin evidence."""
        if evidence is not None and self._may_answer():
            self.screen.set_bar(self.bar.pin(evidence))

    def unpin(self) -> None:
        """Take the last pin away."""
        if self._may_answer():
            self.screen.set_bar(self.bar.unpin())

    def toggle_read_in(self) -> None:
        """Say that the original was read, or that it was not."""
        if not self._may_answer():
            return
        read = self.bar.read_in
        other = ReadIn.TRANSLATION if read is ReadIn.ORIGINAL else ReadIn.ORIGINAL
        self.screen.read_said = True
        self.screen.set_bar(replace(self.bar, read_in=other))
        self.told.emit(term(f"read.{other.value}"))

    def toggle_misled(self) -> None:
        """Say that the translation misled; it goes into the verdict."""
        # It goes into the verdict: until that is recorded it may be said.
        if self.bar.step not in UNFOLDED and not self._may_answer():
            return
        self.screen.misled = not self.screen.misled
        self.told.emit(
            self.tr("Noted: the translation misled you.")
            if self.screen.misled
            else self.tr("Taken back: the translation did not mislead you.")
        )
        self.screen.keep_draft()
        self.bar_changed.emit()

    def write_words(self, words: str) -> None:
        """An answer in words is being typed to a question of the request."""
        if not self.resting:
            self.screen.bar = with_words(self.bar, words, self.menu)
            self.screen.keep_draft()

    def keep_draft(self) -> None:
        """The note was typed into, or a picture was looked at: keep that with the draft."""
        self.screen.keep_draft()

    def fault_last(self) -> None:
        """Fault the handling of the case on the screen where it has a verdict, else of the last."""
        self.side.fault_last()

    def skip(self) -> None:
        """Leave the case for later."""
        self.side.skip()

    def flag(self) -> None:
        """Flag the case, or take the flag away."""
        self.side.flag()

    def seal(self) -> None:
        """Lock the case away."""
        self.side.seal()

    def undo(self) -> None:
        """Take the last act back."""
        self.side.undo()

    def set_language(self, part: str, language: str) -> None:
        """Say which language a part is in."""
        self.side.set_language(part, language)

    def submit(self, done: Callable[[object], None]) -> None:
        """Hand the batch in."""
        self.side.submit(self.batch, done)

    def viewed_before(self) -> tuple[str, ...]:
        """The media of this case that a half-made answer says were opened."""
        return self.screen.viewed_before()

    def touch(self) -> None:
        """A sign of life."""
        self.clock.touch(now_ms())

    def pause(self) -> None:
        """The window lost the person."""
        self.clock.pause(now_ms())

    def resume(self) -> None:
        """The person is back."""
        self.clock.resume(now_ms())

    def active_ms(self) -> int:
        """Active time on this case."""
        return self.clock.spent_ms(now_ms())

    def _may_answer(self) -> bool:
        if self.prepared is None or self.resting:
            return False
        if self.bar.step not in ANSWERING:
            self.told.emit(self.tr("That belongs to the answer: Backspace first."))
            return False
        return True
