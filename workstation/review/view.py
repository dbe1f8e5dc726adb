"""One case as a person may see it now: the decision is absent while it is blind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from workstation.domain import instant
from workstation.domain.batch import AGAIN, Batch, BatchKind, TaskState
from workstation.domain.case import MINORS, Case, Item
from workstation.domain.cluster import Member
from workstation.domain.decision import Decision
from workstation.domain.event import Event, Kind
from workstation.domain.gold import AsGold, Gold
from workstation.domain.inspection import Inspection
from workstation.domain.policy import ClauseVersion, Pack, Scope
from workstation.domain.standing import counting, standing
from workstation.domain.verdict import Answer, Ground, Outcome
from workstation.fault import WorldFault
from workstation.review import encode
from workstation.store import (
    batches,
    cases,
    confirmations,
    drafts,
    escalations,
    events,
    gold,
    policies,
    tasks,
)
from workstation.store.driver import Database
from workstation.store.tasks import Task

DONE = (Kind.VERDICT, Kind.CORRECTED, Kind.CANNOT_JUDGE)


class CameBack(Struct, frozen=True):
    """What an owner answered to a case that was handed on."""

    person: str
    reason: str
    at: str
    words: str


class CaseView(Struct, frozen=True):
    """Everything the case screen shows, and nothing it must not show yet.

    `as_of` is the day whose policy counts: that of the decision, of the snapshot in an inspection.
    `history` is what the task's person did on it. `copies` counts the members of its cluster where
    they are judged as one; `members` (how each was decided) and `gold` are there once answered. Of
    a sealed case only the reference is there; while the decision is hidden so is what it was drawn
    by, since a stratum may name it.
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
    history: tuple[Event, ...] = ()
    copies: int = 1
    members: tuple[Member, ...] = ()
    inspection: Inspection | None = None
    gold: Gold | None = None
    as_gold: AsGold | None = None
    came_back: CameBack | None = None

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
            minors=MINORS in self.case.harm_tags,
        )


def open_task(db: Database, task_id: str, now: str) -> CaseView:
    """The case of a task as its person may see it.

    Raises WorldFault `review.no_task`.
    """
    task = tasks.get(db, task_id)
    if task is None:
        raise WorldFault("review.no_task", task=task_id)
    return view_of(db, task, now)


def view_of(db: Database, task: Task, now: str) -> CaseView:
    """The case of a task, also of one that another desk alone has, as its person may see it.

    Raises WorldFault `review.no_task` where the batch is not here.
    """
    item = cases.get_item(db, task.item)
    case = cases.get_case(db, item.case) if item else None
    batch = batches.get(db, task.batch)
    if item is None or case is None or batch is None:
        raise WorldFault("review.no_task", task=task.id)
    history = tuple(event for event in events.of_task(db, task.id) if event.person == task.person)
    blind = batch.blind or (task.stage in AGAIN and batch.kind is not BatchKind.INSPECTION)
    hidden = blind and not any(event.kind == Kind.ANSWERED for event in history)
    last = _last(history)
    decided = batch.kind is not BatchKind.INSPECTION
    as_of = (cases.decided_at(db, item.id) if decided else None) or case.snapshot_at
    pack = policies.load_pack(db, batch.pack) if batch.pack else None
    scope = Scope(case.market, case.category, case.content_type)
    in_force, changed = _policy(pack, as_of, scope, now)
    sealed = task.state == TaskState.SEALED
    back = _came_back(db, task)
    if sealed:
        # Answers and notes tell of what is locked away.
        history, last = (), None
    elif back is not None and last is not None and last.kind == Kind.CANNOT_JUDGE:
        last = None  # it is to be judged again
    return CaseView(
        task=task,
        item=replace(item, stratum=None, inclusion_probability=None) if hidden else item,
        case=_reference(case) if sealed else case,
        batch=batch,
        as_of=as_of,
        digest=cases.case_digest(db, case.id),
        in_force=in_force,
        changed=changed,
        pack=pack,
        decision=cases.get_decision(db, item.id) if decided and not hidden and not sealed else None,
        hidden=hidden,
        answer=encode.answer_of(last.body["answer"]) if last else None,  # type: ignore[arg-type]
        outcome=encode.outcome_of(last.body["outcome"]) if last else None,  # type: ignore[arg-type]
        verdict=last if last is not None and last.kind in DONE else None,
        draft=None if sealed else drafts.get(db, task.id),
        history=history,
        **_of_kind(db, batch, item, last),
        came_back=None if sealed else back,
    )


def _of_kind(db: Database, batch: Batch, item: Item, last: Event | None) -> dict[str, Any]:
    """What only one kind of batch has."""
    told: dict[str, Any] = {}
    body: Mapping[str, Any] = last.body if last is not None else {}
    if batch.kind is BatchKind.CONSISTENCY and item.cluster is not None:
        told["copies"] = cases.copies(db, batch.id, item.cluster)
        told["members"] = tuple(encode.member_of(one) for one in body.get("members", ()))
    elif batch.kind is BatchKind.INSPECTION and last is not None and body.get("inspection"):
        words = {name: text.words for name, text in last.texts.items() if text.words is not None}
        told["inspection"] = encode.inspection_of(body["inspection"], words)
    elif batch.kind is BatchKind.PRACTICE and last is not None and last.kind != Kind.CANNOT_JUDGE:
        told["gold"] = gold.get(db, batch.id, item.case)
        told["as_gold"] = encode.as_gold_of(body["practice"]) if body.get("practice") else None
    return told


def _last(history: Sequence[Event]) -> Event | None:
    """The answer or verdict that the task stands on."""
    if len({event.device for event in history}) < 2:
        return last_of(history, *DONE, Kind.ANSWERED)
    # Several devices of one person: the verdict that counts, or what its device answered since.
    counts = counting(history)
    held = [event for event in standing(history) if event.kind in (*DONE, Kind.ANSWERED)]
    if counts is not None:
        held = [event for event in held if event.stream == counts.stream]
    return max(held, key=lambda event: (event.stream, event.number), default=None)


def verdict_of(history: Sequence[Event]) -> Event | None:
    """The verdict that counts."""
    several = len({event.device for event in history}) > 1
    return counting(history) if several else last_of(history, *DONE)


def beside(history: Sequence[Event], verdict: Event | None) -> list[str]:
    """What other devices of the person said that stands beside the verdict that counts."""
    held = (event.id for event in standing(history) if event.kind in DONE)
    return sorted(event for event in held if verdict is not None and event != verdict.id)


def last_of(history: Sequence[Event], *kinds: str) -> Event | None:
    """The last event of these kinds that stands: nothing that stands itself supersedes it."""
    superseded: set[str] = set()
    for event in reversed(history):
        if event.id in superseded:
            continue
        if event.supersedes:
            superseded.add(event.supersedes)
        if event.kind in kinds:
            return event
    return None


def _came_back(db: Database, task: Task) -> CameBack | None:
    found = escalations.came_back(db, task.id)
    if found is None:
        return _refuted(db, task)
    if found.answered_by is None or found.person != task.person:
        return None
    answer = events.get(db, found.answer or "")
    words = answer.texts.get("answer") if answer else None
    at = answer.at if answer else found.at
    return CameBack(found.answered_by, found.reason, at, (words.words if words else "") or "")


def _refuted(db: Database, task: Task) -> CameBack | None:
    peer = confirmations.refusal(db, task.id, task.person)
    event = events.get(db, peer.event) if peer else None
    if peer is None or event is None:
        return None
    words = event.texts.get("note")
    return CameBack(peer.person, "refuted", peer.at, (words.words if words else "") or "")


def _reference(case: Case) -> Case:
    return Case(
        case.id,
        case.source_id,
        case.content_type,
        case.market,
        case.category,
        case.snapshot_at,
        case.content_version,
    )


def _policy(
    pack: Pack | None, as_of: str, scope: Scope, now: str
) -> tuple[tuple[ClauseVersion, ...], dict[str, tuple[ClauseVersion, ...]]]:
    if pack is None:
        return (), {}
    then, today = instant.parse(as_of), instant.parse(now)
    return pack.in_force(then, scope), pack.changes(then, today, scope)
