"""What was installed, byte for byte: size and SHA-256 of each file of a package, written beside
them as `installed.json` once the package had passed its trial, and held against them later."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
from msgspec import Struct

from workstation.language.packages.watch import Watch

RECORD = "installed.json"
WEIGHTS = "model/model.bin"
_LARGEST = 1024 * 1024
_CHUNK = 1024 * 1024


class Record(Struct, frozen=True):
    """Size and SHA-256 of each file, by its path in the package."""

    files: dict[str, tuple[int, str]]

    @property
    def weights(self) -> str:
        """SHA-256 of the model's weights."""
        return self.files.get(WEIGHTS, (0, ""))[1]


def files_of(path: Path) -> list[Path]:
    """The plain files of a package's folder, without what is written here."""
    return [
        file
        for file in sorted(path.rglob("*"))
        if file.is_file() and not file.is_symlink() and file != path / RECORD
    ]


def make(path: Path, watch: Watch | None = None) -> Record:
    """Reads every file of a package's folder."""
    return Record(
        {
            file.relative_to(path).as_posix(): (file.stat().st_size, digest_of(file, watch))
            for file in files_of(path)
        }
    )


def write(path: Path, record: Record) -> None:
    """Beside the files; on the disk before this returns is left to the caller."""
    (path / RECORD).write_bytes(msgspec.json.encode(record, order="deterministic"))


def read(path: Path) -> Record | None:
    """None where nothing was recorded, or what is there is no record."""
    file = path / RECORD
    try:
        if file.stat().st_size > _LARGEST:
            return None
        return msgspec.json.decode(file.read_bytes(), type=Record)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def resized(path: Path, record: Record) -> str:
    """The first file that is gone or has another size; cheap enough for every listing."""
    for name, (size, _) in record.files.items():
        try:
            if (path / name).stat().st_size != size:
                return name
        except (OSError, ValueError):
            return name
    return ""


def changed(path: Path, record: Record, watch: Watch | None = None) -> str:
    """The first file that is not what was installed, by all of its bytes."""
    if found := resized(path, record):
        return found
    for name, (_, digest) in record.files.items():
        try:
            if digest_of(path / name, watch) != digest:
                return name
        except OSError:
            return name
    return ""


def digest_of(file: Path, watch: Watch | None = None) -> str:
    """SHA-256 of a file, in lower-case hex."""
    made = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            if watch is not None:
                watch.go_on()
            made.update(chunk)
    return made.hexdigest()
