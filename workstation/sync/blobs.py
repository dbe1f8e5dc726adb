"""Files of any size from a place and to it, whole or not at all, gone on with where they stop."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable
from pathlib import Path

from workstation.disk import flush_folder
from workstation.fault import WorldFault
from workstation.sync.disk import Told
from workstation.sync.part import PIECE, Opened, Part
from workstation.sync.transport import Key, Put, Shelf, Transport

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


def blob(space: str, digest: str) -> Key:
    """Where a file of a space stands; spaces are `batch-<batch>`, `policy`, `models`."""
    return Key(Shelf.BLOBS, space, digest)


def fetch(
    place: Transport,
    key: Key,
    size: int,
    target: Path,
    progress: Progress = lambda done, total: None,
    cancelled: Cancelled = lambda: False,
    secret: bytes | None = None,
) -> int:
    """Bring a blob of that size to `target`; how many bytes were asked of the place.

    The half of an earlier try (`<target>.part`) is gone on with; a target that is there is taken
    for whole, since it has its name only after its digest was found right and its bytes were
    flushed. One of a single piece is not flushed, which takes as long as fetching it; it is looked
    through where it is found. With a secret it is locked (`workstation.sync.part`).

    Raises WorldFault `sync.stopped`, `sync.blob_short`, `sync.blob_differs`, and what the place
    raises.
    """
    small = size <= PIECE
    if target.exists() and not (small and _is_cut(target, key.name, secret)):
        progress(size, size)
        return 0
    beside = target.with_name(f"{target.name}.part")
    asked = 0
    with Told(str(target.parent)), Part(beside, secret) as part:
        resumed = part.size > 0
        if part.size > size:
            part.begin_anew()
        while True:
            asked += _fill(place, key, size, part, progress, cancelled)
            if part.digest() == key.name:
                break
            part.begin_anew()
            if not resumed:
                raise WorldFault("sync.blob_differs", file=key.name)
            resumed = False  # our own half may be what was damaged
        if not small:
            part.flush()
            # The half's name has to be on the disk before it is given another.
            flush_folder(target.parent)
    with Told(str(target.parent)):
        beside.replace(target)
        if not small:
            flush_folder(target.parent)
    return asked


def _is_cut(target: Path, digest: str, secret: bytes | None) -> bool:
    with Told(str(target.parent)), Opened(target, secret) as file:
        return hashlib.sha256(file.readall()).hexdigest() != digest


def _fill(
    place: Transport, key: Key, size: int, part: Part, progress: Progress, cancelled: Cancelled
) -> int:
    asked = 0
    while part.size < size:
        if cancelled():
            part.flush()
            raise WorldFault("sync.stopped")
        piece = place.get(key, part.size, min(PIECE, size - part.size))
        if len(piece) != min(PIECE, size - part.size):
            raise WorldFault("sync.blob_short", file=key.name, size=size)
        part.add(piece)
        asked += len(piece)
        progress(part.size, size)
    return asked


def send(place: Transport, key: Key, data: bytes | Path) -> bool:
    """Bring a blob there; False where it was there already.

    Raises WorldFault `sync.damaged_there`, and what the place raises.
    """
    put = place.put_if_absent(key, data)
    if put is Put.CONFLICT:
        raise WorldFault("sync.damaged_there", stream=key.stream, file=key.name)
    return put is Put.STORED


def forget(place: Transport, key: Key) -> None:
    """Take a blob or words away from a place that has no doors of its own (a folder); a signed
    retraction says so."""
    remove = getattr(place, "forget", None)
    if remove is not None:
        with contextlib.suppress(FileNotFoundError):
            remove(key)
