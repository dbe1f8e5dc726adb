"""Second chances: agreements looked at again, items shown twice to one person, gone items."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from workstation.domain.sampling.chance import happens, rank
from workstation.domain.sampling.drawing import Draw, Drawn
from workstation.fault import WorldFault


def looked_at_again(seed: str, units: Iterable[str], rate: float) -> list[str]:
    """The agreements that get a second look. Each is settled by its own id, so that it does not
    matter when it was judged or by whom, and nobody can tell beforehand."""
    return [unit for unit in units if happens(seed, "again", unit, rate)]


class Repeat(Struct, frozen=True):
    """An item that comes a second time: behind which place of the list it is put in."""

    unit: str
    first: int
    after: int


def repeats(seed: str, units: Sequence[str], rate: float, gap: int = 20) -> tuple[Repeat, ...]:
    """Hidden repeats, at least `gap` items after the first showing; none on a list too short."""
    able = max(0, len(units) - gap)
    wanted = min(able, math.ceil(len(units) * rate)) if rate > 0 else 0
    order = sorted(range(able), key=lambda place: rank(seed, "repeat", units[place]))
    made = []
    for place in sorted(order[:wanted]):
        room = len(units) - place - gap
        after = place + gap + rank(seed, "repeat-place", units[place]) % room
        made.append(Repeat(units[place], place, after))
    return tuple(made)


class Redraw(Struct, frozen=True):
    """An item that could not be had, why, and what came in its stead (None: no reserve left)."""

    gone: str
    why: str
    stratum: str
    instead: Drawn | None


def redraw(made: Draw, before: Sequence[Redraw], gone: str, why: str) -> Redraw:
    """The next reserve of the same stratum; the log of earlier ones tells which is next."""
    held = {one.unit: one for one in made.sample}
    held |= {one.instead.unit: one.instead for one in before if one.instead is not None}
    lost = held.get(gone)
    if lost is None or any(one.gone == gone for one in before):
        raise WorldFault("sampling.not_drawn", unit=gone)
    used = sum(one.instead is not None for one in before if one.stratum == lost.stratum)
    left = made.reserves.get(lost.stratum, ())
    return Redraw(gone, why, lost.stratum, left[used] if used < len(left) else None)


def sizes_after(made: Draw, log: Sequence[Redraw]) -> dict[str, int]:
    """The strata's sizes without what is gone, in proportion: where a fifth of those drawn could
    not be had, a fifth of the stratum is taken to be gone too."""
    lost = Counter(one.stratum for one in log)
    filled = Counter(one.stratum for one in log if one.instead is not None)
    return {
        name: _left(size, made.allotted.get(name, 0), lost[name], filled[name])
        for name, size in made.sizes.items()
    }


def _left(size: int, drawn: int, lost: int, filled: int) -> int:
    tried = drawn + filled
    return size if not lost or not tried else max(tried - lost, round(size * (1 - lost / tried)))


def kept(made: Draw, log: Sequence[Redraw]) -> tuple[Drawn, ...]:
    """The sample as it stands after the log."""
    gone = {one.gone for one in log}
    added = (one.instead for one in log if one.instead is not None)
    return tuple(one for one in (*made.sample, *added) if one.unit not in gone)
