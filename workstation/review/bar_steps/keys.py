"""What a key picks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def digit(key: str) -> int | None:
    """The digit of a key, if it is one."""
    # A French keyboard has a key for "²", which Python calls a digit too.
    return int(key) if len(key) == 1 and key.isdecimal() else None


def chosen(key: str, offered: Sequence[T]) -> T | None:
    """What stands on a digit, the tenth on 0; None where nothing does."""
    number = digit(key)
    place = 10 if number == 0 else number
    return offered[place - 1] if place and place <= len(offered) else None


def key_of(place: int) -> str:
    """The digit of the place, from 1; the tenth is on 0."""
    return str(place % 10)
