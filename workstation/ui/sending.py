"""Acts go out and come in by themselves while somebody works, and never stop them.

Imported after the first paint: signatures and what reads others' streams cost 100 ms to load.
"""

from __future__ import annotations

from concurrent.futures import Future, TimeoutError
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from workstation.domain import instant
from workstation.fault import Fault, WorldFault
from workstation.store.segments import Waiting
from workstation.sync.giving_up import GivingUp
from workstation.sync.report import Problem
from workstation.ui.pace import Pace
from workstation.ui.syncing import Run, held, place_word, run
from workstation.ui.terms import length
from workstation.words import sentence

if TYPE_CHECKING:
    from workstation.ui.window import Window

GRACE = 3.0
"""Seconds that a window which closes gives to its last sending."""
COUNT_EVERY = 5
"""Seconds between two looks at what waits."""


class Sending(QObject):
    """Sends and receives off the window's thread, one run at a time.

    `synced(report)` after a run, `changed()` when what the header says of it has.
    """

    synced = Signal(object)
    changed = Signal()

    def __init__(self, window: Window, pace: Pace | None = None) -> None:
        """Belongs to the window and uses its services."""
        super().__init__(window)
        self._window = window
        self._services = window.services
        self.pace = pace or Pace()
        self._ticks = 0
        self._place: GivingUp | None = None
        self._future: Future[Run] | None = None
        self._loud = False
        self._waiting = Waiting(0, None)
        self._told: set[tuple[str, str | None, str | None]] = set()
        self.problems: tuple[Problem, ...] = ()
        self.trouble: WorldFault | None = None

    @property
    def address(self) -> str:
        """The place that is set; empty where none is."""
        return str(self._services.preferences["sync_to"])

    @property
    def busy(self) -> bool:
        """Whether a run is under way."""
        return self._future is not None

    @property
    def words(self) -> str:
        """What the header says."""
        return self._words()

    # By itself

    def tick(self) -> None:
        """Once a second."""
        self._ticks += 1
        if self._ticks % COUNT_EVERY == 1:
            self.count()
        minutes = self._services.preferences["sync_minutes"]
        if self.address and self.pace.is_due(self._waiting.events, minutes):
            self._begin()
        elif self.pace.seconds_left() is not None:
            self._tell_header()

    def count(self) -> None:
        """How much waits to be sent."""
        future = self._services.store.read(held, self.address)
        self._window.background.when_done(future, self._on_counted, lambda error: None)

    def _on_counted(self, waiting: Waiting) -> None:
        self._waiting = waiting
        self._tell_header()

    # Because somebody says so

    def now(self, *, quiet: bool = False) -> bool:
        """Send and receive at once; False where no place is set. `quiet` says nothing of what
        went well, nor of a place that is away."""
        if not self.address:
            return False
        self._loud = self._loud or not quiet
        if not quiet:
            self.pace.at_once()
        self._begin()
        return True

    def stop(self) -> bool:
        """Give up the run that is under way; False where none is."""
        if self._place is None:
            return False
        self._place.give_up()
        return True

    def close(self) -> None:
        """The window closes: what waits is sent, if that is done within a short grace.

        Blocks that long at most: nobody looks at the window any more.
        """
        minutes = self._services.preferences["sync_minutes"]
        if self._future is None and self.address and minutes and self._waiting.events:
            self._submit()
        if self._future is not None:
            try:
                self._future.exception(GRACE)
            except TimeoutError:
                self.stop()

    # A run

    def _begin(self) -> None:
        if self._future is None:
            self._submit()
            if self._future is not None:
                self._window.background.when_done(self._future, self._on_done, self._on_failed)
            self._tell_header()

    def _submit(self) -> None:
        self._future = self._services.network.submit(
            run, self._services.store, self._services.desk, self.address, self._on_opened
        )

    def _on_opened(self, place: GivingUp) -> None:
        # In the network's thread; an assignment is all.
        self._place = place

    def _on_done(self, done: Run) -> None:
        loud = self._rest()
        report = done.report
        self.trouble, self.problems = None, report.problems
        self._waiting = report.waiting
        self.pace.went(report.waiting.events)
        self._tell_header()
        if done.person is not None and done.person != self._services.desk.person:
            self._services.follow_roster()
        if report.received_events or done.changed:
            self._take_notice()
        new = [one for one in report.problems if _name(one) not in self._told]
        self._told = {_name(one) for one in report.problems}
        if new or (loud and report.problems):
            first = (new or list(report.problems))[0]
            self._say(
                self.tr("{what} Ctrl+Shift+S shows more.").format(what=sentence(first.fault))
            )
        elif loud:
            self._say(
                self.tr("Sent {sent} acts, received {received}.").format(
                    sent=report.sent_events, received=report.received_events
                )
            )
        self._window.commands.synced()
        self.synced.emit(report)

    def _on_failed(self, error: Exception) -> None:
        loud = self._rest()
        if isinstance(error, WorldFault) and error.code == "sync.given_up":
            self.pace.went(self._waiting.events)
            self._say(self.tr("Stopped. What was sent is sent."))
        else:
            self.trouble = error if isinstance(error, WorldFault) else None
            self.pace.failed()
            if loud or not isinstance(error, Fault):
                self._window.tell_failure(error)
        self.count()
        self._tell_header()

    def _rest(self) -> bool:
        self._future, self._place = None, None
        loud, self._loud = self._loud, False
        return loud

    def _take_notice(self) -> None:
        window = self._window
        if window.reviewer.batch:
            window.queue.reload()
            window.reviewer.look_again()
        window.commands.received()

    # Words

    def _tell_header(self) -> None:
        self._window.header.set_sent(self._words())
        self.changed.emit()

    def _words(self) -> str:
        number, left = self._waiting.events, self.pace.seconds_left()
        unsent = self.tr("● {n} unsent").format(n=self.locale_number(number))
        if self.busy:
            return self.tr("{unsent}, sending …").format(unsent=unsent) if number else ""
        if left is not None and self.trouble is not None:
            words = self.tr("{unsent}, {place} away, again in {time}")
            if not number:
                words = self.tr("● {place} away, again in {time}")
            return words.format(unsent=unsent, place=place_word(self.address), time=_time(left))
        stuck = len(self.problems)
        if stuck:
            return self.tr("{unsent}, {n} to look at (Ctrl+Shift+S)").format(
                unsent=unsent if number else self.tr("✓ all sent"), n=stuck
            )
        if not number or self._waiting.oldest_at is None:
            return self.tr("✓ all sent")
        age = datetime.now().astimezone() - instant.parse(self._waiting.oldest_at)
        return self.tr("{unsent}, oldest {time}").format(unsent=unsent, time=length(age))

    def locale_number(self, number: int) -> str:
        """A count as this person writes it."""
        return self._window.locale().toString(number)

    def _say(self, words: str) -> None:
        self._window.toast.tell(words)


def _time(seconds: int) -> str:
    # Tens are enough, and calmer.
    if seconds >= 90:
        return f"{round(seconds / 60)} min"
    return f"{max(10, 10 * round(seconds / 10))} s"


def _name(problem: Problem) -> tuple[str, str | None, str | None]:
    return problem.code, problem.stream, problem.file
