"""What the panes look up while somebody reads: the batch that is open, the policy by words."""

from __future__ import annotations

from workstation.domain.batch import Batch
from workstation.domain.policy import ClauseVersion, Pack
from workstation.review.acting import is_submitted
from workstation.store import batches, policies
from workstation.store.driver import Database

MOST_CLAUSES = 30


def opened_batch(db: Database, batch: str, person: str) -> tuple[Batch, bool] | None:
    """A batch, and whether a person has handed it in."""
    found = batches.get(db, batch)
    return (found, is_submitted(db, batch, person)) if found else None


def find_clauses(
    db: Database, pack: Pack | None, in_force: tuple[ClauseVersion, ...], words: str
) -> list[ClauseVersion]:
    """The clauses in force that hold the words, the best first."""
    if pack is None:
        return []
    by_id = {clause.clause: clause for clause in in_force}
    found = policies.search_clauses(db, pack.digest, words, MOST_CLAUSES)
    hits = dict.fromkeys(clause for clause, _version in found)
    return [by_id[clause] for clause in hits if clause in by_id]
