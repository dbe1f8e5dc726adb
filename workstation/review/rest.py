"""The rest of a person's batch, for translating it: a few cases at a time, and how far that is."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from workstation.domain.language import DetectedBy
from workstation.language.ahead.memory import Coming
from workstation.language.ahead.rendered import CaseText, PartText
from workstation.store import tasks, translations
from workstation.store.driver import Database
from workstation.store.people import get_meta, set_meta
from workstation.store.store import Store


class RestOfBatch(Struct, frozen=True):
    """What `language.ahead.memory.Rest` asks for. Reads on the connection that no case waits for.

    `stamp` stands for what translates: where it has changed, the place of an earlier run counts no
    more.
    """

    store: Store
    batch: str
    person: str
    name: str
    stamp: str
    total: int
    done: int
    after: int

    def read(self, after: int, limit: int) -> Sequence[Coming]:
        """The cases that follow a place."""
        return self.store.browse(coming, self.batch, self.person, after, limit).result()

    def keep_place(self, position: int) -> None:
        """Remember how far it is; nobody waits for that."""
        self.store.write(set_meta, self.name, f"{position} {self.stamp}")


def rest_of(store: Store, batch: str, person: str, target: str, stamp: str) -> RestOfBatch:
    """The rest of a batch, from where an earlier run with the same packages had come."""
    name = f"translated.{batch}.{person}.{target}"
    total, done, after = store.browse(_begun, batch, person, name, stamp).result()
    return RestOfBatch(store, batch, person, name, stamp, total, done, after)


def coming(db: Database, batch: str, person: str, after: int, limit: int) -> list[Coming]:
    """Cases nobody has decided, with what is to be read of them; no media, no facts."""
    found = []
    for task in tasks.upcoming(db, batch, person, after, limit):
        languages = translations.languages_of(db, task.case)
        said = {
            part: one.language for part, one in languages.items() if one.by is DetectedBy.OVERRIDE
        }
        parts = tuple(
            PartText(part, text, hint, said.get(part))
            for part, text, hint in translations.texts_of(db, task.case)
        )
        found.append(Coming(task.position, CaseText(task.case, parts), languages))
    return found


def _begun(db: Database, batch: str, person: str, name: str, stamp: str) -> tuple[int, int, int]:
    progress = tasks.progress(db, batch, person)
    place, _, held = (get_meta(db, name) or "").partition(" ")
    after = int(place) if held == stamp and place.isdecimal() else 0
    total = progress.open + progress.answered
    return total, tasks.open_until(db, batch, person, after) if after else 0, after
