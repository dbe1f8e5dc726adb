"""Packages' files are copied, or share one place on the disk with files that hold the same."""

from __future__ import annotations

import os
import secrets
import shutil
from filecmp import cmp
from pathlib import Path

from workstation.fault import WorldFault
from workstation.language.packages import records
from workstation.language.packages.installing.aside import need_room
from workstation.language.packages.installing.unpacking import MOST_BYTES, MOST_ENTRIES
from workstation.language.packages.models import TOKENIZERS, installed
from workstation.language.packages.records import Record
from workstation.language.packages.watch import Watch

_CHUNK = 1024 * 1024


def copy_package(source: Path, target: Path, shown: str, watch: Watch) -> None:
    """Copies the plain files of a package's folder; what was recorded of it elsewhere stays there.

    Raises WorldFault `language.package_too_big`, `language.packages_full`.
    """
    files = records.files_of(source)
    size = sum(file.stat().st_size for file in files)
    if len(files) > MOST_ENTRIES or size > MOST_BYTES:
        limit = f"{MOST_ENTRIES} files, {MOST_BYTES // 1_000_000} MB"
        raise WorldFault("language.package_too_big", path=shown, limit=limit)
    need_room(target, size)
    for file in files:
        place = target / file.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        copy_file(file, place, watch)


def copy_file(source: Path, target: Path, watch: Watch) -> None:
    """Copies one file to a new name, and can be stopped on the way."""
    with source.open("rb") as reading, target.open("xb") as writing:
        while chunk := reading.read(_CHUNK):
            watch.go_on()
            writing.write(chunk)


def link_package(source: Path, target: Path) -> None:
    """The same files once more; they share one place on the disk where it can."""
    for file in records.files_of(source):
        place = target / file.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(file, place)
        except OSError:
            shutil.copyfile(file, place)  # a disk without hard links: a copy does


def share(unpacked: Path, record: Record, folder: Path) -> int:
    """Gives up a package's own copy of its model where an installed one has the very same; the
    bytes that saves.

    Model and tokenizer go together: the engine loads one model for all packages that share its
    file, so what belongs to it has to be the same too.
    """
    own = _model_files(record)
    for other in installed(folder):
        held = records.read(other.path)
        if held is None or _model_files(held) != own:
            continue
        # The record is what it was; by now the disk may hold something else.
        if all(cmp(unpacked / name, other.path / name, shallow=False) for name in own):
            return sum(
                size
                for name, (size, _) in own.items()
                if _linked(other.path / name, unpacked / name)
            )
    return 0


def _model_files(record: Record) -> dict[str, tuple[int, str]]:
    return {
        name: known
        for name, known in record.files.items()
        if name.startswith("model/") or name in TOKENIZERS
    }


def _linked(file: Path, place: Path) -> bool:
    beside = place.with_name(f".{secrets.token_hex(4)}")
    try:
        os.link(file, beside)
        beside.replace(place)
    except OSError:
        return False  # a disk without hard links, or too many of them
    return True
