"""A hidden folder beside the packages, where everything is done before it counts."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workstation.disk import flush_folder
from workstation.fault import WorldFault

_LEFT_OVER_SECONDS = 24 * 3600
_FULL = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))


@contextmanager
def aside(folder: Path) -> Iterator[Path]:
    """A folder on the same disk, so that moving in is one rename; gone afterwards.

    Raises WorldFault `language.packages_full`, `language.packages_folder` for what the disk says.
    """
    made = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        made = Path(tempfile.mkdtemp(prefix=".incoming-", dir=folder))
        yield made
    except WorldFault as fault:
        if fault.code == "language.packages_full":  # the folder, not what lies aside
            raise WorldFault("language.packages_full", folder=str(folder)) from None
        raise
    except OSError as error:
        raise told(folder, error) from None
    finally:
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)


def told(folder: Path, error: OSError) -> WorldFault:
    """What the disk said, as a fault that names the folder."""
    if error.errno in _FULL:
        return WorldFault("language.packages_full", folder=str(folder))
    return WorldFault("language.packages_folder", folder=str(folder), reason=error.strerror or "")


def need_room(folder: Path, size: int) -> None:
    """Says before hours of writing that the disk is too full.

    Raises WorldFault `language.packages_full`.
    """
    if shutil.disk_usage(folder).free < size:
        raise WorldFault("language.packages_full", folder=str(folder))


def flush(path: Path) -> None:
    """A folder and all in it are on the disk before this returns."""
    for file in sorted(path.rglob("*")):
        if file.is_file() and not file.is_symlink():
            _flush_file(file)
    for one in (*(p for p in path.rglob("*") if p.is_dir()), path):
        flush_folder(one)


def _flush_file(file: Path) -> None:
    with file.open("rb+") as stream:
        os.fsync(stream.fileno())


def _sweep(folder: Path) -> None:
    """Clears what an interrupted installation or removal left; a running one is younger."""
    for left in (*folder.glob(".incoming-*"), *folder.glob(".removed-*")):
        if time.time() - left.stat().st_mtime > _LEFT_OVER_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
