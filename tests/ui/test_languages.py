"""Scripts, directions, fonts, languages that are set by hand, languages without a package."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from tests.desk import Desk
from workstation.domain.event import Kind
from workstation.ui import theme
from workstation.ui.case.cells import make_cell
from workstation.ui.case.layout import PutState, column_width
from workstation.ui.case_panels import LANGUAGES
from workstation.ui.dialogs.chooser import Chooser
from workstation.ui.plain import BIDI_MARK, HIDDEN_MARK, hidden_at, visible

OpenDesk = Callable[..., Desk]


def test_a_language_said_by_hand_is_translated_anew(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.go("L-ID-70331208")
    desk.wait(lambda: desk.reviewer.prepared.rendered.complete)
    grid = desk.window.case.grid
    row = grid.current_row()
    assert row is not None
    assert row.translation is not None
    assert row.translation.text.startswith("[id]")
    desk.press("F2")
    panel = desk.wait_panel(Chooser)
    assert "Malay (ms)" in panel.shown_text()
    assert LANGUAGES[0] == "ms"
    desk.press("1")

    def is_malay() -> bool:
        now = grid.current_row()
        return now is not None and now.translation is not None and "[ms]" in now.translation.text

    desk.wait(is_malay)
    (body, _task), *_ = desk.events(Kind.LANGUAGE_SET)
    assert json.loads(body) == {"part": row.part, "language": "ms"}
    assert desk.panel() is None
    others = [r for r in grid.laid.rows if r.part != row.part and r.translation is not None]
    assert all(r.translation.text.startswith("[id]") for r in others)


def test_without_a_package_the_way_is_shown_and_the_case_can_be_worked(
    open_desk: OpenDesk, home: Path
) -> None:
    for package in (home / "packages").glob("translate-th_en*"):
        package.rename(home / f"{package.name}.away")
    desk = open_desk(home)
    desk.go("L-TH-70218842")
    desk.wait(lambda: desk.reviewer.prepared.rendered.complete)
    grid = desk.window.case.grid
    states = {row.state for row in grid.laid.rows}
    assert PutState.NONE in states
    assert PutState.COMING not in states
    assert "no th→en package" in grid.shown_text()
    assert "Ctrl+M" in grid.shown_text()
    desk.press("F9")
    task = desk.task
    desk.answer("F6")
    desk.wait_left(task)


def test_right_to_left_rows_stand_at_the_right(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.go("R-SA-20771305")
    desk.wait(lambda: desk.reviewer.prepared.rendered.complete)
    grid = desk.window.case.grid
    rows = [row for row in grid.laid.rows if row.original.language == "ar"]
    assert rows
    column = column_width(grid.laid.width)
    for row in rows:
        option = row.original.layout.textOption()
        assert option.textDirection() == Qt.LayoutDirection.RightToLeft
        last = row.original.layout.lineAt(row.original.layout.lineCount() - 1)
        natural = last.naturalTextRect()
        assert natural.right() == pytest.approx(column, abs=1.0)
        assert row.translation is not None
        assert row.translation.layout.textOption().textDirection() == Qt.LayoutDirection.LeftToRight


@pytest.mark.parametrize(
    ("language", "family"),
    [
        ("zh-Hans", "Noto Sans CJK SC"),
        ("zh-Hant", "Noto Sans CJK TC"),
        ("zh-TW", "Noto Sans CJK TC"),
        ("zh", "Noto Sans CJK SC"),
        ("ja", "Noto Sans CJK JP"),
        ("ko", "Noto Sans CJK KR"),
        ("th", "Noto Sans Thai"),
        ("ar", "Noto Sans Arabic"),
        ("ta", "Noto Sans Tamil"),
    ],
)
def test_every_script_has_its_own_font(qapp: object, language: str, family: str) -> None:
    cell = make_cell("样", language, 300, 1.5)
    assert cell.layout.font().families()[0] == family
    assert theme.content_font(language).families()[0] == family


@pytest.mark.parametrize("source", ["L-SG-31500917", "L-TW-27190563", "E-JP-66120471"])
def test_the_grid_uses_them(open_desk: OpenDesk, source: str) -> None:
    desk = open_desk()
    desk.go(source)
    desk.wait(lambda: desk.reviewer.prepared.rendered.complete)
    for row in desk.window.case.grid.laid.rows:
        wanted = theme.content_font(row.original.language).families()[0]
        assert row.original.layout.font().families()[0] == wanted


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ab\u202egnp.exe", f"ab{BIDI_MARK}gnp.exe"),
        ("co\u200bca", f"co{HIDDEN_MARK}ca"),
        ("a\u2066b\u2069", f"a{BIDI_MARK}b{BIDI_MARK}"),
        ("\u200ea\u200f\u061c", f"{BIDI_MARK}a{BIDI_MARK}{BIDI_MARK}"),
        ("so\u00adft\ufeff", f"so{HIDDEN_MARK}ft{HIDDEN_MARK}"),
        ("fill\u3164er\u180e\x7f", f"fill{HIDDEN_MARK}er{HIDDEN_MARK}{HIDDEN_MARK}"),
        ("nul\x00\x1b", f"nul{HIDDEN_MARK}{HIDDEN_MARK}"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
    ],
)
def test_hidden_characters_are_seen_one_for_one(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert len(visible(text)) == len(text)
    assert len(hidden_at(text)) <= shown.count(BIDI_MARK) + shown.count(HIDDEN_MARK)


def test_caret_and_pins_count_characters_where_qt_counts_units(qapp: object) -> None:
    cell = make_cell("😂😂 racun", "ms", 300, 1.5)
    assert [cell.to_units(n) for n in (0, 1, 2, 3)] == [0, 2, 4, 5]
    assert [cell.to_character(n) for n in (0, 2, 4, 5)] == [0, 1, 2, 3]


@pytest.mark.slow
def test_the_real_engine_translates_the_case_on_the_screen(open_desk: OpenDesk) -> None:
    desk = open_desk(real=True)
    desk.go("L-ID-70331208")
    desk.wait(lambda: desk.reviewer.prepared.rendered.complete, 60_000)
    rows = [r for r in desk.window.case.grid.laid.rows if r.state is PutState.READY]
    assert rows
    assert any("en" in r.package for r in rows)
    task = desk.task
    desk.answer("1")
    desk.wait_left(task)
    shown = json.loads(desk.events(Kind.ANSWERED)[0][0])["shown"]
    assert shown["translations"]
    assert shown["packages"]
