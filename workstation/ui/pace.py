"""When the next sending is due: after so many acts or minutes, and ever later while it fails."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

ACTS = 25
"""So many new acts are sent without waiting for the minutes."""
FIRST, LONGEST = 15.0, 600.0
"""Seconds until the second try, and at most between two of them."""
OPENING = 10.0
"""Seconds after the window has opened; by then the first case has been painted."""


class Pace:
    """Counts seconds by a clock that only goes forward; knows no place and no thread."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """The first sending is due soon after the opening."""
        self._clock, self._chance = clock, chance
        self._opened = clock()
        self._last: float | None = None
        self._left = 0
        self._failures = 0
        self._again: float | None = None

    def is_due(self, unsent: int, minutes: int) -> bool:
        """Whether to send by oneself now; no `minutes`: never."""
        now = self._clock()
        if not minutes:
            return False
        if self._again is not None:
            return now >= self._again
        if self._last is None:
            return now >= self._opened + OPENING
        # What could not go with the last run is no reason for the next one at once.
        return unsent - self._left >= ACTS or now >= self._last + 60 * minutes

    def went(self, left: int) -> None:
        """It went; `left` acts are unsent all the same."""
        self._last, self._left = self._clock(), left
        self._failures, self._again = 0, None

    def failed(self) -> None:
        """Again after a while: twice as long each time, and never for all desks at once."""
        now = self._clock()
        wait = min(LONGEST, FIRST * 2 ** min(self._failures, 10))
        self._failures += 1
        self._last, self._again = now, now + wait * (0.5 + self._chance() / 2)

    def at_once(self) -> None:
        """Somebody asks for it: what failed before does not count."""
        self._failures, self._again = 0, None

    def seconds_left(self) -> int | None:
        """Until the next try; None where nothing has failed."""
        if self._again is None:
            return None
        return max(0, round(self._again - self._clock()))
