"""How far a translation can be trusted: marks with a reason each, and a measured confidence."""

from workstation.language.doubt.calibration import Calibration, calibration_of, weights_digest
from workstation.language.doubt.confidence import confidence, judge
from workstation.language.doubt.evidence import Evidence
from workstation.language.doubt.loops import cut_loops
from workstation.language.doubt.marks import marks

__all__ = [
    "Calibration",
    "Evidence",
    "calibration_of",
    "confidence",
    "cut_loops",
    "judge",
    "marks",
    "weights_digest",
]
