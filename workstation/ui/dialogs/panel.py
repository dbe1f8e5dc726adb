"""What the panels over the window have in common: a heading, room, a way out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from workstation.ui import theme
from workstation.ui.held import Held
from workstation.ui.plain import set_text
from workstation.ui.widgets.keybutton import KeyButton


class Panel(QFrame):
    """A frame with a heading; `left` when Escape was pressed."""

    left = Signal()
    compact = False
    """Whether it needs less than the whole height, at the top."""
    hugs = False
    """Whether it is as high as what stands in it."""
    wide = False
    """Whether it takes the whole width: a table of many columns."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """Whoever makes it places it."""
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(title)
        self.held = Held()
        self.back: Callable[[], object] | None = None  # where Escape leads, if not to the case
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(20, 16, 20, 14)
        self.column.setSpacing(10)
        self.head = label(title, self, step=2.0, bold=True)
        self.column.addWidget(self.head)

    def add_keys(self, *buttons: KeyButton) -> None:
        """A row of buttons at the foot."""
        self.keys = key_row(*buttons)
        self.column.addLayout(self.keys)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves; Enter is the panel's own."""
        if event.key() == Qt.Key.Key_Escape:
            if self.back is None or not self.step_back():
                self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.held.repeats(event):
            self.accept()
        elif event.text().isdigit() and not self.held.repeats(event):
            self.choose_digit(event.text())
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """A key came up, or X11 says so of one that is held."""
        self.held.let_go(event)
        super().keyReleaseEvent(event)

    def accept(self) -> None:
        """What Enter does."""

    def choose_digit(self, key: str) -> None:
        """What a digit does."""

    def take_back(self) -> bool:
        """What Ctrl+Z does to what was changed here; False where nothing was."""
        return False

    def step_back(self) -> bool:
        """What Escape does before it closes the panel; False where it closes it."""
        if self.back is None:
            return False
        self.back()
        return True

    def shown_text(self) -> str:
        """Every word of labels and buttons on it."""
        said = [one.text() for one in self.findChildren(QLabel) if not one.isHidden()]
        buttons = (one for one in self.findChildren(KeyButton) if not one.isHidden())
        said += [f"{button.key} {button.text()}" for button in buttons]
        return "\n".join(part for part in said if part)


def label(
    words: str, parent: QWidget, *, step: float = 0.0, bold: bool = False, quiet: bool = False
) -> QLabel:
    """Plain words."""
    made = QLabel(parent)
    made.setFont(theme.ui_font(step, bold=bold))
    if quiet:
        made.setForegroundRole(made.palette().ColorRole.PlaceholderText)
    set_text(made, words)
    return made


def key_button(key: str, word: str, parent: QWidget) -> KeyButton:
    """A button with its key."""
    made = KeyButton(parent)
    made.set_choice(key, word)
    return made


def key_row(*buttons: KeyButton) -> QHBoxLayout:
    """Buttons side by side, at the right."""
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addStretch(1)
    for button in buttons:
        row.addWidget(button)
    return row
