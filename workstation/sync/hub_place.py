"""A live hub as a place: the five verbs over its doors (docs/hub.md)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO, cast
from urllib.parse import quote

import msgspec
from msgspec import Meta, Struct

from workstation.domain.ids import is_uuid
from workstation.fault import WorldFault
from workstation.sync.hub_doors import HubDoors
from workstation.sync.hub_line import PATIENT, SMALL, Answer, HubLine, Patience
from workstation.sync.names import is_digest, is_space, is_stream, shown
from workstation.sync.transport import Heads, Key, Listing, Place, Put, Shelf

MIB = 1024 * 1024
WHOLE = 64 * MIB
"""A blob that is longer is fetched in parts."""

_LISTED = 64 * MIB
_PAGES = 10_000
_STRAYS = 100
_Size = Annotated[int, Meta(ge=0, le=1 << 53)]


class Limits(Struct, frozen=True):
    """What the hub takes in, in bytes."""

    segment: _Size = 4 * MIB
    text: _Size = 1 * MIB
    chunk: Annotated[int, Meta(ge=64 * 1024, le=1 << 30)] = 8 * MIB
    blob: _Size = 4096 * MIB


class Me(Struct, frozen=True):
    """What the hub says of itself and of us."""

    place: str
    device: str
    person: str
    role: str
    vendor: str | None = None
    limits: Limits = Limits()


class _Carried(Struct, frozen=True):
    body: str
    size: _Size


class _Record(Struct, frozen=True):
    data: _Carried


class _Named(Struct, frozen=True):
    id: str
    last_modified: _Size
    size: _Size = 0
    deleted: bool = False


class _Page(Struct, frozen=True):
    data: list[_Named]


class _Head(Struct, frozen=True):
    records: _Size


class _Heads(Struct, frozen=True):
    streams: dict[str, _Head]
    texts: dict[str, _Head]


class _Blobs(Struct, frozen=True):
    blobs: dict[str, _Size]


class _Grown(Struct, frozen=True):
    state: str
    received: _Size


class HubPlace:
    """Records, words and blobs at a hub, as one device with its secret."""

    def __init__(
        self,
        address: str,
        device: str,
        secret: str,
        ca: str | None = None,
        patience: Patience = PATIENT,
    ) -> None:
        """Asks nothing yet. Raises WorldFault `sync.hub_ca`."""
        self._device = device
        self._line = HubLine(address, (device, secret), ca, patience)
        self._limits = Limits()
        self.doors = HubDoors(self._line)

    @property
    def address(self) -> str:
        """The hub's address."""
        return self._line.address

    @property
    def asked(self) -> int:
        """How many requests were made, repeated ones too."""
        return self._line.asked

    def close(self) -> None:
        """Hang up; whoever waits for the hub stops waiting."""
        self._line.close()

    def me(self) -> Me:
        """Who the hub is, and who we are there."""
        answer = self._line.ask("GET", "/v1/me")
        if answer.status != 200:
            raise _refused(answer, "me")
        said = answer.read(Me, "me")
        if not is_uuid(said.place) or said.device != self._device:
            raise WorldFault("sync.answer_odd", file="me")
        self._limits = said.limits
        return said

    def who_am_i(self, *, expected: str | None = None) -> Place:
        """The hub's own name, and the person we are there."""
        said = self.me()
        return Place(said.place, said.person)

    def put_if_absent(self, key: Key, data: bytes | Path) -> Put:
        """Keep bytes under a new name; a blob goes on where it was cut short.

        Raises WorldFault `sync.not_yours`, `sync.erased`, `sync.too_long`, `sync.refused`,
        `sync.blob_differs`, and `sync.hub_…`.
        """
        path = _path(key)
        if key.shelf is Shelf.BLOBS:
            with _opened(data) as (file, size):
                return self._put_blob(key, path, file, size)
        held = data.read_bytes() if isinstance(data, Path) else data
        limit = self._limits.segment if key.shelf is Shelf.SEGMENTS else self._limits.text
        if len(held) > limit:
            raise WorldFault("sync.too_long", file=key.name, limit=limit)
        if held:
            body = {"data": {"body": base64.b64encode(held).decode(), "size": len(held)}}
            headers = {"If-None-Match": "*", "Content-Type": "application/json"}
            answer = self._line.ask("PUT", path, msgspec.json.encode(body), headers, _room(limit))
            if answer.status == 201:
                return Put.STORED
            if answer.status != 412:
                raise _refused(answer, key.name, limit)
        # It is there already; or there is nothing to send, which the hub takes for an error.
        try:
            return Put.SAME if self.get(key) == held else Put.CONFLICT
        except WorldFault as fault:
            if fault.code == "sync.not_there":
                raise WorldFault("sync.refused", file=key.name, reason="empty") from None
            raise

    def get(self, key: Key, start: int = 0, length: int | None = None) -> bytes:
        """Bytes of a record or a blob.

        Raises WorldFault `sync.not_there`, `sync.not_yours`, `sync.too_long`, `sync.erased`,
        `sync.answer_odd`, and `sync.hub_…`.
        """
        path = _path(key)
        if key.shelf is Shelf.BLOBS:
            return self._get_blob(key, path, start, length)
        answer = self._line.ask("GET", path, limit=_room(max(self._limits.segment, 4 * MIB)))
        if answer.status != 200:
            raise _refused(answer, key.name)
        said = answer.read(_Record, key.name).data
        try:
            data = base64.b64decode(said.body, validate=True)
        except (binascii.Error, ValueError):
            data = b""
        if not data or len(data) != said.size:
            raise WorldFault("sync.answer_odd", file=key.name)
        return data[start:] if length is None else data[start : start + length]

    def list(self, shelf: Shelf, stream: str, since: str | None = None) -> Listing:
        """What a shelf holds of a stream, or what was added since a mark.

        Raises WorldFault `sync.not_yours`, `sync.answer_odd`, and `sync.hub_…`.
        """
        if shelf is Shelf.BLOBS:
            return self._list_blobs(stream)
        base = _records(shelf, stream)
        query = "?_fields=id,size,last_modified"
        newest = int(since) if since is not None and since.isdigit() else 0
        asked = f"{query}&_since={newest}" if newest else query
        sizes: dict[str, int] = {}
        strays: set[str] = set()
        for _ in range(_PAGES):
            answer = self._line.ask("GET", base + asked, limit=_LISTED)
            if answer.status != 200:
                raise _refused(answer, stream)
            for one in answer.read(_Page, stream).data:
                newest = max(newest, one.last_modified)
                if not is_digest(one.id):
                    strays.add(shown(f"{stream}/{one.id}"))
                elif not one.deleted:
                    sizes[one.id] = one.size
            following = _next(answer)
            if following is None:
                break
            if following == asked:
                raise WorldFault("sync.answer_odd", file=stream)
            asked = following
        mark = str(newest) if newest else None
        return Listing(dict(sorted(sizes.items())), tuple(sorted(strays)[:_STRAYS]), mark)

    def heads(self) -> Heads:
        """The streams that we may read, in one question.

        Raises WorldFault `sync.answer_odd`, and `sync.hub_…`.
        """
        answer = self._line.ask("GET", "/v1/heads", limit=_LISTED)
        if answer.status != 200:
            raise _refused(answer, "heads")
        said = answer.read(_Heads, "heads")
        strays: set[str] = set()
        found: list[dict[str, int]] = []
        for shelf in (said.streams, said.texts):
            counts: dict[str, int] = {}
            for name, head in sorted(shelf.items()):
                stream = name.replace("_", ".", 1)
                if not is_stream(stream):
                    strays.add(shown(name))
                elif head.records:
                    counts[stream] = head.records
            found.append(counts)
        return Heads(found[0], tuple(sorted(strays)[:_STRAYS]), found[1])

    def _put_blob(self, key: Key, path: str, file: BinaryIO, size: int) -> Put:
        chunk = min(self._limits.chunk, 8 * MIB)
        start = 0
        if size > chunk:
            grown = self._grown(key, self._line.ask("GET", f"{path}/received"))
            if grown.state == "there":
                return Put.SAME
            start = grown.received if grown.received < size else 0
        turns = 0
        while turns <= size // chunk + 8:
            turns += 1
            file.seek(start)
            data = file.read(chunk)
            headers = {"Content-Type": "application/octet-stream"}
            if len(data) != size:
                if not data:
                    break  # the file has become shorter under our hands
                headers["Content-Range"] = f"bytes {start}-{start + len(data) - 1}/{size}"
            grown = self._grown(key, self._line.ask("PUT", path, data, headers))
            match grown.state:
                case "stored":
                    return Put.STORED
                case "there":
                    return Put.SAME
                case "different":
                    raise WorldFault("sync.blob_differs", file=key.name)
                case "more" | "gap":
                    start = grown.received  # an answer that was lost, or another of our hands
                case _:
                    break
        raise WorldFault("sync.refused", file=key.name, reason=shown(grown.state))

    def _grown(self, key: Key, answer: Answer) -> _Grown:
        if answer.status in (200, 201, 202) or (answer.status in (409, 422) and not answer.code):
            return answer.read(_Grown, key.name)
        raise _refused(answer, key.name, self._limits.blob)

    def _get_blob(self, key: Key, path: str, start: int, length: int | None) -> bytes:
        if length == 0:
            length = 1  # a range names its last byte; and whether it is there is the answer
            return self._get_blob(key, path, start, length)[:0]
        most = WHOLE if length is None else length
        if most > WHOLE:
            raise WorldFault("sync.too_long", file=key.name, limit=WHOLE)
        headers = {}
        if start or length is not None:
            last = "" if length is None else str(start + length - 1)
            headers["Range"] = f"bytes={start}-{last}"
        answer = self._line.ask("GET", path, None, headers, most + 4096)
        if answer.status == 416:
            return b""
        if answer.status not in (200, 206):
            raise _refused(answer, key.name)
        if answer.status == 200:  # all of it, by a proxy that knows no ranges
            return answer.body[start:] if length is None else answer.body[start : start + length]
        said = answer.headers.get("content-range", "")
        if not said.startswith(f"bytes {start}-") or len(answer.body) > most:
            raise WorldFault("sync.answer_odd", file=key.name)
        return answer.body

    def _list_blobs(self, space: str) -> Listing:
        answer = self._line.ask("GET", _records(Shelf.BLOBS, space), limit=_LISTED)
        if answer.status != 200:
            raise _refused(answer, space)
        held = answer.read(_Blobs, space).blobs
        strays = tuple(sorted(shown(name) for name in held if not is_digest(name))[:_STRAYS])
        return Listing({name: held[name] for name in sorted(held) if is_digest(name)}, strays)


def _path(key: Key) -> str:
    if not is_digest(key.name):
        raise ValueError(key.name)
    return f"{_records(key.shelf, key.stream)}/{key.name}"


def _records(shelf: Shelf, stream: str) -> str:
    # Names from outside pass `is_stream` before they come here; this is the last gate.
    if not (is_space(stream) if shelf is Shelf.BLOBS else is_stream(stream)):
        raise ValueError(stream)
    if shelf is Shelf.BLOBS:
        return f"/v1/spaces/{stream}/blobs"
    return f"/v1/buckets/{shelf.value}/collections/{stream.replace('.', '_', 1)}/records"


def _room(limit: int) -> int:
    return limit * 4 // 3 + SMALL


def _next(answer: Answer) -> str | None:
    said = answer.headers.get("next-page")
    if said is None:
        return None
    if not said.startswith("?") or len(said) > 2000:
        raise WorldFault("sync.answer_odd", file="next-page")
    return quote(said, safe="?&=%,._-")


def _refused(answer: Answer, file: str, limit: int = 0) -> WorldFault:
    """What a refusal of one thing means; the next thing may go."""
    match answer.status:
        case 404:
            return WorldFault("sync.not_there", file=file)
        case 403:
            return WorldFault("sync.not_yours", file=file)
        case 410:
            return WorldFault("sync.erased", file=file)
        case 413:
            return WorldFault("sync.too_long", file=file, limit=limit)
    return WorldFault("sync.refused", file=file, reason=shown(answer.code or str(answer.status)))


@contextmanager
def _opened(data: bytes | Path) -> Iterator[tuple[BinaryIO, int]]:
    import io

    if isinstance(data, Path):
        with data.open("rb") as file:
            yield file, file.seek(0, io.SEEK_END)
    else:
        yield cast("BinaryIO", io.BytesIO(data)), len(data)
