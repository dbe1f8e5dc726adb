"""Files that are whole, flushed and created once, on disks with and without links."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import stat
from pathlib import Path

from workstation.disk import flush_folder
from workstation.fault import WorldFault
from workstation.sync.names import shown
from workstation.sync.transport import Put

OLD_SECONDS = 24 * 3600
"""A file beside of this age belongs to no running sync any more."""

_BESIDE = re.compile(r"\.new-[0-9a-f]{16}")
_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
# Never through a link, and never waiting on a pipe that somebody left in the folder.
READ = os.O_RDONLY | _BINARY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)

# What disks without hard links answer: FAT, exFAT, FUSE, SMB, Android's card.
_NO_LINKS = frozenset(
    (errno.EPERM, errno.EACCES, errno.ENOSYS, errno.EMLINK, errno.EOPNOTSUPP, errno.ENOTSUP)
)
_FULL = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))
_READ_ONLY = frozenset((errno.EACCES, errno.EPERM, errno.EROFS))
_GONE = frozenset(
    (errno.ENOENT, errno.ENOTDIR, errno.ENODEV, errno.ENXIO, errno.EIO, errno.ESTALE)
) | {errno.EHOSTDOWN, errno.ENOTCONN, errno.ETIMEDOUT, errno.EHOSTUNREACH}


class Told:
    """Around disk calls: what the world did to a folder, as a fault that names the folder."""

    def __init__(self, path: str) -> None:
        """The folder the person chose."""
        self._path = path

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Raise WorldFault `sync.full`, `sync.read_only`, `sync.place_gone`, `sync.disk`."""
        if not isinstance(error, OSError):
            return
        codes = ((_FULL, "sync.full"), (_READ_ONLY, "sync.read_only"), (_GONE, "sync.place_gone"))
        for errors, code in codes:
            if error.errno in errors:
                raise WorldFault(code, path=self._path) from None
        raise WorldFault("sync.disk", path=self._path, reason=str(error.strerror)) from None


def create(path: Path, data: bytes) -> Put:
    """Make a new file, whole and flushed; one that is there already stays as it is."""
    beside = path.with_name(f".new-{secrets.token_hex(8)}")
    try:
        _write_new(beside, data)
        try:
            os.link(beside, path)
        except FileExistsError:
            return _compare(path, data)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            return _create_without_links(beside, path, data)
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
    flush_folder(path.parent)
    return Put.STORED


def read(path: Path, limit: int, start: int = 0, length: int | None = None) -> bytes | None:
    """Bytes of a plain file, None where there is none.

    Raises WorldFault `sync.not_a_file`, `sync.too_long`, `sync.unreadable`.
    """
    try:
        return _read_plain(path, limit, start, limit if length is None else length)
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EISDIR, errno.ENXIO):
            raise WorldFault("sync.not_a_file", file=shown(path.name)) from None
        if error.errno in (errno.EACCES, errno.EPERM, errno.EIO):
            raise WorldFault("sync.unreadable", file=shown(path.name)) from None
        raise


def _read_plain(path: Path, limit: int, start: int, length: int) -> bytes:
    descriptor = os.open(path, READ)
    try:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode):
            raise WorldFault("sync.not_a_file", file=shown(path.name))
        if state.st_size > limit:
            raise WorldFault("sync.too_long", file=shown(path.name), limit=limit)
        os.lseek(descriptor, start, os.SEEK_SET)
        return read_all(descriptor, length)
    finally:
        os.close(descriptor)


def make_folder(folder: Path, below: Path) -> None:
    """Make a folder and those between it and `below`, flushed."""
    missing = []
    while folder != below and not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for one in reversed(missing):
        one.mkdir(exist_ok=True)
        flush_folder(one.parent)


def clean(folder: Path, now: float) -> None:
    """Remove what killed syncs left beside long ago."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if _BESIDE.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                with contextlib.suppress(OSError):
                    if now - entry.stat(follow_symlinks=False).st_mtime > OLD_SECONDS:
                        os.unlink(entry.path)


def _write_new(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o644)
    try:
        write_all(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _compare(path: Path, data: bytes) -> Put:
    if read(path, limit=max(len(data), 1 << 23)) != data:
        return Put.CONFLICT
    # An earlier attempt may have been cut between the link and its flush.
    descriptor = os.open(path, READ)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    flush_folder(path.parent)
    return Put.SAME


def _create_without_links(beside: Path, path: Path, data: bytes) -> Put:
    if os.name == "nt":
        try:
            os.rename(beside, path)  # refuses an existing name there, and is whole
        except FileExistsError:
            return _compare(path, data)
        return Put.STORED
    flags = os.O_RDWR | _BINARY | getattr(os, "O_NOFOLLOW", 0)
    try:
        descriptor = os.open(path, flags | os.O_CREAT | os.O_EXCL, 0o644)
    except FileExistsError:
        descriptor = os.open(path, flags)
    try:
        return _complete(descriptor, path, data)
    finally:
        os.close(descriptor)


def _complete(descriptor: int, path: Path, data: bytes) -> Put:
    """Write what is missing. A name made without a link may hold the first bytes only, where a
    sync was killed; what is there is never changed. Nothing whole is the beginning of something
    else: segments carry their length, words the digest of all of them as their name."""
    lock(descriptor)
    held = read_all(descriptor, len(data) + 1)
    if not data.startswith(held):
        return Put.CONFLICT
    if len(held) < len(data):
        write_all(descriptor, data[len(held) :])
    os.fsync(descriptor)
    flush_folder(path.parent)
    return Put.SAME if held == data else Put.STORED


def lock(descriptor: int) -> None:
    """One writer of a file at a time, where the disk knows locks; raises WorldFault `sync.busy`."""
    if os.name == "nt":
        return
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise WorldFault("sync.busy") from None
    except OSError as error:
        if error.errno not in (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS):
            raise


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def read_all(descriptor: int, most: int) -> bytes:
    """Read that many bytes, or to the end."""
    pieces = []
    while most > 0 and (piece := os.read(descriptor, min(most, 1 << 20))):
        pieces.append(piece)
        most -= len(piece)
    return b"".join(pieces)
