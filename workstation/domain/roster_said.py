"""What is said on roster streams, and the shapes that are taken for a statement.

Anybody may write a roster stream: whether a statement is believed is settled by
`workstation.domain.resolving`, here only whether it is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from workstation.domain.event import Audience, Kind
from workstation.domain.roster import Role

Short = Annotated[str, Meta(min_length=1, max_length=200)]
Word = Annotated[str, Meta(max_length=200)]
Hex = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Turn = Annotated[int, Meta(ge=1, lt=1 << 53)]
Seq = Annotated[int, Meta(ge=0, lt=1 << 53)]


class Statement(Struct, frozen=True):
    """An event of a roster stream: whose device and key signed it, in which segment (`seq`, None
    while it is in none), and what it says. `name` are its erasable words."""

    stream: str
    number: int
    seq: int | None
    device: str
    person: str
    key: str
    kind: str
    body: Mapping[str, Any]
    name: str = ""


class TeamBegun(Struct, frozen=True):
    """The first lead begins a team, with the device it is said on."""

    name: Word
    key: Hex
    sealing: Word
    turn: Turn
    region: Word = ""


Heads = Annotated[dict[Short, Seq], Meta(max_length=10_000)]


class PersonSet(Struct, frozen=True):
    """What a person is from here on. `heads` where they cease to be a lead: how far the roster
    streams of their devices counted until then."""

    person: Short
    role: Role
    turn: Turn
    vendor: Word | None = None
    languages: Annotated[tuple[Word, ...], Meta(max_length=100)] = ()
    since: Word | None = None
    until: Word | None = None
    leads: Annotated[tuple[Short, ...], Meta(max_length=100)] = ()
    heads: Heads | None = None


class PersonLeft(Struct, frozen=True):
    """A person no longer belongs to the team; `heads` as for `PersonSet`."""

    person: Short
    turn: Turn
    heads: Heads | None = None


class CodeInvited(Struct, frozen=True):
    """One device of a person may come in by the proof that `code` is the digest of."""

    code: Hex
    person: Short
    until: Short
    turn: Turn


class DeviceEnrolled(Struct, frozen=True):
    """A device belongs to a person."""

    device: Short
    person: Short
    key: Hex
    sealing: Word
    turn: Turn
    region: Word = ""
    code: Hex | None = None
    instead_of: Short | None = None


class DeviceRevoked(Struct, frozen=True):
    """Of a device's streams only what these heads name counts."""

    device: Short
    heads: Heads
    turn: Turn
    why: Word = "other"


Said = TeamBegun | PersonSet | PersonLeft | CodeInvited | DeviceEnrolled | DeviceRevoked

SHAPES: Mapping[str, type[Said]] = {
    Kind.TEAM_BEGUN: TeamBegun,
    Kind.PERSON_SET: PersonSet,
    Kind.PERSON_LEFT: PersonLeft,
    Kind.INVITED: CodeInvited,
    Kind.DEVICE_ENROLLED: DeviceEnrolled,
    Kind.DEVICE_REVOKED: DeviceRevoked,
}


def said_by(statement: Statement) -> Said | None:
    """What a statement says; None where it is none of ours, or stands in another stream."""
    shape = SHAPES.get(statement.kind)
    if shape is None or statement.stream != f"{statement.device}.{Audience.ROSTER}":
        return None
    try:
        return msgspec.convert(statement.body, shape)
    except msgspec.ValidationError:
        return None


def in_order(statements: Iterable[Statement]) -> list[tuple[Statement, Said]]:
    """The statements by (turn, stream, number). One that does not go on from the turn its own
    stream had reached is left out: nobody speaks before what they have said already."""
    reached: dict[str, int] = {}
    seen: set[tuple[str, int]] = set()
    kept: list[tuple[Statement, Said]] = []
    for one in sorted(statements, key=lambda one: (one.stream, one.number)):
        said = said_by(one)
        if said is None or (one.stream, one.number) in seen:
            continue
        seen.add((one.stream, one.number))
        if said.turn > reached.get(one.stream, 0):
            reached[one.stream] = said.turn
            kept.append((one, said))
    kept.sort(key=lambda pair: (pair[1].turn, pair[0].stream, pair[0].number))
    return kept
