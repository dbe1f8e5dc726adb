"""Requests read within limits, and answers that say a code and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

Body = TypeVar("Body")
Start = Callable[..., Any]


class Refused(Exception):
    """A request is answered by a status and a code."""

    def __init__(self, status: str, code: str, **headers: str) -> None:
        super().__init__(status, code)
        self.status, self.code, self.headers = status, code, headers


class Answer(Struct, frozen=True):
    """What is sent back."""

    status: str
    body: Iterable[bytes] = ()
    headers: Mapping[str, str] = {}
    length: int = 0

    def send(self, start: Start, *, head: bool = False) -> Iterable[bytes]:
        """As WSGI wants it."""
        headers = {
            "Content-Length": str(self.length),
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            **self.headers,
        }
        start(self.status, list(headers.items()))
        return () if head else self.body


def answer(value: object, status: str = "200 OK", **headers: str) -> Answer:
    """A JSON answer."""
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Answer(status, (data,), {"Content-Type": "application/json", **named}, len(data))


def refusal(refused: Refused) -> Answer:
    """The answer to a request that was refused."""
    return answer({"error": refused.code}, refused.status, **refused.headers)


def denied() -> Refused:
    """The one answer for what one may not, whether or not it is there."""
    return Refused("403 Forbidden", "not_yours")


def missing() -> Refused:
    """Not there, told to those who may see the place."""
    return Refused("404 Not Found", "not_there")


def odd(code: str = "odd") -> Refused:
    """A request that no client of ours makes."""
    return Refused("400 Bad Request", code)


def body_of(environ: Mapping[str, Any], limit: int) -> bytes:
    """The request's body, read only when it is short enough."""
    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError:
        raise odd() from None
    if length < 0:
        raise odd()
    if length > limit:
        raise Refused("413 Request Entity Too Large", "too_long")
    data = environ["wsgi.input"].read(length)
    if len(data) != length:
        raise odd("cut_short")
    return bytes(data)


def parsed(data: bytes, kind: type[Body]) -> Body:
    """A JSON body of exactly the fields that are wanted; no NUL anywhere."""
    try:
        said = msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise odd() from None
    if b"\\u0000" in data or b"\x00" in data:
        raise odd("nul")
    return said
