"""Which words are English: a list of base words, and the regular forms made of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from workstation.language.resources import ROOT

_FILE = ROOT / "languages" / "english-words.txt"
_SHORTEST = 3  # of a base word
_ENDINGS = (
    ("ies", "y"), ("ied", "y"), ("ier", "y"), ("iest", "y"), ("ily", "y"), ("iness", "y"),
    ("es", ""), ("s", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("ly", ""),
    ("er", ""), ("er", "e"), ("ers", ""), ("ers", "e"), ("est", ""), ("est", "e"),
    ("ness", ""), ("less", ""), ("able", ""), ("able", "e"), ("y", ""), ("y", "e"),
)  # fmt: skip
_DOUBLED = ("ed", "ing", "er", "ers", "est", "able")
_BEGINNINGS = ("un", "re", "non", "pre", "over", "anti", "multi", "mini", "super")


@lru_cache(8192)
def is_english(word: str) -> bool:
    """Whether a lower-case word is in the list, or a regular form or a compound of what is."""
    known = _words()
    return (
        word in known
        or any(stem in known for stem in stems(word))
        or any(word[:at] in known and _ends(word[at:]) for at in range(4, len(word) - 3))
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


def _ends(word: str) -> bool:
    # The second half of a compound: shockproof, skincare, sunscreens.
    known = _words()
    return word in known or word.removesuffix("s") in known


@cache
def _words() -> frozenset[str]:
    try:
        return frozenset(_FILE.read_text(encoding="utf-8").split())
    except OSError:
        return frozenset()
