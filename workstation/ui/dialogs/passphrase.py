"""Asks for the store's passphrase: a new one twice in one form, a known one until it fits."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from workstation.ui.dialogs.panel import key_button, key_row, label

SHORTEST = 8
"""Characters of a new passphrase."""


class PassphraseDialog(QDialog):
    """Start is there once the two agree, or something was typed."""

    def __init__(self, *, new: bool, wrong: bool = False, parent: QWidget | None = None) -> None:
        """`new`: one is being chosen. `wrong`: the last one did not fit."""
        super().__init__(parent)
        self._new = new
        self.setWindowTitle(self.tr("Audit workstation"))
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 16)
        column.setSpacing(8)
        head = self.tr("Choose a passphrase") if new else self.tr("Your passphrase")
        column.addWidget(label(head, self, step=2.0, bold=True))
        for line in self._words(wrong):
            column.addWidget(label(line, self, quiet=True))
        self.first = self._field(self.tr("Passphrase"))
        column.addWidget(self.first)
        self.again = self._field(self.tr("Once more"))
        self.again.setVisible(new)
        column.addWidget(self.again)
        self.told = label("", self, quiet=True)
        column.addWidget(self.told)
        leave = key_button("Esc", self.tr("Quit"), self)
        leave.clicked.connect(self.reject)
        self._start = key_button("Enter", self.tr("Start"), self)
        self._start.clicked.connect(self.accept)
        column.addLayout(key_row(leave, self._start))
        self.setMinimumWidth(460)
        self._on_typed("")

    @classmethod
    def ask(cls, *, new: bool, wrong: bool = False) -> str:
        """The passphrase; empty where somebody would rather quit."""
        dialog = cls(new=new, wrong=wrong)
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        words = dialog.first.text() if accepted else ""
        dialog.deleteLater()
        return words

    def _field(self, name: str) -> QLineEdit:
        field = QLineEdit(self)
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setPlaceholderText(name)
        field.setAccessibleName(name)
        field.textChanged.connect(self._on_typed)
        field.returnPressed.connect(self._on_return)
        return field

    def _words(self, wrong: bool) -> list[str]:
        if self._new:
            return [
                self.tr("It encrypts all cases and verdicts on this machine."),
                self.tr("Nobody can recover it: write it down where you keep such things."),
            ]
        if wrong:
            return [self.tr("That one does not open the store. Try again.")]
        return [self.tr("It opens the encrypted cases on this machine.")]

    def _on_return(self) -> None:
        if self._start.isEnabled():
            self.accept()

    def _on_typed(self, _text: str) -> None:
        first, again = self.first.text(), self.again.text()
        told = ""
        if self._new and first and len(first) < SHORTEST:
            told = self.tr("At least {n} characters.").format(n=SHORTEST)
        elif self._new and again and first != again:
            told = self.tr("The two are not the same.")
        self.told.setText(told)
        fits = len(first) >= SHORTEST and first == again if self._new else bool(first)
        self._start.setEnabled(fits)
