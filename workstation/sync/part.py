"""A file that grows while it is fetched, piece by piece; locked with a secret where it has one.

What is fetched of a case may not lie open on a disk whose store is encrypted: each piece is then
written as a box of its own. A piece that was cut short is fetched again, the ones before it stay.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

PIECE = 1 << 20
"""Bytes that are asked for at once."""

_MORE = SecretBox.NONCE_SIZE + SecretBox.MACBYTES


class Part:
    """A growing file. Use it as a context manager; one at a time."""

    def __init__(self, path: Path, secret: bytes | None = None) -> None:
        """Open or make it; what is there and holds is gone on with."""
        self._box = SecretBox(secret) if secret else None
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
        self._file = io.FileIO(os.open(path, flags, 0o600), "r+b")
        self.size = 0
        self._made = hashlib.sha256()
        good = 0
        for piece in _pieces(self._file, self._box):
            if len(piece) < PIECE and self._box is not None:
                break  # the last of an earlier try: only whole pieces may be followed
            self.size += len(piece)
            self._made.update(piece)
            good = self._file.tell()
        self._file.seek(good)
        self._file.truncate(good)

    def add(self, piece: bytes) -> None:
        """Add what comes next; all but the last are `PIECE` long."""
        stored = bytes(self._box.encrypt(piece)) if self._box else piece
        rest = memoryview(stored)
        while rest:
            rest = rest[self._file.write(rest) :]
        self.size += len(piece)
        self._made.update(piece)

    def begin_anew(self) -> None:
        """Forget what is there."""
        self._file.seek(0)
        self._file.truncate(0)
        self.size, self._made = 0, hashlib.sha256()

    def digest(self) -> str:
        """SHA-256 of all of it."""
        return self._made.hexdigest()

    def flush(self) -> None:
        """Have it on the disk."""
        os.fsync(self._file.fileno())

    def __enter__(self) -> Part:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()


class Opened(io.RawIOBase):
    """A fetched file for reading."""

    def __init__(self, path: Path, secret: bytes | None) -> None:
        super().__init__()
        self._file = path.open("rb", buffering=0)
        self._pieces = _pieces(self._file, SecretBox(secret) if secret else None)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """The next bytes; a file that was changed by another hand ends early."""
        if not self._rest:
            self._rest = memoryview(next(self._pieces, b""))
        taken = self._rest[: len(buffer)]
        buffer[: len(taken)] = taken
        self._rest = self._rest[len(taken) :]
        return len(taken)

    def close(self) -> None:
        """Close it."""
        self._file.close()
        super().close()


def _pieces(file: io.FileIO, box: SecretBox | None) -> Iterator[bytes]:
    stored = PIECE + (_MORE if box else 0)
    while data := _read(file, stored):
        if box is None:
            yield data
            continue
        with contextlib.suppress(CryptoError, ValueError):
            yield box.decrypt(data)
            continue
        return


def _read(file: io.FileIO, most: int) -> bytes:
    held: list[bytes] = []
    while most > 0 and (piece := file.read(most)):
        held.append(piece)
        most -= len(piece)
    return b"".join(held)
