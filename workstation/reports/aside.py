"""A file that is written beside and appears whole, under a name that was free."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from workstation.fault import WorldFault

_NO_LINKS = frozenset(
    (errno.EPERM, errno.EACCES, errno.ENOSYS, errno.EMLINK, errno.EOPNOTSUPP, errno.ENOTSUP)
)


def write(
    path: Path, pieces: Iterable[str | bytes], *, overwrite: bool = False, bom: bool = False
) -> int:
    """Write texts as one UTF-8 file, or bytes as they are; returns its size in bytes.

    Raises WorldFault `export.exists`, `export.no_folder`, `export.read_only`, `export.full`,
    `export.disk`; then nothing is left behind and what was there stays.
    """
    if path.is_dir() or (not overwrite and path.exists()):
        raise WorldFault("export.exists", path=str(path))
    beside = path.with_name(f".{path.name[:80]}.{secrets.token_hex(4)}")
    try:
        try:
            size = _write(beside, pieces, bom)
            _place(beside, path, overwrite)
        finally:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)
    except FileExistsError:
        raise WorldFault("export.exists", path=str(path)) from None
    except (FileNotFoundError, NotADirectoryError):
        raise WorldFault("export.no_folder", path=str(path.parent)) from None
    except OSError as error:
        raise _world(error, path) from None
    return size


def _write(path: Path, pieces: Iterable[str | bytes], bom: bool) -> int:
    with path.open("xb") as file:
        size = file.write(b"\xef\xbb\xbf") if bom else 0
        for piece in pieces:
            size += file.write(piece if isinstance(piece, bytes) else piece.encode())
        file.flush()
        os.fsync(file.fileno())
    return size


def _place(beside: Path, path: Path, overwrite: bool) -> None:
    if overwrite:
        os.replace(beside, path)
        return
    if os.name == "nt":
        os.rename(beside, path)  # refuses an existing name there
        return
    try:
        os.link(beside, path)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        # A disk without links: the name was free a moment ago, and nobody else writes reports.
        if path.exists():
            raise FileExistsError(path) from None
        os.replace(beside, path)


def _world(error: OSError, path: Path) -> WorldFault:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return WorldFault("export.full", path=str(path))
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return WorldFault("export.read_only", path=str(path.parent))
    return WorldFault("export.disk", path=str(path), reason=str(error.strerror))
