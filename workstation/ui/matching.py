"""How well words fit what somebody types: whole words first, then beginnings, parts, letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import TypeVar

_T = TypeVar("_T")

LONGEST = 40
_WORDS = re.compile(r"[\w.+\-/]+")


def fit(wanted: str, texts: Iterable[str]) -> float:
    """How well a line that is typed fits any of some texts; 0 where a word of it is in none."""
    tokens = fold(wanted).split()
    if not tokens:
        return 1.0
    return max((_fit(tokens, fold(text)) for text in texts), default=0.0)


def narrow(wanted: str, entries: Iterable[_T], texts: Callable[[_T], Iterable[str]]) -> list[_T]:
    """Those that fit, in order; where some hold the words, none that holds only the letters."""
    entries = tuple(entries)
    fits = [fit(wanted, texts(entry)) for entry in entries]
    least = 1.0 if max(fits, default=0.0) > 1.0 else 0.0
    return [entry for entry, one in zip(entries, fits, strict=True) if one and one >= least]


def fold(text: str) -> str:
    """Without case and accents, as it is compared."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _fit(tokens: list[str], text: str) -> float:
    words = _WORDS.findall(text)
    whole = 0.0
    for token in tokens:
        best = max((_one(token, word) for word in words), default=0.0)
        if not best:
            best = 1.5 if token in text else 0.6 if _runs_through(token, text) else 0.0
        if not best:
            return 0.0
        whole += best
    first = 0.5 if text.startswith(tokens[0]) else 0.0
    return whole + first + 1.0 / (1 + len(text))


def _one(token: str, word: str) -> float:
    if word == token:
        return 4.0
    if word.startswith(token):
        return 3.0
    return 2.0 if token in word and len(token) > 1 else 0.0


def _runs_through(token: str, text: str) -> bool:
    # "tpk" finds "translation packages"; a letter or two would find everything, and a long text
    # holds any letters in any order.
    if len(token) < 3 or len(text) > LONGEST:
        return False
    left = iter(text)
    return all(letter in left for letter in token)
