"""The chance that a translation can be relied on, as its package was measured."""

from __future__ import annotations

import math

from workstation.language.doubt.calibration import Calibration
from workstation.language.doubt.evidence import Evidence
from workstation.language.doubt.features import values
from workstation.language.doubt.marks import marks

DOUBTFUL = "doubtful"


def confidence(evidence: Evidence, calibration: Calibration | None) -> int | None:
    """Thousandths, 0…1000; None where the package was not measured or gave no score."""
    if calibration is None or not evidence.scores:
        return None
    known = values(evidence, calibration.features)
    total = calibration.intercepts.get(evidence.source.split("-")[0], calibration.intercept)
    total += sum(weight * value for weight, value in zip(calibration.weights, known, strict=True))
    total = max(-30.0, min(30.0, total))
    return round(1000 / (1 + math.exp(-total)))


def judge(
    evidence: Evidence, calibration: Calibration | None
) -> tuple[tuple[str, ...], int | None]:
    """Every mark, `doubtful` among them where the chance is below the package's threshold."""
    found, chance = marks(evidence), confidence(evidence, calibration)
    if calibration is not None and chance is not None and chance < calibration.threshold:
        found = (*found, DOUBTFUL)
    return found, chance
