"""A scorecard's maths: category, review, quality score; a critical category below half fails all.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from msgspec import Struct

from workstation.fault import WorldFault

PASS = 50.0
"""A critical category below this sets the whole review to 0."""
CRITICAL_WEIGHT = 0.05


class Category(Struct, frozen=True):
    """A category with its scale of `steps` answers (binary 2 … five-point 5) and its weight."""

    id: str
    steps: int = 2
    weight: float = 1.0
    critical: bool = False


class Review(Struct, frozen=True):
    """A review's score, None where no category was rated; the critical ones that failed it."""

    score: float | None
    categories: Mapping[str, float]
    failed: tuple[str, ...] = ()


def category_score(selected: float, low: float, high: float) -> float:
    """(selected - low) / (high - low) × 100."""
    if not low < high or not low <= selected <= high:
        raise WorldFault("figures.off_scale", low=low, high=high)
    return (selected - low) / (high - low) * 100


def review(categories: Sequence[Category], answers: Mapping[str, int | None]) -> Review:
    """The weighted mean over the rated categories; an answer counts from 0, None is "N/A"."""
    scores: dict[str, float] = {}
    for one in categories:
        if not 0 <= one.weight <= 100:
            raise WorldFault("figures.weight", category=one.id)
        answer = answers.get(one.id)
        if answer is not None:
            scores[one.id] = category_score(answer, 0, one.steps - 1)
    failed = tuple(
        one.id for one in categories if one.critical and scores.get(one.id, PASS) < PASS
    )
    weights = {one.id: one.weight for one in categories if one.id in scores}
    whole = math.fsum(weights.values())
    if failed:
        return Review(0.0, scores, failed)
    if not whole:
        return Review(None, scores)
    return Review(math.fsum(scores[id] * weight for id, weight in weights.items()) / whole, scores)


def quality_score(reviews: Sequence[float | None]) -> float | None:
    """IQS: the mean over the reviews that have a score."""
    held = [one for one in reviews if one is not None]
    return math.fsum(held) / len(held) if held else None
