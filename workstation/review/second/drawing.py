"""Drawing verdicts for a second look, and finding somebody else for each.

All overturns or a share of them, a share of the agreements, of whose work and in which languages
one says; hidden repeats go to their own author once more. What is drawn is settled by the seed. The
draw is said on the lead's stream, then the cases are assigned like any others: whoever gets one
reads of it no more than that it is theirs.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from workstation.domain.batch import Stage
from workstation.domain.event import Kind
from workstation.domain.roster import JUDGES_NOTHING, Role, Roster
from workstation.domain.rotation import Paired, Work, pair
from workstation.domain.sampling.chance import check_seed, happens
from workstation.domain.splitting import Hand, Piece, base
from workstation.domain.verdict import Result
from workstation.fault import WorldFault
from workstation.review import publishing
from workstation.review.acting import About, Desk, write
from workstation.review.publishers import Share, own_role, shares
from workstation.review.reading import UNKNOWN, languages_of
from workstation.review.saying import Given, about
from workstation.store import cases, roster, second_looks, verdicts
from workstation.store.driver import Database
from workstation.store.second_looks import Drawn
from workstation.store.store import Store
from workstation.store.verdicts import VerdictRow
from workstation.sync.transport import Transport

OVERTURN, AGREEMENT, REPEAT = "overturn", "agreement", "repeat"
_LOOKS_AN_EVENT = 2_000  # a signed segment holds 4 MB


class Wish(Struct, frozen=True):
    """What is to be drawn of a batch: shares of the overturns, of the agreements and of hidden
    repeats; only of these persons' work or in these languages (empty: of all); who looks (empty:
    everybody who judges), with room for so many."""

    batch: str
    seed: str = ""
    overturns: float = 1.0
    agreements: float = 0.1
    repeats: float = 0.0
    persons: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    room: Mapping[str, int] = field(default_factory=dict)


class Look(Struct, frozen=True):
    """A verdict that was drawn, and who looks at its case."""

    verdict: str
    author: str
    item: str
    case: str
    person: str
    stage: str
    why: str


class Plan(Struct, frozen=True):
    """What a draw comes to: `found` and `drawn` count by overturn, agreement and repeat; `already`
    were drawn before; `paired` says what has nobody, and which pairs are too often the same."""

    wish: Wish
    looks: tuple[Look, ...]
    found: Mapping[str, int]
    drawn: Mapping[str, int]
    already: int
    paired: Paired
    again: bool = False  # just this draw had been made before

    @property
    def by_person(self) -> dict[str, int]:
        """How many each person gets."""
        return dict(sorted(Counter(look.person for look in self.looks).items()))


def check_lead(db: Database, desk: Desk) -> Roster:
    """The roster, where a lead sits here. Raises WorldFault `publish.…`, `second.role`."""
    known = roster.believed(db)
    role = own_role(db, known, desk)
    if role is not Role.LEAD:
        raise WorldFault("second.role", role=role.value.replace("_", " "))
    return known


def plan(db: Database, desk: Desk, wish: Wish) -> Plan:
    """What a wish comes to, without doing it.

    Raises WorldFault `second.role`, `second.share`, `second.person`, `second.nobody`,
    `publish.…`, `sampling.seed`.
    """
    known = check_lead(db, desk)
    check_seed(wish.seed)
    for share in (wish.overturns, wish.agreements, wish.repeats):
        if not 0 <= share <= 1:
            raise WorldFault("second.share", share=share)
    held = about(db, desk, wish.batch)
    hands = _hands(known, desk, wish)
    now = shares(held)
    before = drawn(db, known)
    done = {(one.item, one.author, one.stage) for one in before}
    found: Counter[str] = Counter()
    chosen: list[tuple[VerdictRow, str, tuple[str, ...]]] = []
    already = 0
    for row, why, languages in _candidates(db, wish):
        found[why] += 1
        stage = Stage.REPEAT if why == REPEAT else Stage.SECOND
        if (row.item, row.person, stage) in done:
            already += 1
        elif happens(wish.seed, why, row.event, _rate(wish, why)):
            chosen.append((row, why, languages))
    works = [
        Work(Piece(row.event, languages, never=_touched(db, row, now)), row.person)
        for row, why, languages in chosen
        if why != REPEAT
    ]
    pairs = Counter((one.author, one.person) for one in before if one.stage == Stage.SECOND)
    paired = pair(wish.seed, works, hands, pairs) if works else Paired({})
    looks = [
        look for row, why, _ in chosen if (look := _look(row, why, paired.given, known)) is not None
    ]
    number = Counter(look.why for look in looks)
    return Plan(wish, tuple(looks), dict(found), dict(number), already, paired)


def draw(store: Store, desk: Desk, place: Transport | None, wish: Wish) -> Plan:
    """Draw and assign. The same wish with the same seed is the same draw: done again it only
    assigns what a draw that was cut short had not. Without a seed one is thrown.

    Raises as `plan` and `publishing.assign` do.
    """
    seeded = wish if wish.seed else replace(wish, seed=secrets.token_hex(8))
    made = store.write(_keep, desk, seeded).result()
    given = _given(made.looks)
    if given:
        publishing.assign(store, desk, place, seeded.batch, given)
    return made


def drawn(db: Database, known: Roster, batch: str | None = None) -> list[Drawn]:
    """What leads drew, as far as the roster confirms them."""
    own = roster.own_key(db)
    keys = dict(db.conn.execute("SELECT id, public_key FROM stream").fetchall())
    return [
        one
        for one in second_looks.drawn(db, batch)
        if known.role(one.by) is Role.LEAD
        and known.confirms(one.device, keys.get(one.stream) or own, one.by)
    ]


def _keep(db: Database, desk: Desk, wish: Wish) -> Plan:
    known = check_lead(db, desk)
    held = _made_before(db, desk, wish)
    if held:
        looks = tuple(
            Look(one.verdict, one.author, one.item, one.case, one.person, one.stage, one.why)
            for one in drawn(db, known, wish.batch)
            if one.event in held
        )
        number = dict(Counter(look.why for look in looks))
        return Plan(wish, looks, {}, number, len(looks), Paired({}), again=True)
    made = plan(db, desk, wish)
    for start in range(0, len(made.looks), _LOOKS_AN_EVENT):
        part = made.looks[start : start + _LOOKS_AN_EVENT]
        body = {**told(wish), "found": dict(made.found), "looks": [_body(look) for look in part]}
        write(db, desk, Kind.SECOND_DRAWN, About(wish.batch), body)
    return made


def told(wish: Wish) -> dict[str, object]:
    """A wish as it travels with its draw; shares in millionths, since bodies hold whole numbers."""
    return {
        "seed": wish.seed,
        **{
            name: round(getattr(wish, name) * 1_000_000)
            for name in ("overturns", "agreements", "repeats")
        },
        **{name: list(getattr(wish, name)) for name in ("persons", "languages", "by")},
        "room": dict(wish.room),
    }


def _made_before(db: Database, desk: Desk, wish: Wish) -> set[str]:
    from workstation.store import events

    wanted = told(wish)
    return {
        event.id
        for event in events.of_kinds(db, [Kind.SECOND_DRAWN])
        if event.batch == wish.batch
        and event.person == desk.person.id
        and all(event.body.get(name) == value for name, value in wanted.items())
    }


def _candidates(db: Database, wish: Wish) -> Iterator[tuple[VerdictRow, str, tuple[str, ...]]]:
    wanted = {base(tag) for tag in wish.languages}
    for row in verdicts.rows(db, wish.batch):
        if row.stage != Stage.FIRST or row.result == Result.PENDING or row.item is None:
            continue
        if wish.persons and row.person not in wish.persons:
            continue
        case = cases.get_case(db, row.case or "")
        languages = languages_of(db, case) if case is not None else ()
        known = tuple(tag for tag in languages if tag != UNKNOWN)
        if wanted and not wanted & {base(tag) for tag in known}:
            continue
        yield row, OVERTURN if row.result == Result.DIFFERS else AGREEMENT, known
        if wish.repeats:
            yield row, REPEAT, known


def _rate(wish: Wish, why: str) -> float:
    return {OVERTURN: wish.overturns, AGREEMENT: wish.agreements, REPEAT: wish.repeats}[why]


def _touched(db: Database, row: VerdictRow, now: Mapping[tuple[str, str], Share]) -> frozenset[str]:
    """Who has judged the item, is to judge it, or decided it."""
    said = db.conn.execute(
        "SELECT person FROM verdict WHERE item = ?1 "
        "UNION SELECT [by] FROM decision WHERE item = ?1",
        [row.item],
    )
    found = {person for (person,) in said}
    return frozenset(found | {who for (who, _), share in now.items() if share.has(row.case or "")})


def _look(row: VerdictRow, why: str, given: Mapping[str, str], known: Roster) -> Look | None:
    if why == REPEAT:
        role = known.role(row.person)
        person = row.person if role is not None and role not in JUDGES_NOTHING else None
        stage = Stage.REPEAT
    else:
        person, stage = given.get(row.event), Stage.SECOND
    if person is None:
        return None
    return Look(row.event, row.person, row.item or "", row.case or "", person, stage, why)


def _body(look: Look) -> dict[str, str]:
    return {name: getattr(look, name) for name in Look.__struct_fields__}


def _given(looks: Sequence[Look]) -> list[Given]:
    by: dict[tuple[str, str], list[str]] = {}
    for look in looks:
        by.setdefault((look.person, look.stage), []).append(look.case)
    return [Given(person, stage, tuple(held)) for (person, stage), held in sorted(by.items())]


def _hands(known: Roster, desk: Desk, wish: Wish) -> list[Hand]:
    return hands_of(known, desk.now()[:10], wish.by, wish.room)


def hands_of(known: Roster, day: str, names: Sequence[str], room: Mapping[str, int]) -> list[Hand]:
    """Those named, or everybody who judges, with what they are certified for on a day.

    Raises WorldFault `second.person`, `second.judges_nothing`.
    """
    found = []
    for name in sorted({*names, *room}):
        role = known.role(name)
        if role is None:
            raise WorldFault("second.person", person=name)
        if role in JUDGES_NOTHING:
            raise WorldFault("second.judges_nothing", person=name, role=role.value)
    for person, member in sorted(known.members.items()):
        role = known.role(person)
        if role is None or role in JUDGES_NOTHING or (names and person not in names):
            continue
        found.append(Hand(person, member.certified(day), room=room.get(person)))
    return found
