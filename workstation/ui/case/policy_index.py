"""The fixed upper half of the policy pane: suggestions with their keys, then the ten families.

One painted widget: nothing is laid out when the next case comes, and nothing moves when a late
suggestion does. Room for five is kept whatever was found.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from workstation.domain.policy import Family
from workstation.review.suggest import LIMIT
from workstation.ui import plain, theme
from workstation.ui.case.strokes import ground, key_cap, put
from workstation.ui.own_keys import say
from workstation.ui.widgets.canvas import Canvas

HEAD, SUGGESTION, BETWEEN, FAMILY, BELOW = 30, 35, 26, 23, 4
EDGE = 10.0
NARROW_EDGE, CAP = 4.0, 23.0  # of the families: beside them, and what a key cap takes
WIDE = 560  # from here on the families stand beside the suggestions, not below
NAME_STEPS = (-0.5, -1.0, -1.5)


class SuggestionLine(Struct, frozen=True):
    """A suggestion as it is printed."""

    clause: str
    title: str
    version: str
    words: str
    changed: str = ""


class _Upper(Struct, frozen=True):
    """All that decides what heading and suggestions look like."""

    head: str
    lines: tuple[SuggestionLine, ...]
    none: str
    language: str
    open: str | None
    hover: int | None


class _Lower(Struct, frozen=True):
    """All that decides what the families look like; those with clauses in `force` are dark."""

    families: tuple[Family, ...]
    force: frozenset[int]
    active: int | None
    hover: tuple[str, int] | None
    folded: bool


class PolicyIndex(QWidget):
    """Paints what it was given; says what was pressed."""

    suggestion_pressed = Signal(int)
    family_pressed = Signal(int)
    search_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty."""
        super().__init__(parent)
        self._head = self._none = ""
        self._language = "und"
        self._lines: list[SuggestionLine] = []
        self._families: tuple[Family, ...] = ()
        self._in_force: Mapping[int, int] = {}
        self._measured: tuple[tuple[object, ...], tuple[float, float]] | None = None
        self._active: int | None = None
        self._open: str | None = None
        self._hover: tuple[str, int] | None = None
        self._folded = False
        self._canvas = Canvas(self, "window")
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Policy"))

    def set_head(self, head: str, none: str, language: str) -> None:
        """The heading, the words where there are no suggestions, the case's language."""
        self._head, self._none, self._language = head, none, language

    def set_lines(self, lines: list[SuggestionLine]) -> None:
        """The suggestions, in the order of their keys."""
        self._lines = lines[:LIMIT]
        self._refresh()

    def prepare(
        self,
        head: str,
        lines: list[SuggestionLine],
        none: str,
        language: str,
        in_force: Mapping[int, int],
    ) -> None:
        """Paint the next case's suggestions and families ahead."""
        upper = _Upper(head, tuple(lines[:LIMIT]), none, language, None, None)
        self._canvas.prepare(
            upper, self._upper_box(), lambda painter: self._paint_upper(painter, upper)
        )
        if self._families:
            lower = _Lower(self._families, _digits(in_force), None, None, self._is_folded())
            self._canvas.prepare(
                lower, self._lower(), lambda painter: self._paint_families(painter, lower)
            )

    def set_families(self, families: tuple[Family, ...], in_force: Mapping[int, int]) -> None:
        """The families, and how many clauses of each were in force."""
        if (families, in_force) != (self._families, self._in_force):
            self._families, self._in_force = families, in_force
            self.updateGeometry()
            self._refresh()

    def set_active(self, family: int | None, clause: str | None) -> None:
        """Which family or clause is read below."""
        if (family, clause) != (self._active, self._open):
            self._active, self._open = family, clause
            self.update()

    def set_folded(self, folded: bool) -> None:
        """Leave a row of the families' digits, so that there is room to read below."""
        if folded != self._folded:
            self._folded = folded
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """The same height for every case of a pack."""
        rows = 1 if self._is_folded() else (len(self._families) + 1) // 2
        high = self._families_at() + rows * theme.px(FAMILY) + theme.px(BELOW)
        if self._is_wide():
            high = max(high, _suggested())
        return QSize(300, high if self._families else theme.px(HEAD) + theme.px(SUGGESTION))

    def shown_text(self) -> str:
        """Everything on view, tool tips included."""
        said = [self._head]
        for number, line in enumerate(self._lines, 1):
            said += [f"Alt+{number} {line.clause} {line.title} {line.version}", line.words]
            said += [line.changed, self._tip(number)]
        if not self._lines:
            said.append(self._none)
        if self._families:
            said += [self.tr("Families"), self.tr("Search"), say("Ctrl+P")]
        said += [f"{family.digit} {family.name}" for family in self._families]
        return "\n".join(part for part in said if part)

    def _refresh(self) -> None:
        self.setAccessibleDescription(self.shown_text())
        self.update()

    # Places

    def _is_wide(self) -> bool:
        return self.width() >= theme.px(WIDE)

    def _is_folded(self) -> bool:
        return self._folded and not self._is_wide()

    def _upper_width(self) -> float:
        return self.width() // 2 if self._is_wide() else self.width()

    def _lower(self) -> QRectF:
        """Where the families are, with their heading."""
        left, top = (self._upper_width(), 0) if self._is_wide() else (0, _suggested())
        return QRectF(left, top, self.width() - left, self.height() - top)

    def _families_at(self) -> int:
        return (0 if self._is_wide() else _suggested()) + theme.px(BETWEEN)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wide enough, it needs less height."""
        super().resizeEvent(event)
        if (event.oldSize().width() >= theme.px(WIDE)) != self._is_wide():
            self.updateGeometry()

    def suggestion_box(self, number: int) -> QRectF:
        """Where the suggestion of that number (1…5) stands."""
        high = theme.px(SUGGESTION)
        return QRectF(0, theme.px(HEAD) + (number - 1) * high, self._upper_width(), high)

    def family_box(self, digit: int) -> QRectF:
        """Where a family stands: two columns, read downwards; 0 is the last. Folded, one row."""
        digits = [family.digit for family in self._families]
        at, rows = digits.index(digit), (len(digits) + 1) // 2
        lower = self._lower()
        left, room = lower.left() + NARROW_EDGE, lower.width() - 2 * NARROW_EDGE
        if self._is_folded():
            wide = room / len(digits)
            return QRectF(left + at * wide, self._families_at(), wide - 2, theme.px(FAMILY))
        first, _step = self._columns()
        wide = first if at < rows else room - first
        top = self._families_at() + at % rows * theme.px(FAMILY)
        return QRectF(left + (first if at >= rows else 0), top, wide - 2, theme.px(FAMILY))

    def _columns(self) -> tuple[float, float]:
        """How wide the left column of families is, and which font step lets every name be read.

        Long names get the room that short ones leave; where that is not enough the words shrink,
        and only then are they cut.
        """
        asked = (self._families, self._lower().width() - 2 * NARROW_EDGE, theme.zoom())
        if self._measured is None or self._measured[0] != asked:
            self._measured = (asked, self._measure(asked[1]))
        return self._measured[1]

    def _measure(self, room: float) -> tuple[float, float]:
        rows = (len(self._families) + 1) // 2
        first = room / 2
        for step in NAME_STEPS:
            metrics = QFontMetricsF(theme.ui_font(step))
            wide = [
                metrics.horizontalAdvance(plain.visible(one.name)) + CAP + 3
                for one in self._families
            ]
            left, right = max(wide[:rows], default=0.0), max(wide[rows:], default=0.0)
            if left + right <= room:
                return max(left, min(first, room - right)), step
        return first, NAME_STEPS[0]

    def search_box(self) -> QRectF:
        """Where the way to the search stands."""
        lower = self._lower()
        half = lower.width() / 2
        return QRectF(lower.left() + half, lower.top(), half, theme.px(BETWEEN))

    def _at(self, point: QPointF) -> tuple[str, int] | None:
        for number in range(1, len(self._lines) + 1):
            if self.suggestion_box(number).contains(point):
                return "suggestion", number
        if not self._families:
            return None
        for family in self._families:
            if self.family_box(family.digit).contains(point):
                return "family", family.digit
        return ("search", 0) if self.search_box().contains(point) else None

    # Mouse

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up what would be pressed."""
        self._set_hover(self._at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is lit any more."""
        self._set_hover(None)

    def _set_hover(self, hover: tuple[str, int] | None) -> None:
        if hover != self._hover:
            self._hover = hover
            shape = Qt.CursorShape.PointingHandCursor if hover else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press on a suggestion, a family or the search."""
        pressed = self._at(event.position())
        if event.button() != Qt.MouseButton.LeftButton or pressed is None:
            return
        kind, number = pressed
        if kind == "suggestion":
            self.suggestion_pressed.emit(number)
        elif kind == "family":
            self.family_pressed.emit(number)
        else:
            self.search_pressed.emit()

    def event(self, event: QEvent) -> bool:
        """Tool tips: a suggestion in full."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self._tip_at(at), self)
            return True
        return super().event(event)

    def _tip_at(self, at: tuple[str, int] | None) -> str:
        if at is None or at[0] == "search":
            return ""
        if at[0] == "suggestion":
            return self._tip(at[1])
        return plain.tip(next(one.name for one in self._families if one.digit == at[1]))

    def _tip(self, number: int) -> str:
        line = self._lines[number - 1]
        return plain.tip("\n".join((f"{line.clause} {line.title}, {line.version}", line.words)))

    # Paint

    def paintEvent(self, event: QPaintEvent) -> None:
        """Heading, suggestions, families; the families come from their picture."""
        painter = QPainter(self)
        on = self._hover[1] if self._hover and self._hover[0] == "suggestion" else None
        upper = _Upper(self._head, tuple(self._lines), self._none, self._language, self._open, on)
        self._canvas.draw(
            painter,
            upper,
            self._upper_box(),
            lambda pen: self._paint_upper(pen, upper),
            keep=False,
        )
        if self._families:
            force, folded = _digits(self._in_force), self._is_folded()
            hover = None if self._hover and self._hover[0] == "suggestion" else self._hover
            lower = _Lower(self._families, force, self._active, hover, folded)
            self._canvas.draw(
                painter, lower, self._lower(), lambda pen: self._paint_families(pen, lower)
            )
        painter.end()

    def _upper_box(self) -> QRectF:
        return QRectF(0, 0, self._upper_width(), _suggested())

    def _paint_upper(self, painter: QPainter, upper: _Upper) -> None:
        held = theme.colours()
        room = self._upper_width() - 2 * EDGE
        head = QRectF(EDGE, 0, room, theme.px(HEAD))
        put(painter, head, upper.head, -0.5, held.quiet, bold=True)
        if not upper.lines:
            box = QRectF(EDGE, theme.px(HEAD), room, theme.px(SUGGESTION) * 2)
            painter.setFont(theme.ui_font())
            painter.setPen(QColor(held.quiet))
            flags = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(box, int(flags), upper.none)
        for number, line in enumerate(upper.lines, 1):
            self._suggestion(painter, number, line, upper)

    def _paint_families(self, painter: QPainter, lower: _Lower) -> None:
        self._between(painter)
        step = NAME_STEPS[0] if lower.folded else self._columns()[1]
        for family in self._families:
            self._family(painter, family, lower, step)

    def _suggestion(
        self, painter: QPainter, number: int, line: SuggestionLine, shown: _Upper
    ) -> None:
        held, box = theme.colours(), self.suggestion_box(number)
        ground(painter, box, lit=shown.hover == number, on=line.clause == shown.open)
        key = key_cap(painter, QPointF(EDGE, box.top() + 3), f"Alt+{number}")
        left, right = key.right() + 7, box.right() - EDGE
        high = theme.px(17)
        upper = QRectF(left, box.top() + 2, right - left, high)
        upper.setRight(put(painter, upper, line.version, -1.0, held.quiet, right=True).left() - 6)
        upper.setLeft(put(painter, upper, line.clause, 0.0, held.accent, bold=True).right() + 6)
        put(painter, upper, line.title, 0.0, held.text)
        lower = QRectF(left, box.top() + 1 + high, right - left, theme.px(16))
        if line.changed:
            changed = put(painter, lower, line.changed, -1.0, held.doubt, right=True)
            lower.setRight(changed.left() - 6)
        put(painter, lower, line.words, -0.5, held.quiet, language=shown.language)

    def _between(self, painter: QPainter) -> None:
        held, lower = theme.colours(), self._lower()
        left, top, room = lower.left() + EDGE, lower.top(), lower.width() - 2 * EDGE
        if not self._is_wide():
            painter.fillRect(QRectF(left, top + 1, room, 1), QColor(held.line))
        box = QRectF(left, top + 2, room, theme.px(BETWEEN) - 2)
        put(painter, box, self.tr("Families"), -1.0, held.quiet)
        wide = QFontMetricsF(theme.ui_font(-1.0)).horizontalAdvance(say("Ctrl+P")) + 8
        cap = key_cap(painter, QPointF(box.right() - wide, box.top() + 4), say("Ctrl+P"))
        box.setRight(cap.left() - 5)
        lit = self._hover == ("search", 0)
        put(painter, box, self.tr("Search"), -1.0, held.text if lit else held.quiet, right=True)

    def _family(self, painter: QPainter, family: Family, lower: _Lower, step: float) -> None:
        held, box = theme.colours(), self.family_box(family.digit)
        on = family.digit == lower.active
        ground(painter, box, lit=lower.hover == ("family", family.digit), on=on)
        cap = key_cap(painter, QPointF(box.left() + 2, box.top() + 3), str(family.digit))
        if lower.folded:
            return
        box.setLeft(cap.right() + 4)
        colour = held.text if family.digit in lower.force else held.quiet
        put(painter, box, plain.visible(family.name), step, colour)


def _digits(in_force: Mapping[int, int]) -> frozenset[int]:
    return frozenset(digit for digit, number in in_force.items() if number)


def _suggested() -> int:
    # How far down the suggestions go.
    return theme.px(HEAD) + LIMIT * theme.px(SUGGESTION)
