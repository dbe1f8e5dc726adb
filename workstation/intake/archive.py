"""A batch in a zip: read as a stream, never unpacked, with a cap on everything it claims."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, ClassVar, Self

from workstation.fault import WorldFault
from workstation.intake.faults import BadLine, Doubts
from workstation.intake.interface import (
    MANIFEST,
    MOST_FILES,
    is_safe,
    unreadable,
)

MOST_BYTES = 16 * 1024**3
MOST_RATIO = 200
FREE_BYTES = 16 * 1024**2
"""Below this an entry may be packed as tightly as it likes: short, alike lines reach 100 times."""

_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OverflowError)


class Archive:
    """Reads a zip in place. A zip of the folder itself (one folder at the top) is read alike."""

    faults: ClassVar[Mapping[int, BadLine]] = {}

    def __init__(self, path: Path) -> None:
        """Look at the directory of the zip only.

        Raises WorldFault `intake.zip_damaged`, `intake.zip_encrypted`, `intake.zip_unsafe`,
        `intake.zip_bomb`, `intake.zip_method`, `intake.too_many_files`, `intake.unreadable`.
        """
        self._path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except (*_DAMAGE, ValueError):
            raise WorldFault("intake.zip_damaged", path=str(path), file="") from None
        except OSError as error:
            raise unreadable(path, error) from None
        try:
            self._entries = _checked(self._zip, path)
        except BaseException:
            self._zip.close()
            raise

    def tell(self, doubts: Doubts) -> None:
        """Nothing: what lies there is checked as it is read."""

    def names(self) -> list[str]:
        """Every file, by its path in the batch."""
        return sorted(self._entries)

    def open(self, name: str) -> BinaryIO:
        """A file of it; what is packed is unpacked block by block as it is read."""
        entry = self._entries.get(name)
        if entry is None:
            raise WorldFault("intake.file_missing", file=name)
        try:
            return io.BufferedReader(_Unpacked(self._zip.open(entry), self._path, name), 1 << 18)
        except (*_DAMAGE, RuntimeError):
            raise WorldFault("intake.zip_damaged", path=str(self._path), file=name) from None
        except OSError as error:
            raise unreadable(self._path, error) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._zip.close()


class _Unpacked(io.RawIOBase):
    """An entry's bytes; damage in the middle comes out as a fault that names the file.

    zipfile stops at the size the directory claims and then holds the CRC against it, so that the
    caps on claimed sizes hold for the bytes that come out.
    """

    def __init__(self, file: Any, path: Path, name: str) -> None:
        super().__init__()
        self._file = file
        self._path = path
        self._name = name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._file.read(len(buffer))
        except (*_DAMAGE, OSError):
            raise WorldFault("intake.zip_damaged", path=str(self._path), file=self._name) from None
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


def _checked(archive: zipfile.ZipFile, path: Path) -> dict[str, zipfile.ZipInfo]:
    entries = archive.infolist()
    if len(entries) > MOST_FILES:
        raise WorldFault("intake.too_many_files", most=MOST_FILES)
    claimed = sum(entry.file_size for entry in entries)
    # Entries may share packed bytes: the whole is held against the size of the zip itself.
    if claimed > min(MOST_BYTES, max(FREE_BYTES, path.stat().st_size * MOST_RATIO)):
        raise WorldFault("intake.zip_bomb", path=str(path), file="")
    found: dict[str, zipfile.ZipInfo] = {}
    folded: set[str] = set()
    for entry in entries:
        # What the zip says, not what zipfile makes of it (it cuts at NUL, turns separators).
        name = entry.orig_filename
        _check_entry(entry, name, path)
        if name.casefold() in folded:
            raise WorldFault("intake.zip_unsafe", path=str(path), file=_shown(name))
        folded.add(name.casefold())
        if not entry.is_dir():
            found[name] = entry
    return _below_one_folder(found)


def _check_entry(entry: zipfile.ZipInfo, name: str, path: Path) -> None:
    mode = entry.external_attr >> 16
    odd = stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR)
    if odd or not is_safe(name.rstrip("/") if entry.is_dir() else name):
        raise WorldFault("intake.zip_unsafe", path=str(path), file=_shown(name))
    if entry.flag_bits & _ENCRYPTED:
        raise WorldFault("intake.zip_encrypted", path=str(path))
    if entry.compress_type not in _METHODS:
        raise WorldFault("intake.zip_method", path=str(path), file=name)
    packed = max(entry.compress_size, 1)
    if entry.file_size > FREE_BYTES and entry.file_size > packed * MOST_RATIO:
        raise WorldFault("intake.zip_bomb", path=str(path), file=name)


def _below_one_folder(found: dict[str, zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    if MANIFEST in found:
        return found
    nested = [name for name in found if name.endswith(f"/{MANIFEST}") and name.count("/") == 1]
    if len(nested) != 1:
        return found
    top = nested[0].removesuffix(MANIFEST)
    # What lies beside the folder keeps a name that no manifest can list.
    return {
        name[len(top) :] if name.startswith(top) else f"../{name}": entry
        for name, entry in found.items()
    }


def _shown(name: str) -> str:
    return ascii(name[:80])[1:-1]
