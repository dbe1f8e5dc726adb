"""What confidence is computed from: numbers made of the evidence, each with a plain range."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from workstation.language.doubt.evidence import Evidence
from workstation.language.doubt.words import made_up

SIGNS = {"mean": 1, "worst": 1, "unknown": -1, "invented": -1}
"""Which way confidence may go where a feature grows; the rest may go either way."""
_LOWEST = -10.0
_FARTHEST = 3.0  # e³: twenty times as many


def _mean(evidence: Evidence) -> float:
    scores = _scores(evidence)
    return sum(scores) / len(scores)


def _worst(evidence: Evidence) -> float:
    return min(_scores(evidence))


def _scores(evidence: Evidence) -> list[float]:
    # A garbled or missing score is the worst there is.
    found = [max(_LOWEST, min(0.0, one)) for one in evidence.scores if not math.isnan(one)]
    return found or [_LOWEST]


def _source_cut(evidence: Evidence) -> float:
    """Words the model's pieces do not know fall apart: many pieces for few letters."""
    return _ratio(evidence.pieces, _letters(evidence.original))


def _target_cut(evidence: Evidence) -> float:
    """Made-up words and babble are spelled from small pieces."""
    return _ratio(evidence.made, _letters(evidence.translation))


def _length(evidence: Evidence) -> float:
    """What was left out makes a translation short."""
    return _ratio(_letters(evidence.translation), _letters(evidence.original))


def _size(evidence: Evidence) -> float:
    return math.log(max(0, evidence.pieces) + 1)


def _unknown(evidence: Evidence) -> float:
    return max(0.0, min(1.0, evidence.unknown / max(1, evidence.pieces)))


def _invented(evidence: Evidence) -> float:
    found = made_up(evidence.original, evidence.translation, evidence.target)
    return min(1.0, len(found) / max(1, len(evidence.translation.split())))


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def _ratio(one: int, other: int) -> float:
    found = math.log((max(0, one) + 1) / (max(0, other) + 1))
    return max(-_FARTHEST, min(_FARTHEST, found))


FEATURES: dict[str, Callable[[Evidence], float]] = {
    "mean": _mean,
    "worst": _worst,
    "source_cut": _source_cut,
    "target_cut": _target_cut,
    "length": _length,
    "size": _size,
    "unknown": _unknown,
    "invented": _invented,
}


def values(evidence: Evidence, names: Sequence[str]) -> list[float]:
    """The named features, in their order."""
    return [FEATURES[name](evidence) for name in names]
