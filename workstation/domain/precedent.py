"""Precedents: how earlier cases of a clause were settled, beside the clause."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from workstation.domain import instant

if TYPE_CHECKING:
    from workstation.domain.policy import Pack


class PrecedentKind(StrEnum):
    """Who settled it."""

    CONSENSUS = "consensus"  # a calibration session agreed
    DISPUTE = "dispute"  # a dispute was decided
    RULING = "ruling"  # the policy owner ruled


class Precedent(Struct, frozen=True):
    """One earlier case: what was done on it and why. `version` is the wording it was settled on."""

    id: str
    clause: str
    kind: PrecedentKind
    at: str
    action: str
    words: str
    version: int | None = None
    market: str | None = None
    languages: tuple[str, ...] = ()
    content_type: str | None = None
    source_id: str = ""
    text: str = ""
    until: str | None = None


class Settled(Struct, frozen=True):
    """A precedent as it is shown: stale where the clause has been worded anew since."""

    precedent: Precedent
    stale: bool


def precedents_of(
    pack: Pack, clause: str, moment: datetime, market: str | None = None
) -> tuple[Settled, ...]:
    """Those of a clause that are known and hold at the moment, newest first.

    Another market's are left out. A precedent is stale when, at the moment, a later version of its
    clause had begun than the one it was settled on.
    """
    found = [
        one
        for one in pack.precedents_by_clause.get(clause, ())
        if instant.parse(one.at) <= moment
        and (one.until is None or moment < instant.parse(one.until))
        and (one.market is None or market is None or one.market == market)
    ]
    found.sort(key=lambda one: (instant.parse(one.at), one.id), reverse=True)
    return tuple(Settled(one, is_stale(pack, one, moment)) for one in found)


def is_stale(pack: Pack, one: Precedent, moment: datetime) -> bool:
    """Whether the clause has a later version, by the moment, than the precedent stands on."""
    settled = instant.parse(one.at)
    for version in pack.versions(one.clause):
        if one.market is not None and version.markets and one.market not in version.markets:
            continue
        since = instant.parse(version.since)
        later = version.version > one.version if one.version is not None else since > settled
        if later and since <= moment and since > settled:
            return True
    return False


def find_precedents(
    held: Iterable[Precedent], words: str, limit: int = 200
) -> tuple[Precedent, ...]:
    """Those that hold every one of the words, in the order given."""
    wanted = words.casefold().split()
    if not wanted:
        return ()
    found = []
    for one in held:
        said = f"{one.id} {one.clause} {one.kind} {one.words} {one.source_id} {one.text}".casefold()
        if all(word in said for word in wanted):
            found.append(one)
            if len(found) == limit:
                break
    return tuple(found)
