"""How far a team is: by batch and person what is assigned, done, not to be judged, late, and when
they were last heard from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from workstation.domain.event import Kind
from workstation.review.assigned import late
from workstation.review.publishers import Share, believed, is_retracted, shares
from workstation.store import people, roster
from workstation.store.driver import Database
from workstation.store.published import Said


class Line(Struct, frozen=True):
    """A person's share of a batch at one stage. `done` counts what is in time, also what was taken
    back afterwards; `late` came after a take-back, a close or a lock and is counted nowhere."""

    batch: str
    title: str
    person: str
    name: str
    stage: str
    assigned: int
    done: int
    cannot: int
    late: int
    handed_in: str | None
    heard: str | None
    due_at: str | None = None
    closed: bool = False
    here: bool = True

    @property
    def id(self) -> str:
        """What it is known by in a list."""
        return f"{self.batch} {self.person} {self.stage}"

    @property
    def open(self) -> int:
        """How many are still to be done."""
        return max(0, self.assigned - self.done - self.cannot)


class Board(Struct, frozen=True):
    """Every line, the batch that is due first on top; `unassigned` counts by batch what nobody has
    at the first stage."""

    lines: tuple[Line, ...]
    unassigned: tuple[tuple[str, str, int], ...] = ()


def board(db: Database, batch: str | None = None) -> Board:
    """How every published batch stands, or one."""
    known = roster.believed(db)
    lines: list[Line] = []
    free: list[tuple[str, str, int]] = []
    heard = _heard(db)
    for name, held in believed(db, known, batch).items():
        if is_retracted(held):
            continue
        cases = [row[0] for row in db.conn.execute(
            "SELECT [case] FROM item WHERE batch = ?", [name])]  # fmt: skip
        now = shares(held)
        judged = _judged(db, name)
        for (person, stage), share in sorted(now.items()):
            member = known.members.get(person)
            line = _line(
                held, person, member.name if member is not None else "", stage, share, cases,
                judged.get((person, stage), {}), heard.get(person), _handed_in(db, name, person),
            )  # fmt: skip
            if line.assigned or line.late or line.cannot:
                lines.append(line)
        first = [share for (_, stage), share in now.items() if stage == "first"]
        left = sum(not any(share.has(case) for share in first) for case in cases)
        if left:
            free.append((name, str(held[0].body.get("title")), left))
    lines.sort(key=lambda one: (one.closed, one.due_at or "9", one.title, one.stage, one.person))
    return Board(tuple(lines), tuple(free))


def _line(
    held: Sequence[Said],
    person: str,
    name: str,
    stage: str,
    share: Share,
    cases: Iterable[str],
    judged: dict[str, str],
    heard: str | None,
    handed_in: str | None,
) -> Line:
    body = held[0].body
    here = [case for case in cases if share.has(case)]
    number = Counter(judged.values())
    # What was taken back after it was done in time still counts.
    beyond = sum(stands != "late" and not share.has(case) for case, stands in judged.items())
    total = len(here)
    if not total and share:
        told = body.get("cases")
        total = len(share.only) or (told if isinstance(told, int) else 0)
    return Line(
        batch=held[0].batch or "",
        title=str(body.get("title")),
        person=person,
        name=name,
        stage=stage,
        assigned=total + beyond,
        done=number["done"],
        cannot=number["cannot"],
        late=number["late"],
        handed_in=handed_in,
        heard=heard,
        due_at=body.get("due_at") if isinstance(body.get("due_at"), str) else None,
        closed=any(one.kind == Kind.CLOSED for one in held),
        here=bool(here),
    )


def _judged(db: Database, batch: str) -> dict[tuple[str, str], dict[str, str]]:
    """By person and stage how each case stands that they judged."""
    after = late(db, batch)
    found: dict[tuple[str, str], dict[str, str]] = {}
    for event, person, stage, case, result in db.conn.execute(
        "SELECT event, person, stage, [case], result FROM verdict WHERE batch = ? "
        "AND superseded_by IS NULL ORDER BY event",
        [batch],
    ):
        stands = "late" if event in after else "cannot" if result == "pending" else "done"
        found.setdefault((person, stage), {})[case] = stands
    return found


def _heard(db: Database) -> dict[str, str]:
    """By person when their last segment was made."""
    found = dict(
        db.conn.execute(
            "SELECT k.person, max(s.at) FROM segment s JOIN stream k ON k.id = s.stream "
            "WHERE k.id LIKE '%.work' GROUP BY k.person"
        ).fetchall()
    )
    me = people.person(db)
    if me is not None:
        found.pop(me.id, None)  # whoever sits here needs no telling
    return found


def _handed_in(db: Database, batch: str, person: str) -> str | None:
    row = db.conn.execute(
        "SELECT at FROM submission WHERE batch = ? AND person = ?", [batch, person]
    ).fetchone()
    return row[0] if row else None
