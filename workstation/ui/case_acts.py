"""What the bar asks for, committed, and what follows from it.

While an act is under way the keys of the bar rest. What follows is told, and the next case comes,
unless the person is elsewhere by then.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from workstation.domain.batch import BatchKind, Stage, TaskState
from workstation.domain.verdict import Result, derive
from workstation.review import encode
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
from workstation.review.unfolding import unfolded
from workstation.services import Services
from workstation.ui.background import Background
from workstation.ui.on_screen import OnScreen
from workstation.ui.terms import term
from workstation.ui.way import Way

Place = tuple[str, str]  # a task, and the source id of its case


class CaseActs(QObject):
    """`told(words)` for the toast, `note_wanted` the person wants to type, `looked_again(task)` a
    second look was judged, `failed(error)`."""

    told = Signal(str)
    note_wanted = Signal()
    looked_again = Signal(str)
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
        self._second = ""  # a task of a second look that is being judged
        self.under_way = 0  # acts that change which case is on the screen

    # What the bar asks for

    def carry_out(self, effect: Effect, before: Bar, shown: Shown) -> None:
        """Carry out an effect of the bar; `before` is where it goes back to if the store fails."""
        screen = self._screen
        assert screen.prepared is not None
        place = place_of(screen.prepared)
        if screen.prepared.view.task.stage == Stage.SECOND:
            self._second = place[0]
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
            self._commit(future, before, self.leaver(words))
        elif isinstance(effect, CommitFault):
            assert self.left is not None
            future = self._services.process_fault(self.left[0], effect.code, "", screen.note())
            words = f"{effect.code.value} · {term(f'code.{effect.code.value}')}"
            self.act(future, lambda _event: self._on_faulted(words))
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
            self.leaver(self.tr("Recorded · Ctrl+Z takes it back"), judged=True),
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
        kind = self.kind()
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

    def kind(self) -> BatchKind | None:
        """The kind of the batch that is on the screen."""
        view = self._screen.view
        return view.batch.kind if view else None

    # What follows

    @property
    def resting(self) -> bool:
        """Whether something is being committed, or a case is coming."""
        return self._way.moving or self.under_way > 0

    def act(
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

        self.act(future, finished, failed)

    def leaver(self, words: str, *, judged: bool = False) -> Callable[[object], None]:
        """What leaves the case that is on the screen now, once an act on it is through."""
        assert self._screen.prepared is not None
        place = place_of(self._screen.prepared)
        return lambda _result: self._leave(place, words, judged=judged)

    def _leave(self, place: Place, words: str, *, judged: bool) -> None:
        """An act on a case is through: on to the next, unless the person is elsewhere already."""
        self.told.emit(words)
        self.left = place if judged else None
        if judged and place[0] == self._second:
            self._second = ""
            self.looked_again.emit(place[0])
        if self._screen.has(place[0]) and not self._way.moving:
            self.go_on()

    def _on_faulted(self, words: str) -> None:
        self.told.emit(
            self.tr("Handling faulted: {what} · Ctrl+Z takes it back").format(what=words)
        )
        if self._screen.bar.step is Step.FAULT:
            self._screen.resume_bar()


def place_of(prepared: Prepared) -> Place:
    """A case's task and source id."""
    return prepared.view.task.id, prepared.view.case.source_id
