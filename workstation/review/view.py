"""One case as a person may see it now: the decision is absent while it is blind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workstation.domain import instant
from workstation.domain.batch import Batch
from workstation.domain.case import Case, Item
from workstation.domain.decision import Decision
from workstation.domain.event import Event, Kind
from workstation.domain.policy import ClauseVersion, Pack, Scope
from workstation.domain.verdict import Answer, Ground, Outcome
from workstation.fault import WorldFault
from workstation.review import encode
from workstation.store import batches, cases, drafts, events, policies, tasks
from workstation.store.driver import Database
from workstation.store.tasks import Task

_DONE = (Kind.VERDICT, Kind.CORRECTED, Kind.CANNOT_JUDGE)


@dataclass(frozen=True, slots=True)
class CaseView:
    """Everything the case screen shows, and nothing it must not show yet.

    `as_of` is the day whose policy counts: that of the decision, of the snapshot in an inspection.
    """

    task: Task
    item: Item
    case: Case
    batch: Batch
    as_of: str
    digest: str
    in_force: tuple[ClauseVersion, ...]
    changed: Mapping[str, tuple[ClauseVersion, ...]] = field(default_factory=dict)
    pack: Pack | None = None
    decision: Decision | None = None
    hidden: bool = False
    answer: Answer | None = None
    outcome: Outcome | None = None
    verdict: Event | None = None
    draft: Mapping[str, Any] | None = None

    @property
    def scope(self) -> Scope:
        """Where policy is asked for."""
        return Scope(self.case.market, self.case.category, self.case.content_type)

    def ground(self) -> Ground:
        """What an answer on this case is compared on."""
        return Ground(
            actions=self.batch.action_by_id,
            moment=instant.parse(self.as_of),
            pack=self.pack,
            scope=self.scope,
            exposure=self.case.exposure,
            threshold=self.batch.exposure_threshold,
        )


def open_task(db: Database, task_id: str, now: str) -> CaseView:
    """The case of a task as its person may see it.

    Raises WorldFault `review.no_task`.
    """
    task = tasks.get(db, task_id)
    item = cases.get_item(db, task.item) if task else None
    case = cases.get_case(db, item.case) if item else None
    batch = batches.get(db, task.batch) if task else None
    if task is None or item is None or case is None or batch is None:
        raise WorldFault("review.no_task", task=task_id)
    history = own_history(db, task)
    hidden = batch.blind and not any(event.kind == Kind.ANSWERED for event in history)
    last = _standing(history)
    as_of = cases.decided_at(db, item.id) or case.snapshot_at
    pack = policies.load_pack(db, batch.pack) if batch.pack else None
    scope = Scope(case.market, case.category, case.content_type)
    in_force, changed = _policy(pack, as_of, scope, now)
    return CaseView(
        task=task,
        item=item,
        case=case,
        batch=batch,
        as_of=as_of,
        digest=cases.case_digest(db, case.id),
        in_force=in_force,
        changed=changed,
        pack=pack,
        decision=None if hidden else cases.get_decision(db, item.id),
        hidden=hidden,
        answer=encode.answer_of(last.body["answer"]) if last else None,  # type: ignore[arg-type]
        outcome=encode.outcome_of(last.body["outcome"]) if last else None,  # type: ignore[arg-type]
        verdict=last if last is not None and last.kind in _DONE else None,
        draft=drafts.get(db, task.id),
    )


def own_history(db: Database, task: Task) -> list[Event]:
    """What the task's person did on it, in order."""
    return [event for event in events.of_task(db, task.id) if event.person == task.person]


def _standing(history: list[Event]) -> Event | None:
    # The last answer or verdict that nothing has taken back.
    taken_back = {event.supersedes for event in history if event.supersedes}
    for event in reversed(history):
        if event.kind in (*_DONE, Kind.ANSWERED) and event.id not in taken_back:
            return event
    return None


def _policy(
    pack: Pack | None, as_of: str, scope: Scope, now: str
) -> tuple[tuple[ClauseVersion, ...], dict[str, tuple[ClauseVersion, ...]]]:
    if pack is None:
        return (), {}
    then, today = instant.parse(as_of), instant.parse(now)
    changed = {}
    for clause in dict.fromkeys(version.clause for version in pack.clauses):
        since = pack.changed_since(clause, then, today, scope)
        if since:
            changed[clause] = since
    return pack.in_force(then, scope), changed
