"""Which clauses a case may break: keywords of the clauses in force, found in its words.

Suggestions come from the original and from the translation, each with the words that matched. They
know nothing of the moderator's decision.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from msgspec import Struct

from workstation.domain.policy import ClauseVersion

LIMIT = 5
"""As many as there are keys for (Alt+1 … Alt+5)."""


class Suggestion(Struct, frozen=True):
    """A clause and the words that speak for it, in the order they were found."""

    clause: ClauseVersion
    words: tuple[str, ...]


def suggest(
    clauses: Iterable[ClauseVersion], texts: Sequence[str], limit: int = LIMIT
) -> tuple[Suggestion, ...]:
    """The clauses with the most distinct matching keywords, severest first among equals."""
    folded = [fold(text) for text in texts if text]
    found = []
    for clause in clauses:
        words = tuple(word for word in clause.keywords if _stands_in(fold(word), folded))
        if words:
            found.append(Suggestion(clause, words))
    found.sort(key=lambda s: (-len(s.words), -s.clause.severity.rank))
    return tuple(found[:limit])


def fold(text: str) -> str:
    """Text as it is compared: compatibility forms unified, case and zero-width marks gone."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return _INVISIBLE.sub("", plain)


# Zero-width characters and bidi controls are put between letters to hide words from filters.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f"
    "\ufeff\U000e0000-\U000e01ef]"
)


def _stands_in(word: str, texts: Sequence[str]) -> bool:
    if not word:
        return False
    # Most words stand nowhere: the plain search saves compiling their patterns.
    return any(word in text and _pattern(word).search(text) for text in texts)


@lru_cache(maxsize=4096)
def _pattern(word: str) -> re.Pattern[str]:
    # Scripts with spaces match whole words; Chinese, Japanese, Thai match anywhere, and so does
    # Korean, which hangs its particles on the word.
    spaced = re.match(r"[\w]", word) and (word.isascii() or not _unspaced().search(word))
    inner = re.escape(word)
    return re.compile(rf"(?<!\w){inner}(?!\w)" if spaced else inner)


@cache
def _unspaced() -> re.Pattern[str]:
    # Made when a keyword needs it: it takes 2 ms, which the first case need not wait for.
    return re.compile(
        "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
        "\uf900-\ufaff\U00020000-\U0003ffff]"
    )
