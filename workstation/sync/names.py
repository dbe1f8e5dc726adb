"""Names of streams, records and texts, the same as files on every kind of disk.

Lower-case letters, digits, `-` and `.` only: safe on case-insensitive disks and on Windows, where
`:` and names like `con` are not allowed.
"""

from __future__ import annotations

import re

from workstation.domain.ids import is_uuid

_STREAM = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.[a-z][a-z0-9-]{0,59}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SPACE = re.compile(r"policy|models|batch-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def stream_name(device: str, audience: str) -> str:
    """The name of a device's stream for an audience."""
    return f"{device}.{audience}"


def is_device(name: str) -> bool:
    """Whether a device may be called so."""
    return is_uuid(name)


def is_stream(name: str) -> bool:
    """Whether a stream may be called so."""
    return _STREAM.fullmatch(name) is not None


def audience_of(stream: str) -> str:
    """The audience in a stream's name."""
    return stream.rpartition(".")[2]


def device_of(stream: str) -> str:
    """The device in a stream's name."""
    return stream.partition(".")[0]


def is_digest(name: str) -> bool:
    """Whether it is a SHA-256 in lower-case hex, as records and texts are called."""
    return _DIGEST.fullmatch(name) is not None


def shown(name: str) -> str:
    """A name found in somebody's folder, made harmless for a sentence."""
    plain = ascii(name)[1:-1]
    return plain if len(plain) <= 80 else plain[:77] + "..."


def is_space(name: str) -> bool:
    """Whether blobs may stand in a space of this name: a batch's, the packs', the packages'."""
    return _SPACE.fullmatch(name) is not None
