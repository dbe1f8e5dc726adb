"""batch.json: what a batch says of itself, and how two batches of one id differ."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from msgspec import Struct

from workstation.domain.batch import question_name
from workstation.domain.canonical import digest
from workstation.domain.taxonomy import DEFAULT_ACTIONS
from workstation.fault import WorldFault
from workstation.intake.decode import BOM, decode_manifest
from workstation.intake.faults import Doubts
from workstation.intake.interface import (
    CASES,
    MANIFEST,
    MOST_MANIFEST,
    Reader,
    is_safe,
    read_capped,
)
from workstation.intake.wire import WireManifest, WireQuestion


class Manifest(Struct, frozen=True):
    """batch.json as values, and its exact text, whose sha256 is the batch's digest.

    A byte order mark in front is not part of it.
    """

    wire: WireManifest
    text: str
    digest: str

    @property
    def actions(self) -> frozenset[str]:
        """The ids of the action set; the default set where the batch brings none."""
        named = frozenset(action.id for action in self.wire.actions)
        return named or frozenset(action.id for action in DEFAULT_ACTIONS)


def read_manifest(reader: Reader, latest: datetime, doubts: Doubts) -> Manifest:
    """Read and check batch.json; `latest` is the moment after which a date is in the future.

    Raises WorldFault `intake.no_manifest`, `intake.manifest_empty`, `intake.manifest`,
    `intake.version_newer`, `intake.other_format`, `intake.unsafe_name`, `intake.too_large`.
    """
    names = reader.names()
    if MANIFEST not in names:
        raise WorldFault("intake.no_manifest", files=len(names))
    data = read_capped(reader, MANIFEST, MOST_MANIFEST).removeprefix(BOM)
    wire = decode_manifest(data, doubts)
    _check(wire)
    if _moment(wire.created_at, "created_at") > latest:
        doubts.add("intake.created_in_future")
    return Manifest(wire, data.decode(), digest(data))


def differences(old: str, new: str, most: int = 5) -> tuple[str, ...]:
    """What two manifests disagree about: fields by name, files by path."""
    found = sorted(_differing(json.loads(old), json.loads(new)))
    if not found:
        return ("spelling",)
    return (*found[:most], *((f"+{len(found) - most}",) if len(found) > most else ()))


def _differing(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    files, others = old.pop("files", {}), new.pop("files", {})
    yield from (name for name in {*old, *new} if old.get(name) != new.get(name))
    yield from (name for name in {*files, *others} if files.get(name) != others.get(name))


def _check(wire: WireManifest) -> None:
    if wire.due_at is not None:
        _moment(wire.due_at, "due_at")
    _refuse_double([action.id for action in wire.actions], "actions", "double_id")
    _refuse_double([action.key for action in wire.actions], "actions", "double_key")
    _check_questions(wire)
    for name in wire.files:
        if not is_safe(name) or name == MANIFEST:
            raise WorldFault("intake.unsafe_name", file=ascii(name[:80])[1:-1])
    if CASES not in wire.files:
        raise WorldFault("intake.not_listed", file=CASES)


def _check_questions(wire: WireManifest) -> None:
    asked = wire.request.questions
    # A plain text has the name of its place.
    names = [
        one.id if isinstance(one, WireQuestion) else question_name(number)
        for number, one in enumerate(asked, 1)
    ]
    _refuse_double(names, "request.questions", "double_id")
    for number, one in enumerate(asked):
        if isinstance(one, WireQuestion):
            wanted = one.answer == "choice"
            if (len(one.choices) < 2) if wanted else bool(one.choices):
                place = f"request.questions[{number}].choices"
                raise WorldFault("intake.manifest", field=place, reason="choices")


def _refuse_double(values: Collection[object], field: str, reason: str) -> None:
    if len(set(values)) != len(values):
        raise WorldFault("intake.manifest", field=field, reason=reason)


def _moment(text: str, field: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise WorldFault("intake.manifest", field=field, reason="malformed") from None
