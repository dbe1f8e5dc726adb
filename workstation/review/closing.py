"""How a batch stands at its end, and the verdicts in it that a person may see."""

from __future__ import annotations

from msgspec import Struct

from workstation.domain.batch import UNDECIDED, TaskState
from workstation.review.acting import is_submitted
from workstation.review.assigned import late
from workstation.review.progress import Stand, stand
from workstation.store import segments, submissions, tasks, verdicts
from workstation.store.driver import Database
from workstation.store.tasks import QueueFilter, QueueRow
from workstation.store.verdicts import VerdictRow

SHOWN = 200
"""So many open cases are listed."""


class Standing(Struct, frozen=True):
    """A person's batch before it is handed in; `open_rows` are the first without a verdict,
    `unopened` cases have a medium that must be seen and was not. `begun_by` is who has begun on
    what was submitted."""

    stand: Stand
    provisional: int = 0
    unsent: int = 0
    open_rows: tuple[QueueRow, ...] = ()
    submitted: bool = False
    unopened: int = 0
    begun_by: str | None = None


class Result(Struct, frozen=True):
    """A verdict, and one's own task on its case, where one has any. `late`: it came after its case
    was taken back, or the batch closed or locked, and does not count."""

    row: VerdictRow
    task: str
    late: bool = False


def standing(db: Database, batch: str, person: str) -> Standing:
    """How a person's batch stands."""
    wanted = QueueFilter(states=tuple(state.value for state in UNDECIDED))
    keys = tasks.queue_keys(db, batch, person, wanted, SHOWN)
    return Standing(
        stand=stand(db, batch, person),
        provisional=verdicts.provisional(db, batch, person),
        unsent=segments.waiting(db, None).events,
        open_rows=tuple(tasks.queue_rows(db, list(keys))),
        submitted=is_submitted(db, batch, person),
        unopened=tasks.queue_count(db, batch, person, QueueFilter(unopened=True)),
        begun_by=submissions.begun_by(db, batch, person),
    )


def results(db: Database, batch: str, person: str) -> list[Result]:
    """The verdicts of a batch. Nobody sees another's on a case they have yet to answer."""
    own, after = tasks.by_case(db, batch, person), late(db, batch)
    blind = (TaskState.OPEN.value, TaskState.SKIPPED.value)
    found = []
    for row in verdicts.rows(db, batch):
        task = own.get(row.case or "")
        if task is None or task.state not in blind:
            found.append(Result(row, task.id if task else "", row.event in after))
    return found


def late_shown(db: Database, batch: str, person: str) -> list[str]:
    """Of the verdicts (events) that a person may see, those that came too late to count."""
    if not late(db, batch):
        return []
    return [one.row.event for one in results(db, batch, person) if one.late]
