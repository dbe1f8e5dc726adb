"""What the panes look up while somebody reads: the queue by words, the policy by words."""

from __future__ import annotations

from array import array

from msgspec.structs import replace

from workstation.domain.batch import Batch
from workstation.domain.policy import ClauseVersion, Pack
from workstation.review.acting import is_submitted
from workstation.review.queue_words import parse
from workstation.store import batches, policies, search, tasks
from workstation.store.driver import Database

MOST_CLAUSES = 30


def opened_batch(db: Database, batch: str, person: str) -> tuple[Batch, bool] | None:
    """A batch, and whether a person has handed it in."""
    found = batches.get(db, batch)
    return (found, is_submitted(db, batch, person)) if found else None


def queue_keys(db: Database, batch: str, person: str, line: str) -> array[int]:
    """The keys of a person's queue that fit a filter line (see `queue_words`)."""
    words = parse(line)
    wanted = words.wanted
    if words.text:
        wanted = replace(wanted, cases=tuple(search.find_cases(db, batch, words.text)))
    return tasks.queue_keys(db, batch, person, wanted)


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
