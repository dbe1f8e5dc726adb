"""The rows of a frame from a table, JSON lines (both also gzipped) or a batch, one at a time."""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from workstation.fault import WorldFault
from workstation.intake.csv_lines import UNCLOSED, records
from workstation.intake.decode import BOM, Decoder, case_decoder
from workstation.intake.faults import BadLine, Doubts
from workstation.intake.frame.mapping import FrameMapping, suggest
from workstation.intake.frame.rows import CellRows, FrameLine, WireFrame, of_case, of_wire
from workstation.intake.interface import CASES, MANIFEST, blocks, open_source, unreadable
from workstation.intake.lines import MOST_LINE, lines
from workstation.intake.table.shape import SAMPLE, Shape, fitted, look_into

MOST_LINE_OF_JSON = 64 * 1024
MOST_CELL = 64 * 1024
_GZIP = b"\x1f\x8b"
_DAMAGED = (gzip.BadGzipFile, EOFError, zlib.error)


class FrameSource(Protocol):
    """A frame that can be read: its rows with their lines, and how far the file is read."""

    def rows(self) -> Iterator[tuple[int, FrameLine | BadLine]]:
        """Each row, or what is wrong with its line."""
        ...

    def place(self) -> int:
        """Bytes of the file that are read."""
        ...


@contextmanager
def open_frame(path: Path, mapping: FrameMapping, doubts: Doubts) -> Iterator[FrameSource]:
    """What lies at a path as a frame.

    Raises WorldFault `intake.missing`, `intake.empty`, `intake.unreadable`, `intake.workbook`,
    `frame.gzip_damaged`, what `mapping.suggest` and `intake.open_source` raise.
    """
    if path.is_dir() or path.name == MANIFEST:
        yield _OfBatch(path, doubts)
        return
    with ExitStack() as stack:
        try:
            raw = stack.enter_context(path.open("rb"))
            head = raw.read(4)
            raw.seek(0)
            if head[:2] == b"PK" and path.suffix.lower() not in (".xlsx", ".xlsm", ".ods"):
                yield _OfBatch(path, doubts)
                return
            if head[:2] == b"PK" or path.suffix.lower() == ".xls":
                raise WorldFault("intake.workbook", path=str(path))
            file: BinaryIO = raw
            if head[:2] == _GZIP:
                packed = gzip.GzipFile(fileobj=raw)
                file = stack.enter_context(io.BufferedReader(packed, 1 << 18))  # type: ignore[type-var]
            sample = file.read(SAMPLE)
            file.seek(0)
            if sample.removeprefix(BOM).lstrip()[:1] == b"{":
                yield _OfLines(raw, file, doubts)
            else:
                yield _OfTable(path, raw, file, sample, mapping)
        except FileNotFoundError:
            raise WorldFault("intake.missing", path=str(path)) from None
        except _DAMAGED:
            raise WorldFault("frame.gzip_damaged", path=str(path)) from None
        except OSError as error:
            raise unreadable(path, error) from None


def digest_of(path: Path, cancelled: Callable[[], bool]) -> tuple[str, int]:
    """SHA-256 and size of a frame's file; of a batch those of its cases."""
    checksum, size = hashlib.sha256(), 0
    with ExitStack() as stack:
        try:
            if path.is_dir() or path.name == MANIFEST:
                file = stack.enter_context(stack.enter_context(open_source(path)).open(CASES))
            else:
                file = stack.enter_context(path.open("rb"))
            for block in blocks(file, cancelled):
                checksum.update(block)
                size += len(block)
        except FileNotFoundError:
            raise WorldFault("intake.missing", path=str(path)) from None
        except OSError as error:
            raise unreadable(path, error) from None
    if not size:
        raise WorldFault("intake.empty", path=str(path))
    return checksum.hexdigest(), size


class _OfTable:
    """A CSV."""

    def __init__(
        self, path: Path, raw: BinaryIO, file: BinaryIO, sample: bytes, mapping: FrameMapping
    ) -> None:
        self._raw, self._file = raw, file
        self.shape: Shape = look_into(
            sample, path, mapping.encoding or None, mapping.delimiter or None
        )
        if not self.shape.named:
            raise WorldFault("frame.no_header", path=str(path))
        self.mapping = suggest(self.shape, mapping)

    def place(self) -> int:
        """Bytes read."""
        return self._raw.tell()

    def rows(self) -> Iterator[tuple[int, FrameLine | BadLine]]:
        """Each row."""
        shape = self.shape
        cells = CellRows(self.mapping, shape.header)
        wide = shape.encoding.startswith(("utf-16", "utf-32"))
        text = io.TextIOWrapper(
            self._file, shape.encoding, "replace" if wide else "surrogateescape", newline=""
        )
        columns = len(shape.header)
        try:
            held = records(text, shape.delimiter, most_cell=MOST_CELL)
            for place, (line, row) in enumerate(held):
                if place <= shape.skip:
                    continue
                if isinstance(row, str):
                    yield line, BadLine("", "unclosed_quote" if row == UNCLOSED else "no_row")
                    continue
                if len(row) != columns:
                    if not any(cell.strip() for cell in row):
                        continue
                    if any(cell.strip() for cell in row[columns:]):
                        yield line, BadLine("", "more_cells", most=columns, got=len(row))
                        continue
                    row = list(fitted(row, columns))
                try:
                    made: FrameLine | BadLine = cells.row(row)
                except BadLine as bad:
                    if not any(cell.strip() for cell in row):
                        continue
                    made = bad
                yield line, made
        except UnicodeError:
            raise WorldFault("intake.table.encoding", encoding=shape.encoding) from None
        finally:
            text.detach()


class _OfLines:
    """JSON lines."""

    def __init__(self, raw: BinaryIO, file: BinaryIO, doubts: Doubts) -> None:
        self._raw, self._file = raw, file
        self._decode = Decoder(WireFrame, doubts).decode

    def place(self) -> int:
        """Bytes read."""
        return self._raw.tell()

    def rows(self) -> Iterator[tuple[int, FrameLine | BadLine]]:
        """Each line."""
        for number, line in lines(self._file, hashlib.sha256(), MOST_LINE_OF_JSON):
            try:
                if line is None:
                    raise BadLine("", "line_too_long", most=MOST_LINE_OF_JSON)
                yield number, of_wire(self._decode(line))
            except BadLine as bad:
                yield number, bad


class _OfBatch:
    """The decisions of a batch, without its content."""

    def __init__(self, path: Path, doubts: Doubts) -> None:
        self._path = path
        self._decode = case_decoder(doubts).decode
        self._read = 0

    def place(self) -> int:
        """Bytes read."""
        return self._read

    def rows(self) -> Iterator[tuple[int, FrameLine | BadLine]]:
        """Each case."""
        with open_source(self._path) as reader, reader.open(CASES) as file:
            for number, line in lines(file, hashlib.sha256()):
                try:
                    if line is None:
                        raise BadLine("", "line_too_long", most=MOST_LINE)
                    self._read += len(line) + 1
                    yield number, of_case(self._decode(line))
                except BadLine as bad:
                    yield number, bad
