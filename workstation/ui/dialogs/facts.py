"""Everything that the lines over a case and under its text say, a fact to a line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from workstation.ui import plain
from workstation.ui.dialogs.panel import Panel, key_button, label
from workstation.ui.widgets.scrollbar import thin


class FactsPanel(Panel):
    """Facts, the decision as far as it may be seen, the translation's trust; arrows scroll."""

    def __init__(
        self,
        facts: list[str],
        decision: list[str],
        trust: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        """Lines that are fit to be shown: case text in them is isolated already."""
        super().__init__("", parent)
        title = self.tr("All facts")
        plain.set_sentence(self.head, title)
        self.setAccessibleName(title)
        self.words = label("", self)
        self.words.setWordWrap(True)
        self.words.setContentsMargins(0, 0, 12, 0)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        plain.set_sentence(self.words, "\n".join([*facts, "", *decision, "", *trust]).rstrip())
        area = QScrollArea(self)
        thin(area, "window")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.viewport().setAutoFillBackground(False)
        self.words.setAutoFillBackground(False)
        area.setWidget(self.words)
        self.column.addWidget(area, 1)
        leave = key_button("Esc", self.tr("Close"), self)
        leave.clicked.connect(self.left)
        self.add_keys(leave)
        self.setFocusProxy(area)

    def accept(self) -> None:
        """Enter closes it too."""
        self.left.emit()
