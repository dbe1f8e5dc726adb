"""How much goes to the language process at a time.

A portion cannot be stopped, and what is urgent waits for what was sent before: so it is what takes
a moment, a hundred sentences for a small model and twenty for a large one. Fewer than that cost
speed, for a model decodes many sentences at once.
"""

from __future__ import annotations

from collections.abc import Sequence

QUICK, SLOW = 0.2, 0.6  # seconds that a portion takes
_FEWEST, _FIRST, _MOST = 1024, 4096, 16 * 1024  # bytes; a sentence has about sixty
_SENTENCES, _URGENT_SENTENCES = 128, 32


class Portions:
    """The size that fits each pair of languages, learnt from how long the ones before took."""

    def __init__(self) -> None:
        """Nothing has been measured."""
        self._bytes: dict[object, int] = {}

    def cut(self, pair: object, texts: Sequence[str], begin: int, *, urgent: bool) -> int:
        """Where the portion of texts from `begin` ends."""
        left = self._bytes.get(pair, _FIRST)
        most = min(len(texts), begin + (_URGENT_SENTENCES if urgent else _SENTENCES))
        end = begin
        while end < most and (left > 0 or end == begin):
            left -= len(texts[end].encode())
            end += 1
        return end

    def took(self, pair: object, texts: Sequence[str], seconds: float) -> None:
        """So long did these texts take. The first time is that of loading, too."""
        size = self._bytes.get(pair)
        if size is None:
            self._bytes[pair] = _FIRST
        elif seconds > SLOW:
            self._bytes[pair] = max(_FEWEST, size // 2)
        elif seconds < QUICK and sum(len(text.encode()) for text in texts) * 2 > size:
            self._bytes[pair] = min(_MOST, size * 2)
