"""Blobs over HTTP: `PUT`, `GET`, `HEAD`, with ranges both ways."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from workstation.domain.ids import is_uuid
from workstation.hub import blobs, facts
from workstation.hub.answers import Answer, Refused, answer, body_of, denied, missing, odd
from workstation.hub.blobs import Grown
from workstation.hub.config import Config
from workstation.hub.rules import (
    Caller,
    may_change_batch,
    may_read_batch,
    may_read_shared,
    may_write_shared,
)
from workstation.hub.tables import Base, Rows

_SENT = re.compile(r"bytes ([0-9]{1,15})-([0-9]{1,15})/([0-9]{1,15})")
_ASKED = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")
_STATUS = {
    Grown.THERE: "200 OK",
    Grown.STORED: "201 Created",
    Grown.MORE: "202 Accepted",
    Grown.GAP: "409 Conflict",
    Grown.SIZE: "409 Conflict",
    Grown.DIFFERENT: "422 Unprocessable Entity",
}


class BlobDoors:
    """What is done with the blobs of a space."""

    def __init__(self, config: Config, base: Base) -> None:
        """One set serves every thread."""
        self._config, self._base = config, base

    def list(self, caller: Caller, environ: Any, space: str) -> Answer:
        """The blobs of a space."""
        with self._base.transaction() as db:
            _reading(db, caller, space)
            return answer({"blobs": blobs.listed(db, space)})

    def put(self, caller: Caller, environ: Any, space: str, digest: str) -> Answer:
        """Take in a blob, or the next part of one; how much of it is here."""
        with self._base.transaction() as db:
            _writing(db, caller, space)
        data = body_of(environ, self._config.chunk)
        start, total = _place(environ, len(data))
        if total > self._config.blob:
            raise Refused("413 Request Entity Too Large", "too_long")
        with self._base.transaction() as db:
            _writing(db, caller, space)  # it may have been taken back meanwhile
            grown, done = blobs.grow(db, space, digest, caller.device, start, data, total)
        return answer({"state": grown.value, "received": done}, _STATUS[grown])

    def received(self, caller: Caller, environ: Any, space: str, digest: str) -> Answer:
        """How much of one's own upload is here."""
        with self._base.transaction() as db:
            _writing(db, caller, space)
            held = blobs.size(db, space, digest)
            done = blobs.received(db, space, digest, caller.device) if held is None else held
        return answer({"state": "more" if held is None else "there", "received": done})

    def get(self, caller: Caller, environ: Any, space: str, digest: str) -> Answer:
        """A blob, or a range of it."""
        with self._base.transaction() as db:
            _reading(db, caller, space)
            size = blobs.size(db, space, digest)
        if size is None:
            raise missing()
        headers = {
            "Content-Type": "application/octet-stream",
            "Accept-Ranges": "bytes",
            "ETag": f'"{digest}"',
        }
        asked = environ.get("HTTP_RANGE")
        if asked is None:
            return Answer("200 OK", blobs.pieces(self._base, digest, 0, size), headers, size)
        found = _range(asked, size)
        if found is None:
            raise Refused(
                "416 Range Not Satisfiable", "range", **{"Content-Range": f"bytes */{size}"}
            )
        start, end = found
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
        body = blobs.pieces(self._base, digest, start, end)
        return Answer("206 Partial Content", body, headers, end - start)


def _reading(db: Rows, caller: Caller, space: str) -> None:
    if may_read_shared(caller, space):
        return
    batch = _batch(db, space)
    if batch is None or not may_read_batch(caller, batch):
        raise denied()
    if batch.retracted:
        raise Refused("410 Gone", "retracted")


def _writing(db: Rows, caller: Caller, space: str) -> None:
    if may_write_shared(caller, space):
        return
    batch = _batch(db, space)
    if batch is None or not may_change_batch(caller, batch):
        raise denied()
    if batch.retracted:
        raise Refused("410 Gone", "retracted")


def _batch(db: Rows, space: str) -> Any:
    kind, _, name = space.partition("-")
    return facts.batch(db, name) if kind == "batch" and is_uuid(name) else None


def _place(environ: Mapping[str, Any], length: int) -> tuple[int, int]:
    said = environ.get("HTTP_CONTENT_RANGE")
    if said is None:
        return 0, length
    found = _SENT.fullmatch(said)
    if not found:
        raise odd("range")
    first, last, total = (int(number) for number in found.groups())
    if last - first + 1 != length or last >= total:
        raise odd("range")
    return first, total


def _range(asked: str, size: int) -> tuple[int, int] | None:
    found = _ASKED.fullmatch(asked)
    if not found or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
    return (start, end) if start < end else None
