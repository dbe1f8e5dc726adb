"""Who does what: assignments of a batch as tasks with dense places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from workstation.domain.batch import BatchKind, Stage
from workstation.domain.ids import derived_id
from workstation.intake.faults import Doubts
from workstation.intake.wire import WireManifest

Row = tuple[object, ...]


class Assignments:
    """Gives every person's tasks places from 1, in the order of the cases, a stage at a time.

    In a consistency batch a cluster is one unit: whoever is assigned some of it gets one task, on
    the first of those.
    """

    def __init__(
        self, manifest: WireManifest, importer: str | None, *, named: bool = True
    ) -> None:
        """Without assignments the person who imports does all of the first stage; None: somebody
        who only reads what others do. Not `named`: what the manifest says does not count."""
        given_out = manifest.assignments if named else ()
        self._batch = manifest.id
        self._named = bool(given_out)
        self._importer = importer
        # None: every case. The same person and stage twice: both together.
        self._cases: dict[tuple[str, str], set[str] | None] = {}
        for given in given_out:
            place = (given.person, given.stage)
            before = self._cases.get(place, set())
            both = before is None or given.cases is None
            self._cases[place] = None if both else {*(before or ()), *(given.cases or ())}
        if not self._named and importer is not None:
            self._cases[importer, Stage.FIRST.value] = None
        self._last = dict.fromkeys(self._cases, 0)
        self._unassigned = 0
        self._met: set[str] = set()
        self._units = manifest.kind == BatchKind.CONSISTENCY.value
        self._clusters: Counter[str] = Counter()
        self._given: dict[tuple[str, str], set[str]] = {place: set() for place in self._cases}

    def tasks(self, item: str, case: str, cluster: str | None = None) -> Iterator[Row]:
        """The task rows of the next case."""
        somebody = False
        unit = cluster if self._units else None
        if unit is not None:
            self._clusters[unit] += 1
        for place, cases in self._cases.items():
            if cases is not None and case not in cases:
                continue
            somebody = True
            if unit is not None:
                if unit in self._given[place]:
                    continue
                self._given[place].add(unit)
            self._last[place] += 1
            person, stage = place
            task = derived_id(item, person, stage)
            yield (task, item, self._batch, case, person, stage, self._last[place])
        if not somebody:
            self._unassigned += 1
        if self._named:
            self._met.add(case)

    def doubts(self, doubts: Doubts) -> None:
        """What does not fit: cases without anybody, names without a case, nothing for oneself."""
        if self._unassigned and (self._named or self._importer is not None):
            doubts.add("intake.unassigned", count=self._unassigned)
        if alone := sum(count == 1 for count in self._clusters.values()):
            doubts.add("intake.lonely_cluster", count=alone)
        named = {case for cases in self._cases.values() if cases for case in cases}
        if lost := named - self._met:
            doubts.add("intake.assigned_unknown", count=len(lost))
        if self._importer is not None and all(
            person != self._importer for person, _ in self._cases
        ):
            doubts.add("intake.not_assigned")
