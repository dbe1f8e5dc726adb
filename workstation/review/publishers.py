"""Whom we believe what of a batch: the roster confirms the author, their role allows the act.

Everything that was said is kept; only what is believed is acted on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from workstation.domain.batch import BatchKind
from workstation.domain.event import Kind
from workstation.domain.roster import Role, Roster
from workstation.domain.turns import without_leaps
from workstation.fault import WorldFault
from workstation.review.acting import Desk
from workstation.store import people, published, published_turns
from workstation.store.driver import Database
from workstation.store.published import Said
from workstation.sync.segment import public_key

_PUBLISH = frozenset((Role.LEAD, Role.PUBLISHER))
_PACKS = frozenset((Role.LEAD, Role.POLICY_OWNER))
_SPEAK = _PUBLISH | {Role.TRAINER}


def may_publish(role: Role | None, kind: str) -> bool:
    """Whether a role may make a batch of a kind."""
    return role in _PUBLISH or (role is Role.TRAINER and kind == BatchKind.CALIBRATION)


def may_change(role: Role | None, person: str, first: Said) -> bool:
    """Whether a person may assign, release, retract … a batch that was published so."""
    own = person == first.person and may_publish(role, str(first.body.get("kind")))
    return role is Role.LEAD or own


def own_role(db: Database, roster: Roster, desk: Desk) -> Role:
    """The role of whoever sits here, as the roster confirms it for this device.

    Raises WorldFault `publish.no_team`, `publish.unknown_here`.
    """
    if roster.root is None:
        raise WorldFault("publish.no_team")
    key = public_key(people.device(db).seed).hex()
    role = roster.role(desk.person.id)
    if role is None or not roster.confirms(desk.device.id, key, desk.person.id):
        raise WorldFault("publish.unknown_here", person=desk.person.id)
    return role


def believed(db: Database, roster: Roster, batch: str | None = None) -> dict[str, list[Said]]:
    """By batch what is believed of it, in order, its publication first; batches that nobody who
    may has published are not in it."""
    own = _own_key(db)
    by_batch: dict[str, list[Said]] = {}
    for said in published.of_batches(db, batch):
        if _is_author(roster, said, own) and _role(roster, said) in _SPEAK:
            by_batch.setdefault(said.batch or "", []).append(said)
    found = {}
    for name, held in by_batch.items():
        held = list(_in_time(held))
        first = next((one for one in held if _publishes(roster, one)), None)
        if first is not None:
            found[name] = [first, *(one for one in held if _follows(roster, one, first))]
    return found


def next_turn(said: Iterable[Said]) -> int:
    """The turn after all that is believed."""
    return 1 + max((one.order[0] for one in said), default=0)


def turn_of_batch(db: Database, roster: Roster, batch: str) -> int:
    """The next turn of the clock of a batch: after all that was said on its streams, whatever it
    was, by those who may speak there."""
    own = _own_key(db)
    said = (
        one
        for one in published_turns.of_batch(db, batch)
        if _is_author(roster, one, own) and _role(roster, one) in _SPEAK
    )
    return next_turn(_in_time(said))


def believed_packs(db: Database, roster: Roster) -> list[Said]:
    """The policy packs that somebody who may has published by themselves."""
    return _of(db, roster, published.packs(db), _PACKS)


def believed_packages(db: Database, roster: Roster) -> list[Said]:
    """The translation packages that somebody who may has published."""
    return _of(db, roster, published.packages(db), _PUBLISH)


def believed_of(
    db: Database, roster: Roster, said: Iterable[Said], roles: frozenset[Role]
) -> list[Said]:
    """Those of some statements that somebody in such a role has made, on a confirmed device."""
    return _of(db, roster, said, roles)


def check_pack_publisher(role: Role) -> None:
    """Raises WorldFault `publish.role`."""
    if role not in _PACKS:
        raise WorldFault("publish.role", role=role.value)


def check_package_publisher(role: Role) -> None:
    """Raises WorldFault `publish.role`."""
    if role not in _PUBLISH:
        raise WorldFault("publish.role", role=role.value)


def _of(
    db: Database, roster: Roster, said: Iterable[Said], roles: frozenset[Role]
) -> list[Said]:
    own = _own_key(db)
    theirs = (
        one for one in said if _is_author(roster, one, own) and _role(roster, one) in roles
    )
    return list(_in_time(theirs))


def _in_time(said: Iterable[Said]) -> Iterator[Said]:
    return without_leaps(said, lambda one: one.order[0])


def _own_key(db: Database) -> str:
    held = people.get_meta(db, "device")  # the reader must not make one
    return public_key(people.device(db).seed).hex() if held is not None else ""


def _is_author(roster: Roster, said: Said, own: str) -> bool:
    # What has no segment yet was said here: nothing comes from elsewhere without one.
    if not roster.confirms(said.device, said.key or own, said.person):
        return False
    last = roster.counts_until(said.stream, said.device)
    return last is None or (said.seq is not None and said.seq <= last)


def _role(roster: Roster, said: Said) -> Role | None:
    # Who has left the team has still said what they said while they were in it: how far that
    # counts, the revocation of their devices tells.
    member = roster.members.get(said.person)
    return member.role if member is not None else None


def _publishes(roster: Roster, said: Said) -> bool:
    kind = said.body.get("kind")
    return (
        said.kind == Kind.PUBLISHED
        and isinstance(kind, str)
        and may_publish(_role(roster, said), kind)
    )


def _follows(roster: Roster, said: Said, first: Said) -> bool:
    return said.kind != Kind.PUBLISHED and may_change(_role(roster, said), said.person, first)


def is_retracted(held: Iterable[Said]) -> bool:
    """Whether a batch was taken back, which is for good."""
    return any(said.kind == Kind.RETRACTED for said in held)


def released_to(held: Iterable[Said]) -> str | None:
    """The vendor that may see the batch, None while nobody may."""
    vendors = [said.body.get("vendor") for said in held if said.kind == Kind.RELEASED]
    return vendors[-1] if vendors and isinstance(vendors[-1], str) else None


class Share:
    """What a person has of a stage: every case, or some, but for those taken back."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.all = False
        self.only: set[str] = set()
        self.but: set[str] = set()

    def has(self, case: str) -> bool:
        """Whether a case is theirs."""
        return case in self.only or (self.all and case not in self.but)

    def __bool__(self) -> bool:
        return self.all or bool(self.only)

    def give(self, cases: object) -> None:
        """`assigned`."""
        if cases == "all":
            self.all, self.but = True, set()
        else:
            named = _cases(cases)
            self.but -= named
            self.only |= set() if self.all else named

    def take(self, cases: object) -> None:
        """`taken_back`."""
        if cases == "all":
            self.all, self.only, self.but = False, set(), set()
        else:
            named = _cases(cases)
            self.only -= named
            self.but |= named if self.all else set()


def shares(held: Iterable[Said]) -> Mapping[tuple[str, str], Share]:
    """By person and stage what is assigned now; who had something once is in it, if empty."""
    found: dict[tuple[str, str], Share] = {}
    for said in held:
        person, stage = said.body.get("person"), said.body.get("stage")
        if not isinstance(person, str) or not isinstance(stage, str):
            continue
        if said.kind == Kind.ASSIGNED:
            found.setdefault((person, stage), Share()).give(said.body.get("cases"))
        elif said.kind == Kind.TAKEN_BACK:
            found.setdefault((person, stage), Share()).take(said.body.get("cases"))
    return found


def assigned_to(held: Iterable[Said]) -> tuple[str, ...]:
    """Who has something of a batch now."""
    return tuple(sorted({person for (person, _), share in shares(held).items() if share}))


def _cases(said: object) -> set[str]:
    return {case for case in said if isinstance(case, str)} if isinstance(said, list) else set()
