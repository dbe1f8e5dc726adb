"""A case with everything its first paint needs, read in one go on the reader's thread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from workstation.domain.case import Case
from workstation.domain.language import DetectedBy, Detection, Translation
from workstation.language.ahead.rendered import CaseText, PartText, RenderedCase, render, wanted
from workstation.language.packages.models import Package
from workstation.review import whereabouts
from workstation.review.suggest import Suggestion, suggest
from workstation.review.view import CaseView, open_task
from workstation.store import batches, cases, tasks, translations
from workstation.store.driver import Database


class Prepared(Struct, frozen=True):
    """A case view, its sentences with what is known of their translations, and suggestions."""

    view: CaseView
    rendered: RenderedCase
    suggestions: tuple[Suggestion, ...]


def prepare(
    db: Database, task_id: str, now: str, packages: Sequence[Package], target: str
) -> Prepared:
    """Open a task and render its case for a reader of `target`.

    Raises what `open_task` raises.
    """
    view = open_task(db, task_id, now)
    rendered = rendered_case(db, view.case, packages, target)
    return Prepared(view, rendered, suggest(view.in_force, _texts(view.case, rendered)))


def prepare_next(
    db: Database,
    batch: str,
    person: str,
    after: int,
    now: str,
    packages: Sequence[Package],
    target: str,
) -> Prepared | None:
    """The next case without a verdict after a position, from the start when none follows."""
    task = tasks.next_open(db, batch, person, after)
    return prepare(db, task.id, now, packages, target) if task else None


def prepare_where_left(
    db: Database, batch: str, person: str, now: str, packages: Sequence[Package], target: str
) -> Prepared | None:
    """The case somebody was at, else the next one without a verdict after it."""
    after = max(0, whereabouts.left_at(db, batch, person) - 1)
    return prepare_next(db, batch, person, after, now, packages, target)


def warm(db: Database, person: str, now: str, packages: Sequence[Package], target: str) -> None:
    """Read the case that will come first: the pack, its keywords and the pages are at hand then."""
    for batch in batches.ready(db, person):
        if batch.submitted_at is None:
            prepare_where_left(db, batch.id, person, now, packages, target)
            return


def upcoming_cases(
    db: Database, batch: str, person: str, after: int, limit: int
) -> list[tuple[Case, dict[str, Detection]]]:
    """The cases that come next, with what is known of their languages."""
    found = []
    for task in tasks.upcoming(db, batch, person, after, limit):
        case = cases.get_case(db, task.case)
        if case is not None:
            found.append((case, translations.languages_of(db, case.id)))
    return found


def rendered_case(
    db: Database, case: Case, packages: Iterable[Package], target: str
) -> RenderedCase:
    """The case's sentences with the translations that are there now."""
    languages = translations.languages_of(db, case.id)
    text = case_text(case, languages)
    found: dict[tuple[str, str], Translation] = {}
    for source, sentences in wanted(text, languages, target).items():
        kept = translations.find(db, list(sentences), source, target)
        found |= {(source, digest): one for digest, one in kept.items()}
    return render(text, languages, found, packages, target)


def case_text(case: Case, languages: Mapping[str, Detection] | None = None) -> CaseText:
    """What of a case is to be read; `languages` carry what a person said a part's language is."""
    said = {
        part: detection.language
        for part, detection in (languages or {}).items()
        if detection.by is DetectedBy.OVERRIDE
    }
    return CaseText(
        case.id,
        tuple(
            PartText(part.id, part.text, part.language, said.get(part.id)) for part in case.parts
        ),
    )


def _texts(case: Case, rendered: RenderedCase) -> list[str]:
    put = [
        one.text
        for part in rendered.parts
        for one in part.translations
        if isinstance(one, Translation)
    ]
    return [part.text for part in case.parts] + put
