"""What becomes of a first verdict: upheld, corrected, or both can be defended."""

from __future__ import annotations

from workstation.domain.event import Event, Kind
from workstation.domain.roster import Role
from workstation.fault import WorldFault
from workstation.review.acting import About, Desk, write
from workstation.review.second.comparing import Both, pair_of, waiting
from workstation.store import roster, second_looks
from workstation.store.driver import Database
from workstation.store.second_looks import Outcome


def judge(
    db: Database, desk: Desk, verdict: str, second: str, outcome: Outcome, note: str = ""
) -> Event:
    """Say what becomes of it; both verdicts stay. That both can be defended needs a note: the
    guideline has a gap there.

    Raises WorldFault `second.no_pair`, `second.not_yours`, `second.judged`, `second.no_note`,
    `review.own_verdict`, `review.role`, `review.sealed`, `review.still_blind`.
    """
    both = pair_of(db, verdict, second)
    me = desk.person.id
    if both.first.person == me:
        raise WorldFault("review.own_verdict")
    if both.second.person != me and roster.believed(db).role(me) is not Role.LEAD:
        raise WorldFault("second.not_yours", person=both.second.person)
    if any((one.verdict, one.second) == (verdict, second) for one in second_looks.every(db)):
        raise WorldFault("second.judged")
    if outcome is Outcome.BOTH and not note.strip():
        raise WorldFault("second.no_note")
    return _say(db, desk, both, outcome, note, by_itself=False)


def settle(db: Database, desk: Desk, task: str) -> list[Both]:
    """After a verdict on a task of a second look: where it says what the first one says, that one
    is upheld there and then. Returns the pairs that somebody has to compare."""
    left = []
    for both in waiting(db, desk, task=task):
        if both.same and both.second.person == desk.person.id:
            _say(db, desk, both, Outcome.UPHELD, "", by_itself=True)
        else:
            left.append(both)
    return left


def _say(
    db: Database, desk: Desk, both: Both, outcome: Outcome, note: str, *, by_itself: bool
) -> Event:
    body = {
        "verdict": both.first.verdict,
        "second": both.second.verdict,
        "author": both.first.person,
        "outcome": outcome.value,
        "lit": sorted(both.lit),
        "guideline_gap": outcome is Outcome.BOTH,
        "by_itself": by_itself,
    }
    place = About(both.batch, both.item, both.second.task, both.case)
    words = {"gap_note" if outcome is Outcome.BOTH else "note": note}
    return write(db, desk, Kind.SECOND_JUDGED, place, body, words)
