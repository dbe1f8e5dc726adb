"""What a translation lost, in short at its end: `− RM 45  − @kedai`. It takes no line of its own
where there is room behind the last word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout, QTextOption

from workstation.ui import theme
from workstation.ui.case.cells import Cell
from workstation.ui.plain import isolate, shortened

LOST = "\u2212"  # a minus sign
_BETWEEN = "   "
_AFTER = 12.0  # between the last word and what is missing
_LONGEST = (28, 18, 10, 5)  # characters of a thing


@dataclass(slots=True)
class Tail:
    """What is missing, laid out; its place is from the translation's top left."""

    layout: QTextLayout
    x: float
    y: float
    below: float  # height that it needs under the translation


def make_tail(lost: Sequence[str], cell: Cell, source: str, column: float, step: float) -> Tail:
    """Lay out what of an original is not in its translation `cell`."""
    font = theme.case_font(source, step - 1.0)
    layout = QTextLayout(_words(lost, font, column), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    layout.setTextOption(option)
    layout.setCacheEnabled(True)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(column)
    line.setPosition(QPointF(0, 0))
    layout.endLayout()
    width = line.naturalTextWidth()
    count = cell.layout.lineCount()
    if count:
        last = cell.layout.lineAt(count - 1)
        used = last.naturalTextWidth() + _AFTER if cell.text.strip() else 0.0
        if used + width <= column:
            x = column - used - width if cell.leftward else used
            y = last.y() + last.ascent() - line.ascent()
            below = y + line.height() - cell.height  # a font of another script hangs lower
            return Tail(layout, x, y, below if below > 1.0 else 0.0)
    x = max(0.0, column - width) if cell.leftward else 0.0
    return Tail(layout, x, cell.height, line.height())


def _words(lost: Sequence[str], font: QFont, column: float) -> str:
    """As many as fit a line, and how many more there are."""
    metrics = QFontMetricsF(font)
    for longest in _LONGEST:
        told = [f"{LOST}\u00a0{isolate(shortened(one, longest))}" for one in lost]
        for number in range(len(told), 0, -1):
            more = [f"+{len(told) - number}"] if number < len(told) else []
            words = _BETWEEN.join([*told[:number], *more])
            if metrics.horizontalAdvance(words) <= column:
                return words
    return words
