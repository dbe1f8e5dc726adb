"""Blobs at a hub: sent in parts that go on where they were cut, fetched by ranges."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from msgspec import Struct

from workstation.fault import WorldFault
from workstation.sync.hub_answers import (
    LISTED,
    MIB,
    Limits,
    Size,
    path_of,
    refused,
    shelf_path,
)
from workstation.sync.hub_line import Answer, HubLine
from workstation.sync.names import is_digest, shown
from workstation.sync.transport import Key, Listing, Put, Shelf

WHOLE = 64 * MIB
"""A blob that is longer is fetched in parts."""

_CHUNK = 8 * MIB
_STRAYS = 100


class _Blobs(Struct, frozen=True):
    blobs: dict[str, Size]


class _Grown(Struct, frozen=True):
    state: str
    received: Size


def put(line: HubLine, key: Key, data: bytes | Path, limits: Limits) -> Put:
    """Send a blob, or what is missing of it.

    Raises WorldFault `sync.blob_differs`, `sync.source_unreadable`, `sync.refused`, …
    """
    with _opened(data) as (file, size):
        return _put(line, key, file, size, limits)


def _put(line: HubLine, key: Key, file: BinaryIO, size: int, limits: Limits) -> Put:
    path, chunk = path_of(key), min(limits.chunk, _CHUNK)
    start = 0
    if size > chunk:
        grown = _grown(key, line.ask("GET", f"{path}/received"), limits)
        if grown.state == "there":
            return Put.SAME
        start = grown.received if grown.received < size else 0
    state = "?"
    for _ in range(size // chunk + 8):
        data = _part(file, start, chunk)
        headers = {"Content-Type": "application/octet-stream"}
        if len(data) != size:
            if not data:
                break  # the file has become shorter under our hands
            headers["Content-Range"] = f"bytes {start}-{start + len(data) - 1}/{size}"
        grown = _grown(key, line.ask("PUT", path, data, headers), limits)
        start, state = grown.received, grown.state
        match state:
            case "stored":
                return Put.STORED
            case "there":
                return Put.SAME
            case "different":
                raise WorldFault("sync.blob_differs", file=key.name)
            case "more" | "gap":
                continue  # where the hub is: an answer may have been lost
        break
    raise WorldFault("sync.refused", file=key.name, reason=shown(state))


def _grown(key: Key, answer: Answer, limits: Limits) -> _Grown:
    if answer.status in (200, 201, 202) or (answer.status in (409, 422) and not answer.code):
        return answer.read(_Grown, key.name)
    raise refused(answer, key.name, limits.blob)


def get(line: HubLine, key: Key, start: int, length: int | None) -> bytes:
    """Bytes of a blob.

    Raises WorldFault `sync.not_there`, `sync.too_long`, `sync.answer_odd`, …
    """
    if length == 0:
        # A range names its last byte, so nothing cannot be asked for; whether it is there can.
        return get(line, key, start, 1)[:0]
    most = WHOLE if length is None else length
    if most > WHOLE:
        raise WorldFault("sync.too_long", file=key.name, limit=WHOLE)
    headers = {}
    if start or length is not None:
        last = "" if length is None else str(start + length - 1)
        headers["Range"] = f"bytes={start}-{last}"
    answer = line.ask("GET", path_of(key), None, headers, most + 4096)
    if answer.status == 416:
        return b""
    if answer.status not in (200, 206):
        raise refused(answer, key.name)
    if answer.status == 200:  # all of it, by a proxy that knows no ranges
        return answer.body[start:] if length is None else answer.body[start : start + length]
    said = answer.headers.get("content-range", "")
    if not said.startswith(f"bytes {start}-") or len(answer.body) > most:
        raise WorldFault("sync.answer_odd", file=key.name)
    return answer.body


def listed(line: HubLine, space: str) -> Listing:
    """The blobs of a space.

    Raises WorldFault `sync.not_yours`, `sync.answer_odd`, …
    """
    answer = line.ask("GET", shelf_path(Shelf.BLOBS, space), limit=LISTED)
    if answer.status != 200:
        raise refused(answer, space)
    held = answer.read(_Blobs, space).blobs
    strays = tuple(sorted(shown(name) for name in held if not is_digest(name))[:_STRAYS])
    return Listing({name: held[name] for name in sorted(held) if is_digest(name)}, strays)


@contextmanager
def _opened(data: bytes | Path) -> Iterator[tuple[BinaryIO, int]]:
    if isinstance(data, bytes):
        yield cast("BinaryIO", io.BytesIO(data)), len(data)
        return
    try:
        file = data.open("rb")
    except OSError as error:
        raise _unreadable(data, error) from None
    with file:
        yield file, file.seek(0, io.SEEK_END)


def _part(file: BinaryIO, start: int, length: int) -> bytes:
    try:
        file.seek(start)
        return file.read(length)
    except OSError as error:
        raise _unreadable(Path(file.name), error) from None


def _unreadable(path: Path, error: OSError) -> WorldFault:
    return WorldFault("sync.source_unreadable", path=str(path), reason=error.strerror or "")
