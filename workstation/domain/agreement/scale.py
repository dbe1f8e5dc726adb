"""How far apart two labels are: not the same, so many ranks, so many steps."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum


class Scale(StrEnum):
    """What the labels are."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"


def distances(
    scale: Scale, marginals: Sequence[float], values: Sequence[float]
) -> list[list[float]]:
    """Krippendorff's squared distances; the ordinal ones depend on how often labels were given."""
    size = len(marginals)
    made = [[0.0] * size for _ in range(size)]
    for one in range(size):
        for other in range(one + 1, size):
            if scale is Scale.NOMINAL:
                away = 1.0
            elif scale is Scale.INTERVAL:
                away = (values[one] - values[other]) ** 2
            else:
                between = sum(marginals[one : other + 1])
                away = (between - (marginals[one] + marginals[other]) / 2) ** 2
            made[one][other] = made[other][one] = away
    return made


def weights(scale: Scale, values: Sequence[float]) -> list[list[float]]:
    """Gwet's weights for AC2: 1 on the diagonal, less the farther apart."""
    size = len(values)
    made = [[1.0] * size for _ in range(size)]
    span = (max(values) - min(values)) if values else 0.0
    for one in range(size):
        for other in range(one + 1, size):
            if scale is Scale.NOMINAL:
                weight = 0.0
            elif scale is Scale.INTERVAL:
                weight = 1 - ((values[one] - values[other]) / span) ** 2 if span else 0.0
            else:
                steps = other - one + 1
                weight = 1 - steps * (steps - 1) / (size * (size - 1))
            made[one][other] = made[other][one] = weight
    return made
