"""One text laid out for the grid: its lines, and where its characters stand in them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QTextLayout, QTextLine, QTextOption

from workstation.ui import theme
from workstation.ui.plain import visible


@dataclass(slots=True)
class Cell:
    """One side of a row. `units` maps characters to UTF-16 units where the two differ."""

    text: str
    language: str
    layout: QTextLayout
    height: float
    ascent: float = 0.0  # of the first line
    units: list[int] | None = None
    leftward: bool = False

    def to_units(self, character: int) -> int:
        """Qt's position of a character."""
        return self.units[character] if self.units else character

    def to_character(self, unit: int) -> int:
        """The character at a position of Qt's."""
        if self.units is None:
            return unit
        low = 0
        for character, at in enumerate(self.units):
            if at > unit:
                break
            low = character
        return low

    def nearest(self, x: float, y: float) -> int:
        """Where a caret goes that is set at a place (from the cell's top left)."""
        line = self._line(y)
        if line is None:
            return 0
        return self.to_character(_cursor(line.xToCursor(x)))

    def under(self, x: float, y: float) -> int | None:
        """The character under a place, or None where no letter stands."""
        line = self._line(y)
        if line is None or not 0 <= y < self.height:
            return None
        left = line.naturalTextRect().left()
        if not left <= x < left + line.naturalTextWidth():
            return None
        on = QTextLine.CursorPosition.CursorOnCharacter
        found = self.to_character(_cursor(line.xToCursor(x, on)))
        return found if found < len(self.text) else None

    def _line(self, y: float) -> QTextLine | None:
        count = self.layout.lineCount()
        for index in range(count):
            line = self.layout.lineAt(index)
            if y < line.y() + line.height() or index == count - 1:
                return line
        return None


def make_cell(text: str, language: str, width: float, step: float) -> Cell:
    """Lay one text out in its language's font and direction."""
    shown = visible(text)
    leftward = theme.runs_right_to_left(text, language)
    layout = QTextLayout(shown, theme.case_font(language, step))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(
        Qt.LayoutDirection.RightToLeft if leftward else Qt.LayoutDirection.LeftToRight
    )
    # Absolute: a text layout takes "leading" for "left".
    option.setAlignment(
        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute
        if leftward
        else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
    )
    layout.setTextOption(option)
    layout.setCacheEnabled(True)
    height = 0.0
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, height))
        height += line.height()
    layout.endLayout()
    ascent = layout.lineAt(0).ascent() if layout.lineCount() else 0.0
    return Cell(text, language, layout, height, ascent, _units(shown), leftward)


def _units(text: str) -> list[int] | None:
    if text.isascii() or max(text, default="") <= "\uffff":
        return None
    units, at = [], 0
    for character in text:
        units.append(at)
        at += 2 if character > "\uffff" else 1
    units.append(at)
    return units


def _cursor(position: object) -> int:
    # PySide6 gives (position,) or a number, by version.
    return position[0] if isinstance(position, tuple) else int(position)  # type: ignore[call-overload]
