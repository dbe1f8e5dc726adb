"""Precedents: newest first, known by then, stale once the clause was worded anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from workstation.domain.policy import ClauseKind, ClauseVersion, Pack, Scope
from workstation.domain.precedent import (
    Precedent,
    PrecedentKind,
    find_precedents,
    precedents_of,
)
from workstation.domain.taxonomy import Severity


def instant(day: str) -> str:
    return f"{day}T00:00:00+08:00"


def moment(day: str) -> datetime:
    return datetime.fromisoformat(instant(day))


def version(number: int, since: str, clause: str = "3.1", **more: Any) -> ClauseVersion:
    told = {"kind": ClauseKind.POLICY, **more}
    return ClauseVersion(
        clause, number, "T", since=instant(since), body="…", severity=Severity.MAJOR, **told
    )


def held(name: str, day: str, **more: Any) -> Precedent:
    told = {"clause": "3.1", "kind": PrecedentKind.CONSENSUS, "action": "REMOVE", **more}
    return Precedent(id=name, at=instant(day), words=f"why {name}", **told)


PACK = Pack(
    "p", "1", "Pack", "d", (),
    (version(1, "2025-01-01"), version(2, "2026-02-01"), version(3, "2026-03-01", markets=("TH",))),
    precedents=(
        held("a", "2025-06-01", version=1),
        held("b", "2026-02-10", version=2, market="MY", text="beg mirror"),
        held("c", "2026-02-12", market="TH"),
        held("d", "2026-04-01"),
        held("e", "2025-07-01", until=instant("2026-01-01")),
        held("f", "2025-07-01", clause="9.9"),
    ),
)  # fmt: skip


def told(day: str, market: str | None = None) -> list[str]:
    found = precedents_of(PACK, "3.1", moment(day), market)
    return [one.precedent.id + ("*" if one.stale else "") for one in found]


def test_newest_first_and_stale_when_the_clause_was_worded_anew() -> None:
    assert told("2025-08-01") == ["e", "a"]
    assert told("2026-01-31") == ["a"]
    assert told("2026-02-20", "MY") == ["b", "a*"]
    assert told("2026-02-20", "TH") == ["c", "a*"]
    assert told("2026-03-02", "TH") == ["c*", "a*"]
    assert told("2026-05-01", "MY") == ["d", "b", "a*"]  # Thailand's wording is not its own
    assert told("2026-05-01") == ["d", "c*", "b", "a*"]
    assert told("2024-01-01") == []


def test_they_are_found_by_words() -> None:
    assert [one.id for one in find_precedents(PACK.precedents, "MIRROR beg")] == ["b"]
    assert [one.id for one in find_precedents(PACK.precedents, "why", 2)] == ["a", "b"]
    assert find_precedents(PACK.precedents, "  ") == ()
    assert find_precedents(PACK.precedents, "nothing") == ()


def test_rulings_and_guidelines_stand_beside_a_clause_in_order() -> None:
    pack = Pack("p", "1", "P", "d", (), (
        version(1, "2025-01-01"),
        version(2, "2026-01-01", kind=ClauseKind.INTERIM, until=instant("2026-06-01")),
        version(1, "2025-02-01", "3.7", kind=ClauseKind.GUIDELINE, equivalent=("3.1",)),
        version(1, "2025-03-01", "3.8", kind=ClauseKind.KEYWORD_NOTE, equivalent=("3.1",)),
        version(1, "2025-04-01", "3.9", kind=ClauseKind.INTERIM, equivalent=("3.1",)),
        version(1, "2025-04-01", "3.2", equivalent=("3.1",)),
        version(1, "2025-04-01", "3.6", kind=ClauseKind.GUIDELINE, equivalent=("3.1",),
                markets=("SG",)),
    ))  # fmt: skip

    def beside(day: str) -> list[str]:
        found = pack.beside("3.1", moment(day), Scope("MY"))
        return [f"{one.clause}@{one.version}" for one in found]

    assert beside("2025-12-01") == ["3.9@1", "3.7@1", "3.8@1"]
    assert beside("2026-02-01") == ["3.9@1", "3.1@1", "3.7@1", "3.8@1"]
    assert beside("2024-01-01") == []
    assert pack.equivalents("3.1", moment("2026-02-01"), Scope("MY")) == (
        "3.2", "3.7", "3.8", "3.9",
    )  # fmt: skip
    assert pack.equivalents("3.2", moment("2026-02-01"), Scope("MY")) == ("3.1",)
