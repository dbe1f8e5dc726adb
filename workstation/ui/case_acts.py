"""What a person does to the case on the screen: each act committed, and what follows from it.

While an act is under way the keys of the bar rest. What follows is told, and the next case comes,
unless the person is elsewhere by then.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from workstation.domain.batch import BatchKind, TaskState
from workstation.domain.event import Event, Kind
from workstation.domain.verdict import Result, derive
from workstation.review import desk as acts
from workstation.review import encode, handing_in, others, taking_back
from workstation.review.bar import Bar
from workstation.review.bar_values import (
    CommitAnswer,
    CommitCannot,
    CommitFault,
    Conclude,
    Effect,
    GoOn,
    Step,
    TakePenalty,
    WriteNote,
)
from workstation.review.desk import Answered, Conclusion, Shown
from workstation.review.prepare import Prepared
from workstation.review.taking_back import Undone
from workstation.review.unfolding import unfolded
from workstation.services import Services
from workstation.ui import clipboard
from workstation.ui.background import Background
from workstation.ui.on_screen import OnScreen
from workstation.ui.terms import term
from workstation.ui.way import Way

Place = tuple[str, str]  # a task, and the source id of its case


class CaseActs(QObject):
    """`told(words)` for the toast, `note_wanted` the person wants to type, `sealed(task, case,
    source id)`, `failed(error)`."""

    told = Signal(str)
    note_wanted = Signal()
    sealed = Signal(str, str, str)
    failed = Signal(object)

    def __init__(
        self, services: Services, background: Background, way: Way, screen: OnScreen
    ) -> None:
        """Belongs to what is on the screen."""
        super().__init__(screen)
        self._services = services
        self._background = background
        self._way = way
        self._screen = screen
        self.shown: Callable[[], Shown] = Shown
        self.left: Place | None = None  # the case just left: what F4 faults
        self.under_way = 0  # acts that change which case is on the screen

    # What the bar asks for

    def carry_out(self, effect: Effect, before: Bar, shown: Shown) -> None:
        """Carry out an effect of the bar; `before` is where it goes back to if the store fails."""
        screen = self._screen
        assert screen.prepared is not None
        place = place_of(screen.prepared)
        if isinstance(effect, CommitAnswer):
            future = self._services.answer(place[0], effect.answer, shown)
            self._commit(future, before, lambda answered: self._on_answered(place, answered))
        elif isinstance(effect, TakePenalty):
            self._take_penalty(effect.penalty, before, shown)
        elif isinstance(effect, Conclude):
            self._conclude(effect, before, shown)
        elif isinstance(effect, CommitCannot):
            words = self.tr("Handed on: {why} · Ctrl+Z takes it back").format(
                why=term(f"cannot.{effect.why.value}")
            )
            future = self._services.cannot_judge(place[0], effect.why, screen.note(), shown)
            self._commit(future, before, self._leaver(words))
        elif isinstance(effect, CommitFault):
            assert self.left is not None
            future = self._services.process_fault(self.left[0], effect.code, "", screen.note())
            words = f"{effect.code.value} · {term(f'code.{effect.code.value}')}"
            self._act(future, lambda _event: self._on_faulted(words))
        elif isinstance(effect, WriteNote):
            self.note_wanted.emit()
        elif isinstance(effect, GoOn):
            self.go_on()

    def go_on(self) -> None:
        """Show the next case without a verdict."""
        prepared = self._screen.prepared
        self._way.on(prepared.view.task.position if prepared else 0)

    def _conclude(self, effect: Conclude, before: Bar, shown: Shown) -> None:
        screen = self._screen
        assert screen.prepared is not None
        conclusion = Conclusion(
            effect.errors,
            screen.note() if effect.errors is not None else "",
            effect.cause,
            screen.note(),
            effect.guideline_gap,
            inspection=effect.inspection,
            penalty=effect.penalty,
        )
        self._commit(
            self._services.conclude(screen.prepared.view.task.id, conclusion, shown),
            before,
            self._leaver(self.tr("Recorded · Ctrl+Z takes it back"), judged=True),
        )

    def _take_penalty(self, penalty: str, before: Bar, shown: Shown) -> None:
        view = self._screen.view
        assert view is not None
        assert view.answer is not None
        outcome = derive(view.decision, replace(view.answer, penalty=penalty), view.ground())
        if outcome.result is Result.DIFFERS:
            self._screen.set_bar(self._screen.bar.revealed(outcome))
        else:
            self._conclude(Conclude(None, None, False, penalty=penalty), before, shown)

    def _on_answered(self, place: Place, answered: Answered) -> None:
        view = self._screen.view
        here = view is not None and self._screen.has(place[0])
        practised = here and view is not None and view.batch.kind is BatchKind.PRACTICE
        if answered.verdict is not None and not practised:
            self._leave(place, self._recorded(answered), judged=True)
            return
        if view is None or not here:
            self.told.emit(self.tr("The case waits for the rest of its verdict."))
            return
        state = TaskState.DECIDED if answered.verdict else TaskState.ANSWERED
        seen = replace(
            view,
            decision=answered.decision,
            hidden=False,
            outcome=answered.outcome,
            answer=encode.answer_of(answered.event.body["answer"]),  # type: ignore[arg-type]
            members=answered.members,
            gold=answered.gold,
            as_gold=answered.as_gold,
            verdict=answered.verdict,
            task=replace(view.task, state=state.value),
        )
        # The answer has taken its draft along; what belongs to the verdict is still to come.
        if practised:
            self.left = None
            self._screen.change(seen, replace(self._screen.bar, step=Step.GOLD))
        else:
            self._screen.change(seen, unfolded(self._screen.bar, seen))

    def _recorded(self, answered: Answered) -> str:
        kind = self._services_kind()
        if answered.outcome.result is not Result.AGREES:
            words = self.tr("Recorded")
        elif answered.members:
            words = self.tr("Agreed on every copy")
        elif answered.outcome.graced:
            words = self.tr("Agreed under the earlier version of {clause}, in grace").format(
                clause=answered.outcome.graced
            )
        else:
            words = self.tr("Agreed with the moderator")
        if kind is not None and not kind.has_moderator:
            return self.tr("{what} · Ctrl+Z takes it back").format(what=words)
        return self.tr("{what} · F4 faults the handling · Ctrl+Z takes it back").format(what=words)

    def _services_kind(self) -> BatchKind | None:
        view = self._screen.view
        return view.batch.kind if view else None

    # Other acts

    def fault_last(self) -> None:
        """Fault the handling of the case on the screen where it has a verdict, else of the last."""
        if self.resting or self._screen.bar.step is Step.FAULT:
            return
        kind = self._services_kind()
        if kind is not None and not kind.has_moderator:
            self.told.emit(self.tr("Nobody decided these cases: there is no handling to fault."))
            return
        if self._screen.prepared is not None and _is_judged(self._screen.prepared):
            self.left = place_of(self._screen.prepared)
        if self.left is None:
            self.told.emit(self.tr("F4 faults the handling of a case you have just judged."))
            return
        self._screen.set_aside()

    def skip(self) -> None:
        """Leave the case for later."""
        prepared = self._screen.prepared
        if prepared is None or self.resting:
            return
        if prepared.view.verdict is not None:
            self.told.emit(self.tr("This case is done: there is nothing to skip."))
            return
        task, leave = prepared.view.task.id, self._leaver(self.tr("Skipped · Ctrl+Z takes it back"))

        def done(result: object) -> None:
            self._way.has_changed(task)
            leave(result)

        self._act(self._services.act(acts.skip, task), done)

    def flag(self) -> None:
        """Flag the case, or take the flag away."""
        if self._screen.prepared is None or self.resting:
            return
        task = self._screen.prepared.view.task.id

        def done(event: Event) -> None:
            flagged = event.kind == Kind.FLAGGED
            self.told.emit(self.tr("Flagged") if flagged else self.tr("Flag taken away"))
            self._way.has_changed(task)
            if self._screen.has(task):
                self._screen.reload()

        self._background.when_done(self._services.act(acts.flag, task), done, self.failed.emit)

    def seal(self) -> None:
        """Lock the case away: what it shows is gone at once."""
        prepared = self._screen.prepared
        if prepared is None or self.resting:
            return
        task, case = prepared.view.task.id, prepared.view.case
        self._screen.clear()
        self._services.forget_case(case.id)
        clipboard.forget(prepared)

        def done(_event: object) -> None:
            self._screen.half_made.forget(task)
            self._way.has_changed(task)
            self.left = None
            self.told.emit(self.tr("Sealed. Only its reference goes to the person responsible."))
            self.sealed.emit(task, case.id, case.source_id)
            if not self._way.moving and self._screen.prepared is None:
                self._way.after(prepared.view.task.position)

        def failed() -> None:
            if not self._way.moving and self._screen.prepared is None:
                self._screen.show(prepared)

        self._act(self._services.act(acts.seal, task), done, failed)

    def set_language(self, part: str, language: str) -> None:
        """Say which language a part is in, and translate it anew."""
        if self._screen.prepared is None:
            return
        view = self._screen.prepared.view
        case, task = view.case, view.task.id

        def done(_event: object) -> None:
            from workstation.store import translations

            self._background.when_done(
                self._services.store.read(translations.languages_of, case.id),
                lambda languages: self._services.translate_now(case, languages),
            )
            self._way.has_changed(task)
            if self._screen.has(task):
                self._screen.reload()

        future = self._services.act(acts.set_language, task, part, language)
        self._background.when_done(future, done, self.failed.emit)

    def undo(self) -> None:
        """Take the last act back."""
        if self.resting:
            return
        if self._screen.bar.step is Step.FAULT:
            self._screen.resume_bar()
            return
        self._act(self._services.act(taking_back.undo), self._on_undone)

    def submit(self, batch: str, done: Callable[[object], None]) -> None:
        """Hand a batch in."""
        future = self._services.act(handing_in.submit, batch)
        self._background.when_done(future, done, self.failed.emit)

    # What follows

    @property
    def resting(self) -> bool:
        """Whether something is being committed, or a case is coming."""
        return self._way.moving or self.under_way > 0

    def _act(
        self,
        future: Future[Any],
        done: Callable[[Any], None],
        failed: Callable[[], None] = lambda: None,
    ) -> None:
        """Keys rest until the act is through."""
        self.under_way += 1

        def through(result: Any) -> None:
            self.under_way -= 1
            done(result)

        def lost(error: Exception) -> None:
            self.under_way -= 1
            failed()
            self.failed.emit(error)

        self._background.when_done(future, through, lost)

    def _commit(self, future: Future[Any], before: Bar, done: Callable[[Any], None]) -> None:
        screen = self._screen
        assert screen.prepared is not None
        task = screen.prepared.view.task.id

        def finished(result: Any) -> None:
            screen.half_made.forget(task)
            self._way.has_changed(task)
            done(result)

        def failed() -> None:
            # Nothing was recorded: the question stands as it stood.
            if screen.has(task) and screen.bar.step is Step.WAITING:
                screen.bar = before
                screen.bar_changed.emit()

        self._act(future, finished, failed)

    def _leaver(self, words: str, *, judged: bool = False) -> Callable[[object], None]:
        assert self._screen.prepared is not None
        place = place_of(self._screen.prepared)
        return lambda _result: self._leave(place, words, judged=judged)

    def _leave(self, place: Place, words: str, *, judged: bool) -> None:
        """An act on a case is through: on to the next, unless the person is elsewhere already."""
        self.told.emit(words)
        self.left = place if judged else None
        if self._screen.has(place[0]) and not self._way.moving:
            self.go_on()

    def _on_faulted(self, words: str) -> None:
        self.told.emit(
            self.tr("Handling faulted: {what} · Ctrl+Z takes it back").format(what=words)
        )
        if self._screen.bar.step is Step.FAULT:
            self._screen.resume_bar()

    def _on_undone(self, undone: Undone) -> None:
        self._way.forget_next()
        if self.left is not None and self.left[0] == undone.task:
            self.left = None
        words = {
            Kind.VERDICT: self.tr("Taken back: the verdict"),
            Kind.CORRECTED: self.tr("Taken back: the correction"),
            Kind.ANSWERED: self.tr("Taken back: the answer"),
            Kind.CANNOT_JUDGE: self.tr("Taken back: cannot judge"),
            Kind.SKIPPED: self.tr("Taken back: the skip"),
            Kind.FLAGGED: self.tr("Taken back: the flag"),
            Kind.UNFLAGGED: self.tr("Taken back: taking the flag away"),
            Kind.PROCESS_FAULT: self.tr("Taken back: the faulted handling"),
            Kind.SEALED: self.tr("Taken back: the seal, which had not been sent"),
            Kind.HANDED_BACK: self.tr("Taken back: your answer"),
            Kind.TAKEN_OVER: self.tr("Taken back: taking the case over"),
            Kind.CONFIRMED: self.tr("Taken back: that it holds"),
            Kind.REFUTED: self.tr("Taken back: that it does not hold"),
        }
        self._way.has_changed(undone.task)
        self.told.emit(words.get(Kind(undone.kind), undone.kind))
        if self._screen.has(undone.task) and undone.kind in (Kind.FLAGGED, Kind.UNFLAGGED):
            self._screen.reload()  # the answer that is being made, and its time, go on
        elif undone.kind == Kind.TAKEN_OVER:
            place = self._screen.view.task.position if self._screen.view else 1
            self._screen.clear()  # it may be the task that has gone
            self._way.after(place - 1)
        elif undone.kind in others.UNDOABLE:
            self._screen.look_ahead()  # a colleague's case: one stays where one is
        else:
            self._way.to(undone.task)


def place_of(prepared: Prepared) -> Place:
    """A case's task and source id."""
    return prepared.view.task.id, prepared.view.case.source_id


def _is_judged(prepared: Prepared) -> bool:
    verdict = prepared.view.verdict
    return verdict is not None and verdict.kind in (Kind.VERDICT, Kind.CORRECTED)
