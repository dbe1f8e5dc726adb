"""The logical clock of what is said on several streams: a turn is one more than the highest seen.

Anybody may write any number. One that leaps further than whoever had only seen what is there could
have got would use the clock up, so it is passed over, the same everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

LEAP = 1 << 20
"""No turn is believed that lies further than this from the one before it."""

T = TypeVar("T")


def without_leaps(said: Iterable[T], turn: Callable[[T], int]) -> Iterator[T]:
    """What was said, in the order of its turns, but for what leaps."""
    now = 0
    for one in said:
        if turn(one) <= now + LEAP:
            now = max(now, turn(one))
            yield one
