"""Cases that somebody will look at soon go through the engine together: detect, then translate what
is not kept, each sentence once. Belongs to Ahead's thread."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from workstation.domain.language import Detection, NoPackage, Translation
from workstation.language.ahead.memory import Memory, Translator
from workstation.language.ahead.needed import kept_already, settled
from workstation.language.ahead.rendered import CaseText, PartText, known_language, wanted
from workstation.language.packages.models import route, usable


@dataclass(slots=True)
class Round:
    """Cases under way together."""

    cases: list[CaseText]
    urgent: bool
    epoch: int
    languages: dict[str, dict[str, Detection]] = field(default_factory=dict)
    waiting: dict[str, set[str]] = field(default_factory=dict)
    futures: list[Future[Any]] = field(default_factory=list)

    def cancel(self) -> None:
        """What the engine has not begun it need not begin."""
        for future in self.futures:
            future.cancel()


class Rounds:
    """The rounds under way. `through(case, round, ready)` is called once for each case; `asks()`
    before the engine is asked for a round."""

    def __init__(
        self,
        engine: Translator,
        target: str,
        memory: Memory,
        later: Callable[[Callable[[], None]], None],
        through: Callable[[str, Round, bool], None],
        asks: Callable[[], None],
    ) -> None:
        """`later(work)` has work done in Ahead's thread."""
        self._engine, self._target, self._memory = engine, target, memory
        self._later, self._through, self._asks = later, through, asks
        self.open: list[Round] = []

    def begin(self, cases: list[CaseText], *, urgent: bool, epoch: int) -> None:
        """Send cases on their way."""
        one = Round(cases, urgent, epoch)
        self.open.append(one)
        try:
            self._start(one)
        except Exception:
            self._give_up(one)
            raise

    def drop(self, one: Round) -> None:
        """Forget a round, and stop of it what can be stopped."""
        one.cancel()
        if one in self.open:
            self.open.remove(one)

    def _start(self, one: Round) -> None:
        unknown: list[tuple[str, PartText]] = []
        for case in one.cases:
            known = dict(self._memory.language_of(case.case_id) or {})
            one.languages[case.case_id] = known
            unknown += [
                (case.case_id, part) for part in case.parts if known_language(part, known) is None
            ]
        if not unknown:
            self._translate(one)
            return
        future = self._engine.detect(
            [part.text for _, part in unknown],
            [part.hint for _, part in unknown],
            urgent=one.urgent,
        )
        self._follow(one, future, lambda found: self._detected(one, unknown, found))

    def _detected(
        self, one: Round, unknown: list[tuple[str, PartText]], found: list[Detection]
    ) -> None:
        for (case_id, part), detection in zip(unknown, found, strict=True):
            one.languages[case_id][part.part_id] = detection
        detected = {case_id for case_id, _ in unknown}
        for case in one.cases:
            if case.case_id in detected:
                one.languages[case.case_id] = settled(case, one.languages[case.case_id])
        self._memory.keep_languages({name: one.languages[name] for name in detected})
        self._translate(one)

    def _translate(self, one: Round) -> None:
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
            through = route(packages, source, self._target)
            known = kept_already(self._memory, list(todo[source]), source, self._target, through)
            for digest in known:
                del todo[source][digest]
        for case in one.cases:
            left = {s for s, digests in needed[case.case_id].items() if digests & todo[s].keys()}
            one.waiting[case.case_id] = left
        self._tell_ready(one)
        if any(todo.values()):
            self._asks()
        for source, sentences in todo.items():
            if sentences:
                future = self._engine.translate(
                    list(sentences.values()), source, self._target, one.urgent
                )
                self._follow(one, future, partial(self._translated, one, source))

    def _translated(self, one: Round, source: str, made: list[Translation] | NoPackage) -> None:
        if not isinstance(made, NoPackage):
            self._memory.keep(made)
        for left in one.waiting.values():
            left.discard(source)
        self._tell_ready(one)

    def _tell_ready(self, one: Round) -> None:
        ready = [case_id for case_id, left in one.waiting.items() if not left]
        for case_id in ready:
            del one.waiting[case_id]
        if not one.waiting and one in self.open:
            self.open.remove(one)
        for case_id in ready:
            self._through(case_id, one, True)

    def _follow(self, one: Round, future: Future[Any], then: Callable[[Any], None]) -> None:
        """Goes on with the answer, in Ahead's thread, when it comes."""
        one.futures.append(future)

        def answered() -> None:
            if one not in self.open:
                return
            try:
                then(future.result())
            except (Exception, CancelledError) as error:
                self._give_up(one)
                if not isinstance(error, CancelledError):
                    raise

        future.add_done_callback(lambda _: self._later(answered))

    def _give_up(self, one: Round) -> None:
        """Counts what is left of a round as done, so that nobody waits for ever."""
        self.drop(one)
        for case in one.cases:
            self._through(case.case_id, one, False)
