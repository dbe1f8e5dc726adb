"""The files of a published batch: a list that somebody else wrote, taken for what it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from msgspec import Struct

from workstation.fault import WorldFault
from workstation.intake.archive import MOST_BYTES
from workstation.intake.interface import CASES, MANIFEST, MOST_FILES, is_safe
from workstation.sync.names import is_digest

INLINE = 5_000
"""So many files stand in the event itself; a longer list is a blob of its own, since a signed
segment holds no more than 4 MB."""

MOST_LISTING = 64 * 1024 * 1024


class Entry(Struct, frozen=True):
    """A file of a batch: its path, sha256 and size."""

    path: str
    sha256: str
    size: int


def encode(files: Iterable[tuple[str, str, int]]) -> bytes:
    """A list as a blob."""
    return msgspec.json.encode([list(one) for one in files])


def decode(data: bytes) -> object:
    """A list that came as a blob; raises WorldFault `pull.listing`."""
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError):
        raise odd("json") from None


def blob_of(body: Mapping[str, object]) -> tuple[str, int] | None:
    """Digest and size of the list where it is a blob; raises WorldFault `pull.listing`."""
    said = body.get("listing")
    if said is None:
        return None
    if not isinstance(said, list) or len(said) != 2:
        raise odd("listing")
    digest, size = said
    if not isinstance(digest, str) or not is_digest(digest) or type(size) is not int:
        raise odd("listing")
    if not 0 < size <= MOST_LISTING:
        raise odd("size")
    return digest, size


def entries(said: object, manifest: object) -> tuple[Entry, ...]:
    """The files, if the list can be one: paths that stay inside, digests, sizes within bounds.

    Raises WorldFault `pull.listing` with the reason.
    """
    if not isinstance(said, list) or not said:
        raise odd("empty")
    if len(said) > MOST_FILES:
        raise odd("too_many")
    found: list[Entry] = []
    folded: set[str] = set()
    for one in said:
        entry = _entry(one)
        if entry.path.casefold() in folded:
            raise odd("double", entry.path)
        folded.add(entry.path.casefold())
        found.append(entry)
    if sum(entry.size for entry in found) > MOST_BYTES:
        raise odd("size")
    sizes: dict[str, int] = {}
    for entry in found:
        # One file of two sizes cannot be.
        if sizes.setdefault(entry.sha256, entry.size) != entry.size:
            raise odd("size", entry.path)
    by_path = {entry.path: entry.sha256 for entry in found}
    if CASES not in by_path or by_path.get(MANIFEST) != manifest:
        raise odd("manifest")
    return tuple(found)


def odd(reason: str, file: str = "") -> WorldFault:
    """What is wrong with a list."""
    return WorldFault("pull.listing", reason=reason, file=ascii(file[:80])[1:-1])


def _entry(one: object) -> Entry:
    if not isinstance(one, list) or len(one) != 3:
        raise odd("entry")
    path, digest, size = one
    if not isinstance(path, str) or not is_safe(path):
        raise odd("path", str(path))
    if not isinstance(digest, str) or not is_digest(digest):
        raise odd("digest", path)
    if type(size) is not int or not 0 <= size <= MOST_BYTES:
        raise odd("size", path)
    return Entry(path, digest, size)
