"""The panes follow the reviewer: the case on the screen, the answer so far, what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject

from workstation.language.packages.trust import with_quality
from workstation.review.bar import Bar
from workstation.review.bar_values import Step
from workstation.review.desk import Shown
from workstation.review.prepare import Prepared
from workstation.ui import own_keys
from workstation.ui.case.bar_words import aside, below, summary

if TYPE_CHECKING:
    from workstation.ui.window import Window

COACHED = 3  # after so many acts the first-minute strip goes


class Following(QObject):
    """Belongs to the window; what the reviewer says goes to its panes."""

    def __init__(self, window: Window) -> None:
        """Follows nothing until it is connected."""
        super().__init__(window)
        self._window = window
        self._policy_for: tuple[object, ...] = ()

    def on_case_shown(self, prepared: Prepared) -> None:
        """A case comes on the screen."""
        self._window.came_back.show_case(prepared.view)
        self._window.case.show_case(prepared, opened=self._window.reviewer.viewed_before())
        self._window.policy.set_case(prepared.view, prepared.suggestions)
        self._policy_for = ()
        self._window.queue.set_current(prepared.view.task.id, prepared.view.task.seq)
        if not self._window.keyboard.is_typing():
            self._window.focus_case()
        # Painted now: what follows (counts, the toast, the next case) must not come in between.
        QCoreApplication.sendPostedEvents(self._window, QEvent.Type.UpdateRequest.value)
        self._window.ready.emit()
        self._window.later(self._tell_case)

    def _tell_case(self) -> None:
        self._window.header.set_pair(self._window.case.pair_words())
        self._window.case.learn()
        self._window.refresh_progress()

    def on_case_changed(self, prepared: Prepared) -> None:
        """The same case, more is known."""
        self._window.came_back.show_case(prepared.view)
        self._window.case.change_case(prepared)
        self._window.policy.append_suggestions(prepared.suggestions)
        self._window.policy.change_case(prepared.view)
        self._window.header.set_pair(self._window.case.pair_words())
        self._window.case.learn()

    def on_case_gone(self) -> None:
        """No case is on the screen."""
        self._window.came_back.show_case(None)
        self._window.case.clear()
        self._window.policy.clear()
        self._window.header.set_pair("")

    def on_next_ready(self, prepared: Prepared) -> None:
        """The case that follows is at hand."""
        # Laid out once what is on the screen has been painted.
        self._window.later(lambda: self._prepare(prepared))

    def _prepare(self, prepared: Prepared) -> None:
        self._window.case.lay_out_next(prepared)
        self._window.policy.prepare(prepared.view, prepared.suggestions)

    def on_bar_changed(self) -> None:
        """The answer stands elsewhere."""
        bar, menu = self._window.reviewer.bar, self._window.reviewer.menu
        if bar.step is Step.REVEALED:
            self._window.toast.hide()  # it speaks of another case
        noting = self._window.bar.is_written()
        self._window.bar.show_coach(self._coach())
        view = self._window.reviewer.prepared.view if self._window.reviewer.prepared else None
        self._window.bar.show_bar(
            bar,
            menu,
            summary(bar, view, self._window.reviewer.left_words),
            aside(bar, misled=self._window.reviewer.misled),
            below(bar, view),
        )
        if noting and not self._window.bar.is_written():
            # Qt would give the keyboard to the next line: digits would be typed into the filter.
            self._window.focus_case()
        self._window.case.grid.set_pinned(bar.pinned())
        self._turn_policy(bar)

    def _turn_policy(self, bar: Bar) -> None:
        # Only where the question has moved on: a search that is open stays open.
        asked = (bar.step, bar.family, bar.findings)
        if asked == self._policy_for:
            return
        self._policy_for = asked
        if bar.step is Step.CLAUSE and bar.family is not None:
            self._window.policy.show_family(bar.family)
        elif bar.step is Step.FAMILY:
            self._window.policy.show_family(None)
        elif bar.step is Step.READY and bar.findings:
            self.show_clause(bar.findings[-1].clause)

    def _coach(self) -> tuple[str, ...]:
        if self._window.services.preferences["coached"] >= COACHED:
            return ()
        return (
            self.tr("Say what is right: 1 if nothing is wrong, 4 to take it down"),
            self.tr("then the clause: Alt+1, or its family's digit and its own"),
            own_keys.say(self.tr("Enter commits, Ctrl+Z takes back, F1 shows every key")),
        )

    def show_clause(self, clause: str) -> None:
        """Show a clause of the day."""
        prepared = self._window.reviewer.prepared
        if prepared is None:
            return
        found = next((c for c in prepared.view.in_force if c.clause == clause), None)
        if found is not None:
            self._window.policy.show_clause(found, prepared.view.changed.get(clause, ()))

    def on_clause_chosen(self, clause: str) -> None:
        """A clause was pressed in the policy."""
        self.show_clause(clause)
        self._window.reviewer.choose_clause(clause)

    def reads(self, key: str) -> bool:
        """Whether a digit opens a clause that cannot be cited: it is read, nothing is answered."""
        bar = self._window.reviewer.bar
        if bar.step is not Step.CLAUSE or bar.family is None or not key.isdigit():
            return False
        return self._window.policy.read_digit(bar.family, key)

    def on_family_chosen(self, digit: int) -> None:
        """A family was pressed in the policy."""
        if self._window.reviewer.bar.step is Step.FAMILY:
            self._window.reviewer.press(str(digit))
        else:
            self._window.policy.show_family(digit)

    def on_told(self, words: str) -> None:
        """Something is to be said."""
        self._window.later(lambda: self._window.toast.tell(words))

    def on_task_changed(self, task: str) -> None:
        """An act on a task is through."""
        self._window.later(lambda: self._refresh_task(task))

    def _refresh_task(self, task: str) -> None:
        coached = self._window.services.preferences["coached"]
        if coached < COACHED:
            self._window.services.set_preference("coached", coached + 1)
        self._window.queue.refresh_task(task)
        self._window.refresh_progress()

    def on_batch_ended(self) -> None:
        """Nothing is left to do."""
        self._window.commands.batches.show_end()

    def on_bar_pressed(self, key: str) -> None:
        """A choice was pressed on the bar."""
        acts = {"F3": "pin", "F4": "fault", "Ctrl+Y": "copies"}
        if key in acts:
            self._window.keyboard.trigger(acts[key])
        else:
            self._window.reviewer.press(key)

    def shown(self) -> Shown:
        """What the person has had before them, for the record."""
        return Shown(
            translations=self._window.case.translations_shown(),
            packages=with_quality(
                self._window.case.packages_shown(), self._window.services.packages
            ),
            clauses=self._window.policy.shown_clauses(),
            media=self._window.case.media_viewed(),
            media_unshown=self._window.case.media_unshown(),
        )
