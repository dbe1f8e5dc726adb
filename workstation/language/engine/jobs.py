"""What the engine was asked for: requests cut into portions, the most urgent first."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from workstation.language.engine import wire


@dataclass(slots=True, eq=False)
class Job:
    """A request: texts of which `sent` are on their way or answered, with the replies so far.

    `ask` makes the message for texts from one place to another, `finish` the answer from all
    replies; `pair` names those jobs whose texts take equally long.
    """

    texts: Sequence[str]
    ask: Callable[[int, int], wire.Message]
    finish: Callable[[list[Any]], Any]
    urgent: bool = False
    pair: object = None
    future: Future[Any] = field(default_factory=Future)
    replies: list[Any] = field(default_factory=list)
    sent: int = 0
    answered: int = 0
    retried: bool = False
    place: int | None = None

    @property
    def over(self) -> bool:
        """Whether it has its answer, or nobody waits for one any more."""
        return self.future.done()

    def settle(self, result: Any = None, fault: Exception | None = None) -> None:
        """The answer, or why there is none."""
        if not self.over and self.future.set_running_or_notify_cancel():
            if fault is not None:
                self.future.set_exception(fault)
            else:
                self.future.set_result(result)


class Jobs:
    """The jobs that still have texts to send."""

    def __init__(self) -> None:
        """None."""
        self._order = itertools.count()
        self._heap: list[tuple[bool, int, Job]] = []
        self._waiting: set[Job] = set()

    def put(self, job: Job) -> None:
        """Wait for its turn; one that waits already keeps its place, and one that comes back."""
        if job.place is None:
            job.place = next(self._order)
        if job not in self._waiting:
            self._waiting.add(job)
            heapq.heappush(self._heap, (not job.urgent, job.place, job))

    def first(self) -> Job | None:
        """The one whose turn it is; those that nobody waits for go."""
        while self._heap and self._heap[0][2].over:
            self.take()
        return self._heap[0][2] if self._heap else None

    def take(self) -> None:
        """The first has nothing left to send."""
        _, _, job = heapq.heappop(self._heap)
        self._waiting.remove(job)

    def all(self) -> list[Job]:
        """Every one, in any order."""
        return list(self._waiting)
