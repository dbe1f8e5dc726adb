"""The sentences that cases wait for, each once, by language: not looked up yet, or missing."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

Key = tuple[str, str]
"""Source language and digest."""


class Sentences:
    """Who waits for which sentence, and what has to be done for it."""

    def __init__(self) -> None:
        """Nobody waits."""
        self._cases: dict[Key, set[str]] = {}
        self._unseen: dict[str, dict[str, str]] = {}
        self._missing: dict[str, dict[str, str]] = {}

    def __len__(self) -> int:
        """How many are waited for."""
        return len(self._cases)

    def want(self, source: str, sentences: Mapping[str, str], case: str) -> None:
        """A case waits for these, text by digest; what is under way is not begun anew."""
        for digest, text in sentences.items():
            waiting = self._cases.get((source, digest))
            if waiting is None:
                self._cases[source, digest] = {case}
                self._unseen.setdefault(source, {})[digest] = text
            else:
                waiting.add(case)

    def full(self, number: int, *, seen: bool = True) -> str | None:
        """The language with the most to look up (or, `seen`, to ask for), if it is that many."""
        lots = self._missing if seen else self._unseen
        most = max(lots, key=lambda source: len(lots[source]), default=None)
        return most if most is not None and len(lots[most]) >= number else None

    def look_at(self, source: str, number: int) -> list[str]:
        """The first of a language that were not looked up: they count as missing from now on."""
        looked = self._cut(self._unseen, source, number)
        self._missing.setdefault(source, {}).update(looked)
        return list(looked)

    def take(self, source: str, number: int) -> dict[str, str]:
        """The first missing ones of a language, to be asked for."""
        return self._cut(self._missing, source, number)

    def put_back(self, source: str, sentences: Mapping[str, str]) -> None:
        """They are to be asked for once more, before the others."""
        rest = self._missing.get(source, {})
        again = {
            digest: text for digest, text in sentences.items() if (source, digest) in self._cases
        }
        if again or rest:
            self._missing[source] = {**again, **rest}

    def drop(self, key: Key) -> set[str]:
        """Nobody has to wait for a sentence any more: who did."""
        source, digest = key
        for lots in (self._unseen, self._missing):
            lot = lots.get(source)
            if lot is not None and lot.pop(digest, None) is not None and not lot:
                del lots[source]
        return self._cases.pop(key, set())

    def let_go(self, key: Key, case: str) -> bool:
        """A case does not wait any more; whether nobody is left who does."""
        waiting = self._cases.get(key)
        if waiting is None:
            return False
        waiting.discard(case)
        if waiting:
            return False
        self.drop(key)
        return True

    def _cut(self, lots: dict[str, dict[str, str]], source: str, number: int) -> dict[str, str]:
        lot = lots[source]
        cut = dict(islice(lot.items(), number))
        for digest in cut:
            del lot[digest]
        if not lot:
            del lots[source]
        return cut
