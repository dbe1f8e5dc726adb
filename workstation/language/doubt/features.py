"""What confidence is computed from: numbers made of the evidence, each with a plain range."""

from __future__ import annotations

import math
from collections.abc import Callable

from workstation.language.doubt.evidence import Evidence
from workstation.language.doubt.marks import marks

RISING = frozenset({"mean", "worst"})
"""Features of which more never means less confidence."""
_LOWEST = -10.0


def _mean(evidence: Evidence) -> float:
    scores = _scores(evidence)
    return sum(scores) / len(scores)


def _worst(evidence: Evidence) -> float:
    return min(_scores(evidence))


def _scores(evidence: Evidence) -> list[float]:
    # A garbled or missing score is the worst there is.
    found = [max(_LOWEST, min(0.0, one)) for one in evidence.scores if not math.isnan(one)]
    return found or [_LOWEST]


def _ratio(evidence: Evidence) -> float:
    """How far the lengths are apart, in either direction."""
    made, pieces = max(0, evidence.made) + 1, max(0, evidence.pieces) + 1
    return min(3.0, abs(math.log(made / pieces)))


def _unknown(evidence: Evidence) -> float:
    return max(0.0, min(1.0, evidence.unknown / max(1, evidence.pieces)))


def _size(evidence: Evidence) -> float:
    return math.log(max(0, evidence.pieces) + 1)


def _marked(evidence: Evidence) -> float:
    return min(3.0, float(len(marks(evidence))))


FEATURES: dict[str, Callable[[Evidence], float]] = {
    "mean": _mean,
    "worst": _worst,
    "ratio": _ratio,
    "unknown": _unknown,
    "size": _size,
    "marked": _marked,
}


def values(evidence: Evidence, names: tuple[str, ...]) -> list[float]:
    """The named features, in their order."""
    return [FEATURES[name](evidence) for name in names]
