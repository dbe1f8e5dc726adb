"""What a verdict opens to be put right, by kind, answer and outcome."""

from __future__ import annotations

from typing import Any

import pytest

from workstation.domain.remediation import HOURS, Wanted, What, due
from workstation.domain.remediation_rule import opened_by
from workstation.domain.taxonomy import Code, Severity

AT = "2026-03-02T09:14:00.000+08:00"


def finding(
    action: str = "REMOVE", clause: str = "3.1", kind: str = "item", ref: str | None = None,
    primary: bool = True,
) -> dict[str, Any]:  # fmt: skip
    return {
        "clause": clause, "version": 2, "action": action, "target": {"kind": kind, "ref": ref},
        "evidence": [], "primary": primary,
    }  # fmt: skip


def error(code: str, severity: str = "major", **params: Any) -> dict[str, Any]:
    return {"code": code, "severity": severity, "params": params}


def body(
    *errors: dict[str, Any], findings: list[dict[str, Any]] | None = None, action: str = "",
    result: str = "differs", kind: str = "qa", **more: Any,
) -> dict[str, Any]:  # fmt: skip
    held = findings if findings is not None else [finding()]
    outcome = {
        "result": result, "errors": list(errors), "match": "none", "severity": "major",
        "missed": more.pop("missed", []), "superfluous": more.pop("superfluous", []),
    }  # fmt: skip
    if "graced" in more:
        outcome["graced"] = more.pop("graced")
    first = held[0]["action"] if held else "NONE"
    answer = {"action": action or first, "findings": held, "penalty": more.pop("penalty", None)}
    return {"kind": kind, "stage": "first", "answer": answer, "outcome": outcome, **more}


def told(said: dict[str, Any]) -> list[tuple[str, str, str | None, str]]:
    return [
        (one.what.value, one.target_kind, one.target_ref, one.wanted) for one in opened_by(said)
    ]


@pytest.mark.parametrize(
    ("action", "what"), [("REMOVE", "take_down"), ("LIMIT", "limit"), ("EDIT", "send_back")]
)
def test_what_was_missed_is_acted_upon(action: str, what: str) -> None:
    (one,) = opened_by(body(error("FN.missed", "critical"), findings=[finding(action)]))
    assert one == Wanted(
        What(what), action, Severity.CRITICAL, clause="3.1", version=2, done=None
    )


def test_every_target_of_the_answer_has_its_entry_and_the_strongest_action() -> None:
    held = [
        finding("EDIT", "4.1", "part", "title"),
        finding("REMOVE", "3.1", "media", "a" * 64, primary=False),
        finding("REMOVE", "1.2", "part", "title", primary=False),
    ]
    assert told(body(error("FN.missed"), findings=held)) == [
        ("take_down", "part", "title", "REMOVE"),
        ("take_down", "media", "a" * 64, "REMOVE"),
    ]


def test_an_action_of_the_batchs_own() -> None:
    assert told(body(error("FN.missed"), findings=[finding("AGE_GATE")])) == [
        ("act", "item", None, "AGE_GATE")
    ]
    assert told(body(error("FN.missed"), findings=[], action="AGE_GATE")) == [
        ("act", "item", None, "AGE_GATE")
    ]


@pytest.mark.parametrize("code", ["FP.none", "FP.scope"])
def test_what_was_taken_is_given_back_and_its_penalty_with_it(code: str) -> None:
    taken = [finding("REMOVE", "3.2"), finding("LIMIT", "4.1", "part", "title", primary=False)]
    said = body(
        error(code, "critical"), error("WS.penalty", "minor", done="suspend", wanted="none"),
        findings=[], superfluous=taken, penalty="none",
    )  # fmt: skip
    first, second = opened_by(said)
    assert (first.what, first.done, first.clause) == (What.REINSTATE, "REMOVE", "3.2")
    assert (second.target_ref, second.done) == ("title", "LIMIT")
    assert first.severity is second.severity is Severity.CRITICAL


def test_an_action_without_a_finding_is_given_back_too() -> None:
    (one,) = opened_by(body(error("FP.none", action="LIMIT"), findings=[]))
    assert (one.what, one.done, one.target_kind) == (What.REINSTATE, "LIMIT", "item")


def test_the_severer_violation_takes_the_answers_action() -> None:
    severe, lesser = finding("REMOVE", "1.8"), finding("EDIT", "9.1", primary=False)
    said = body(
        error("FN.part", "critical", clause="1.8", cited="9.1"),
        error("WS.action", steps=-2, done="EDIT", wanted="REMOVE"),
        findings=[severe, lesser], missed=[severe],
    )  # fmt: skip
    (one,) = opened_by(said)
    assert (one.what, one.clause, one.done) == (What.TAKE_DOWN, "1.8", "EDIT")


@pytest.mark.parametrize(("steps", "what"), [(2, "lower"), (-1, "raise"), (0, "change")])
def test_the_action_is_raised_or_lowered(steps: int, what: str) -> None:
    said = error("WS.action", "minor", steps=steps, done="REMOVE", wanted="LIMIT")
    (one,) = opened_by(body(said, findings=[finding("LIMIT")]))
    assert (one.what, one.done, one.wanted) == (What(what), "REMOVE", "LIMIT")


def test_target_clause_and_penalty() -> None:
    title = finding("EDIT", "4.1", "part", "title")
    assert told(body(error("WS.target"), findings=[title])) == [("move", "part", "title", "EDIT")]
    (one,) = opened_by(body(error("WS.clause", "minor", clause="4.1", cited="4.2")))
    assert (one.what, one.done, one.wanted, one.clause) == (What.NOTICE, "4.2", "4.1", "4.1")
    for code in ("WS.penalty", "TE.ladder"):
        (one,) = opened_by(
            body(error(code, "none", done="none", wanted="points(3)"), result="differs")
        )
        assert (one.what, one.target_kind, one.wanted) == (What.PENALTY, "seller", "points(3)")
        assert one.severity is Severity.MINOR


def test_only_what_should_have_been_escalated_goes_to_the_specialists() -> None:
    missed = error("WS.route", "critical", needless=False)
    assert told(body(missed, findings=[], action="ROUTE")) == [("route", "item", None, "ROUTE")]
    assert told(body(error("WS.route", needless=True))) == []


@pytest.mark.parametrize(
    "code",
    ["TE.changed", "TE.media", "TE.tool", "TE.evidence", "PR.note", "PR.sla", "CO.inconsistent"],
)
def test_what_leaves_nothing_wrong_opens_nothing(code: str) -> None:
    assert opened_by(body(error(code))) == ()


def test_a_technical_code_in_place_of_the_derived_one_leaves_the_thing_up() -> None:
    derived = {"errors": [error("FN.missed", "critical")]}
    (one,) = opened_by(body(error("TE.media", "none"), derived=derived))
    assert (one.what, one.severity) == (What.TAKE_DOWN, Severity.CRITICAL)
    assert opened_by(body(error("PR.note"), derived=derived)) == ()


def test_no_code_left_opens_nothing() -> None:
    assert opened_by(body(derived={"errors": [error("FN.missed")]})) == ()


def test_nobodys_error_in_grace_is_put_right_all_the_same() -> None:
    new = finding(clause="2.3")
    missed = body(result="agrees", graced="2.3", missed=[new], findings=[new], stake="critical")
    (one,) = opened_by(missed)
    assert (one.what, one.clause, one.severity) == (What.TAKE_DOWN, "2.3", Severity.CRITICAL)
    dropped = body(result="agrees", graced="2.3", findings=[], superfluous=[new])
    assert told(dropped) == [("reinstate", "item", None, "NONE")]
    milder = body(result="agrees", graced="2.3", findings=[finding("LIMIT", "2.3")])
    assert told(milder) == [("change", "item", None, "LIMIT")]


def test_what_grace_does_not_excuse_counts_as_ever() -> None:
    said = body(error("FN.missed", "critical"), graced="2.3", missed=[finding()])
    assert [one.severity for one in opened_by(said)] == [Severity.CRITICAL]


def test_what_an_inspection_found() -> None:
    found = body(result="found", kind="inspection", stake="minor")
    (one,) = opened_by(found)
    assert (one.what, one.severity) == (What.TAKE_DOWN, Severity.MINOR)
    assert opened_by(body(result="found", kind="inspection"))[0].severity is Severity.MAJOR
    assert opened_by(body(result="found", kind="inspection", findings=[])) == ()


@pytest.mark.parametrize("kind", ["practice", "calibration", "pool"])
def test_practice_and_calibration_open_nothing(kind: str) -> None:
    assert opened_by(body(error("FN.missed"), kind=kind)) == ()
    assert opened_by(body(result="found", kind=kind)) == ()


@pytest.mark.parametrize(("stage", "opens"), [("second", 1), ("repeat", 0), ("vote", 0)])
def test_votes_and_repeats_try_the_auditor(stage: str, opens: int) -> None:
    assert len(opened_by({**body(error("FN.missed")), "stage": stage})) == opens


def test_each_member_of_a_cluster_has_its_own() -> None:
    agreed = {"result": "agrees", "errors": []}
    missed = {"result": "differs", "errors": [error("FN.missed", "major")]}
    said = body(error("CO.inconsistent", "none"), kind="consistency")
    said["members"] = [
        {"item": "i1", "case": "c1", "action": "REMOVE", "clause": "3.1", "outcome": agreed},
        {"item": "i2", "case": "c2", "action": "NONE", "clause": None, "outcome": missed},
        {"item": "i3", "case": "c3", "action": "NONE", "clause": None, "outcome": missed},
    ]
    opened = opened_by(said)
    assert [(one.item, one.case, one.done) for one in opened] == [
        ("i2", "c2", "NONE"), ("i3", "c3", "NONE"),
    ]  # fmt: skip
    assert len({one.entry_id("mei", "t") for one in opened}) == 2


def test_an_answer_that_is_none_opens_nothing() -> None:
    assert opened_by(body(result="pending", action="CANNOT", findings=[])) == ()
    assert opened_by({}) == ()


def test_agreement_opens_nothing() -> None:
    assert opened_by(body(result="agrees")) == ()


def test_the_deadline_follows_the_severity() -> None:
    assert due(AT, Severity.CRITICAL) == "2026-03-03T09:14:00.000+08:00"
    assert due(AT, Severity.MAJOR) == "2026-03-05T09:14:00.000+08:00"
    assert due(AT, Severity.MINOR) == "2026-03-09T09:14:00.000+08:00"
    assert set(HOURS) == set(Severity)


@pytest.mark.parametrize("code", [code for code in Code if code.value[:2] in ("FP", "FN", "WS")])
def test_no_error_of_an_outcome_is_forgotten(code: Code) -> None:
    """Codes that an auditor sets by hand come without parameters."""
    action = "ROUTE" if code is Code.WS_ROUTE else ""
    findings = [] if code is Code.WS_ROUTE else None
    assert opened_by(body(error(code.value), findings=findings, action=action))
