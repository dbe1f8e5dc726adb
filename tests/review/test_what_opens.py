"""The bodies that the desk writes are the bodies that the opening rule reads."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.review.remediating import entries
from tests.store.demo import Auditor, gold, right_answer
from workstation.domain.cluster import Member, outcome_of_set
from workstation.domain.decision import Decision, Finding
from workstation.domain.ids import DecisionId
from workstation.domain.remediation import What
from workstation.domain.remediation_rule import opened_by
from workstation.domain.taxonomy import DEFAULT_ACTIONS
from workstation.domain.verdict import Answer, Ground, Outcome, derive
from workstation.review import encode

GROUND = Ground(
    {action.id: action for action in DEFAULT_ACTIONS},
    datetime.fromisoformat("2026-03-02T09:14:00+08:00"),
)
GONE = Answer("REMOVE", (Finding("3.1", 1, "REMOVE", primary=True),))


def decided(action: str) -> Decision:
    held = (Finding("3.1", 1, action, primary=True),) if action != "NONE" else ()
    return Decision(DecisionId("d"), "m", "North", "KL", "2026-03-02T09:14:00+08:00", action, held)


def body(given: Answer, outcome: Outcome, **more: Any) -> dict[str, Any]:
    return {
        "answer": encode.answer_body(given), "outcome": encode.outcome_body(outcome),
        "kind": "qa", "stage": "first", "stake": "major", **more,
    }  # fmt: skip


def test_copies_of_a_cluster_that_were_decided_wrongly() -> None:
    """Fourteen copies, three decisions: each that is still up is to be taken down."""
    actions = ("REMOVE", "NONE", "EDIT", "REMOVE")
    members = [
        Member(f"item-{n}", f"case-{n}", action, None, derive(decided(action), GONE, GROUND))
        for n, action in enumerate(actions)
    ]
    told = body(
        GONE,
        outcome_of_set(members, inconsistent=True),
        kind="consistency",
        members=[encode.member_body(member) for member in members],
    )
    assert [(one.what, one.item, one.case, one.done) for one in opened_by(told)] == [
        (What.TAKE_DOWN, "item-1", "case-1", "NONE"),
        (What.RAISE, "item-2", "case-2", "EDIT"),
    ]


@pytest.mark.parametrize(
    ("action", "given", "what"),
    [
        ("NONE", GONE, "take_down"),
        ("REMOVE", Answer("NONE"), "reinstate"),
        ("EDIT", GONE, "raise"),
        ("REMOVE", Answer("EDIT", (Finding("3.1", 1, "EDIT"),)), "lower"),
        ("NONE", Answer("ROUTE"), "route"),
    ],
)
def test_what_is_derived_opens_what_it_says(action: str, given: Answer, what: str) -> None:
    (one,) = opened_by(body(given, derive(decided(action), given, GROUND)))
    assert one.what == what


def test_an_inspection_opens_what_it_found() -> None:
    (one,) = opened_by(body(GONE, derive(None, GONE, GROUND), kind="inspection"))
    assert (one.what, one.severity) == (What.TAKE_DOWN, "major")
    assert opened_by(body(GONE, derive(None, GONE, GROUND), kind="practice")) == ()


def test_every_wrong_decision_of_the_demo_has_what_puts_it_right(mei: Auditor) -> None:
    """And none of the right ones has any."""
    wrong = {row["id"] for row in gold() if row["codes"]}
    only_needless = {"WS.route"}
    for row in gold():
        task = mei.task(row["source_id"])
        answered = mei.answer(task, right_answer(mei, task))
        if answered.verdict is None:
            mei.conclude(task)
    found = {entry.case for entry in entries(mei)}
    assert found <= wrong | {row["id"] for row in gold() if row.get("graced")}
    missing = [row for row in gold() if row["codes"] and row["id"] not in found]
    assert [row["codes"] for row in missing if set(row["codes"]) - only_needless] == []
