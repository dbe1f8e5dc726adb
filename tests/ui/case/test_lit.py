"""The word under the caret or the mouse lights its counterparts on the other side."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest

from tests.desk import Desk
from workstation.domain.language import Link, Sentence, Translation
from workstation.domain.links import Side
from workstation.ui.case.caret import Caret, moved, words_at
from workstation.ui.case.cells import make_cell
from workstation.ui.case.grid_paint import View, paint
from workstation.ui.case.layout import GAP, MARGIN, LaidOut, PutState, Row
from workstation.ui.case.lit import Under, lit, right_edge, under

OpenDesk = Callable[..., Desk]
ROOM = 320.0

# (language, original, translation, [(word of the original, words of the translation)])
PAIRS = [
    ("ms", "😂 jam tangan murah 👩‍👧 gila", "crazy cheap watches 😂", [
        ("jam", "watches"), ("tangan", "watches"), ("murah", "cheap"), ("gila", "crazy"),
    ]),
    ("ar", "ساعة رولكس أصلية ٣٥٠ ريال", "Original Rolex watch 350 riyals", [
        ("ساعة", "watch"), ("رولكس", "Rolex"), ("أصلية", "Original"), ("٣٥٠", "350"),
    ]),
    ("zh", "高仿名牌手表𠮷利", "imitation brand watch, lucky", [
        ("高仿", "imitation"), ("名牌", "brand"), ("手表", "watch"), ("𠮷利", "lucky"),
    ]),
    ("th", "กระเป๋าหนังนิ่ม", "soft leather bag", [
        ("กระเป๋า", "bag"), ("หนัง", "leather"), ("นิ่ม", "soft"),
    ]),
    ("ms", "co\u200bca \u202eAAA\u202c murah", "AAA cheap coca", [
        ("AAA", "AAA"), ("murah", "cheap"),
    ]),
]  # fmt: skip


@pytest.fixture(autouse=True)
def thai_before_emoji(qapp: object) -> None:
    # A font that Qt first meets while it looks for an emoji complains of its bearings ever after.
    make_cell("กา", "th", ROOM, 1.5)


def linked(original: str, translation: str, pairs: Sequence[tuple[str, str]]) -> tuple[Link, ...]:
    found = []
    for one, other in pairs:
        start, at = original.index(one), translation.index(other)
        found.append(Link(start, start + len(one), at, at + len(other)))
    return tuple(sorted(found, key=lambda link: link.start))


def laid_out(
    language: str, original: str, translation: str, pairs: Sequence[tuple[str, str]], target: str
) -> LaidOut:
    links = linked(original, translation, pairs)
    made = Translation("d", language, target, "p", "1", "", translation, links=links)
    row = Row(
        "title",
        0,
        Sentence(0, len(original), original),
        make_cell(original, language, ROOM, 1.5),
        make_cell(translation, target, ROOM, 1.5),
        PutState.READY,
        made,
    )
    row.top, row.height = 20.0, row.needed() + 6
    width = 2 * ROOM + 2 * MARGIN + GAP
    return LaidOut("c", width, [row], row.height + 40, rows=[row], target=target)


def place_of(laid: LaidOut, side: Side, character: int) -> QPointF:
    """The middle of a character on the screen."""
    row = laid.rows[0]
    cell = row.original if side is Side.ORIGINAL else row.translation
    assert cell is not None
    base = row.base if side is Side.ORIGINAL else row.right_base
    unit = cell.to_units(character)
    line = cell.layout.lineForTextPosition(unit)
    edges = [line.cursorToX(unit, edge) for edge in (line.Edge.Leading, line.Edge.Trailing)]
    x = sum(edge[0] if isinstance(edge, tuple) else edge for edge in edges) / 2
    left = MARGIN if side is Side.ORIGINAL else right_edge(laid)
    return QPointF(left + x, row.top + base - cell.ascent + line.y() + line.height() / 2)


def turned(language: str, text: str, other: str, pairs: list[tuple[str, str]]) -> tuple:  # type: ignore[type-arg]
    """The same pair the other way round: from English into it."""
    return "en", other, text, [(b, a) for a, b in pairs], language


CASES = [(*one, "en") for one in PAIRS] + [turned(*one) for one in PAIRS[1:4]]


@pytest.mark.parametrize(("language", "original", "translation", "pairs", "target"), CASES)
def test_mouse_on_a_word_lights_its_counterpart_both_ways(
    qapp: object,
    language: str,
    original: str,
    translation: str,
    pairs: list[tuple[str, str]],
    target: str,
) -> None:
    laid = laid_out(language, original, translation, pairs, target)
    away = Caret(5)
    for link in laid.rows[0].links:
        for side, start, end in (
            (Side.ORIGINAL, link.start, link.end),
            (Side.TRANSLATION, link.at, link.until),
        ):
            for character in (start, end - 1):
                on = under(laid, place_of(laid, side, character), 0.0)
                assert on is not None
                assert on.side is side
                assert on.character is not None
                assert start <= on.character < end
                (one,) = lit(laid, away, on)
                assert (link.start, link.end) in one.original
                assert (link.at, link.until) in one.translation


@pytest.mark.parametrize(("language", "original", "translation", "pairs", "target"), CASES)
def test_the_caret_reaches_every_linked_word_by_key(
    qapp: object,
    language: str,
    original: str,
    translation: str,
    pairs: list[tuple[str, str]],
    target: str,
) -> None:
    laid = laid_out(language, original, translation, pairs, target)
    links = laid.rows[0].links
    seen, at = set(), 0
    for _ in range(2 * len(original)):
        for one in lit(laid, Caret(0, at, at), None):
            seen |= set(one.original)
        at = moved(original, at, links, forward=True, select=False)
    assert seen == {(link.start, link.end) for link in links}
    back = len(original)
    for _ in range(2 * len(original)):
        back = moved(original, back, links, forward=False, select=False)
    assert back == 0


def test_a_selection_lights_every_word_it_touches(qapp: object) -> None:
    laid = laid_out(*PAIRS[0], "en")
    text = laid.rows[0].sentence.text
    (one,) = lit(laid, Caret(0, text.index("jam"), text.index("murah") + 2), None)
    words = [laid.rows[0].translation.text[a:b] for a, b in one.translation]  # type: ignore[union-attr]
    assert words == ["cheap", "watches"]


def test_nothing_lights_where_nothing_is_known(qapp: object) -> None:
    laid = laid_out(*PAIRS[0], "en")
    assert lit(laid, Caret(0, 0, 0), None) == ()  # an emoji without a link
    assert lit(laid, Caret(7), None) == ()
    row = laid.rows[0]
    row.made = replace(row.made, links=())
    assert lit(laid, Caret(0, 2, 2), Under(0, Side.TRANSLATION, 3)) == ()
    row.made = None
    assert lit(laid, Caret(0, 2, 2), None) == ()


def test_links_outside_the_texts_light_nothing(qapp: object) -> None:
    laid = laid_out(*PAIRS[0], "en")
    row = laid.rows[0]
    for bad in (Link(0, 4, 900, 905), Link(0, 900, 0, 3), Link(0, 4, -3, 2), Link(0, 4, 5, 5)):
        row.made = replace(row.made, links=(bad,))
        assert lit(laid, Caret(0, 2, 2), None) == ()


def test_off_the_letters_no_word_is_under_the_mouse(qapp: object) -> None:
    laid = laid_out(*PAIRS[1], "en")
    row = laid.rows[0]
    middle = row.top + row.height / 2
    # Arabic stands at the right of its column, English at the left of its own.
    assert under(laid, QPointF(MARGIN + 2, middle), 0.0) == Under(0)
    assert under(laid, QPointF(laid.width - 4, middle), 0.0) == Under(0)
    assert under(laid, QPointF(MARGIN + 2, row.top + row.height + 3), 0.0) is None


def test_the_mouse_goes_before_the_caret_on_its_row(qapp: object) -> None:
    laid = laid_out(*PAIRS[0], "en")
    text = laid.rows[0].sentence.text
    caret, mouse = Caret(0, text.index("jam"), text.index("jam")), Under(0, Side.TRANSLATION, 0)
    (one,) = lit(laid, caret, mouse)
    assert [text[a:b] for a, b in one.original] == ["gila"]


def test_words_keep_their_marks_and_links_cut_runs_without_spaces() -> None:
    thai = "กระเป๋าหนังนิ่ม สวย"
    assert words_at(thai, 3) == (0, thai.index(" "))  # tones and vowels above are of the word
    links = linked(thai, "bag leather", [("กระเป๋า", "bag"), ("หนัง", "leather")])
    cuts = [words_at(thai, at, links) for at in (0, 8, 12)]
    assert [thai[a:b] for a, b in cuts] == ["กระเป๋า", "หนัง", "นิ่ม"]
    for (_, end), (start, _) in pairwise(cuts):
        assert end == start


def test_lit_words_are_painted_on_both_sides_and_nothing_else_changes(qapp: object) -> None:
    for one in CASES:
        laid = laid_out(*one)
        link = laid.rows[0].links[0]
        plain, shown = (
            picture(laid, lights)
            for lights in ((), lit(laid, Caret(5), Under(0, Side.ORIGINAL, link.start)))
        )
        changed = [
            x
            for x in range(plain.width())
            if any(plain.pixel(x, y) != shown.pixel(x, y) for y in range(plain.height()))
        ]
        middle = MARGIN + laid.column + GAP / 2
        sides = [[x for x in changed if x < middle], [x for x in changed if x > middle]]
        for side, (start, end), columns in zip(
            (Side.ORIGINAL, Side.TRANSLATION),
            ((link.start, link.end), (link.at, link.until)),
            sides,
            strict=True,
        ):
            assert columns, one
            inside = [place_of(laid, side, at).x() for at in (start, end - 1)]
            assert min(columns) <= min(inside) + 1, one
            assert max(columns) >= max(inside) - 1, one
            assert max(columns) - min(columns) < ROOM * 0.6, one


def test_where_nothing_lights_the_caret_is_seen(qapp: object) -> None:
    for one in CASES:
        laid = laid_out(*one)
        length = len(laid.rows[0].original.text)
        seen = [picture(laid, (), Caret(0, at, at)) for at in (0, length)]
        assert seen[0] != seen[1], one
        lights = lit(laid, Caret(9), Under(0, Side.ORIGINAL, laid.rows[0].links[0].start))
        assert lights
        hidden = [picture(laid, lights, Caret(0, at, at)) for at in (0, length)]
        assert hidden[0] == hidden[1], one


def picture(laid: LaidOut, lights: tuple, caret: Caret | None = None) -> QImage:  # type: ignore[type-arg]
    image = QImage(round(laid.width), round(laid.height), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    view = View(laid, 0.0, caret or Caret(5), 0, (), frozenset(), lights)
    paint(painter, view, QRectF(image.rect()))
    painter.end()
    return image


# On the desk


def mirrored(sentence: str, plain: Translation) -> Translation:
    """Every word linked with the one at its place from the end."""
    words = [found.span() for found in re.finditer(r"[^\W_]+", sentence)]
    text = " ".join(f"w{number}" for number in range(len(words))) or "nothing"
    made = [found.span() for found in re.finditer(r"w\d+", text)]
    pairs = zip(words, reversed(made), strict=False)
    return replace(plain, text=text, links=tuple(Link(*a, *b) for a, b in pairs))


def linked_desk(open_desk: OpenDesk, source: str) -> Desk:
    desk = open_desk(held=True)
    desk.services.engine.saying = mirrored
    desk.services.engine.release()
    desk.go(source)
    desk.wait(lambda: desk.reviewer.prepared.rendered.complete)
    return desk


@pytest.mark.parametrize("keys", [(), ("F10",), ("Ctrl++", "Ctrl++"), ("F10", "Ctrl+-")])
@pytest.mark.parametrize("source", ["L-MY-49010231", "L-AE-20815549"])
def test_the_mouse_lights_words_whatever_the_layout(
    open_desk: OpenDesk, source: str, keys: tuple[str, ...]
) -> None:
    desk = linked_desk(open_desk, source)
    desk.press(*keys)
    grid = desk.window.case.grid
    laid = grid.laid
    before = [(row.top, row.height) for row in laid.rows]
    link = laid.rows[0].links[1]
    for side, at in ((Side.ORIGINAL, link.start), (Side.TRANSLATION, link.at)):
        place = place_of(laid, side, at).toPoint()
        QTest.mouseMove(grid.viewport(), place)
        desk.wait(lambda: any((link.at, link.until) in one.translation for one in grid._lit))
        assert all((link.start, link.end) in one.original for one in grid._lit)
    assert [(row.top, row.height) for row in laid.rows] == before
    QTest.mouseMove(grid.viewport(), place_of(laid, Side.ORIGINAL, 0).toPoint())


def test_a_move_paints_only_the_rows_that_look_different(open_desk: OpenDesk) -> None:
    desk = linked_desk(open_desk, "L-MY-49010231")
    grid = desk.window.case.grid
    painted: list[int] = []
    grid.paintEvent, kept = (
        lambda event: (painted.append(event.rect().height()), kept(event))[1],
        grid.paintEvent,
    )
    row = grid.laid.rows[0]
    desk.wait(lambda: not desk.window.background.busy)
    first, second = (
        place_of(grid.laid, Side.ORIGINAL, link.start).toPoint() for link in row.links[1:3]
    )
    QTest.mouseMove(grid.viewport(), first)
    desk.wait(lambda: grid._lit[0].original == ((row.links[1].start, row.links[1].end),))
    grid.viewport().repaint()
    painted.clear()
    QTest.mouseMove(grid.viewport(), second)
    desk.wait(lambda: bool(painted))
    assert max(painted) <= row.height + 8


def test_a_press_and_keys_light_the_caret_s_word(open_desk: OpenDesk) -> None:
    desk = linked_desk(open_desk, "L-MY-49010231")
    grid = desk.window.case.grid
    desk.press("Down", "Right")
    row = grid.current_row()
    (one,) = grid._lit
    assert one.row == 1
    assert one.original == ((row.links[1].start, row.links[1].end),)
    link = row.links[0]
    place = place_of_row(grid, 1, link.start)
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    desk.wait(lambda: grid._lit[0].original == ((link.start, link.end),))


def place_of_row(grid, number: int, character: int):  # type: ignore[no-untyped-def]
    laid = grid.laid
    row = laid.rows[number]
    x = row.original.layout.lineAt(0).cursorToX(row.original.to_units(character))
    x = x[0] if isinstance(x, tuple) else x
    return QPointF(MARGIN + x + 3, row.top + row.base).toPoint()
