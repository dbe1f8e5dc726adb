"""The batches of which whoever sits here may speak: how each stands, and how an act is undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from workstation.domain.event import Kind
from workstation.domain.roster import JUDGES_NOTHING, Role, Roster
from workstation.fault import WorldFault
from workstation.review.acting import Desk
from workstation.review.assigned import late
from workstation.review.publishers import (
    Share,
    believed,
    is_retracted,
    may_change,
    own_role,
    released_to,
    shares,
)
from workstation.review.publishing import assign, take_back
from workstation.review.saying import Given
from workstation.store import published, roster
from workstation.store.driver import Database
from workstation.store.published import Said
from workstation.store.store import Store
from workstation.sync.transport import Transport

_SPEAK = frozenset((Role.LEAD, Role.PUBLISHER, Role.TRAINER))


class Part(Struct, frozen=True):
    """What somebody has of a batch at a stage; `done` of their verdicts on it are here."""

    person: str
    stage: str
    cases: int
    done: int = 0


class Spoken(Struct, frozen=True):
    """A published batch. `here`: its content is on this workstation; `verdicts` are those that have
    come, `late` those of them that came too late to count."""

    batch: str
    title: str
    kind: str
    cases: int
    size: int
    person: str
    at: str
    parts: tuple[Part, ...] = ()
    released: str | None = None
    closed: bool = False
    retracted: bool = False
    here: bool = False
    verdicts: int = 0
    late: int = 0


class Judge(Struct, frozen=True):
    """Somebody to whom cases may be assigned."""

    person: str
    name: str
    role: str
    languages: tuple[str, ...]


class Speaking(Struct, frozen=True):
    """What there is to speak of, and to whom it may be assigned; `fault` says why nothing is."""

    batches: tuple[Spoken, ...] = ()
    judges: tuple[Judge, ...] = ()
    names: Mapping[str, str] = {}
    fault: WorldFault | None = None


class Restoring(Struct, frozen=True):
    """How things stood before an act: all is taken back, then what was had is given again."""

    batch: str
    taken: tuple[Given, ...]
    given: tuple[Given, ...]
    without: tuple[Given, ...] = ()


def speaking(db: Database, desk: Desk) -> Speaking:
    """The batches that whoever sits here may change, the latest published first."""
    known = roster.believed(db)
    try:
        role = own_role(db, known, desk)
        if role not in _SPEAK:
            raise WorldFault("publish.role", role=role.value)
    except WorldFault as fault:
        return Speaking(fault=fault)
    found = [
        _spoken(db, name, held)
        for name, held in believed(db, known).items()
        if may_change(role, desk.person.id, held[0])
    ]
    found.sort(key=lambda one: one.at, reverse=True)
    names = {one.person: one.name for one in known.members.values() if one.name}
    return Speaking(tuple(found), _judges(known), names)


def before(db: Database, batch: str, given: Iterable[Given]) -> Restoring:
    """What has to be said to undo an act that is about to change these persons' parts."""
    held = shares(believed(db, roster.believed(db), batch).get(batch, []))
    taken, back, without = [], [], []
    for person, stage in dict.fromkeys((one.person, one.stage) for one in given):
        share = held.get((person, stage))
        whole = share is not None and share.all and not share.but
        if not whole:
            taken.append(Given(person, stage))
        if share is None or not share:
            continue
        back.append(Given(person, stage, None if share.all else tuple(sorted(share.only))))
        if share.all and share.but:
            without.append(Given(person, stage, tuple(sorted(share.but))))
    return Restoring(batch, tuple(taken), tuple(back), tuple(without))


def restore(store: Store, desk: Desk, place: Transport | None, how: Restoring) -> None:
    """Undo. Raises as `publishing.assign` and `publishing.take_back` do."""
    for act, given in ((take_back, how.taken), (assign, how.given), (take_back, how.without)):
        if given:
            act(store, desk, place, how.batch, given)


def _judges(known: Roster) -> tuple[Judge, ...]:
    return tuple(
        Judge(one.person, one.name, one.role.value, one.languages)
        for one in sorted(known.members.values(), key=lambda one: (one.name or one.person))
        if not one.left and one.role not in JUDGES_NOTHING
    )


def _spoken(db: Database, batch: str, held: Sequence[Said]) -> Spoken:
    body = held[0].body
    cases = _number(body.get("cases"))
    done = {
        (person, stage): number
        for person, stage, number in db.conn.execute(
            "SELECT person, stage, count(*) FROM verdict WHERE batch = ? GROUP BY 1, 2", [batch]
        )
    }
    parts = tuple(
        Part(person, stage, _size(share, cases), done.get((person, stage), 0))
        for (person, stage), share in sorted(shares(held).items())
        if share
    )
    verdicts = sum(done.values())
    return Spoken(
        batch=batch,
        title=str(body.get("title") or batch),
        kind=str(body.get("kind")),
        cases=cases,
        size=_number(body.get("bytes")),
        person=held[0].person,
        at=held[0].at,
        parts=parts,
        released=released_to(held),
        closed=any(one.kind == Kind.CLOSED for one in held),
        retracted=is_retracted(held),
        here=published.manifest_of(db, batch) is not None,
        verdicts=verdicts,
        late=len(late(db, batch)) if verdicts else 0,
    )


def _size(share: Share, cases: int) -> int:
    return max(0, cases - len(share.but)) if share.all else len(share.only)


def _number(said: object) -> int:
    return said if type(said) is int and said >= 0 else 0
