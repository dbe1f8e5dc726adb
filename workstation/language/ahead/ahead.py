"""Translates cases before the auditor gets there.

Everything happens in one thread, which takes requests and the engine's answers from one inbox
and never waits for the engine: an urgent case is served while others are in the works. What comes
next goes before the rest of the batch (`whole.py`), which has what time is left.
"""

from __future__ import annotations

import itertools
import queue
import threading
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial

from workstation.domain.language import Translation
from workstation.fault import BugFault, Fault
from workstation.language.ahead.memory import Memory, Rest, Translator
from workstation.language.ahead.rendered import (
    CaseText,
    PartText,
    RenderedCase,
    RenderedPart,
    render,
    wanted,
)
from workstation.language.ahead.rounds import Round, Rounds
from workstation.language.ahead.whole import Standing, Whole
from workstation.language.packages.models import usable

__all__ = [
    "Ahead",
    "CaseText",
    "Memory",
    "PartText",
    "RenderedCase",
    "RenderedPart",
    "Standing",
    "render",
]

# Enough cases to fill the engine's batches in each of a few languages.
_CASES_TOGETHER = 24
_IN_THE_WORKS = 2
_CLOSE_SECONDS = 5.0
_FORGET_SECONDS = 0.25
_STILL_SECONDS = 0.5  # without another word: whoever asked may be busy and cannot say "go on"


class Ahead:
    """Detects, cuts and translates the cases it is asked for, and keeps what comes out."""

    def __init__(
        self,
        engine: Translator,
        target: str,
        memory: Memory,
        on_ready: Callable[[str], None] = lambda case_id: None,
        on_fault: Callable[[Fault], None] = lambda fault: None,
    ) -> None:
        """`on_ready(case_id)` and `on_fault(fault)` are called from Ahead's own thread."""
        self._engine = engine
        self._target = target
        self._memory = memory
        self._on_ready = on_ready
        self._on_fault = on_fault
        self._inbox: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._urgent: deque[CaseText] = deque()
        self._waiting: dict[str, CaseText] = {}
        self._rounds = Rounds(
            engine, target, memory, self._inbox.put, self._through, self._rest_steps_aside
        )
        self._whole: Whole | None = None
        self._stepping = False
        self._still = False
        self._epochs = itertools.count(1)
        self._epoch = 0
        self._counted = threading.Condition()
        self._open: set[str] = set()
        self._done: set[str] = set()
        self._forgotten: set[str] = set()
        self._rest_wanted = False
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="ahead", daemon=True)
        self._thread.start()

    def request(self, case: CaseText, urgent: bool = False) -> None:
        """Asks for a case; an urgent one goes before all others. Asking again is harmless.

        A case that was forgotten comes back as an urgent one alone, when somebody looks at it: a
        list of what comes next may have been read before.
        """
        with self._counted:
            if urgent:
                self._forgotten.discard(case.case_id)
            if self._closed or case.case_id in self._forgotten:
                return
            if not self._open:
                self._done.clear()
            self._open.add(case.case_id)
            self._done.discard(case.case_id)
            epoch = self._epoch
        self._inbox.put(partial(self._take, case, urgent, epoch))

    def request_next(self, cases: Sequence[CaseText]) -> None:
        """Asks for what comes next, instead of what was said to come next before: of that whatever
        has not been begun was decided, or passed over."""
        wanted = frozenset(case.case_id for case in cases)
        self._inbox.put(partial(self._leave, wanted))
        for case in cases:
            self.request(case)

    def translate_rest(self, make: Callable[[], Rest]) -> None:
        """Goes through the rest of a batch whenever nothing else is asked for; it takes the place
        of another rest. `make()` is called in Ahead's thread."""
        with self._counted:
            if self._closed:
                return
            self._rest_wanted = True
        self._inbox.put(partial(self._begin_rest, make))

    def stop_rest(self) -> None:
        """Leaves the rest of a batch alone; what has been made is kept."""
        with self._counted:
            self._rest_wanted = False
            self._counted.notify_all()
        self._inbox.put(self._end_rest)

    def drop_all(self) -> None:
        """Forgets what has been asked for; what is being translated right now stops soon."""
        with self._counted:
            self._open.clear()
            self._done.clear()
            self._epoch = next(self._epochs)
            self._counted.notify_all()
        self._inbox.put(partial(self._drop, self._epoch))
        self.stop_rest()

    def forget(self, case_id: str) -> None:
        """One case is not to be read any more: nothing of it goes to the engine from now on, and
        what is there with others' sentences is stopped where it can be. Waits a moment until it
        is so."""
        with self._counted:
            self._forgotten.add(case_id)
            self._open.discard(case_id)
            self._counted.notify_all()
        forgotten = threading.Event()
        self._inbox.put(partial(self._forget, case_id))
        self._inbox.put(forgotten.set)
        if self._thread is not threading.current_thread():
            forgotten.wait(_FORGET_SECONDS)

    def stand_still(self, still: bool) -> None:
        """While a key's work is done, nothing is begun that nobody waits for."""
        self._still = still
        if not still:
            self._inbox.put(_nothing)

    def show(self, case: CaseText) -> RenderedCase:
        """The case with what is known of it now; looks only into the memory."""
        languages = self._memory.language_of(case.case_id) or {}
        packages = usable(self._engine.packages)
        found: dict[tuple[str, str], Translation] = {}
        for source, sentences in wanted(case, languages, self._target).items():
            kept = self._memory.find(list(sentences), source, self._target)
            found |= {(source, digest): one for digest, one in kept.items()}
        return render(case, languages, found, packages, self._target)

    def progress(self) -> tuple[int, int]:
        """Cases done and cases asked for since the last time nothing was left to do."""
        with self._counted:
            return len(self._done), len(self._done) + len(self._open)

    def standing(self) -> Standing | None:
        """How far the rest of the batch is; None where none was begun."""
        whole = self._whole
        return whole.standing if whole is not None else None

    def wait_idle(self, timeout: float | None = None) -> bool:
        """Waits until all that was asked for is ready; False when the time runs out first."""
        with self._counted:
            return self._counted.wait_for(lambda: not self._open or self._closed, timeout)

    def wait_rest(self, timeout: float | None = None) -> bool:
        """Waits until the rest of the batch is through, or left alone; False when it takes longer
        than that."""
        with self._counted:
            return self._counted.wait_for(lambda: not self._rest_wanted or self._closed, timeout)

    def close(self) -> None:
        """Stops; the engine stays open, it belongs to whoever made it. Safe to repeat."""
        with self._counted:
            self._closed = True
            self._open.clear()
            self._counted.notify_all()
        self._inbox.put(None)
        if self._thread is not threading.current_thread():
            self._thread.join(_CLOSE_SECONDS)

    # Below: the thread's own. Nothing else touches `_urgent`, `_waiting`, `_rounds`, `_whole`.

    def _run(self) -> None:
        while (work := self._next()) is not None:
            self._guarded(work)
            self._guarded(self._begin_rounds)
            self._guarded(self._step)
        for one in self._rounds.open:
            one.cancel()
        self._guarded(self._end_rest)

    def _next(self) -> Callable[[], None] | None:
        try:
            return self._inbox.get(timeout=_STILL_SECONDS if self._still else None)
        except queue.Empty:
            self._still = False
            return _nothing

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Fault as fault:
            self._on_fault(fault)
        except Exception as error:  # the thread must outlive a broken callback or memory
            self._on_fault(BugFault("language.ahead_bug", kind=type(error).__name__))

    def _take(self, case: CaseText, urgent: bool, epoch: int) -> None:
        if epoch != self._epoch or case.case_id in self._forgotten:
            return
        with self._counted:
            self._open.add(case.case_id)  # what came before in the inbox may have left it
        if urgent:
            self._waiting.pop(case.case_id, None)
            self._urgent.append(case)
        elif all(case.case_id != one.case_id for one in self._urgent):
            self._waiting[case.case_id] = case

    def _leave(self, but: frozenset[str]) -> None:
        passed = self._waiting.keys() - but
        for name in passed:
            del self._waiting[name]
        with self._counted:
            self._open -= passed
            self._counted.notify_all()

    def _drop(self, epoch: int) -> None:
        self._urgent.clear()
        self._waiting.clear()
        for one in [one for one in self._rounds.open if one.epoch < epoch]:
            self._rounds.drop(one)

    def _forget(self, case_id: str) -> None:
        self._urgent = deque(case for case in self._urgent if case.case_id != case_id)
        self._waiting.pop(case_id, None)
        if self._whole is not None:
            self._whole.forget(case_id)
        for one in [one for one in self._rounds.open if case_id in {c.case_id for c in one.cases}]:
            # The round goes; the others in it are asked for anew.
            self._rounds.drop(one)
            for case in one.cases:
                if case.case_id != case_id and case.case_id in self._open:
                    self._take(case, one.urgent, one.epoch)

    def _begin_rounds(self) -> None:
        if self._urgent:
            cases = list(self._urgent)
            self._urgent.clear()
            self._rounds.begin(cases, urgent=True, epoch=self._epoch)
        while self._waiting and sum(not one.urgent for one in self._rounds.open) < _IN_THE_WORKS:
            if self._still or not self._inbox.empty():
                return  # more requests may be on their way; they come into this round
            names = list(self._waiting)[:_CASES_TOGETHER]
            cases = [self._waiting.pop(name) for name in names]
            self._rounds.begin(cases, urgent=False, epoch=self._epoch)

    def _through(self, case_id: str, one: Round, ready: bool) -> None:
        with self._counted:
            if one.epoch == self._epoch and case_id in self._open:
                self._open.remove(case_id)
                self._done.add(case_id)
                self._counted.notify_all()
        if ready and one.epoch == self._epoch:
            self._on_ready(case_id)

    # The rest of the batch

    def _begin_rest(self, make: Callable[[], Rest]) -> None:
        self._end_rest()
        if self._rest_wanted:
            self._whole = Whole(
                make(),
                self._engine,
                self._target,
                self._memory,
                self._inbox.put,
                self._on_ready,
                self._on_fault,
            )

    def _end_rest(self) -> None:
        if self._whole is not None:
            self._whole.stop()

    def _rest_steps_aside(self) -> None:
        if self._whole is not None:
            self._whole.step_aside()

    def _step(self) -> None:
        """A small step for the rest of the batch, and word to oneself to go on."""
        whole = self._whole
        if whole is None or not whole.standing.going or self._rounds.open or self._waiting:
            return
        if self._still or self._stepping:
            return
        try:
            if whole.step():
                self._stepping = True
                self._inbox.put(self._stepped)
        except Exception:  # the store: it would be the same at the next step
            whole.stop()
            raise
        finally:
            if not whole.standing.going:
                with self._counted:
                    self._rest_wanted = False
                    self._counted.notify_all()

    def _stepped(self) -> None:
        self._stepping = False


def _nothing() -> None:
    """Wakes the thread."""
