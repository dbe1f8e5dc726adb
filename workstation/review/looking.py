"""A colleague's case to look at, on a desk that may not have their task: to answer a question that
was handed on, or to say whether an overturn holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from workstation.domain.batch import AGAIN
from workstation.domain.canonical import text_digest
from workstation.domain.language import Translation
from workstation.fault import WorldFault
from workstation.language.ahead.rendered import RenderedCase, RenderedPart
from workstation.language.packages.models import Package
from workstation.language.text import sentence_digest
from workstation.review import handed_on, peers
from workstation.review.acting import Desk
from workstation.review.prepare import Prepared, rendered_case
from workstation.review.view import view_of
from workstation.store import cases, events, tasks, translations
from workstation.store.driver import Database
from workstation.store.tasks import Task


class Look(Struct, frozen=True):
    """A case to look at and what its author asks or says. `seen` counts the sentences that stand
    as the author saw them translated, of `shown` that they saw."""

    ref: str
    prepared: Prepared
    person: str
    at: str
    note: str
    reason: str = ""
    seen: int = 0
    shown: int = 0


def at_question(
    db: Database, desk: Desk, event: str, packages: Sequence[Package], target: str
) -> Look:
    """A case that was handed on: as blind as its batch is, whatever its author has seen.

    Raises what `handed_on.question` raises, `review.no_content`.
    """
    asked = handed_on.question(db, desk, event)
    task = _task(db, asked.task, asked.item, asked.batch, asked.case, asked.person)
    view = view_of(db, task, desk.now())
    blind = view.batch.blind or view.task.stage in AGAIN
    view = replace(
        view,
        hidden=blind,
        decision=None if blind else view.decision,
        item=replace(view.item, stratum=None, inclusion_probability=None),
        answer=None,
        outcome=None,
        verdict=None,
        draft=None,
        history=(),
        members=(),
        gold=None,
        as_gold=None,
        came_back=None,
    )
    row = next((one for one in handed_on.listed(db, desk).rows if one.event == event), None)
    prepared = Prepared(view, rendered_case(db, view.case, packages, target), ())
    note = row.note if row else ""
    return Look(event, prepared, asked.person, asked.at, note, asked.reason)


def at_verdict(
    db: Database, desk: Desk, verdict: str, packages: Sequence[Package], target: str
) -> Look:
    """An overturn as its author saw it: the decision, their answer, and the translation they had,
    where this desk has it.

    Raises what `peers.provisional` raises, `review.no_content`.
    """
    one = peers.provisional(db, desk, verdict)
    event = events.get(db, verdict)
    task = _task(db, one.task, one.item, one.batch, one.case, one.person)
    view = replace(
        view_of(db, task, desk.now()), hidden=False, draft=None, history=(), came_back=None
    )
    view = replace(view, decision=cases.get_decision(db, view.item.id))
    rendered = rendered_case(db, view.case, packages, target)
    pairs = _pairs(event.body if event else {})
    rendered, seen = _as_seen(db, rendered, pairs)
    words = event.texts.get("note") if event else None
    return Look(
        verdict,
        Prepared(view, rendered, ()),
        one.person,
        one.at,
        (words.words if words else "") or "",
        seen=seen,
        shown=len(pairs),
    )


def _task(
    db: Database,
    task: str | None,
    item: str | None,
    batch: str | None,
    case: str | None,
    person: str,
) -> Task:
    held = tasks.get(db, task) if task else None
    if held is not None:
        return held
    place = cases.get_item(db, item) if item else None
    if place is None or not batch or not case:
        raise WorldFault("review.no_content")
    # A batch that was brought in to be read only has nobody's tasks.
    return Task(0, task or "", place.id, batch, case, person, "first", 0, "decided", False)


def _pairs(body: Mapping[str, object]) -> dict[str, str]:
    shown = body.get("shown")
    told = shown.get("translations") if isinstance(shown, dict) else None
    pairs = told if isinstance(told, list) else []
    return {str(one[0]): str(one[1]) for one in pairs if isinstance(one, list) and len(one) == 2}


def _as_seen(
    db: Database, rendered: RenderedCase, pairs: Mapping[str, str]
) -> tuple[RenderedCase, int]:
    seen = 0
    parts = []
    for part in rendered.parts:
        source = part.detection.language if part.detection else ""
        puts = list(part.translations)
        for place, sentence in enumerate(part.sentences):
            digest = sentence_digest(sentence.text)
            wanted = pairs.get(digest)
            held = puts[place]
            if wanted is None:
                continue
            if not (isinstance(held, Translation) and text_digest(held.text) == wanted):
                held = _kept(db, digest, source, rendered.target, wanted)
            if held is not None:
                puts[place] = held
                seen += 1
        parts.append(RenderedPart(part.part_id, part.detection, part.sentences, tuple(puts)))
    return RenderedCase(rendered.case_id, rendered.target, tuple(parts)), seen


def _kept(db: Database, digest: str, source: str, target: str, wanted: str) -> Translation | None:
    return next(
        (
            one
            for one in translations.every(db, digest, source, target)
            if text_digest(one.text) == wanted
        ),
        None,
    )
