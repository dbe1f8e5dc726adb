"""The way through a batch: one case on the screen, the next one ready, every key to the bar.

It stands between the services and the case screen. It holds what the person is doing; the rules are
`workstation.review`'s, the pixels the screen's.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from workstation.domain.batch import TaskState
from workstation.domain.decision import Evidence
from workstation.domain.event import Kind
from workstation.domain.taxonomy import ReadIn
from workstation.domain.verdict import Result
from workstation.review import bar_draft
from workstation.review import desk as acts
from workstation.review.active import ActiveClock
from workstation.review.bar import Bar
from workstation.review.bar_values import (
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
from workstation.ui.terms import term


def _now_ms() -> int:
    return time.monotonic_ns() // 1_000_000


class Reviewer(QObject):
    """Drives one batch.

    `case_shown(prepared)` a case came on the screen; `case_changed(prepared)` the same case, more
    is known; `bar_changed` the bar shows something else; `told(words)` for the toast;
    `task_changed(task)` its row in the queue changed; `batch_ended` nothing is left to do;
    `note_wanted` the person wants to type; `failed(error)` something went wrong.
    """

    case_shown = Signal(object)
    case_changed = Signal(object)
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
        self._next: Prepared | None = None
        self._next_is_known = False
        self._left = ""  # the case just left: what F4 faults
        self._wanted = ""  # the task last asked for; an answer for another is late

    # Getting around

    def open_batch(self, batch: str) -> None:
        """Open a batch on its next case."""
        self.batch = batch
        self._next, self._next_is_known = None, False
        self._left = ""
        self.prepared = None
        self.go_on()
        self._services.translate_ahead(batch)

    def go_on(self) -> None:
        """Show the next case without a verdict."""
        after = self.prepared.view.task.position if self.prepared else 0
        if self._next_is_known:
            self._show_next(self._next)
            return
        self._wanted = "next"
        self._background.when_done(
            self._services.prepare_next(self.batch, after), self._on_next_wanted, self.failed.emit
        )

    def go_to(self, task: str) -> None:
        """Show a certain case."""
        if self.prepared is not None and task == self.prepared.view.task.id:
            return
        self._wanted = task
        self._background.when_done(
            self._services.prepare(task), self._on_prepared, self.failed.emit
        )

    def reload(self) -> None:
        """Read the case on the screen again (a translation came, a language was set)."""
        if self.prepared is None:
            return
        task = self.prepared.view.task.id
        self._background.when_done(
            self._services.prepare(task),
            lambda prepared: self._on_reloaded(task, prepared),
            self.failed.emit,
        )

    def translated(self, case: str) -> None:
        """A case's translation has arrived."""
        if self.prepared is not None and self.prepared.view.case.id == case:
            self.reload()
        elif self._next is not None and self._next.view.case.id == case:
            self._prefetch()

    # Keys

    def press(self, key: str) -> None:
        """A key of the bar."""
        if self.prepared is None:
            return
        self.touch()
        before = self.bar
        bar, effect = self.bar.press(key, self.menu)
        if isinstance(effect, CommitAnswer) and self.media_missing():
            self.told.emit(self.tr("Look at the required media first: M opens them."))
            return
        self.bar = bar
        if effect is not None:
            self._carry_out(effect)
        if self.bar is not before or self.bar != before:
            self._keep_draft()
            self.bar_changed.emit()

    def choose_clause(self, clause: str) -> None:
        """A clause was picked with the mouse or in the search."""
        found = next((c for c in self.menu.clauses if c.clause == clause), None)
        if found is not None and self.bar.step in (Step.FAMILY, Step.CLAUSE):
            self.bar = self.bar.choose_clause(found, self.menu)
            self._keep_draft()
            self.bar_changed.emit()

    def pin(self, evidence: Evidence | None) -> None:
        """Pin evidence."""
        if evidence is None:
            return
        if self.bar.step in (Step.REVEALED, Step.CODES, Step.DONE, Step.WAITING, Step.FAULT):
            self.told.emit(self.tr("Evidence belongs to the answer: Backspace first."))
            return
        self.bar = self.bar.pin(evidence)
        self._keep_draft()
        self.bar_changed.emit()

    def unpin(self) -> None:
        """Take the last pin away."""
        self.bar = self.bar.unpin()
        self._keep_draft()
        self.bar_changed.emit()

    def toggle_read_in(self) -> None:
        """Say that the original was read, or that it was not."""
        read = self.bar.read_in
        other = ReadIn.TRANSLATION if read is ReadIn.ORIGINAL else ReadIn.ORIGINAL
        self.bar = replace(self.bar, read_in=other)
        self.told.emit(term(f"read.{other.value}"))
        self.bar_changed.emit()

    def toggle_misled(self) -> None:
        """Say that the translation misled; it goes into the verdict."""
        self.misled = not self.misled
        self.told.emit(
            self.tr("Noted: the translation misled you.")
            if self.misled
            else self.tr("Taken back: the translation did not mislead you.")
        )
        self.bar_changed.emit()

    def fault_last(self) -> None:
        """Fault the handling of the case on the screen, where it has a verdict, else of the last."""
        done = self.prepared is not None and self.prepared.view.verdict is not None
        if done and self.prepared is not None:
            self._left = self.prepared.view.task.id
        if not self._left:
            self.told.emit(self.tr("No case has been left yet."))
            return
        self.bar = Bar(step=Step.FAULT, read_in=self.bar.read_in)
        self.bar_changed.emit()

    def skip(self) -> None:
        """Leave the case for later."""
        self._act(acts.skip, self._after_leaving(self.tr("Skipped · Ctrl+Z takes it back")))

    def flag(self) -> None:
        """Flag the case, or take the flag away."""
        if self.prepared is None:
            return
        flagged = not self.prepared.view.task.flagged
        words = self.tr("Flagged") if flagged else self.tr("Flag taken away")

        def done(_event: object) -> None:
            self.told.emit(words)
            self._changed_task()
            self.reload()

        self._act(acts.flag, done)

    def seal(self) -> None:
        """Lock the case away."""
        self._act(
            acts.seal,
            self._after_leaving(
                self.tr("Sealed. Only its reference goes to the person responsible.")
            ),
        )

    def set_language(self, part: str, language: str) -> None:
        """Say which language a part is in, and translate it anew."""
        if self.prepared is None:
            return
        case = self.prepared.view.case

        def done(_event: object) -> None:
            from workstation.store import translations

            self._background.when_done(
                self._services.store.read(translations.languages_of, case.id),
                lambda languages: self._services.translate_now(case, languages),
            )
            self.reload()

        self._act(acts.set_language, done, part, language)

    def undo(self) -> None:
        """Take the last act back."""
        if self.bar.step is Step.FAULT:
            self._resume_bar()
            return
        self._background.when_done(self._services.act(acts.undo), self._on_undone, self.failed.emit)

    def submit(self, done: Callable[[object], None]) -> None:
        """Hand the batch in."""
        self._background.when_done(
            self._services.act(acts.submit, self.batch), done, self.failed.emit
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

    def _carry_out(self, effect: Effect) -> None:
        assert self.prepared is not None
        task = self.prepared.view.task.id
        shown = replace(self.shown(), active_ms=self.active_ms(), misled=self.misled)
        if isinstance(effect, CommitAnswer):
            self._wait(self._services.answer(task, effect.answer, shown), self._on_answered)
        elif isinstance(effect, Conclude):
            conclusion = Conclusion(
                effect.errors,
                self.note() if effect.errors is not None else "",
                effect.cause,
                self.note(),
                effect.guideline_gap,
            )
            self._wait(
                self._services.conclude(task, conclusion, shown),
                self._after_leaving(self.tr("Recorded · Ctrl+Z takes it back")),
            )
        elif isinstance(effect, CommitCannot):
            self._wait(
                self._services.cannot_judge(task, effect.why, self.note(), shown),
                self._after_leaving(
                    self.tr("Handed on: {why} · Ctrl+Z takes it back").format(
                        why=term(f"cannot.{effect.why.value}")
                    )
                ),
            )
        elif isinstance(effect, CommitFault):
            future = self._services.process_fault(self._left, effect.code, "", self.note())
            words = term(f"code.{effect.code.value}")
            self._background.when_done(
                future,
                lambda _event: self._on_faulted(f"{effect.code.value} · {words}"),
                self.failed.emit,
            )
        elif isinstance(effect, WriteNote):
            self.note_wanted.emit()
        elif isinstance(effect, GoOn):
            self.go_on()

    def _wait(self, future: Any, done: Callable[[Any], None]) -> None:
        before = self.bar

        def failed(error: Exception) -> None:
            # Nothing was recorded: the question stands as it stood.
            revealed = self.prepared is not None and self.prepared.view.outcome is not None
            step = Step.REVEALED if revealed and before.outcome else Step.ACTION
            if before.findings and step is Step.ACTION:
                step = Step.READY
            self.bar = replace(before, step=step)
            self.bar_changed.emit()
            self.failed.emit(error)

        self._background.when_done(future, done, failed)

    def _on_answered(self, answered: Answered) -> None:
        assert self.prepared is not None
        view = self.prepared.view
        if answered.verdict is not None:
            agrees = answered.outcome.result is Result.AGREES
            words = self.tr("Agreed with the moderator") if agrees else self.tr("Recorded")
            self._after_leaving(
                self.tr("{what} · F4 faults the handling · Ctrl+Z takes it back").format(what=words)
            )(answered)
            return
        self._changed_task()
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
        self.case_changed.emit(self.prepared)
        self.bar_changed.emit()

    def _after_leaving(self, words: str) -> Callable[[object], None]:
        def done(_result: object) -> None:
            if self.prepared is not None:
                self._left = self.prepared.view.task.id
                self.task_changed.emit(self._left)
            self.told.emit(words)
            self.go_on()

        return done

    def _on_faulted(self, words: str) -> None:
        self.told.emit(
            self.tr("Handling faulted: {what} · Ctrl+Z takes it back").format(what=words)
        )
        self._resume_bar()

    def _resume_bar(self) -> None:
        self.set_note("")
        if self.prepared is not None:
            self._begin_bar(self.prepared)
        self.bar_changed.emit()

    def _act(
        self, work: Callable[..., object], done: Callable[[object], None], *more: object
    ) -> None:
        if self.prepared is None:
            return
        future = self._services.act(work, self.prepared.view.task.id, *more)
        self._background.when_done(future, done, self.failed.emit)

    def _on_undone(self, undone: Undone) -> None:
        self.task_changed.emit(undone.task)
        self._next, self._next_is_known = None, False
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
        self.told.emit(words.get(Kind(undone.kind), undone.kind))
        if self.prepared is not None and self.prepared.view.task.id == undone.task:
            self.prepared = None
        self.go_to(undone.task)

    # Showing

    def _on_next_wanted(self, prepared: Prepared | None) -> None:
        if self._wanted == "next":
            self._show_next(prepared)

    def _show_next(self, prepared: Prepared | None) -> None:
        if prepared is None:
            self._next, self._next_is_known = None, False
            self.batch_ended.emit()
            return
        self._show(prepared)

    def _on_prepared(self, prepared: Prepared) -> None:
        if prepared.view.task.id == self._wanted:
            self._show(prepared)

    def _on_reloaded(self, task: str, prepared: Prepared) -> None:
        if self.prepared is None or self.prepared.view.task.id != task:
            return
        # Suggestions freeze at first paint: late hits come after the ones that are there.
        first = self.prepared.suggestions
        known = {suggestion.clause.clause for suggestion in first}
        late = tuple(s for s in prepared.suggestions if s.clause.clause not in known)
        self.prepared = replace(prepared, suggestions=(*first, *late))
        self._set_menu(self.prepared)
        self.case_changed.emit(self.prepared)

    def _show(self, prepared: Prepared) -> None:
        self._next, self._next_is_known = None, False
        self.prepared = prepared
        self._wanted = prepared.view.task.id
        self.misled = False
        self.set_note("")
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
        self._prefetch()

    def _set_menu(self, prepared: Prepared) -> None:
        view = prepared.view
        self.menu = Menu(
            view.batch.actions,
            view.pack.families if view.pack else (),
            view.in_force,
            tuple(suggestion.clause for suggestion in prepared.suggestions),
        )

    def _begin_bar(self, prepared: Prepared) -> None:
        view = prepared.view
        read = self._read_in(prepared)
        draft = bar_draft.load(view.draft) if view.draft else None
        if view.verdict is not None:
            self.bar = Bar(step=Step.DONE, read_in=read, outcome=view.outcome)
        elif view.outcome is not None and view.task.state == TaskState.ANSWERED.value:
            kept = draft is not None and draft.step in (Step.REVEALED, Step.CODES)
            self.bar = draft if kept and draft else Bar(read_in=read).revealed(view.outcome)
        elif draft is not None and draft.step not in (Step.DONE, Step.FAULT, Step.REVEALED):
            self.bar = draft
        else:
            self.bar = Bar(read_in=read)
        if view.draft and view.draft.get("note"):
            self.set_note(str(view.draft["note"]))

    def _read_in(self, prepared: Prepared) -> ReadIn:
        reads = {tag.split("-")[0] for tag in self._services.desk.person.reads}
        languages = {
            part.detection.language.split("-")[0]
            for part in prepared.rendered.parts
            if part.detection is not None
        }
        return ReadIn.ORIGINAL if languages and languages <= reads else ReadIn.TRANSLATION

    def _prefetch(self) -> None:
        if self.prepared is None:
            return
        task = self.prepared.view.task
        self._background.when_done(
            self._services.prepare_next(self.batch, task.position),
            lambda prepared: self._on_prefetched(task.id, prepared),
        )

    def _on_prefetched(self, task: str, prepared: Prepared | None) -> None:
        if self.prepared is None or self.prepared.view.task.id != task:
            return
        if prepared is not None and prepared.view.task.id == task:
            # The last open one: what comes after it is known once it is decided.
            self._next, self._next_is_known = None, False
            return
        self._next, self._next_is_known = prepared, True
        self.next_ready.emit(prepared)

    def _changed_task(self) -> None:
        if self.prepared is not None:
            self.task_changed.emit(self.prepared.view.task.id)

    def _keep_draft(self) -> None:
        if self.prepared is None or self.bar.step in (Step.WAITING, Step.DONE, Step.FAULT):
            return
        body = {**bar_draft.dump(self.bar), "note": self.note()}
        self._services.keep_draft(self.prepared.view.task.id, body)

    def keep_note(self) -> None:
        """The note was left: keep it with the draft."""
        self._keep_draft()


def bar_answer(answered: Answered) -> Any:
    """The answer inside an answered event."""
    from workstation.review.encode import answer_of

    return answer_of(answered.event.body["answer"])  # type: ignore[arg-type]
