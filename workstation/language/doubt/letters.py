"""Letters that do not belong in a translation: another script, or bytes that spell nothing."""

from __future__ import annotations

from workstation.language.scripts import letters_by_script, written_in

_LATIN = "Latin"


def unreadable(original: str, translation: str) -> bool:
    """The model spelled bytes that are no letters."""
    return "\ufffd" in translation and "\ufffd" not in original


def wrong_script(translation: str, target: str) -> bool:
    """Letters the reader of the target cannot read.

    Latin letters are read everywhere: brands and codes keep them in every language, so into
    another script it takes a translation that is mostly Latin. A single letter is a sign (µ, Ω).
    """
    counts = letters_by_script(translation)
    own = written_in(target)
    fits = {own, _LATIN} | ({"Han"} if own == "Kana" else set())
    if sum(count for name, count in counts.items() if name not in fits) > 1:
        return True
    latin = counts.get(_LATIN, 0)
    return own != _LATIN and len(translation.split()) > 3 and latin * 10 > sum(counts.values()) * 9
