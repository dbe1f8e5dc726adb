"""A vendor's grace: what follows the wording before is nobody's error, and it never charges."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from workstation.domain.decision import Decision, Finding
from workstation.domain.ids import DecisionId
from workstation.domain.policy import ClauseKind, ClauseVersion, Pack, Scope
from workstation.domain.taxonomy import DEFAULT_ACTIONS, EDIT, LIMIT, NONE, REMOVE, ROUTE, Severity
from workstation.domain.verdict import Answer, Ground, Match, Result, derive
from workstation.review import encode

DAY = datetime.fromisoformat("2026-03-02T09:14:00+08:00")
SINCE, UNTIL = "2026-03-01T00:00:00+08:00", "2026-03-10T00:00:00+08:00"


def clause(name: str, version: int = 1, **more: Any) -> ClauseVersion:
    told = {"since": "2020-01-01T00:00:00+00:00", "kind": ClauseKind.POLICY, "title": name}
    return ClauseVersion(
        clause=name, version=version, body="…", severity=Severity.MAJOR, **(told | more)
    )


# 3.1 was to be limited, is to be removed; 4.1 is new; 5.1 was for listings, is for chats as well;
# 6.1 was forbidden, and no longer says so for this market; 9.1 never changed.
PACK = Pack(
    "p", "1", "Pack", "digest", (),
    (
        clause("3.1", acceptable_actions=(LIMIT,)),
        clause("3.1", 2, since=SINCE, acceptable_actions=(REMOVE,), grace={"v-a": UNTIL}),
        clause("4.1", since=SINCE, acceptable_actions=(REMOVE,), grace={"v-a": UNTIL}),
        clause("5.1", content_types=("listing",), acceptable_actions=(REMOVE,)),
        clause("5.1", 2, since=SINCE, acceptable_actions=(REMOVE,), grace={"v-a": UNTIL}),
        clause("6.1", acceptable_actions=(REMOVE,)),
        clause("6.1", 2, since=SINCE, acceptable_actions=(NONE,), grace={"v-a": UNTIL}),
        clause("9.1", acceptable_actions=(EDIT,)),
    ),
)  # fmt: skip
GROUND = Ground(
    {action.id: action for action in DEFAULT_ACTIONS}, DAY, PACK, Scope("MY", "bags", "chat")
)


def found(name: str, action: str, version: int = 1, primary: bool = False) -> Finding:
    return Finding(name, version, action, primary=primary)


def decided(action: str, *findings: Finding, vendor: str = "v-a") -> Decision:
    return Decision(DecisionId("d"), "m", vendor, "s", DAY.isoformat(), action, findings)


def said(action: str, *findings: Finding) -> Answer:
    return Answer(action, findings)


TABLE = [
    ("the action of the wording before", decided(LIMIT, found("3.1", LIMIT)),
     said(REMOVE, found("3.1", REMOVE, 2)), "3.1", ""),
    ("the same under the number of the new one", decided(LIMIT, found("3.1", LIMIT, 2)),
     said(REMOVE, found("3.1", REMOVE, 2)), "3.1", ""),
    ("an action that neither accepts", decided(EDIT, found("3.1", EDIT)),
     said(REMOVE, found("3.1", REMOVE, 2)), None, "WS.action"),
    ("a new clause not applied yet", decided(NONE), said(REMOVE, found("4.1", REMOVE)),
     "4.1", ""),
    ("a new clause beside another", decided(EDIT, found("9.1", EDIT)),
     said(REMOVE, found("4.1", REMOVE, primary=True), found("9.1", EDIT)), "4.1", ""),
    ("a new clause, and another one missed", decided(NONE),
     said(REMOVE, found("4.1", REMOVE, primary=True), found("9.1", EDIT)), None, "FN.missed"),
    ("a new clause applied already", decided(REMOVE, found("4.1", REMOVE)),
     said(NONE), None, "FP.none"),
    ("a new clause, and something else charged", decided(EDIT, found("9.1", EDIT)),
     said(REMOVE, found("4.1", REMOVE)), None, "WS.clause WS.action"),
    ("a clause that is new for chats", decided(NONE), said(REMOVE, found("5.1", REMOVE, 2)),
     "5.1", ""),
    ("a wording that covered it, and nothing cited", decided(NONE),
     said(REMOVE, found("3.1", REMOVE, 2)), None, "FN.missed"),
    ("what was forbidden before, cited as it was", decided(REMOVE, found("6.1", REMOVE)),
     said(NONE), "6.1", ""),
    ("the same, cited as it is now", decided(REMOVE, found("6.1", REMOVE, 2)),
     said(NONE), None, "FP.none"),
    ("an escalation is outside of it", decided(ROUTE), said(REMOVE, found("3.1", REMOVE, 2)),
     None, "WS.route"),
]  # fmt: skip


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
def test_what_grace_excuses(row: tuple[str, Decision, Answer, str | None, str]) -> None:
    _, decision, answer, graced, codes = row
    outcome = derive(decision, answer, GROUND)
    assert outcome.graced == graced
    assert " ".join(error.code.value for error in outcome.errors) == codes
    assert outcome.result is (Result.DIFFERS if codes else Result.AGREES)
    assert encode.outcome_of(encode.outcome_body(outcome)) == outcome


EXCUSED = [row[1:3] for row in TABLE if row[3]]


@pytest.mark.parametrize("row", EXCUSED)
def test_another_vendor_has_no_grace(row: tuple[Decision, Answer]) -> None:
    decision, answer = row
    outcome = derive(replace(decision, vendor="v-b"), answer, GROUND)
    assert outcome.errors
    assert outcome.graced is None


@pytest.mark.parametrize(
    ("moment", "graced"),
    [(SINCE, "3.1"), ("2026-03-09T23:59:59+08:00", "3.1"), (UNTIL, None),
     ("2026-04-01T00:00:00+08:00", None)],
)  # fmt: skip
def test_grace_holds_its_beginning_and_not_its_end(moment: str, graced: str | None) -> None:
    ground = replace(GROUND, moment=datetime.fromisoformat(moment))
    decision, answer = EXCUSED[0]
    assert derive(decision, answer, ground).graced == graced


def test_match_and_missed_stay_as_they_are() -> None:
    outcome = derive(decided(NONE), said(REMOVE, found("4.1", REMOVE)), GROUND)
    assert outcome.match is Match.NONE
    assert [finding.clause for finding in outcome.missed] == ["4.1"]


ACTIONS = st.sampled_from([NONE, EDIT, LIMIT, REMOVE, ROUTE])
FINDINGS = st.lists(
    st.builds(
        Finding,
        st.sampled_from(["3.1", "4.1", "5.1", "6.1", "9.1", "9.9"]),
        st.integers(1, 2),
        st.sampled_from([EDIT, LIMIT, REMOVE]),
        primary=st.booleans(),
    ),
    max_size=3,
).map(tuple)


@given(ACTIONS, FINDINGS, ACTIONS, FINDINGS, st.sampled_from(["chat", "listing"]))
def test_grace_only_ever_takes_errors_away(
    done: str,
    cited: tuple[Finding, ...],
    right: str,
    findings: tuple[Finding, ...],
    content_type: str,
) -> None:
    ground = replace(GROUND, scope=Scope("MY", "bags", content_type))
    decision, answer = decided(done, *cited), said(right, *findings)
    with_grace = derive(decision, answer, ground)
    without = derive(replace(decision, vendor="v-b"), answer, ground)
    assert set(map(repr, with_grace.errors)) <= set(map(repr, without.errors))
    assert (with_grace.graced is not None) == (len(with_grace.errors) < len(without.errors))
    assert (with_grace.match, with_grace.missed) == (without.match, without.missed)
