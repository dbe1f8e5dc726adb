"""The first page: who is it and what do they read, where do batches come from, which packages.

One calm page, nothing on it but the name is needed, and all of it stands in the preferences too.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from workstation.ui import theme
from workstation.ui.dialogs.panel import Panel, key_button, label
from workstation.ui.plain import set_text
from workstation.ui.terms import language_name
from workstation.ui.widgets.tick_list import TickList

LONGEST = 60
"""Characters of a name."""


class Introduced(Struct, frozen=True):
    """What somebody said: a name, languages, a folder (or none), the packages they keep, and the
    line of an invitation where they join a team."""

    name: str
    languages: tuple[str, ...]
    batches_from: str = ""
    packages: tuple[str, ...] = ()
    invitation: str = ""


class FirstRunPanel(Panel):
    """Emits `introduced`; Escape puts it off: it asks again the next time. `invited(line)` as an
    invitation is pasted, `opened` when one in a file is wanted."""

    introduced = Signal(object)
    invited = Signal(str)
    opened = Signal()

    def __init__(
        self,
        languages: Sequence[str],
        read: Sequence[str] = (),
        packages: Sequence[tuple[str, str]] = (),
        size: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """`languages` are offered, `read` are ticked already; `packages` are (name, words) of what
        is there, `size` what they take together."""
        super().__init__("", parent)
        self._holds = False
        title = self.tr("Before the first case")
        self.head.setText(title)
        self.setAccessibleName(title)
        self.column.addWidget(
            label(
                self.tr("Three things; all can be changed later in the preferences (Ctrl+,)."),
                self,
                quiet=True,
            )
        )
        page = QGridLayout()
        page.setHorizontalSpacing(28)
        page.setVerticalSpacing(6)
        page.setColumnStretch(0, 1)
        page.setColumnStretch(1, 1)
        self.column.addLayout(page, 1)
        page.addLayout(self._who(languages, read), 0, 0, 2, 1)
        page.addLayout(self._where(), 0, 1)
        page.addLayout(self._packages(packages, size), 1, 1)
        page.setRowStretch(1, 1)
        self._start = key_button("Enter", self.tr("Start"), self)
        self._start.clicked.connect(self.accept)
        later = key_button("Esc", self.tr("Not now"), self)
        later.clicked.connect(self.left)
        self.add_keys(later, self._start)
        self.name.textChanged.connect(self._on_typed)
        self._on_typed("")
        self.setFocusProxy(self.name)

    def answer(self) -> Introduced:
        """What stands in it."""
        return Introduced(
            " ".join(self.name.text().split()),
            self.list.ticked(),
            self.folder.text().strip(),
            self.packages.ticked(),
            self.invitation.text().strip(),
        )

    def say_invitation(self, words: str, *, holds: bool) -> None:
        """What the invitation says; one that holds names the person, so no name is needed."""
        self._holds = holds
        set_text(self._invited, words or self._invited_hint)
        self._on_typed("")

    def accept(self) -> None:
        """Start, once there is a name."""
        if self._start.isEnabled():
            self.introduced.emit(self.answer())
        else:
            self.name.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits belong to what is typed."""
        if event.text().isdigit():
            event.ignore()
            return
        super().keyPressEvent(event)

    def shown_text(self) -> str:
        """Every word on it."""
        lists = (self.list.shown_text(), self.packages.shown_text())
        return "\n".join([super().shown_text(), *lists])

    def _who(self, languages: Sequence[str], read: Sequence[str]) -> QVBoxLayout:
        column = self._section(self.tr("1  Your name, or the pseudonym you audit under"))
        self.name = _line(self, self.tr("Name or pseudonym"))
        self.name.setMaxLength(LONGEST)
        column.addWidget(self.name)
        column.addWidget(label(self.tr("It stands beside your verdicts."), self, quiet=True))
        column.addSpacing(6)
        column.addWidget(label(self.tr("Join a team with an invitation"), self))
        row = QHBoxLayout()
        self.invitation = _line(self, self.tr("Invitation"))
        self.invitation.setMaxLength(10_000)
        self.invitation.setPlaceholderText(self.tr("none: paste the line your lead gave you"))
        self.invitation.textChanged.connect(self._on_invitation)
        row.addWidget(self.invitation, 1)
        choose = key_button("Alt+I", self.tr("File …"), self)
        choose.setShortcut("Alt+I")
        choose.clicked.connect(self.opened)
        row.addWidget(choose)
        column.addLayout(row)
        self._invited_hint = self.tr("You can also join later (Ctrl+Shift+J), or work without.")
        self._invited = _wrapped(self._invited_hint, self)
        column.addWidget(self._invited)
        column.addSpacing(6)
        column.addWidget(label(self.tr("The languages you read"), self))
        self.list = TickList([(tag, f"{language_name(tag)} ({tag})") for tag in languages], read)
        self.list.setAccessibleName(self.tr("Languages you read"))
        column.addWidget(self.list, 1)
        column.addWidget(
            _wrapped(
                self.tr("A verdict in another stays provisional until a reader confirms it."), self
            )
        )
        return column

    def _where(self) -> QVBoxLayout:
        column = self._section(self.tr("2  Where batches come from"))
        row = QHBoxLayout()
        self.folder = _line(self, self.tr("The folder batches come from"))
        self.folder.setPlaceholderText(self.tr("no folder: Ctrl+O asks each time"))
        row.addWidget(self.folder, 1)
        choose = key_button("Alt+O", self.tr("Choose …"), self)
        choose.setShortcut("Alt+O")
        choose.clicked.connect(self.choose_folder)
        row.addWidget(choose)
        column.addLayout(row)
        column.addSpacing(12)
        return column

    def _packages(self, packages: Sequence[tuple[str, str]], size: str) -> QVBoxLayout:
        column = self._section(self.tr("3  Which translation packages to keep"))
        self.packages = TickList(packages, [name for name, _words in packages])
        self.packages.setAccessibleName(self.tr("Translation packages"))
        column.addWidget(self.packages, 1)
        told = self.tr("{size} together. Ctrl+M brings others in from a file.").format(size=size)
        none = self.tr("None is here. Ctrl+M brings one in from a file.")
        column.addWidget(_wrapped(told if packages else none, self))
        return column

    def _section(self, words: str) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(label(words, self, bold=True))
        return column

    def choose_folder(self) -> None:
        """Ask for the folder."""
        chosen = QFileDialog.getExistingDirectory(
            self, self.tr("The folder batches come from"), self.folder.text()
        )
        if chosen:
            self.folder.setText(chosen)

    def _on_invitation(self, words: str) -> None:
        self._holds = False
        self.invited.emit(words.strip())

    def _on_typed(self, _text: str) -> None:
        invited = bool(self.invitation.text().strip())
        self._start.setEnabled(self._holds if invited else bool(self.name.text().strip()))


class _Line(QLineEdit):
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Escape are the page's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            event.ignore()
            return
        super().keyPressEvent(event)


def _line(parent: QWidget, name: str) -> QLineEdit:
    made = _Line(parent)
    made.setAccessibleName(name)
    made.setMaxLength(1000)
    made.setMinimumHeight(theme.px(28))
    return made


def _wrapped(words: str, parent: QWidget) -> QLabel:
    made = label("", parent, quiet=True)
    made.setWordWrap(True)
    set_text(made, words)
    return made
