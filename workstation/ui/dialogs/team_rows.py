"""Persons and their devices as the Team panel lists them, and what it says of each."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QCoreApplication

from workstation.domain import instant
from workstation.domain.roster import Enrolled, Invited, Member, Role, Roster
from workstation.fault import WorldFault
from workstation.review.joining import Asking, Asks
from workstation.ui.terms import day, language_name, term

SHORT = 8
"""Characters of a device's name that are shown."""
UNDER = "  └"


class TeamRow(Struct, frozen=True):
    """A person with one of their devices, or a device that asks to come in (`asks`).

    `first`: the person's own row; further devices stand under it.
    """

    person: str
    member: Member | None = None
    device: Enrolled | None = None
    asks: Asking | None = None
    invited: Invited | None = None
    first: bool = True

    @property
    def id(self) -> str:
        """Person and device."""
        if self.asks is not None:
            return f"asks {self.asks.device}"
        return f"{self.person} {self.device.device if self.device else ''}"


def rows_of(roster: Roster, asking: Sequence[Asking], now: str) -> list[TeamRow]:
    """Devices that wait for a lead first, then persons by role and name, the left ones last."""
    made = [
        TeamRow(one.person, roster.members.get(one.person), asks=one) for one in asking
    ]
    order = list(Role)
    members = sorted(
        roster.members.values(),
        key=lambda one: (one.left, one.role is not Role.LEAD, order.index(one.role),
                         one.name.casefold() or one.person),
    )  # fmt: skip
    for member in members:
        devices = roster.devices_of(member.person)
        devices = tuple(sorted(devices, key=lambda one: one.revoked is not None))
        if not devices:
            open_one = next(
                (
                    one
                    for one in roster.invitations.values()
                    if one.person == member.person and one.used_by is None and is_open(one, now)
                ),
                None,
            )
            made.append(TeamRow(member.person, member, invited=open_one))
        made += [
            TeamRow(member.person, member, device, first=number == 0)
            for number, device in enumerate(devices)
        ]
    return made


def is_open(one: Invited, now: str) -> bool:
    """Whether an invitation still holds; what is no instant does not."""
    try:
        return instant.parse(one.until) > instant.parse(now)
    except WorldFault:
        return False


def columns() -> tuple[str, ...]:
    """What the columns are called."""
    translate = QCoreApplication.translate
    return (
        translate("TeamPanel", "Person"),
        translate("TeamPanel", "Role"),
        translate("TeamPanel", "Vendor"),
        translate("TeamPanel", "Languages"),
        translate("TeamPanel", "Device"),
        translate("TeamPanel", "Region"),
        translate("TeamPanel", "How it stands"),
    )


def cells(row: TeamRow, me: str, own_device: str) -> tuple[str, ...]:
    """A row's words."""
    translate = QCoreApplication.translate
    device = row.device.device if row.device else row.asks.device if row.asks else ""
    shown = f"…{device[-SHORT:]}" if device else ""
    if device and device == own_device:
        shown = translate("TeamPanel", "this one")
    member = row.member
    if not row.first or member is None:
        who = UNDER if not row.first else row.person
        return who, "", "", "", shown, _region(row), stands(row)
    name = member.name or member.person
    if member.name and member.name != member.person:
        name = f"{member.name} ({member.person})"
    if row.person == me:
        name = translate("TeamPanel", "{name} – you").format(name=name)
    return (
        name,
        term(f"role.{member.role.value}"),
        member.vendor or "",
        ", ".join(language_name(tag) for tag in member.languages),
        shown,
        _region(row),
        stands(row),
    )


def stands(row: TeamRow) -> str:
    """In a word or two."""
    translate = QCoreApplication.translate
    if row.asks is not None:
        return asks_words(row.asks.state)
    if row.device is not None and row.device.revoked is not None:
        why = term(f"revoked.{row.device.why}").removeprefix("revoked.")
        return translate("TeamPanel", "revoked: {why}").format(why=why)
    if row.member is not None and row.member.left:
        return translate("TeamPanel", "has left")
    if row.invited is not None:
        return translate("TeamPanel", "invited until {time}").format(time=day(row.invited.until))
    if row.device is None:
        return translate("TeamPanel", "no device yet")
    return translate("TeamPanel", "✓")


def _region(row: TeamRow) -> str:
    if row.device is not None:
        return row.device.region
    if row.asks is not None:
        return row.asks.region
    return ""


def asks_words(state: Asks) -> str:
    """How a request to come in stands, in a word or two."""
    translate = QCoreApplication.translate
    return {
        Asks.PROVEN: translate("TeamPanel", "comes in by itself"),
        Asks.ELSEWHERE: translate("TeamPanel", "another lead's guest"),
        Asks.USED: translate("TeamPanel", "invitation used twice"),
        Asks.TWICE: translate("TeamPanel", "two with one invitation"),
        Asks.EXPIRED: translate("TeamPanel", "invitation has lapsed"),
        Asks.GONE: translate("TeamPanel", "not in the team"),
        Asks.FORGED: translate("TeamPanel", "no invitation of yours"),
        Asks.RENEWS: translate("TeamPanel", "began anew"),
        Asks.ODD: translate("TeamPanel", "cannot be read"),
    }[state]
