"""How long work will take, from the pace it has had lately; nothing is said before there is one."""

from __future__ import annotations

from collections import deque

WINDOW = 60.0  # seconds of work that count
ENOUGH = 3.0  # seconds of work before a word is said


class Pace:
    """Cases that took work, and the time they took; what was there already costs no time."""

    def __init__(self) -> None:
        """Nothing has been measured."""
        self._steps: deque[tuple[float, int]] = deque()
        self._seconds = 0.0
        self._cases = 0
        self._last: float | None = None

    def finished(self, cases: int, now: float) -> None:
        """So many cases are through; `cases` 0: time went by that was not spent on any."""
        last, self._last = self._last, now
        if last is None or not cases:
            return  # what comes before the first answer is loading
        self._steps.append((now - last, cases))
        self._seconds += now - last
        self._cases += cases
        while self._seconds - self._steps[0][0] > WINDOW:
            seconds, number = self._steps.popleft()
            self._seconds -= seconds
            self._cases -= number

    def left(self, cases: int) -> float | None:
        """Seconds for so many more cases at this pace; None while too little is known."""
        seconds, done = self._seconds, self._cases
        return cases * seconds / done if done and seconds >= ENOUGH else None
