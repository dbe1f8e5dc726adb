"""The line that filters the queue, with a menu of the words that may be meant while one types."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QWidget

from workstation.review.queue import Suggestion, fitting
from workstation.ui import theme
from workstation.ui.plain import visible

TYPING_PAUSE = 150
"""Milliseconds without a key before a filter line is asked for."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)

Suggestions = Mapping[str, Sequence[Suggestion]]


class FilterLine(QLineEdit):
    """`asked` the line has stood still, or is wanted now; `entered` Enter; `cleared` Escape with no
    menu open; `to_list` the arrow into the list; `naming` F2, the line is to be kept under a name.

    `want_words` is called when the menu first needs the words there are; `set_words` answers it.
    """

    asked = Signal()
    entered = Signal()
    cleared = Signal()
    to_list = Signal()
    naming = Signal()

    def __init__(self, parent: QWidget) -> None:
        """Empty."""
        super().__init__(parent)
        self.want_words: Callable[[], None] = lambda: None
        self._words: Suggestions | None = None
        self.setPlaceholderText(self.tr("/  lang:th undecided doubtful"))
        self.setToolTip(
            self.tr(
                "Filter by words: undecided, open, decided, skipped, cannot, sealed, flagged, "
                "doubtful, provisional, noted, unopened, agrees, differs, lang:th, type:listing, "
                "market:MY, category:beauty, seller:s-204, id:4711. A minus before a word leaves "
                'out. Anything else is searched for, "words in quotes" as they stand. '
                "F2 keeps the line under a name."
            )
        )
        self.setAccessibleName(self.tr("Filter the queue"))
        self.setFrame(False)
        self.setMinimumHeight(32)
        self.setTextMargins(8, 0, 8, 0)
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE)
        self._pause.timeout.connect(self.asked)
        self.menu = WordMenu(parent)
        self.menu.taken.connect(self._take)
        self.textEdited.connect(self._on_edited)
        self.installEventFilter(self)

    def words(self) -> str:
        """The line without what stands around it."""
        return self.text().strip()

    def set_line(self, words: str) -> None:
        """Put other words in, at once."""
        self.setText(words)
        self.stop()
        self.asked.emit()

    def settle(self) -> None:
        """It has been asked for: nothing is waited for."""
        self._pause.stop()

    def stop(self) -> None:
        """Nothing is waited for, no menu is open."""
        self._pause.stop()
        self.menu.hide()

    def set_words(self, words: Suggestions | None) -> None:
        """The words there are; None: they are to be asked for anew."""
        self._words = words
        if words is not None and self.hasFocus():
            self._offer()

    def shown_text(self) -> str:
        """Everything on view, tool tip included."""
        said = [self.text(), self.placeholderText(), self.toolTip(), *self.menu.lines()]
        return "\n".join(filter(None, said))

    def event(self, event: QEvent) -> bool:
        """F2 is meant for the line while it has the keyboard, not for the case."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_F2
        ):
            event.accept()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys that mean the menu, the list, or leaving."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(event.key())
        if event.type() == QEvent.Type.FocusOut:
            self.menu.hide()
        return super().eventFilter(watched, event)

    def _on_key(self, key: int) -> bool:
        menu = self.menu
        if menu.isVisible():
            if key == Qt.Key.Key_Tab or (key in _ENTER and menu.is_chosen()):
                menu.take()
                return True
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                menu.move_by(1 if key == Qt.Key.Key_Down else -1)
                return True
            if key == Qt.Key.Key_Escape:
                menu.hide()
                return True
        if key == Qt.Key.Key_Escape:
            self.cleared.emit()
        elif key == Qt.Key.Key_F2:
            self.stop()
            self.naming.emit()
        elif key in _ENTER:
            menu.hide()
            self.entered.emit()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_PageDown):
            self.to_list.emit()
        # Tab completes and no more: were the line left, what is typed next would be keys.
        elif key not in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return False
        return True

    def _on_edited(self) -> None:
        self._pause.start()
        if self._words is None:
            self.want_words()
        self._offer()

    def _typed(self) -> str:
        """The word the cursor is at the end of."""
        before = self.text()[: self.cursorPosition()]
        after = self.text()[self.cursorPosition() :]
        if after[:1].strip():
            return ""
        return before.split(" ")[-1]

    def _offer(self) -> None:
        found = fitting(self._words, self._typed()) if self._words else []
        self.menu.offer(found, self.geometry().bottomLeft(), self.width())

    def _take(self, word: str) -> None:
        cursor = self.cursorPosition()
        start = cursor - len(self._typed())
        space = "" if word.endswith(":") else " "
        self.setText(self.text()[:start] + word + space + self.text()[cursor:].lstrip())
        self.setCursorPosition(start + len(word) + len(space))
        self._on_edited()


class WordMenu(QListWidget):
    """Words under the line, with how many tasks each leaves; the line keeps the keyboard."""

    taken = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        """Hidden."""
        super().__init__(parent)
        self._words: list[str] = []
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setUniformItemSizes(True)
        self.setAccessibleName(self.tr("Filter words; Tab takes one"))
        self.itemClicked.connect(lambda item: self.taken.emit(self._words[self.row(item)]))
        self.hide()

    def offer(self, words: Sequence[Suggestion], under: QPoint, width: int) -> None:
        """Show these words under a place; none: hide."""
        self.clear()
        self._words = [one.word for one in words]
        if not words:
            self.hide()
            return
        self.setFont(theme.ui_font())
        for one in words:
            shown = visible(one.word)
            if one.count is not None:
                shown = f"{shown}   {self.locale().toString(one.count)}"
            self.addItem(QListWidgetItem(shown))
        height = self.sizeHintForRow(0) * len(words) + 2 * self.frameWidth()
        self.setGeometry(under.x() + 4, under.y() + 1, width - 8, height)
        self.show()
        self.raise_()

    def is_chosen(self) -> bool:
        """Whether the arrows have gone to a word."""
        return self.currentRow() >= 0

    def move_by(self, by: int) -> None:
        """The arrows."""
        self.setCurrentRow((self.currentRow() + by) % len(self._words))

    def take(self) -> None:
        """The chosen word, else the first."""
        self.taken.emit(self._words[max(0, self.currentRow())])

    def lines(self) -> list[str]:
        """What it shows."""
        shown = range(self.count() if self.isVisible() else 0)
        return [self.item(row).text() for row in shown]
