"""Measures an installed package on sentences that have a human rendering, and keeps the result."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from workstation.fault import WorldFault
from workstation.language.doubt.calibration import OWN, Calibration, weights_digest
from workstation.language.doubt.confidence import judge
from workstation.language.doubt.fitting import FEWEST, Row, agreement, fitted, for_fitting
from workstation.language.doubt.measuring import measured
from workstation.language.packages.models import Package

_LARGEST = 20 * 1024 * 1024
_MOST_LINES = 5_000
_LONGEST = 2_000  # characters of a sentence


class Result(Struct, frozen=True):
    """The calibration, and how it does on the half that it was not made from.

    `ranks` is the rank correlation of confidence and chrF, `marked` the share with a mark,
    `worst_marked` that of the worst tenth, `deserved` the share of the marked below `relied_on`.
    """

    calibration: Calibration
    checked: int
    ranks: float
    marked: float
    worst_marked: float
    deserved: float


def read_pairs(path: Path) -> list[tuple[str, str]]:
    """A sentence, one TAB and its rendering a line; empty lines are passed over.

    Raises WorldFault `language.unreadable_lines`, `language.calibration_line`,
    `language.calibration_too_long`.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise WorldFault("language.calibration_too_long", path=str(path), lines=_MOST_LINES)
        lines = path.read_bytes().decode("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        raise WorldFault("language.unreadable_lines", path=str(path)) from None
    if len(lines) > _MOST_LINES:
        raise WorldFault("language.calibration_too_long", path=str(path), lines=_MOST_LINES)
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        original, _, rendering = (part.strip() for part in line.partition("\t"))
        if not (original and rendering) or "\t" in rendering or len(line) > 2 * _LONGEST:
            raise WorldFault("language.calibration_line", path=str(path), line=number)
        found.append((original, rendering))
    return found


def calibrate(
    package: Package, packages: Path, pairs: Sequence[tuple[str, str]], text: str
) -> Result:
    """Fits on one half of the sentences, checks on the other, and keeps it beside the package.

    Raises WorldFault `language.too_few_sentences`, `language.not_measured`,
    `language.packages_folder`.
    """
    rows = measured(packages, package.source, package.target, list(dict.fromkeys(pairs)))
    fit = [row for row in rows if for_fitting(row.evidence.original)]
    check = [row for row in rows if not for_fitting(row.evidence.original)]
    if min(len(fit), len(check)) < FEWEST:
        raise WorldFault("language.too_few_sentences", found=len(rows), wanted=2 * FEWEST + 20)
    digest = weights_digest(package.path / "model" / "model.bin")
    calibration = fitted(fit, package.name, package.version, digest, text)
    _keep(calibration, package)
    return _result(calibration, check)


def _keep(calibration: Calibration, package: Package) -> None:
    """Whole or not at all; the language process looks at the folder again."""
    file = package.path / OWN
    aside = file.with_suffix(".part")
    try:
        aside.write_bytes(msgspec.json.format(msgspec.json.encode(calibration)) + b"\n")
        aside.replace(file)
        os.utime(package.path.parent)
    except OSError as error:
        raise WorldFault(
            "language.packages_folder", folder=str(package.path), reason=error.strerror or ""
        ) from None


def _result(calibration: Calibration, check: Sequence[Row]) -> Result:
    marked = {id(row): bool(judge(row.evidence, calibration)[0]) for row in check}
    worst = sorted(check, key=lambda row: row.chrf)[: max(1, len(check) // 10)]
    poor = [row.chrf < calibration.relied_on for row in check if marked[id(row)]]
    return Result(
        calibration=calibration,
        checked=len(check),
        ranks=round(agreement(check, calibration), 3),
        marked=round(sum(marked.values()) / len(check), 3),
        worst_marked=round(sum(marked[id(row)] for row in worst) / len(worst), 3),
        deserved=round(sum(poor) / len(poor), 3) if poor else 0.0,
    )
