"""What is wrong with clauses between each other: dates, equivalents, keywords, actions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from workstation.domain import instant
from workstation.domain.policy import ClauseKind, ClauseVersion
from workstation.intake.policy_faults import PackFault, doubt, hint

Named = tuple[str, ClauseVersion]
SHOWN_WORDS = 5


def check_each(
    clauses: Sequence[Named], digits: set[int] | None, actions: Collection[str]
) -> Iterator[PackFault]:
    """What is wrong with a clause by itself, or with what it names."""
    known = {clause.clause for _, clause in clauses}
    for name, clause in clauses:
        if digits is not None and clause.family not in digits:
            yield PackFault(name, "id", "policy.fault.no_family", {"digit": clause.family})
        since = instant.parse(clause.since)
        if clause.until is not None and instant.parse(clause.until) <= since:
            yield PackFault(name, "until", "policy.fault.until_before_from")
        for action in clause.acceptable_actions:
            if action not in actions:
                yield PackFault(
                    name, "acceptable_actions", "policy.fault.unknown_action", {"action": action}
                )
        for vendor, until in clause.grace.items():
            if instant.parse(until) < since:
                yield doubt(name, f"grace.{vendor}", "grace_before_from")
        if clause.kind == ClauseKind.INTERIM and clause.until is None:
            yield doubt(name, "until", "interim_open")
        for other in clause.equivalent:
            if other not in known:
                yield doubt(name, "equivalent", "unknown_clause", clause=other)
            elif other == clause.clause:
                yield hint(name, "equivalent", "own_equivalent")


def check_together(clauses: Sequence[Named]) -> Iterator[PackFault]:
    """What is wrong with clauses between each other."""
    yield from _same_start(clauses)
    yield from _dates(clauses)
    yield from _one_sided(clauses)
    yield from _shared_keywords(clauses)


def _place(clause: ClauseVersion) -> tuple[object, ...]:
    return (
        clause.clause,
        frozenset(clause.markets),
        frozenset(clause.categories),
        frozenset(clause.content_types),
    )


def _same_start(clauses: Sequence[Named]) -> Iterator[PackFault]:
    # Two that begin together for the same readers: which one is in force could not be told.
    places: dict[tuple[object, ...], str] = {}
    for name, clause in clauses:
        place = (instant.parse(clause.since), *_place(clause))
        if place in places:
            yield PackFault(name, "from", "policy.fault.same_start", {"other": places[place]})
        places.setdefault(place, name)


def _dates(clauses: Sequence[Named]) -> Iterator[PackFault]:
    # Versions of one clause for the same readers and of the same kind follow each other.
    rows: dict[tuple[object, ...], list[Named]] = defaultdict(list)
    for named in clauses:
        rows[(named[1].kind, *_place(named[1]))].append(named)
    open_everywhere = {
        clause.clause
        for _, clause in clauses
        if clause.until is None
        and not (clause.markets or clause.categories or clause.content_types)
    }
    for row in rows.values():
        row.sort(key=lambda named: (instant.parse(named[1].since), named[1].version))
        for (first, earlier), (second, later) in pairwise(row):
            if later.version < earlier.version:
                yield hint(second, "version", "out_of_order", other=first)
            ends, begins = _ends(earlier), instant.parse(later.since)
            if begins == instant.parse(earlier.since):
                continue  # said already
            if ends is None:
                if later.until is not None and later.kind == ClauseKind.POLICY:
                    yield hint(first, "until", "comes_back", other=second)
            elif ends > begins:
                yield doubt(first, "until", "overlap", other=second)
            elif ends < begins and not (
                earlier.kind != ClauseKind.POLICY or earlier.clause in open_everywhere
            ):
                yield doubt(second, "from", "gap", other=first)


def _ends(clause: ClauseVersion) -> datetime | None:
    return instant.parse(clause.until) if clause.until is not None else None


def _one_sided(clauses: Sequence[Named]) -> Iterator[PackFault]:
    said: dict[str, set[str]] = defaultdict(set)
    for _, clause in clauses:
        said[clause.clause] |= set(clause.equivalent)
    told = set()
    for name, clause in clauses:
        for other in clause.equivalent:
            pair = (clause.clause, other)
            if other in said and clause.clause not in said[other] and pair not in told:
                told.add(pair)
                yield hint(name, "equivalent", "one_sided", clause=other, own=clause.clause)


def _shared_keywords(clauses: Sequence[Named]) -> Iterator[PackFault]:
    holders: dict[str, dict[str, str]] = defaultdict(dict)
    equal = {frozenset((c.clause, other)) for _, c in clauses for other in c.equivalent}
    for name, clause in clauses:
        for word in clause.keywords:
            holders[word.casefold()].setdefault(clause.clause, name)
    shared: Counter[tuple[str, str, str]] = Counter()
    words: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for word, held in holders.items():
        first, *others = held
        for other in others:
            if frozenset((first, other)) in equal:
                continue
            key = (held[other], other, first)
            shared[key] += 1
            if len(words[key]) < SHOWN_WORDS:
                words[key].append(word[:40])
    for (name, _, first), count in sorted(shared.items()):
        told = ", ".join(words[(name, _, first)])
        yield hint(name, "keywords", "shared_keywords", count=count, clause=first, words=told)
