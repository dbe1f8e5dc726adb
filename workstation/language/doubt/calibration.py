"""What was measured about one package's scores, read from a file that may be anything.

`resources/models/calibration/*.json` holds what the program ships; a package may bring its own as
`calibration.json` in its folder, and what `workstation models calibrate` measured here lies beside
it and comes first. A file that is no calibration, or one for other weights, counts
as none: the package is then "not measured".
"""

from __future__ import annotations

import hashlib
import math
import stat
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from workstation.language.doubt.features import FEATURES, SIGNS
from workstation.language.resources import ROOT

SHIPPED = ROOT / "models" / "calibration"
OWN = "calibration-own.json"
BESIDE = "calibration.json"
_LARGEST = 256 * 1024
_HEAVIEST = 100.0


class Calibration(Struct, frozen=True, forbid_unknown_fields=True):
    """Weights of a logistic map from features to the chance of being relied on.

    `model` is the SHA-256 of the package's model.bin; packages that share weights share it.
    `relied_on` is the chrF, in points, from which a sentence counted as reliable; `threshold` the
    confidence in thousandths below which a translation is marked; `text` says in words what it was
    measured on, `sentences` on how many.
    """

    package: str
    version: str
    model: str
    features: tuple[str, ...]
    weights: tuple[float, ...]
    intercept: float
    threshold: int
    relied_on: float
    text: str
    sentences: int
    intercepts: dict[str, float] = {}

    @property
    def languages(self) -> int:
        """Of how many languages its sentences were."""
        return max(1, len(self.intercepts))


def calibration_of(
    package: str, version: str, model: str, folder: Path | None = None
) -> Calibration | None:
    """The calibration of these very weights, beside the package or shipped."""
    beside = [folder / OWN, folder / BESIDE] if folder is not None else []
    for path in (*beside, *_shipped()):
        found, _ = read(path)
        if found is not None and found.model == model:
            return found
    return None


def read(path: Path) -> tuple[Calibration | None, str]:
    """The calibration of a file, or the reason why it counts as none."""
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):  # a pipe would be waited for, for ever
            return None, "unreadable"
        if state.st_size > _LARGEST:
            return None, "out_of_range"
        body = path.read_bytes()
    except FileNotFoundError:
        return None, "missing"
    except OSError:
        return None, "unreadable"
    try:
        found = msgspec.json.decode(body, type=Calibration)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None, "not_one"
    return (found, "") if _sound(found) else (None, "out_of_range")


def weights_digest(model: Path) -> str:
    """SHA-256 of a package's weights (`model/model.bin`)."""
    with model.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sound(found: Calibration) -> bool:
    numbers = (*found.weights, found.intercept, *found.intercepts.values())
    return (
        len(found.features) == len(found.weights)
        and set(found.features) <= FEATURES.keys()
        and len(set(found.features)) == len(found.features)
        and all(math.isfinite(one) and abs(one) <= _HEAVIEST for one in numbers)
        and all(
            weight * SIGNS.get(name, 0) >= 0
            for name, weight in zip(found.features, found.weights, strict=True)
        )
        and 0 <= found.threshold <= 1000
        and 0 <= found.relied_on <= 100
    )


@cache
def _shipped() -> tuple[Path, ...]:
    return tuple(sorted(SHIPPED.glob("*.json"))) if SHIPPED.is_dir() else ()
