"""The shape of an event in a signed body: from a plain dict to `Event`, or `Odd`."""

from __future__ import annotations

from typing import Any

from workstation.domain import instant
from workstation.domain.event import Event, Text
from workstation.domain.ids import is_uuid
from workstation.fault import WorldFault
from workstation.sync.names import is_digest

MAX_DEPTH = 32
MAX_TEXTS = 32
_NAMES = ("batch", "item", "task", "case", "supersedes")
_FIELDS = frozenset(
    ("id", "stream", "number", "kind", "at", "person", "device", "body", "texts", *_NAMES)
)


class Odd(Exception):
    """Signed, yet not what this version writes; says which property."""


def entry_of(entry: Any) -> Event:
    """The event of an entry; its texts are known by digest only. Unknown kinds are welcome."""
    if not isinstance(entry, dict) or set(entry) != _FIELDS:
        raise Odd("event fields")
    _check_value(entry, 0)
    for name in ("id", "stream", "kind", "at", "person", "device"):
        _check_name(name, entry[name])
    for name in _NAMES:
        if entry[name]:
            _check_name(name, entry[name])
    if not is_uuid(entry["id"]):
        raise Odd("event id")
    if type(entry["number"]) is not int or not isinstance(entry["body"], dict):
        raise Odd("event body")
    try:
        instant.parse(entry["at"])
    except WorldFault:
        raise Odd("event at") from None
    return Event(**{**entry, "texts": _texts(entry["texts"])})


def _texts(said: Any) -> dict[str, Text]:
    if not isinstance(said, dict) or len(said) > MAX_TEXTS:
        raise Odd("event texts")
    for name, digest in said.items():
        _check_name("text", name)
        if not isinstance(digest, str) or not is_digest(digest):
            raise Odd("event texts")
    if len(set(said.values())) != len(said):
        raise Odd("event texts")
    return {name: Text(digest, "", None) for name, digest in said.items()}


def _check_name(field: str, value: Any) -> None:
    if not isinstance(value, str) or not 0 < len(value) <= 200:
        raise Odd(f"event {field}")


def _check_value(value: Any, depth: int) -> None:
    # NUL makes a hub on PostgreSQL answer "try again" for ever; SQLite holds 64 bits.
    if depth > MAX_DEPTH:
        raise Odd("depth")
    if isinstance(value, str):
        if "\x00" in value:
            raise Odd("NUL")
    elif isinstance(value, dict):
        for name, inner in value.items():
            _check_value(name, depth + 1)
            _check_value(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _check_value(inner, depth + 1)
    elif isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 1 << 63:
        raise Odd("number size")
