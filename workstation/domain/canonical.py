"""One way to turn a value into bytes, so that a digest means the same on every desk."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical_json(value: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces; floats are refused (they print differently)."""
    _refuse_floats(value)
    return _ENCODER.encode(value).encode()


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(data: bytes) -> str:
    """SHA-256 in lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def text_digest(text: str) -> str:
    """SHA-256 of a text's UTF-8 bytes, in lower-case hex."""
    return digest(text.encode())


def _refuse_floats(value: Any) -> None:
    if isinstance(value, str) or value is None:
        return  # most of what there is
    if isinstance(value, float):
        raise TypeError("a float has no canonical form; use integers or text")
    if isinstance(value, dict):
        for inner in value.values():
            _refuse_floats(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse_floats(inner)
