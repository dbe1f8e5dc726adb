"""How far a person's batch is, and in practice how well it goes."""

from __future__ import annotations

from msgspec import Struct

from workstation.domain.batch import BatchKind
from workstation.domain.gold import Score
from workstation.store import batches, gold, tasks
from workstation.store.driver import Database
from workstation.store.tasks import Progress


class Stand(Struct, frozen=True):
    """How far a person's batch is; a score where it is practice and gold is kept."""

    progress: Progress
    score: Score | None = None


def stand(db: Database, batch: str, person: str) -> Stand:
    """How far a person's batch is."""
    progress = tasks.progress(db, batch, person)
    known = batches.get(db, batch)
    if known is None or known.kind is not BatchKind.PRACTICE:
        return Stand(progress)
    score = gold.score(db, batch, person)
    return Stand(progress, score if score.of else None)
