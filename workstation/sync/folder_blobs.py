"""Blobs in a folder: copied as they are read, gone on with where a copy was cut, whole in one step.

A copy grows under a name beside (`.part-<sha256>`), is flushed, held against its digest and then
renamed: no link is needed, so sticks do as well as disks. Whoever finds another's half adds the
same bytes to it, since the digest says which they are.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, TypeVar

from workstation.disk import flush_folder
from workstation.fault import WorldFault
from workstation.sync import disk
from workstation.sync.names import is_digest, shown
from workstation.sync.transport import Put

MOST_BYTES = 4 << 30
"""FAT holds no longer file, nor does the hub take one."""

PIECE = 1 << 20
_TRIES = 3
_FOLDER = re.compile(r"[0-9a-f]{2}")
_OPEN = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_OPEN |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)

T = TypeVar("T")
Entries = Callable[[Path], Iterator["os.DirEntry[str]"]]


def part_of(digest: str) -> str:
    """What a blob is called while it is being copied."""
    return f".part-{digest}"


def size_of(data: bytes | Path) -> int:
    """How many bytes are to be kept.

    Raises WorldFault `sync.source_unreadable`.
    """
    return len(data) if isinstance(data, bytes) else _asked(data, lambda: data.stat().st_size)


def create(path: Path, data: bytes | Path, digest: str) -> Put:
    """Keep a blob; one that is there already stays as it is.

    Raises WorldFault `sync.blob_differs` where the bytes are not the digest's, `sync.busy`,
    `sync.source_unreadable`, `sync.not_a_file`.
    """
    for _ in range(_TRIES):
        held = _held(path, digest)
        if held is not None:
            return held
        part = path.with_name(part_of(digest))
        if _grow(part, data, digest):
            with contextlib.suppress(FileNotFoundError, FileExistsError):
                # Another writer of the same bytes may have been quicker.
                part.rename(path)
                flush_folder(path.parent)
                return Put.STORED
    raise WorldFault("sync.busy")


def sizes(entries: Entries, folder: Path) -> dict[str, int]:
    """Every blob by its digest."""
    found: dict[str, int] = {}
    for below in entries(folder):
        if _FOLDER.fullmatch(below.name) and below.is_dir(follow_symlinks=False):
            for entry in entries(Path(below.path)):
                if is_digest(entry.name) and entry.is_file(follow_symlinks=False):
                    found[entry.name] = entry.stat(follow_symlinks=False).st_size
    return dict(sorted(found.items()))


def _held(path: Path, digest: str) -> Put | None:
    try:
        descriptor = os.open(path, disk.READ)
    except FileNotFoundError:
        return None
    except OSError:
        raise WorldFault("sync.not_a_file", file=shown(path.name)) from None
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise WorldFault("sync.not_a_file", file=shown(path.name))
        if hashlib.file_digest(file, "sha256").hexdigest() != digest:
            return Put.CONFLICT
        # An earlier attempt may have been cut between the name and its flush.
        os.fsync(descriptor)
    flush_folder(path.parent)
    return Put.SAME


def _grow(part: Path, data: bytes | Path, digest: str) -> bool:
    """Bring a copy to its full length; False where it was renamed meanwhile."""
    try:
        descriptor = os.open(part, _OPEN, 0o644)
    except OSError as error:
        if not part.is_symlink() and not part.is_dir():
            raise
        raise WorldFault("sync.not_a_file", file=shown(part.name)) from error
    with open(descriptor, "r+b", buffering=0) as copy:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise WorldFault("sync.not_a_file", file=shown(part.name))
        disk.lock(descriptor)
        if not _is_still(part, descriptor):
            return False
        with _opened(data) as source:
            made = _copy(source, copy, data)
        if made != digest:
            copy.truncate(0)
            raise WorldFault("sync.blob_differs", file=digest)
        os.fsync(descriptor)
    return True


def _copy(source: BinaryIO, copy: io.FileIO, data: bytes | Path) -> str:
    """What is there already is read and compared, from the first other byte on it is written."""
    made, same = hashlib.sha256(), True
    while piece := _asked(data, lambda: source.read(PIECE)):
        made.update(piece)
        at = copy.tell()
        if same and _read(copy, len(piece)) != piece:
            same = False
            copy.seek(at)
            copy.truncate(at)
        if not same:
            disk.write_all(copy.fileno(), piece)
    copy.truncate(copy.tell())
    return made.hexdigest()


def _read(copy: io.FileIO, length: int) -> bytes:
    return disk.read_all(copy.fileno(), length)


def _is_still(part: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(os.lstat(part), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _opened(data: bytes | Path) -> BinaryIO:
    if isinstance(data, bytes):
        return io.BytesIO(data)
    return _asked(data, lambda: data.open("rb"))


def _asked(data: bytes | Path, call: Callable[[], T]) -> T:
    # A fault of what is read is not one of the place it goes to.
    try:
        return call()
    except OSError as error:
        reason = error.strerror or ""
        raise WorldFault("sync.source_unreadable", path=str(data), reason=reason) from None
