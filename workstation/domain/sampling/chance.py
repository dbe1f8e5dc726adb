"""Chance that can be repeated: a unit's rank is the SHA-256 of the seed, a purpose and its id.

Not `random.Random(seed)`: which numbers a seed gives, and what `sample` makes of them, is a matter
of Python's version; what a row gets would depend on the order of the file; and a reserve would need
the generator's state. A hash gives the same draw for ever, in any order, on any machine, in one
pass; the next ranks are the reserves; and anybody can check a single unit by hand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from workstation.fault import WorldFault

WHOLE = 1 << 128
_LONGEST = 200


def rank(seed: str, purpose: str, unit: str) -> int:
    """A unit's place in the lottery, a whole number below 2^128; the lowest are drawn."""
    text = "\x1f".join((seed, purpose, unit)).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(text).digest()[:16], "big")


def happens(seed: str, purpose: str, unit: str, rate: float) -> bool:
    """Whether what happens at a rate happens to this unit."""
    return rank(seed, purpose, unit) < int(rate * WHOLE)


def shuffled(seed: str, purpose: str, units: Iterable[str]) -> list[str]:
    """The units in an order that tells nothing."""
    return sorted(units, key=lambda unit: rank(seed, purpose, unit))


def check_seed(seed: str) -> str:
    """The seed itself; it is kept with the draw, so it must be there and be a plain word."""
    if not seed or len(seed) > _LONGEST or "\x1f" in seed:
        raise WorldFault("sampling.seed")
    return seed
