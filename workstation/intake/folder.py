"""A batch that lies in a folder. Links that lead out of it are refused, wherever they stand."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, ClassVar, Self

from workstation.fault import WorldFault
from workstation.intake.faults import BadLine, Doubts
from workstation.intake.interface import MOST_FILES, unreadable


class Folder:
    """Reads a folder as it is; nothing is written into it."""

    faults: ClassVar[Mapping[int, BadLine]] = {}

    def __init__(self, path: Path) -> None:
        """Raises WorldFault `intake.link_outside`, `intake.too_many_files`, `intake.unreadable`."""
        self._path = path
        try:
            self._root = path.resolve(strict=True)
            self._names = self._walk()
        except OSError as error:
            raise unreadable(path, error) from None

    def tell(self, doubts: Doubts) -> None:
        """Nothing: what lies there is checked as it is read."""

    def names(self) -> list[str]:
        """Every file, by its path below the folder."""
        return self._names

    def open(self, name: str) -> BinaryIO:
        """A file of it; pipes and devices are not files."""
        try:
            target = (self._root / name).resolve(strict=True)
            if not target.is_relative_to(self._root):
                raise WorldFault("intake.link_outside", file=name)
            if not stat.S_ISREG(target.stat().st_mode):
                raise WorldFault("intake.file_missing", file=name)
            return target.open("rb", buffering=1 << 18)
        except (FileNotFoundError, NotADirectoryError):
            raise WorldFault("intake.file_missing", file=name) from None
        except OSError as error:
            raise unreadable(self._path / name, error) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None: ...

    def _walk(self) -> list[str]:
        found: list[str] = []
        for place, folders, files in os.walk(self._root, onerror=_raise):
            here = Path(place)
            for name in (*folders, *files):
                path = here / name
                if path.is_symlink() and not path.resolve().is_relative_to(self._root):
                    inside = path.relative_to(self._root).as_posix()
                    raise WorldFault("intake.link_outside", file=inside)
            found += [(here / name).relative_to(self._root).as_posix() for name in files]
            if len(found) > MOST_FILES:
                raise WorldFault("intake.too_many_files", most=MOST_FILES)
        return sorted(found)


def _raise(error: OSError) -> None:
    raise error
