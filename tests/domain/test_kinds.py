"""Clusters, gold and inspections as values."""

from __future__ import annotations

import pytest

from workstation.domain.case import Case, Media, Part
from workstation.domain.cluster import (
    Difference,
    Member,
    differences,
    is_inconsistent,
    outcome_of_set,
)
from workstation.domain.decision import WHOLE_ITEM, Decision, Finding, Target, TargetKind
from workstation.domain.gold import AsGold, Gold, compare
from workstation.domain.ids import CaseId, DecisionId
from workstation.domain.taxonomy import Code, Severity
from workstation.domain.verdict import Answer, Error, Outcome, Result


def same(one: str, other: str) -> bool:
    return one == other or {one, other} == {"3.1", "3.2"}  # as good as each other


def decided(action: str, clause: str | None = None) -> Decision:
    findings = (Finding(clause, 1, action, primary=True),) if clause else ()
    return Decision(DecisionId("d"), "m", "v", "s", "2026-01-01T00:00:00Z", action, findings)


@pytest.mark.parametrize(
    ("decisions", "differ"),
    [
        ([], False),
        ([decided("REMOVE", "3.1")], False),
        ([decided("NONE"), decided("NONE")], False),
        ([decided("REMOVE", "3.1"), decided("REMOVE", "3.2")], False),
        ([decided("REMOVE", "3.1"), decided("REMOVE", "4.1")], True),
        ([decided("REMOVE", "3.1"), decided("REMOVE")], True),
        ([decided("REMOVE", "3.1"), decided("EDIT", "3.1")], True),
        ([decided("NONE"), decided("NONE"), decided("EDIT", "3.1")], True),
    ],
)
def test_whether_a_set_is_inconsistent(decisions: list[Decision], differ: bool) -> None:
    assert is_inconsistent(decisions, same) is differ
    assert is_inconsistent(decisions[::-1], same) is differ


def member(result: Result, *codes: Code) -> Member:
    errors = tuple(Error(code, Severity.MAJOR) for code in codes)
    return Member("i", "c", "REMOVE", "3.1", Outcome(result, errors))


AGREES, MISSED = member(Result.AGREES), member(Result.DIFFERS, Code.FN_MISSED)
FOUND = member(Result.FOUND)


@pytest.mark.parametrize(
    ("members", "inconsistent", "result", "codes"),
    [
        ([AGREES, AGREES], False, Result.AGREES, []),
        ([AGREES, FOUND], False, Result.AGREES, []),
        ([FOUND, FOUND], False, Result.FOUND, []),
        ([MISSED, MISSED], False, Result.DIFFERS, []),
        ([AGREES, MISSED], True, Result.DIFFERS, [Code.CO_INCONSISTENT]),
        # Two acceptable actions: each agrees, and yet they are not alike.
        ([AGREES, AGREES], True, Result.DIFFERS, [Code.CO_INCONSISTENT]),
    ],
)
def test_what_comes_of_a_set(
    members: list[Member], inconsistent: bool, result: Result, codes: list[Code]
) -> None:
    outcome = outcome_of_set(members, inconsistent=inconsistent)
    assert outcome.result is result
    assert [error.code for error in outcome.errors] == codes
    assert outcome.severity is Severity.NONE, "a finding on the set costs nobody anything"


def case(text: str = "", *media: str, **facts: str) -> Case:
    parts = (Part("title", "title", text),) if text else ()
    pictures = tuple(Media(sha, "image", f"photo {sha}") for sha in media)
    return Case(
        CaseId("c"), "s", "listing", "MY", "bags", "2026-01-01T00:00:00Z", "1",
        parts=parts, media=pictures, facts=facts,
    )  # fmt: skip


def test_how_copies_differ() -> None:
    first = case("Mirror grade bag, ask me", "a", "b", price="39")
    assert differences(first, first) == ()
    told = differences(
        first, case("Mirror grade bag, call me now", "a", "c", price="41", color="x")
    )
    assert [(one.kind, one.name) for one in told] == [
        ("fact", "price"),
        ("fact", "color"),
        ("part", "title"),
        ("media", "photo c"),
    ]
    text = "Mirror grade bag, call me now"
    assert [text[start:end] for start, end in told[2].spans] == ["call", "now"]
    assert differences(first, case("", "a", price="39")) == (Difference("gone", "title"),)


def test_copies_in_scripts_without_spaces() -> None:
    (told,) = differences(case("高仿名牌手表现货"), case("高仿名牌手袋现货"))
    assert told.spans == ((5, 6),)


def test_words_that_are_only_left_out_have_no_place() -> None:
    (told,) = differences(case("Genuine leather bag"), case("Genuine bag"))
    assert told == Difference("part", "title", ())


def test_a_huge_part_is_told_without_places() -> None:
    words = "a b " * 5_000
    (told,) = differences(case(words), case(words + "c"))
    assert told == Difference("part", "title", ())


PART, OTHER = Target(TargetKind.PART, "title"), Target(TargetKind.PART, "m3")


def answer(action: str, clause: str | None = None, target: Target = WHOLE_ITEM) -> Answer:
    return Answer(action, (Finding(clause, 1, action, target, primary=True),) if clause else ())


@pytest.mark.parametrize(
    ("given", "right", "held"),
    [
        (answer("NONE"), answer("NONE"), AsGold(True, True, True)),
        (answer("REMOVE", "3.1"), answer("REMOVE", "3.2"), AsGold(True, True, True)),
        (answer("EDIT", "3.1"), answer("REMOVE", "3.1"), AsGold(False, True, True)),
        (answer("REMOVE", "4.1"), answer("REMOVE", "3.1"), AsGold(True, False, True)),
        (answer("NONE"), answer("REMOVE", "3.1"), AsGold(False, False, True)),
        (answer("REMOVE", "3.1"), answer("REMOVE", "3.1", PART), AsGold(True, True, True)),
        (answer("REMOVE", "3.1", OTHER), answer("REMOVE", "3.1", PART), AsGold(True, True, False)),
    ],
)
def test_how_an_answer_stands_to_gold(given: Answer, right: Answer, held: AsGold) -> None:
    assert compare(given, Gold(right, "why", "owner", "2026-01-01T00:00:00Z"), same) == held
    assert held.same is (held.action and held.clause and held.target)
