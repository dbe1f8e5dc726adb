"""What is remembered beside the packages, so that the window and the language process both see it.

    in-use.json    which version of a pair somebody chose, by the package's name
    damaged.json   files that a check found changed on the disk, by the package's folder

A file that is not what it should be counts as empty. Writing changes the folder's own time, by
which a running language process notices.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from workstation.fault import WorldFault

IN_USE, DAMAGED = "in-use.json", "damaged.json"
_LARGEST = 1024 * 1024

T = TypeVar("T")


class Mark(Struct, frozen=True):
    """A damaged file as it was when that was found; another size or time makes it worth a look."""

    file: str
    size: int
    time: int


def chosen(folder: Path) -> dict[str, str]:
    """Versions by package name, where somebody chose another than the newest."""
    return _read(folder / IN_USE, dict[str, str])


def choose(folder: Path, name: str, version: str | None) -> None:
    """This version translates from now on; None: the newest.

    Raises WorldFault `language.packages_folder`.
    """
    held = chosen(folder)
    before = dict(held)
    held.pop(name, None)
    if version is not None:
        held[name] = version
    if held != before:
        _write(folder / IN_USE, held)


def damaged_file(path: Path) -> str:
    """The file of a package's folder that a check found damaged and nobody has changed since."""
    mark = _read(path.parent / DAMAGED, dict[str, Mark]).get(path.name)
    return mark.file if mark is not None and mark == _mark(path, mark.file) else ""


def mark_damaged(path: Path, file: str) -> None:
    """Remember that a file of a package's folder is damaged; an empty name: that none is."""
    held = _read(path.parent / DAMAGED, dict[str, Mark])
    before = dict(held)
    held.pop(path.name, None)
    found = _mark(path, file) if file else None
    if found is not None:
        held[path.name] = found
    if held != before:
        # What cannot be remembered is found again by the next check.
        with contextlib.suppress(WorldFault):
            _write(path.parent / DAMAGED, held)


def _mark(path: Path, file: str) -> Mark | None:
    try:
        state = (path / file).stat()
    except (OSError, ValueError):
        return None
    return Mark(file, state.st_size, state.st_mtime_ns)


def _read(path: Path, kind: type[T]) -> T:
    try:
        if path.stat().st_size <= _LARGEST:
            return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    return msgspec.json.decode(b"{}", type=kind)


def _write(path: Path, value: Any) -> None:
    beside = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        try:
            with beside.open("xb") as file:
                file.write(msgspec.json.encode(value, order="deterministic"))
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise WorldFault(
            "language.packages_folder", folder=str(path.parent), reason=error.strerror or ""
        ) from None
