"""Translations under their originals, on a key, for long texts."""

from __future__ import annotations

from collections.abc import Callable

from tests.desk import Desk
from workstation.ui.case.layout import MARGIN, PutState, column_width

OpenDesk = Callable[..., Desk]


def test_a_key_puts_each_translation_under_its_original(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.wait(lambda: desk.reviewer.prepared.rendered.complete)
    grid = desk.window.case.grid
    beside = [row.height for row in grid.laid.rows]
    desk.press("F10")
    laid = grid.laid
    assert laid.stacked
    assert laid.column == column_width(laid.width, single=True) > laid.width / 2
    for row in laid.rows:
        if row.translation is not None:
            under = row.right_base - row.translation.ascent
            assert under >= row.base - row.original.ascent + row.original.height
            assert under + row.translation.height <= row.height
    for upper, lower in zip(laid.blocks, laid.blocks[1:], strict=False):
        assert upper.top + upper.height <= lower.top + 0.01
    assert desk.services.preferences["stacked"] is True
    desk.press("F10")
    assert [row.height for row in grid.laid.rows] == beside


def test_it_is_kept_for_the_next_case_and_the_next_day(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.press("F10")
    first = desk.task
    desk.answer("F6")
    desk.wait_left(first)
    assert desk.window.case.grid.laid.stacked
    home = desk.services.store.paths.home
    desk.close()
    assert open_desk(home).window.case.grid.laid.stacked


def test_nothing_moves_when_a_stacked_translation_arrives(open_desk: OpenDesk) -> None:
    desk = open_desk(held=True)
    desk.go("L-SG-31500917")
    desk.press("F10")
    grid = desk.window.case.grid
    assert any(row.state is PutState.COMING for row in grid.laid.rows)
    before = [(block.top, block.height) for block in grid.laid.blocks]
    desk.services.engine.release()
    desk.wait(lambda: desk.reviewer.prepared.rendered.complete)
    assert [(block.top, block.height) for block in grid.laid.blocks] == before


def test_a_press_on_the_original_finds_its_letter(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.press("F10")
    grid = desk.window.case.grid
    row = grid.laid.rows[0]
    assert grid._character(row, MARGIN, row.top + 8) == 0
    assert grid._character(row, MARGIN + 60, row.top + 8) > 2
