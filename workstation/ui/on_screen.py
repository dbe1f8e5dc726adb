"""What stands on the case screen: the case, the menu of its bar, where the answer stands.

What comes late is held against what is there; what is half made is kept at every key.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from workstation.domain.batch import TaskState
from workstation.domain.ladder import written
from workstation.domain.taxonomy import ReadIn
from workstation.review.active import ActiveClock
from workstation.review.bar import Bar
from workstation.review.bar_values import ANSWERING, Menu, Step
from workstation.review.comparing import penalties, penalty_to_ask
from workstation.review.prepare import Prepared
from workstation.review.view import CaseView
from workstation.services import Services
from workstation.ui import clipboard
from workstation.ui.background import Background
from workstation.ui.half_made import HalfMade, HalfMadeAnswers
from workstation.ui.way import Way


class OnScreen(QObject):
    """`shown(prepared)` a case came, `changed(prepared)` more of it is known, `gone` none is there;
    `bar_changed`, `told(words)`, `failed(error)` as the reviewer's."""

    shown = Signal(object)
    changed = Signal(object)
    gone = Signal()
    bar_changed = Signal()
    told = Signal(str)
    failed = Signal(object)

    def __init__(
        self, services: Services, background: Background, way: Way, parent: QObject
    ) -> None:
        """Nothing is there yet."""
        super().__init__(parent)
        self._services = services
        self._background = background
        self._way = way
        self.prepared: Prepared | None = None
        self.bar = Bar(step=Step.DONE)
        self.menu = Menu(())
        self.misled = False
        self.note: Callable[[], str] = lambda: ""
        self.set_note: Callable[[str], None] = lambda words: None
        self.media_viewed: Callable[[], tuple[str, ...]] = tuple
        self.clock = ActiveClock()
        self.read_said = False  # what it is read in was said by key
        self.aside: tuple[Bar, str] | None = None  # bar and note while a handling is faulted
        self.half_made = HalfMadeAnswers(services)

    @property
    def view(self) -> CaseView | None:
        """The case as it may be seen now."""
        return self.prepared.view if self.prepared else None

    def has(self, task: str) -> bool:
        """Whether a task's case is on the screen."""
        return self.prepared is not None and self.prepared.view.task.id == task

    def show(self, prepared: Prepared) -> None:
        """Put a case on the screen; of a sealed one nothing is shown."""
        if prepared.view.task.state == TaskState.SEALED.value:
            self.told.emit(self.tr("This case is sealed. Only its reference is kept in sight."))
            self.bar_changed.emit()
            return
        self._way.stop()
        self._way.forget_next()
        self.aside = None
        self.prepared = prepared
        self.clock.start(now_ms())
        self._set_menu(prepared)
        self._begin_bar(prepared)
        self.shown.emit(prepared)
        self.bar_changed.emit()
        if not prepared.rendered.complete:
            languages = {
                part.part_id: part.detection
                for part in prepared.rendered.parts
                if part.detection is not None
            }
            self._services.translate_now(prepared.view.case, languages)
        self.look_ahead()

    def clear(self) -> None:
        """Nothing of a case is on the screen any more."""
        self._way.forget_next()
        self.aside = None
        self.prepared = None
        self.bar = Bar(step=Step.DONE)
        self.menu = Menu(())
        self.set_note("")
        self.gone.emit()
        self.bar_changed.emit()

    def change(self, view: CaseView, bar: Bar) -> None:
        """The same case after an act: what may be seen now, and what the bar asks."""
        assert self.prepared is not None
        self.prepared = replace(self.prepared, view=view)
        self._set_menu(self.prepared)
        self.bar = bar
        self.keep_draft()
        self.changed.emit(self.prepared)
        self.bar_changed.emit()

    def reload(self) -> None:
        """Read the case anew (a translation came, a language was set)."""
        if self.prepared is None:
            return
        task, asked = self.prepared.view.task.id, self._way.moment
        self._background.when_done(
            self._services.prepare(task),
            lambda prepared: self._on_reloaded(task, asked, prepared),
            self.failed.emit,
        )

    def _on_reloaded(self, task: str, asked: int, prepared: Prepared) -> None:
        if self.prepared is None or not self.has(task):
            return
        if self._way.is_stale(asked, prepared):
            self.reload()  # read before an act on it was committed
            return
        if prepared.view.task.state == TaskState.SEALED.value:
            self._lock(self.prepared)
            return
        # Suggestions freeze at first paint: late hits come after the ones that are there.
        first = self.prepared.suggestions
        known = {suggestion.clause.clause for suggestion in first}
        late = tuple(s for s in prepared.suggestions if s.clause.clause not in known)
        self.prepared = replace(prepared, suggestions=(*first, *late))
        self._set_menu(self.prepared)
        read = self._read_in(prepared)
        if not self.read_said and self.bar.step in ANSWERING and read is not self.bar.read_in:
            # Only now may it be known which language that is.
            self.bar = replace(self.bar, read_in=read)
            self.bar_changed.emit()
        self.changed.emit(self.prepared)

    def _lock(self, before: Prepared) -> None:
        # A colleague's seal has come while the case was on the screen.
        self.clear()
        self.half_made.forget(before.view.task.id)
        self._services.forget_case(before.view.case.id)
        clipboard.forget(before)
        self.told.emit(self.tr("A colleague has sealed this case: it is locked here too."))
        self._way.after(before.view.task.position)

    def show_last(self, task: str, prepared: Prepared) -> None:
        """Nothing is left to do: the last case stays, as it now is."""
        if self.has(task):
            self.prepared = prepared
            self._set_menu(prepared)
            self._begin_bar(prepared)
            self.changed.emit(prepared)
            self.bar_changed.emit()

    def look_ahead(self) -> None:
        """Read the case that follows."""
        if self.prepared is not None:
            self._way.look_ahead(self.prepared.view.task)

    # The bar

    def set_bar(self, bar: Bar) -> None:
        """Where the answer stands now; it is kept."""
        self.bar = bar
        self.keep_draft()
        self.bar_changed.emit()

    def keep_draft(self) -> None:
        """Keep what is half made: bar, note, which media were opened."""
        if self.prepared is None:
            return
        half = HalfMade(self.bar, self.note(), self.misled)
        future = self.half_made.keep(self.prepared.view.task.id, half, self.media_viewed())
        if future is not None:
            self._background.when_done(future, lambda _done: None, self.failed.emit)

    def set_aside(self) -> None:
        """The bar asks about another case for a while."""
        self.aside = (self.bar, self.note())
        self.set_note("")
        self.bar = Bar(step=Step.FAULT, read_in=self.bar.read_in)
        self.bar_changed.emit()

    def resume_bar(self) -> None:
        """Back to the answer that was set aside."""
        if self.aside is not None:
            self.bar, note = self.aside
            self.aside = None
            self.set_note(note)
        self.bar_changed.emit()

    def viewed_before(self) -> tuple[str, ...]:
        """The media of this case that a half-made answer says were opened."""
        return self.half_made.media_of(self.prepared) if self.prepared else ()

    def _begin_bar(self, prepared: Prepared) -> None:
        half = self.half_made.of(prepared, self._read_in(prepared))
        self.read_said = half.bar.read_in is not self._read_in(prepared)
        self.bar, self.misled = half.bar, half.misled
        self.set_note(half.note)

    def _set_menu(self, prepared: Prepared) -> None:
        view = prepared.view
        asked = penalty_to_ask(view, view.answer) if view.answer and not view.hidden else None
        self.menu = Menu(
            view.batch.actions,
            view.pack.families if view.pack else (),
            view.in_force,
            tuple(suggestion.clause for suggestion in prepared.suggestions),
            view.batch.kind,
            view.batch.request.questions,
            view.case.exposure,
            penalties(view) if asked else (),
            written(asked) if asked else None,
        )

    def _read_in(self, prepared: Prepared) -> ReadIn:
        reads = {tag.split("-")[0] for tag in self._services.desk.person.reads}
        languages = {
            part.detection.language.split("-")[0]
            for part in prepared.rendered.parts
            if part.detection is not None
        }
        return ReadIn.ORIGINAL if languages and languages <= reads else ReadIn.TRANSLATION


def now_ms() -> int:
    """Milliseconds of a clock that only goes forward."""
    return time.monotonic_ns() // 1_000_000
