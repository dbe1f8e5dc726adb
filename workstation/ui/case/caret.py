"""Where the person is in a sentence of the original, and the words a caret goes by."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from workstation.domain.language import Link


@dataclass(slots=True)
class Caret:
    """A row, and a stretch of its original (equal ends: nothing selected)."""

    row: int
    anchor: int = 0
    position: int = 0

    @property
    def span(self) -> tuple[int, int]:
        """The selected characters, in order."""
        return min(self.anchor, self.position), max(self.anchor, self.position)


def words_at(text: str, character: int, links: Sequence[Link] = ()) -> tuple[int, int]:
    """Start and end of the word at a character.

    Where no spaces are used a run of letters is many words: known `links` cut it.
    """
    character = min(max(0, character), max(0, len(text) - 1))
    if not text or not _wordy(text[character]):
        return character, min(character + 1, len(text))
    start, end = character, character
    while start > 0 and _wordy(text[start - 1]):
        start -= 1
    while end < len(text) and _wordy(text[end]):
        end += 1
    for link in links:
        for cut in (link.start, link.end):
            if start < cut <= character:
                start = cut
            elif character < cut < end:
                end = cut
    return start, end


def moved(text: str, at: int, links: Sequence[Link] = (), *, forward: bool, select: bool) -> int:
    """Where a caret stands after going a word on or back; with `select` it takes words whole."""
    if not forward:
        at = max(0, at - 1)
        while at > 0 and not _wordy(text[at]):
            at -= 1
        return words_at(text, at, links)[0]
    before = at
    at = words_at(text, at, links)[1]
    while at < len(text) and not _wordy(text[at]):
        at += 1
    if select:
        while 0 < at < len(text) and not _wordy(text[at - 1]):
            at -= 1
        if at <= before:
            at = words_at(text, min(len(text) - 1, before + 1), links)[1]
    return at


def _wordy(character: str) -> bool:
    # Vowels and tones of Thai, signs of Tamil and Hindi are marks, not letters.
    return character.isalnum() or unicodedata.category(character)[0] == "M"
