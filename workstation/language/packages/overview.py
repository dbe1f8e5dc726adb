"""All that lies in the packages folder, for a list of it: what translates, what is damaged, and
how much of the disk each takes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from workstation.fault import WorldFault
from workstation.language.packages.models import Package, damaged, installed, usable


class Line(Struct, frozen=True):
    """A package, or the folder of a damaged one with its fault.

    `size` is what its files hold, `own` what removing it gives back: less, where others share.
    """

    path: Path
    package: Package | None
    in_use: bool
    size: int
    own: int
    fault: WorldFault | None = None


class Overview(Struct, frozen=True):
    """Packages by name, then damaged ones; `total` counts what is shared once."""

    lines: tuple[Line, ...]
    total: int


def overview(folder: Path) -> Overview:
    """Looks at every package; reads no weights."""
    translating = {package.path for package in usable(folder)}
    found: list[tuple[Path, Package | None, WorldFault | None]] = [
        (package.path, package, None) for package in installed(folder)
    ]
    found += [(path, None, fault) for path, fault in damaged(folder)]
    held = {path: _files(path) for path, *_ in found}
    places: dict[tuple[int, int], set[Path]] = {}
    for path, files in held.items():
        for place in files:
            places.setdefault(place, set()).add(path)
    lines = [
        Line(
            path,
            package,
            path in translating,
            sum(held[path].values()),
            sum(size for place, size in held[path].items() if len(places[place]) == 1),
            fault,
        )
        for path, package, fault in found
    ]
    every = {place: size for files in held.values() for place, size in files.items()}
    return Overview(tuple(lines), sum(every.values()))


def _files(path: Path) -> dict[tuple[int, int], int]:
    """Sizes by place on the disk: files that are linked have the same."""
    return dict(_places(path.rglob("*")))


def _places(files: Iterable[Path]) -> Iterable[tuple[tuple[int, int], int]]:
    for file in files:
        try:
            state = file.lstat()
        except OSError:
            continue
        if file.is_file() and not file.is_symlink():
            yield (state.st_dev, state.st_ino), state.st_size
