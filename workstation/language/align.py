"""Which word of the original became which of the translation, from the model's attention.

The attention is that of CTranslate2's `return_attention=True`: a row for each target piece, a
column for each source piece. Where it does not point clearly at one word, nothing is linked.
"""

from __future__ import annotations

import math
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence

from workstation.domain.language import Link
from workstation.language.pieces import spans
from workstation.language.units import Span, units

__all__ = ["chained", "linked", "spans"]

_CLEAR = 0.45  # of a target word's attention that goes to one source word

Attention = Sequence[Sequence[float]]


def linked(
    source: str,
    target: str,
    source_pieces: Sequence[Span],
    target_pieces: Sequence[Span],
    attention: Attention,
) -> tuple[Link, ...]:
    """The links that are sure enough, ordered by the original.

    `source_pieces` and `target_pieces` are what `spans` gave; an attention that does not fit them,
    or holds anything but numbers, links nothing. A last column for the end of the sentence may
    stand in each row.
    """
    if not _fits(attention, len(target_pieces), len(source_pieces)):
        return ()
    words, made = units(source, source_pieces), units(target, target_pieces)
    if not words or not made:
        return ()
    weights = _between(words, made, source_pieces, target_pieces, attention)
    found = set(_same_words(source, target, words, made))
    sure = {goal for _, goal in found}
    for goal, row in enumerate(weights):
        best = max(range(len(row)), key=row.__getitem__)
        if goal not in sure and row[best] >= _CLEAR:
            found.add((best, goal))
    return tuple(Link(*words[one], *made[goal]) for one, goal in sorted(found))


def chained(first: Sequence[Link], second: Sequence[Link]) -> tuple[Link, ...]:
    """Links over a language between: what became what in the end, where both legs know it."""
    starts = sorted(second, key=lambda link: (link.start, link.end))
    ends = [link.start for link in starts]
    found = set()
    for one in first:
        longest = bisect_left(ends, one.until)
        for other in starts[:longest]:
            shared = min(one.until, other.end) - max(one.at, other.start)
            # Words of the two legs need not be cut alike; they must be the same for the most part.
            if shared * 2 > max(one.until - one.at, other.end - other.start):
                found.add((one.start, one.end, other.at, other.until))
    return tuple(Link(*link) for link in sorted(found))


def _fits(attention: Attention, rows: int, columns: int) -> bool:
    try:
        return len(attention) == rows > 0 and all(
            columns <= len(row) <= columns + 1
            and all(math.isfinite(value) and value >= 0 for value in row)
            for row in attention
        )
    except TypeError:
        return False


def _between(
    words: list[Span],
    made: list[Span],
    source_pieces: Sequence[Span],
    target_pieces: Sequence[Span],
    attention: Attention,
) -> list[list[float]]:
    """The share of each made word's attention that goes to each word of the original."""
    mine = _members(words, source_pieces)
    weights = []
    for pieces in _members(made, target_pieces):
        rows = [attention[piece] for piece in pieces]
        total = len(rows) or 1
        weights.append([sum(row[at] for row in rows for at in word) / total for word in mine])
    return weights


def _members(words: list[Span], pieces: Sequence[Span]) -> list[list[int]]:
    """The pieces that lie in each word, for the most part."""
    members: list[list[int]] = [[] for _ in words]
    ends = [end for _, end in words]
    for at, (start, end) in enumerate(pieces):
        word = bisect_left(ends, start + 1)
        best, most = -1, 0
        while word < len(words) and words[word][0] < end:
            shared = min(end, words[word][1]) - max(start, words[word][0])
            if shared > most:
                best, most = word, shared
            word += 1
        if best >= 0:
            members[best].append(at)
    return members


def _same_words(
    source: str, target: str, words: list[Span], made: list[Span]
) -> list[tuple[int, int]]:
    """Numbers and names that stand once on both sides, written the same."""
    here, there = _once(source, words), _once(target, made)
    return [(at, there[word]) for word, at in here.items() if word in there]


def _once(text: str, words: list[Span]) -> dict[str, int]:
    seen: dict[str, int] = {}
    doubled = set()
    for at, (start, end) in enumerate(words):
        word = unicodedata.normalize("NFKC", text[start:end]).casefold()
        if word in seen:
            doubled.add(word)
        seen[word] = at
    return {word: at for word, at in seen.items() if word not in doubled}
