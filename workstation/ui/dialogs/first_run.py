"""The first question: who is it, and which languages do they read?"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from workstation.ui.dialogs.panel import label
from workstation.ui.terms import language_name

LONGEST = 60
"""Characters of a name."""


class Introduced(Struct, frozen=True):
    """What somebody said of themselves."""

    name: str
    languages: tuple[str, ...]


class FirstRunDialog(QDialog):
    """Asks for a name or pseudonym and for the languages one reads."""

    def __init__(
        self,
        languages: Sequence[str],
        read: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        """`languages` are offered, `read` are ticked already."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("Before the first case"))
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 16)
        column.setSpacing(8)
        column.addWidget(label(self.tr("Your name, or the pseudonym you audit under"), self))
        self.name = QLineEdit(self)
        self.name.setMaxLength(LONGEST)
        self.name.setAccessibleName(self.tr("Name or pseudonym"))
        self.name.textChanged.connect(self._on_typed)
        column.addWidget(self.name)
        column.addWidget(label(self.tr("It stands beside your verdicts."), self, quiet=True))
        column.addSpacing(8)
        column.addWidget(label(self.tr("The languages you read"), self))
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Languages you read"))
        self.list.setMinimumHeight(220)
        for tag in languages:
            item = QListWidgetItem(f"{language_name(tag)} ({tag})", self.list)
            item.setData(Qt.ItemDataRole.UserRole, tag)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            ticked = Qt.CheckState.Checked if tag in read else Qt.CheckState.Unchecked
            item.setCheckState(ticked)
        column.addWidget(self.list, 1)
        told = label(
            self.tr("A verdict in another language stays provisional until a reader confirms it."),
            self,
            quiet=True,
        )
        column.addWidget(told)
        self.buttons = QDialogButtonBox(self)
        self._start = self.buttons.addButton(
            self.tr("Start"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self._start.setDefault(True)
        self.buttons.addButton(self.tr("Not now"), QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column.addWidget(self.buttons)
        self.resize(520, 500)
        self._on_typed("")

    @classmethod
    def ask(
        cls, parent: QWidget | None, languages: Sequence[str], read: Sequence[str] = ()
    ) -> Introduced | None:
        """Ask; None where somebody would rather not say."""
        dialog = cls(languages, read, parent)
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        answer = dialog.answer() if accepted else None
        dialog.deleteLater()
        return answer

    def answer(self) -> Introduced:
        """What stands in it."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return Introduced(
            self.name.text().strip(),
            tuple(
                item.data(Qt.ItemDataRole.UserRole)
                for item in items
                if item.checkState() == Qt.CheckState.Checked
            ),
        )

    def shown_text(self) -> str:
        """Every language on view."""
        return "\n".join(self.list.item(row).text() for row in range(self.list.count()))

    def _on_typed(self, _text: str) -> None:
        self._start.setEnabled(bool(self.name.text().strip()))
