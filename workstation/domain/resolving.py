"""The roster that follows from what leads have said, the same on every workstation.

Statements are folded in the order (turn, stream, number). A statement is believed where its device
has the pinned root key, or is enrolled by then for a member whose role is lead by then.

What a revoked device has said after the heads that its revocation names is not believed, wherever
it puts its turn; nor what a lead's devices have said after the heads that a demotion names, until
they are made a lead again. So the fold is made anew with every such cut that is found, and found
they are by seniority: first those of the root, then those of the device that became a lead first,
and so on, each time without a word of the juniors. A revoked lead cannot answer by revoking, or
demoting, whoever was there before. No cut counts that takes away the ground it stands on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from workstation.domain.ids import DeviceId, PersonId
from workstation.domain.roster import Enrolled, Invited, Member, Role, Roster
from workstation.domain.roster_said import (
    CodeInvited,
    DeviceEnrolled,
    DeviceRevoked,
    PersonLeft,
    PersonSet,
    Said,
    Statement,
    TeamBegun,
    in_order,
)

LEAP = 1 << 20
"""Further than this from the last turn believed nobody can be who has only seen what is there: a
huge turn must not use the clock up."""

_Ordered = list[tuple[Statement, Said]]
_Heads = Mapping[str, int]


def resolve(root: str | None, statements: Iterable[Statement]) -> Roster:
    """Put the statements together, whichever way they came; `root` is the pinned key."""
    if root is None:
        return Roster()
    said = in_order(statements)
    authors = {one.device for one, _ in said}
    trusted = {one.device for one, _ in said if one.key == root}
    held: set[int] = set()  # what cuts off statements of leads, by its place in `said`
    void: set[int] = set()
    while True:
        fold = _Fold(root, said, trusted, held)
        baseless = min(held - fold.believed, default=None)
        if baseless is not None:
            held.remove(baseless)
            void.add(baseless)
            continue
        found = fold.first_cut(authors, held | void)
        if found is not None:
            stands = found in _Fold(root, said, trusted, held | {found}).believed
            (held if stands else void).add(found)
            continue
        junior = next((one for one in fold.leads if one in authors - trusted), None)
        if junior is None:
            return fold.roster()
        trusted.add(junior)


class _Fold:
    """One pass over the statements of the trusted devices."""

    def __init__(self, root: str, said: _Ordered, trusted: set[str], held: set[int]) -> None:
        self.root = root
        self.said = said
        self.believed: set[int] = set()
        self.leads: list[str] = []  # devices in the order in which they became a lead's
        self.members: dict[str, Member] = {}
        self.devices: dict[str, Enrolled] = {}
        self._devices_of: dict[str, list[str]] = {}  # by person, in the order of enrolment
        self.invitations: dict[str, Invited] = {}
        self.name = ""
        self.turn = 0
        self._cuts: dict[str, _Heads] = {}
        self._demoted: dict[str, list[tuple[int, _Heads]]] = {}
        for place in sorted(held):
            match said[place][1]:
                case DeviceRevoked() as cut:
                    self._cuts[cut.device] = cut.heads
                case PersonSet() | PersonLeft() as cut:
                    self._demoted.setdefault(cut.person, []).append((place, cut.heads or {}))
        for place, (one, what) in enumerate(said):
            if one.device in trusted and not self._is_cut(one) and self._may_speak(one, what):
                self.believed.add(place)
                self.turn = what.turn
                self._take(one, what)
                self._promote(place, what)

    def first_cut(self, authors: set[str], settled: set[int]) -> int | None:
        """The next revocation or demotion of somebody who speaks here, the most senior device's
        first."""
        rank = {device: place for place, device in enumerate(self.leads)}
        spoken = {device.person for name, device in self.devices.items() if name in authors}
        open_ones = [
            place
            for place in self.believed - settled
            if _cuts_off(self.said[place][1], authors & self.devices.keys(), spoken)
        ]
        return min(
            open_ones,
            key=lambda place: (
                self.said[place][0].key != self.root,
                rank.get(self.said[place][0].device, len(rank)),
                place,
            ),
            default=None,
        )

    def roster(self) -> Roster:
        """What came out of it."""
        return Roster(self.root, self.members, self.devices, self.invitations, self.name, self.turn)

    def _may_speak(self, one: Statement, what: Said) -> bool:
        if what.turn > self.turn + LEAP:
            return False
        if one.key == self.root:
            return True
        device = self.devices.get(one.device)
        if device is None or (device.key, device.person) != (one.key, one.person):
            return False
        return self._leads(device.person)

    def _is_cut(self, one: Statement) -> bool:
        heads = self._cuts.get(one.device)
        if heads is not None and _is_after(one, heads):
            return True
        demoted = self._demoted.get(one.person, ())
        return one.key != self.root and any(_is_after(one, heads) for _, heads in demoted)

    def _promote(self, place: int, what: Said) -> None:
        # Whoever is made a lead again speaks again from here on.
        if isinstance(what, PersonSet) and what.role is Role.LEAD:
            held = self._demoted.get(what.person, [])
            self._demoted[what.person] = [cut for cut in held if cut[0] > place]

    def _leads(self, person: str) -> bool:
        member = self.members.get(person)
        return member is not None and member.role is Role.LEAD and not member.left

    def _take(self, one: Statement, what: Said) -> None:
        match what:
            case TeamBegun():
                self._begin(one, what)
            case PersonSet():
                self._set(one, what)
            case PersonLeft():
                member = self.members.get(what.person)
                if member is not None:
                    self.members[what.person] = replace(member, left=True)
            case CodeInvited():
                invited = Invited(what.code, PersonId(what.person), what.until)
                self.invitations.setdefault(what.code, invited)
            case DeviceEnrolled():
                self._enrol(what)
            case DeviceRevoked():
                device = self.devices.get(what.device)
                if device is not None:
                    self.devices[what.device] = replace(
                        device, revoked=dict(what.heads), why=what.why
                    )

    def _begin(self, one: Statement, what: TeamBegun) -> None:
        # Once, and by the root's own device.
        if self.members or (one.key, what.key) != (self.root, self.root):
            return
        self.name = what.name
        person = PersonId(one.person)
        self.members[person] = Member(person, Role.LEAD, one.name)
        self.devices[one.device] = Enrolled(
            DeviceId(one.device), person, what.key, what.sealing, what.region
        )
        self._devices_of.setdefault(person, []).append(one.device)
        self._note_leads(person)

    def _set(self, one: Statement, what: PersonSet) -> None:
        self.members[what.person] = Member(
            person=PersonId(what.person),
            role=what.role,
            name=one.name,
            vendor=what.vendor,
            languages=what.languages,
            since=what.since,
            until=what.until,
            leads=tuple(PersonId(lead) for lead in what.leads),
        )
        self._note_leads(what.person)

    def _enrol(self, what: DeviceEnrolled) -> None:
        member = self.members.get(what.person)
        # A device has one key and one person for ever, and a code lets in one device.
        if member is None or member.left or what.device in self.devices:
            return
        if what.code is not None:
            invited = self.invitations.get(what.code)
            if invited is None or invited.used_by or invited.person != what.person:
                return
            self.invitations[what.code] = replace(invited, used_by=DeviceId(what.device))
        self.devices[what.device] = Enrolled(
            DeviceId(what.device),
            PersonId(what.person),
            what.key,
            what.sealing,
            what.region,
            instead_of=DeviceId(what.instead_of) if what.instead_of else None,
        )
        self._devices_of.setdefault(what.person, []).append(what.device)
        self._note_leads(what.person)

    def _note_leads(self, person: str) -> None:
        if self._leads(person):
            theirs = self._devices_of.get(person, ())
            self.leads += [name for name in theirs if name not in self.leads]


def _cuts_off(what: Said, devices: set[str], persons: set[PersonId]) -> bool:
    match what:
        case DeviceRevoked():
            return what.device in devices
        case PersonSet():
            return what.heads is not None and what.role is not Role.LEAD and what.person in persons
        case PersonLeft():
            return what.heads is not None and what.person in persons
    return False


def _is_after(one: Statement, heads: _Heads) -> bool:
    return one.seq is None or one.seq > heads.get(one.stream, 0)
