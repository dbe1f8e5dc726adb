"""After a seal: whom to tell, by which reference, and why it was sealed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from workstation.review.sealing import Reason
from workstation.ui import plain
from workstation.ui.dialogs.panel import Panel, key_button, label
from workstation.ui.terms import term

REASONS = {str(number): why for number, why in enumerate(Reason, 1)}


class SealedPanel(Panel):
    """`chosen(reason)` for a digit. The case is sealed already, whatever is said here."""

    compact = True
    chosen = Signal(str)

    def __init__(
        self, reference: str, responsible: str, sent: int, parent: QWidget | None = None
    ) -> None:
        """`sent` counts the notes on this case that left before."""
        super().__init__("", parent)
        title = self.tr("Sealed")
        plain.set_text(self.head, title)
        self.setAccessibleName(title)
        whom = responsible or self.tr("the person responsible (nobody is named: Ctrl+, names them)")
        lines = [
            self.tr("Tell {whom}, by this reference and nothing else:").format(whom=whom),
            reference,
            self.tr(
                "Text, pictures and notes of this case are locked. From now on nothing of it is "
                "sent, exported, searched or translated, here or at any desk that syncs."
            ),
        ]
        if sent:
            lines.append(
                self.tr(
                    "Notes on this case that had been sent before: {n}. They stay where they are; "
                    "say so when you tell it."
                ).format(n=sent)
            )
        for place, words in enumerate(lines):
            line = label(words, self, step=2.0 if place == 1 else 0.0, bold=place == 1)
            line.setWordWrap(True)
            self.column.addWidget(line)
        self.column.addWidget(label(self.tr("Why? A digit goes with the reference."), self))
        reasons = QHBoxLayout()
        reasons.setSpacing(8)
        for key, why in REASONS.items():
            button = key_button(key, term(f"sealed.{why.value}"), self)
            button.clicked.connect(lambda _checked=False, key=key: self.choose_digit(key))
            reasons.addWidget(button)
        reasons.addStretch(1)
        self.column.addLayout(reasons)
        self.column.addStretch(1)
        self.column.addWidget(
            label(
                self.tr("Pressed by mistake? Ctrl+Z lifts the seal until it has been sent."),
                self,
                quiet=True,
            )
        )
        leave = key_button("Esc", self.tr("Go on without a reason"), self)
        leave.clicked.connect(self.left)
        self.add_keys(leave)

    def choose_digit(self, key: str) -> None:
        """Why it was sealed."""
        if key in REASONS:
            self.chosen.emit(REASONS[key].value)

    def accept(self) -> None:
        """Enter goes on."""
        self.left.emit()
