"""Who may what on the hub: roles, audiences and facts in, yes or no out. No SQL, no HTTP.

A stream is one device's for one audience; all of it may be read, or nothing. So no listing, total
or filter can tell of a record that one may not see.
"""

from __future__ import annotations

import re
from enum import StrEnum

from msgspec import Struct

from workstation.domain.ids import is_uuid


class Role(StrEnum):
    """What a person is to the hub."""

    AUDITOR = "auditor"
    LEAD = "lead"
    TRAINER = "trainer"
    VENDOR_QA = "vendor_qa"
    POLICY_OWNER = "policy_owner"
    PUBLISHER = "publisher"
    ADMIN = "admin"


class Caller(Struct, frozen=True):
    """The device that asks, and whose it is."""

    device: str
    person: str
    role: Role
    vendor: str | None = None


class Owner(Struct, frozen=True):
    """Whose a stream's device is, and who leads that person."""

    person: str
    leads: frozenset[str] = frozenset()


class Batch(Struct, frozen=True):
    """Who a batch is for."""

    kind: str
    publisher: str
    vendor: str | None
    released: bool
    retracted: bool
    persons: frozenset[str]


class Session(Struct, frozen=True):
    """Who a calibration session is for."""

    batch: str
    facilitators: frozenset[str]
    participants: frozenset[str]
    revealed: bool


class Stream(Struct, frozen=True):
    """A stream's name in its parts; `about` is the id in `cal-<session>` and `batch-<batch>`."""

    device: str
    audience: str
    about: str = ""


_JUDGES = frozenset({Role.AUDITOR, Role.LEAD, Role.TRAINER})
_HOUSE = _JUDGES | {Role.POLICY_OWNER, Role.PUBLISHER}
_PLAIN = {"work", "private", "dispute", "roster", "policy", "device", "models"}
_ABOUT = ("cal", "batch")
_DIGEST = re.compile(r"[0-9a-f]{64}")

POLICY, MODELS = "policy", "models"
"""Spaces of blobs that belong to no batch."""


def stream_of(name: str) -> Stream | None:
    """The stream of a collection's name, `<device>_<audience>`; None for any other name."""
    device, _, audience = name.partition("_")
    if not is_uuid(device):
        return None
    if audience in _PLAIN:
        return Stream(device, audience)
    kind, _, about = audience.partition("-")
    return Stream(device, kind, about) if kind in _ABOUT and is_uuid(about) else None


def is_digest(name: str) -> bool:
    """Whether it is a SHA-256 in lower-case hex, as records and blobs are called."""
    return _DIGEST.fullmatch(name) is not None


def may_append(
    caller: Caller, stream: Stream, *, batch: Batch | None = None, session: Session | None = None
) -> bool:
    """Whether the caller may add to a stream: its own only, and only what its role writes."""
    if caller.device != stream.device:
        return False
    match stream.audience:
        case "work" | "private":
            return caller.role in _JUDGES
        case "dispute":
            return caller.role is Role.VENDOR_QA
        case "device":
            return caller.role is not Role.ADMIN
        case "roster":
            return caller.role is Role.LEAD
        case "policy":
            return caller.role in (Role.LEAD, Role.POLICY_OWNER)
        case "models":
            return caller.role in (Role.LEAD, Role.PUBLISHER)
        case "cal":
            return (
                session is not None
                and caller.role in _JUDGES
                and caller.person in session.participants | session.facilitators
            )
        case "batch":
            return batch is not None and may_change_batch(caller, batch)
    return False


def may_read(
    caller: Caller,
    stream: Stream,
    owner: Owner | None,
    *,
    batch: Batch | None = None,
    session: Session | None = None,
) -> bool:
    """Whether the caller may read a stream. What one wrote oneself, on any device, one may."""
    if owner is None or caller.role is Role.ADMIN:
        return False
    own = owner.person == caller.person
    lead = caller.role is Role.LEAD
    match stream.audience:
        case "work" | "dispute" | "device":
            return own or lead
        case "private":
            return own or (lead and caller.person in owner.leads)
        case "roster" | "policy" | "models":
            return caller.role in _HOUSE
        case "cal":
            return own or (session is not None and _reads_votes(caller, session))
        case "batch":
            # Assignments name persons: not for a vendor, whose cases come as blobs.
            return batch is not None and (
                own or (caller.role is not Role.VENDOR_QA and may_read_batch(caller, batch))
            )
    return False


def _reads_votes(caller: Caller, session: Session) -> bool:
    if caller.role not in _JUDGES:
        return False
    if caller.person in session.facilitators:
        return True
    return session.revealed and (caller.role is Role.LEAD or caller.person in session.participants)


def may_read_batch(caller: Caller, batch: Batch) -> bool:
    """Whether the caller may read a batch's cases."""
    match caller.role:
        case Role.LEAD:
            return True
        case Role.AUDITOR | Role.TRAINER:
            return caller.person in batch.persons or caller.person == batch.publisher
        case Role.PUBLISHER:
            return caller.person == batch.publisher
        case Role.VENDOR_QA:
            return batch.released and batch.vendor is not None and batch.vendor == caller.vendor
    return False


def may_make_batch(caller: Caller, kind: str) -> bool:
    """Whether the caller may publish a batch of a kind."""
    if caller.role is Role.TRAINER:
        return kind == "calibration"
    return caller.role in (Role.LEAD, Role.PUBLISHER)


def may_change_batch(caller: Caller, batch: Batch) -> bool:
    """Whether the caller may assign, release, retract a batch, or add to it."""
    if caller.role is Role.LEAD:
        return True
    return caller.person == batch.publisher and may_make_batch(caller, batch.kind)


def may_read_session(caller: Caller, session: Session) -> bool:
    """Whether the caller may know of a session: whoever takes part."""
    return caller.role in _JUDGES and caller.person in session.facilitators | session.participants


def may_reveal(caller: Caller, session: Session) -> bool:
    """Whether the caller may open a session's votes."""
    return caller.role in (Role.LEAD, Role.TRAINER) and caller.person in session.facilitators


def may_erase(caller: Caller, owner: Owner | None) -> bool:
    """Whether the caller may erase somebody's words: a lead, whose retraction is signed."""
    return owner is not None and caller.role is Role.LEAD


def may_read_shared(caller: Caller, space: str) -> bool:
    """Whether the caller may read policy packs, or translation packages."""
    if space == POLICY:
        return caller.role in _HOUSE
    return space == MODELS and caller.role in _HOUSE


def may_write_shared(caller: Caller, space: str) -> bool:
    """Whether the caller may add policy packs, or translation packages."""
    if space == POLICY:
        return caller.role in (Role.LEAD, Role.POLICY_OWNER)
    return space == MODELS and caller.role in (Role.LEAD, Role.PUBLISHER)
