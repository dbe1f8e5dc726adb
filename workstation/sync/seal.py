"""A sealed box: bytes in an age file, padded so that its length tells only steps of 4 KiB.

    length   of the age file, big-endian (4 bytes)
    age      X25519 recipients; inside: length of the content (4 bytes), content, zeros
    zeros    up to a multiple of 4 KiB

The length of the age file would tell the content's, so the content is filled up first; and age
adds a few random bytes to its header, so the file is filled up again.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from workstation.sync.shape import Odd

STEP = 4096
MOST_STANZAS = 256
"""More recipients than a team's leads have devices; each costs the reader a curve."""

_LENGTH = struct.Struct(">I")
_BESIDES = 1024  # header, MAC, nonce, and the random lines
_EACH = 128  # a recipient's stanza
_CHUNK, _TAG = 64 * 1024, 16


def seal(data: bytes, recipients: Sequence[str], least: int = STEP) -> bytes:
    """A box that any of the recipients opens, of `least` bytes or more."""
    import pyrage

    count = len(data) + 2 * _LENGTH.size + _overhead(len(data), len(recipients))
    size = -(-max(count, least) // STEP) * STEP
    room = size - _LENGTH.size - _overhead(len(data), len(recipients))
    content = (_LENGTH.pack(len(data)) + data).ljust(room, b"\0")
    to = [_recipient(one) for one in recipients]
    while True:
        held = pyrage.encrypt(content, to)
        if len(held) <= size - _LENGTH.size:
            return (_LENGTH.pack(len(held)) + held).ljust(size, b"\0")


def unseal(box: bytes, identities: Sequence[str]) -> bytes | None:
    """What is inside; None where none of the identities opens it.

    Raises `Odd` where it is no box of ours.
    """
    import pyrage

    age = _age_of(box)
    try:
        content = pyrage.decrypt(age, [_identity(one) for one in identities])
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            return None
        raise Odd("age file") from None
    if len(content) < _LENGTH.size:
        raise Odd("sealed length")
    end = _LENGTH.size + _LENGTH.unpack_from(content)[0]
    if end > len(content) or content[end:].strip(b"\0"):
        raise Odd("padding")
    return content[_LENGTH.size : end]


def _age_of(box: bytes) -> bytes:
    if len(box) < STEP or len(box) % STEP:
        raise Odd("padding")
    end = _LENGTH.size + _LENGTH.unpack_from(box)[0]
    if end > len(box) or box[end:].strip(b"\0"):
        raise Odd("padding")
    age = box[_LENGTH.size : end]
    head, rest, _ = age.partition(b"\n---")
    if not age.startswith(b"age-encryption.org/v1\n") or not rest:
        raise Odd("age file")
    if head.count(b"\n-> ") > MOST_STANZAS:
        raise Odd("recipients")
    return age


def _overhead(length: int, recipients: int) -> int:
    chunks = (length + 2 * STEP) // _CHUNK + 2
    return _BESIDES + recipients * _EACH + chunks * _TAG


@lru_cache(256)
def _recipient(text: str) -> Any:
    from pyrage import x25519

    return x25519.Recipient.from_str(text)


@lru_cache(256)
def _identity(text: str) -> Any:
    from pyrage import x25519

    return x25519.Identity.from_str(text)
