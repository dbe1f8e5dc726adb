"""An invitation: one line that a lead gives to one person, for one device of theirs.

Whoever has the line can come in as that person, once; so it goes by a way that reaches them alone.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from workstation.domain.canonical import digest
from workstation.fault import WorldFault

PREFIX = "workstation-invitation:"
VERSION = 1
PROOF_BYTES = 32
_LONGEST = 8192
_PURPOSE = "workstation join"

_Hex = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
_Line = Annotated[str, Meta(max_length=2000)]


class Invitation(Struct, frozen=True, omit_defaults=True):
    """The team and its first lead's key, where to sync, for whom, and the proof. `hub_code` lets
    the device into the hub, which keeps accounts of its own."""

    v: int
    team: _Line
    root: _Hex
    place: _Line
    person: Annotated[str, Meta(min_length=1, max_length=200)]
    proof: _Hex
    until: Annotated[str, Meta(max_length=40)] = ""
    hub_code: _Line | None = None

    @property
    def code(self) -> str:
        """What the roster says of it; the proof does not follow from it."""
        return digest(bytes.fromhex(self.proof))

    def __repr__(self) -> str:
        return f"Invitation(person={self.person!r}, …)"  # a traceback lets nobody in


def write(invitation: Invitation) -> str:
    """The line."""
    held = msgspec.json.encode(invitation)
    return PREFIX + base64.urlsafe_b64encode(held).decode().rstrip("=")


def read(line: str) -> Invitation:
    """The invitation in a line, however it was wrapped on its way.

    Raises WorldFault `roster.invitation_odd`, `roster.invitation_newer`.
    """
    found = "".join(line.split())
    odd = WorldFault("roster.invitation_odd")
    if not found.startswith(PREFIX) or len(found) > _LONGEST:
        raise odd
    packed = found.removeprefix(PREFIX)
    try:
        held = base64.b64decode(packed + "=" * (-len(packed) % 4), b"-_", validate=True)
        said = msgspec.json.decode(held)
    except (binascii.Error, ValueError, UnicodeError, RecursionError):
        raise odd from None
    version = said.get("v") if isinstance(said, dict) else None
    if type(version) is not int or version < 1:
        raise odd
    if version > VERSION:
        raise WorldFault("roster.invitation_newer", version=version)
    try:
        return msgspec.convert(said, Invitation)
    except msgspec.ValidationError:
        raise odd from None


def mac(proof: str, device: str, key: str, sealing: str, region: str) -> str:
    """Shows, without telling it, that whoever has this device and these keys has the proof."""
    words = "\n".join((_PURPOSE, device + key + sealing + region))
    return hmac.digest(bytes.fromhex(proof), words.encode(), "sha256").hex()
