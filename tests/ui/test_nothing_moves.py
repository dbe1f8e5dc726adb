"""What is on the screen keeps its place, whatever arrives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.desk import Desk
from workstation.review.bar_values import Step
from workstation.ui.case.layout import PutState

OpenDesk = Callable[..., Desk]
SOURCES = ("L-TH-70218842", "L-SG-31500917", "R-SA-20771305", "C-SG-30882716", "V-VN-81244056")


def places(desk: Desk) -> list[tuple[Any, ...]]:
    laid = desk.window.case.grid.laid
    assert laid is not None
    return [(block.part, block.top, block.height) for block in laid.blocks]


def boxes(desk: Desk) -> dict[str, Any]:
    window = desk.window
    panes = {
        "header": window.header,
        "queue": window.queue,
        "case": window.case,
        "grid": window.case.grid,
        "media": window.case.media,
        "policy": window.policy,
        "bar": window.bar,
    }
    return {name: (pane.geometry().getRect(), pane.isVisible()) for name, pane in panes.items()}


@pytest.mark.parametrize("source", SOURCES)
def test_rows_stay_where_they_are_when_translations_arrive(
    open_desk: OpenDesk, source: str
) -> None:
    desk = open_desk(held=True)
    desk.go(source)
    grid = desk.window.case.grid
    before, around = places(desk), boxes(desk)
    assert any(row.state is PutState.COMING for row in grid.laid.rows)
    desk.press("Down")
    scrolled, caret = grid.verticalScrollBar().value(), grid._caret
    desk.services.engine.release()
    desk.wait(lambda: desk.reviewer.prepared.rendered.complete)
    assert any(row.state is PutState.READY for row in grid.laid.rows)
    assert places(desk) == before
    assert boxes(desk) == around
    assert (grid.verticalScrollBar().value(), grid._caret) == (scrolled, caret)


def test_a_case_can_be_answered_before_its_translation(open_desk: OpenDesk) -> None:
    desk = open_desk(held=True)
    desk.go("L-SG-31500917")
    task = desk.task
    desk.answer("4", "3", "2", "Enter")
    desk.wait_left(task)
    assert desk.verdicts()[0].clause == "3.2"


def test_suggestions_keep_their_keys_and_late_ones_go_below(open_desk: OpenDesk) -> None:
    desk = open_desk(held=True)
    desk.go("L-ID-70331208")
    first = [clause.clause for clause in desk.reviewer.menu.suggested]
    late = next(
        clause
        for clause in desk.reviewer.menu.clauses
        if clause.keywords and clause.clause not in first and clause.keywords[0].isascii()
    )
    made = desk.services.engine._made
    desk.services.engine._made = lambda sentences, source, target: [  # type: ignore[method-assign]
        type(one)(
            one.digest,
            one.source,
            one.target,
            one.package,
            one.version,
            one.options,
            " ".join(late.keywords),
        )
        for one in made(sentences, source, target)
    ]
    desk.answer("4")
    desk.services.engine.release()
    desk.wait(lambda: desk.reviewer.prepared.rendered.complete)
    after = [clause.clause for clause in desk.reviewer.menu.suggested]
    assert after[: len(first)] == first
    assert late.clause in after[len(first) :]
    shown = desk.window.policy.index.shown_text()
    assert [shown.index(f" {clause}") for clause in after[:5]] == sorted(
        shown.index(f" {clause}") for clause in after[:5]
    )
    assert desk.step is Step.FAMILY


def test_the_bar_and_the_panes_never_move(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.go("L-ID-70331208")
    desk.wait(lambda: desk.reviewer.prepared.rendered.complete)
    around = boxes(desk)
    seen = set()
    for keys in (
        *(("4",), ("3",), ("Backspace",), ("Alt+1",), ("-",), ("F3",), ("+",), ("Backspace",)),
        *(("Backspace",), ("Backspace",), ("0",), ("Backspace",), ("4",), ("Alt+1",), ("Enter",)),
        *(("1",), ("8",), ("Enter",)),
    ):
        desk.answer(*keys)
        seen.add(desk.step)
        assert boxes(desk) == around, (keys, desk.step)
    desk.press("9")
    desk.type("a note")
    desk.press("Enter")
    assert boxes(desk) == around
    assert {Step.ACTION, Step.FAMILY, Step.READY, Step.CANNOT, Step.REVEALED, Step.CODES} <= seen
    for button in desk.window.bar.buttons():
        assert desk.window.bar.rect().contains(button.geometry())


def test_the_reveal_finds_its_place_kept(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.go("L-ID-70331208")
    desk.wait(lambda: desk.reviewer.prepared.rendered.complete)
    before = places(desk)
    desk.answer("4", "Alt+1", "Enter")
    desk.wait_step(Step.REVEALED)
    assert places(desk) == before


def test_pictures_that_arrive_move_nothing(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.go("L-TH-70218842")
    before = boxes(desk)
    desk.wait(lambda: desk.window.case.media.settled)
    assert boxes(desk) == before


def test_late_translation_does_not_take_the_words_from_under_a_pin(open_desk: OpenDesk) -> None:
    desk = open_desk(held=True)
    desk.go("C-PH-55120398")
    desk.press("Down", "Shift+Right", "F3")
    (pinned,) = desk.bar.evidence
    desk.services.engine.release()
    desk.wait(lambda: desk.reviewer.prepared.rendered.complete)
    assert desk.bar.evidence == (pinned,)
    assert desk.window.case.grid._pinned == (pinned,)
