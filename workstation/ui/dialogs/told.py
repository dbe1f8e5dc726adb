"""One sentence in a window, for whoever started from a menu and sees no terminal."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from workstation.ui.dialogs.panel import key_button, key_row, label

LINE = 64  # characters


class ToldDialog(QDialog):
    """Says it and goes away."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        """`words` may be of any length."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("Audit workstation"))
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 16)
        self.words = label(words, self)
        self.words.setWordWrap(True)
        self.words.setMinimumWidth(self.words.fontMetrics().averageCharWidth() * LINE)
        column.addWidget(self.words)
        close = key_button("Enter", self.tr("Close"), self)
        close.setShortcut("Return")
        close.clicked.connect(self.accept)
        column.addLayout(key_row(close))
