"""Small tables that come as files: CSV or JSON lines, also packed with gzip; named columns."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from workstation.fault import WorldFault

MOST_CELL = 10_000
_GZIP = b"\x1f\x8b"
_DAMAGED = (gzip.BadGzipFile, EOFError, OSError)


def read(
    path: Path,
    needed: Sequence[str],
    wanted: Sequence[str] = (),
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[tuple[int, list[str]]]:
    """Line number and the cells of the columns `needed` and `wanted` (empty where the file has no
    such column), row by row.

    Raises WorldFault `kpi.file`, `kpi.file_text`, `kpi.file_column`, `kpi.file_line`,
    `kpi.file_empty`.
    """
    name = path.name
    try:
        raw = path.open("rb")
    except OSError as error:
        raise WorldFault("kpi.file", path=str(path), why=error.strerror or "") from None
    with raw:
        try:
            head = raw.peek(2)[:2] if isinstance(raw, io.BufferedReader) else b""
            file: BinaryIO = gzip.GzipFile(fileobj=raw) if head == _GZIP else raw  # type: ignore[assignment]
            text = io.TextIOWrapper(file, "utf-8-sig", newline="")
            first = text.read(1)
            if not first:
                raise WorldFault("kpi.file_empty", file=name)
            rows = _objects(text, first, name) if first == "{" else _table(text, first, name)
            yield from _picked(rows, needed, wanted, name, cancelled)
        except UnicodeDecodeError:
            raise WorldFault("kpi.file_text", file=name) from None
        except _DAMAGED as error:
            why = getattr(error, "strerror", None) or "it is damaged or cut short"
            raise WorldFault("kpi.file", path=str(path), why=why) from None


def _picked(
    rows: Iterator[tuple[int, dict[str, str] | list[str]]],
    needed: Sequence[str],
    wanted: Sequence[str],
    name: str,
    cancelled: Callable[[], bool],
) -> Iterator[tuple[int, list[str]]]:
    names = [*needed, *wanted]
    places: list[int] | None = None
    count = 0
    for line, row in rows:
        if line % 4096 == 0 and cancelled():
            raise WorldFault("kpi.cancelled")
        if isinstance(row, dict):
            lacks = [one for one in needed if one not in row]
            if lacks:
                raise WorldFault("kpi.file_column", file=name, column=lacks[0], line=line)
            count += 1
            yield line, [row.get(one, "") for one in names]
            continue
        if places is None:
            header = [cell.strip().lower() for cell in row]
            lacks = [one for one in needed if one not in header]
            if lacks:
                raise WorldFault("kpi.file_column", file=name, column=lacks[0], line=line)
            places = [header.index(one) if one in header else -1 for one in names]
            wide = len(header)
            continue
        if not any(row):
            continue
        if len(row) != wide:
            raise WorldFault(
                "kpi.file_line", file=name, line=line, column="", why=f"{len(row)} cells of {wide}"
            )
        count += 1
        yield line, [row[place] if place >= 0 else "" for place in places]
    if not count:
        raise WorldFault("kpi.file_empty", file=name)


def _table(text: io.TextIOWrapper, first: str, name: str) -> Iterator[tuple[int, list[str]]]:
    head = first + text.readline(1 << 20)
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(_chained(head, text), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            if any(len(cell) > MOST_CELL or "\0" in cell for cell in row):
                raise WorldFault(
                    "kpi.file_line", file=name, line=reader.line_num, column="",
                    why="a cell is too long, or no text",
                )  # fmt: skip
            yield reader.line_num, row
    except csv.Error as error:
        raise WorldFault(
            "kpi.file_line", file=name, line=reader.line_num, column="", why=str(error)
        ) from None


def _chained(head: str, text: io.TextIOWrapper) -> Iterator[str]:
    yield head
    yield from text


def _objects(text: io.TextIOWrapper, first: str, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    for line, words in enumerate(_chained(first + text.readline(), text), 1):
        if not words.strip():
            continue
        try:
            row = json.loads(words)
            if not isinstance(row, dict):
                raise ValueError
        except (ValueError, RecursionError):
            raise WorldFault(
                "kpi.file_line", file=name, line=line, column="", why="it is no JSON object"
            ) from None
        yield line, {str(key): _cell(value) for key, value in row.items()}


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)
