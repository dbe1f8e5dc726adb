"""Who is who in a team: persons with roles and certified languages, and their devices' keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from msgspec import Struct, field

from workstation.domain.ids import DeviceId, PersonId


class Role(StrEnum):
    """What a person is to the team; the hub knows the same, and administrators besides."""

    AUDITOR = "auditor"
    LEAD = "lead"
    TRAINER = "trainer"
    VENDOR_QA = "vendor_qa"
    POLICY_OWNER = "policy_owner"
    PUBLISHER = "publisher"


JUDGES_NOTHING = frozenset((Role.VENDOR_QA, Role.PUBLISHER, Role.POLICY_OWNER))
"""Whoever brings the cases, writes the rules or answers for those who were judged."""


class Member(Struct, frozen=True):
    """A person: pseudonym, role, vendor, the languages they are certified for (BCP-47), from when
    until when (dates), and who leads them."""

    person: PersonId
    role: Role
    name: str = ""
    vendor: str | None = None
    languages: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    leads: tuple[PersonId, ...] = ()
    left: bool = False

    def certified(self, day: str) -> tuple[str, ...]:
        """The languages they are certified for on a day (ISO date); none once they have left."""
        if self.left or day < (self.since or day) or day > (self.until or day):
            return ()
        return self.languages


class Enrolled(Struct, frozen=True):
    """A device: Ed25519 key (hex), age recipient, region (ISO 3166), and once it is revoked how far
    each of its streams still counts (stream: last seq; one that is missing counts not at all)."""

    device: DeviceId
    person: PersonId
    key: str
    sealing: str
    region: str = ""
    revoked: Mapping[str, int] | None = None
    why: str = ""
    instead_of: DeviceId | None = None


class Invited(Struct, frozen=True):
    """A code that lets in one device of a person, until an instant; only its digest is told."""

    code: str
    person: PersonId
    until: str
    used_by: DeviceId | None = None


class Roster(Struct, frozen=True):
    """What the leads' signed streams say, put together; empty where there is no team yet.

    `root` is the first lead's key (hex), pinned at joining: everything else follows from it.
    """

    root: str | None = None
    members: Mapping[str, Member] = field(default_factory=dict)
    devices: Mapping[str, Enrolled] = field(default_factory=dict)
    invitations: Mapping[str, Invited] = field(default_factory=dict)
    name: str = ""
    turn: int = 0  # of the last statement that is believed

    @property
    def begun(self) -> bool:
        """Whether the team's first statement is here."""
        return bool(self.members)

    def devices_of(self, person: str) -> tuple[Enrolled, ...]:
        """A person's devices, revoked ones included, by their name."""
        held = (one for one in self.devices.values() if one.person == person)
        return tuple(sorted(held, key=lambda one: one.device))

    def confirms(self, device: str, key: str, person: str) -> bool:
        """Whether a stream's device, key and person are who it says; revoked ones included."""
        held = self.devices.get(device)
        return held is not None and (held.key, held.person) == (key, person)

    def counts_until(self, stream: str, device: str) -> int | None:
        """The last segment of a stream that counts; None where nothing limits it."""
        held = self.devices.get(device)
        if held is None or held.revoked is None:
            return None
        return held.revoked.get(stream, 0)

    def role(self, person: str) -> Role | None:
        """A person's role while they belong to the team."""
        held = self.members.get(person)
        return held.role if held is not None and not held.left else None

    def recipients(self, persons: Iterable[str]) -> tuple[str, ...]:
        """The age recipients of every device of these persons that is not revoked, sorted."""
        wanted = set(persons)
        return tuple(
            sorted(
                {
                    one.sealing
                    for one in self.devices.values()
                    if one.person in wanted and one.revoked is None and one.sealing
                }
            )
        )
