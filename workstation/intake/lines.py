"""The lines of a file, numbered from 1, in constant memory however long one of them is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Protocol

from workstation.intake.decode import BOM
from workstation.intake.interface import BLOCK

MOST_LINE = 8 * 1024 * 1024


class Sum(Protocol):
    """A running checksum, fed with every byte that is read."""

    def update(self, data: bytes, /) -> None: ...


def lines(
    file: BinaryIO, checksum: Sum, most: int = MOST_LINE
) -> Iterator[tuple[int, bytes | None]]:
    """Every line that is not blank, without its line break; None for one that is too long."""
    number = 0
    update, readline = checksum.update, file.readline
    while line := readline(most + 1):
        update(line)
        number += 1
        if len(line) > most and not line.endswith(b"\n"):
            del line
            _skip(file, checksum)
            yield number, None
            continue
        if number == 1:
            line = line.removeprefix(BOM)
        line = line.strip(b" \t\r\n")
        if line:
            yield number, line


def _skip(file: BinaryIO, checksum: Sum) -> None:
    while piece := file.readline(BLOCK):
        checksum.update(piece)
        if piece.endswith(b"\n"):
            return
