"""Where a tokenizer's pieces lie in the text they were made from, or were put together to.

sentencepiece can tell this only for what it encodes, and only where protobuf is installed. Here
the pieces' letters are compared with the text's, each in the same normal form, spaces left out.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from workstation.language.graphemes import clusters

_SPACE = "▁"
_BYTE = re.compile(r"<0x([0-9A-Fa-f]{2})>")
_CUT = "@@"
# Comparing two long texts that differ all over would take too long.
_LONGEST_GUESS = 1500


class _Letter(NamedTuple):
    letter: str
    start: int
    end: int


def spans(text: str, pieces: Sequence[str]) -> list[tuple[int, int]]:
    """The place of each piece in characters of the text, in order and within it.

    A piece that cannot be found, or that holds nothing but a space, has an empty place. The bytes
    of one character all have its place.
    """
    return _as_they_are(text, pieces) or _compared(text, pieces)


def _as_they_are(text: str, pieces: Sequence[str]) -> list[tuple[int, int]] | None:
    """The places where every piece stands in the text letter for letter, as most texts have it."""
    placed, at = [], 0
    for piece in pieces:
        body = piece.replace(_SPACE, "")
        if not text.startswith(body, at):
            while at < len(text) and text[at].isspace():
                at += 1
            if not text.startswith(body, at):
                return None
        placed.append((at, at + len(body)))
        at += len(body)
    return placed if not text[at:].strip() else None


def _compared(text: str, pieces: Sequence[str]) -> list[tuple[int, int]]:
    """The places by comparing letters in their normal form."""
    there = list(_letters_of_text(text))
    wanted = list(_letters_of_pieces(pieces))
    found = list(_matched(wanted, there))
    if len(found) < len(wanted):
        # A piece that is not there must not take a letter from one that is.
        absent = _absent(wanted, found)
        wanted = [letter for letter in wanted if letter.start not in absent]
        found = list(_matched(wanted, there))
    places: list[tuple[int, int] | None] = [None] * len(pieces)
    for letter, place in found:
        _, start, end = there[place]
        for piece in range(wanted[letter].start, wanted[letter].end):
            known = places[piece]
            places[piece] = (start, end) if known is None else (known[0], max(known[1], end))
    # What has no place stands before the next that has one.
    at = max((end for one in places if one for end in one), default=0)
    placed = []
    for one in reversed(places):
        placed.append(one or (at, at))
        at = placed[-1][0]
    return placed[::-1]


def _absent(wanted: list[_Letter], found: list[tuple[int, int]]) -> set[int]:
    """The pieces of which less than half the letters were found."""
    letters = Counter(letter.start for letter in wanted)
    seen = Counter(wanted[letter].start for letter, _ in found)
    return {piece for piece, count in letters.items() if seen[piece] * 2 < count}


def _letters_of_text(text: str) -> Iterator[_Letter]:
    for start, end in clusters(text):
        for letter in _plain(text[start:end]):
            yield _Letter(letter, start, end)


def _letters_of_pieces(pieces: Sequence[str]) -> Iterator[_Letter]:
    """Each letter with the pieces it is made of: from, until."""
    # Moses' pieces (older packages) go on with @@ and hold &quot; for ".
    moses = not any(_SPACE in piece for piece in pieces)
    at = 0
    while at < len(pieces):
        if _BYTE.fullmatch(pieces[at]):
            until = at
            while until < len(pieces) and _BYTE.fullmatch(pieces[until]):
                until += 1
            yield from _letters_of_bytes(pieces, at, until)
            at = until
            continue
        piece = pieces[at]
        if moses:
            piece = html.unescape(piece.removesuffix(_CUT))
        for letter in _plain(piece):
            yield _Letter(letter, at, at + 1)
        at += 1


def _letters_of_bytes(pieces: Sequence[str], at: int, until: int) -> Iterator[_Letter]:
    raw = bytes(int(piece[3:5], 16) for piece in pieces[at:until])
    for character in raw.decode("utf-8", "replace"):
        size = 1 if character == "\ufffd" else len(character.encode())
        end = min(until, at + size)
        for letter in _plain(character):
            yield _Letter(letter, at, end)
        at = end


def _plain(text: str) -> str:
    """In the normal form of the tokenizers, without what they take for a space."""
    normal = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return "".join(
        letter for letter in normal if not (letter.isspace() or letter in "_▁\u200b\ufeff")
    )


def _matched(wanted: list[_Letter], there: list[_Letter]) -> Iterator[tuple[int, int]]:
    one = "".join(letter.letter for letter in wanted)
    other = "".join(letter.letter for letter in there)
    if one == other:
        yield from zip(range(len(one)), range(len(other)), strict=True)
        return
    head = _same(one, other)
    tail = min(_same(one[::-1], other[::-1]), min(len(one), len(other)) - head)
    yield from ((at, at) for at in range(head))
    rest, left = one[head : len(one) - tail], other[head : len(other) - tail]
    if len(rest) <= _LONGEST_GUESS and len(left) <= _LONGEST_GUESS:
        for block in SequenceMatcher(None, rest, left, autojunk=False).get_matching_blocks():
            for at in range(block.size):
                yield head + block.a + at, head + block.b + at
    yield from ((len(one) - at, len(other) - at) for at in range(tail, 0, -1))


def _same(one: str, other: str) -> int:
    count = 0
    for mine, its in zip(one, other, strict=False):
        if mine != its:
            break
        count += 1
    return count
