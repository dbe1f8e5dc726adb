"""The pages of the policy pane's lower half: a hint, a clause's words, the search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QLineEdit, QTextEdit, QVBoxLayout, QWidget

from workstation.domain.policy import ClauseVersion
from workstation.ui import theme
from workstation.ui.case.policy_index import EDGE
from workstation.ui.case.policy_list import ClauseList
from workstation.ui.case.strokes import key_cap, put
from workstation.ui.plain import set_tip
from workstation.ui.widgets.scrollbar import ThinScrollBar

if TYPE_CHECKING:
    from workstation.ui.case.policy_text import Block


class Hint(QWidget):
    """Words in the empty lower half."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty."""
        super().__init__(parent)
        self._words = ""

    def set_words(self, words: str) -> None:
        """Say something else."""
        if words != self._words:
            self._words = words
            self.setAccessibleName(words)
            self.update()

    def shown_text(self) -> str:
        """The words."""
        return self._words

    def paintEvent(self, event: QPaintEvent) -> None:
        """Quiet words at the top."""
        if not self._words:
            return
        painter = QPainter(self)
        painter.setFont(theme.ui_font(-0.5))
        painter.setPen(QColor(theme.colours().quiet))
        flags = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        box = QRectF(self.rect()).adjusted(EDGE, 10, -EDGE, 0)
        painter.drawText(box, int(flags), self._words)
        painter.end()


class KeyLine(QWidget):
    """One line over a clause that a key opens: what there is, and what the key does."""

    pressed = Signal()

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        """Hidden until it has words."""
        super().__init__(parent)
        self.key = key
        self.words = self.what = ""
        self.setFixedHeight(theme.px(26))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()

    def set_words(self, words: str, what: str) -> None:
        """What there is, and what the key does; nothing hides the line."""
        self.words, self.what = words, what
        self.setFixedHeight(theme.px(26))
        self.setVisible(bool(words))
        self.setAccessibleName(f"{words} {self.key} {what}" if words else "")
        set_tip(self, words)
        self.update()

    def shown_text(self) -> str:
        """The words, where it shows."""
        return f"{self.words}\n{self.key} {self.what}" if self.words else ""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The same as the key."""
        self.pressed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The words, then the key."""
        held, painter = theme.colours(), QPainter(self)
        painter.fillRect(self.rect(), QColor(held.raised))
        box = QRectF(self.rect()).adjusted(EDGE, 0, -EDGE, 0)
        what = put(painter, box, self.what, -0.5, held.text, right=True)
        cap = key_cap(painter, QPointF(what.left() - 22, box.center().y() - 8), self.key)
        box.setRight(cap.left() - 6)
        put(painter, box, self.words, -0.5, held.doubt)
        painter.end()


class ClausePage(QWidget):
    """A clause's words, readable and selectable, under the lines that keys open."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty."""
        super().__init__(parent)
        self.changed = KeyLine("V", self)
        self.cases = KeyLine("B", self)
        self.text = page_text(self)
        self.text.setAccessibleName(self.tr("Clause"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(self.changed)
        column.addWidget(self.cases)
        column.addWidget(self.text, 1)

    def show_blocks(self, held: Sequence[Block], words: Sequence[str]) -> None:
        """Other words, from their top."""
        # Like all that only a clause needs, loaded after the first case has been painted.
        from workstation.ui.case.policy_fill import fill

        fill(self.text.document(), held, words)
        # The cursor has gone along to the end, and the view would follow it there.
        self.text.moveCursor(QTextCursor.MoveOperation.Start)

    def clear(self) -> None:
        """No words."""
        self.text.document().clear()
        self.changed.set_words("", "")
        self.cases.set_words("", "")

    def shown_text(self) -> str:
        """The words."""
        said = [self.changed.shown_text(), self.cases.shown_text(), self.text.toPlainText()]
        return "\n".join(part for part in said if part)


def page_text(parent: QWidget) -> QTextEdit:
    """Where blocks are read: never typed into, never rich."""
    text = QTextEdit(parent)
    text.setVerticalScrollBar(ThinScrollBar("page", text))
    text.setReadOnly(True)
    text.setAcceptRichText(False)
    text.setFrameShape(QFrame.Shape.NoFrame)
    text.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    text.document().setDocumentMargin(EDGE)
    return text


class Finder(QWidget):
    """The search line and what it found."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty."""
        super().__init__(parent)
        self.before: QWidget | None = None
        self.found: tuple[ClauseVersion, ...] = ()
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(self.tr("Search the policy   Up, Down, Enter; Esc leaves"))
        self.line.setAccessibleName(self.tr("Search the policy"))
        self.line.setFrame(False)
        self.line.setMinimumHeight(32)
        self.line.setTextMargins(8, 0, 8, 0)
        self.list = ClauseList(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.line)
        column.addWidget(self.list, 1)

    def shown_text(self) -> str:
        """Line and rows."""
        return "\n".join([self.line.placeholderText(), self.line.text(), self.list.shown_text()])
