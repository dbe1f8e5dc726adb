"""How what is to be put right stands: which of it is shown, with counts, and how old it is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workstation.domain.remediation import State
from workstation.reports.remediation import BUCKETS, Figures
from workstation.ui import plain
from workstation.ui.dialogs.panel import key_button, label

VIEWS = ("open", "overdue", "waiting", "closed", "all")
"""What the digits 1 to 5 show. Withdrawn entries are among all."""


class RemediationHead(QWidget):
    """`chosen(view)` where a button was pressed."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        """Blank until `tell`."""
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        row = QHBoxLayout()
        row.setSpacing(8)
        self._views = {}
        self._words: dict[str, str] = {}
        for number, name in enumerate(VIEWS, 1):
            button = key_button(str(number), "", self)
            button.clicked.connect(lambda _on=False, name=name: self.chosen.emit(name))
            self._views[name] = button
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        self.ageing = label("", self, quiet=True)
        column.addWidget(self.ageing)

    def tell(self, held: Figures, total: int, view: str) -> None:
        """Show the counts, and which view is chosen."""
        counts = {
            "open": (self.tr("Open"), held.states[State.OPEN]),
            "overdue": (self.tr("Overdue"), held.overdue),
            "waiting": (self.tr("Waiting for a peer"), held.states[State.WAITING]),
            "closed": (self.tr("Closed"), held.states[State.CLOSED]),
            "all": (self.tr("All"), total),
        }
        self._words = {
            name: f"{words}  {self.locale().toString(count)}"
            for name, (words, count) in counts.items()
        }
        self.choose(view)
        words = {
            "overdue": self.tr("overdue {n}"),
            "day": self.tr("under 24 hours {n}"),
            "three_days": self.tr("under 3 days {n}"),
            "later": self.tr("later {n}"),
        }
        told = [words[name].format(n=held.buckets[name]) for name in BUCKETS]
        if held.median_days is not None:
            took = self.tr("closed after {median} days (median), {p95} (p95)")
            told.append(
                took.format(median=f"{held.median_days:.1f}", p95=f"{held.p95_days or 0:.1f}")
            )
        plain.set_text(self.ageing, "   ·   ".join(told))

    def choose(self, view: str) -> None:
        """Tick the view that is shown."""
        for number, name in enumerate(VIEWS, 1):
            button = self._views[name]
            button.set_choice(str(number), self._words.get(name, ""), chosen=name == view)
            button.updateGeometry()  # the tick takes room
