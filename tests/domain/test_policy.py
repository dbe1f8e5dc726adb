"""Policy as of a day: which version counts where and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.domain import instant
from workstation.domain.policy import ClauseKind, ClauseVersion, Pack, Scope
from workstation.domain.taxonomy import Severity

FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def day(number: int) -> datetime:
    return FIRST + timedelta(days=number)


def version(
    clause: str = "3.1", number: int = 1, since: int = 0, until: int | None = None, **more: Any
) -> ClauseVersion:
    return ClauseVersion(
        clause,
        number,
        "Title",
        ClauseKind.POLICY,
        instant.write(day(since)),
        "Words",
        Severity.MAJOR,
        instant.write(day(until)) if until is not None else None,
        **more,
    )


def pack(*clauses: ClauseVersion) -> Pack:
    return Pack("p", "1", "Pack", "d", (), clauses)


def number(found: ClauseVersion | None) -> int | None:
    return found.version if found else None


@pytest.mark.parametrize(
    ("at", "wanted"),
    [(-1, None), (0, 1), (9, 1), (10, 2), (19, 2), (20, None), (29, None), (30, 3), (99, 3)],
)
def test_the_version_of_the_day(at: int, wanted: int | None) -> None:
    held = pack(version(number=1, until=10), version(number=2, since=10, until=20),
                version(number=3, since=30))  # fmt: skip
    assert number(held.at("3.1", day(at))) == wanted
    assert [v.version for v in held.in_force(day(at))] == ([wanted] if wanted else [])


def test_an_interval_holds_its_beginning_and_not_its_end() -> None:
    held = pack(version(until=10))
    assert held.at("3.1", day(10) - timedelta(microseconds=1)) is not None
    assert held.at("3.1", day(10)) is None
    assert held.at("3.1", day(0)) is not None
    assert held.at("3.1", day(0) - timedelta(microseconds=1)) is None


def test_of_overlapping_versions_the_later_begun_counts() -> None:
    """An interim ruling lies over the open-ended clause and goes again."""
    held = pack(version(number=1), version(number=2, since=10, until=20))
    assert [number(held.at("3.1", day(d))) for d in (9, 10, 19, 20)] == [1, 2, 2, 1]


def test_of_versions_begun_together_the_higher_counts() -> None:
    held = pack(version(number=2), version(number=1), version(number=3, markets=("TH",)))
    assert number(held.at("3.1", day(1), Scope("MY"))) == 2
    assert number(held.at("3.1", day(1), Scope("TH"))) == 3


def test_a_market_of_its_own_over_one_for_all() -> None:
    held = pack(version(number=1), version(number=2, since=5, markets=("TH", "VN")))
    assert number(held.at("3.1", day(6), Scope("MY"))) == 1
    assert number(held.at("3.1", day(6), Scope("VN"))) == 2
    assert number(held.at("3.1", day(4), Scope("VN"))) == 1
    assert number(held.at("3.1", day(6), Scope(None))) == 2


@pytest.mark.parametrize(
    ("category", "fits"),
    [("beauty", True), ("beauty/skin", True), ("beauty/skin/care", True), ("beautyful", False),
     ("skin", False), ("", False), (None, True), ("health", False)],
)  # fmt: skip
def test_categories_are_prefixes_of_whole_names(category: str | None, fits: bool) -> None:
    for prefix in ("beauty", "beauty/"):
        held = version(categories=("toys", prefix))
        assert held.fits(Scope("MY", category)) is fits


def test_content_types() -> None:
    held = version(content_types=("review",))
    assert held.fits(Scope(content_type="review"))
    assert held.fits(Scope())
    assert not held.fits(Scope(content_type="listing"))


def test_offsets_are_moments_not_texts() -> None:
    east = ClauseVersion("3.1", 1, "t", ClauseKind.POLICY, "2026-03-02T00:00:00+08:00", "w",
                         Severity.MINOR)  # fmt: skip
    held = pack(east)
    assert held.at("3.1", datetime(2026, 3, 1, 15, 59, tzinfo=UTC)) is None
    assert held.at("3.1", datetime(2026, 3, 1, 16, 0, tzinfo=UTC)) is east


def test_in_force_stands_in_the_order_of_the_keys() -> None:
    names = ["0.1", "9.2", "3.10", "3.2", "3.1", "3.0", "1.1"]
    held = pack(*(version(name) for name in names))
    wanted = ["1.1", "3.1", "3.2", "3.0", "3.10", "9.2", "0.1"]
    assert [v.clause for v in held.in_force(day(1))] == wanted


def test_changed_since() -> None:
    held = pack(
        version(number=1, until=10),
        version(number=2, since=10),
        version(number=3, since=20, markets=("TH",)),
        version(number=4, since=30),
    )
    told = [v.version for v in held.changed_since("3.1", day(5), day(25), Scope("MY"))]
    assert told == [2]
    assert [v.version for v in held.changed_since("3.1", day(5), day(25), Scope("TH"))] == [2, 3]
    assert held.changed_since("3.1", day(30), day(40)) == ()
    # Begun at the very moment is not after it; begun now is.
    assert held.changed_since("3.1", day(20), day(20)) == ()
    assert [v.version for v in held.changed_since("3.1", day(29), day(30))] == [4]
    assert held.changed_since("7.7", day(0), day(99)) == ()


def test_versions_and_wordings() -> None:
    held = pack(version(number=2, since=3), version(number=1), version("4.1"))
    assert [v.version for v in held.versions("3.1")] == [1, 2]
    assert held.versions("7.7") == ()
    assert number(held.wording("3.1", 2)) == 2
    assert held.wording("3.1", 9) is None


VERSIONS = st.lists(
    st.builds(
        lambda clause, since, length, market, category: (clause, since, length, market, category),
        st.sampled_from(["1.1", "3.1", "0.2"]),
        st.integers(0, 6),
        st.none() | st.integers(1, 6),
        st.sampled_from([(), ("MY",), ("MY", "TH")]),
        st.sampled_from([(), ("beauty",), ("beauty/skin",)]),
    ),
    max_size=8,
)
SCOPES = st.builds(
    Scope,
    st.sampled_from([None, "MY", "TH", "VN"]),
    st.sampled_from([None, "beauty", "beauty/skin", "toys"]),
)


@given(VERSIONS, st.integers(-1, 13), st.integers(0, 5), SCOPES)
def test_the_three_questions_agree(rows: list[Any], at: int, later: int, scope: Scope) -> None:
    held = pack(
        *(
            version(
                clause,
                n,
                since,
                since + length if length else None,
                markets=markets,
                categories=categories,
            )
            for n, (clause, since, length, markets, categories) in enumerate(rows, 1)
        )
    )
    moment, now = day(at), day(at + later)
    in_force = {v.clause: v for v in held.in_force(moment, scope)}
    for clause in {v.clause for v in held.clauses}:
        # Spelled out once more, the slow way.
        fitting = [
            v for v in held.clauses if v.clause == clause and v.covers(moment) and v.fits(scope)
        ]
        last = max(fitting, key=lambda v: (instant.parse(v.since), v.version), default=None)
        assert held.at(clause, moment, scope) is last
        assert in_force.get(clause) is last
    assert held.changes(moment, now, scope) == {
        clause: changed
        for clause in {v.clause for v in held.clauses}
        if (changed := held.changed_since(clause, moment, now, scope))
    }


def test_what_was_worked_out_does_not_count_as_content() -> None:
    asked, unasked = pack(version()), pack(version())
    asked.in_force(day(1))
    assert asked == unasked
    assert repr(asked) == repr(unasked)


def test_what_was_asked_before_answers_only_the_same_question() -> None:
    """A case's policy is kept for the act on it; many days and markets later as well."""
    held = pack(version(number=1, until=100, markets=("MY",)), version(number=2, since=100))
    for _ in range(2):
        for at in range(0, 200, 2):
            for market in ("MY", "TH"):
                wanted = 2 if at >= 100 else 1 if market == "MY" else None
                found = [one.version for one in held.in_force(day(at), Scope(market))]
                assert found == ([wanted] if wanted else [])
