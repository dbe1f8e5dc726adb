"""The case of a pair with the policy that both sides cite, to be looked at while one compares."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from workstation.domain.batch import Stage, TaskState
from workstation.domain.policy import ClauseVersion
from workstation.fault import WorldFault
from workstation.language.packages.models import Package
from workstation.review.acting import Desk
from workstation.review.prepare import Prepared, rendered_case
from workstation.review.second.comparing import Both, Side, pair_of
from workstation.review.view import CaseView, view_of
from workstation.store import cases, tasks
from workstation.store.driver import Database
from workstation.store.tasks import Task


class Beside(Struct, frozen=True):
    """A pair, its case, and the clauses that either side cites as they read on the day."""

    both: Both
    prepared: Prepared
    clauses: tuple[ClauseVersion, ...]


def at_pair(
    db: Database, desk: Desk, verdict: str, second: str, packages: Sequence[Package], target: str
) -> Beside:
    """Both verdicts with their case. Raises as `comparing.pair_of`, `review.no_content`."""
    both = pair_of(db, verdict, second)
    held = tasks.get(db, both.second.task)
    place = cases.get_item(db, both.item)
    if held is None and place is None:
        raise WorldFault("review.no_content")
    task = held or Task(
        0, both.second.task, both.item, both.batch, both.case, both.second.person,
        Stage.SECOND.value, 0, TaskState.DECIDED.value, False,
    )  # fmt: skip
    view = replace(view_of(db, task, desk.now()), hidden=False, draft=None, came_back=None)
    view = replace(view, decision=cases.get_decision(db, both.item))
    rendered = rendered_case(db, view.case, packages, target)
    return Beside(both, Prepared(view, rendered, ()), _clauses(view, both))


def _clauses(view: CaseView, both: Both) -> tuple[ClauseVersion, ...]:
    found: dict[tuple[str, int], ClauseVersion] = {}
    for clause, version in (*_cited(both.first), *_cited(both.second)):
        held = next(
            (one for one in view.in_force if (one.clause, one.version) == (clause, version)), None
        )
        if held is not None:
            found[clause, version] = held
    return tuple(found[name] for name in sorted(found))


def _cited(side: Side) -> list[tuple[str, int]]:
    return [(found.clause, found.version) for found in side.answer.findings]
