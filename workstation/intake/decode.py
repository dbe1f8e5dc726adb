"""From bytes to typed values, or to the field and the reason why not.

msgspec decodes and checks types, lengths and ranges in one pass. Its messages may quote a value,
so they are read for what they say and never passed on. Fields we do not know make the decoder
stop; such a line is then pruned and decoded again, which costs only the batches that have such
fields.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec

from workstation.fault import WorldFault
from workstation.intake.faults import BadLine, Doubts
from workstation.intake.wire import INNER, WireCase, WireManifest

T = TypeVar("T", bound=msgspec.Struct)

BOM = b"\xef\xbb\xbf"
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_PLACE = re.compile(r" - at (?:`key` in )?`\$\.?(?P<place>.*)`\Z", re.DOTALL)


class Decoder:
    """Decodes many lines of one form, counting fields it does not know."""

    def __init__(self, kind: type[T], doubts: Doubts) -> None:
        self._kind = kind
        self._doubts = doubts
        self._fast = msgspec.json.Decoder(kind).decode

    def decode(self, line: bytes) -> Any:
        """The value of a line.

        Raises BadLine `not_json`, `not_utf8`, `surrogate`, `nul`, `wrong_type`, `missing`,
        `too_long`, `too_many`, `too_short`, `out_of_range`, `malformed`, `unknown_value`.
        """
        try:
            value = self._fast(line)
        except msgspec.ValidationError as error:
            if not str(error).startswith("Object contains unknown field"):
                raise invalid(str(error)) from None
            value = self._pruned(line)
        except UnicodeDecodeError:
            raise BadLine(_broken_field(line), "not_utf8") from None
        except (msgspec.DecodeError, RecursionError):
            raise _malformed(line) from None
        if b"\\u0000" in line:
            _refuse_nul(value, "")
        return value

    def _pruned(self, line: bytes) -> Any:
        try:
            plain = msgspec.json.decode(line)
            for name in prune(plain, self._kind):
                self._doubts.add("intake.unknown_fields", name)
            return msgspec.convert(plain, self._kind)
        except msgspec.ValidationError as error:
            raise invalid(str(error)) from None
        except UnicodeDecodeError:
            raise BadLine(_broken_field(line), "not_utf8") from None
        except (msgspec.DecodeError, RecursionError):
            raise _malformed(line) from None


def case_decoder(doubts: Doubts) -> Decoder:
    """For the lines of cases.jsonl."""
    return Decoder(WireCase, doubts)


def decode_manifest(data: bytes, doubts: Doubts) -> WireManifest:
    """batch.json as values.

    Raises WorldFault `intake.manifest_empty`, `intake.manifest` (field and reason),
    `intake.version_newer`, `intake.other_format`.
    """
    if not data.strip():
        raise WorldFault("intake.manifest_empty")
    try:
        head = msgspec.json.decode(data, type=_Head)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        head = _Head()
    if head.format is not None and head.format != "workstation-batch":
        raise WorldFault("intake.other_format")
    if isinstance(head.version, int) and head.version > 1:
        raise WorldFault("intake.version_newer", version=head.version)
    try:
        manifest = Decoder(WireManifest, doubts).decode(data)
    except BadLine as bad:
        raise WorldFault(
            "intake.manifest", field=bad.where, reason=bad.reason.rpartition(".")[2]
        ) from None
    assert isinstance(manifest, WireManifest)
    return manifest


class _Head(msgspec.Struct):
    format: Any = None
    version: Any = None


def prune(value: Any, kind: type[msgspec.Struct]) -> Iterator[str]:
    """Take unknown fields out of plain JSON values, at any depth; tells their names."""
    if isinstance(value, list):
        for each in value:
            yield from prune(each, kind)
    elif isinstance(value, dict):
        known = kind.__struct_fields__
        for name in [name for name in value if name not in known]:
            del value[name]
            yield name
        for name, inner in value.items():
            child = INNER.get((kind, name))
            if child is not None:
                yield from prune(inner, child)


def invalid(told: str) -> BadLine:
    """What a message of msgspec says, without the value it may quote."""
    found = _PLACE.search(told)
    place = found["place"] if found else ""
    told = told[: found.start()] if found else told
    if told.startswith("Object missing required field"):
        name = told.split("`")[1]
        return BadLine(f"{place}.{name}" if place else name, "missing")
    if told.startswith("Object contains unknown field"):
        return BadLine(place or told.split("`")[1][:60], "unknown_field")
    if told.startswith("Invalid enum value"):
        return BadLine(place, "unknown_value")
    if "of length >=" in told:
        return BadLine(place, "too_short")
    if "of length" in told:
        most = int(told.rsplit(" ", 1)[1])
        return BadLine(place, "too_many" if "array" in told else "too_long", most=most)
    if "matching regex" in told:
        return BadLine(place, "malformed")
    if "out of range" in told or re.search(r"[<>]=? -?[0-9.]", told):
        return BadLine(place, "out_of_range")
    types = re.findall(r"`([a-z |]+)`", told)
    expected, got = (*types, "", "")[:2]
    return BadLine(place, "wrong_type", expected=expected, got=got)


def _malformed(line: bytes) -> BadLine:
    if _SURROGATE.search(line):
        try:
            return BadLine(_surrogate_field(json.loads(line)), "surrogate")
        except (ValueError, RecursionError, StopIteration):
            pass
    return BadLine("", "not_json")


def _broken_field(line: bytes) -> str:
    """The field whose bytes are not UTF-8, as far as the rest of the line is JSON."""
    try:
        return _surrogate_field(json.loads(line.decode("utf-8", "surrogateescape")))
    except (ValueError, RecursionError, StopIteration):
        return ""


def _surrogate_field(value: Any) -> str:
    return next(
        place for place, text in texts(value) if any("\ud800" <= c <= "\udfff" for c in text)
    )


def _refuse_nul(value: Any, place: str) -> None:
    for where, text in texts(msgspec.to_builtins(value), place):
        if "\0" in text:
            raise BadLine(where, "nul")


def texts(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text in plain JSON values with the path to it, names of fields included."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield place, name
            shown = name if name.isidentifier() and len(name) <= 60 else "…"
            yield from texts(inner, f"{place}.{shown}" if place else shown)
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from texts(inner, f"{place}[{number}]")
