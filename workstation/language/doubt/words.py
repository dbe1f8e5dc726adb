"""Words of an English translation that are none: made up, or left as they were."""

from __future__ import annotations

import re

from workstation.language.codes import clean_tag
from workstation.language.doubt.english import is_english

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# A word that stands free: not part of a name, an address, a code.
_FREE = re.compile(r"(?<![^\s(\"“'‘])[a-z]{4,}(?![^\s,.!?;:…)\"”'’]|['’][a-z])")
_CAPITALS = re.compile(r"(?<![^\s(\"“])[A-Z]{6,}(?![^\s,.!?;:…)\"”])")


def made_up(original: str, translation: str, target: str) -> list[str]:
    """Words that are in no English list and not in the original either.

    Only lower-case words and long words in capitals count: any other may be a name.
    """
    if clean_tag(target) != "en":
        return []
    before = set(_WORD.findall(original.lower()))
    found = _FREE.findall(translation) + _CAPITALS.findall(translation)
    return [word for word in found if word.lower() not in before and not is_english(word.lower())]


def left_over(original: str, translation: str, target: str) -> list[str]:
    """Words of the original that stand in the translation and are no English.

    One in a longer sentence may be a dish or a cloth that has no English name, so it takes two, or
    one in five words.
    """
    if clean_tag(target) != "en":
        return []
    before = set(_WORD.findall(original))  # as written: a capital may be a name
    found = [word for word in _FREE.findall(translation) if word in before and not is_english(word)]
    enough = len(set(found)) > 1 or 5 * len(found) >= len(translation.split())
    return found if enough else []
