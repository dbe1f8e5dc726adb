"""Splitting a published batch over people, and moving what somebody has not done to others.

What is split is what nobody has yet at that stage. What was done stays with whoever did it: a move
takes back only cases without a verdict, and names how far the streams are known, so that what comes
later is told as late and counted nowhere.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from workstation.domain import splitting
from workstation.domain.batch import BatchKind, Stage
from workstation.domain.case import Case
from workstation.domain.roster import JUDGES_NOTHING, Roster
from workstation.domain.splitting import Hand, Piece, Split
from workstation.fault import WorldFault
from workstation.review import publishing
from workstation.review.acting import Desk
from workstation.review.publishers import Share, shares
from workstation.review.reading import UNKNOWN, languages_of
from workstation.review.saying import Given, about
from workstation.store import cases, published, roster, seals
from workstation.store.driver import Database
from workstation.store.store import Store
from workstation.sync.transport import Transport


class Wish(Struct, frozen=True):
    """How to split: over whom (empty: everybody who judges), room and skills by person, the share
    that several look at, and `of`: whose open cases are moved to others instead."""

    batch: str
    seed: str = ""
    stage: str = Stage.FIRST.value
    persons: tuple[str, ...] = ()
    room: Mapping[str, int] = field(default_factory=dict)
    skills: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    overlap: float = 0.0
    readers: int = 2
    of: str | None = None


class Plan(Struct, frozen=True):
    """What a wish comes to. `split` names pieces by their first case; `cases` are all of a piece's
    (the copies of one thing go together). `assigned` had somebody already, `unknown` are in a
    language that nobody has told: anybody may get them. `kept` were done by whom they are moved
    from."""

    wish: Wish
    split: Split
    cases: Mapping[str, tuple[str, ...]]
    sources: Mapping[str, str]
    hands: tuple[Hand, ...]
    total: int
    assigned: int
    unknown: int
    kept: int = 0

    def given(self) -> list[Given]:
        """What is to be assigned."""
        return [
            Given(person, self.wish.stage, tuple(one for name in held for one in self.cases[name]))
            for person, held in self.split.given.items()
            if held
        ]

    @property
    def moved(self) -> tuple[str, ...]:
        """The cases that found somebody."""
        placed = {name for held in self.split.given.values() for name in held}
        return tuple(one for name, held in self.cases.items() if name in placed for one in held)


def plan(db: Database, desk: Desk, wish: Wish) -> Plan:
    """What a wish comes to, without doing it.

    Raises WorldFault `split.…`, `publish.…`, `sampling.seed`.
    """
    held = about(db, desk, wish.batch)
    if published.manifest_of(db, wish.batch) is None:
        raise WorldFault("split.not_here", batch=wish.batch)
    now = shares(held)
    known = roster.believed(db)
    hands = _hands(known, desk.now()[:10], wish)
    skilled = {word for one in hands for word in one.skills}
    vendors = {person: member.vendor for person, member in known.members.items() if member.vendor}
    sealed, done = seals.cases(db), _done(db, wish)
    pieces: list[Piece] = []
    members: dict[str, tuple[str, ...]] = {}
    sources: dict[str, str] = {}
    total = assigned = unknown = kept = 0
    for unit in _units(db, wish.batch):
        names = [case for _, case, _, _ in unit if case not in sealed]
        if not names:
            continue
        total += 1
        if wish.of is not None:
            share = now.get((wish.of, wish.stage), Share())
            if not any(share.has(case) for case in names):
                continue
            if any(case in done for case in names):
                kept += 1
                continue
        elif any(
            share.has(case) for (_, stage), share in now.items() if stage == wish.stage
            for case in names
        ):  # fmt: skip
            assigned += 1
            continue
        held_cases = [case for name in names if (case := cases.get_case(db, name)) is not None]
        tongues = sorted({tag for case in held_cases for tag in languages_of(db, case)})
        unknown += UNKNOWN in tongues
        never = _touched(db, [item for item, *_ in unit]) | {
            person for (person, _), share in now.items() if any(share.has(n) for n in names)
        }
        never |= {who for _, _, by, _ in unit if (who := by) is not None}
        whose = {vendor for *_, vendor in unit if vendor}
        never |= {person for person, vendor in vendors.items() if vendor in whose}
        pieces.append(
            Piece(
                names[0],
                tuple(tag for tag in tongues if tag != UNKNOWN),
                frozenset(skilled & {word for case in held_cases for word in _words(case)}),
                frozenset(never),
            )
        )
        members[names[0]] = tuple(names)
        sources[names[0]] = held_cases[0].source_id if held_cases else names[0]
    made = splitting.split(wish.seed, pieces, hands, wish.overlap, wish.readers)
    return Plan(wish, made, members, sources, tuple(hands), total, assigned, unknown, kept)


def carry_out(store: Store, desk: Desk, place: Transport | None, wish: Wish) -> Plan:
    """Split and assign; a move takes back first what found somebody else. Without a seed one is
    thrown.

    Raises as `plan`, `publishing.assign` and `publishing.take_back` do.
    """
    seeded = wish if wish.seed else replace(wish, seed=secrets.token_hex(8))
    made = store.read(plan, desk, seeded).result()
    given = made.given()
    if not given:
        return made
    # Assigned first: cut short between the two, two people have a case, and nobody has none.
    publishing.assign(store, desk, place, wish.batch, given)
    if wish.of is not None:
        gone = Given(wish.of, wish.stage, made.moved)
        publishing.take_back(store, desk, place, wish.batch, [gone])
    return made


def _units(db: Database, batch: str) -> list[list[tuple[str, str, str | None, str | None]]]:
    """Item, case, who decided and their vendor, in the order of the batch; copies together."""
    kind = db.conn.execute("SELECT kind FROM batch WHERE id = ?", [batch]).fetchone()[0]
    rows = db.conn.execute(
        "SELECT i.id, i.[case], d.[by], d.vendor, i.cluster FROM item i "
        "LEFT JOIN decision d ON d.item = i.id WHERE i.batch = ? ORDER BY i.position",
        [batch],
    )
    units: dict[str, list[tuple[str, str, str | None, str | None]]] = {}
    for item, case, by, vendor, cluster in rows:
        together = kind == BatchKind.CONSISTENCY and cluster is not None
        units.setdefault(f"cluster {cluster}" if together else item, []).append(
            (item, case, by, vendor)
        )
    return list(units.values())


def _touched(db: Database, items: Sequence[str]) -> set[str]:
    holes = ", ".join("?" * len(items))
    rows = db.conn.execute(f"SELECT person FROM verdict WHERE item IN ({holes})", list(items))
    return {person for (person,) in rows}


def _done(db: Database, wish: Wish) -> set[str]:
    rows = db.conn.execute(
        "SELECT [case] FROM verdict WHERE batch = ? AND person = ? AND stage = ? "
        "AND superseded_by IS NULL",
        [wish.batch, wish.of, wish.stage],
    )
    return {case for (case,) in rows}


def _words(case: Case) -> set[str]:
    told = (case.content_type, case.category, case.market, *case.harm_tags)
    return {word.casefold() for word in told if word}


def _hands(known: Roster, day: str, wish: Wish) -> list[Hand]:
    named = {*wish.persons, *wish.room, *wish.skills, *({wish.of} if wish.of else ())}
    for name in sorted(named):
        role = known.role(name)
        if name not in known.members or (role is None and name != wish.of):
            raise WorldFault("publish.unknown_person", person=name)
        if role is not None and role in JUDGES_NOTHING:
            raise WorldFault("publish.judges_nothing", person=name, role=role.value)
    found = []
    for person, member in sorted(known.members.items()):
        role = known.role(person)
        if role is None or role in JUDGES_NOTHING or person == wish.of:
            continue
        if not wish.persons or person in wish.persons:
            skills = frozenset(word.casefold() for word in wish.skills.get(person, ()))
            found.append(Hand(person, member.certified(day), skills, wish.room.get(person)))
    return found
