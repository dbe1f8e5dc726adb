"""The penalty ladder: which table, which step, and whose error a wrong penalty is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from msgspec.structs import replace

from workstation.domain.decision import Decision, Finding
from workstation.domain.ids import DecisionId
from workstation.domain.ladder import Ladder, Penalty, Step, given, penalty_for, same, written
from workstation.domain.policy import ClauseKind, ClauseVersion, Pack, Scope
from workstation.domain.taxonomy import DEFAULT_ACTIONS, NONE, REMOVE, ROUTE, Severity
from workstation.domain.verdict import Answer, Ground, derive

DAY = datetime.fromisoformat("2026-03-02T09:14:00+08:00")


def clause(name: str, row: str) -> ClauseVersion:
    return ClauseVersion(
        name, 1, name, ClauseKind.POLICY, "2020-01-01T00:00:00+00:00", "…", Severity.MAJOR,
        acceptable_actions=(REMOVE,), ladder_row=row,
    )  # fmt: skip


GOODS, NOTICE, NOWHERE, SILENT = (
    clause("1.1", "goods"), clause("9.1", "notice"), clause("8.1", "elsewhere"), clause("7.1", "")
)  # fmt: skip
LADDERS = (
    Ladder("2025", "2025-01-01T00:00:00+08:00", "2026-03-01T00:00:00+08:00", rows={
        "goods": (Step(0, "warning"), Step(3, "suspend")), "notice": (Step(0, "none"),)}),
    Ladder("2026", "2026-03-01T00:00:00+08:00", rows={
        "goods": (Step(6, "terminate"), Step(0, "points", 2), Step(3, "feature_limit", 3)),
        "notice": (Step(0, "none"), Step(2, "warning"))}),
    Ladder("SG", "2025-06-01T00:00:00+08:00", markets=("SG",), rows={
        "goods": (Step(1, "funds_hold"),)}),
)  # fmt: skip
PACK = Pack(
    "p", "1", "Pack", "d", (), (GOODS, NOTICE, NOWHERE, SILENT), ladders=LADDERS
)  # fmt: skip


@pytest.mark.parametrize(
    ("version", "prior", "day", "market", "wanted"),
    [
        (GOODS, 0, "2026-03-02", "MY", Penalty("points", 2)),
        (GOODS, 2, "2026-03-02", "MY", Penalty("points", 2)),
        (GOODS, 3, "2026-03-02", "MY", Penalty("feature_limit", 3)),
        (GOODS, 99, "2026-03-02", None, Penalty("terminate")),
        (GOODS, 3, "2026-02-28", "MY", Penalty("suspend")),
        (GOODS, 3, "2026-03-01", "MY", Penalty("feature_limit", 3)),
        (GOODS, 3, "2024-12-31", "MY", None),
        (GOODS, 5, "2026-03-02", "SG", Penalty("funds_hold")),  # a market's own comes first
        (GOODS, 0, "2026-03-02", "SG", None),  # and says nothing below its first step
        (NOTICE, 2, "2026-03-02", "SG", Penalty("warning")),  # rows it lacks are everybody's
        (NOWHERE, 0, "2026-03-02", "MY", None),
        (SILENT, 0, "2026-03-02", "MY", None),
    ],
)
def test_the_step_of_the_day(
    version: ClauseVersion, prior: int, day: str, market: str | None, wanted: Penalty | None
) -> None:
    moment = datetime.fromisoformat(f"{day}T00:00:00+08:00")
    assert penalty_for(PACK, version, prior, moment, market) == wanted


@pytest.mark.parametrize(
    ("told", "penalty"),
    [(None, Penalty("none")), ("", Penalty("none")), ("warning", Penalty("warning")),
     ("points_2", Penalty("points", 2)), ("points(12)", Penalty("points", 12)),
     ("feature_limit", Penalty("feature_limit")), ("points", Penalty("points")),
     ("points_x", Penalty("points_x"))],
)  # fmt: skip
def test_penalties_as_platforms_write_them(told: str | None, penalty: Penalty) -> None:
    assert given(told) == penalty
    assert same(told, penalty)
    assert same(written(penalty), penalty)


def test_points_without_their_number_are_points() -> None:
    assert same("points", Penalty("points", 2))
    assert not same("points_3", Penalty("points", 2))
    assert same("warning", Penalty("warning", 1))
    assert not same(None, Penalty("warning", 1))


GROUND = Ground({a.id: a for a in DEFAULT_ACTIONS}, DAY, PACK, Scope("MY", "bags", "listing"))
RIGHT = (Finding("1.1", 1, REMOVE, primary=True),)
BOTH = (*RIGHT, Finding("9.1", 1, REMOVE))


@pytest.mark.parametrize(
    ("decision", "answer", "codes"),
    [
        ({"penalty": "points_2"}, Answer(REMOVE, RIGHT), ""),
        ({"penalty": "suspend"}, Answer(REMOVE, RIGHT), "TE.ladder"),
        ({}, Answer(REMOVE, RIGHT), "TE.ladder"),
        ({"penalty": "suspend", "prior_points": None}, Answer(REMOVE, RIGHT), ""),
        ({"penalty": "suspend", "penalty_set_by": "moderator"}, Answer(REMOVE, RIGHT), ""),
        ({"penalty": "suspend", "penalty_set_by": "moderator"},
         Answer(REMOVE, RIGHT, penalty="points_2"), "WS.penalty"),
        ({"penalty": "suspend", "prior_points": 3, "findings": BOTH}, Answer(REMOVE, BOTH),
         "TE.ladder"),
        ({"penalty": "feature_limit", "prior_points": 3, "findings": BOTH}, Answer(REMOVE, BOTH),
         ""),
        # The system went by the one finding it was given: that another was missed is not its error.
        ({"findings": BOTH[1:], "prior_points": 2, "penalty": "warning"},
         Answer(REMOVE, (replace(BOTH[1], primary=True), Finding("1.1", 1, REMOVE))), ""),
        ({"action": NONE, "findings": (), "penalty": "warning"}, Answer(NONE), "TE.ladder"),
        # What was missed is the moderator's error alone; no penalty was due for what was found.
        ({"action": NONE, "findings": ()}, Answer(REMOVE, RIGHT), "FN.missed"),
        ({"action": NONE, "findings": ()}, Answer(NONE), ""),
        ({"action": ROUTE, "findings": (), "penalty": "suspend"}, Answer(ROUTE), ""),
        # Something else is wrong: then the system's penalty is not looked at.
        ({"penalty": "suspend"}, Answer(NONE), "FP.none"),
        ({"findings": (Finding("8.1", 1, REMOVE),), "penalty": "suspend"},
         Answer(REMOVE, (Finding("8.1", 1, REMOVE),)), ""),
        ({"findings": (), "penalty": "suspend"}, Answer(REMOVE), ""),
    ],
)  # fmt: skip
def test_a_wrong_penalty_of_the_system(decision: Any, answer: Answer, codes: str) -> None:
    told = {"action": REMOVE, "findings": RIGHT, "prior_points": 0, **decision}
    made = Decision(DecisionId("d"), "m", "v", "s", DAY.isoformat(), **told)
    outcome = derive(made, answer, GROUND)
    assert " ".join(error.code.value for error in outcome.errors) == codes
    if codes == "TE.ladder":
        assert outcome.severity is Severity.NONE
        assert outcome.errors[0].params["wanted"] in ("points_2", "feature_limit", "none")


def test_a_pack_without_ladders_says_nothing() -> None:
    made = Decision(
        DecisionId("d"), "m", "v", "s", DAY.isoformat(), REMOVE, RIGHT, prior_points=0,
        penalty="suspend",
    )  # fmt: skip
    ground = replace(GROUND, pack=replace(PACK, ladders=()))
    assert derive(made, Answer(REMOVE, RIGHT), ground).errors == ()
