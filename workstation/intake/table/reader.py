"""A table as a batch: it makes up batch.json and cases.jsonl as they are asked for.

The line of a case in cases.jsonl is the line on which its row begins in the table, blank lines in
between, so that whatever is said of a line can be looked up in the table itself.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, Self

from workstation.domain import instant
from workstation.domain.ids import derived_id
from workstation.domain.policy import Pack
from workstation.fault import WorldFault
from workstation.intake.csv_lines import UNCLOSED, records
from workstation.intake.faults import BadLine, Doubts
from workstation.intake.interface import CASES, MANIFEST, POLICIES, blocks, unreadable
from workstation.intake.policy_pack import check_pack
from workstation.intake.table.mapping import TableMapping, check
from workstation.intake.table.rows import RowCases
from workstation.intake.table.shape import Shape, fitted, look
from workstation.intake.table.values import DateOrder, read_date

MOST_TABLE = 2 * 1024 * 1024 * 1024
MOST_LANGUAGES = 100


class Table:
    """Reads a CSV by a mapping; nothing is written beside it."""

    def __init__(
        self, path: Path, mapping: TableMapping, policies: Mapping[str, bytes]
    ) -> None:
        """Raises WorldFault as `shape.look` and `mapping.check` do, and `intake.too_large`."""
        self._path = path
        self._shape = look(path, mapping.encoding or None, mapping.delimiter or None)
        check(mapping, self._shape.header)
        self._mapping = mapping
        self._policies = {f"{POLICIES}{name}": data for name, data in policies.items()}
        self._pack: Pack | None = check_pack(policies)[0] if policies else None
        self._at = self._without_date()
        self._batch = derived_id("table", self._digest(), mapping.digest, *sorted(self._sums()))
        self._cases = RowCases(mapping, self._batch, self._pack, self._at)
        self.faults: dict[int, BadLine] = {}
        self._unknown: Mapping[str, int] = {}
        self._latest, self._rows_read = "", 0
        self._languages: set[str] = set()

    @property
    def shape(self) -> Shape:
        """How the table is written."""
        return self._shape

    def names(self) -> list[str]:
        """The files it makes up."""
        return [MANIFEST, CASES, *self._policies]

    def open(self, name: str) -> BinaryIO:
        """A file of the batch that the table stands for."""
        if name == MANIFEST:
            return io.BytesIO(self._manifest)
        if name == CASES:
            return io.BufferedReader(_Pieces(self._lines(lambda _line, _made: None)), 1 << 18)
        if name in self._policies:
            return io.BytesIO(self._policies[name])
        raise WorldFault("intake.file_missing", file=name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None: ...

    def tell(self, doubts: Doubts) -> None:
        """What is doubtful about the table as a whole; reads it once."""
        assert self._manifest
        for clause, count in self._unknown.items():
            doubts.add("intake.table.unknown_clause", clause, count)

    def cases(self) -> Iterator[tuple[int, dict[str, Any] | BadLine]]:
        """The rows as cases, each with its line, or with what is wrong with it."""
        for line, row in self._rows():
            yield line, self._case(line, row)

    @property
    def clauses(self) -> tuple[tuple[str, str], ...]:
        """What a cell may cite: every clause of the pack, by id and its last title."""
        held = {one.clause: one.title for one in self._pack.clauses} if self._pack else {}
        return tuple(held.items())

    @property
    def unknown_clauses(self) -> Mapping[str, int]:
        """What was cited and is no clause of the pack, with how often, so far."""
        return self._cases.unknown_clauses

    # The rows

    def _lines(self, look: Callable[[int, dict[str, Any] | BadLine], None]) -> Iterator[bytes]:
        """The lines of cases.jsonl; `look` sees each case, or what is wrong with it."""
        written = 0
        for line, row in self._rows():
            made = self._case(line, row)
            look(line, made)
            yield b"\n" * (line - written - 1)
            plain = {} if isinstance(made, BadLine) else made
            yield json.dumps(plain, ensure_ascii=False).encode(errors="replace") + b"\n"
            written = line

    def _case(self, line: int, row: dict[str, str] | BadLine) -> dict[str, Any] | BadLine:
        if isinstance(row, BadLine):
            return row
        try:
            return self._cases.case(row, line)
        except BadLine as bad:
            return bad

    def _rows(self) -> Iterator[tuple[int, dict[str, str] | BadLine]]:
        header = self._shape.header
        first = self._shape.skip + (1 if self._shape.named else 0)
        for place, (line, cells) in enumerate(self._records()):
            if place < first:
                continue
            if isinstance(cells, BadLine):
                yield line, cells
            elif any(cell.strip() for cell in cells[len(header) :]):
                yield line, BadLine("", "more_cells", most=len(header), got=len(cells))
            elif any(cell.strip() for cell in cells):
                yield line, dict(zip(header, fitted(cells, len(header)), strict=True))

    def _records(self) -> Iterator[tuple[int, list[str] | BadLine]]:
        """Each row with the line it begins on, or with what is wrong with it."""
        try:
            with self._open_text() as file:
                for line, row in records(file, self._shape.delimiter):
                    if isinstance(row, list):
                        yield line, row
                    elif row == UNCLOSED:
                        yield line, BadLine("", "unclosed_quote")
                    else:
                        yield line, BadLine("", "no_row")
        except OSError as error:
            raise unreadable(self._path, error) from None
        except UnicodeError:
            encoding = self._shape.encoding
            raise WorldFault("intake.table.encoding", encoding=encoding) from None

    def _open_text(self) -> io.TextIOWrapper:
        wide = self._shape.encoding.startswith(("utf-16", "utf-32"))
        return self._path.open(
            encoding=self._shape.encoding,
            errors="replace" if wide else "surrogateescape",
            newline="",
        )

    # What stands for batch.json

    @cached_property
    def _manifest(self) -> bytes:
        checksum = hashlib.sha256()
        for piece in self._lines(self._look):
            checksum.update(piece)
        if not self._rows_read and not self.faults:
            raise WorldFault("intake.table.no_rows", path=str(self._path))
        self._unknown = dict(self._cases.unknown_clauses)
        mapping, pack, name = self._mapping, self._pack, self._path.name[:200]
        decided = "action" in mapping.columns.values()
        held = {
            "format": "workstation-batch",
            "version": 1,
            "id": self._batch,
            "title": mapping.title or self._path.stem[:200],
            "kind": mapping.kind or ("qa" if decided else "inspection"),
            "blind": mapping.blind and decided,
            "created_at": self._latest or self._at,
            "publisher": mapping.publisher,
            "request": {"type": "proactive", "asked_by": mapping.publisher, "why": name},
            "languages": sorted(self._languages)[:MOST_LANGUAGES],
            "policy_pack": {"id": pack.id, "version": pack.version} if pack else None,
            "design": {"method": "table", "file": name, "mapping": mapping.digest},
            "files": {CASES: checksum.hexdigest(), **self._sums()},
        }
        return json.dumps(held, ensure_ascii=False, indent=1).encode()

    def _look(self, line: int, made: dict[str, Any] | BadLine) -> None:
        if isinstance(made, BadLine):
            self.faults[line] = made
            return
        self._rows_read += 1
        at = made["snapshot_at"]
        if not self._latest or instant.parse(at) > instant.parse(self._latest):
            self._latest = at
        if len(self._languages) < MOST_LANGUAGES:
            self._languages |= {part.get("language") for part in made["parts"]} - {None}

    def _without_date(self) -> str:
        if self._mapping.at:
            return read_date(self._mapping.at, DateOrder.YEAR_FIRST, self._mapping.offset)
        try:
            changed = datetime.fromtimestamp(int(self._path.stat().st_mtime), UTC)
        except OSError as error:
            raise unreadable(self._path, error) from None
        return changed.isoformat(timespec="seconds")

    def _digest(self) -> str:
        checksum = hashlib.sha256()
        try:
            if self._path.stat().st_size > MOST_TABLE:
                raise WorldFault("intake.too_large", file=self._path.name, most=MOST_TABLE)
            with self._path.open("rb") as file:
                for block in blocks(file):
                    checksum.update(block)
        except OSError as error:
            raise unreadable(self._path, error) from None
        return checksum.hexdigest()

    def _sums(self) -> dict[str, str]:
        return {name: hashlib.sha256(data).hexdigest() for name, data in self._policies.items()}


class _Pieces(io.RawIOBase):
    """Bytes as they are made."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left:
            try:
                self._left = next(self._pieces)
            except StopIteration:
                return 0
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size
