"""Translates the rest of a batch, a small step at a time, in between what somebody waits for.

Cases flow through: read a few at a time in the order of work, cut, looked up, and what is not kept
yet goes to the engine in full requests, each sentence once however many cases hold it. What comes
back is kept at once, so that a run that was killed goes on where it was. Belongs to Ahead's thread;
only `standing` may be asked for from elsewhere.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from msgspec import Struct

from workstation.domain.language import Detection
from workstation.fault import Fault
from workstation.language.ahead.memory import Coming, Memory, Rest, Translator
from workstation.language.ahead.needed import kept_already
from workstation.language.ahead.pace import Pace
from workstation.language.ahead.rendered import known_language, wanted
from workstation.language.ahead.sentences import Sentences
from workstation.language.ahead.undetected import Undetected
from workstation.language.packages.models import Package, route, usable

TOGETHER = 128  # sentences in a request, the engine's largest portion: next cases wait for one
IN_THE_WORKS = 2  # one in the process, one behind it
OPEN_CASES = 400  # begun and not through: short cases fill a request too
OPEN_SENTENCES = 2000
READ = 8  # cases in one look into the store: a millisecond
GIVEN_UP = 3  # failures one after the other
PLACE_EVERY = 5.0  # seconds between two notes of how far it is


class Standing(Struct, frozen=True):
    """How far the rest of a batch is; `seconds` it will still take, None while nobody can say."""

    done: int
    total: int
    going: bool
    seconds: float | None = None


@dataclass(slots=True)
class _Asked:
    source: str
    sentences: dict[str, str]
    future: Future[Any]


@dataclass(slots=True)
class _Open:
    """A case that is under way: what it still waits for."""

    position: int
    left: set[tuple[str, str]] = field(default_factory=set)


class Whole:
    """One run through the rest of a batch."""

    def __init__(
        self,
        rest: Rest,
        engine: Translator,
        target: str,
        memory: Memory,
        later: Callable[[Callable[[], None]], None],
        on_detected: Callable[[str], None] = lambda case_id: None,
        on_fault: Callable[[Fault], None] = lambda fault: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`later(work)` has work done in Ahead's thread; `on_detected(case_id)` tells that a case's
        languages have become known; of several faults in a row the first is told."""
        self._rest, self._engine, self._target, self._memory = rest, engine, target, memory
        self._later, self._on_fault, self._clock = later, on_fault, clock
        self._packages = usable(engine.packages)
        self._routes: dict[str, tuple[Package, ...]] = {}
        self._after = rest.after
        self._read: deque[Coming] = deque()
        self._undetected = Undetected(
            engine, memory, self._follow, self._result, self._through, on_detected
        )
        self._open: dict[str, _Open] = {}
        self._sentences = Sentences()
        self._in_flight: list[_Asked] = []
        self._answers: deque[Callable[[], None]] = deque()
        self._done = rest.done
        self._ended = self._stopped = self._complete = False
        self._failures = 0
        self._pace = Pace()
        self._place_at = clock()

    @property
    def standing(self) -> Standing:
        """How far it is."""
        # At the end nobody waits for what was sealed meanwhile.
        total = self._done if self._complete else max(self._rest.total, self._done)
        going = not self._stopped
        left = self._pace.left(total - self._done) if going else None
        return Standing(self._done, total, going, left)

    def step(self) -> bool:
        """A piece of work of a few milliseconds; False where there is none before an answer comes.

        Raises what reading and keeping raise: it is to be stopped then.
        """
        if self._stopped:
            return False
        if self._answers:
            self._answers.popleft()()
            return True
        few = len(self._in_flight) < IN_THE_WORKS
        if few and (source := self._sentences.full(TOGETHER)):
            self._ask(source)
        elif source := self._sentences.full(TOGETHER, seen=False):
            self._look_up(source)
        elif self._has_room():
            self._take_next()
        elif self._undetected:
            self._undetected.ask()
        elif source := self._sentences.full(1, seen=False):
            self._look_up(source)
        elif not self._in_flight and (source := self._sentences.full(1)):
            self._ask(source)  # not full; while one is in the process more may come
        else:
            self._end_where_all_is_through()
            return False
        return True

    def step_aside(self) -> None:
        """Something comes first: what waits behind the request in the process is asked later."""
        for asked in self._in_flight[1:]:
            self._take_back(asked)

    def forget(self, case_id: str) -> None:
        """Nothing of a case goes to the engine from now on."""
        case = self._open.pop(case_id, None)
        self._read = deque(one for one in self._read if one.case.case_id != case_id)
        self._undetected.forget(case_id)
        for key in case.left if case is not None else ():
            if self._sentences.let_go(key, case_id):
                for asked in [one for one in self._in_flight if key[1] in one.sentences]:
                    if asked.source == key[0]:
                        del asked.sentences[key[1]]
                        self._take_back(asked)

    def stop(self) -> None:
        """Nothing more is asked; what is kept stays."""
        if not self._stopped:
            self._stopped = True
            self._keep_place()
        for asked in self._in_flight:
            asked.future.cancel()
        self._undetected.stop()

    # Cases

    def _has_room(self) -> bool:
        if self._undetected.known:
            return True  # they are open already
        few = len(self._open) < OPEN_CASES and len(self._sentences) < OPEN_SENTENCES
        return few and bool(self._read or not self._ended)

    def _take_next(self) -> None:
        if self._undetected.known:
            self._begin(*self._undetected.known.popleft())
        elif not self._read:
            self._read.extend(self._rest.read(self._after, READ))
            self._ended = not self._read
        else:
            coming = self._read.popleft()
            self._after = coming.position
            self._open[coming.case.case_id] = _Open(coming.position)
            if all(known_language(part, coming.languages) for part in coming.case.parts):
                self._begin(coming, coming.languages)
            else:
                self._undetected.add(coming)

    def _begin(self, coming: Coming, languages: Mapping[str, Detection]) -> None:
        case_id = coming.case.case_id
        case = self._open.get(case_id)
        if case is None:
            return  # forgotten
        for source, sentences in wanted(coming.case, languages, self._target).items():
            if source not in self._routes:
                self._routes[source] = route(self._packages, source, self._target)
            if self._routes[source]:
                self._sentences.want(source, sentences, case_id)
                case.left |= {(source, digest) for digest in sentences}
        if not case.left:
            self._through([case_id])

    def _through(self, cases: Sequence[str], worked: bool = False) -> None:
        through = [case_id for case_id in cases if self._open.pop(case_id, None) is not None]
        self._done += len(through)
        if through:
            now = self._clock()
            if worked or not self._in_flight:
                self._pace.finished(len(through) if worked else 0, now)
            if now - self._place_at > PLACE_EVERY:
                self._place_at = now
                self._keep_place()

    def _keep_place(self) -> None:
        first = next(iter(self._open.values()), None)
        self._rest.keep_place(self._after if first is None else first.position - 1)

    def _end_where_all_is_through(self) -> None:
        if self._ended and not self._open:
            self._complete = True
            self.stop()

    # Sentences

    def _look_up(self, source: str) -> None:
        digests = self._sentences.look_at(source, TOGETHER)
        through = self._routes[source]
        known = kept_already(self._memory, digests, source, self._target, through)
        self._settle(source, known, worked=False)

    def _ask(self, source: str) -> None:
        sentences = self._sentences.take(source, TOGETHER)
        future = self._engine.translate(list(sentences.values()), source, self._target)
        asked = _Asked(source, sentences, future)
        self._in_flight.append(asked)
        self._follow(future, partial(self._translated, asked))

    def _translated(self, asked: _Asked) -> None:
        if asked not in self._in_flight:
            return
        made = self._result(asked.future)
        self._in_flight.remove(asked)
        if made is not None:
            self._failures = 0
        if isinstance(made, list):
            self._memory.keep(made)
        self._settle(asked.source, asked.sentences, worked=made is not None)

    def _settle(self, source: str, digests: Mapping[str, str] | set[str], worked: bool) -> None:
        """These sentences are there, or never will be."""
        through = []
        for digest in digests:
            for case_id in self._sentences.drop((source, digest)):
                case = self._open.get(case_id)
                if case is not None:
                    case.left.discard((source, digest))
                    if not case.left:
                        through.append(case_id)
        self._through(through, worked)

    def _result(self, future: Future[Any]) -> Any:
        """What came; None where it failed, or the engine is being closed."""
        try:
            found = future.result()
        except CancelledError:
            self.stop()
            return None
        except Fault as fault:
            self._failures += 1
            if self._failures == 1:
                self._on_fault(fault)
            if self._failures == GIVEN_UP:
                self.stop()
            return None
        return found

    def _take_back(self, asked: _Asked) -> None:
        self._in_flight.remove(asked)
        asked.future.cancel()
        self._sentences.put_back(asked.source, asked.sentences)

    def _follow(self, future: Future[Any], answered: Callable[[], None]) -> None:
        """Goes on with an answer at one of the next steps."""
        future.add_done_callback(lambda _: self._later(partial(self._answers.append, answered)))
