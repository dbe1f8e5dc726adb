"""Makes a calibration of translations that have a human rendering beside them.

Two steps, because few translations of a weak package are good enough to learn from a yes or no
alone: a ridge regression finds which mix of features goes with chrF, then a logistic map turns
the mix into the chance of reaching `relied_on`.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from workstation.language.doubt.agreement import spearman
from workstation.language.doubt.calibration import Calibration
from workstation.language.doubt.confidence import confidence
from workstation.language.doubt.evidence import Evidence
from workstation.language.doubt.features import SIGNS, values

FEATURES = ("mean", "source_cut", "target_cut", "length", "size", "invented")
RELIED_ON = 50.0
FEWEST = 40
"""Sentences below which nothing is fitted."""
_OWN_START = 30  # sentences from which a language starts elsewhere than the rest
_RIDGE = 8.0
_HIGHEST = 70.0  # above it two good renderings differ by taste
_DESERVED = 0.8
_MOST_MARKED = 0.5


class Row(Struct, frozen=True):
    """A translation and the chrF a human rendering gives it."""

    evidence: Evidence
    chrf: float


def for_fitting(text: str) -> bool:
    """Whether a source sentence is in the half that is fitted; the other half only checks."""
    return hashlib.sha256(text.encode()).digest()[0] % 2 == 0


def fitted(rows: Sequence[Row], package: str, version: str, model: str, text: str) -> Calibration:
    """A calibration from these rows, all of which are for fitting."""
    counts = Counter(_language(row.evidence) for row in rows)
    languages = [name for name, count in sorted(counts.items()) if count >= _OWN_START]
    goals = [min(_HIGHEST, row.chrf) for row in rows]
    names, wrong = list(FEATURES), [""]
    while wrong:  # too little data may say that a worse score is better: leave such out
        table = [
            values(row.evidence, names)
            + [float(_language(row.evidence) == one) for one in languages]
            for row in rows
        ]
        weights, start = _ridge(table, goals)
        wrong = [
            name for name, one in zip(names, weights, strict=False) if one * SIGNS.get(name, 0) < 0
        ]
        names = [name for name in names if name not in wrong]
    guesses = [start + _dot(weights, line) for line in table]
    slope, offset = _logistic(guesses, [row.chrf >= RELIED_ON for row in rows])
    own = dict(zip(languages, weights[len(names) :], strict=True))
    usual = sum(own[name] * counts[name] for name in languages) / max(1, len(rows))
    found = Calibration(
        package=package,
        version=version,
        model=model,
        features=tuple(names),
        weights=tuple(round(slope * weight, 6) for weight in weights[: len(names)]),
        intercept=round(slope * (start + usual) + offset, 6),
        threshold=0,
        relied_on=RELIED_ON,
        text=text,
        sentences=len(rows),
        intercepts={
            name: round(slope * (start + weight) + offset, 6) for name, weight in own.items()
        },
    )
    return _with_threshold(found, rows)


def _with_threshold(found: Calibration, rows: Sequence[Row]) -> Calibration:
    """Marks as many as deserve it four times in five, and never more than half.

    A mark on nearly everything tells no sentence from another; that a package is weak is said
    of the package.
    """
    chances = [confidence(row.evidence, found) or 0 for row in rows]
    best = 0
    for threshold in sorted(set(chances)):
        poor = [
            row.chrf < found.relied_on
            for row, chance in zip(rows, chances, strict=True)
            if chance < threshold
        ]
        if len(poor) > _MOST_MARKED * len(rows):
            break
        if sum(poor) >= _DESERVED * len(poor):
            best = threshold
    return replace(found, threshold=best)


def agreement(rows: Iterable[Row], calibration: Calibration) -> float:
    """Spearman's rank correlation of confidence and chrF."""
    kept = list(rows)
    chances = [float(confidence(row.evidence, calibration) or 0) for row in kept]
    return spearman(chances, [row.chrf for row in kept])


def _language(evidence: Evidence) -> str:
    return evidence.source.split("-")[0]


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def _ridge(table: list[list[float]], goals: list[float]) -> tuple[list[float], float]:
    """Weights and start; columns are brought to one scale for the penalty's sake."""
    count, width = len(table), len(table[0])
    columns = list(zip(*table, strict=True))
    means = [sum(column) / count for column in columns]
    spreads = [
        math.sqrt(sum((one - mean) ** 2 for one in column) / count) or 1.0
        for column, mean in zip(columns, means, strict=True)
    ]
    scaled = [
        [(one - mean) / spread for one in column]
        for column, mean, spread in zip(columns, means, spreads, strict=True)
    ]
    middle = sum(goals) / count
    matrix = [
        [_dot(one, other) + (_RIDGE if a == b else 0.0) for b, other in enumerate(scaled)]
        for a, one in enumerate(scaled)
    ]
    right = [_dot(column, [goal - middle for goal in goals]) for column in scaled]
    found = _solved(matrix, right)
    weights = [found[at] / spreads[at] for at in range(width)]
    return weights, middle - _dot(weights, means)


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Gauss; the penalty keeps the matrix positive definite, so no row need change places."""
    size = len(right)
    for at in range(size):
        for below in range(at + 1, size):
            factor = matrix[below][at] / matrix[at][at]
            for column in range(at, size):
                matrix[below][column] -= factor * matrix[at][column]
            right[below] -= factor * right[at]
    found = [0.0] * size
    for at in reversed(range(size)):
        rest = sum(matrix[at][column] * found[column] for column in range(at + 1, size))
        found[at] = (right[at] - rest) / matrix[at][at]
    return found


def _logistic(guesses: list[float], good: list[bool]) -> tuple[float, float]:
    """Slope and offset by Newton's steps, on targets drawn in a little as Platt does it."""
    yes = sum(good)
    goals = [(yes + 1) / (yes + 2) if one else 1 / (len(good) - yes + 2) for one in good]
    middle = sum(guesses) / len(guesses)
    slope, offset = 0.1, math.log((yes + 1) / (len(good) - yes + 1))
    for _ in range(50):
        g0 = g1 = h00 = h01 = h11 = 0.0
        for guess, goal in zip(guesses, goals, strict=True):
            x = guess - middle
            chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, slope * x + offset))))
            sway = max(chance * (1 - chance), 1e-9)
            g0, g1 = g0 + chance - goal, g1 + (chance - goal) * x
            h00, h01, h11 = h00 + sway, h01 + sway * x, h11 + sway * x * x
        h00, h11 = h00 + 1e-3, h11 + 1e-3
        ground = h00 * h11 - h01 * h01
        step0, step1 = (h11 * g0 - h01 * g1) / ground, (h00 * g1 - h01 * g0) / ground
        # Half a step where a whole one would throw the map about.
        offset, slope = offset - max(-1.0, min(1.0, step0)), slope - max(-0.1, min(0.1, step1))
        if abs(step0) + abs(step1) < 1e-9:
            break
    slope = max(0.0, slope)
    return slope, offset - slope * middle
