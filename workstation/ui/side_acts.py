"""What else a person does: fault, skip, flag, seal, say a language, take back, hand in."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from workstation.domain.event import Event, Kind
from workstation.review import desk as acts
from workstation.review import handing_in, others, taking_back
from workstation.review.bar_values import Step
from workstation.review.prepare import Prepared
from workstation.review.taking_back import Undone
from workstation.services import Services
from workstation.ui import clipboard
from workstation.ui.background import Background
from workstation.ui.case_acts import CaseActs, place_of
from workstation.ui.on_screen import OnScreen
from workstation.ui.way import Way


class SideActs(QObject):
    """Beside the bar's own. `told(words)` for the toast, `sealed(task, case, source id)`,
    `failed(error)`."""

    told = Signal(str)
    sealed = Signal(str, str, str)
    failed = Signal(object)

    def __init__(
        self,
        services: Services,
        background: Background,
        way: Way,
        screen: OnScreen,
        case_acts: CaseActs,
    ) -> None:
        """Belongs to what is on the screen."""
        super().__init__(screen)
        self._services = services
        self._background = background
        self._way = way
        self._screen = screen
        self._acts = case_acts

    def fault_last(self) -> None:
        """Fault the handling of the case on the screen where it has a verdict, else of the last."""
        if self._acts.resting or self._screen.bar.step is Step.FAULT:
            return
        kind = self._acts.kind()
        if kind is not None and not kind.has_moderator:
            self.told.emit(self.tr("Nobody decided these cases: there is no handling to fault."))
            return
        if self._screen.prepared is not None and _is_judged(self._screen.prepared):
            self._acts.left = place_of(self._screen.prepared)
        if self._acts.left is None:
            self.told.emit(self.tr("F4 faults the handling of a case you have just judged."))
            return
        self._screen.set_aside()

    def skip(self) -> None:
        """Leave the case for later."""
        prepared = self._screen.prepared
        if prepared is None or self._acts.resting:
            return
        if prepared.view.verdict is not None:
            self.told.emit(self.tr("This case is done: there is nothing to skip."))
            return
        task, leave = (
            prepared.view.task.id,
            self._acts.leaver(self.tr("Skipped · Ctrl+Z takes it back")),
        )

        def done(result: object) -> None:
            self._way.has_changed(task)
            leave(result)

        self._acts.act(self._services.act(acts.skip, task), done)

    def flag(self) -> None:
        """Flag the case, or take the flag away."""
        if self._screen.prepared is None or self._acts.resting:
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
        if prepared is None or self._acts.resting:
            return
        task, case = prepared.view.task.id, prepared.view.case
        self._screen.clear()
        self._services.forget_case(case.id)
        clipboard.forget(prepared)

        def done(_event: object) -> None:
            self._screen.half_made.forget(task)
            self._way.has_changed(task)
            self._acts.left = None
            self.told.emit(self.tr("Sealed. Only its reference goes to the person responsible."))
            self.sealed.emit(task, case.id, case.source_id)
            if not self._way.moving and self._screen.prepared is None:
                self._way.after(prepared.view.task.position)

        def failed() -> None:
            if not self._way.moving and self._screen.prepared is None:
                self._screen.show(prepared)

        self._acts.act(self._services.act(acts.seal, task), done, failed)

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
        if self._acts.resting:
            return
        if self._screen.bar.step is Step.FAULT:
            self._screen.resume_bar()
            return
        self._acts.act(self._services.act(taking_back.undo), self._on_undone)

    def submit(self, batch: str, done: Callable[[object], None]) -> None:
        """Hand a batch in."""
        future = self._services.act(handing_in.submit, batch)
        self._background.when_done(future, done, self.failed.emit)

    def _on_undone(self, undone: Undone) -> None:
        self._way.forget_next()
        if self._acts.left is not None and self._acts.left[0] == undone.task:
            self._acts.left = None
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


def _is_judged(prepared: Prepared) -> bool:
    verdict = prepared.view.verdict
    return verdict is not None and verdict.kind in (Kind.VERDICT, Kind.CORRECTED)
