"""What verdicts as they stood come to: how many of each sort, one verdict a case, and the share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from workstation.domain.figures.counting import Sort, sort_of
from workstation.domain.figures.interval import wilson
from workstation.domain.taxonomy import Code, Severity
from workstation.domain.verdict import Error, Outcome, Result
from workstation.review.releasing import final
from workstation.store import second_looks
from workstation.store.driver import Database
from workstation.store.releases import Line
from workstation.store.verdicts import VerdictRow

PROVISIONAL, APART, BOTH, AUTOMATED = "provisional", "apart", "both", "automated"


def counts(db: Database, batch: str, lines: Sequence[Line]) -> dict[str, int]:
    """How many decisions of people are of each sort; machines' are counted in one number.

    Those that wait for a peer, those on which people differ, and those where both can be defended
    are counted apart and in no share.
    """
    done = dict(
        db.conn.execute(
            "SELECT i.id, CASE WHEN d.automated THEN NULL ELSE d.action END FROM item i "
            "JOIN decision d ON d.item = i.id WHERE i.batch = ?",
            [batch],
        ).fetchall()
    )
    held = final.settle(lines, second_looks.of_verdicts(db, batch))
    found: Counter[str] = Counter()
    for item, line in held.counts.items():
        by = done.get(item, "")
        if by is None:
            found[AUTOMATED] += 1
        else:
            found[PROVISIONAL if line.standing else sort(line, by).value] += 1
    found[APART], found[BOTH] = len(held.apart), len(held.both)
    apart = (PROVISIONAL, APART, BOTH, AUTOMATED)
    return {name: found[name] for name in (*(one.value for one in Sort), *apart)}


def sort(line: Line, done: str) -> Sort:
    """The sort of a verdict."""
    return _sort(line.result, line.codes, done, line.action)


def sort_of_row(row: VerdictRow) -> Sort:
    """The same of a row with its decision."""
    return _sort(row.result, row.codes, row.decision_action or "", row.action)


def _sort(result: str, codes: Sequence[str], done: str, due: str) -> Sort:
    known = {code.value for code in Code}
    errors = tuple(Error(Code(code), Severity.NONE) for code in codes if code in known)
    return sort_of(Outcome(Result(result), errors), done, due)


def accuracy(counted: Mapping[str, int]) -> tuple[int, int, tuple[float, float] | None]:
    """Right, judged, and the 95 % interval of their share."""
    judged = sum(counted.get(one.value, 0) for one in Sort if one.judged)
    right = counted.get(Sort.RIGHT.value, 0)
    if not judged:
        return right, judged, None
    held = wilson(right / judged, judged)
    return right, judged, (held.low, held.high)
