"""Language pairs that nothing installed translates, of the batches somebody has not handed in."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from workstation.domain.language import UNKNOWN
from workstation.language.codes import clean_tag
from workstation.language.packages import models
from workstation.language.packages.models import Package
from workstation.store import batches, languages
from workstation.store.driver import Database


class MissingPair(Struct, frozen=True):
    """A pair, and how many cases there are to read in it; 0: its batch only names the language."""

    source: str
    target: str
    cases: int


def missing_pairs(
    db: Database, person: str, target: str, packages: Sequence[Package]
) -> list[MissingPair]:
    """Those with the most cases first."""
    counts: dict[str, int] = {}
    for language, cases in languages.to_read(db, person).items():
        tag = clean_tag(language)
        counts[tag] = counts.get(tag, 0) + cases
    for summary in batches.ready(db, person):
        batch = batches.get(db, summary.id) if not summary.submitted_at else None
        for language in batch.languages if batch else ():
            counts.setdefault(clean_tag(language), 0)
    counts.pop(UNKNOWN, None)
    pairs = models.missing([(source, target) for source in sorted(counts)], packages)
    found = [MissingPair(source, into, counts[source]) for source, into in pairs]
    return sorted(found, key=lambda pair: -pair.cases)
