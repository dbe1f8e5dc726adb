"""The words of a text that can light up: letters and digits, each with its place.

Where words are not divided by spaces, the pieces of the model's tokenizer stand for them.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from workstation.language.graphemes import end_of, start_of

_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
# Latin, Greek, Cyrillic and bare Arabic: no marks, and spaces between words.
_SIMPLE = re.compile(
    "[\0-\u02ff\u0386-\u0482\u048a-\u052f\u0620-\u064a\u0660-\u066f\u0671-\u06d3"
    "\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u060c\u061b\u061f]*"
)
_WORD = re.compile(
    r"\d+(?:[.,:/]\d+)*[^\W_]*"
    r"|[^\W_]+(?:['’\-‐\xad·][^\W\d_][^\W_]*|(?<=\d)[.,:/]\d[^\W_]*)*"
)
_JOINTS = frozenset("'’-‐\u00ad\u200c\u200d·")
_INSIDE_NUMBERS = frozenset(".,:/")
_SPACELESS = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x3005, 0x3007),
    (0x3040, 0x30FF),  # kana
    (0x3400, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)

Span = tuple[int, int]


def units(text: str, pieces: Sequence[Span]) -> list[Span]:
    """The words in order; `pieces` are the places of the tokenizer's pieces in the text."""
    starts = sorted({start_of(text, start) for start, end in pieces if start < end})
    return [unit for run in _runs(text) for unit in _parts(text, run, starts)]


def _runs(text: str) -> Iterator[Span]:
    """Unbroken letters and digits of one kind: a number, a word, a stretch without spaces."""
    if _SIMPLE.fullmatch(text):
        return (found.span() for found in _WORD.finditer(text))
    return _careful_runs(text)


def _careful_runs(text: str) -> Iterator[Span]:
    """Letter by letter, for whatever has marks or stands without spaces."""
    at = 0
    while at < len(text):
        if text[at].isdecimal():
            found = _NUMBER.match(text, at)
            until = end_of(text, found.end() if found else at + 1)
            # "2x", "45ml": one word, as it is said.
            while until < len(text) and _wordy(text[until]) and not _wide(text[until]):
                until += 1
        elif text[at].isalnum():
            wide = _wide(text[at])
            until = at + 1
            while until < len(text) and _goes_on(text, until, wide=wide):
                until += 1
        else:
            at += 1
            continue
        until = end_of(text, until)
        yield start_of(text, at), until
        at = until


def _goes_on(text: str, at: int, *, wide: bool) -> bool:
    if _wordy(text[at]):
        return unicodedata.category(text[at])[0] == "M" or (
            _wide(text[at]) == wide and not (wide and text[at].isdecimal())
        )
    if wide or at + 1 >= len(text):
        return False
    after = text[at + 1]
    if text[at] in _INSIDE_NUMBERS:
        return text[at - 1].isdecimal() and after.isdecimal() and not _wide(after)
    return text[at] in _JOINTS and after.isalpha() and not _wide(after)


def _parts(text: str, run: Span, starts: list[int]) -> Iterator[Span]:
    start, end = run
    if not _wide(text[start]):
        yield run
        return
    for at in starts[bisect_right(starts, start) :]:
        if at >= end:
            break
        yield start, at
        start = at
    yield start, end


def _wordy(letter: str) -> bool:
    return letter.isalnum() or unicodedata.category(letter)[0] == "M"


def _wide(letter: str) -> bool:
    code = ord(letter)
    return code >= 0x0E00 and any(first <= code <= last for first, last in _SPACELESS)
