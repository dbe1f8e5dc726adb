"""A live hub as a place: the five verbs over its doors (docs/hub.md)."""

from __future__ import annotations

import base64
import binascii
import re
from pathlib import Path
from urllib.parse import quote

import msgspec
from msgspec import Struct

from workstation.domain.ids import is_uuid
from workstation.fault import WorldFault
from workstation.sync import hub_blobs
from workstation.sync.hub_answers import LISTED, MIB, Limits, Me, Size, path_of, refused, shelf_path
from workstation.sync.hub_doors import HubDoors
from workstation.sync.hub_line import PATIENT, SMALL, Answer, HubLine, Patience
from workstation.sync.names import is_digest, is_stream, shown
from workstation.sync.transport import Heads, Key, Listing, Place, Put, Shelf

_PAGES = 10_000
_STRAYS = 100
_MARK = re.compile(r"[0-9]{1,15}")


class _Carried(Struct, frozen=True):
    body: str
    size: Size


class _Record(Struct, frozen=True):
    data: _Carried


class _Named(Struct, frozen=True):
    id: str
    last_modified: Size
    size: Size = 0
    deleted: bool = False


class _Page(Struct, frozen=True):
    data: list[_Named]


class _Head(Struct, frozen=True):
    records: Size


class _Heads(Struct, frozen=True):
    streams: dict[str, _Head]
    texts: dict[str, _Head]


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
            raise refused(answer, "me")
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
        path = path_of(key)
        if key.shelf is Shelf.BLOBS:
            return hub_blobs.put(self._line, key, data, self._limits)
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
                raise refused(answer, key.name, limit)
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
        path = path_of(key)
        if key.shelf is Shelf.BLOBS:
            return hub_blobs.get(self._line, key, start, length)
        answer = self._line.ask("GET", path, limit=_room(max(self._limits.segment, 4 * MIB)))
        if answer.status != 200:
            raise refused(answer, key.name)
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
            return hub_blobs.listed(self._line, stream)
        base = shelf_path(shelf, stream)
        query = "?_fields=id,size,last_modified,deleted"
        newest = int(since) if _MARK.fullmatch(since or "") else 0
        asked = f"{query}&_since={newest}" if newest else query
        sizes: dict[str, int] = {}
        strays: set[str] = set()
        for _ in range(_PAGES):
            answer = self._line.ask("GET", base + asked, limit=LISTED)
            if answer.status != 200:
                raise refused(answer, stream)
            for one in answer.read(_Page, stream).data:
                newest = max(newest, one.last_modified)
                if not is_digest(one.id):
                    strays.add(shown(f"{stream}/{one.id}"))
                elif not one.deleted:
                    sizes[one.id] = one.size
            following = _next(answer)
            if following is None:
                mark = str(newest) if newest else None
                return Listing(dict(sorted(sizes.items())), tuple(sorted(strays)[:_STRAYS]), mark)
            if following == asked:
                break
            asked = following
        raise WorldFault("sync.answer_odd", file=stream)  # pages without end

    def heads(self) -> Heads:
        """The streams that we may read, in one question.

        Raises WorldFault `sync.answer_odd`, and `sync.hub_…`.
        """
        answer = self._line.ask("GET", "/v1/heads", limit=LISTED)
        if answer.status != 200:
            raise refused(answer, "heads")
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


def _room(limit: int) -> int:
    return limit * 4 // 3 + SMALL


def _next(answer: Answer) -> str | None:
    said = answer.headers.get("next-page")
    if said is None:
        return None
    if not said.startswith("?") or len(said) > 2000:
        raise WorldFault("sync.answer_odd", file="next-page")
    return quote(said, safe="?&=%,._-")
