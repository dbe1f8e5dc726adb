"""Translates cases before the auditor gets there.

Everything happens in one thread, which takes requests and the engine's answers from one inbox
and never waits for the engine: an urgent case is served while others are in the works.
"""

from __future__ import annotations

import itertools
import queue
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from workstation.domain.language import Detection, NoPackage, Translation
from workstation.fault import BugFault, Fault
from workstation.language.detect import settle
from workstation.language.memory import Memory, Translating
from workstation.language.models import Package, route, stamp, usable
from workstation.language.rendered import (
    CaseText,
    PartText,
    RenderedCase,
    RenderedPart,
    known_language,
    render,
    wanted,
)

__all__ = ["Ahead", "CaseText", "Memory", "PartText", "RenderedCase", "RenderedPart", "render"]

# Enough cases to fill the engine's batches in each of a few languages.
_CASES_TOGETHER = 24
_IN_THE_WORKS = 2
_CLOSE_SECONDS = 5.0


@dataclass(slots=True)
class _Round:
    """Cases that go through the engine together."""

    cases: list[CaseText]
    urgent: bool
    epoch: int
    languages: dict[str, dict[str, Detection]] = field(default_factory=dict)
    waiting: dict[str, set[str]] = field(default_factory=dict)
    futures: list[Future[Any]] = field(default_factory=list)


class Ahead:
    """Detects, cuts and translates the cases it is asked for, and keeps what comes out."""

    def __init__(
        self,
        engine: Translating,
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
        self._rounds: list[_Round] = []
        self._epochs = itertools.count(1)
        self._epoch = 0
        self._counted = threading.Condition()
        self._open: set[str] = set()
        self._done: set[str] = set()
        self._forgotten: set[str] = set()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="ahead", daemon=True)
        self._thread.start()

    def request(self, case: CaseText, urgent: bool = False) -> None:
        """Asks for a case; an urgent one goes before all others. Asking again is harmless."""
        with self._counted:
            if self._closed:
                return
            self._forgotten.discard(case.case_id)
            if not self._open:
                self._done.clear()
            self._open.add(case.case_id)
            self._done.discard(case.case_id)
            epoch = self._epoch
        self._inbox.put(partial(self._take, case, urgent, epoch))

    def drop_all(self) -> None:
        """Forgets what has been asked for; what is being translated right now stops soon."""
        with self._counted:
            self._open.clear()
            self._done.clear()
            self._epoch = next(self._epochs)
            self._counted.notify_all()
        self._inbox.put(partial(self._drop, self._epoch))

    def forget(self, case_id: str) -> None:
        """One case is not to be read any more: nothing of it goes to the engine from now on, and
        what is there with others' sentences is stopped where it can be."""
        with self._counted:
            self._forgotten.add(case_id)
            self._open.discard(case_id)
            self._counted.notify_all()
        self._inbox.put(partial(self._forget, case_id))

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

    def wait_idle(self, timeout: float | None = None) -> bool:
        """Waits until all that was asked for is ready; False when the time runs out first."""
        with self._counted:
            return self._counted.wait_for(lambda: not self._open or self._closed, timeout)

    def close(self) -> None:
        """Stops; the engine stays open, it belongs to whoever made it. Safe to repeat."""
        with self._counted:
            self._closed = True
            self._open.clear()
            self._counted.notify_all()
        self._inbox.put(None)
        if self._thread is not threading.current_thread():
            self._thread.join(_CLOSE_SECONDS)

    # Below: the thread's own. Nothing else touches `_urgent`, `_waiting` and `_rounds`.

    def _run(self) -> None:
        while (work := self._inbox.get()) is not None:
            self._guarded(work)
            self._guarded(self._begin_rounds)
        for one in self._rounds:
            _cancel(one)

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
        if urgent:
            self._waiting.pop(case.case_id, None)
            self._urgent.append(case)
        elif all(case.case_id != one.case_id for one in self._urgent):
            self._waiting[case.case_id] = case

    def _drop(self, epoch: int) -> None:
        self._urgent.clear()
        self._waiting.clear()
        for one in [one for one in self._rounds if one.epoch < epoch]:
            _cancel(one)
            self._rounds.remove(one)

    def _forget(self, case_id: str) -> None:
        self._urgent = deque(case for case in self._urgent if case.case_id != case_id)
        self._waiting.pop(case_id, None)
        for one in [one for one in self._rounds if case_id in {c.case_id for c in one.cases}]:
            # The round goes; the others in it are asked for anew.
            self._rounds.remove(one)
            _cancel(one)
            for case in one.cases:
                if case.case_id != case_id and case.case_id in self._open:
                    self._take(case, one.urgent, one.epoch)

    def _begin_rounds(self) -> None:
        if self._urgent:
            cases = list(self._urgent)
            self._urgent.clear()
            self._begin(cases, urgent=True)
        while self._waiting and sum(not one.urgent for one in self._rounds) < _IN_THE_WORKS:
            if not self._inbox.empty():
                return  # more requests may be on their way; they come into this round
            names = list(self._waiting)[:_CASES_TOGETHER]
            self._begin([self._waiting.pop(name) for name in names], urgent=False)

    def _begin(self, cases: list[CaseText], urgent: bool) -> None:
        one = _Round(cases, urgent, self._epoch)
        self._rounds.append(one)
        unknown: list[tuple[str, PartText]] = []
        try:
            for case in cases:
                known = dict(self._memory.language_of(case.case_id) or {})
                one.languages[case.case_id] = known
                unknown += [
                    (case.case_id, part)
                    for part in case.parts
                    if known_language(part, known) is None
                ]
        except Exception:
            self._give_up(one)
            raise
        if not unknown:
            self._translate(one)
            return
        future = self._engine.detect(
            [part.text for _, part in unknown], [part.hint for _, part in unknown], urgent=urgent
        )
        self._follow(one, future, lambda found: self._detected(one, unknown, found))

    def _detected(
        self, one: _Round, unknown: list[tuple[str, PartText]], found: list[Detection]
    ) -> None:
        for (case_id, part), detection in zip(unknown, found, strict=True):
            one.languages[case_id][part.part_id] = detection
        detected = {case_id for case_id, _ in unknown}
        for case in one.cases:
            if case.case_id in detected:
                one.languages[case.case_id] = _settled(case, one.languages[case.case_id])
                self._memory.keep_languages(case.case_id, one.languages[case.case_id])
        self._translate(one)

    def _translate(self, one: _Round) -> None:
        """Asks for every sentence that is not in the memory, once, a language at a time."""
        packages = usable(self._engine.packages)
        todo: dict[str, dict[str, str]] = {}
        needed: dict[str, dict[str, set[str]]] = {}
        for case in one.cases:
            needed[case.case_id] = {}
            for source, sentences in wanted(
                case, one.languages[case.case_id], self._target
            ).items():
                if route(packages, source, self._target):
                    needed[case.case_id][source] = set(sentences)
                    todo.setdefault(source, {}).update(sentences)
        for source in list(todo):
            for digest in self._known(list(todo[source]), source, packages):
                del todo[source][digest]
        for case in one.cases:
            left = {s for s, digests in needed[case.case_id].items() if digests & todo[s].keys()}
            one.waiting[case.case_id] = left
        self._tell_ready(one)
        for source, sentences in todo.items():
            if sentences:
                future = self._engine.translate(
                    list(sentences.values()), source, self._target, one.urgent
                )
                self._follow(one, future, partial(self._translated, one, source))

    def _known(self, digests: list[str], source: str, packages: list[Package]) -> list[str]:
        """What need not be translated: kept from the packages in use, or put by a person."""
        name, version = stamp(route(packages, source, self._target))
        kept = self._memory.find(digests, source, self._target)
        return [
            digest
            for digest, one in kept.items()
            if not one.package.startswith("translate-")
            or (one.package, one.version) == (name, version)
        ]

    def _translated(self, one: _Round, source: str, made: list[Translation] | NoPackage) -> None:
        if not isinstance(made, NoPackage):
            self._memory.keep(made)
        for left in one.waiting.values():
            left.discard(source)
        self._tell_ready(one)

    def _tell_ready(self, one: _Round) -> None:
        ready = [case_id for case_id, left in one.waiting.items() if not left]
        for case_id in ready:
            del one.waiting[case_id]
        if not one.waiting and one in self._rounds:
            self._rounds.remove(one)
        for case_id in ready:
            self._count(case_id, one)
            if one.epoch == self._epoch:
                self._on_ready(case_id)

    def _count(self, case_id: str, one: _Round) -> None:
        with self._counted:
            if one.epoch == self._epoch and case_id in self._open:
                self._open.remove(case_id)
                self._done.add(case_id)
                self._counted.notify_all()

    def _follow(self, one: _Round, future: Future[Any], then: Callable[[Any], None]) -> None:
        """Goes on with the answer, in this thread, when it comes."""
        one.futures.append(future)

        def answered() -> None:
            if one not in self._rounds:
                return
            try:
                then(future.result())
            except (Exception, CancelledError) as error:
                self._give_up(one)
                if not isinstance(error, CancelledError):
                    raise

        future.add_done_callback(lambda _: self._inbox.put(answered))

    def _give_up(self, one: _Round) -> None:
        """Counts what is left of a round as done, so that nobody waits for ever."""
        _cancel(one)
        if one in self._rounds:
            self._rounds.remove(one)
        for case in one.cases:
            self._count(case.case_id, one)


def _settled(case: CaseText, languages: dict[str, Detection]) -> dict[str, Detection]:
    known = [part for part in case.parts if part.part_id in languages]
    texts = [part.text for part in known]
    found = settle(texts, [languages[part.part_id] for part in known])
    return {part.part_id: one for part, one in zip(known, found, strict=True)}


def _cancel(one: _Round) -> None:
    for future in one.futures:
        future.cancel()
