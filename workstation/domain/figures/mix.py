"""Why a figure moved: by rates within segments, by their mix, by both at once."""

from __future__ import annotations

import math
from collections.abc import Mapping

from msgspec import Struct

from workstation.fault import WorldFault


class Segment(Struct, frozen=True):
    """A segment's share of the production frame (never of the sample) and its rate."""

    share: float
    rate: float


class Move(Struct, frozen=True):
    """What a segment adds to the change; any of it may be negative."""

    segment: str
    rate: float
    mix: float
    both: float

    @property
    def total(self) -> float:
        """All three."""
        return self.rate + self.mix + self.both


class Split(Struct, frozen=True):
    """The whole change, and its parts, which add up to it exactly."""

    old: float
    new: float
    moves: tuple[Move, ...]

    @property
    def change(self) -> float:
        """New less old."""
        return self.new - self.old

    @property
    def rate(self) -> float:
        """What came of better or worse rates."""
        return math.fsum(move.rate for move in self.moves)

    @property
    def mix(self) -> float:
        """What came of other shares."""
        return math.fsum(move.mix for move in self.moves)

    @property
    def both(self) -> float:
        """What came of both together."""
        return math.fsum(move.both for move in self.moves)


def split(old: Mapping[str, Segment], new: Mapping[str, Segment]) -> Split:
    """rate w0 (a1 - a0), mix (w1 - w0)(a0 - A0), both (w1 - w0)(a1 - a0), A0 the old whole.

    A segment of one side alone has share 0 on the other and the rate it has: it moves the mix.
    """
    if not old or not new:
        raise WorldFault("figures.no_segments")
    before, after = _whole(old), _whole(new)
    moves = []
    for name in sorted({*old, *new}):
        one = old.get(name) or Segment(0.0, new[name].rate)
        other = new.get(name) or Segment(0.0, old[name].rate)
        more, better = other.share - one.share, other.rate - one.rate
        moves.append(Move(name, one.share * better, more * (one.rate - before), more * better))
    return Split(before, after, tuple(moves))


def _whole(segments: Mapping[str, Segment]) -> float:
    shares = math.fsum(one.share for one in segments.values())
    if abs(shares - 1) > 1e-6:
        raise WorldFault("figures.shares", sum=round(100 * shares, 1))
    return math.fsum(one.share * one.rate for one in segments.values())
