"""How work on packages is going, and a way to stop it: told in one thread, asked in another."""

from __future__ import annotations

import threading

from workstation.fault import WorldFault


class Watch:
    """`now` is (name, number, of how many); `stop()` ends the work at its next step."""

    def __init__(self) -> None:
        """Nothing has begun."""
        self.now: tuple[str, int, int] = ("", 0, 0)
        self._stop = threading.Event()

    def tell(self, name: str, number: int = 1, of: int = 1) -> None:
        """What is being worked on."""
        self.now = (name, number, of)
        self.go_on()

    def stop(self) -> None:
        """No more of it."""
        self._stop.set()

    @property
    def stopped(self) -> bool:
        """Whether somebody wants no more of it."""
        return self._stop.is_set()

    def go_on(self) -> None:
        """Asked between two steps.

        Raises WorldFault `language.stopped`.
        """
        if self._stop.is_set():
            raise WorldFault("language.stopped")
