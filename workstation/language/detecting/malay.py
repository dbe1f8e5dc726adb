"""Malay or Indonesian: the words and letters that tell them apart, as log odds."""

from __future__ import annotations

import json
import math
import re
from functools import cache

from workstation.language.resources import ROOT

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# The words learnt from are more Malay than what either language shares.
_BIAS = -0.6
_LETTERS_WEIGHT = 0.3
_LOOKED_AT = 2000


def malay_probability(text: str) -> float:
    """How likely a text, known to be one of the two, is Malay."""
    odds = _evidence()
    total = 10 * _BIAS
    for word in {match.group().lower() for match in _WORD.finditer(text[:_LOOKED_AT])}:
        known = odds["words"].get(word)
        total += _letters(word, odds["letters"]) if known is None else known
    return 1 / (1 + math.exp(-max(-300.0, min(300.0, total)) / 10))


def _letters(word: str, odds: dict[str, int]) -> float:
    edged = f"_{word}_"
    grams = (edged[at : at + n] for n in (3, 4) for at in range(len(edged) - n + 1))
    return _LETTERS_WEIGHT * sum(odds.get(gram, 0) for gram in grams)


@cache
def _evidence() -> dict[str, dict[str, int]]:
    return json.loads((ROOT / "languages" / "id-ms.json").read_text(encoding="utf-8"))
