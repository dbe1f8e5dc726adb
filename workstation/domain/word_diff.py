"""Two wordings compared word by word; where no spaces part words, character by character."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import cache

from msgspec import Struct

MOST_TOKENS = 4_000
"""Two texts of more pieces are compared line by line: time grows with the square."""

ISLAND = 5
"""Words that must stay the same in a row to be shown as kept: single ones read as confetti."""


class Op(StrEnum):
    """What became of a piece."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


class Piece(Struct, frozen=True):
    """Words, and what became of them."""

    op: Op
    text: str


class Change(Struct, frozen=True):
    """A stretch of both lists: old[a:b] went, new[c:d] came; `same`: they are alike."""

    same: bool
    a: int
    b: int
    c: int
    d: int


# Scripts that write without spaces: a character with its marks is the smallest thing that changes.
_BARE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
_MARKS = "\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u3099\u309a"
_THAI_LEAD = "\u0e40-\u0e44\u0ec0-\u0ec4"
# \w lacks the vowel signs of Tamil, Hindi and others: they belong to their word.
_WORD = rf"(?:(?![{_BARE}])[\w\u0900-\u0dff\u200c\u200d])+"


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    # Made at the first question: they take longer than the rest of the first paint's rules.
    bare = f"[{_THAI_LEAD}]?[{_BARE}]"
    return re.compile(rf"\s+|{bare}[{_MARKS}]*|{_WORD}|[^\w\s]"), re.compile(bare)


def tokens(text: str) -> list[str]:
    """A text as the pieces that are compared; put together they are the text again."""
    found: list[str] = []
    at = 0
    for match in _patterns()[0].finditer(text):
        if match.start() > at:
            found.append(text[at : match.start()])
        found.append(match[0])
        at = match.end()
    if at < len(text):
        found.append(text[at:])
    return found


def counts(token: str) -> int:
    """How much a token weighs as a stretch that was kept; spaces weigh nothing."""
    if not token.strip():
        return 0
    return 1 if _patterns()[1].match(token) else 2


def changes(before: Sequence[str], after: Sequence[str]) -> list[Change]:
    """Stretches in order; what is alike for fewer than five words between changes has changed."""
    from difflib import SequenceMatcher  # not on the way to the first case

    # Spaces stand everywhere: as anchors they would cost the most and tell the least.
    codes = SequenceMatcher(str.isspace, before, after, autojunk=False).get_opcodes()
    found: list[Change] = []
    for number, (kind, a, b, c, d) in enumerate(codes):
        inner = 0 < number < len(codes) - 1
        weight = sum(counts(token) for token in after[c:d])
        same = kind == "equal" and not (inner and weight < 2 * ISLAND)
        if found and not same and not found[-1].same:
            found[-1] = Change(False, found[-1].a, b, found[-1].c, d)
        else:
            found.append(Change(same, a, b, c, d))
    return found


def word_diff(old: str, new: str) -> tuple[Piece, ...]:
    """What went, what came, what stayed, in reading order."""
    before, after = tokens(old), tokens(new)
    if len(before) + len(after) > MOST_TOKENS:
        before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    found: list[Piece] = []
    for change in changes(before, after):
        if change.same:
            found.append(Piece(Op.SAME, "".join(after[change.c : change.d])))
            continue
        if change.b > change.a:
            found.append(Piece(Op.REMOVED, "".join(before[change.a : change.b])))
        if change.d > change.c:
            found.append(Piece(Op.ADDED, "".join(after[change.c : change.d])))
    return tuple(found)
