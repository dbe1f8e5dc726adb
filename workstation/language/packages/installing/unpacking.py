"""A package file is unpacked entry by entry; nothing of it lands outside the folder it is given."""

from __future__ import annotations

import errno
import lzma
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from workstation.fault import WorldFault
from workstation.language.packages.installing.aside import need_room
from workstation.language.packages.records import RECORD
from workstation.language.packages.watch import Watch

MOST_BYTES = 4 * 1024**3
MOST_ENTRIES = 2_000
_MOST_RATIO = 200
_SMALL = 1024 * 1024  # below this much, a high ratio harms nobody
_CHUNK = 1024 * 1024
# The disk's word for a name too long, or one that is a file here and a folder there.
_NO_NAME = frozenset(
    (errno.ENAMETOOLONG, errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.EINVAL, errno.EILSEQ)
)


def unpack(path: Path, into: Path, shown: str, watch: Watch) -> None:
    """Unpacks the one package of an archive.

    Raises WorldFault `language.package_damaged`, `language.package_metadata`,
    `language.package_unsafe`, `language.package_too_big`, `language.packages_full`.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _unpack_entries(archive, shown, into, watch)
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        NotImplementedError,  # a compression nobody uses
        RuntimeError,  # encrypted
        ValueError,
    ):
        raise WorldFault("language.package_damaged", path=shown) from None


def _unpack_entries(archive: zipfile.ZipFile, shown: str, into: Path, watch: Watch) -> None:
    entries = [
        entry
        for entry in archive.infolist()
        if not entry.is_dir() and not entry.filename.startswith("__MACOSX/")
    ]
    if len(entries) > MOST_ENTRIES:
        raise WorldFault("language.package_too_big", path=shown, limit=f"{MOST_ENTRIES} files")
    root = _root(entries, shown)
    seen: set[str] = set()
    need_room(into, min(MOST_BYTES, sum(entry.file_size for entry in entries)))
    left = MOST_BYTES
    for entry in entries:
        place = _place(entry, root, shown)
        if str(place).lower() == RECORD:
            continue  # what was recorded elsewhere says nothing of what is here
        if str(place).lower() in seen:
            raise WorldFault("language.package_unsafe", path=shown, entry=entry.filename[:100])
        seen.add(str(place).lower())
        target = into.joinpath(*place.parts)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            left -= _write_entry(archive, entry, target, left, shown, watch)
        except OSError as error:
            if error.errno in _NO_NAME:
                raise WorldFault(
                    "language.package_unsafe", path=shown, entry=entry.filename[:100]
                ) from None
            raise


def _root(entries: list[zipfile.ZipInfo], shown: str) -> PurePosixPath:
    """The folder inside the archive that holds metadata.json; there must be exactly one."""
    roots = [
        PurePosixPath(entry.filename).parent
        for entry in entries
        if PurePosixPath(entry.filename).name == "metadata.json"
        and len(PurePosixPath(entry.filename).parts) <= 2
    ]
    if len(roots) != 1:
        raise WorldFault("language.package_metadata", name=shown)
    return roots[0]


def _place(entry: zipfile.ZipInfo, root: PurePosixPath, shown: str) -> PurePosixPath:
    name = PurePosixPath(entry.filename)
    kind = entry.external_attr >> 16 & 0o170000
    unsafe = (
        name.is_absolute()
        or ".." in name.parts
        or any(sign in entry.filename for sign in ("\\", ":", "\0"))
        or kind not in (0, 0o100000)
        or not name.is_relative_to(root)
    )
    if unsafe:
        raise WorldFault("language.package_unsafe", path=shown, entry=entry.filename[:100])
    return name.relative_to(root)


def _write_entry(
    archive: zipfile.ZipFile,
    entry: zipfile.ZipInfo,
    target: Path,
    left: int,
    shown: str,
    watch: Watch,
) -> int:
    """Streams one entry out and counts what really comes; a header may lie about its size."""
    most = min(left, max(_SMALL, entry.compress_size * _MOST_RATIO))
    written = 0
    with archive.open(entry) as source, target.open("xb") as file:
        while chunk := source.read(_CHUNK):
            watch.go_on()
            written += len(chunk)
            if written > most:
                limit = f"{most // 1_000_000} MB"
                raise WorldFault("language.package_too_big", path=shown, limit=limit)
            file.write(chunk)
    return written
