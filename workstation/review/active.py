"""Active time: what a person really spent on a case, idle gaps capped."""

from __future__ import annotations

from dataclasses import dataclass, field

IDLE_CAP_MS = 60_000
"""The longest gap between two signs of life that counts; shown beside every time."""


@dataclass(slots=True)
class ActiveClock:
    """Adds up the time between signs of life (keys, mouse, scrolling), each gap at most the cap.

    Moments are milliseconds of a monotonic clock given by the caller.
    """

    idle_cap_ms: int = IDLE_CAP_MS
    _spent: int = 0
    _last: int | None = None
    _capped: int = field(default=0)

    def start(self, now_ms: int, spent_ms: int = 0) -> None:
        """Begin with a case, or go on with one that had been left."""
        self._spent, self._last, self._capped = spent_ms, now_ms, 0

    def touch(self, now_ms: int) -> None:
        """A sign of life."""
        if self._last is not None:
            gap = max(0, now_ms - self._last)
            self._spent += min(gap, self.idle_cap_ms)
            self._capped += gap > self.idle_cap_ms
        self._last = now_ms

    def pause(self, now_ms: int) -> None:
        """The window lost the person; nothing counts until they are back."""
        self.touch(now_ms)
        self._last = None

    def resume(self, now_ms: int) -> None:
        """The person is back."""
        if self._last is None:
            self._last = now_ms

    def spent_ms(self, now_ms: int) -> int:
        """Milliseconds so far, the running gap included up to the cap."""
        running = 0 if self._last is None else min(max(0, now_ms - self._last), self.idle_cap_ms)
        return self._spent + running

    @property
    def was_idle(self) -> bool:
        """Whether a gap had to be capped."""
        return self._capped > 0
