"""The verdict bar: every flow by its keys, and no sequence of keys that breaks it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.domain.decision import WHOLE_ITEM, Evidence, Target, TargetKind
from workstation.domain.policy import ClauseKind, ClauseVersion, Family
from workstation.domain.taxonomy import (
    DEFAULT_ACTIONS,
    CannotJudge,
    Code,
    ErrorCause,
    ReadIn,
    Severity,
)
from workstation.domain.verdict import Answer, Error, Outcome, Result
from workstation.review import bar_draft
from workstation.review.bar import Bar
from workstation.review.bar_steps.answering import mark_primary, target_of
from workstation.review.bar_steps.comparing import current_errors
from workstation.review.bar_values import (
    CommitAnswer,
    CommitCannot,
    CommitFault,
    Conclude,
    Effect,
    GoOn,
    Menu,
    Step,
    WriteNote,
)


def clause(name: str, severity: Severity = Severity.MAJOR) -> ClauseVersion:
    return ClauseVersion(name, 2, name, ClauseKind.POLICY, "2020-01-01T00:00:00Z", "…", severity)


CLAUSES = (clause("1.1", Severity.CRITICAL), clause("3.1"), clause("3.2"),
           clause("9.0", Severity.MINOR), clause("0.2", Severity.CRITICAL))  # fmt: skip
MENU = Menu(
    DEFAULT_ACTIONS,
    tuple(Family(digit, f"F{digit}", f"Family {digit}") for digit in range(10)),
    CLAUSES,
    suggested=(CLAUSES[2], CLAUSES[0]),
)
BARE = Menu(DEFAULT_ACTIONS)
FN = Error(Code.FN_MISSED, Severity.MAJOR, {"clause": "3.1"})
WS = Error(Code.WS_ACTION, Severity.MINOR, {"steps": 1})
DIFFERS = Outcome(Result.DIFFERS, (FN, WS))
HERE = Evidence("p1", 0, 4)
BOX = Evidence(media="a" * 64, box=(1, 2, 3, 4))


def press(keys: str, bar: Bar | None = None, menu: Menu = MENU) -> tuple[Bar, Effect | None]:
    """Keys parted by spaces; the last one's effect."""
    held, effect = bar or Bar(), None
    for key in keys.split():
        assert effect is None, f"{key} follows a key that commits"
        held, effect = held.press(key, menu)
    return held, effect


def committed(keys: str, bar: Bar | None = None, menu: Menu = MENU) -> Answer:
    held, effect = press(keys, bar, menu)
    assert isinstance(effect, CommitAnswer)
    assert held.step is Step.WAITING
    return effect.answer


def told(answer: Answer) -> list[tuple[str, str]]:
    return [(finding.clause, finding.action) for finding in answer.findings]


# SCREENS: "One idea that makes it fast"


def test_one_key_for_no_violation() -> None:
    assert committed("1") == Answer("NONE")


def test_escalate_in_one_key() -> None:
    assert committed("5") == Answer("ROUTE")


@pytest.mark.parametrize(("key", "action"), [("2", "EDIT"), ("3", "LIMIT"), ("4", "REMOVE")])
def test_action_family_clause_enter(key: str, action: str) -> None:
    answer = committed(f"{key} 3 1 Enter")
    assert (answer.action, told(answer)) == (action, [("3.1", action)])
    assert answer.primary.version == 2
    assert answer.primary.primary


def test_family_and_clause_nought_are_digits_like_others() -> None:
    assert told(committed("4 0 2 Enter")) == [("0.2", "REMOVE")]
    assert told(committed("4 9 0 Enter")) == [("9.0", "REMOVE")]


@pytest.mark.parametrize(("key", "name"), [("Alt+1", "3.2"), ("Alt+2", "1.1")])
def test_a_suggestion_in_one_key(key: str, name: str) -> None:
    assert told(committed(f"4 {key} Enter")) == [(name, "REMOVE")]


@pytest.mark.parametrize("key", ["Alt+0", "Alt+3", "Alt+9", "Alt+", "Alt+²", "Alt+11", "Alt+Alt+1"])
def test_a_suggestion_that_is_not_there(key: str) -> None:
    assert press(f"4 {key}")[0].step is Step.FAMILY


def test_a_second_violation() -> None:
    answer = committed("2 9 0 + 4 1 1 Enter")
    assert told(answer) == [("9.0", "EDIT"), ("1.1", "REMOVE")]
    assert answer.action == "REMOVE", "the strongest finding's"
    assert [finding.primary for finding in answer.findings] == [False, True], "the severest clause"


def test_the_first_of_equals_is_primary() -> None:
    answer = committed("4 3 2 + 4 3 1 Enter")
    assert [finding.primary for finding in answer.findings] == [True, False]
    assert mark_primary((), CLAUSES) == ()


def test_no_violation_is_no_second_violation() -> None:
    second, effect = press("4 3 1 +")
    for key in ("1", "5", "0"):
        assert second.press(key, MENU) == (second, None)
    enabled = {choice.key for choice in second.question(MENU).choices if choice.enabled}
    assert enabled == {"2", "3", "4"}
    assert effect is None
    assert told(committed("Backspace Enter", second)) == [("3.1", "REMOVE")]


def test_evidence_sets_the_target() -> None:
    bar, _ = press("4")
    answer = committed("3 1 Enter", bar.pin(HERE))
    assert answer.primary.evidence == (HERE,)
    assert answer.primary.target == Target(TargetKind.PART, "p1")
    assert committed("4 3 1 Enter").primary.target == WHOLE_ITEM


def test_evidence_after_the_clause_and_taken_away_again() -> None:
    bar, _ = press("4 3 1")
    assert bar.pin(BOX).findings[0].target == Target(TargetKind.MEDIA, "a" * 64)
    assert bar.pin(BOX).unpin() == bar
    assert bar.pin(BOX).pin(HERE).findings[0].target == WHOLE_ITEM, "two components: the item"
    assert bar.pin(HERE).pinned() == (HERE,)
    assert bar.unpin() == bar


def test_evidence_before_anything_else() -> None:
    assert committed("4 3 1 Enter", Bar().pin(HERE)).primary.evidence == (HERE,)
    assert Bar().pin(HERE).unpin() == Bar()


@pytest.mark.parametrize("step", [Step.REVEALED, Step.CODES, Step.CANNOT, Step.FAULT, Step.DONE])
def test_no_evidence_where_nothing_is_answered(step: Step) -> None:
    assert Bar(step=step).pin(HERE) == Bar(step=step)


def test_cannot_judge() -> None:
    for number, why in enumerate(CannotJudge, 1):
        bar, effect = press(f"0 {number}")
        assert effect == CommitCannot(why)
        assert bar.step is Step.WAITING
    assert press("0 9")[1] == WriteNote()
    assert press("0 Backspace")[0] == Bar()


def test_confidence_is_high_unless_said() -> None:
    assert committed("1").sure
    assert not committed("- 1").sure
    assert committed("- - 1").sure
    assert not committed("4 3 1 - Enter").sure


def test_read_in_goes_along() -> None:
    assert committed("1", Bar(read_in=ReadIn.ORIGINAL)).read_in is ReadIn.ORIGINAL


def test_back_step_by_step() -> None:
    bar, _ = press("4 3 1")
    steps = [bar.step]
    for _ in range(4):
        bar, effect = bar.press("Backspace", MENU)
        assert effect is None
        steps.append(bar.step)
    assert steps == [Step.READY, Step.FAMILY, Step.ACTION, Step.ACTION, Step.ACTION]
    assert press("4 3 Backspace")[0] == press("4")[0]


def test_back_from_a_clause_keeps_action_and_evidence() -> None:
    bar, _ = press("4 3 1")
    again = committed("3 2 Enter", bar.pin(HERE).back())
    assert told(again) == [("3.2", "REMOVE")]
    assert again.primary.evidence == (HERE,)


def test_without_a_pack_the_action_stands_alone() -> None:
    assert committed("4", menu=BARE) == Answer("REMOVE")


def test_what_is_not_in_force_cannot_be_cited() -> None:
    assert press("4 5")[0].step is Step.FAMILY
    assert press("4 3 7")[0].step is Step.CLAUSE
    families = press("4")[0].question(MENU).choices
    enabled = {choice.key for choice in families if choice.word == "family" and choice.enabled}
    assert enabled == {"1", "3", "9", "0"}


def test_a_clause_picked_with_the_mouse() -> None:
    bar, _ = press("4")
    assert bar.choose_clause(CLAUSES[1], MENU).step is Step.READY
    assert Bar().choose_clause(CLAUSES[1], MENU) == Bar()


# After the reveal


def test_enter_records_what_was_derived() -> None:
    bar, effect = press("Enter", Bar().revealed(DIFFERS))
    assert effect == Conclude(None, None, False)
    assert bar.step is Step.WAITING


@pytest.mark.parametrize(("key", "cause"), [*enumerate(ErrorCause, 1)])
def test_the_cause_in_one_key(key: int, cause: ErrorCause) -> None:
    assert press(f"{key} Enter", Bar().revealed(DIFFERS))[1] == Conclude(None, cause, False)
    assert press(f"{key} {key} Enter", Bar().revealed(DIFFERS))[1] == Conclude(None, None, False)


def test_guideline_gap_and_note() -> None:
    revealed = Bar().revealed(DIFFERS)
    assert press("0 Enter", revealed)[1] == Conclude(None, None, True)
    assert press("G Enter", revealed)[1] == Conclude(None, None, True)
    assert press("9", revealed) == (revealed, WriteNote())
    assert press("N", revealed) == (revealed, WriteNote())


def test_codes_are_edited() -> None:
    revealed = Bar().revealed(DIFFERS)
    assert press("8 1 Enter Enter", revealed)[1] == Conclude((WS,), None, False)
    assert press("E 1 1 Enter Enter", revealed)[1] == Conclude((WS, FN), None, False)
    technical = press("8 3 Enter Enter", revealed)[1]
    assert isinstance(technical, Conclude)
    assert technical.errors[-1] == Error(Code.TE_EVIDENCE, Severity.NONE)
    severer = press("8 8 Enter Enter", revealed)[1]
    assert severer.errors[0].severity is Severity.CRITICAL
    round_again = press("8 8 8 8 Enter Enter", revealed)[1]
    assert round_again.errors[0].severity is Severity.MAJOR
    assert press("8 Backspace", revealed)[0] == revealed
    assert current_errors(revealed) == (FN, WS)


def test_severity_of_no_code_at_all() -> None:
    bar, _ = press("8 1 2 8", Bar().revealed(DIFFERS))
    assert bar.errors == ()


def test_answering_again_after_the_reveal() -> None:
    assert press("Backspace", Bar(read_in=ReadIn.ORIGINAL).revealed(DIFFERS))[0] == Bar(
        read_in=ReadIn.ORIGINAL
    )


def test_without_a_case_there_is_nothing_to_choose() -> None:
    assert Bar(step=Step.DONE).question(Menu(())).choices == ()


def test_done() -> None:
    assert press("Enter", Bar(step=Step.DONE))[1] == GoOn()
    assert press("Backspace", Bar(step=Step.DONE))[0] == Bar()
    assert press("1", Bar(step=Step.DONE)) == (Bar(step=Step.DONE), None)


@pytest.mark.parametrize(
    ("key", "code"), [("1", "PR.note"), ("2", "PR.tag"), ("3", "PR.evidence"), ("4", "PR.sla")]
)
def test_process_fault(key: str, code: str) -> None:
    assert press(key, Bar(step=Step.FAULT))[1] == CommitFault(Code(code))
    assert press("5", Bar(step=Step.FAULT))[1] is None


KEYS = st.sampled_from(
    [*"0123456789+-EGNS²١x", "Enter", "Backspace", "Alt+1", "Alt+2", "Alt+9", "F3", "", "10"]
) | st.text(max_size=3)


@given(KEYS)
def test_waiting_ignores_every_key(key: str) -> None:
    for bar in (Bar(step=Step.WAITING), Bar(step=Step.WAITING, outcome=DIFFERS, action="NONE")):
        assert bar.press(key, MENU) == (bar, None)
        assert bar.question(MENU).choices == ()


ACTS = st.lists(
    KEYS | st.sampled_from([HERE, BOX]) | st.just(DIFFERS) | st.just("unpin") | st.just("reload"),
    max_size=25,
)


@given(ACTS, st.sampled_from([MENU, BARE, Menu(())]))
def test_no_sequence_of_keys_breaks_it(acts: list[Any], menu: Menu) -> None:
    bar = Bar()
    for act in acts:
        effect = None
        if isinstance(act, Evidence):
            bar = bar.pin(act)
        elif isinstance(act, Outcome):
            bar = bar.revealed(act) if bar.step is Step.WAITING else bar
        elif act == "unpin":
            bar = bar.unpin()
        elif act == "reload":
            bar = reloaded(bar)
        else:
            bar, effect = bar.press(act, menu)
        question = bar.question(menu)
        assert question.step is bar.step
        keys = [choice.key for choice in question.choices]
        assert len(set(keys)) == len(keys), "one key, one meaning"
        if isinstance(effect, CommitAnswer):
            answer = effect.answer
            assert bar.step is Step.WAITING
            assert answer.action in {action.id for action in menu.actions}
            assert sum(finding.primary for finding in answer.findings) == bool(answer.findings)


def reloaded(bar: Bar) -> Bar:
    """As it comes back after a crash: over JSON."""
    return bar_draft.load(json.loads(json.dumps(bar_draft.dump(bar))))


@given(ACTS)
def test_a_draft_comes_back_as_it_was(acts: list[Any]) -> None:
    bar = Bar()
    for act in acts:
        if isinstance(act, Evidence):
            bar = bar.pin(act)
        elif isinstance(act, Outcome):
            bar = bar.revealed(act)
        elif act not in ("unpin", "reload"):
            bar, _ = bar.press(act, MENU)
        if bar.step is not Step.WAITING:
            assert reloaded(bar) == bar


def test_a_draft_that_waited_asks_again() -> None:
    waiting, _ = press("4 3 1 Enter")
    assert reloaded(waiting).step is Step.READY
    assert told(committed("Enter", reloaded(waiting))) == [("3.1", "REMOVE")]
    assert reloaded(press("1")[0]).step is Step.ACTION
    assert reloaded(press("Enter", Bar().revealed(DIFFERS))[0]).step is Step.REVEALED


@pytest.mark.parametrize(
    "held",
    [
        {},
        {"step": "of_2031"},
        {"step": "ready", "findings": [{"clause": "3.1"}]},
        {"step": "action", "read_in": "klingon"},
        {"step": "action", "findings": 7},
        {"step": "action", "evidence": [{"of_2031": 1}]},
        {"step": "revealed", "outcome": {"result": "x"}},
        {"step": "action", "cause": []},
        {"step": ["action"]},
        {"step": "action", "outcome": [1]},
    ],
)
def test_a_draft_in_another_shape_counts_as_none(held: dict[str, Any]) -> None:
    assert bar_draft.load(held) == Bar()


@pytest.mark.parametrize(
    ("held", "step"),
    [
        ({"step": "ready"}, Step.ACTION),
        ({"step": "family"}, Step.ACTION),
        ({"step": "clause", "action": "REMOVE"}, Step.FAMILY),
        ({"step": "clause"}, Step.ACTION),
        ({"step": "codes"}, Step.ACTION),
        ({"step": "revealed"}, Step.ACTION),
        ({"step": "action", "read_in": "original", "note": "n"}, Step.ACTION),
    ],
)
def test_a_draft_that_lacks_what_its_step_stands_on(held: dict[str, Any], step: Step) -> None:
    bar = bar_draft.load(held)
    assert bar.step is step
    for key in ("Enter", "1", "3", "Backspace", "+"):
        bar.press(key, MENU)


def test_target_of() -> None:
    assert target_of(()) == WHOLE_ITEM
    assert target_of([HERE, HERE]) == Target(TargetKind.PART, "p1")
    assert target_of([HERE, BOX]) == WHOLE_ITEM
