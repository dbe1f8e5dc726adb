"""What an auditor does to a task. Every act is one event in one transaction.

Functions take the database of the store's writer and return what the screen needs next; nothing
they return tells of the decision before the answer is committed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from workstation import __version__
from workstation.domain.batch import TaskState
from workstation.domain.decision import Decision
from workstation.domain.event import Audience, Event, Kind
from workstation.domain.taxonomy import CANNOT, CannotJudge, Code, ErrorCause, ReadIn
from workstation.domain.verdict import Answer, Error, Outcome, Result, derive
from workstation.fault import WorldFault
from workstation.language.text import has_words
from workstation.review import encode
from workstation.review.acting import Desk, append, view_for, whole
from workstation.review.bar_values import Step
from workstation.review.view import DONE, CaseView, last_of
from workstation.store import cases, drafts, events, translations
from workstation.store.driver import Database
from workstation.store.views import STATE_AFTER


class Shown(Struct, frozen=True):
    """What was on the screen: sentence digest and digest of its translation, packages, clause
    versions (`3.1@2`), media that were opened, and active milliseconds so far."""

    translations: tuple[tuple[str, str], ...] = ()
    packages: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    active_ms: int = 0
    misled: bool = False


class Answered(Struct, frozen=True):
    """What follows from an answer; where it agrees the verdict is recorded with it."""

    event: Event
    outcome: Outcome
    decision: Decision | None
    verdict: Event | None


class Conclusion(Struct, frozen=True):
    """What the auditor adds once the decision is on the screen."""

    errors: tuple[Error, ...] | None = None  # None: as derived
    reason: str = ""  # why the codes were changed
    cause: ErrorCause | None = None
    note: str = ""
    guideline_gap: bool = False
    gap_note: str = ""
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
    note = note or _note_of(view)
    seen = any(event.kind == Kind.ANSWERED for event in view.history)
    decision = cases.get_decision(db, view.item.id)
    outcome = derive(decision, given, view.ground())
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
            "blind": view.batch.blind and not seen,
            "after_reveal": seen,
            "stage": view.task.stage,
        },
    )
    verdict = None
    if outcome.result in (Result.AGREES, Result.FOUND):
        said = Conclusion(note=note)
        verdict = _record(db, desk, view, event, given, outcome, said, shown)
    else:
        _keep_note(db, desk, view, note, given.read_in)
    return Answered(event, outcome, decision, verdict)


def conclude(
    db: Database, desk: Desk, task_id: str, conclusion: Conclusion, shown: Shown
) -> Event:
    """Record the verdict after the reveal: codes as derived or changed with a reason, the cause.

    Raises WorldFault `review.not_answered`, `review.reason_missing`, and as `answer` does.
    """
    view = view_for(db, desk, task_id)
    standing = last_of(view.history, Kind.ANSWERED)
    if standing is None:
        raise WorldFault("review.not_answered", task=task_id)
    given = encode.answer_of(standing.body["answer"])  # type: ignore[arg-type]
    derived = encode.outcome_of(standing.body["outcome"])  # type: ignore[arg-type]
    changed = conclusion.errors is not None and conclusion.errors != derived.errors
    if changed and not conclusion.reason.strip():
        raise WorldFault("review.reason_missing")
    return _record(db, desk, view, standing, given, derived, conclusion, shown)


def cannot_judge(
    db: Database, desk: Desk, task_id: str, why: CannotJudge, note: str, shown: Shown
) -> Event:
    """Hand a case on; it is no verdict. The reason decides who owns it."""
    view = view_for(db, desk, task_id)
    given = Answer(CANNOT, cannot=why)
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
        },
        {"note": note or _note_of(view)},
        supersedes=last_of(view.history, *DONE),
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
    return append(db, desk, view_for(db, desk, task_id), Kind.SEALED, {})


def process_fault(
    db: Database, desk: Desk, task_id: str, code: Code, tag: str, words: str
) -> Event:
    """Fault the process of a decision whose outcome was right."""
    view = view_for(db, desk, task_id)
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


_UNDOABLE = (
    Kind.ANSWERED,
    Kind.VERDICT,
    Kind.CORRECTED,
    Kind.CANNOT_JUDGE,
    Kind.SKIPPED,
    Kind.FLAGGED,
    Kind.UNFLAGGED,
    Kind.PROCESS_FAULT,
)


class Undone(Struct, frozen=True):
    """What was taken back, and the task it puts the person on again."""

    kind: str
    task: str


def undo(db: Database, desk: Desk) -> Undone:
    """Take back the last act: a new event that supersedes it.

    What was typed and half made comes back with it. Raises WorldFault `review.nothing_to_undo`,
    `review.submitted`, `review.sealed`.
    """
    stream = events.stream_of(desk.device.id, Audience.WORK)
    last = events.last_of(db, stream, (*_UNDOABLE, Kind.SEALED))
    if last is None or last.task is None:
        raise WorldFault("review.nothing_to_undo")
    view = view_for(db, desk, last.task)
    gone = [last]
    answered = _came_with(view, last)
    if answered is not None:
        # The verdict came with its answer in one key: both go.
        gone.append(answered)
    restores = _state_without(view, gone)
    for event in gone:
        body = {"kind": event.kind, "restores": restores}
        append(db, desk, view, Kind.UNDONE, body, supersedes=event)
    if last.kind in (*DONE, Kind.ANSWERED):
        note = last.texts["note"].words if "note" in last.texts else _note_of(view)
        drafts.drop(db, view.task.id)
        given: Mapping[str, object] = last.body["answer"]  # type: ignore[assignment]
        _keep_note(db, desk, view, note or "", ReadIn(str(given["read_in"])))
    return Undone(last.kind, last.task)


def _note_of(view: CaseView) -> str:
    return str((view.draft or {}).get("note") or "")


def _keep_note(db: Database, desk: Desk, view: CaseView, note: str, read_in: ReadIn) -> None:
    # Words that no event holds yet go on with the half-made verdict.
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
        final = Outcome(
            result, conclusion.errors, derived.match, derived.missed, derived.superfluous
        )
    earlier = last_of(view.history, *DONE)
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
        "provisional": _provisional(db, desk, view, given, final),
        "shown": _shown_body(view, shown),
        "active_ms": shown.active_ms,
        "stage": view.task.stage,
        "kind": view.batch.kind.value,
        "scorecard": {"id": scorecard.get("id"), "version": scorecard.get("version")},
        "app": __version__,
        **conclusion.more,
    }
    words = {
        "note": conclusion.note,
        "gap_note": conclusion.gap_note,
        "code_reason": conclusion.reason,
    }
    kind = Kind.CORRECTED if earlier is not None else Kind.VERDICT
    return append(db, desk, view, kind, body, words, supersedes=earlier)


def _provisional(
    db: Database, desk: Desk, view: CaseView, given: Answer, outcome: Outcome
) -> bool:
    # Nobody is judged on a machine translation alone: an overturn in a language the auditor does
    # not read waits for somebody who does.
    if outcome.result is not Result.DIFFERS:
        return False
    detected = translations.languages_of(db, view.case.id)
    languages = {
        detected[part.id].language if part.id in detected else (part.language or "und")
        for part in view.case.parts
        if has_words(part.text)
    }
    reads = {language.split("-")[0] for language in desk.person.reads}
    return any(language.split("-")[0] not in reads for language in languages)


def _shown_body(view: CaseView, shown: Shown) -> dict[str, object]:
    return {
        "case": view.digest,
        "content_version": view.case.content_version,
        "translations": [list(pair) for pair in shown.translations],
        "packages": list(shown.packages),
        "clauses": list(shown.clauses),
        "media": list(shown.media),
        "pack": view.pack.digest if view.pack else None,
        "as_of": view.as_of,
    }


def _came_with(view: CaseView, verdict: Event) -> Event | None:
    # An answer that agreed was recorded in one key with its verdict; one that differed waited for
    # a key of its own and stays.
    answered = verdict.body.get("answered")
    return next(
        (
            event
            for event in view.history
            if event.id == answered
            and (event.stream, event.number + 1) == (verdict.stream, verdict.number)
            and _result(event) in (Result.AGREES, Result.FOUND)
        ),
        None,
    )


def _result(event: Event) -> str:
    outcome: Mapping[str, object] = event.body["outcome"]  # type: ignore[assignment]
    return str(outcome["result"])


def _state_without(view: CaseView, gone: Sequence[Event]) -> str:
    taken_back = {event.supersedes for event in view.history if event.kind == Kind.UNDONE}
    taken_back |= {event.id for event in gone}
    state = TaskState.OPEN
    for event in view.history:
        if event.id not in taken_back:
            state = STATE_AFTER.get(event.kind, state)
    return state.value
