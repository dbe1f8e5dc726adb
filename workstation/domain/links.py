"""What lights up: the words under a caret or mouse, and their counterparts on the other side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from workstation.domain.language import Link

Span = tuple[int, int]


class Side(StrEnum):
    """Which text the caret or mouse is in."""

    ORIGINAL = "original"
    TRANSLATION = "translation"


def counterparts(links: Sequence[Link], start: int, end: int, side: Side | str) -> list[Span]:
    """The places on the *other* side of what is touched on `side`, in order, each once.

    `start == end` is a caret: it touches the word it stands in or before, else the one it stands
    behind. A selection touches every word it overlaps. Empty where nothing is known.
    """
    return sorted({_there(link, side) for link in _touched(links, start, end, side)})


def touched(links: Sequence[Link], start: int, end: int, side: Side | str) -> list[Span]:
    """The places on `side` itself whose counterparts light up, in order, each once."""
    return sorted({_here(link, side) for link in _touched(links, start, end, side)})


def _touched(links: Sequence[Link], start: int, end: int, side: Side | str) -> Iterable[Link]:
    if start < end:
        return [link for link in links if _overlaps(_here(link, side), start, end)]
    inside = [link for link in links if _overlaps(_here(link, side), start, start + 1)]
    return inside or [link for link in links if _here(link, side)[1] == start]


def _overlaps(span: Span, start: int, end: int) -> bool:
    return span[0] < end and start < span[1]


def _here(link: Link, side: Side | str) -> Span:
    one = (link.start, link.end), (link.at, link.until)
    return one[0] if side == Side.ORIGINAL else one[1]


def _there(link: Link, side: Side | str) -> Span:
    return _here(link, Side.TRANSLATION if side == Side.ORIGINAL else Side.ORIGINAL)
