"""The way through a batch: one case on the screen, the next one ready, every key to the bar.

It stands between the services and the case screen. It holds what the person is doing; the rules are
`workstation.review`'s, the pixels the screen's.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from workstation.domain.batch import TaskState
from workstation.domain.decision import Evidence
from workstation.domain.event import Event, Kind
from workstation.domain.taxonomy import ReadIn
from workstation.domain.verdict import Result
from workstation.review import desk as acts
from workstation.review import handing_in
from workstation.review.active import ActiveClock
from workstation.review.bar import Bar
from workstation.review.bar_values import (
    BACK,
    CommitAnswer,
    CommitCannot,
    CommitFault,
    Conclude,
    Effect,
    GoOn,
    Menu,
    Step,
    WriteNote,
)
from workstation.review.desk import Answered, Conclusion, Shown, Undone
from workstation.review.prepare import Prepared
from workstation.services import Services
from workstation.ui.background import Background
from workstation.ui.half_made import ANSWERING, HalfMade, HalfMadeAnswers
from workstation.ui.terms import term
from workstation.ui.way import Way


def _now_ms() -> int:
    return time.monotonic_ns() // 1_000_000


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
        self.prepared: Prepared | None = None
        self.bar = Bar(step=Step.DONE)
        self.menu = Menu(())
        self.misled = False
        self.note: Callable[[], str] = lambda: ""
        self.set_note: Callable[[str], None] = lambda words: None
        self.shown: Callable[[], Shown] = Shown
        self.media_missing: Callable[[], tuple[str, ...]] = tuple
        self.clock = ActiveClock()
        self.media_viewed: Callable[[], tuple[str, ...]] = tuple
        self._left: tuple[str, str] | None = None  # the case just left: what F4 faults
        self._set_aside: tuple[Bar, str] | None = None  # bar and note while a handling is faulted
        self._read_said = False  # what it is read in was said by key
        self._acts = 0  # acts under way that change which case is on the screen
        self._half_made = HalfMadeAnswers(services)
        self.way = Way(services, background, self)
        self.way.arrived.connect(self._show)
        self.way.ended.connect(self._end)
        self.way.next_ready.connect(self.next_ready)
        self.way.changed.connect(self.task_changed)
        self.way.lost.connect(self._on_lost)

    # Getting around

    @property
    def resting(self) -> bool:
        """Whether the keys of the bar rest: something is being committed, or a case is coming."""
        return self.way.moving or self._acts > 0

    @property
    def left_words(self) -> str:
        """Which case F4 faults, by its source id."""
        return self._left[1] if self._left else ""

    def open_batch(self, batch: str) -> None:
        """Open a batch on its next case."""
        self.batch = batch
        self._left = self._set_aside = None
        self.prepared = None
        self.bar = Bar(step=Step.DONE)
        self.way.open(batch)

    def go_on(self) -> None:
        """Show the next case without a verdict."""
        self.way.on(self.prepared.view.task.position if self.prepared else 0)

    def go_to(self, task: str) -> None:
        """Show a certain case."""
        if self._is_on_screen(task):
            self.way.stop()
            return
        self.way.to(task)

    def reload(self) -> None:
        """Read the case on the screen again (a translation came, a language was set)."""
        if self.prepared is None:
            return
        task, asked = self.prepared.view.task.id, self.way.moment
        self._background.when_done(
            self._services.prepare(task),
            lambda prepared: self._on_reloaded(task, asked, prepared),
            self.failed.emit,
        )

    def look_again(self) -> None:
        """Somebody else changed the store: nothing that was read before counts."""
        self.way.forget_next()
        self.reload()
        self._look_ahead()

    def translated(self, case: str) -> None:
        """A case's translation has arrived."""
        following = self.way.next_case
        if self.prepared is not None and self.prepared.view.case.id == case:
            self.reload()
        elif following is not None and following.view.case.id == case:
            self._look_ahead()

    def _on_lost(self, error: Exception) -> None:
        self.bar_changed.emit()
        self.failed.emit(error)

    def _is_on_screen(self, task: str) -> bool:
        return self.prepared is not None and self.prepared.view.task.id == task

    # Keys

    def press(self, key: str) -> None:
        """A key of the bar."""
        if self.prepared is None:
            return
        self.touch()
        if self.resting:
            return
        if self.bar.step is Step.FAULT and key == BACK:
            self._resume_bar()
            return
        before = self.bar
        bar, effect = before.press(key, self.menu)
        if isinstance(effect, CommitAnswer) and self.media_missing():
            self.told.emit(self.tr("Look at the required media first: M opens them."))
            return
        self.bar = bar
        if effect is not None:
            self._carry_out(effect, before)
        elif self.bar != before:
            self._keep_draft()
        if self.bar != before:
            self.bar_changed.emit()

    def choose_clause(self, clause: str) -> None:
        """A clause was picked with the mouse or in the search."""
        found = next((c for c in self.menu.clauses if c.clause == clause), None)
        if found is not None and self.bar.step in (Step.FAMILY, Step.CLAUSE) and not self.resting:
            self._set_bar(self.bar.choose_clause(found, self.menu))

    def pin(self, evidence: Evidence | None) -> None:
        """Pin evidence."""
        if evidence is not None and self._may_answer():
            self._set_bar(self.bar.pin(evidence))

    def unpin(self) -> None:
        """Take the last pin away."""
        if self._may_answer():
            self._set_bar(self.bar.unpin())

    def toggle_read_in(self) -> None:
        """Say that the original was read, or that it was not."""
        if not self._may_answer():
            return
        read = self.bar.read_in
        other = ReadIn.TRANSLATION if read is ReadIn.ORIGINAL else ReadIn.ORIGINAL
        self._read_said = True
        self._set_bar(replace(self.bar, read_in=other))
        self.told.emit(term(f"read.{other.value}"))

    def toggle_misled(self) -> None:
        """Say that the translation misled; it goes into the verdict."""
        # It goes into the verdict: until that is recorded it may be said.
        if self.bar.step not in (Step.REVEALED, Step.CODES) and not self._may_answer():
            return
        self.misled = not self.misled
        self.told.emit(
            self.tr("Noted: the translation misled you.")
            if self.misled
            else self.tr("Taken back: the translation did not mislead you.")
        )
        self._keep_draft()
        self.bar_changed.emit()

    def fault_last(self) -> None:
        """Fault the handling of the case on the screen where it has a verdict, else of the last."""
        if self.resting or self.bar.step is Step.FAULT:
            return
        if self.prepared is not None and _is_judged(self.prepared):
            self._left = _place(self.prepared)
        if self._left is None:
            self.told.emit(self.tr("F4 faults the handling of a case you have just judged."))
            return
        self._set_aside = (self.bar, self.note())
        self.set_note("")
        self.bar = Bar(step=Step.FAULT, read_in=self.bar.read_in)
        self.bar_changed.emit()

    def skip(self) -> None:
        """Leave the case for later."""
        if self.prepared is None or self.resting:
            return
        if self.prepared.view.verdict is not None:
            self.told.emit(self.tr("This case is done: there is nothing to skip."))
            return
        words = self.tr("Skipped · Ctrl+Z takes it back")
        self._leave_by(self._services.act(acts.skip, self.prepared.view.task.id), words)

    def flag(self) -> None:
        """Flag the case, or take the flag away."""
        if self.prepared is None or self.resting:
            return
        task = self.prepared.view.task.id

        def done(event: Event) -> None:
            flagged = event.kind == Kind.FLAGGED
            self.told.emit(self.tr("Flagged") if flagged else self.tr("Flag taken away"))
            self.way.has_changed(task)
            if self._is_on_screen(task):
                self.reload()

        self._background.when_done(self._services.act(acts.flag, task), done, self.failed.emit)

    def seal(self) -> None:
        """Lock the case away: what it shows is gone at once."""
        if self.prepared is None or self.resting:
            return
        prepared, task = self.prepared, self.prepared.view.task.id
        self._clear()

        def done(_event: object) -> None:
            self._half_made.forget(task)
            self.way.has_changed(task)
            self._left = None
            self.told.emit(self.tr("Sealed. Only its reference goes to the person responsible."))
            if not self.way.moving and self.prepared is None:
                self.way.after(prepared.view.task.position)

        def failed() -> None:
            if not self.way.moving and self.prepared is None:
                self._show(prepared)

        self._act(self._services.act(acts.seal, task), done, failed)

    def set_language(self, part: str, language: str) -> None:
        """Say which language a part is in, and translate it anew."""
        if self.prepared is None:
            return
        case, task = self.prepared.view.case, self.prepared.view.task.id

        def done(_event: object) -> None:
            from workstation.store import translations

            self._background.when_done(
                self._services.store.read(translations.languages_of, case.id),
                lambda languages: self._services.translate_now(case, languages),
            )
            self.way.has_changed(task)
            if self._is_on_screen(task):
                self.reload()

        future = self._services.act(acts.set_language, task, part, language)
        self._background.when_done(future, done, self.failed.emit)

    def undo(self) -> None:
        """Take the last act back."""
        if self.resting:
            return
        if self.bar.step is Step.FAULT:
            self._resume_bar()
            return
        self._act(self._services.act(acts.undo), self._on_undone)

    def submit(self, done: Callable[[object], None]) -> None:
        """Hand the batch in."""
        self._background.when_done(
            self._services.act(handing_in.submit, self.batch), done, self.failed.emit
        )

    def touch(self) -> None:
        """A sign of life."""
        self.clock.touch(_now_ms())

    def pause(self) -> None:
        """The window lost the person."""
        self.clock.pause(_now_ms())

    def resume(self) -> None:
        """The person is back."""
        self.clock.resume(_now_ms())

    def active_ms(self) -> int:
        """Active time on this case."""
        return self.clock.spent_ms(_now_ms())

    # What the bar asks for

    def _carry_out(self, effect: Effect, before: Bar) -> None:
        assert self.prepared is not None
        place = _place(self.prepared)
        task = place[0]
        shown = replace(self.shown(), active_ms=self.active_ms(), misled=self.misled)
        if isinstance(effect, CommitAnswer):
            future = self._services.answer(task, effect.answer, shown)
            self._commit(future, before, lambda answered: self._on_answered(place, answered))
        elif isinstance(effect, Conclude):
            conclusion = Conclusion(
                effect.errors,
                self.note() if effect.errors is not None else "",
                effect.cause,
                self.note(),
                effect.guideline_gap,
            )
            words = self.tr("Recorded · Ctrl+Z takes it back")
            self._commit(
                self._services.conclude(task, conclusion, shown),
                before,
                self._leaver(words, judged=True),
            )
        elif isinstance(effect, CommitCannot):
            words = self.tr("Handed on: {why} · Ctrl+Z takes it back").format(
                why=term(f"cannot.{effect.why.value}")
            )
            self._commit(
                self._services.cannot_judge(task, effect.why, self.note(), shown),
                before,
                self._leaver(words),
            )
        elif isinstance(effect, CommitFault):
            assert self._left is not None
            future = self._services.process_fault(self._left[0], effect.code, "", self.note())
            words = f"{effect.code.value} · {term(f'code.{effect.code.value}')}"
            self._act(future, lambda _event: self._on_faulted(words))
        elif isinstance(effect, WriteNote):
            self.note_wanted.emit()
        elif isinstance(effect, GoOn):
            self.go_on()

    def _act(
        self,
        future: Future[Any],
        done: Callable[[Any], None],
        failed: Callable[[], None] = lambda: None,
    ) -> None:
        """Keys rest until the act is through."""
        self._acts += 1

        def through(result: Any) -> None:
            self._acts -= 1
            done(result)

        def lost(error: Exception) -> None:
            self._acts -= 1
            failed()
            self.failed.emit(error)

        self._background.when_done(future, through, lost)

    def _commit(self, future: Future[Any], before: Bar, done: Callable[[Any], None]) -> None:
        assert self.prepared is not None
        task = self.prepared.view.task.id

        def finished(result: Any) -> None:
            self._half_made.forget(task)
            self.way.has_changed(task)
            done(result)

        def failed() -> None:
            # Nothing was recorded: the question stands as it stood.
            if self._is_on_screen(task) and self.bar.step is Step.WAITING:
                self.bar = before
                self.bar_changed.emit()

        self._act(future, finished, failed)

    def _on_answered(self, place: tuple[str, str], answered: Answered) -> None:
        if answered.verdict is not None:
            agrees = answered.outcome.result is Result.AGREES
            words = self.tr("Agreed with the moderator") if agrees else self.tr("Recorded")
            self._leave(
                place,
                self.tr("{what} · F4 faults the handling · Ctrl+Z takes it back").format(
                    what=words
                ),
                judged=True,
            )
            return
        if self.prepared is None or not self._is_on_screen(place[0]):
            self.told.emit(self.tr("It differs from the moderator: the case waits for the rest."))
            return
        view = self.prepared.view
        shown = replace(
            view,
            decision=answered.decision,
            hidden=False,
            outcome=answered.outcome,
            answer=bar_answer(answered),
            task=replace(view.task, state=TaskState.ANSWERED.value),
        )
        self.prepared = replace(self.prepared, view=shown)
        self.bar = self.bar.revealed(answered.outcome)
        # The answer has taken its draft along; what belongs to the verdict is still to come.
        self._keep_draft()
        self.case_changed.emit(self.prepared)
        self.bar_changed.emit()

    def _leave_by(self, future: Future[Any], words: str) -> None:
        assert self.prepared is not None
        task, leave = self.prepared.view.task.id, self._leaver(words)

        def done(result: object) -> None:
            self.way.has_changed(task)
            leave(result)

        self._act(future, done)

    def _leaver(self, words: str, *, judged: bool = False) -> Callable[[object], None]:
        assert self.prepared is not None
        place = _place(self.prepared)
        return lambda _result: self._leave(place, words, judged=judged)

    def _leave(self, place: tuple[str, str], words: str, *, judged: bool) -> None:
        """An act on a case is through: on to the next, unless the person is elsewhere already."""
        self.told.emit(words)
        self._left = place if judged else None
        if self._is_on_screen(place[0]) and not self.way.moving:
            self.go_on()

    def _on_faulted(self, words: str) -> None:
        self.told.emit(
            self.tr("Handling faulted: {what} · Ctrl+Z takes it back").format(what=words)
        )
        if self.bar.step is Step.FAULT:
            self._resume_bar()

    def _resume_bar(self) -> None:
        if self._set_aside is not None:
            self.bar, note = self._set_aside
            self._set_aside = None
            self.set_note(note)
        self.bar_changed.emit()

    def _on_undone(self, undone: Undone) -> None:
        self.way.forget_next()
        if self._left is not None and self._left[0] == undone.task:
            self._left = None
        words = {
            Kind.VERDICT: self.tr("Taken back: the verdict"),
            Kind.CORRECTED: self.tr("Taken back: the correction"),
            Kind.ANSWERED: self.tr("Taken back: the answer"),
            Kind.CANNOT_JUDGE: self.tr("Taken back: cannot judge"),
            Kind.SKIPPED: self.tr("Taken back: the skip"),
            Kind.FLAGGED: self.tr("Taken back: the flag"),
            Kind.UNFLAGGED: self.tr("Taken back: taking the flag away"),
            Kind.PROCESS_FAULT: self.tr("Taken back: the faulted handling"),
        }
        self.way.has_changed(undone.task)
        self.told.emit(words.get(Kind(undone.kind), undone.kind))
        if self._is_on_screen(undone.task) and undone.kind in (Kind.FLAGGED, Kind.UNFLAGGED):
            self.reload()  # the answer that is being made, and its time, go on
        else:
            self.way.to(undone.task)

    # Showing

    def _end(self) -> None:
        """Nothing is left to do: the last case stays, as it now is."""
        self.way.forget_next()
        if self.prepared is None:
            self._clear()
        else:
            task = self.prepared.view.task.id
            self._background.when_done(
                self._services.prepare(task),
                lambda prepared: self._on_last(task, prepared),
                self.failed.emit,
            )
        self.batch_ended.emit()

    def _on_last(self, task: str, prepared: Prepared) -> None:
        if not self._is_on_screen(task) or self.resting:
            return
        self.prepared = prepared
        self._begin_bar(prepared)
        self.case_changed.emit(prepared)
        self.bar_changed.emit()

    def _clear(self) -> None:
        self.way.forget_next()
        self._set_aside = None
        self.prepared = None
        self.bar = Bar(step=Step.DONE)
        self.menu = Menu(())
        self.set_note("")
        self.case_gone.emit()
        self.bar_changed.emit()

    def _on_reloaded(self, task: str, asked: int, prepared: Prepared) -> None:
        if self.prepared is None or not self._is_on_screen(task):
            return
        if self.way.is_stale(asked, prepared):
            self.reload()  # read before an act on it was committed
            return
        # Suggestions freeze at first paint: late hits come after the ones that are there.
        first = self.prepared.suggestions
        known = {suggestion.clause.clause for suggestion in first}
        late = tuple(s for s in prepared.suggestions if s.clause.clause not in known)
        self.prepared = replace(prepared, suggestions=(*first, *late))
        self._set_menu(self.prepared)
        read = self._read_in(prepared)
        if not self._read_said and self.bar.step in ANSWERING and read is not self.bar.read_in:
            # Only now may it be known which language that is.
            self.bar = replace(self.bar, read_in=read)
            self.bar_changed.emit()
        self.case_changed.emit(self.prepared)

    def _show(self, prepared: Prepared) -> None:
        if prepared.view.task.state == TaskState.SEALED.value:
            self.told.emit(self.tr("This case is sealed. Only its reference is kept in sight."))
            self.bar_changed.emit()
            return
        self.way.stop()
        self.way.forget_next()
        self._set_aside = None
        self.prepared = prepared
        self.clock.start(_now_ms())
        self._set_menu(prepared)
        self._begin_bar(prepared)
        self.case_shown.emit(prepared)
        self.bar_changed.emit()
        if not prepared.rendered.complete:
            languages = {
                part.part_id: part.detection
                for part in prepared.rendered.parts
                if part.detection is not None
            }
            self._services.translate_now(prepared.view.case, languages)
        self._look_ahead()

    def _set_menu(self, prepared: Prepared) -> None:
        view = prepared.view
        self.menu = Menu(
            view.batch.actions,
            view.pack.families if view.pack else (),
            view.in_force,
            tuple(suggestion.clause for suggestion in prepared.suggestions),
        )

    def _begin_bar(self, prepared: Prepared) -> None:
        half = self._half_made.of(prepared, self._read_in(prepared))
        self._read_said = half.bar.read_in is not self._read_in(prepared)
        self.bar, self.misled = half.bar, half.misled
        self.set_note(half.note)

    def viewed_before(self) -> tuple[str, ...]:
        """The media of this case that a half-made answer says were opened."""
        return self._half_made.media_of(self.prepared) if self.prepared else ()

    def _read_in(self, prepared: Prepared) -> ReadIn:
        reads = {tag.split("-")[0] for tag in self._services.desk.person.reads}
        languages = {
            part.detection.language.split("-")[0]
            for part in prepared.rendered.parts
            if part.detection is not None
        }
        return ReadIn.ORIGINAL if languages and languages <= reads else ReadIn.TRANSLATION

    def _look_ahead(self) -> None:
        if self.prepared is not None:
            self.way.look_ahead(self.prepared.view.task)

    # Half-made answers

    def _may_answer(self) -> bool:
        if self.prepared is None or self.resting:
            return False
        if self.bar.step not in ANSWERING:
            self.told.emit(self.tr("That belongs to the answer: Backspace first."))
            return False
        return True

    def _set_bar(self, bar: Bar) -> None:
        self.bar = bar
        self._keep_draft()
        self.bar_changed.emit()

    def _keep_draft(self) -> None:
        if self.prepared is None:
            return
        half = HalfMade(self.bar, self.note(), self.misled)
        future = self._half_made.keep(self.prepared.view.task.id, half, self.media_viewed())
        if future is not None:
            self._background.when_done(future, lambda _done: None, self.failed.emit)

    def keep_draft(self) -> None:
        """The note was typed into, or a picture was looked at: keep that with the draft."""
        self._keep_draft()


def _place(prepared: Prepared) -> tuple[str, str]:
    return prepared.view.task.id, prepared.view.case.source_id


def _is_judged(prepared: Prepared) -> bool:
    verdict = prepared.view.verdict
    return verdict is not None and verdict.kind in (Kind.VERDICT, Kind.CORRECTED)


def bar_answer(answered: Answered) -> Any:
    """The answer inside an answered event."""
    from workstation.review.encode import answer_of

    return answer_of(answered.event.body["answer"])  # type: ignore[arg-type]
