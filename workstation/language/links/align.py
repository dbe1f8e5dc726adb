"""Which word of the original became which of the translation, from the model's attention.

The attention is that of CTranslate2's `return_attention=True`: a row for each target piece, a
column for each source piece, of a model loaded `heads.with_all_heads`. A link says where the model
looked when it wrote a word, not that the word is right. Where it does not point clearly, or wanders
over the whole sentence, nothing is linked.
"""

from __future__ import annotations

import math
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from workstation.domain.language import Link
from workstation.language.links.pieces import spans
from workstation.language.links.units import Span, units

__all__ = ["chained", "linked", "spans"]

# Chosen on half of tests/data/alignment, with the other in view. A link's strength
# is the share of the made word's attention, less where other words look at the same word too.
_MUTUAL = 0.2  # enough where each is the other's best
_ONE_SIDED = 0.5  # enough for the best of a made word that is second to its own counterpart
_LEFT_OVER = 0.2  # enough for a word of the original that nothing chose: two that became one
# Attention that wanders over the whole sentence belongs to words that are made up: made to say a
# sentence that has nothing to do with the original, the starter stays below this in 46 of 100.
_WANDERS = 0.3
_SHORT = 6  # words; in longer sentences all attention is spread wider
_SPREAD = 0.35

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
    here, there = _keys(source, words), _keys(target, made)
    weights = _between(words, made, source_pieces, target_pieces, attention)
    strengths = _strengths(_without_wrong_numbers(weights, here, there))
    found = _same_words(here, there)
    if not _wandering(strengths):
        found |= _clear(strengths, found)
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
    """Whether it has the size of the pieces, and holds no NaN and nothing negative."""
    try:
        return len(attention) == rows > 0 < columns and all(
            columns <= len(row) <= columns + 1 and min(row) >= 0 and sum(row) < math.inf
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
        shares = [_shares(attention[piece], mine) for piece in pieces] or [[0.0] * len(mine)]
        if len(shares) == 1:
            weights.append(shares[0])
        else:
            weights.append([sum(share) / len(shares) for share in zip(*shares, strict=True)])
    return weights


def _shares(row: Sequence[float], words: list[list[int]]) -> list[float]:
    return [row[word[0]] if len(word) == 1 else sum([row[at] for at in word]) for word in words]


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


def _strengths(weights: list[list[float]]) -> list[list[float]]:
    """How strongly each made word points at each word of the original.

    "The" and "bag" both look at `beg`: what more words look at says less about each of them.
    """
    seen = [sum(column) or 1.0 for column in zip(*weights, strict=True)]
    return [
        [
            weight * math.sqrt(weight / all_of_it)
            for weight, all_of_it in zip(row, seen, strict=True)
        ]
        for row in weights
    ]


def _wandering(strengths: list[list[float]]) -> bool:
    count = len(strengths)
    mean = sum(max(row) for row in strengths) / count
    return mean < _WANDERS * min(1.0, _SHORT / count) ** _SPREAD


def _clear(strengths: list[list[float]], known: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """The pairs (word, made word) that are strong enough, of words that are not known already."""
    chosen, settled = {word for word, _ in known}, {goal for _, goal in known}
    columns = list(zip(*strengths, strict=True))
    goals = [max(range(len(column)), key=column.__getitem__) for column in columns]
    found = set()
    for goal, row in enumerate(strengths):
        word = max(range(len(row)), key=row.__getitem__)
        enough = _MUTUAL if goals[word] == goal else _ONE_SIDED
        if goal not in settled and word not in chosen and row[word] >= enough:
            found.add((word, goal))
    chosen |= {word for word, _ in found}
    for word, goal in enumerate(goals):
        if word not in chosen and goal not in settled and columns[word][goal] >= _LEFT_OVER:
            found.add((word, goal))
    return found


def _keys(text: str, words: list[Span]) -> list[str]:
    """What a word is known by on both sides: its letters, or a number's digits (RM1,590, ๑๕๙๐)."""
    return [_key(text[start:end]) for start, end in words]


def _key(word: str) -> str:
    if not word.isalpha():
        digits = [str(unicodedata.decimal(letter)) for letter in word if letter.isdecimal()]
        if digits:
            return "".join(digits)
    return word.casefold() if word.isascii() else unicodedata.normalize("NFKC", word).casefold()


def _without_wrong_numbers(
    weights: list[list[float]], here: list[str], there: list[str]
) -> list[list[float]]:
    """A number never became another: 87 and 8850 are no counterparts, wherever the model looked."""
    numbers = [at for at, key in enumerate(here) if key.isdecimal()]
    for row, key in zip(weights, there, strict=True):
        if key.isdecimal():
            for at in numbers:
                if here[at] != key:
                    row[at] = 0.0
    return weights


def _same_words(here: list[str], there: list[str]) -> set[tuple[int, int]]:
    """Numbers and names that stand once on both sides, written the same."""
    mine, its = Counter(here), Counter(there)
    return {(at, there.index(key)) for at, key in enumerate(here) if mine[key] == 1 == its.get(key)}
