"""What a batch can be read from: one module a format, all behind `Reader`.

A reader shows a batch as named files (`batch.json`, `cases.jsonl`, `policies/…`, `media/…`). A
format that has no such files (a table, say) makes them up as they are asked for, so that
everything behind the reader checks one form only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, Protocol, Self

from workstation.fault import WorldFault
from workstation.intake.faults import BadLine, Doubts

MANIFEST = "batch.json"
CASES = "cases.jsonl"
POLICIES = "policies/"
MEDIA = "media/"

BLOCK = 1024 * 1024
MOST_FILES = 200_000
MOST_MANIFEST = 64 * 1024 * 1024
MOST_POLICY = 1024 * 1024
MOST_MEDIUM = 64 * 1024 * 1024
"""Caps in bytes: a manifest, a policy file, a picture or video."""


class Reader(Protocol):
    """An opened batch; use it as a context manager.

    `faults` are lines of cases.jsonl that a format already knows to be no cases.
    """

    faults: Mapping[int, BadLine]

    def tell(self, doubts: Doubts) -> None:
        """Add what is doubtful about the source as a whole."""
        ...

    def names(self) -> list[str]:
        """Every file in it, by its path with forward slashes."""
        ...

    def open(self, name: str) -> BinaryIO:
        """A file of it for reading.

        Raises WorldFault `intake.file_missing`, `intake.unreadable`, `intake.link_outside`, and
        while reading what the format may say (`intake.zip_damaged` …).
        """
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_error: object) -> None: ...


def open_source(path: Path) -> Reader:
    """The reader for what lies at a path.

    Raises WorldFault `intake.missing`, `intake.empty`, `intake.unreadable`,
    `intake.unknown_format`, `intake.workbook`, `intake.is_table` (a table needs a mapping:
    `intake.table.reader`), and what the readers say about unsafe or damaged sources.
    """
    from workstation.intake.archive import Archive
    from workstation.intake.folder import Folder

    try:
        if not path.exists():
            raise WorldFault("intake.missing", path=str(path))
        if path.is_dir():
            return Folder(path)
        if path.name == MANIFEST:
            return Folder(path.parent)
        with path.open("rb") as file:
            start = file.read(4)
    except OSError as error:
        raise unreadable(path, error) from None
    if not start:
        raise WorldFault("intake.empty", path=str(path))
    if path.suffix.lower() in (".xlsx", ".xlsm", ".xls", ".ods"):
        raise WorldFault("intake.workbook", path=str(path))
    if start[:2] == b"PK":
        return Archive(path)
    if is_table(path):
        raise WorldFault("intake.is_table", path=str(path))
    raise WorldFault("intake.unknown_format", path=str(path))


def is_table(path: Path) -> bool:
    """Whether a file is called like a table."""
    return path.suffix.lower() in (".csv", ".tsv", ".tab")


def unreadable(path: Path | str, error: OSError) -> WorldFault:
    """The fault of a file that the system would not give."""
    return WorldFault("intake.unreadable", path=str(path), why=error.strerror or "")


def is_safe(name: str) -> bool:
    """Whether a name stays inside its batch on every system: relative, no `..`, no backslash."""
    return (
        0 < len(name) <= 500
        and name.isprintable()
        and "\\" not in name
        and ":" not in name
        and all(step not in ("", ".", "..") for step in name.split("/"))
    )


def blocks(file: BinaryIO, cancelled: Callable[[], bool] = lambda: False) -> Iterator[bytes]:
    """A file in blocks; raises WorldFault `intake.cancelled` once somebody asks to stop."""
    while block := file.read(BLOCK):
        if cancelled():
            raise WorldFault("intake.cancelled")
        yield block


def read_capped(reader: Reader, name: str, most: int) -> bytes:
    """A whole file of known size; raises WorldFault `intake.too_large`, and what `open` raises."""
    kept: list[bytes] = []
    with reader.open(name) as file:
        # In blocks: read(most) would set the whole of it aside at once.
        for block in blocks(file):
            kept.append(block)
            if sum(map(len, kept)) > most:
                raise WorldFault("intake.too_large", file=name, most=most)
    return b"".join(kept)
