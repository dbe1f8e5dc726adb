"""Cases of the rest of a batch whose languages are asked for, some together."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from typing import Any

from workstation.domain.language import Detection
from workstation.language.ahead.memory import Coming, Memory, Translator
from workstation.language.ahead.needed import settled
from workstation.language.ahead.rendered import known_language

TOGETHER = 24


class Undetected:
    """`known` are the ones whose languages came. `follow(future, then)` goes on with an answer;
    `result(future)` is it, None where there is none."""

    def __init__(
        self,
        engine: Translator,
        memory: Memory,
        follow: Callable[[Future[Any], Callable[[], None]], None],
        result: Callable[[Future[Any]], Any],
        lost: Callable[[Sequence[str]], None],
        on_detected: Callable[[str], None],
    ) -> None:
        """None is waiting; `lost(cases)` are told where nothing came."""
        self._engine, self._memory = engine, memory
        self._follow, self._result, self._lost = follow, result, lost
        self._on_detected = on_detected
        self._waiting: list[Coming] = []
        self._asked: list[tuple[list[Coming], Future[Any]]] = []
        self.known: deque[tuple[Coming, Mapping[str, Detection]]] = deque()

    def __len__(self) -> int:
        """How many wait to be asked for."""
        return len(self._waiting)

    def add(self, coming: Coming) -> None:
        """A case with a part in a language that nobody knows."""
        self._waiting.append(coming)
        if len(self._waiting) >= TOGETHER:
            self.ask()

    def ask(self) -> None:
        """Ask for those that wait."""
        cases, self._waiting = self._waiting, []
        parts = [
            (one, part)
            for one in cases
            for part in one.case.parts
            if known_language(part, one.languages) is None
        ]
        future = self._engine.detect(
            [part.text for _, part in parts], [part.hint for _, part in parts]
        )
        entry = (cases, future)
        self._asked.append(entry)

        def answered() -> None:
            if entry not in self._asked:
                return
            self._asked.remove(entry)
            found = self._result(future)
            if found is None:
                self._lost([one.case.case_id for one in cases])
                return
            by_case = {one.case.case_id: dict(one.languages) for one in cases}
            for (one, part), detection in zip(parts, found, strict=True):
                by_case[one.case.case_id][part.part_id] = detection
            for one in cases:
                name = one.case.case_id
                by_case[name] = settled(one.case, by_case[name])
                self.known.append((one, by_case[name]))
            self._memory.keep_languages(by_case)
            for name in by_case:
                self._on_detected(name)

        self._follow(future, answered)

    def forget(self, case_id: str) -> None:
        """A case is not to be read any more; those asked for with it are asked for anew."""
        self.known = deque(one for one in self.known if one[0].case.case_id != case_id)
        self._waiting = [one for one in self._waiting if one.case.case_id != case_id]
        for entry in list(self._asked):
            cases, future = entry
            if any(one.case.case_id == case_id for one in cases):
                self._asked.remove(entry)
                future.cancel()
                self._waiting += [one for one in cases if one.case.case_id != case_id]

    def stop(self) -> None:
        """What was asked for need not come."""
        for _, future in self._asked:
            future.cancel()
