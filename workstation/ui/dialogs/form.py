"""A panel that asks for a few things at once: a line or a choice each, Enter takes them all."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from workstation.ui import plain, theme
from workstation.ui.dialogs.palette import PaletteLine
from workstation.ui.dialogs.panel import Panel, key_button, label

LONGEST = 2000
"""Characters of a line; an invitation has some hundreds."""


class Field(Struct, frozen=True):
    """One thing asked for. `choices` are (value, words); `fixed` is shown and cannot be changed;
    `browse` is the word of a button that lets a file or folder be chosen (Alt+O)."""

    name: str
    words: str
    value: str = ""
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    longest: int = LONGEST
    fixed: bool = False
    secret: bool = False
    browse: str = ""


class FormPanel(Panel):
    """`given(values)` on Enter; `typed(values)` at every change; `browsed(name)`."""

    given = Signal(dict)
    typed = Signal(dict)
    browsed = Signal(str)
    compact = True
    hugs = True

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        done: str,
        about: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """`done` is the word on Enter's button, `about` a sentence or two under the heading."""
        super().__init__("", parent)
        plain.set_text(self.head, title)
        self.setAccessibleName(plain.visible(title))
        if about:
            told = label("", self, quiet=True)
            told.setWordWrap(True)
            plain.set_text(told, about)
            self.column.addWidget(told)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self.column.addLayout(self._grid)
        self.inputs: dict[str, QLineEdit | QComboBox] = {}
        for row, field in enumerate(fields):
            self._add(row, field)
        self.column.addStretch(1)
        self.note = label("", self)
        self.note.setWordWrap(True)
        # Room for what will be said: the panel keeps its height.
        self.note.setMinimumHeight(3 * self.note.fontMetrics().lineSpacing())
        self.note.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.column.addWidget(self.note)
        leave = key_button("Esc", self.tr("Leave as it was"), self)
        leave.clicked.connect(lambda: self.step_back() or self.left.emit())
        self.done = key_button("Enter", done, self)
        self.done.clicked.connect(self.accept)
        self.add_keys(leave, self.done)
        first = next((one for one in self.inputs.values() if one.isEnabled()), None)
        if first is not None:
            self.setFocusProxy(first)

    def values(self) -> dict[str, str]:
        """What stands in it, by the fields' names."""
        found = {}
        for name, one in self.inputs.items():
            held = one.currentData() if isinstance(one, QComboBox) else one.text()
            found[name] = " ".join(str(held).split())
        return found

    def put(self, name: str, value: str) -> None:
        """Fill a line, as if it had been typed."""
        one = self.inputs[name]
        if isinstance(one, QLineEdit):
            one.setText(value)
            one.setFocus()

    def say(self, words: str, at: str = "") -> None:
        """Why it cannot be taken yet, or what it means; the keyboard goes to that field."""
        plain.set_text(self.note, words)
        if at:
            self.inputs[at].setFocus()

    def accept(self) -> None:
        """Give what stands in it."""
        self.given.emit(self.values())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits belong to what is typed."""
        if event.text().isdigit():
            event.ignore()
            return
        super().keyPressEvent(event)

    def shown_text(self) -> str:
        """Every word on it."""
        held = [
            one.currentText()
            if isinstance(one, QComboBox)
            else one.displayText() or one.placeholderText()
            for one in self.inputs.values()
        ]
        return "\n".join([super().shown_text(), *held])

    def _add(self, row: int, field: Field) -> None:
        words = label(field.words, self, quiet=True)
        self._grid.addWidget(words, row, 0)
        made = self._choice(field) if field.choices else self._line(field)
        made.setAccessibleName(field.words)
        made.setMinimumHeight(theme.px(28))
        made.setEnabled(not field.fixed)
        words.setBuddy(made)
        self.inputs[field.name] = made
        if not field.browse:
            self._grid.addWidget(made, row, 1)
            return
        beside = QHBoxLayout()
        beside.addWidget(made, 1)
        choose = key_button("Alt+O", field.browse, self)
        choose.setShortcut("Alt+O")
        choose.clicked.connect(lambda: self.browsed.emit(field.name))
        beside.addWidget(choose)
        self._grid.addLayout(beside, row, 1)

    def _line(self, field: Field) -> QLineEdit:
        made = PaletteLine(self._on_line_key, self)
        made.setText(plain.visible(field.value))
        made.setMaxLength(field.longest)
        made.setPlaceholderText(field.hint)
        if field.secret:
            made.setEchoMode(QLineEdit.EchoMode.Password)
        made.textChanged.connect(lambda _words: self._tell())
        return made

    def _choice(self, field: Field) -> QComboBox:
        made = QComboBox(self)
        for value, words in field.choices:
            made.addItem(plain.visible(words), value)
        made.setCurrentIndex(max(0, made.findData(field.value)))
        made.currentIndexChanged.connect(lambda _row: self._tell())
        return made

    def _on_line_key(self, event: QKeyEvent) -> bool:
        # Up and Down go from field to field; on a choice they choose, as anywhere.
        by = {Qt.Key.Key_Down: True, Qt.Key.Key_Up: False}.get(Qt.Key(event.key()))
        return by is not None and self.focusNextPrevChild(by)

    def _tell(self) -> None:
        self.say("")
        self.typed.emit(self.values())
