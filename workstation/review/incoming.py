"""A batch on its way in: files that were fetched, and those that the store holds already."""

from __future__ import annotations

import hmac
import io
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, ClassVar, Self, cast

from workstation.fault import WorldFault
from workstation.intake.faults import BadLine, Doubts
from workstation.intake.interface import unreadable
from workstation.store import published
from workstation.store.keys import Protection
from workstation.store.store import Store
from workstation.sync.part import Opened

FOLDER = "incoming"


def folder_of(home: Path, batch: str) -> Path:
    """Where a batch's files lie until it is in."""
    return home / FOLDER / batch


def secret_of(store: Store) -> bytes | None:
    """What they are locked with; None where the store itself is open."""
    if store.protection is Protection.PLAIN or not store.key:
        return None
    return hmac.digest(store.key, b"workstation incoming\n", "sha256")


def forget(home: Path, batch: str) -> None:
    """Clear a batch's files away."""
    shutil.rmtree(folder_of(home, batch), ignore_errors=True)


class Incoming:
    """A `workstation.intake.interface.Reader` over them."""

    faults: ClassVar[Mapping[int, BadLine]] = {}

    def __init__(self, store: Store, batch: str, files: Mapping[str, str]) -> None:
        """Every one of the files is here by now, by path its digest."""
        self._store = store
        self.batch = batch
        self.files = files
        self._folder = folder_of(store.paths.home, batch)
        self._secret = secret_of(store)

    def tell(self, doubts: Doubts) -> None:
        """Nothing: what came is checked as it is read."""

    def names(self) -> list[str]:
        """Every file, by its path in the batch."""
        return sorted(self.files)

    def open(self, name: str) -> BinaryIO:
        """A file of it."""
        sha256 = self.files.get(name)
        if sha256 is None:
            raise WorldFault("intake.file_missing", file=name)
        path = self._folder / sha256
        try:
            return cast(BinaryIO, io.BufferedReader(Opened(path, self._secret), 1 << 18))
        except FileNotFoundError:
            pass
        except OSError as error:
            raise unreadable(path, error) from None
        held = self._store.read(published.bytes_of, sha256).result()
        if held is None:
            raise WorldFault("intake.file_missing", file=name)
        return io.BytesIO(held)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None: ...
