"""What an auditor does to a task. Every act is one event in one transaction.

Functions take the database of the store's writer and return what the screen needs next; nothing
they return tells of the decision before the answer is committed.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from workstation import __version__
from workstation.domain.batch import BatchKind
from workstation.domain.cluster import Member
from workstation.domain.decision import Decision
from workstation.domain.event import Audience, Event, Kind
from workstation.domain.gold import AsGold, Gold
from workstation.domain.inspection import Inspection
from workstation.domain.taxonomy import CANNOT, CannotJudge, Code, ErrorCause, ReadIn
from workstation.domain.verdict import Answer, Error, Outcome, Result, at_stake, derive
from workstation.fault import WorldFault
from workstation.review import encode, sealing
from workstation.review.acting import Desk, append, view_for, whole
from workstation.review.bar_values import Step
from workstation.review.comparing import Compared, compare
from workstation.review.reading import languages_of, unread
from workstation.review.unfolding import step_after
from workstation.review.view import CaseView, beside, last_of, verdict_of
from workstation.store import drafts
from workstation.store.driver import Database


class Shown(Struct, frozen=True):
    """What was on the screen: sentence digest and digest of its translation, packages, clause
    versions (`3.1@2`), media that were looked at, active milliseconds so far, and those of the
    media that could not be shown."""

    translations: tuple[tuple[str, str], ...] = ()
    packages: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    active_ms: int = 0
    misled: bool = False
    media_unshown: tuple[str, ...] = ()


class Answered(Struct, frozen=True):
    """What follows from an answer; where nothing is left to be said the verdict is recorded with
    it. `members` are the copies of a cluster, `gold` and `as_gold` a practice batch's."""

    event: Event
    outcome: Outcome
    decision: Decision | None
    verdict: Event | None
    members: tuple[Member, ...] = ()
    gold: Gold | None = None
    as_gold: AsGold | None = None


class Conclusion(Struct, frozen=True):
    """What the auditor adds once the decision is on the screen."""

    errors: tuple[Error, ...] | None = None  # None: as derived
    reason: str = ""  # why the codes were changed
    cause: ErrorCause | None = None
    note: str = ""
    guideline_gap: bool = False
    gap_note: str = ""
    inspection: Inspection | None = None
    penalty: str | None = None
    more: Mapping[str, object] = field(default_factory=dict)


def answer(
    db: Database, desk: Desk, task_id: str, given: Answer, shown: Shown, note: str = ""
) -> Answered:
    """Commit an answer; from here on the decision may be seen.

    The first answer on a task is the blind one; a later one is marked `after_reveal`. `note`, or
    the note of the draft, goes with the verdict where the answer makes one, else back to the draft.
    Raises WorldFault `review.no_task`, `review.submitted`, `review.not_yours`, `review.sealed`,
    `review.unknown_action`.
    """
    view = view_for(db, desk, task_id)
    known = view.batch.action_by_id.keys() - {CANNOT}
    for action in (given.action, *(finding.action for finding in given.findings)):
        if action not in known:
            raise WorldFault("review.unknown_action", action=action)
    note = note or note_of(view)
    seen = any(event.kind == Kind.ANSWERED for event in view.history)
    compared = compare(db, view, given)
    outcome = compared.outcome
    waits = step_after(replace(view, decision=compared.decision), given, outcome) is not None
    event = append(
        db,
        desk,
        view,
        Kind.ANSWERED,
        {
            "answer": encode.answer_body(given),
            "outcome": encode.outcome_body(outcome),
            "shown": _shown_body(view, shown),
            "active_ms": shown.active_ms,
            "blind": view.hidden,
            # An inspection has nothing to reveal.
            "after_reveal": seen and view.batch.kind is not BatchKind.INSPECTION,
            "stage": view.task.stage,
            "kind": view.batch.kind.value,
            "waits": waits,
            **_of_kind(compared),
        },
    )
    verdict = None
    if waits:
        keep_note(db, desk, view, note, given.read_in)
    else:
        said = Conclusion(note=note, more=_of_kind(compared))
        verdict = _record(db, desk, view, event, given, outcome, said, shown)
    return Answered(
        event,
        outcome,
        compared.decision,
        verdict,
        compared.members,
        compared.gold,
        compared.as_gold,
    )


def _of_kind(compared: Compared) -> dict[str, object]:
    told: dict[str, object] = {}
    if compared.members:
        told["members"] = [encode.member_body(member) for member in compared.members]
    if compared.as_gold is not None:
        told["practice"] = encode.as_gold_body(compared.as_gold)
    return told


def conclude(
    db: Database, desk: Desk, task_id: str, conclusion: Conclusion, shown: Shown
) -> Event:
    """Record the verdict after the reveal: codes as derived or changed with a reason, the cause.

    Raises WorldFault `review.not_answered`, `review.reason_missing`, and as `answer` does.
    """
    view = view_for(db, desk, task_id)
    here = [event for event in view.history if event.device == desk.device.id]
    standing = last_of(here, Kind.ANSWERED) or last_of(view.history, Kind.ANSWERED)
    if standing is None:
        raise WorldFault("review.not_answered", task=task_id)
    given = encode.answer_of(standing.body["answer"])  # type: ignore[arg-type]
    derived = encode.outcome_of(standing.body["outcome"])  # type: ignore[arg-type]
    if conclusion.penalty is not None and view.decision is not None:
        # The blind answer said nothing of it; the verdict does.
        given = replace(given, penalty=conclusion.penalty)
        derived = derive(view.decision, given, view.ground())
    held = {name: standing.body[name] for name in _CARRIED if name in standing.body}
    conclusion = replace(conclusion, more={**held, **conclusion.more})
    changed = conclusion.errors is not None and conclusion.errors != derived.errors
    if changed and not conclusion.reason.strip():
        raise WorldFault("review.reason_missing")
    return _record(db, desk, view, standing, given, derived, conclusion, shown)


_CARRIED = ("members", "practice")


def cannot_judge(
    db: Database, desk: Desk, task_id: str, why: CannotJudge, note: str, shown: Shown
) -> Event:
    """Hand a case on; it is no verdict. The reason decides who owns it."""
    view = view_for(db, desk, task_id)
    given, earlier = Answer(CANNOT, cannot=why), verdict_of(view.history)
    return append(
        db,
        desk,
        view,
        Kind.CANNOT_JUDGE,
        {
            "answer": encode.answer_body(given),
            "outcome": encode.outcome_body(Outcome(Result.PENDING)),
            "reason": why.value,
            "misled": shown.misled,
            "shown": _shown_body(view, shown),
            "active_ms": shown.active_ms,
            "stage": view.task.stage,
            "kind": view.batch.kind.value,
            "unread": list(unread(desk.person, languages_of(db, view.case))),
            **_beside(view, earlier),
        },
        {"note": note or note_of(view)},
        supersedes=earlier,
    )


def skip(db: Database, desk: Desk, task_id: str) -> Event:
    """Leave a case for later, without a penalty."""
    return append(db, desk, view_for(db, desk, task_id), Kind.SKIPPED, {})


def flag(db: Database, desk: Desk, task_id: str) -> Event:
    """Mark a case, or take the mark away."""
    view = view_for(db, desk, task_id)
    kind = Kind.UNFLAGGED if view.task.flagged else Kind.FLAGGED
    return append(db, desk, view, kind, {})


def note(db: Database, desk: Desk, task_id: str, words: str) -> Event:
    """Keep a note on a case; it travels as erasable words."""
    return append(db, desk, view_for(db, desk, task_id), Kind.NOTED, {}, {"note": words})


def seal(db: Database, desk: Desk, task_id: str) -> Event:
    """Lock a case away: only its reference goes to the person responsible."""
    return sealing.seal(db, desk, task_id)


def process_fault(
    db: Database, desk: Desk, task_id: str, code: Code, tag: str, words: str
) -> Event:
    """Fault the process of a decision whose outcome was right."""
    view = view_for(db, desk, task_id)
    if not view.batch.kind.has_moderator:
        raise WorldFault("review.no_moderator")
    if view.verdict is None:
        raise WorldFault("review.not_answered", task=task_id)
    body = {"code": code.value, "tag": tag, "verdict": view.verdict.id}
    return append(db, desk, view, Kind.PROCESS_FAULT, body, {"note": words})


def set_language(db: Database, desk: Desk, task_id: str, part: str, language: str) -> Event:
    """Say which language a part is in; it overrides hint and detector."""
    view = view_for(db, desk, task_id)
    return append(db, desk, view, Kind.LANGUAGE_SET, {"part": part, "language": language})


def opened(db: Database, desk: Desk, task_id: str) -> Event:
    """That a case was on the screen; stays on this machine."""
    view = view_for(db, desk, task_id)
    return append(db, desk, view, Kind.OPENED, {}, audience=Audience.LOCAL)


def note_of(view: CaseView) -> str:
    """The note of a half-made verdict."""
    return str((view.draft or {}).get("note") or "")


def keep_note(db: Database, desk: Desk, view: CaseView, note: str, read_in: ReadIn) -> None:
    """Words that no event holds yet go on with the half-made verdict."""
    if note:
        body = {"step": Step.ACTION.value, "read_in": read_in.value, "note": whole(note)}
        drafts.keep(db, view.task.id, body, desk.now())


def _record(
    db: Database,
    desk: Desk,
    view: CaseView,
    answered: Event,
    given: Answer,
    derived: Outcome,
    conclusion: Conclusion,
    shown: Shown,
) -> Event:
    final = derived
    if conclusion.errors is not None:
        result = Result.DIFFERS if conclusion.errors else derived.result
        final = replace(derived, result=result, errors=conclusion.errors)
    inspection = conclusion.inspection
    earlier = verdict_of(view.history)
    foreign = _unread(db, desk, view, final)
    scorecard = view.batch.scorecard or {}
    body: dict[str, object] = {
        "answer": encode.answer_body(given),
        "answered": answered.id,
        "outcome": encode.outcome_body(final),
        "derived": encode.outcome_body(derived) if final != derived else None,
        "cause": conclusion.cause.value if conclusion.cause else None,
        "misled": shown.misled,
        "guideline_gap": conclusion.guideline_gap,
        "after_reveal": bool(answered.body.get("after_reveal")) or final != derived,
        "blind": bool(answered.body.get("blind")),
        "provisional": bool(foreign),
        "unread": list(foreign),
        "shown": _shown_body(view, shown),
        "active_ms": shown.active_ms,
        "stage": view.task.stage,
        "kind": view.batch.kind.value,
        "stake": at_stake(given, view.ground()).value,
        "scorecard": {"id": scorecard.get("id"), "version": scorecard.get("version")},
        "app": __version__,
        **({"inspection": encode.inspection_body(inspection)} if inspection else {}),
        **_beside(view, earlier),
        **conclusion.more,
    }
    words = {
        "note": conclusion.note,
        "gap_note": conclusion.gap_note,
        "code_reason": conclusion.reason,
        **(encode.answer_words(inspection) if inspection else {}),
    }
    kind = Kind.CORRECTED if earlier is not None else Kind.VERDICT
    return append(db, desk, view, kind, body, words, supersedes=earlier)


def _beside(view: CaseView, earlier: Event | None) -> dict[str, object]:
    # Whoever corrects what they see on one device corrects what they said on another.
    rivals = beside(view.history, earlier)
    return {"beside": rivals} if rivals else {}


def _unread(db: Database, desk: Desk, view: CaseView, outcome: Outcome) -> tuple[str, ...]:
    # Nobody is judged on a machine translation alone: an overturn in a language the auditor does
    # not read waits for somebody who does.
    if outcome.result is not Result.DIFFERS:
        return ()
    return unread(desk.person, languages_of(db, view.case))


def _shown_body(view: CaseView, shown: Shown) -> dict[str, object]:
    return {
        "case": view.digest,
        "content_version": view.case.content_version,
        "translations": [list(pair) for pair in shown.translations],
        "packages": list(shown.packages),
        "clauses": list(shown.clauses),
        "media": list(shown.media),
        **({"media_unshown": list(shown.media_unshown)} if shown.media_unshown else {}),
        "pack": view.pack.digest if view.pack else None,
        "as_of": view.as_of,
    }
