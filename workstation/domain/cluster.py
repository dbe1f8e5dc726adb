"""A cluster of duplicates is one unit: how its members were decided, and how its copies differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from workstation.domain.case import Case
from workstation.domain.decision import Decision
from workstation.domain.taxonomy import Code, Severity
from workstation.domain.verdict import Error, Match, Outcome, Result

SameClause = Callable[[str, str], bool]

MOST_COMPARED = 6_000
"""Words of a part that are compared one by one; a longer one differs or does not."""


class Member(Struct, frozen=True):
    """A copy, how it was decided (None: it was not), and what the answer makes of that."""

    item: str
    case: str
    action: str | None
    clause: str | None
    outcome: Outcome


def is_inconsistent(decisions: Sequence[Decision], same_clause: SameClause) -> bool:
    """Whether copies of one thing were decided differently: another action, another clause."""
    if len(decisions) < 2:
        return False
    first, *others = decisions
    cited = _clause(first)
    return any(
        one.action != first.action or not _same(cited, _clause(one), same_clause) for one in others
    )


def outcome_of_set(members: Sequence[Member], *, inconsistent: bool) -> Outcome:
    """What comes of a unit: it agrees where every copy's decision does and they are all alike.

    CO.inconsistent is a finding on the set and costs nobody anything; what each member's decision
    is worth stands with the member.
    """
    decided = [member.outcome for member in members if member.outcome.result is not Result.FOUND]
    if not decided:
        return Outcome(Result.FOUND)
    errors = ()
    if inconsistent:
        errors = (Error(Code.CO_INCONSISTENT, Severity.NONE, {"copies": len(members)}),)
    agrees = not errors and all(one.result is Result.AGREES for one in decided)
    match = max((one.match for one in decided), key=list(Match).index)
    return Outcome(Result.AGREES if agrees else Result.DIFFERS, errors, match)


class Difference(Struct, frozen=True):
    """What a copy has otherwise than the first: a part (with the characters that differ), a fact,
    the pictures. `spans` are empty where the whole of it is meant."""

    kind: str  # part, gone, fact, media
    name: str
    spans: tuple[tuple[int, int], ...] = ()


def differences(first: Case, copy: Case) -> tuple[Difference, ...]:
    """How a copy differs from the first of its cluster, in the order of the screen."""
    return (*_facts(first, copy), *_parts(first, copy), *_media(first, copy))


def _facts(first: Case, copy: Case) -> Iterator[Difference]:
    if copy.seller != first.seller:
        yield Difference("fact", "seller")
    if copy.market != first.market:
        yield Difference("fact", "market")
    if copy.category != first.category:
        yield Difference("fact", "category")
    for name in {**first.facts, **copy.facts}:
        if first.facts.get(name) != copy.facts.get(name):
            yield Difference("fact", name)


def _parts(first: Case, copy: Case) -> Iterator[Difference]:
    before = {part.id: part.text for part in first.parts}
    for part in copy.parts:
        text = before.pop(part.id, None)
        if text is None:
            yield Difference("part", part.id)
        elif text != part.text:
            yield Difference("part", part.id, tuple(_spans(text, part.text)))
    for name in before:
        yield Difference("gone", name)


def _media(first: Case, copy: Case) -> Iterator[Difference]:
    known = {medium.sha256 for medium in first.media}
    for number, medium in enumerate(copy.media, 1):
        if medium.sha256 not in known:
            yield Difference("media", medium.name or str(number))


def _spans(before: str, after: str) -> Iterator[tuple[int, int]]:
    from difflib import SequenceMatcher  # not on the way to the first case

    from workstation.domain.word_diff import tokens

    old, new = tokens(before), tokens(after)
    if len(old) + len(new) > MOST_COMPARED:
        return
    starts = [0]
    for token in new:
        starts.append(starts[-1] + len(token))
    # Spaces stand everywhere: as anchors they would cost the most and tell the least.
    for verb, _, _, one, other in SequenceMatcher(str.isspace, old, new, False).get_opcodes():
        if verb in ("replace", "insert"):
            yield _without_spaces(after, starts[one], starts[other])


def _without_spaces(text: str, start: int, end: int) -> tuple[int, int]:
    said = text[start:end]
    if not said.strip():
        return start, end
    return start + len(said) - len(said.lstrip()), end - len(said) + len(said.rstrip())


def _clause(decision: Decision) -> str | None:
    return decision.primary.clause if decision.primary else None


def _same(one: str | None, other: str | None, same_clause: SameClause) -> bool:
    if one is None or other is None:
        return one is other
    return same_clause(one, other)
