"""What a verdict of one kind of batch says, taken in only where it has the shape that we write.

Whatever another program signed is kept as it came; of what has another shape nothing is told.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec
from msgspec import Struct


class _Inspection(Struct):
    tactics: list[str] = []
    control_gap: str | None = None
    exposure: dict[str, Any] | None = None
    answers: dict[str, Any] = {}


class _Outcome(Struct):
    result: str


class _Member(Struct):
    item: str
    outcome: _Outcome


class _Practice(Struct):
    same: bool


_SHAPES = {"inspection": _Inspection, "members": list[_Member], "practice": _Practice}


def told(name: str, text: object) -> Any:
    """The value of `inspection`, `members` or `practice` from what the event's JSON holds."""
    if not isinstance(text, str):
        return None
    try:
        msgspec.json.decode(text, type=_SHAPES[name])
    except (msgspec.DecodeError, UnicodeEncodeError):
        return None
    return json.loads(text)
