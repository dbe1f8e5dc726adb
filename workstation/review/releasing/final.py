"""Of several verdicts on one case the one that counts.

A consensus counts before all. Else a second look that was settled says which: the first upheld, or
the second instead of it; where both can be defended neither is an error. Where people differ and
nobody has ruled, none counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Generic, Protocol, TypeVar

from msgspec import Struct

from workstation.domain.batch import Stage
from workstation.store.second_looks import Outcome, SecondLook

_LOOKS = (Stage.FIRST, Stage.SECOND)


class Judged(Protocol):
    """What a verdict has to tell for this."""

    @property
    def event(self) -> str: ...
    @property
    def item(self) -> str | None: ...
    @property
    def stage(self) -> str: ...
    @property
    def at(self) -> str: ...
    @property
    def action(self) -> str: ...
    @property
    def clause(self) -> str | None: ...
    @property
    def codes(self) -> tuple[str, ...]: ...


J = TypeVar("J", bound=Judged)


class Settled(Struct, Generic[J], frozen=True):
    """By item the verdict that counts; `apart`: people differ and nobody has ruled; `both`: both
    can be defended."""

    counts: Mapping[str, J]
    apart: tuple[str, ...]
    both: tuple[str, ...]


def settle(verdicts: Iterable[J], ruled: Mapping[str, SecondLook]) -> Settled[J]:
    """Which verdicts count, by what was said of second looks."""
    by_item: dict[str, list[J]] = {}
    for one in verdicts:
        if one.item and one.stage in (*_LOOKS, Stage.CONSENSUS):
            by_item.setdefault(one.item, []).append(one)
    counts: dict[str, J] = {}
    apart, both = [], []
    for item, held in by_item.items():
        agreed = [one for one in held if one.stage == Stage.CONSENSUS]
        left = agreed or _after_rulings(held, ruled)
        if not left:
            both.append(item)
        elif len({(one.action, one.clause or "", one.codes) for one in left}) > 1:
            apart.append(item)
        else:
            # The first look's stands for what others said alike.
            counts[item] = min(left, key=lambda one: (one.stage != Stage.FIRST, one.at))
    return Settled(counts, tuple(apart), tuple(both))


def _after_rulings(held: list[J], ruled: Mapping[str, SecondLook]) -> list[J]:
    gone: set[str] = set()
    here = {one.event for one in held}
    for one in held:
        said = ruled.get(one.event)
        if said is None or said.second not in here:
            continue
        if said.outcome is not Outcome.CORRECTED:
            gone.add(said.second)
        if said.outcome is not Outcome.UPHELD:
            gone.add(one.event)
    return [one for one in held if one.event not in gone]
