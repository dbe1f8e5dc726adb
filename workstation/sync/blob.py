"""Words as a file of their own, so that they can be erased while every chain still verifies."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workstation.domain.event import Text
from workstation.fault import WorldFault
from workstation.sync import seal
from workstation.sync.shape import Odd

MAX_BYTES = 1024 * 1024
_SALT = re.compile(r"[0-9a-f]{32}")


def write(text: Text) -> bytes:
    """Salt, line feed, words.

    Raises WorldFault `sync.text_odd`, `sync.text_too_long`.
    """
    words = text.words or ""
    if not _SALT.fullmatch(text.salt) or "\x00" in words or not text.holds():
        raise WorldFault("sync.text_odd", text=text.digest)
    data = f"{text.salt}\n{words}".encode()
    if len(data) > MAX_BYTES:
        raise WorldFault("sync.text_too_long", text=text.digest, limit=MAX_BYTES)
    return data


def read(digest: str, data: bytes) -> Text:
    """The words that a signed body means by a digest, and no others.

    Raises WorldFault `sync.text_odd`.
    """
    odd = WorldFault("sync.text_odd", text=digest)
    if len(data) > MAX_BYTES:
        raise odd
    try:
        salt, _, words = data.decode().partition("\n")
    except UnicodeDecodeError:
        raise odd from None
    text = Text(digest, salt, words)
    if not _SALT.fullmatch(salt) or "\x00" in words or not text.holds():
        raise odd
    return text


def write_sealed(text: Text, recipients: Sequence[str], least: int) -> bytes:
    """As `write`, in a sealed box. Raises WorldFault `sync.text_odd`, `sync.text_too_long`."""
    box = seal.seal(write(text), recipients, least)
    if len(box) > MAX_BYTES:
        raise WorldFault("sync.text_too_long", text=text.digest, limit=MAX_BYTES)
    return box


def read_sealed(digest: str, data: bytes, identities: Sequence[str]) -> Text:
    """As `read`, from a sealed box. Raises WorldFault `sync.text_odd`."""
    try:
        inside = seal.unseal(data, identities) if len(data) <= MAX_BYTES else None
    except Odd:
        inside = None
    if inside is None:
        raise WorldFault("sync.text_odd", text=digest)
    return read(digest, inside)
