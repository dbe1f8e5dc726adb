"""Puts a text together; between scripts with and without spaces it sets one."""

from __future__ import annotations

from workstation.language.kept.cuts import SPACELESS


class Building:
    """A text in the making."""

    def __init__(self, start: str) -> None:
        self._pieces = [start]
        self.length = len(start)

    def add(self, piece: str) -> None:
        self._pieces.append(piece)
        self.length += len(piece)

    def gap(self, sentence: str, at: int, following: str) -> None:
        """A space before a Latin word, where the original's script needed none."""
        if at and _needs_space(sentence[at : at + 1], sentence[at - 1], following):
            self.add(" ")

    def gap_behind(self, sentence: str, at: int) -> None:
        """A space behind a Latin word, where the original's script needed none."""
        last = next((piece[-1] for piece in reversed(self._pieces) if piece), "")
        if 0 < at < len(sentence) and _needs_space(sentence[at - 1], sentence[at], last):
            self.add(" ")

    def text(self) -> str:
        return "".join(self._pieces)


def _needs_space(was: str, beside: str, now: str) -> bool:
    """Whether a word now stands where a letter of a script without spaces was glued to a thing."""
    return (
        bool(SPACELESS.match(was))
        and not beside.isspace()
        and now.isalnum()
        and now != was
        and (not SPACELESS.match(now))
    )
