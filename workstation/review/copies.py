"""A copy of the cluster that is judged as one unit, as the person may see it now."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from workstation.domain.cluster import Difference, differences
from workstation.domain.decision import Evidence
from workstation.language.packages.models import Package
from workstation.review.prepare import Prepared, rendered_case
from workstation.review.view import open_task
from workstation.store import cases, seals
from workstation.store.driver import Database


class Copy(Struct, frozen=True):
    """One copy: its number from 1, its name on the platform, how it differs from the first; of a
    sealed one nothing but its name."""

    number: int
    of: int
    source_id: str
    prepared: Prepared | None
    differences: tuple[Difference, ...] = ()

    def marks(self) -> tuple[Evidence, ...]:
        """The words that differ, as places in the text."""
        found = []
        for one in self.differences:
            if one.kind == "part":
                text = _text(self.prepared, one.name)
                spans = one.spans or ((0, len(text)),)
                found += [Evidence(one.name, start, end) for start, end in spans if end > start]
        return tuple(found)


def copy_at(
    db: Database, task: str, number: int, now: str, packages: Sequence[Package], target: str
) -> Copy | None:
    """The copy of that number on a task's case; None where the case has no such copy.

    Its decision is there once the unit is answered. Raises what `open_task` raises.
    """
    view = open_task(db, task, now)
    if view.item.cluster is None or view.copies < 2:
        return None
    members = cases.cluster(db, view.batch.id, view.item.cluster)
    # The one that is judged comes first, as it does on the screen.
    members.sort(key=lambda item: item.id != view.item.id)
    if not 0 < number <= len(members):
        return None
    item = members[number - 1]
    case = cases.get_case(db, item.case)
    if case is None:
        return None
    if seals.is_sealed(db, item.case):
        return Copy(number, len(members), case.source_id, None)
    decision = None if view.hidden else cases.get_decision(db, item.id)
    shown = replace(view, item=item, case=case, decision=decision, copies=1)
    prepared = Prepared(shown, rendered_case(db, case, packages, target), ())
    told = differences(view.case, case) if item.id != view.item.id else ()
    return Copy(number, len(members), case.source_id, prepared, told)


def _text(prepared: Prepared | None, part: str) -> str:
    found = prepared.view.case.part(part) if prepared else None
    return found.text if found else ""
