"""Whether the original came back instead of a translation."""

from __future__ import annotations

from workstation.language.codes import clean_tag
from workstation.language.doubt.english import is_english


def copied(original: str, translation: str, target: str) -> bool:
    """The same letters, or much of them in their own script, or most of the words.

    A word that is English already may stand in an English translation.
    """
    one, other = _letters(original), _letters(translation)
    if len(one) < 4:
        return False
    if one == other:
        return len(original.split()) > 1 or not one.isascii()  # a lone brand stays as it is
    foreign = sum(not character.isascii() for character in one)
    if foreign * 2 > len(one):
        left = sum(not character.isascii() for character in other)
        return left * 3 > len(other)
    words, made = original.lower().split(), set(translation.lower().split())
    if len(words) < 4:
        return False
    if clean_tag(target) == "en":
        words = [word for word in words if not is_english(_letters(word))]
    kept = sum(word in made for word in words)
    return kept > 1 and kept >= 0.8 * len(words)


def _letters(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalpha())
