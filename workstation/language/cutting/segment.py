"""Cuts a text into sentences that know their place in it.

Written for listings, reviews and chat: line breaks end a sentence, prices and addresses do not,
emoji stay with the sentence before them. Nothing but white space lies between two sentences, and a
sentence that is cut again stays whole. `stops.py` knows which full stops end one, `turns.py` what
ends one without a full stop, `lengths.py` what is too long for a model.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from workstation.domain.language import Sentence
from workstation.language.codes import clean_tag
from workstation.language.cutting.lengths import shortened
from workstation.language.cutting.stops import Stop, ends, stops_in
from workstation.language.cutting.turns import after_emoji, bullet_items, closing_hashtags, turns
from workstation.language.graphemes import holds

_LINES = re.compile("[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_LONGEST_CLUSTER = 50

Span = tuple[int, int]


def split(text: str, language: str) -> list[Sentence]:
    """The sentences of a text in order; `language` (BCP-47) chooses abbreviations and limits."""
    base = clean_tag(language).split("-")[0]
    return [
        Sentence(start, end, text[start:end])
        for line in _LINES.finditer(text)
        for start, end in _settled(text, *line.span(), base)
    ]


def _settled(text: str, start: int, end: int, base: str) -> Iterator[Span]:
    """Cut, and each piece again by itself, until nothing more comes off: the engine cuts what it is
    given once more, and must find the same sentences."""
    waiting = [(start, end)]
    while waiting:
        whole = waiting.pop()
        pieces = list(_pieces(text, *whole, base))
        if pieces == [whole]:
            yield whole
        else:
            waiting.extend(reversed(pieces))


def _pieces(text: str, start: int, end: int, base: str) -> Iterator[Span]:
    line = text[start:end]
    begin = 0
    for cut in _cuts(line, base):
        at = _past_marks(line, begin, cut)
        for piece in _trimmed(line, begin, at):
            for one, other in shortened(line, *piece, base):
                yield start + one, start + other
        begin = max(begin, at)


def _past_marks(line: str, begin: int, cut: int) -> int:
    """The cut, or the end of the letter with its marks that it would part."""
    until = min(len(line), cut + _LONGEST_CLUSTER)
    at = max(begin, cut)
    while at < until and holds(line[begin : at + 1], at - begin):
        at += 1
    return at


def _cuts(line: str, base: str) -> list[int]:
    fixed = sorted({*bullet_items(line), *closing_hashtags(line), *turns(line, base)})
    return sorted({*fixed, *_stops(line, base, fixed), len(line)})


def _stops(line: str, base: str, fixed: list[int]) -> Iterator[int]:
    begin = 0
    for match in stops_in(line):
        before = bisect_right(fixed, match.start())
        begin = max(begin, fixed[before - 1] if before else 0)
        if match.start() >= begin and ends(Stop(line, match, begin, base)):
            begin = after_emoji(line, match.end())
            yield begin


def _trimmed(line: str, start: int, end: int) -> Iterator[Span]:
    while start < end and line[start].isspace():
        start += 1
    while start < end and line[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
