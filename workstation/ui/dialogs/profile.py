"""Asks whose store to open, on a machine that several persons share."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from workstation.ui.dialogs.chooser import Chooser, Option

WIDTH, HEIGHT = 460, 320


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

    def _on_chosen(self, name: str) -> None:
        self.name = name
        self.accept()
