"""An invitation on the screen: one line to copy, or to save as a file; it lets one device in."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from workstation.ui import plain, theme
from workstation.ui.dialogs.panel import Panel, key_button, label


class InvitationPanel(Panel):
    """`copied` and `saved` are wanted; the line can be selected as well."""

    copied = Signal()
    saved = Signal()
    compact = True
    hugs = True

    def __init__(self, line: str, name: str, until: str, parent: QWidget | None = None) -> None:
        """`name` is who it is for, `until` its last minute."""
        super().__init__("", parent)
        title = self.tr("An invitation for {name}").format(name=name)
        plain.set_text(self.head, title)
        self.setAccessibleName(plain.visible(title))
        self._line = line
        about = label("", self, quiet=True)
        about.setWordWrap(True)
        plain.set_text(
            about,
            self.tr(
                "It lets one device in as {name}, once, until {until}. Whoever has the line can "
                "use it: send it so that it reaches them alone. They paste it at their first "
                "run, or under Ctrl+Shift+J."
            ).format(name=name, until=until),
        )
        self.column.addWidget(about)
        self.text = QPlainTextEdit(line, self)
        self.text.setReadOnly(True)
        self.text.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(self.tr("The invitation"))
        self.text.setFixedHeight(theme.px(150))
        self.column.addWidget(self.text, 1)
        self.note = label("", self)
        self.column.addWidget(self.note)
        copy = key_button("Enter", self.tr("Copy the line"), self)
        copy.clicked.connect(self.copied)
        save = key_button("1", self.tr("Save as a file …"), self)
        save.clicked.connect(self.saved)
        leave = key_button("Esc", self.tr("Close"), self)
        leave.clicked.connect(lambda: self.step_back() or self.left.emit())
        self.add_keys(leave, save, copy)

    def accept(self) -> None:
        """Copy it."""
        self.copied.emit()

    def choose_digit(self, key: str) -> None:
        """Save it."""
        if key == "1":
            self.saved.emit()

    def say(self, words: str) -> None:
        """What was done."""
        plain.set_text(self.note, words)

    def shown_text(self) -> str:
        """Every word on it."""
        return f"{super().shown_text()}\n{self._line}"
