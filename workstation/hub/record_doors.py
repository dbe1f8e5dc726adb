"""Signed segments and erasable words: the part of Kinto that is reached, and by whom."""

from __future__ import annotations

import base64
import binascii
import io
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from msgspec import Struct

from workstation.hub import facts
from workstation.hub.answers import Answer, Refused, answer, body_of, denied, odd, parsed
from workstation.hub.config import Config
from workstation.hub.keeper import PASSED, Keeper
from workstation.hub.rules import Caller, Stream, may_erase, stream_of
from workstation.hub.tables import Base

_FIELDS = {"id", "last_modified", "size", "deleted"}
_QUERY = {
    "_since": re.compile(r'"?[0-9]{1,15}"?'),
    "_limit": re.compile(r"[1-9][0-9]{0,3}"),
    "_sort": re.compile(r"last_modified"),
    "_token": re.compile(r"[A-Za-z0-9_=.-]{1,600}"),
    "_fields": re.compile(r"[a-z_,]{1,60}"),
}
_KEPT = ("Content-Type", "ETag", "Last-Modified", "Retry-After")
_THROUGH = {"200", "201", "412"}
_CODES = {"404": "not_there", "409": "again", "503": "again"}


class _Data(Struct, frozen=True, forbid_unknown_fields=True):
    body: str
    size: int


class _Put(Struct, frozen=True, forbid_unknown_fields=True):
    data: _Data


class RecordDoors:
    """Put, get, list and erase, each decided before Kinto looks anything up."""

    def __init__(self, config: Config, base: Base, keeper: Keeper) -> None:
        """One set serves every thread."""
        self._config, self._base, self._keeper = config, base, keeper

    def put(self, caller: Caller, environ: Any, shelf: str, name: str, record: str) -> Answer:
        """Make a record of one's own stream, once."""
        with self._base.transaction() as db:
            if not facts.appends(db, caller, _stream(name)):
                raise denied()
            if facts.erased(db, shelf, name, record):
                raise Refused("410 Gone", "erased")
        if environ.get("HTTP_IF_NONE_MATCH") not in ("*", '"*"'):
            raise Refused("428 Precondition Required", "if_none_match")
        _no_query(environ)
        limit = self._config.segment if shelf == "streams" else self._config.text
        sent = parsed(body_of(environ, limit * 4 // 3 + 1024), _Put).data
        try:
            data = base64.b64decode(sent.body, validate=True)
        except (binascii.Error, ValueError):
            raise odd() from None
        if len(data) > limit:
            raise Refused("413 Request Entity Too Large", "too_long")
        if not data or len(data) != sent.size or base64.b64encode(data).decode() != sent.body:
            raise odd()
        clean = b'{"data":{"body":"%s","size":%d}}' % (sent.body.encode(), sent.size)
        done = self._ask(caller, environ, "", clean)
        if done.status[:3] == "404":
            self._keeper.open_collection(shelf, name)
            done = self._ask(caller, environ, "", clean)
        return done

    def get(self, caller: Caller, environ: Any, shelf: str, name: str, record: str) -> Answer:
        """A record with its bytes."""
        self._reading(caller, name)
        _no_query(environ)
        return self._ask(caller, environ)

    def list(self, caller: Caller, environ: Any, shelf: str, name: str) -> Answer:
        """The records of a stream, or what changed since; bodies too, unless fields are named."""
        self._reading(caller, name)
        asked = parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)
        for field, value in asked:
            if field not in _QUERY or not _QUERY[field].fullmatch(value):
                raise odd("query")
            if field == "_fields" and not set(value.split(",")) <= _FIELDS:
                raise odd("query")
        if len(dict(asked)) != len(asked):
            raise odd("query")
        done = self._ask(caller, environ, urlencode(asked))
        if done.status[:3] == "404":
            return answer({"data": []})  # a stream of which nothing has arrived yet
        return done

    def erase(self, caller: Caller, environ: Any, shelf: str, name: str, record: str) -> Answer:
        """Take words away for good."""
        stream = _stream(name)
        with self._base.transaction() as db:
            allowed = may_erase(caller, facts.owner(db, stream.device))
            if not allowed or shelf != "texts" or not facts.reads(db, caller, stream):
                raise denied()
        _no_query(environ)
        return self._ask(caller, environ)

    def _reading(self, caller: Caller, name: str) -> None:
        with self._base.transaction() as db:
            if not facts.reads(db, caller, _stream(name)):
                raise denied()

    def _ask(
        self, caller: Caller, environ: Mapping[str, Any], query: str = "", body: bytes = b""
    ) -> Answer:
        """Kinto's answer to a request that is made anew: nothing of the caller's comes along."""
        asked = {name: value for name, value in environ.items() if name.startswith("wsgi.")}
        asked |= {
            "REQUEST_METHOD": environ["REQUEST_METHOD"],
            "SCRIPT_NAME": "",
            "PATH_INFO": environ["PATH_INFO"],
            "QUERY_STRING": query,
            "SERVER_NAME": "hub",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "hub",
            "HTTP_ACCEPT": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            PASSED: (caller.device, environ["PATH_INFO"]),
        }
        if body:
            asked |= {"CONTENT_TYPE": "application/json", "HTTP_IF_NONE_MATCH": "*"}
        status, headers = "500", {}

        def start(said: str, given: list[tuple[str, str]], _: Any = None) -> None:
            nonlocal status, headers
            status, headers = said, dict(given)

        answered = self._keeper.app(asked, start)
        data = b"".join(answered)
        if hasattr(answered, "close"):
            answered.close()
        if status[:3] not in _THROUGH:
            code = _CODES.get(status[:3], "refused" if status[0] == "4" else "ours")
            again = {"Retry-After": headers["Retry-After"]} if "Retry-After" in headers else {}
            return answer({"error": code}, status, **again)
        kept = {name: headers[name] for name in _KEPT if name in headers}
        if "Next-Page" in headers:
            kept["Next-Page"] = "?" + urlsplit(headers["Next-Page"]).query
        return Answer(status, (data,), kept, len(data))


def _stream(name: str) -> Stream:
    stream = stream_of(name)
    if stream is None:
        raise denied()
    return stream


def _no_query(environ: Mapping[str, Any]) -> None:
    if environ.get("QUERY_STRING"):
        raise odd("query")
