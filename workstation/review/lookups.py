"""What the panes look up while somebody reads: the batch that is open, the policy by words."""

from __future__ import annotations

from workstation.domain.batch import Batch
from workstation.domain.policy import ClauseVersion, Pack
from workstation.review.acting import is_submitted
from workstation.store import batches, policies
from workstation.store.driver import Database

MOST_CLAUSES, MOST_IN_PACK = 30, 400


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


def any_pack(db: Database, batch: str) -> Pack:
    """A batch's pack, else the last published that is kept here, else the one that ships."""
    named = batches.get(db, batch) if batch else None
    if named is not None and named.pack:
        return policies.load_pack(db, named.pack)
    held = policies.packs(db)
    if held:
        return policies.load_pack(db, held[0][0])
    # Off the first paint: everything that imports is loaded when it is wanted.
    from workstation.intake.policy_pack import pack_files, read_pack
    from workstation.intake.shipped import POLICY

    return read_pack(pack_files(POLICY))


def find_in_pack(db: Database, pack: Pack, words: str) -> list[tuple[str, int]]:
    """Clauses and versions of a whole pack that hold the words, whether in force or not."""
    if policies.is_kept(db, pack.digest):
        return policies.search_clauses(db, pack.digest, words, MOST_IN_PACK)
    return policies.search_pack(pack, words, MOST_IN_PACK)
