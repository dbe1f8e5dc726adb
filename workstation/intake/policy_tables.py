"""A pack's ladders and precedents: read, and held against its clauses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from workstation.domain import instant
from workstation.domain.ladder import PENALTIES, Ladder, Step, rank
from workstation.domain.precedent import Precedent
from workstation.intake.faults import BadLine
from workstation.intake.policy_check import Named
from workstation.intake.policy_faults import PackFault, doubt, from_line, hint
from workstation.intake.policy_wire import read_ladders, read_precedent

LADDERS, PRECEDENTS = "ladders.json", "precedents.jsonl"
MOST_PRECEDENTS = 20_000


def ladders_of(files: Mapping[str, bytes], faults: list[PackFault]) -> tuple[Ladder, ...]:
    """The ladders of a pack; what is wrong with the file goes to `faults`."""
    if LADDERS not in files:
        return ()
    try:
        return read_ladders(files[LADDERS])
    except BadLine as bad:
        faults.append(from_line(LADDERS, bad))
        return ()


def precedents_of(files: Mapping[str, bytes], faults: list[PackFault]) -> tuple[Precedent, ...]:
    """The precedents of a pack; what is wrong with a line goes to `faults`."""
    found: dict[str, Precedent] = {}
    for number, line in enumerate(files.get(PRECEDENTS, b"").split(b"\n"), 1):
        if not line.strip():
            continue
        if number > MOST_PRECEDENTS:
            faults.append(
                PackFault(PRECEDENTS, "", "policy.fault.too_many", {"most": MOST_PRECEDENTS})
            )
            break
        try:
            one = read_precedent(line)
        except BadLine as bad:
            faults.append(from_line(PRECEDENTS, bad, number))
            continue
        if one.id in found:
            where = f"line {number}, id"
            faults.append(PackFault(PRECEDENTS, where, "policy.fault.double_id", {"id": one.id}))
        found.setdefault(one.id, one)
    return tuple(found.values())


def check_ladders(ladders: Sequence[Ladder], clauses: Sequence[Named]) -> Iterator[PackFault]:
    """What is wrong with the tables, and with the rows that clauses name."""
    ids: set[str] = set()
    places: dict[frozenset[str], list[Ladder]] = defaultdict(list)
    for one in ladders:
        if one.id in ids:
            yield PackFault(LADDERS, one.id, "policy.fault.double_id", {"id": one.id})
        ids.add(one.id)
        if one.until is not None and instant.parse(one.until) <= instant.parse(one.since):
            yield PackFault(LADDERS, f"{one.id}.until", "policy.fault.until_before_from")
        places[frozenset(one.markets)].append(one)
        for row, steps in one.rows.items():
            yield from _check_steps(f"{one.id}.{row}", steps)
    for row_of in places.values():
        row_of.sort(key=lambda one: instant.parse(one.since))
        for earlier, later in pairwise(row_of):
            begins = instant.parse(later.since)
            if instant.parse(earlier.since) == begins:
                where = f"{later.id}.from"
                yield PackFault(LADDERS, where, "policy.fault.same_start", {"other": earlier.id})
            elif earlier.until is not None and instant.parse(earlier.until) < begins:
                yield doubt(LADDERS, f"{later.id}.from", "gap", other=earlier.id)
    if not ladders:
        return
    rows = {row for one in ladders for row in one.rows}
    for name, clause in clauses:
        if not clause.ladder_row:
            yield hint(name, "ladder_row", "no_ladder_row")
        elif clause.ladder_row not in rows:
            yield doubt(name, "ladder_row", "unknown_ladder_row", row=clause.ladder_row)


def _check_steps(where: str, steps: Sequence[Step]) -> Iterator[PackFault]:
    for step in steps:
        if step.penalty not in PENALTIES:
            known = ", ".join(PENALTIES)
            yield PackFault(
                LADDERS,
                where,
                "policy.fault.unknown_penalty",
                {"penalty": step.penalty, "known": known},
            )
    ordered = sorted(steps, key=lambda step: step.prior)
    if len({step.prior for step in steps}) != len(steps):
        yield PackFault(LADDERS, where, "policy.fault.double_step")
    if ordered[0].prior:
        yield doubt(LADDERS, where, "no_first_step", prior=ordered[0].prior)
    if any(rank(a.penalty) > rank(b.penalty) for a, b in pairwise(ordered)):
        yield doubt(LADDERS, where, "ladder_falls")


def check_precedents(
    precedents: Sequence[Precedent], clauses: Sequence[Named], actions: Collection[str]
) -> Iterator[PackFault]:
    """What precedents name that the pack has not."""
    versions: dict[str, set[int]] = defaultdict(set)
    for _, clause in clauses:
        versions[clause.clause].add(clause.version)
    for one in precedents:
        if one.clause not in versions:
            yield doubt(PRECEDENTS, one.id, "unknown_clause", clause=one.clause)
        elif one.version is not None and one.version not in versions[one.clause]:
            yield doubt(
                PRECEDENTS, one.id, "unknown_version", clause=one.clause, version=one.version
            )
        if one.action not in actions:
            yield doubt(PRECEDENTS, one.id, "unknown_action", action=one.action)
        if one.until is not None and instant.parse(one.until) <= instant.parse(one.at):
            yield doubt(PRECEDENTS, one.id, "until_before_from")
