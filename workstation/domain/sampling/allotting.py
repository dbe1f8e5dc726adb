"""How many are drawn from each cell: in proportion, by weights, and not below the minimums."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

from workstation.domain.sampling.design import CRITICAL, Cell, Design, name_of, weight_of
from workstation.fault import WorldFault


def allot(sizes: Mapping[Cell, int], design: Design) -> dict[Cell, int]:
    """n by cell; the random cells' add up to the design's n, the critical one is taken whole."""
    free = {cell: size for cell, size in sizes.items() if cell != CRITICAL}
    pool = sum(free.values())
    if design.n > pool:
        raise WorldFault("sampling.more_than_pool", n=design.n, pool=pool)
    floors = _floors(free, design)
    least = sum(floors.values())
    if least > design.n:
        raise WorldFault("sampling.minimums_exceed", least=least, n=design.n, cells=len(free))
    shares = {cell: size * weight_of(cell, design) for cell, size in free.items()}
    made = _poured(shares, floors, free, design.n)
    if CRITICAL in sizes:
        made[CRITICAL] = sizes[CRITICAL]
    return made


def best_weights(
    sizes: Mapping[Cell, int], wrong: Mapping[Cell, float]
) -> dict[str, float]:
    """Neyman's weights: the square root of p (1 - p), from what is known of each cell."""
    return {
        name_of(cell): math.sqrt(max(wrong.get(cell, 0.05), 0.005) * (1 - wrong.get(cell, 0.05)))
        for cell in sizes
    }


def _floors(sizes: Mapping[Cell, int], design: Design) -> dict[Cell, int]:
    floors = {cell: min(size, design.minimum) for cell, size in sizes.items()}
    if not design.person_minimum:
        return floors
    persons: dict[str, list[Cell]] = {}
    for cell in sizes:
        persons.setdefault(cell[-1], []).append(cell)
    for cells in persons.values():
        have = sum(floors[cell] for cell in cells)
        wanted = min(design.person_minimum, sum(sizes[cell] for cell in cells))
        if wanted > have:
            left = {cell: sizes[cell] - floors[cell] for cell in cells}
            more = _poured(left, dict.fromkeys(cells, 0), left, wanted - have)
            for cell in cells:
                floors[cell] += more[cell]
    return floors


def _poured(
    shares: Mapping[Cell, float], floors: Mapping[Cell, int], tops: Mapping[Cell, int], n: int
) -> dict[Cell, int]:
    """n whole units over the cells, as near to the shares as floors and sizes let them."""
    cells = sorted(tops)

    def at(level: float) -> list[float]:
        return [min(max(level * shares[c], floors[c]), tops[c]) for c in cells]

    low, high = 0.0, 1.0
    while sum(at(high)) < n - 1e-9 and high < 1e18:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(at(middle)) < n else (low, middle)
    barred = {cell for cell in cells if not shares[cell]}
    return _rounded(cells, at(high), tops, n, barred)


def _rounded(
    cells: Sequence[Cell],
    ideal: Sequence[float],
    tops: Mapping[Cell, int],
    n: int,
    barred: Collection[Cell],
) -> dict[Cell, int]:
    """Largest remainders first; equal ones by name, so that the same frame gives the same plan."""
    made = {cell: math.floor(value + 1e-9) for cell, value in zip(cells, ideal, strict=True)}
    rest = {cell: value - made[cell] for cell, value in zip(cells, ideal, strict=True)}
    order = sorted(cells, key=lambda cell: (-rest[cell], cell))
    left = n - sum(made.values())
    while left > 0:
        moved = False
        for cell in order:
            if left and made[cell] < tops[cell] and cell not in barred:
                made[cell] += 1
                left -= 1
                moved = True
        if not moved:
            # Cells of weight 0 are all that is left.
            raise WorldFault("sampling.weights_leave", n=n, reached=n - left)
    return made
