"""A translation far longer or far shorter than such an original becomes."""

from __future__ import annotations

import re

_DENSE = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]"
)
_SHORTEST = 0.25
_LOOKED_AT = 40


def too_long(original: str, translation: str) -> bool:
    """More than three times as long, with some room for short texts."""
    weight = sum(4 if _DENSE.match(character) else 1 for character in original)
    return len(translation) > 3 * weight + 40


def too_short(original: str, translation: str) -> bool:
    """Most of a longer original has gone."""
    return len(original) >= _LOOKED_AT and len(translation) < _SHORTEST * len(original)
