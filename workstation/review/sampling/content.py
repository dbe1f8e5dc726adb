"""The content of what was drawn: a larger batch is looked through once for the decisions wanted,
and once more for their lines."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from workstation.fault import WorldFault
from workstation.intake.check import Ground, check_case, known_clauses
from workstation.intake.decode import case_decoder
from workstation.intake.faults import BadLine, Doubts
from workstation.intake.files import Files
from workstation.intake.importer import pack_of
from workstation.intake.interface import (
    CASES,
    MEDIA,
    MOST_POLICY,
    POLICIES,
    Reader,
    read_capped,
)
from workstation.intake.lines import MOST_LINE, lines
from workstation.intake.manifest import Manifest, read_manifest
from workstation.intake.wire import WireCase

_EVERY = 1_000


class Found(Struct, frozen=True):
    """A wanted decision's case: its line, its id, who decided, its media."""

    line: int
    case: str
    moderator: str
    media: tuple[str, ...]


class Content(Struct, frozen=True):
    """What a larger batch holds of what is wanted: `found` by decision, `bad` by decision with the
    reason why its case cannot be used."""

    manifest: Manifest
    policies: Mapping[str, bytes]
    found: Mapping[str, Found]
    bad: Mapping[str, str]
    cases: int


def look(
    reader: Reader,
    wanted: frozenset[str],
    sealed: frozenset[str],
    now: datetime,
    cancelled: Callable[[], bool] = lambda: False,
) -> Content:
    """Look for the cases of some decisions, by the decision's id, where it has none by the case's
    `source_id`. A case that is sealed here counts as gone.

    Raises WorldFault `intake.…` where the batch as a whole cannot be read.
    """
    doubts = Doubts()
    reader.tell(doubts)
    latest = now + timedelta(days=1)
    manifest = read_manifest(reader, latest, doubts)
    policies = _policies(reader, manifest)
    short = {name.removeprefix(POLICIES): data for name, data in policies.items()}
    pack = pack_of(manifest, Files(policies=short), doubts)
    ground = Ground(manifest.actions, latest, doubts, known_clauses(pack))
    decode = case_decoder(doubts).decode
    found: dict[str, Found] = {}
    bad: dict[str, str] = {}
    checksum, count = hashlib.sha256(), 0
    with reader.open(CASES) as file:
        for number, line in lines(file, checksum):
            count += 1
            if count % _EVERY == 0 and cancelled():
                raise WorldFault("intake.cancelled")
            if line is None or number in reader.faults:
                continue
            try:
                case: WireCase = decode(line)
            except BadLine:
                continue  # nobody knows whose it would have been: it is missing
            name = _decision(case)
            if name not in wanted or name in found:
                continue
            try:
                check_case(case, ground)
            except BadLine as fault:
                bad[name] = fault.reason.rpartition(".")[2]
                continue
            if case.id in sealed:
                bad[name] = "sealed"
                continue
            bad.pop(name, None)
            by = case.decision.by if case.decision is not None else ""
            found[name] = Found(number, case.id, by, tuple(one.sha256 for one in case.media))
    if checksum.hexdigest() != manifest.wire.files[CASES]:
        raise WorldFault("intake.wrong_hash", file=CASES)
    return Content(manifest, policies, found, bad, count)


def copy_lines(
    reader: Reader, numbers: Iterable[int], to: BinaryIO
) -> dict[int, tuple[int, int]]:
    """Copy some lines of the cases as they come into a file; where each then stands, its size."""
    wanted = frozenset(numbers)
    places: dict[int, tuple[int, int]] = {}
    with reader.open(CASES) as file:
        for number, line in lines(file, hashlib.sha256(), MOST_LINE):
            if number in wanted and line is not None:
                places[number] = (to.tell(), len(line))
                to.write(line)
    return places


def media_of(manifest: Manifest, wanted: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The files of some media: path and sha256."""
    held = frozenset(wanted)
    for name, sha in manifest.wire.files.items():
        if name.startswith(MEDIA) and sha in held:
            yield name, sha


def copy_file(reader: Reader, name: str, sha: str, to: Path) -> None:
    """Copy a file that is what its name in the manifest says; raises WorldFault
    `intake.wrong_hash`."""
    to.parent.mkdir(parents=True, exist_ok=True)
    checksum = hashlib.sha256()
    with reader.open(name) as file, to.open("xb") as out:
        while block := file.read(1 << 20):
            checksum.update(block)
            out.write(block)
    if checksum.hexdigest() != sha:
        raise WorldFault("intake.wrong_hash", file=name)


def _policies(reader: Reader, manifest: Manifest) -> dict[str, bytes]:
    found = {}
    for name, sha in manifest.wire.files.items():
        if name.startswith(POLICIES):
            data = read_capped(reader, name, MOST_POLICY)
            if hashlib.sha256(data).hexdigest() != sha:
                raise WorldFault("intake.wrong_hash", file=name)
            found[name] = data
    return found


def _decision(case: WireCase) -> str:
    named = case.decision.id if case.decision is not None else None
    return named or case.source_id
