"""Asks whose store to open, on a machine that several persons share."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from workstation.ui.dialogs.chooser import Chooser, Option

WIDTH, HEIGHT = 460, 320
DIGITS = frozenset("1234567890")


class ProfileDialog(QDialog):
    """The list of `Chooser` in a window of its own: nothing is open yet to lie over."""

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        """`names`: the profiles; the empty one is the store without a name."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("Audit workstation"))
        self.name: str | None = None
        unnamed = self.tr("Without a name (the first one on this machine)")
        options = [Option(name, name or unnamed) for name in names]
        self.chooser = Chooser(self.tr("Who works here?"), options, "", parent=self)
        self.chooser.chosen.connect(self._on_chosen)
        self.chooser.left.connect(self.reject)
        self.chooser.list.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.chooser)
        self.resize(WIDTH, HEIGHT)

    @classmethod
    def ask(cls, names: Sequence[str]) -> str | None:
        """The profile; None where somebody would rather quit."""
        dialog = cls(names)
        dialog.exec()
        name = dialog.name
        dialog.deleteLater()
        return name

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Digits take one of the first ten; the list would look for a line that begins so."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.text() in DIGITS
        ):
            self.chooser.choose_digit(event.text())
            return True
        return super().eventFilter(watched, event)

    def _on_chosen(self, name: str) -> None:
        self.name = name
        self.accept()
