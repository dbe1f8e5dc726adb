"""What waits for the languages that this person reads: overturns, and questions of language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from workstation.domain import instant
from workstation.review.handed_on import HandedOn
from workstation.review.peers import PeersQueue, Provisional
from workstation.ui.dialogs.panel import key_button
from workstation.ui.dialogs.rows_panel import Cells, CellsModel, RowsPanel
from workstation.ui.terms import language_name, length, term


class PeersPanel(RowsPanel):
    """`chosen(verdict)` an overturn is to be looked at, `asked(event)` a question of language."""

    chosen = Signal(str)
    asked = Signal(str)

    def __init__(
        self,
        found: PeersQueue,
        reads: Sequence[str],
        now: datetime,
        parent: QWidget | None = None,
    ) -> None:
        """The oldest first."""
        translate = QCoreApplication.translate
        columns = (
            translate("PeersPanel", "Case"),
            translate("PeersPanel", "What"),
            translate("PeersPanel", "Language"),
            translate("PeersPanel", "Auditor"),
            translate("PeersPanel", "Answer"),
            translate("PeersPanel", "Age"),
        )
        widths = (0, 170, 145, 120, 150, 80)
        title = translate("PeersPanel", "Waiting for somebody who reads it")
        super().__init__(title, CellsModel(columns), widths, parent)
        self._held_back = found.held_back
        tongues = ", ".join(language_name(tag) for tag in reads)
        self.empty = self.tr("Nothing waits for the languages you read: {languages}.").format(
            languages=tongues
        )
        leave = key_button("Esc", self.tr("Close"), self)
        leave.clicked.connect(self.left)
        opens = key_button("Enter", self.tr("Open the case"), self)
        opens.clicked.connect(self.accept)
        self.add_keys(leave, opens)
        rows: list[Provisional | HandedOn] = [*found.provisional, *found.questions]
        # What one could not tell comes after what nobody has looked at.
        rows.sort(key=lambda one: (getattr(one, "left_open", False), instant.sort_key(one.at)))
        self.set_rows([self._cells(one, now) for one in rows])
        opens.setEnabled(bool(rows))

    def accept(self) -> None:
        """Open the case of the row under the cursor."""
        one = self.current()
        if isinstance(one, Provisional):
            self.chosen.emit(one.verdict)
        elif isinstance(one, HandedOn):
            self.asked.emit(one.event)

    def words_of(self, one: Provisional | HandedOn) -> str:
        """A question's note; whether the batch is here."""
        if not one.here:
            return self.tr("Its batch is not here: Ctrl+O brings it in.")
        return one.note if isinstance(one, HandedOn) else ""

    def held_back_words(self) -> str:
        """What may not be seen yet."""
        if not self._held_back:
            return ""
        return self.tr("{n} more once you have judged these cases yourself").format(
            n=self._held_back
        )

    def _cells(self, one: Provisional | HandedOn, now: datetime) -> Cells:
        answer = ""
        if isinstance(one, HandedOn):
            what = self.tr("question of language")
        else:
            what = self.tr("overturn, you could not tell") if one.left_open else self.tr("overturn")
            answer = f"{term(f'action.{one.action}')} {one.clause}".strip()
        words = (
            one.source_id,
            what,
            ", ".join(language_name(tag) for tag in one.languages),
            one.person,
            answer,
            length(now - instant.parse(one.at)),
        )
        return Cells(one, words, (*words[:5], instant.sort_key(one.at)))
