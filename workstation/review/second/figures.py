"""What second looks, hidden repeats and language peers say of the auditors, as figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from workstation.domain.batch import Stage
from workstation.domain.figures.accuracy import told
from workstation.domain.figures.figure import Design, Figure, nothing
from workstation.domain.figures.rates import rate
from workstation.domain.figures.strata import Stratum
from workstation.domain.verdict import Result
from workstation.store import verdicts
from workstation.store.driver import Database
from workstation.store.second_looks import Outcome
from workstation.store.verdicts import VerdictRow


class PairCount(Struct, frozen=True):
    """Whose work was looked at by whom, how often, and what became of it."""

    author: str
    person: str
    looks: int
    upheld: int
    corrected: int
    both: int


class OfPerson(Struct, frozen=True):
    """An auditor's figures. `stands`: verdicts that were not corrected, weighted by how many
    agreements and overturns were looked at of how many there are; `test_retest`: the same answer
    to a case that came twice; `peers`: provisional overturns that a language peer confirmed."""

    person: str
    stands: Figure
    test_retest: Figure
    peers: Figure


class Figures(Struct, frozen=True):
    """Of one batch, or of all."""

    persons: tuple[OfPerson, ...]
    pairs: tuple[PairCount, ...]
    test_retest: Figure
    both_defensible: int


def figures(db: Database, batch: str | None = None) -> Figures:
    """Every figure, from the verdicts that whoever sits here may see."""
    from workstation.store import second_looks

    rows = [row for row in verdicts.rows(db, batch) if row.result != Result.PENDING]
    first = [row for row in rows if row.stage == Stage.FIRST]
    looks = second_looks.of_verdicts(db, batch)
    repeats = _repeats(rows)
    pairs: dict[tuple[str, str], Counter[str]] = {}
    for row in first:
        look = looks.get(row.event)
        if look is not None:
            second = _second_person(db, look.second) or look.person
            pairs.setdefault((row.person, second), Counter())[look.outcome.value] += 1
    persons = sorted({row.person for row in first} | {one.person for one, _ in repeats})
    return Figures(
        tuple(
            OfPerson(
                person,
                _stands([row for row in first if row.person == person]),
                _retest([pair for pair in repeats if pair[0].person == person]),
                _peers([row for row in first if row.person == person]),
            )
            for person in persons
        ),
        tuple(
            PairCount(
                author,
                person,
                sum(held.values()),
                held[Outcome.UPHELD],
                held[Outcome.CORRECTED],
                held[Outcome.BOTH],
            )
            for (author, person), held in sorted(pairs.items())
        ),
        _retest(repeats),
        sum(row.second == Outcome.BOTH for row in first),
    )


def _second_person(db: Database, verdict: str) -> str | None:
    row = db.conn.execute("SELECT person FROM verdict WHERE event = ?", [verdict]).fetchone()
    return row[0] if row else None


def _stands(rows: Sequence[VerdictRow]) -> Figure:
    strata = []
    for name, wanted in (("agreements", False), ("overturns", True)):
        side = [row for row in rows if (row.result == Result.DIFFERS) is wanted]
        seen = [row for row in side if row.second is not None]
        right = sum(row.second != Outcome.CORRECTED for row in seen)
        if side:
            strata.append(Stratum(name, len(side), len(seen), len(seen), float(right)))
    if not any(one.counted for one in strata):
        return nothing("auditor_accuracy", "no_second_look")
    counts = {f"{one.name}_seen_again": one.counted for one in strata}
    counts |= {one.name: one.size or 0 for one in strata}
    counts["corrected"] = sum(row.second == Outcome.CORRECTED for row in rows)
    counts["both_defensible"] = sum(row.second == Outcome.BOTH for row in rows)
    return told("auditor_accuracy", strata, Design.TWO_PHASE, counts=counts)


def _repeats(rows: Iterable[VerdictRow]) -> list[tuple[VerdictRow, VerdictRow]]:
    held = list(rows)
    first = {(row.item, row.person): row for row in held if row.stage == Stage.FIRST}
    return [
        (first[row.item, row.person], row)
        for row in held
        if row.stage == Stage.REPEAT and (row.item, row.person) in first
    ]


def _retest(pairs: Sequence[tuple[VerdictRow, VerdictRow]]) -> Figure:
    if not pairs:
        return nothing("test_retest", "no_repeats")
    alike = sum(one.action == two.action for one, two in pairs)
    made = rate("test_retest", alike, len(pairs))
    clauses = sum((one.action, one.clause) == (two.action, two.clause) for one, two in pairs)
    return replace(made, counts={**made.counts, "same_clause_too": clauses})


def _peers(rows: Iterable[VerdictRow]) -> Figure:
    asked = [row for row in rows if row.provisional and row.peer_holds is not None]
    if not asked:
        return nothing("peers_confirmed", "no_peers")
    return rate("peers_confirmed", sum(bool(row.peer_holds) for row in asked), len(asked))
