"""Reads a policy pack and says every fault: pack.json, clauses, ladders.json, precedents.jsonl."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from workstation.domain.policy import ClauseVersion, Family, Pack
from workstation.domain.taxonomy import DEFAULT_ACTIONS
from workstation.intake.faults import BadLine
from workstation.intake.interface import MOST_POLICY, unreadable
from workstation.intake.policy_check import check_each, check_together
from workstation.intake.policy_faults import PackFault, faulty, from_line
from workstation.intake.policy_tables import (
    LADDERS,
    PRECEDENTS,
    check_ladders,
    check_precedents,
    ladders_of,
    precedents_of,
)
from workstation.intake.policy_wire import WirePack, read_clause, read_head
from workstation.store.policies import with_digest

__all__ = ["PACK", "PackFault", "check_pack", "faulty", "pack_files", "read_pack"]

PACK = "pack.json"
SHIPPED = Path(__file__).resolve().parents[2] / "resources" / "policy"
"""The pack that ships: what is read where no batch has brought one."""


def read_pack(files: Mapping[str, bytes]) -> Pack:
    """The pack in these files (names below `policies/`).

    Raises WorldFault `policy.faulty` with the first fault and how many there are.
    """
    pack, faults = check_pack(files)
    if pack is None:
        raise faulty(faults)
    return pack


def check_pack(
    files: Mapping[str, bytes],
    actions: Collection[str] = tuple(action.id for action in DEFAULT_ACTIONS),
) -> tuple[Pack | None, tuple[PackFault, ...]]:
    """Every fault of a pack, and the pack itself unless one of them is fatal."""
    faults = [
        PackFault(name, "", "policy.fault.too_large", {"most": MOST_POLICY})
        for name, data in sorted(files.items())
        if len(data) > MOST_POLICY
    ]
    files = {name: data for name, data in files.items() if len(data) <= MOST_POLICY}
    too_large = {fault.file for fault in faults}
    head = _head(files, faults) if PACK not in too_large else None
    clauses: list[tuple[str, ClauseVersion]] = []
    for name in sorted(files.keys() - {PACK}):
        if not name.endswith(".md") or name.casefold() in ("readme.md", "license.md"):
            continue
        try:
            clauses.append((name, read_clause(name, files[name])))
        except BadLine as bad:
            faults.append(from_line(name, bad))
    ladders, precedents = ladders_of(files, faults), precedents_of(files, faults)
    digits = {family.digit for family in head.families} if head else None
    faults += check_each(clauses, digits, actions)
    faults += check_together(clauses)
    faults += check_ladders(ladders, clauses)
    faults += check_precedents(precedents, clauses, actions)
    if not clauses and not faults:
        faults.append(PackFault(PACK, "", "policy.fault.no_clauses"))
    if head is None or any(fault.fatal for fault in faults):
        return None, tuple(faults)
    pack = Pack(
        id=head.id,
        version=head.version,
        title=head.title,
        digest="",
        families=tuple(Family(f.digit, f.code, f.name) for f in head.families),
        clauses=tuple(clause for _, clause in clauses),
        owner=head.owner,
        published_at=head.published_at or "",
        ladders=ladders,
        precedents=precedents,
    )
    return with_digest(pack), tuple(faults)


def pack_files(folder: Path) -> dict[str, bytes]:
    """The files of a pack that lies in a folder; raises WorldFault `intake.unreadable`.

    Of a file that is too large only so much is read as shows that it is.
    """
    found = {}
    try:
        for path in sorted(folder.iterdir()):
            wanted = path.suffix in (".md", ".json") or path.name in (LADDERS, PRECEDENTS)
            if wanted and path.is_file():
                with path.open("rb") as file:
                    found[path.name] = file.read(MOST_POLICY + 1)
    except OSError as error:
        raise unreadable(folder, error) from None
    return found


def _head(files: Mapping[str, bytes], faults: list[PackFault]) -> WirePack | None:
    if PACK not in files:
        faults.append(PackFault(PACK, "", "policy.fault.missing_file"))
        return None
    try:
        head = read_head(files[PACK])
    except BadLine as bad:
        faults.append(from_line(PACK, bad))
        return None
    digits = [family.digit for family in head.families]
    if len(set(digits)) != len(digits):
        faults.append(PackFault(PACK, "families", "policy.fault.double_digit"))
    return head
