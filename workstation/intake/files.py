"""Every file of a batch against its sha256, before anything is stored."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from workstation.fault import WorldFault
from workstation.intake.faults import Doubts
from workstation.intake.interface import (
    CASES,
    MANIFEST,
    MEDIA,
    MOST_MEDIUM,
    MOST_POLICY,
    POLICIES,
    Reader,
    blocks,
)
from workstation.intake.manifest import Manifest

_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass(slots=True)
class Files:
    """What lies in a checked batch: lines to expect, policy files by name, media by sha256."""

    lines: int = 0
    policies: dict[str, bytes] = field(default_factory=dict)
    media: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)


def check_files(
    reader: Reader, manifest: Manifest, cancelled: Callable[[], bool], doubts: Doubts
) -> Files:
    """Stream every listed file once; files that are not listed are left alone, with a notice.

    Raises WorldFault `intake.wrong_hash`, `intake.file_missing`, `intake.too_large`,
    `intake.no_cases`, `intake.cancelled`, and what the reader raises.
    """
    listed = manifest.wire.files
    present = set(reader.names())
    for name in sorted(present - listed.keys() - {MANIFEST}):
        if not any(litter in name for litter in _LITTER):
            doubts.add("intake.unlisted", name)
    found = Files()
    for name in sorted(listed):
        if name not in present:
            raise WorldFault("intake.file_missing", file=name)
        _check_file(reader, name, listed, cancelled, found)
    if not found.lines:
        raise WorldFault("intake.no_cases")
    _find_media(listed, found, doubts)
    return found


def _check_file(
    reader: Reader,
    name: str,
    listed: Mapping[str, str],
    cancelled: Callable[[], bool],
    found: Files,
) -> None:
    policy = name.startswith(POLICIES)
    kept: list[bytes] = []
    sha, size, breaks, last = hashlib.sha256(), 0, 0, b""
    with reader.open(name) as file:
        for block in blocks(file, cancelled):
            sha.update(block)
            size += len(block)
            if policy:
                kept.append(block)
                if size > MOST_POLICY:
                    raise WorldFault("intake.too_large", file=name, most=MOST_POLICY)
            elif name == CASES:
                breaks += block.count(b"\n")
                last = block[-1:]
    if sha.hexdigest() != listed[name]:
        raise WorldFault("intake.wrong_hash", file=name)
    found.sizes[name] = size
    if policy:
        found.policies[name.removeprefix(POLICIES)] = b"".join(kept)
    elif name == CASES:
        found.lines = breaks + (last not in (b"", b"\n"))


def _find_media(listed: Mapping[str, str], found: Files, doubts: Doubts) -> None:
    for name, sha in listed.items():
        if not name.startswith(MEDIA):
            continue
        if found.sizes[name] > MOST_MEDIUM:
            doubts.add("intake.medium_too_large", name.removeprefix(MEDIA), most=MOST_MEDIUM)
        elif found.sizes[name] == 0:
            doubts.add("intake.medium_empty", name.removeprefix(MEDIA))
        else:
            found.media[sha] = name
