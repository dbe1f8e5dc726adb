"""How an import in a process of its own hears that somebody presses keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Bell:
    """Rung at each key, from any thread; whoever is under way hears it."""

    def __init__(self) -> None:
        """Nobody listens."""
        self._heard: Callable[[], None] | None = None

    def ring(self) -> None:
        """Somebody works."""
        heard = self._heard
        if heard is not None:
            heard()

    @contextmanager
    def heard_by(self, heard: Callable[[], None]) -> Iterator[None]:
        """Calls `heard` at each ring while this lasts; one listener at a time."""
        self._heard = heard
        try:
            yield
        finally:
            self._heard = None
