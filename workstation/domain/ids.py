"""Names of things: typed strings, and the client-made UUIDs behind them."""

from __future__ import annotations

import secrets
import time
import uuid
from typing import NewType

BatchId = NewType("BatchId", str)
CaseId = NewType("CaseId", str)
ItemId = NewType("ItemId", str)
TaskId = NewType("TaskId", str)
DecisionId = NewType("DecisionId", str)
EventId = NewType("EventId", str)
PersonId = NewType("PersonId", str)
DeviceId = NewType("DeviceId", str)
StreamId = NewType("StreamId", str)

# Names derived from other names (item, task) are the same on every desk.
_NAMESPACE = uuid.UUID("6b0f1c52-5d8e-5a53-9b0e-0f6a2d6e9a11")


def new_uuid7() -> str:
    """A time-ordered UUID, version 7 (RFC 9562, 5.7): 48 bits of milliseconds, 74 random bits."""
    value = (time.time_ns() // 1_000_000 & (1 << 48) - 1) << 80 | secrets.randbits(80)
    value = value & ~(0xF000 << 64) | 0x7000 << 64
    value = value & ~(0xC000 << 48) | 0x8000 << 48
    return str(uuid.UUID(int=value))


def derived_id(*names: str) -> str:
    """A UUID, version 5, that follows from the names alone."""
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join(names)))


def is_uuid(text: str) -> bool:
    """Whether the text is a UUID in its canonical lower-case form."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
