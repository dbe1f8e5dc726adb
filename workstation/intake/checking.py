"""A batch looked through without a store: whether it may be published, and what it would send."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec import Struct

from workstation.fault import WorldFault
from workstation.intake.check import Ground, check_case, known_clauses
from workstation.intake.decode import case_decoder
from workstation.intake.faults import BadLine, Doubts, Notice, Quarantined
from workstation.intake.files import check_files
from workstation.intake.importer import pack_of
from workstation.intake.interface import CASES, MANIFEST, Reader
from workstation.intake.lines import MOST_LINE, lines
from workstation.intake.manifest import Manifest, read_manifest

_EVERY = 1_000


class Checked(Struct, frozen=True):
    """A batch without fault: its manifest, every file with its sha256 and size, its cases by id,
    the vendors whose decisions are in it, and what is doubtful."""

    manifest: Manifest
    files: tuple[tuple[str, str, int], ...]
    cases: frozenset[str]
    vendors: frozenset[str]
    notices: tuple[Notice, ...]


def check_batch(
    reader: Reader,
    now: datetime,
    progress: Callable[[int, int], None] = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Checked:
    """Look through an opened batch as an import would, and refuse what an import would leave out.

    Raises WorldFault `publish.bad_lines` with the first line that would go to quarantine, and
    whatever `import_batch` raises about a source.
    """
    doubts = Doubts()
    reader.tell(doubts)
    latest = now + timedelta(days=1)
    manifest = read_manifest(reader, latest, doubts)
    found = check_files(reader, manifest, cancelled, doubts)
    pack = pack_of(manifest, found, doubts)
    ground = Ground(manifest.actions, latest, doubts, known_clauses(pack))
    vendors = set[str]()
    bad: list[Quarantined] = []
    decode, checksum, read = case_decoder(doubts).decode, hashlib.sha256(), 0
    with reader.open(CASES) as file:
        for number, line in lines(file, checksum):
            read += 1
            try:
                if line is None:
                    raise BadLine("", "line_too_long", most=MOST_LINE)
                if number in reader.faults:
                    raise reader.faults[number]
                case = decode(line)
                check_case(case, ground)
                if case.decision is not None:
                    vendors.add(case.decision.vendor)
            except BadLine as fault:
                bad.append(Quarantined(number, fault.where, fault.reason, fault.params))
            if read % _EVERY == 0:
                progress(read, found.lines)
                if cancelled():
                    raise WorldFault("intake.cancelled")
    if checksum.hexdigest() != manifest.wire.files[CASES]:
        raise WorldFault("intake.wrong_hash", file=CASES)
    if bad:
        reason = bad[0].reason.removeprefix("intake.line.")
        raise WorldFault(
            "publish.bad_lines", lines=len(bad), line=bad[0].line,
            field=bad[0].field or "the line", reason=reason,
        )  # fmt: skip
    size = len(manifest.text.encode())
    head = (MANIFEST, manifest.digest, size)
    rest = ((name, sha, found.sizes[name]) for name, sha in sorted(manifest.wire.files.items()))
    return Checked(
        manifest, (head, *rest), frozenset(ground.seen), frozenset(vendors), doubts.notices()
    )
