"""Which words are English: a list of base words, and the regular forms made of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from workstation.language.resources import ROOT

_FILE = ROOT / "languages" / "english-words.txt"
_SHORTEST = 3  # of a base word
_LONGEST = 40
_PART = 4  # of a compound: shockproof, skincare
_ENDINGS = (
    ("ies", "y"), ("ied", "y"), ("ier", "y"), ("iest", "y"), ("ily", "y"), ("iness", "y"),
    ("es", ""), ("s", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("ly", ""),
    ("er", ""), ("er", "e"), ("ers", ""), ("ers", "e"), ("est", ""), ("est", "e"),
    ("ness", ""), ("less", ""), ("able", ""), ("able", "e"), ("y", ""), ("y", "e"),
)  # fmt: skip
_DOUBLED = ("ed", "ing", "er", "ers", "est", "able")
_BEGINNINGS = ("un", "re", "non", "pre", "over", "anti", "multi", "mini", "super")


def is_english(word: str) -> bool:
    """Whether a lower-case word is in the list, a regular form, or a compound of what is."""
    return len(word) <= _LONGEST and _known(word)


@lru_cache(8192)
def _known(word: str) -> bool:
    return _plain(word) or any(
        _plain(word[:at]) and _plain(word[at:]) for at in range(_PART, len(word) - _PART + 1)
    )


def _plain(word: str) -> bool:
    return _listed(word) or any(
        _listed(stem) or any(map(_listed, stems(stem))) for stem in stems(word)
    )


def stems(word: str) -> Iterator[str]:
    """What a word may be a regular form of."""
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) + len(instead) >= _SHORTEST:
            yield word[: -len(ending)] + instead
    for ending in _DOUBLED:
        rest = word.removesuffix(ending)
        if rest != word and len(rest) > _SHORTEST and rest[-1] == rest[-2]:
            yield rest[:-1]
    for beginning in _BEGINNINGS:
        rest = word.removeprefix(beginning)
        if rest != word and len(rest) > _SHORTEST:
            yield rest


def _listed(word: str) -> bool:
    """Found by halving the sorted file: a set of its words would take ten times the memory."""
    lines, wanted = _lines(), word.encode()
    low, high = 0, len(lines)
    while low < high:
        start = lines.rfind(b"\n", 0, (low + high) // 2) + 1
        end = lines.find(b"\n", start)
        found = lines[start:end]
        if found == wanted:
            return True
        if found < wanted:
            low = end + 1
        else:
            high = start
    return False


@cache
def _lines() -> bytes:
    try:
        return _FILE.read_bytes()
    except OSError:
        return b""
