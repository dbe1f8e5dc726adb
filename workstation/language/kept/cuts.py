"""Where things that no translation changes are cut away from the words of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from workstation.language.kept.fixed import EMOJI, Thing

_OPENERS, _CLOSERS = "([{<«“‘「『【（《", ")]}>»”’」』】）》"
# Between a thing that is cut off and the words: what divides without belonging to the words.
_DIVIDERS = frozenset(
    ",:;|/–—-•·~+=，、：；｜→⇒\u200b\u200e\u200f\u2066\u2067\u2068\u2069\ufeff" + _CLOSERS
)
_STOPS = frozenset("!?.…。！？~")
SPACELESS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff]")
# "saya ❤ kedai ni": a heart is often the verb.
_HEARTS = frozenset("❤♥💕💖💗💙💚💛💜🖤🤍🧡")
_WORDS_AT_A_HEART = 3


def head(sentence: str, found: Sequence[Thing]) -> int:
    """Where the core begins: behind the things at the front and what divides them from it."""
    at = cut = len(sentence) - len(sentence.lstrip())
    for thing in found:
        if any(map(str.isalnum, sentence[at : thing.start])):
            break
        until = _behind(sentence, thing.end, _DIVIDERS)
        if _balanced(sentence[:until]):
            cut = until
        at = thing.end
    return cut


def tail(sentence: str, found: Sequence[Thing], start: int) -> int:
    """Where the core ends: before the things at the back."""
    at = len(sentence)
    cut = max(start, len(sentence.rstrip()))
    for thing in reversed(found):
        if thing.start < start or any(map(str.isalnum, sentence[thing.end : at])):
            break
        begin = _before(sentence, thing.start, start)
        if _balanced(sentence[begin:]):
            cut = begin
        at = thing.start
    return cut


def clauses(
    sentence: str, found: Sequence[Thing], start: int, end: int
) -> Iterator[tuple[int, int]]:
    """The core cut at emoji that stand between clauses."""
    if "\n" in sentence:
        yield start, end
        return
    at = start
    for begin, until in runs(sentence, [one for one in found if one.kind == EMOJI]):
        if begin < at or until > end or not _divides(sentence, start, begin, until, end):
            continue
        left = _before(sentence, begin, at)
        right = min(end, _behind(sentence, until, _DIVIDERS | _STOPS))
        if _balanced(sentence[left:right]):
            yield at, left
            at = right
    yield at, end


def _divides(sentence: str, start: int, begin: int, until: int, end: int) -> bool:
    """Whether emoji stand between clauses, not for a word, a letter or a part of either."""
    before, behind = sentence[start:begin], sentence[until:end]
    if latin(before[-1:]) or latin(behind[:1]):
        return False
    least = _WORDS_AT_A_HEART if set(sentence[begin:until]) & _HEARTS else 1
    free = before[-1:].isspace() or behind[:1].isspace()
    return all(_words(side) >= max(least, 1 if free else 2) for side in (before, behind))


def _words(text: str) -> int:
    """About how many words: three letters of a script without spaces are one."""
    return len(text.split()) - 1 + (len(SPACELESS.findall(text)) + 3) // 3


def runs(sentence: str, found: Iterable[Thing]) -> list[tuple[int, int]]:
    """Things that stand together as one."""
    runs: list[tuple[int, int]] = []
    for thing in found:
        if runs and not sentence[runs[-1][1] : thing.start].strip():
            runs[-1] = (runs[-1][0], thing.end)
        else:
            runs.append((thing.start, thing.end))
    return runs


def _behind(sentence: str, at: int, also: frozenset[str]) -> int:
    while at < len(sentence) and (sentence[at].isspace() or sentence[at] in also):
        at += 1
    return at


def _before(sentence: str, at: int, start: int) -> int:
    while at > start and (sentence[at - 1].isspace() or sentence[at - 1] in _OPENERS):
        at -= 1
    return at


def _balanced(piece: str) -> bool:
    """Whether no bracket is cut from its other half."""
    opened = sum(map(piece.count, _OPENERS))
    return opened == sum(map(piece.count, _CLOSERS))


def latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
