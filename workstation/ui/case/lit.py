"""The words that light up together: under the caret or the mouse, and their counterparts."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QPointF

from workstation.domain.links import Side, Span, counterparts, touched
from workstation.ui import theme
from workstation.ui.case.caret import Caret
from workstation.ui.case.layout import GAP, INDENT, MARGIN, LaidOut, Row


class Under(Struct, frozen=True):
    """What the mouse is on: a row, and a character of one side where there is one."""

    row: int
    side: Side = Side.ORIGINAL
    character: int | None = None


class Lit(Struct, frozen=True):
    """Words of one row, on both sides."""

    row: int
    original: tuple[Span, ...]
    translation: tuple[Span, ...]


def under(laid: LaidOut, at: QPointF, offset: float) -> Under | None:
    """What lies under a place of the viewport."""
    y = at.y() + offset
    number = next(
        (n for n, row in enumerate(laid.rows) if row.top <= y < row.top + row.height), None
    )
    if number is None:
        return None
    row = laid.rows[number]
    found = row.original.under(at.x() - MARGIN, y - row.top - (row.base - row.original.ascent))
    if found is not None:
        return Under(number, Side.ORIGINAL, found)
    if row.translation is not None:
        left = right_edge(laid)
        top = row.top + row.right_base - row.translation.ascent
        found = row.translation.under(at.x() - left, y - top)
        if found is not None:
            return Under(number, Side.TRANSLATION, found)
    return Under(number)


def right_edge(laid: LaidOut) -> float:
    """Where what stands for the translations begins."""
    return MARGIN + (theme.px(INDENT) if laid.stacked else laid.column + theme.px(GAP))


def lit(laid: LaidOut, caret: Caret, mouse: Under | None) -> tuple[Lit, ...]:
    """What lights: for the caret, and for the mouse, which goes before it on the caret's row."""
    found = []
    if mouse is not None and mouse.character is not None:
        one = _lit(laid.rows, mouse.row, mouse.side, mouse.character, mouse.character)
        if one is not None:
            found.append(one)
    if not found or found[0].row != caret.row:
        one = _lit(laid.rows, caret.row, Side.ORIGINAL, *caret.span)
        if one is not None:
            found.append(one)
    return tuple(found)


def _lit(rows: Sequence[Row], number: int, side: Side, start: int, end: int) -> Lit | None:
    if not number < len(rows) or not rows[number].links:
        return None
    row = rows[number]
    assert row.translation is not None
    here = touched(row.links, start, end, side)
    there = counterparts(row.links, start, end, side)
    own, other = (here, there) if side is Side.ORIGINAL else (there, here)
    original = _within(own, len(row.original.text))
    translation = _within(other, len(row.translation.text))
    return Lit(number, original, translation) if original and translation else None


def _within(spans: Sequence[Span], length: int) -> tuple[Span, ...]:
    # What was kept may be of another hand: nothing outside the text is asked of Qt.
    return tuple((a, b) for a, b in spans if 0 <= a < b <= length)
