"""How far a translation can be trusted, on the screen: marks, losses, confidence, packages."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint

from tests.desk import Desk
from workstation.domain.language import Sentence, Translation
from workstation.language.ahead.known import Known, Measured
from workstation.language.packages.models import Package
from workstation.ui.case import trust_words
from workstation.ui.case.cells import make_cell
from workstation.ui.case.grid_words import why
from workstation.ui.case.layout import PutState, Row
from workstation.ui.case.margin import LOST, make_tail
from workstation.ui.case.trust_line import TrustLine
from workstation.ui.plain import isolate

OpenDesk = Callable[..., Desk]
SOURCES = ("L-MY-49010231", "L-TH-70218842", "L-SG-31500917", "L-AE-20815549")
ROOM = 300.0

EVERY_MARK = sorted(
    {
        value
        for room in ("marks", "confidence")
        for name, value in vars(import_module(f"workstation.language.doubt.{room}")).items()
        if name.isupper() and not name.startswith("_") and isinstance(value, str)
    }
)


def made(**more: object) -> Translation:
    plain = Translation("d", "ms", "en", "translate-ms_en", "0.1", "beam=4", "A watch.")
    return replace(plain, **more)


def package(**more: object) -> Package:
    plain = Package(
        "ms", "en", "translate-ms_en", "0.1", Path("/nowhere"), 1, "", "ms", "en", "", ""
    )
    return replace(plain, **more)


def row_of(one: Translation, text: str = "Jam tangan.") -> Row:
    cell = make_cell(text, one.source, ROOM, 1.5)
    other = make_cell(one.text, one.target, ROOM, 1.5)
    return Row("title", 0, Sentence(0, len(text), text), cell, other, PutState.READY, one)


# Marks and confidence in words


@pytest.mark.parametrize("mark", EVERY_MARK)
def test_every_mark_has_its_reason_in_words(mark: str) -> None:
    assert len(EVERY_MARK) >= 12
    words = trust_words.mark_words(mark)
    assert words != mark
    assert "_" not in words
    assert " " in words
    assert "{" not in trust_words.mark_words(mark, ["stallk"])


def test_marks_name_the_words_that_they_mean(qapp: object) -> None:
    doubtful = made(marks=("invented", "wrong_script"), text="A stallk แบบ.")
    known = Known({("d", "invented"): ("stallk",), ("d", "wrong_script"): ("Thai", "Han")})
    told = why(row_of(doubtful), known)
    assert f"a word that is no English: {isolate('stallk')}" in told
    assert "written in Thai, Chinese letters still" in told
    assert "a word that is no English" in why(row_of(doubtful))  # before it is known which


def test_the_line_tells_being_unsure_by_its_figure(qapp: object) -> None:
    confidence = import_module("workstation.language.doubt.confidence")
    assert confidence.DOUBTFUL == trust_words.UNSURE
    line = TrustLine()
    one = made(marks=("numbers_lost", trust_words.UNSURE), confidence=20)
    line.show_row(row_of(one), None)
    assert line._told.doubt == "a number is missing"
    assert "the model itself was unsure" in line.accessibleDescription()
    line.show_row(row_of(made(marks=(trust_words.UNSURE,), confidence=20)), None)
    assert line._told.doubt == "the model itself was unsure"


def test_an_unknown_mark_is_shown_as_it_is_and_cannot_hide_letters() -> None:
    assert trust_words.mark_words("odd\u202emark") == "odd⇄mark"


def test_confidence_is_told_with_what_it_was_measured_on() -> None:
    one = made(confidence=624)
    known = Known(measured={("translate-ms_en", "0.1"): Measured(480)})
    assert trust_words.confidence_words(one, known) == (
        "can be relied on: 62 in 100 · measured on 480 sentences"
    )
    known = Known(measured={("translate-ms_en", "0.1"): Measured(579, 8)})
    assert trust_words.confidence_words(one, known).endswith("579 sentences of 8 languages")
    assert trust_words.confidence_words(one) == "can be relied on: 62 in 100"
    assert "not measured" in trust_words.confidence_words(made())
    assert "99 in 100" in trust_words.confidence_words(made(confidence=1000))
    assert "1 in 100" in trust_words.confidence_words(made(confidence=0))


def test_packages_tell_name_version_and_quality() -> None:
    starter = package(quality="chrF 37", note="Starter quality: for tests, never for a verdict. X")
    assert trust_words.packages_line([made(), made()], [starter]) == (
        "ms_en 0.1 · chrF 37 · starter quality: never for a verdict"
    )
    assert trust_words.packages_in_full([made()], [starter]) == [f"ms_en 0.1: {starter.note}"]
    plain = package(quality="", note="")
    assert trust_words.packages_line([made()], [plain]) == "ms_en 0.1 · quality not measured"
    assert trust_words.packages_line([made()], []) == "ms_en 0.1 · package no longer in use"
    assert trust_words.packages_in_full([made()], []) == ["ms_en 0.1: package no longer in use"]
    assert trust_words.packages_line([], [starter]) == ""


def test_two_packages_in_a_chain_are_told_as_such() -> None:
    chain = made(package="translate-th_en+translate-en_ms", version="0.1+1.4")
    known = [package(name="translate-th_en", quality="chrF 32")]
    line = trust_words.packages_line([chain], known)
    assert line == "th_en 0.1 → en_ms 1.4 · chrF 32 → package no longer in use"
    assert len(trust_words.packages_in_full([chain], known)) == 2


# What was lost


def test_what_was_lost_stands_behind_the_last_word(qapp: object) -> None:
    cell = make_cell("A watch.", "en", ROOM, 1.5)
    tail = make_tail(("RM 45", "@kedai", "😂"), cell, "ms", ROOM, 1.5)
    words = tail.layout.text()
    assert [words.count(one) for one in (LOST, "RM 45", "@kedai", "😂")] == [3, 1, 1, 1]
    assert tail.below == 0
    assert tail.x > cell.layout.lineAt(0).naturalTextWidth()
    line = tail.layout.lineAt(0)
    assert tail.y + line.ascent() == pytest.approx(cell.ascent)


def test_without_room_it_takes_a_line_and_says_how_many_more_there_are(qapp: object) -> None:
    cell = make_cell("A watch", "en", ROOM, 1.5)
    while cell.layout.lineAt(0).naturalTextWidth() < ROOM - 30:
        cell = make_cell(cell.text + "w", "en", ROOM, 1.5)
    lost = tuple(f"https://shop{n}.example/{'x' * 60}" for n in range(4))
    tail = make_tail(lost, cell, "ms", ROOM, 1.5)
    assert tail.below > 0
    assert tail.y == cell.height
    assert tail.layout.text().endswith("+3")
    assert tail.layout.lineAt(0).naturalTextWidth() <= ROOM
    assert tail.layout.lineCount() == 1


def test_under_a_translation_that_runs_leftward_it_ends_at_the_left(qapp: object) -> None:
    cell = make_cell("ساعة", "ar", ROOM, 1.5)
    tail = make_tail(("RM 45",), cell, "ms", ROOM, 1.5)
    width = tail.layout.lineAt(0).naturalTextWidth()
    assert tail.x + width < ROOM - cell.layout.lineAt(0).naturalTextWidth()


def test_a_lost_thing_cannot_turn_the_line(qapp: object) -> None:
    cell = make_cell("A watch.", "en", ROOM, 1.5)
    words = make_tail(("x\u202ey",), cell, "ms", ROOM, 1.5).layout.text()
    assert "\u202e" not in words
    assert "x⇄y" in words


# On the desk


def doubting(sentence: str, plain: Translation) -> Translation:
    return replace(
        plain, marks=("numbers_lost",), lost=("RM 45", "😂"), confidence=310, text="A watch."
    )


def doubtful_desk(open_desk: OpenDesk, source: str) -> Desk:
    desk = open_desk(held=True)
    desk.services.engine.saying = doubting
    desk.services.engine.release()
    desk.go(source)
    desk.wait(lambda: desk.reviewer.prepared.rendered.complete)
    return desk


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("stacked", [False, True])
def test_lost_things_have_their_place_inside_the_row(
    open_desk: OpenDesk, source: str, stacked: bool
) -> None:
    desk = doubtful_desk(open_desk, source)
    if stacked:
        desk.press("F10")
    desk.press("Ctrl++", "Ctrl++")
    laid = desk.window.case.grid.laid
    rows = [row for row in laid.rows if row.tail is not None]
    assert rows
    for row in rows:
        line = row.tail.layout.lineAt(0)
        bottom = row.right_base - row.translation.ascent + row.tail.y + line.height()
        assert bottom <= row.height + 1.0
        assert row.tail.x + line.naturalTextWidth() <= laid.column
    desk.window.case.grid.grab()


def test_the_line_under_the_text_follows_the_caret(open_desk: OpenDesk) -> None:
    desk = open_desk(held=True)
    desk.services.engine.saying = lambda sentence, plain: (
        doubting(sentence, plain) if "KKM" in sentence else plain
    )
    desk.services.engine.release()
    desk.go("L-MY-49010231")
    desk.wait(lambda: desk.reviewer.prepared.rendered.complete)
    trust, grid = desk.window.case.trust, desk.window.case.grid
    height = trust.height()
    assert "Doubtful" not in trust.shown_text()
    assert "1 doubtful" in trust.shown_text()
    texts = [row.sentence.text for row in grid.laid.rows]
    desk.press(*["Down"] * next(n for n, text in enumerate(texts) if "KKM" in text))
    assert "KKM" in grid.current_row().sentence.text, (desk.focus(), grid._caret)
    told = trust.accessibleDescription()
    for words in ("Doubtful: a number is missing", "RM 45", "can be relied on: 31 in 100"):
        assert words in told
    assert "\u2068" not in told
    assert trust.height() == height
    desk.press("Ctrl+I")
    desk.wait(lambda: desk.panel() is not None)
    said = desk.panel().words.text()
    assert "a number is missing" in said
    assert "ms_en 0.1: " in said
    desk.press("Escape")


def test_the_mouse_is_told_of_a_row_and_of_the_packages(open_desk: OpenDesk) -> None:
    desk = doubtful_desk(open_desk, "L-MY-49010231")
    grid = desk.window.case.grid
    row = grid.laid.rows[0]
    assert "a number is missing" in grid._told_at(QPoint(400, round(row.top + 5)))
    calm = next(row for row in grid.laid.rows if not row.marks and not row.lost)
    assert grid._told_at(QPoint(400, round(calm.top + 5))) == ""
    heading = grid.laid.blocks[0]
    over = QPoint(grid.viewport().width() - 100, round(heading.top + 3))
    assert "ms_en 0.1: " in grid._told_at(over)
    assert "Starter quality" in grid._told_at(over)
    assert "starter quality: never for a verdict" in grid.shown_text()


def test_a_reader_of_the_screen_hears_what_was_lost(open_desk: OpenDesk) -> None:
    desk = doubtful_desk(open_desk, "L-MY-49010231")
    assert f"not in the translation: {isolate('RM 45')}" in desk.window.case.shown_text()


def test_what_marks_mean_comes_after_the_case(open_desk: OpenDesk) -> None:
    desk = open_desk(held=True)
    desk.services.engine.saying = lambda _sentence, plain: replace(
        plain, marks=("invented",), text="A stallk of a watch."
    )
    desk.services.engine.release()
    desk.go("L-MY-49010231")
    desk.wait(lambda: "stallk" in desk.window.case.trust.shown_text())
    assert "no English: stallk" in desk.window.case.trust.accessibleDescription()


def test_better_translations_leave_rows_and_caret_where_they_are(open_desk: OpenDesk) -> None:
    desk = open_desk(held=True)
    desk.go("L-TH-70218842")
    grid = desk.window.case.grid
    desk.press("Down", "Right")
    before = [(block.top, block.height) for block in grid.laid.blocks]
    desk.services.engine.saying = lambda _s, plain: replace(
        doubting(_s, plain), text="Long words of a translation. " * 9
    )
    desk.services.engine.release()
    desk.wait(lambda: desk.reviewer.prepared.rendered.complete)
    assert [(block.top, block.height) for block in grid.laid.blocks] == before
    assert grid._caret.row == 1
    assert grid._caret.position > 0
    assert any(row.clipped for row in grid.laid.rows)
