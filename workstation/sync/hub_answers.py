"""What a hub says, as values, and what its refusals mean."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from workstation.fault import WorldFault
from workstation.sync.hub_line import Answer
from workstation.sync.names import is_digest, is_space, is_stream, shown
from workstation.sync.transport import Key, Shelf

MIB = 1024 * 1024
LISTED = 64 * MIB
"""No listing is longer."""

Size = Annotated[int, Meta(ge=0, le=1 << 53)]


class Limits(Struct, frozen=True):
    """What the hub takes in, in bytes."""

    segment: Size = 4 * MIB
    text: Size = 1 * MIB
    chunk: Annotated[int, Meta(ge=64 * 1024, le=1 << 30)] = 8 * MIB
    blob: Size = 4096 * MIB


class Me(Struct, frozen=True):
    """What the hub says of itself and of us."""

    place: str
    device: str
    person: str
    role: str
    vendor: str | None = None
    limits: Limits = Limits()


def path_of(key: Key) -> str:
    """The door of one thing."""
    if not is_digest(key.name):
        raise ValueError(key.name)
    return f"{shelf_path(key.shelf, key.stream)}/{key.name}"


def shelf_path(shelf: Shelf, stream: str) -> str:
    """The door of all things of a stream, or of a space."""
    # Names from outside pass `is_stream` before they come here; this is the last gate.
    if not (is_space(stream) if shelf is Shelf.BLOBS else is_stream(stream)):
        raise ValueError(stream)
    if shelf is Shelf.BLOBS:
        return f"/v1/spaces/{stream}/blobs"
    return f"/v1/buckets/{shelf.value}/collections/{stream.replace('.', '_', 1)}/records"


def refused(answer: Answer, file: str, limit: int = 0) -> WorldFault:
    """What a refusal of one thing means; the next thing may go."""
    match answer.status:
        case 404:
            return WorldFault("sync.not_there", file=file)
        case 403:
            return WorldFault("sync.not_yours", file=file)
        case 410:
            return WorldFault("sync.erased", file=file)
        case 413:
            return WorldFault("sync.too_long", file=file, limit=limit)
    return WorldFault("sync.refused", file=file, reason=shown(answer.code or str(answer.status)))
