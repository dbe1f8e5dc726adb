"""Who reads what: the languages of a case, and those that a person does not read."""

from __future__ import annotations

from collections.abc import Iterable

from workstation.domain.case import Case
from workstation.language.text import has_words
from workstation.store import translations
from workstation.store.driver import Database
from workstation.store.people import Person

UNKNOWN = "und"


def languages_of(db: Database, case: Case) -> tuple[str, ...]:
    """The languages that a case has words in: as detected or said, else as the batch hints."""
    detected = translations.languages_of(db, case.id)
    found = {
        detected[part.id].language if part.id in detected else (part.language or UNKNOWN)
        for part in case.parts
        if has_words(part.text)
    }
    return tuple(sorted(found))


def unread(person: Person, languages: Iterable[str]) -> tuple[str, ...]:
    """Those of the languages that a person does not read; a script makes no difference."""
    reads = {_base(tag) for tag in person.reads}
    return tuple(tag for tag in languages if _base(tag) not in reads)


def _base(tag: str) -> str:
    return tag.split("-")[0]
