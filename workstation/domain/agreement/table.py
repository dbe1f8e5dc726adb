"""Ratings as a table of units by raters, with holes; what every coefficient is made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from workstation.fault import WorldFault


class Rating(Struct, frozen=True):
    """What one person said of one case."""

    unit: str
    rater: str
    label: str


class Table:
    """Units by raters. `labels` stand in their order of rank; a cell holds a label's number.

    A second rating of a unit by the same person is not a second voice: the first counts, and
    `again` tells how many others there were.
    """

    def __init__(
        self,
        labels: Sequence[str],
        cells: Mapping[str, Mapping[str, int]],
        again: int = 0,
    ) -> None:
        self.labels = tuple(labels)
        self.cells = cells
        self.again = again

    @cached_property
    def raters(self) -> tuple[str, ...]:
        """Everybody who said something, in the order they first did."""
        return tuple(dict.fromkeys(rater for row in self.cells.values() for rater in row))

    @cached_property
    def counts(self) -> list[tuple[int, ...]]:
        """For each unit, how many gave each label."""
        made = []
        for row in self.cells.values():
            numbers = [0] * len(self.labels)
            for label in row.values():
                numbers[label] += 1
            made.append(tuple(numbers))
        return made

    @property
    def used(self) -> int:
        """How many labels were given at all."""
        return sum(any(row[label] for row in self.counts) for label in range(len(self.labels)))

    @property
    def prevalence(self) -> dict[str, float]:
        """How often each label was given, of all ratings."""
        whole = self.ratings
        return {
            label: sum(row[place] for row in self.counts) / whole if whole else 0.0
            for place, label in enumerate(self.labels)
        }

    @property
    def ratings(self) -> int:
        """How many ratings there are."""
        return sum(len(row) for row in self.cells.values())

    def pair(self, one: str, other: str) -> list[tuple[int, int]]:
        """What two raters said of the units that both rated."""
        return [
            (row[one], row[other]) for row in self.cells.values() if one in row and other in row
        ]

    def only(self, raters: Iterable[str]) -> Table:
        """The same table with some of the raters."""
        wanted = set(raters)
        cells = {
            unit: {rater: label for rater, label in row.items() if rater in wanted}
            for unit, row in self.cells.items()
        }
        return Table(self.labels, {unit: row for unit, row in cells.items() if row})


def tabled(ratings: Iterable[Rating], labels: Sequence[str] | None = None) -> Table:
    """The table of ratings; `labels` are the scale in its order, else those used, sorted."""
    held = list(ratings)
    order = list(labels) if labels is not None else sorted({one.label for one in held})
    if len(set(order)) != len(order):
        raise WorldFault("agreement.scale")
    number = {label: place for place, label in enumerate(order)}
    cells: dict[str, dict[str, int]] = {}
    again = 0
    for one in held:
        if one.label not in number:
            raise WorldFault("agreement.no_label", label=one.label, unit=one.unit)
        row = cells.setdefault(one.unit, {})
        if one.rater in row:
            again += 1
        else:
            row[one.rater] = number[one.label]
    return Table(order, cells, again)
