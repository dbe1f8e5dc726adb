"""Pieces short enough for a model, which babbles over long ones: about 150 of its own pieces."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workstation.language.graphemes import holds

_MOST = 150.0
_LONGEST = 400
_SHORT = 120  # never too long, whatever it is made of
# What a character costs in pieces of a model's vocabulary of 12,000, on the safe side. (What a
# model has no pieces for costs more: the engine cuts once again, by the model's own count.)
_LETTER, _OTHER_LETTER, _CAPITAL, _SIGN, _SPACE = 0.47, 0.9, 0.75, 1.0, 0.35
_BLOCKS = ((0x0900, 0x0DFF, 0.95), (0x0E00, 0x109F, 0.75), (0x1100, 0x11FF, 0.95),
           (0x1780, 0x17FF, 0.75), (0xAC00, 0xD7AF, 0.95))  # fmt: skip
_WIDE = 1.25
# Scripts without spaces between words or full stops between sentences.
_SPACELESS = {"th": 120, "lo": 120, "km": 120, "my": 120}
_SOFT = (
    re.compile(r"[;；؛:：，,،、—–]+\s+|[；：，、]+|\s+[-–—|/•]\s+"),
    re.compile(r"\s+"),
)


def shortened(line: str, start: int, end: int, base: str) -> Iterator[tuple[int, int]]:
    """The span, or the pieces it must be cut into: at a clause's mark, else at a space, else
    anywhere but inside a letter with its marks."""
    while True:
        hard = _reach(line, start, end)
        soft = min(hard, start + _SPACELESS.get(base, _LONGEST))
        if end <= soft:
            break
        cut = _soft_cut(line, start, soft) or _space_cut(line, soft, min(end, hard))
        if cut is None:
            if end <= hard:
                break
            cut = _hard_cut(line, start, hard)
        until = cut
        while line[until - 1].isspace():
            until -= 1
        yield start, until
        start = cut
        while line[start].isspace():
            start += 1
    yield start, end


def _reach(line: str, start: int, end: int) -> int:
    """How far from `start` a piece may go."""
    if end - start <= _SHORT:
        return end
    left = _MOST
    until = min(end, start + _LONGEST)
    for place in range(start, until):
        left -= _cost(line[place])
        if left < 0:
            return place
    return until


def _cost(character: str) -> float:
    if character.isspace():
        return _SPACE
    code = ord(character)
    if code < 0x0900 or 0x1E00 <= code < 0x2000:
        if not character.isalpha():
            return 0.0 if 0x0300 <= code < 0x0370 else _SIGN
        if character.isupper():
            return _CAPITAL
        return _LETTER if character.isascii() else _OTHER_LETTER
    for first, last, cost in _BLOCKS:
        if first <= code <= last:
            return cost
    return _WIDE if character.isalpha() else _SIGN


def _soft_cut(line: str, start: int, stop: int) -> int | None:
    for pattern in _SOFT:
        cuts = [found.end() for found in pattern.finditer(line, start + (stop - start) // 3, stop)]
        if cuts and not holds(line[start : cuts[-1] + 1], cuts[-1] - start):
            return cuts[-1]
    return None


def _space_cut(line: str, start: int, stop: int) -> int | None:
    found = _SOFT[1].search(line, start, stop)
    return found.end() if found else None


def _hard_cut(line: str, start: int, hard: int) -> int:
    cut = hard
    while cut > start + (hard - start) // 2 and holds(line[start : cut + 1], cut - start):
        cut -= 1
    return max(cut, start + 1)
