"""Carrying out what publishers took back: only their signed word does, never a place's silence."""

from __future__ import annotations

from collections.abc import Callable

from workstation.domain.event import Kind
from workstation.language.cutting.segment import split
from workstation.language.text import sentence_digest
from workstation.review.incoming import forget
from workstation.review.publishers import believed
from workstation.store import events, retractions, roster
from workstation.store.driver import Database
from workstation.store.store import Store


def carry_out(store: Store, now: Callable[[], str]) -> int:
    """Take away what believed retractions name and is here; how many batches that concerned.

    In steps, so that a verdict on another batch gets in between; cut short, it goes on next time.
    """
    begun = 0
    for batch, new in store.write(_begin, now()).result():
        begun += new
        forget(store.paths.home, batch)  # half of it may have been fetched
    for batch in store.read(retractions.pending).result():
        while True:
            parts = store.read(retractions.sentences_of, batch).result()
            languages = store.read(_languages).result() if parts else ()
            digests = sorted(
                {
                    sentence_digest(sentence.text)
                    for _, text in parts
                    for language in languages
                    for sentence in split(text, language)
                }
            )
            if not store.write(_go_on, batch, digests).result():
                break
    store.write(retractions.erase_words, now()).result()
    return begun


def _begin(db: Database, at: str) -> list[tuple[str, bool]]:
    begun = []
    for batch, held in believed(db, roster.believed(db)).items():
        said = next((one for one in held if one.kind == Kind.RETRACTED), None)
        event = events.get(db, said.id) if said else None
        if event is not None:
            new = retractions.begin(db, batch, event.id, event.digest(), at)
            begun.append((batch, new))
    return begun


def _go_on(db: Database, batch: str, digests: list[str]) -> bool:
    retractions.forget_translations(db, digests)
    return retractions.go_on(db, batch)


def _languages(db: Database) -> tuple[str, ...]:
    # Sentences are cut by the rules of their language: of all that were ever translated from.
    return tuple(row[0] for row in db.conn.execute("SELECT DISTINCT source FROM translation"))
