"""The derivation table, line by line of the taxonomy (sections 1, 3, 4, 5)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from workstation.domain.batch import ExposureThreshold
from workstation.domain.case import Exposure
from workstation.domain.decision import WHOLE_ITEM, Decision, Evidence, Finding, Target, TargetKind
from workstation.domain.ids import DecisionId
from workstation.domain.policy import ClauseKind, ClauseVersion, Family, Pack, Scope
from workstation.domain.taxonomy import (
    CANNOT,
    DEFAULT_ACTIONS,
    EDIT,
    LIMIT,
    NONE,
    REMOVE,
    ROUTE,
    CannotJudge,
    Severity,
)
from workstation.domain.verdict import Answer, Ground, Match, Outcome, Result, derive

DAY = datetime.fromisoformat("2026-03-02T09:14:00+08:00")
LONG_AGO = "2020-01-01T00:00:00+00:00"


def clause(name: str, severity: Severity = Severity.MAJOR, **more: Any) -> ClauseVersion:
    told = {"since": LONG_AGO, "kind": ClauseKind.POLICY, "title": name, "body": "…", "version": 1}
    return ClauseVersion(clause=name, severity=severity, **(told | more))


# 1.1 weapons: critical, to be reported; 1.2 drugs: critical, to be reported; 3.1 counterfeit:
# limit or remove; 3.2 replica wording: equivalent to 3.1; 4.1 cure claim: edit; 9.1 wrong
# category: minor; 2.1 in force in TH alone, 2.2 not yet, 2.3 no more, 2.4 for beauty alone.
PACK = Pack(
    "p",
    "1",
    "Pack",
    "digest",
    families=(Family(1, "PG", "Prohibited"),),
    clauses=(
        clause("1.1", Severity.CRITICAL, acceptable_actions=(REMOVE,), mandatory_report=True),
        clause("1.2", Severity.CRITICAL, acceptable_actions=(REMOVE,), mandatory_report=True),
        clause("3.1", acceptable_actions=(LIMIT, REMOVE)),
        clause("3.2", acceptable_actions=(REMOVE,), equivalent=("3.1",)),
        clause("4.1", acceptable_actions=(EDIT,)),
        clause("4.2", acceptable_actions=()),
        clause("9.1", Severity.MINOR, acceptable_actions=(EDIT,)),
        clause("2.1", markets=("TH",)),
        clause("2.2", since="2026-03-03T00:00:00+08:00"),
        clause("2.3", until="2026-03-01T00:00:00+08:00"),
        clause("2.4", categories=("beauty",)),
    ),
)
GROUND = Ground(
    actions={action.id: action for action in DEFAULT_ACTIONS},
    moment=DAY,
    pack=PACK,
    scope=Scope("MY", "watches", "listing"),
)
MANY = {"exposure": Exposure(orders=101), "threshold": ExposureThreshold(orders=100)}
SEEN = {"exposure": Exposure(impressions=101), "threshold": ExposureThreshold(impressions=100)}
JUST = {"exposure": Exposure(orders=100), "threshold": ExposureThreshold(orders=100)}
PART = Target(TargetKind.PART, "p1")
OTHER = Target(TargetKind.MEDIA, "a" * 64)
ACCOUNT = Target(TargetKind.SELLER)


def found(name: str, action: str, target: Target = WHOLE_ITEM, primary: bool = False) -> Finding:
    return Finding(name, 1, action, target, primary=primary)


def decided(action: str, *findings: Finding, **more: Any) -> Decision:
    return Decision(
        DecisionId("d"), "mod", "v", "s", "2026-03-02T09:14:00+08:00", action, findings, **more
    )


def said(action: str, *findings: Finding, **more: Any) -> Answer:
    return Answer(action, findings, **more)


def rm(name: str, target: Target = WHOLE_ITEM, primary: bool = False) -> Finding:
    return found(name, REMOVE, target, primary)


Case = tuple[str, Decision | None, Answer, dict[str, Any], Result, str, Severity, Match]
NO, MINOR, MAJOR, CRITICAL = Severity.NONE, Severity.MINOR, Severity.MAJOR, Severity.CRITICAL
EXACT, PARTIAL, APART = Match.EXACT, Match.PARTIAL, Match.NONE
AGREES, DIFFERS = Result.AGREES, Result.DIFFERS

TABLE: list[Case] = [
    # 1: what is no verdict, and what is asked of whom
    ("cannot judge is pending", decided(REMOVE, rm("1.1")),
     said(CANNOT, cannot=CannotJudge.LANGUAGE), {}, Result.PENDING, "", NO, EXACT),
    ("cannot judge without a decision", None, said(CANNOT), {}, Result.PENDING, "", NO, EXACT),
    ("an inspection has no error", None, said(REMOVE, rm("1.1")), {}, Result.FOUND, "", NO, EXACT),
    ("an inspection that finds nothing", None, said(NONE), {}, Result.FOUND, "", NO, EXACT),
    ("both say nothing is wrong", decided(NONE), said(NONE), {}, AGREES, "", NO, EXACT),
    ("any of the acceptable actions", decided(LIMIT, found("3.1", LIMIT)),
     said(REMOVE, rm("3.1")), {}, AGREES, "", NO, EXACT),
    ("both escalate", decided(ROUTE), said(ROUTE), {}, AGREES, "", NO, EXACT),
    ("the penalty of the moderator", decided(REMOVE, rm("3.1"), penalty="warning",
     penalty_set_by="moderator"), said(REMOVE, rm("3.1"), penalty="suspend"), {}, DIFFERS,
     "WS.penalty", MINOR, EXACT),
    ("none is a penalty too", decided(REMOVE, rm("3.1"), penalty_set_by="moderator"),
     said(REMOVE, rm("3.1"), penalty="none"), {}, AGREES, "", NO, EXACT),
    ("a penalty not asked about", decided(REMOVE, rm("3.1"), penalty="warning",
     penalty_set_by="moderator"), said(REMOVE, rm("3.1")), {}, AGREES, "", NO, EXACT),
    ("a wrong system penalty is never the moderator's", decided(REMOVE, rm("3.1"),
     penalty="warning"), said(REMOVE, rm("3.1"), penalty="suspend"), {}, DIFFERS, "TE.ladder",
     NO, EXACT),
    ("a penalty beside an action without finding", decided(REMOVE, penalty="warning",
     penalty_set_by="moderator"), said(REMOVE, penalty="suspend"), {}, DIFFERS, "WS.penalty",
     MINOR, EXACT),
    # 3: several violations
    ("the set is held exactly", decided(REMOVE, rm("1.1"), found("9.1", EDIT)),
     said(REMOVE, rm("1.1"), found("9.1", EDIT)), {}, AGREES, "", NO, EXACT),
    ("a lesser one missed", decided(REMOVE, rm("1.1")),
     said(REMOVE, rm("1.1"), found("9.1", EDIT)), {}, AGREES, "", NO, PARTIAL),
    ("a lesser one too many", decided(REMOVE, rm("1.1"), found("9.1", EDIT)),
     said(REMOVE, rm("1.1")), {}, AGREES, "", NO, PARTIAL),
    ("the primary counts, wherever it stands",
     decided(REMOVE, found("9.1", EDIT), rm("1.1", primary=True)), said(REMOVE, rm("1.1")), {},
     AGREES, "", NO, PARTIAL),
    # 4 and 5: FP
    ("FP.none, an edit", decided(EDIT, found("4.1", EDIT)), said(NONE), {}, DIFFERS, "FP.none",
     MINOR, APART),
    ("FP.none, a limit", decided(LIMIT, found("3.1", LIMIT)), said(NONE), {}, DIFFERS, "FP.none",
     MINOR, APART),
    ("FP.none, a removal", decided(REMOVE, rm("3.1")), said(NONE), {}, DIFFERS, "FP.none", MAJOR,
     APART),
    ("FP.none, a suspension", decided(REMOVE, rm("3.1"), penalty="suspend"), said(NONE), {},
     DIFFERS, "FP.none", CRITICAL, APART),
    ("FP.none, funds held for an edit", decided(EDIT, found("4.1", EDIT), penalty="funds_hold"),
     said(NONE), {}, DIFFERS, "FP.none", CRITICAL, APART),
    ("FP.none, the account removed", decided(REMOVE, rm("3.1", ACCOUNT)), said(NONE), {}, DIFFERS,
     "FP.none", CRITICAL, APART),
    ("FP.none, the account limited", decided(LIMIT, found("3.1", LIMIT, ACCOUNT)), said(NONE), {},
     DIFFERS, "FP.none", MINOR, APART),
    ("FP.none without a finding", decided(REMOVE), said(NONE), {}, DIFFERS, "FP.none", MAJOR,
     EXACT),
    ("a clause severity is no measure of an FP", decided(EDIT, found("1.1", EDIT)), said(NONE), {},
     DIFFERS, "FP.none", MINOR, APART),
    ("reach is no measure of an FP", decided(REMOVE, rm("3.1")), said(NONE), MANY, DIFFERS,
     "FP.none", MAJOR, APART),
    ("FP.scope, another market", decided(REMOVE, rm("2.1")), said(NONE), {}, DIFFERS, "FP.scope",
     MAJOR, APART),
    ("FP.scope, not yet", decided(EDIT, found("2.2", EDIT)), said(NONE), {}, DIFFERS, "FP.scope",
     MINOR, APART),
    ("FP.scope, no more", decided(REMOVE, rm("2.3")), said(NONE), {}, DIFFERS, "FP.scope", MAJOR,
     APART),
    ("FP.scope, another category", decided(REMOVE, rm("2.4")), said(NONE), {}, DIFFERS, "FP.scope",
     MAJOR, APART),
    ("a clause the pack does not know is no scope", decided(REMOVE, rm("7.7")), said(NONE), {},
     DIFFERS, "FP.none", MAJOR, APART),
    ("FP with a wrong penalty", decided(REMOVE, rm("3.1"), penalty="warning",
     penalty_set_by="moderator"), said(NONE, penalty="none"), {}, DIFFERS, "FP.none WS.penalty",
     MAJOR, APART),
    # 4 and 5: FN
    ("FN.missed, major", decided(NONE), said(REMOVE, rm("3.1")), {}, DIFFERS, "FN.missed", MAJOR,
     APART),
    ("FN.missed, minor", decided(NONE), said(EDIT, found("9.1", EDIT)), {}, DIFFERS, "FN.missed",
     MINOR, APART),
    ("FN.missed, many orders", decided(NONE), said(REMOVE, rm("3.1")), MANY, DIFFERS, "FN.missed",
     CRITICAL, APART),
    ("FN.missed, seen by many", decided(NONE), said(EDIT, found("9.1", EDIT)), SEEN, DIFFERS,
     "FN.missed", MAJOR, APART),
    ("FN.missed, at the threshold is not above it", decided(NONE), said(REMOVE, rm("3.1")), JUST,
     DIFFERS, "FN.missed", MAJOR, APART),
    ("FN.missed, minors", decided(NONE), said(REMOVE, rm("3.1")), {"minors": True}, DIFFERS,
     "FN.missed", CRITICAL, APART),
    ("FN.missed, critical stays critical", decided(NONE), said(REMOVE, rm("1.1")), MANY, DIFFERS,
     "FN.missed", CRITICAL, APART),
    ("FN.missed without a policy pack", decided(NONE), said(REMOVE, rm("3.1")), {"pack": None},
     DIFFERS, "FN.missed", MINOR, APART),
    ("FN.part", decided(EDIT, found("9.1", EDIT)),
     said(REMOVE, rm("1.1", primary=True), found("9.1", EDIT)), {}, DIFFERS, "FN.part WS.action",
     CRITICAL, PARTIAL),
    ("FN.part, one step up by reach", decided(REMOVE, rm("4.2")),
     said(REMOVE, rm("3.1", primary=True), rm("4.2")), MANY, DIFFERS, "FN.part", CRITICAL,
     PARTIAL),
    # 4 and 5: WS
    ("WS.clause", decided(REMOVE, rm("4.2")), said(REMOVE, rm("3.1")), {}, DIFFERS, "WS.clause",
     MINOR, APART),
    ("WS.clause, the right one not primary",
     decided(REMOVE, rm("4.2", primary=True), rm("3.1")), said(REMOVE, rm("3.1")), {}, DIFFERS,
     "WS.clause", MINOR, PARTIAL),
    ("an equivalent clause", decided(REMOVE, rm("3.2")), said(REMOVE, rm("3.1")), {}, AGREES, "",
     NO, EXACT),
    ("equivalence holds both ways", decided(REMOVE, rm("3.1")), said(REMOVE, rm("3.2")), {},
     AGREES, "", NO, EXACT),
    ("WS.clause, a mandatory report lost", decided(REMOVE, rm("3.1")), said(REMOVE, rm("1.1")), {},
     DIFFERS, "WS.clause", CRITICAL, APART),
    ("WS.clause, reported under another clause", decided(REMOVE, rm("1.2")),
     said(REMOVE, rm("1.1")), {}, DIFFERS, "WS.clause", MINOR, APART),
    ("WS.clause, reported though not primary",
     decided(REMOVE, rm("3.1", primary=True), rm("1.1")), said(REMOVE, rm("1.1")), {}, DIFFERS,
     "WS.clause", MINOR, PARTIAL),
    ("WS.target, another component", decided(REMOVE, rm("3.1", PART)),
     said(REMOVE, rm("3.1", OTHER)), {}, DIFFERS, "WS.target", MINOR, EXACT),
    ("WS.target, the whole item for one image", decided(REMOVE, rm("3.1")),
     said(REMOVE, rm("3.1", OTHER)), {}, DIFFERS, "WS.target", MINOR, EXACT),
    ("an answer without evidence says nothing of the target", decided(REMOVE, rm("3.1", PART)),
     said(REMOVE, rm("3.1")), {}, AGREES, "", NO, EXACT),
    ("WS.action, one step under", decided(LIMIT, found("1.1", LIMIT)), said(REMOVE, rm("1.1")), {},
     DIFFERS, "WS.action", MINOR, EXACT),
    ("WS.action, two steps under", decided(EDIT, found("1.1", EDIT)), said(REMOVE, rm("1.1")), {},
     DIFFERS, "WS.action", MAJOR, EXACT),
    ("WS.action, two steps over", decided(REMOVE, rm("4.1")), said(EDIT, found("4.1", EDIT)), {},
     DIFFERS, "WS.action", MAJOR, EXACT),
    ("WS.action, from the nearest acceptable", decided(EDIT, found("3.1", EDIT)),
     said(REMOVE, rm("3.1")), {}, DIFFERS, "WS.action", MINOR, EXACT),
    ("no acceptable actions named: the auditor's own", decided(EDIT, found("4.2", EDIT)),
     said(REMOVE, rm("4.2")), {}, DIFFERS, "WS.action", MAJOR, EXACT),
    ("WS.action without findings", decided(EDIT), said(REMOVE), {"pack": None}, DIFFERS,
     "WS.action", MAJOR, EXACT),
    ("WS.target and WS.action together", decided(EDIT, found("1.1", EDIT, PART)),
     said(REMOVE, rm("1.1", OTHER)), {}, DIFFERS, "WS.target WS.action", MAJOR, EXACT),
    ("WS.route, needlessly", decided(ROUTE), said(NONE), {}, DIFFERS, "WS.route", MINOR, EXACT),
    ("WS.route, needlessly for a violation", decided(ROUTE), said(REMOVE, rm("1.1")), {}, DIFFERS,
     "WS.route", MINOR, APART),
    ("WS.route, not escalated", decided(NONE), said(ROUTE), {}, DIFFERS, "WS.route", MINOR, EXACT),
    ("WS.route, acted upon instead", decided(REMOVE, rm("3.1")), said(ROUTE), {}, DIFFERS,
     "WS.route", MINOR, APART),
    ("WS.route, what had to be reported", decided(REMOVE, rm("1.1")),
     said(ROUTE, found("1.1", ROUTE)), {}, DIFFERS, "WS.route", CRITICAL, EXACT),
    ("WS.route, what had to be reported, by the clause cited", decided(REMOVE, rm("1.1")),
     said(ROUTE), {}, DIFFERS, "WS.route", CRITICAL, APART),
    ("WS.route, the specialists got what had to be reported", decided(ROUTE),
     said(REMOVE, rm("1.1")), MANY, DIFFERS, "WS.route", MINOR, APART),
]  # fmt: skip


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
def test_derivation(row: Case) -> None:
    _, decision, answer, more, result, codes, severity, match = row
    outcome = derive(decision, answer, replace(GROUND, **more))
    assert outcome.result is result
    assert [error.code.value for error in outcome.errors] == codes.split()
    assert outcome.severity is severity
    assert outcome.match is match


def test_an_equal_that_is_not_in_force_is_as_good_as_nothing() -> None:
    held = replace(PACK, clauses=(*PACK.clauses, clause("3.5", equivalent=("2.1", "3.1"))))
    decision, answer = decided(REMOVE, rm("2.1")), said(REMOVE, rm("3.5"))
    here = derive(decision, answer, replace(GROUND, pack=held))
    assert [error.code.value for error in here.errors] == ["WS.clause"]
    there = derive(decision, answer, replace(GROUND, pack=held, scope=Scope("TH", "watches")))
    assert there.errors == ()


def test_names_are_told_apart() -> None:
    assert len({row[0] for row in TABLE}) == len(TABLE)


def test_steps_have_a_sign() -> None:
    under = derive(decided(EDIT, found("1.1", EDIT)), said(REMOVE, rm("1.1")), GROUND).errors[0]
    over = derive(decided(REMOVE, rm("4.1")), said(EDIT, found("4.1", EDIT)), GROUND).errors[0]
    assert (under.params["steps"], over.params["steps"]) == (-2, 2)


def test_what_differs_is_named() -> None:
    outcome = derive(
        decided(REMOVE, rm("1.1"), found("9.1", EDIT)), said(REMOVE, rm("1.1"), rm("3.1")), GROUND
    )
    assert [f.clause for f in outcome.missed] == ["3.1"]
    assert [f.clause for f in outcome.superfluous] == ["9.1"]


# Whatever is said and done, there is an outcome, and it is one that the taxonomy knows.

CLAUSES = st.sampled_from([clause.clause for clause in PACK.clauses] + ["8.8"])
ACTIONS = st.sampled_from([action.id for action in DEFAULT_ACTIONS])
TARGETS = st.sampled_from([Target(), PART, OTHER, ACCOUNT])
FINDINGS = st.lists(
    st.builds(
        Finding,
        CLAUSES,
        st.integers(1, 3),
        ACTIONS,
        TARGETS,
        st.just(()) | st.just((Evidence("p1", 0, 3),)),
        st.booleans(),
    ),
    max_size=4,
).map(tuple)
PENALTIES = st.sampled_from([None, "none", "warning", "suspend", "funds_hold"])
DECISIONS = st.builds(
    decided, ACTIONS, penalty=PENALTIES, penalty_set_by=st.sampled_from(["system", "moderator"])
)
ANSWERS = st.builds(Answer, ACTIONS, FINDINGS, penalty=PENALTIES)
GROUNDS = st.builds(
    lambda pack, minors, market: replace(
        GROUND, pack=pack, minors=minors, scope=Scope(market, "beauty/skin", "listing")
    ),
    st.sampled_from([PACK, None]),
    st.booleans(),
    st.sampled_from(["MY", "TH", None]),
)


@given(DECISIONS, FINDINGS, ANSWERS, GROUNDS)
def test_derive_is_total(
    decision: Decision, findings: tuple[Finding, ...], answer: Answer, ground: Ground
) -> None:
    outcome = derive(replace(decision, findings=findings), answer, ground)
    assert isinstance(outcome, Outcome)
    assert (outcome.result is Result.DIFFERS) == bool(outcome.errors)
    assert (outcome.result is Result.PENDING) == (answer.action == CANNOT)
    codes = [error.code for error in outcome.errors]
    assert len(set(codes)) == len(codes)


@given(DECISIONS, FINDINGS, GROUNDS)
def test_what_is_said_alike_agrees(
    decision: Decision, findings: tuple[Finding, ...], ground: Ground
) -> None:
    if decision.action == CANNOT:
        return
    decision = replace(decision, findings=findings)
    outcome = derive(decision, Answer(decision.action, findings), ground)
    assert outcome == Outcome(Result.AGREES)


@given(GROUNDS)
def test_nothing_wrong_on_both_sides_agrees(ground: Ground) -> None:
    assert derive(decided(NONE), said(NONE), ground).result is Result.AGREES


@given(ANSWERS, GROUNDS)
def test_an_inspection_never_errs(answer: Answer, ground: Ground) -> None:
    assert derive(None, answer, ground).errors == ()
