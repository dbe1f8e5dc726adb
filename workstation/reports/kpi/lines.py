"""The figures of one group, from what was counted of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from workstation.domain.figures.accuracy import POINTS, mean_over, told
from workstation.domain.figures.counting import Sort
from workstation.domain.figures.figure import Design, Figure, State, nothing, state_of
from workstation.domain.figures.rates import rate
from workstation.domain.figures.recall import FEWEST_MISSED, recall_over
from workstation.domain.figures.second import Looked, Seen, final
from workstation.domain.figures.strata import Stratum, estimate
from workstation.domain.figures.times import handling_time, throughput, turnaround
from workstation.reports.kpi.counting import Counted, Place, Unit
from workstation.reports.kpi.weighing import Weights

_WORST_POINTS = max(POINTS.values())


@dataclass(slots=True)
class Tally:
    """What the units of a group come to in one stratum."""

    units: int = 0
    judged: int = 0  # in the denominator of accuracy
    sorts: Counter[Sort] = field(default_factory=Counter)
    cells: Counter[tuple[bool, bool]] = field(default_factory=Counter)
    points: float = 0.0
    points_squared: float = 0.0
    defects: int = 0
    defects_squared: int = 0
    defective: int = 0
    first_judged: int = 0
    first_right: int = 0
    again: Counter[tuple[bool, bool]] = field(default_factory=Counter)  # (right, right in the end)


def tallies(counted: Counted, targeted: bool) -> dict[Place, Tally]:
    """The units of a group by stratum; what was picked for its risk is one heap."""
    found: dict[Place, Tally] = {}
    for unit in counted.units.values():
        place = ("", "") if targeted else unit.place
        held = found.get(place)
        if held is None:
            held = found[place] = Tally()
        _add(held, unit)
    return found


def _add(held: Tally, unit: Unit) -> None:
    judged = unit.judged
    sort = judged.sort
    held.units += 1
    held.sorts[sort] += 1
    first = unit.first
    if judged.judged if first is sort else first.judged:
        held.first_judged += 1
        held.first_right += first is Sort.RIGHT
    if not judged.judged:
        return
    held.judged += 1
    if judged.done is not None and judged.due is not None:
        held.cells[judged.done, judged.due] += 1
    if sort is not Sort.RIGHT:
        points = POINTS[unit.severity]
        held.points += points
        held.points_squared += points * points
    held.defects += unit.defects
    held.defects_squared += unit.defects * unit.defects
    held.defective += unit.defects > 0
    if unit.final is not None:
        held.again[sort is Sort.RIGHT, unit.final is Sort.RIGHT] += 1


class Maker:
    """Makes the figures of a group; strata as the whole report weighs them."""

    def __init__(self, held: Mapping[Place, Tally], weights: Weights, targeted: bool) -> None:
        """`held` by stratum."""
        self._held = held
        self._weights = weights
        self._targeted = targeted
        known = not targeted and all(weights.sizes[place] is not None for place in held)
        self._merged = {} if known else _heap(held)
        self.known = known
        if targeted:
            self.design = Design.RISK_LED
        elif not known:
            self.design = Design.AS_COME
        else:
            whole = {place for place in weights.sizes if place[0] in {one[0] for one in held}}
            self.design = Design.STRATIFIED if len(whole) > 1 else Design.SIMPLE

    def strata(
        self,
        counted: Callable[[Tally], int],
        hits: Callable[[Tally], float],
        squares: Callable[[Tally], float] | None = None,
    ) -> list[Stratum]:
        """The strata of one figure."""
        made = []
        for place, tally in (self._held if self.known else self._merged).items():
            size = self._weights.sizes[place] if self.known else None
            number = self._weights.drawn[place] if self.known else tally.units
            made.append(
                Stratum(
                    self._name(place), size, number, counted(tally), float(hits(tally)),
                    squares(tally) if squares is not None else None,
                )
            )  # fmt: skip
        return made

    def share(
        self, name: str, counted: Callable[[Tally], int], hits: Callable[[Tally], float],
        counts: Mapping[str, int | float],
    ) -> Figure:  # fmt: skip
        """The figure of a share."""
        return told(name, self.strata(counted, hits), self.design, counts=counts)

    def per_hundred(
        self, name: str, hits: Callable[[Tally], float], squares: Callable[[Tally], float],
        first: float, counts: Mapping[str, int | float],
    ) -> Figure:  # fmt: skip
        """The figure of a mean of errors, per hundred units."""
        made, top = mean_over(self.strata(lambda one: one.judged, hits, squares), first)
        if made is None:
            return nothing(name, "no_units", "per_100")
        state, why = state_of(made.n, made.interval.times(1 / top), 1.0)
        return Figure(
            name, made.value * 100, made.n, made.interval.times(100), made.method, self.design,
            state, why, "per_100",
            effective=None if made.effective == float("inf") else made.effective,
            counts=counts, weights=made.weights, notes=made.notes,
        )  # fmt: skip

    def recall(self, counts: Mapping[str, int | float]) -> Figure:
        """Recall under its rule, as `domain.figures.recall` has it."""
        cells: Counter[tuple[bool, bool]] = Counter()
        for tally in self._held.values():
            cells.update(tally.cells)
        n = sum(cells.values())

        def withheld(why: str) -> Figure:
            return Figure(
                "recall", None, n, design=self.design, state=State.WITHHELD, why=why,
                counts=counts,
            )  # fmt: skip

        if not n:
            return nothing("recall", "no_units")
        if self._targeted:
            return withheld("targeted")
        if not cells[False, True] + cells[False, False]:
            return withheld("no_passed_sample")
        if cells[False, True] < FEWEST_MISSED:
            return withheld("false_negatives")
        found = self.strata(
            lambda one: one.cells[True, True] + one.cells[True, False],
            lambda one: one.cells[True, True],
        )
        passed = self.strata(
            lambda one: one.cells[False, True] + one.cells[False, False],
            lambda one: one.cells[False, True],
        )
        made = recall_over(found, passed)
        if made is None:
            return nothing("recall", "no_units")
        value, interval, effective = made
        state, why = state_of(n, interval)
        weights = estimate(passed)
        return Figure(
            "recall", value, n, interval, "quotient_of_wilson", self.design, state, why,
            effective=effective, counts=counts, weights=weights.weights if weights else (),
        )  # fmt: skip

    def final(self) -> Figure:
        """Accuracy after second looks."""
        looked = []
        for stratum in self.strata(lambda one: one.judged, lambda one: one.sorts[Sort.RIGHT]):
            tally = self._by_name(stratum.name)
            right, again = tally.sorts[Sort.RIGHT], tally.again
            size = stratum.size
            if size is not None and stratum.drawn:
                # Of a stratum the group is a part, as large as its part of what was drawn.
                size = max(stratum.counted, round(size * stratum.counted / stratum.drawn))
            looked.append(
                Looked(
                    stratum.name,
                    size,
                    Seen(right, again[True, True] + again[True, False], again[True, True]),
                    Seen(
                        tally.judged - right,
                        again[False, True] + again[False, False],
                        again[False, True],
                    ),
                )
            )
        made = final(looked)
        return replace(made, design=self.design) if self._targeted else made

    def _by_name(self, name: str) -> Tally:
        source = self._held if self.known else self._merged
        return next(tally for place, tally in source.items() if self._name(place) == name)

    def _name(self, place: Place) -> str:
        return self._weights.names.get(place, "all")


def _heap(held: Mapping[Place, Tally]) -> dict[Place, Tally]:
    whole = Tally()
    for tally in held.values():
        whole.units += tally.units
        for name in ("sorts", "cells", "again"):
            getattr(whole, name).update(getattr(tally, name))
        for name in (
            "judged", "points", "points_squared", "defects", "defects_squared", "defective",
            "first_judged", "first_right",
        ):  # fmt: skip
            setattr(whole, name, getattr(whole, name) + getattr(tally, name))
    return {("", ""): whole}


def figures_of(
    counted: Counted,
    weights: Weights,
    targeted: bool,
    audit_cap: float,
    handling: Sequence[float] | None = None,
) -> dict[str, Figure]:
    """Every figure of a group by name; `handling` are production's times, where they are known."""
    held = tallies(counted, targeted)
    make = Maker(held, weights, targeted)
    sorts: Counter[Sort] = Counter()
    cells: Counter[tuple[bool, bool]] = Counter()
    for tally in held.values():
        sorts.update(tally.sorts)
        cells.update(tally.cells)
    counts = {sort.value: sorts[sort] for sort in Sort}
    matrix = {
        "true_positives": cells[True, True],
        "false_positives": cells[True, False],
        "false_negatives": cells[False, True],
        "true_negatives": cells[False, False],
    }
    made = [
        make.share("strict_accuracy", lambda o: o.judged, lambda o: o.sorts[Sort.RIGHT], counts),
        make.share("initial_accuracy", lambda o: o.first_judged, lambda o: o.first_right, {}),
        make.final(),
        make.share(
            "enforce_accuracy",
            lambda o: o.cells.total(),
            lambda o: o.cells[True, True] + o.cells[False, False],
            matrix,
        ),
        make.per_hundred(
            "severity_points", lambda o: o.points, lambda o: o.points_squared, _WORST_POINTS,
            counts,
        ),
        make.share(
            "precision",
            lambda o: o.cells[True, True] + o.cells[True, False],
            lambda o: o.cells[True, True],
            matrix,
        ),
        make.recall(matrix),
        *(
            make.share(f"{sort.value}_rate", lambda o: o.units, _of(sort), counts)
            for sort in (Sort.CANNOT, Sort.ROUTE, Sort.TECHNICAL)
        ),
        make.share("defect_rate", lambda o: o.judged, lambda o: o.defective, counts),
        make.per_hundred(
            "defects_per_100", lambda o: o.defects, lambda o: o.defects_squared, 2.0, counts
        ),
        *_times(counted, audit_cap, handling),
        rate("sla", counted.kept, counted.due),
        *turnaround(counted.turnaround),
    ]  # fmt: skip
    return {one.name: one for one in made}


def _of(sort: Sort) -> Callable[[Tally], float]:
    return lambda tally: tally.sorts[sort]


def _times(counted: Counted, cap: float, handling: Sequence[float] | None) -> list[Figure]:
    # What the platform told of a moderator's time is taken as it is; only ours is capped.
    theirs = counted.handling_seconds if handling is None else handling
    note = ("as_told",) if handling is None else ("production",)
    made = []
    for figure in (handling_time(theirs), throughput(theirs)):
        counts = {name: number for name, number in figure.counts.items() if name != "cap"}
        made.append(replace(figure, counts=counts, notes=note))
    for figure, name in (
        (handling_time(counted.audit_seconds, cap), "audit_time"),
        (throughput(counted.audit_seconds, cap), "audit_throughput"),
    ):
        made.append(replace(figure, name=name))
    return made
