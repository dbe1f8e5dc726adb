"""One's own second looks: to be judged, to be compared, waiting for the other verdict, done."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from workstation.domain.batch import Stage
from workstation.review.acting import Desk
from workstation.review.second.comparing import Both, waiting
from workstation.store import roster, seals, second_looks
from workstation.store.driver import Database


class State(StrEnum):
    """Where a second look stands."""

    COMPARE = "compare"  # both are here and differ, or nobody has looked
    OPEN = "open"  # still to be judged blind
    AWAY = "away"  # judged; the first verdict is not here
    DONE = "done"


class Entry(Struct, frozen=True):
    """A second look. While it is open nothing stands in it but what the queue shows too. `both` is
    there to compare, `outcome` once it is done; `person` whose second verdict it is."""

    id: str
    state: State
    batch: str
    title: str
    task: str
    source_id: str
    language: str
    due_at: str | None = None
    at: str = ""
    person: str = ""
    both: Both | None = None
    outcome: str = ""


class Listed(Struct, frozen=True):
    """What a person has to do, the next first; `leads`: others' comparisons are among them."""

    entries: tuple[Entry, ...]
    leads: bool

    def count(self, state: State) -> int:
        """How many stand so."""
        return sum(one.state is state for one in self.entries)


_TASKS = """
    SELECT t.id, t.batch, b.title, c.source_id, coalesce(c.language, ''), b.due_at, t.state,
        (SELECT v.at FROM verdict v WHERE v.task = t.id AND v.person = t.person
            AND v.superseded_by IS NULL LIMIT 1), t.item,
        EXISTS (SELECT 1 FROM verdict f WHERE f.item = t.item AND f.stage = 'first'
            AND f.person <> t.person AND f.result <> 'pending' AND f.superseded_by IS NULL)
    FROM task t JOIN batch b ON b.id = t.batch JOIN [case] c ON c.id = t.[case]
    WHERE t.person = ? AND t.stage = ? AND t.state NOT IN ('sealed', 'cannot')
    ORDER BY t.batch, t.position
"""


def listed(db: Database, desk: Desk) -> Listed:
    """Every second look of whoever sits here; a lead sees others' comparisons too."""
    from workstation.review.roster import is_lead_here

    leads = is_lead_here(roster.believed(db), desk)
    pairs = waiting(db, desk, everybody=leads)
    titles = dict(db.conn.execute("SELECT id, title FROM batch").fetchall())
    found = [_pair(db, both, titles) for both in pairs]
    compared = {one.task for one in found}
    looks = {one.second: one for one in second_looks.every(db)}
    sealed = seals.cases(db)
    done = {
        task: look
        for task, second in db.conn.execute(
            "SELECT task, event FROM verdict WHERE stage = 'second' AND person = ?",
            [desk.person.id],
        )
        if (look := looks.get(second)) is not None and look.case not in sealed
    }
    rows = db.conn.execute(_TASKS, [desk.person.id, Stage.SECOND.value]).fetchall()
    for task, batch, title, source, language, due, state, at, _item, first_here in rows:
        look = done.get(task)
        if task in compared:
            continue
        if look is not None:
            stands = State.DONE
        elif state != "decided":
            stands = State.OPEN
        elif first_here:
            continue  # another author's than the one that was drawn
        else:
            stands = State.AWAY
        found.append(
            Entry(
                task,
                stands,
                batch,
                title,
                task,
                source,
                language,
                due,
                at or "",
                desk.person.id,
                outcome=look.outcome.value if look is not None else "",
            )
        )
    order = list(State)
    found.sort(key=lambda one: order.index(one.state))
    return Listed(tuple(found), leads)


def _pair(db: Database, both: Both, titles: dict[str, str]) -> Entry:
    language, due = db.conn.execute(
        "SELECT (SELECT language FROM [case] WHERE id = ?), "
        "(SELECT due_at FROM batch WHERE id = ?)",
        [both.case, both.batch],
    ).fetchone()
    return Entry(
        both.id,
        State.COMPARE,
        both.batch,
        titles.get(both.batch, ""),
        both.second.task,
        both.source_id,
        language or "",
        due,
        at=both.second.at,
        person=both.second.person,
        both=both,
    )
