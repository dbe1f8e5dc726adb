"""Where a text may be cut without taking a mark from its letter."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

_JOINER = "\u200d"
# Thai and Lao write these vowels before their consonant, and those after it.
_LEADING = frozenset("เแโใไເແໂໃໄ")
_FOLLOWING = frozenset("ะาำๅๆະາຳໆ\uff9e\uff9f")  # and voiced signs of half-width kana
_SKIN = range(0x1F3FB, 0x1F400)
_FLAG = range(0x1F1E6, 0x1F200)
_JAMO = range(0x1160, 0x1200)  # conjoining vowels and finals


def holds(text: str, at: int) -> bool:
    """Whether the character at `at` belongs to the one before it."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if after.isascii():
        return before == "\r" and after == "\n"
    code = ord(after)
    if unicodedata.category(after)[0] == "M" or after in _FOLLOWING:
        return not before.isspace()
    if after == _JOINER or before == _JOINER or before in _LEADING:
        return True
    if code in _FLAG and ord(before) in _FLAG:
        return _odd_flags(text, at)
    return code in _SKIN or code in _JAMO


def clusters(text: str) -> list[tuple[int, int]]:
    """The text in pieces that are never cut: a letter and what belongs to it."""
    starts = [at for at in range(len(text)) if not holds(text, at)]
    return list(pairwise([*starts, len(text)]))


def start_of(text: str, at: int) -> int:
    """The beginning of the cluster that `at` is in."""
    while holds(text, at):
        at -= 1
    return at


def end_of(text: str, at: int) -> int:
    """`at`, or the end of the cluster it would cut."""
    while holds(text, at):
        at += 1
    return at


def _odd_flags(text: str, at: int) -> bool:
    """Flags are pairs: whether an odd number of their halves stands before."""
    count = 0
    while at - count > 0 and ord(text[at - count - 1]) in _FLAG:
        count += 1
    return count % 2 == 1
