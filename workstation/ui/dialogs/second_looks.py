"""One's second looks: to judge blind, to compare, done; a lead draws new ones here."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from workstation.review.second.listing import Entry, Listed, State
from workstation.ui import plain
from workstation.ui.dialogs.acts_panel import Act, ActsPanel
from workstation.ui.dialogs.panel import label
from workstation.ui.dialogs.rows_panel import Cells
from workstation.ui.terms import language_name, minute, term


class SecondLooksPanel(ActsPanel):
    """`asked(act, row)`: open; for a lead draw."""

    def __init__(self, found: Listed, me: str, parent: QWidget | None = None) -> None:
        """What is to be compared comes first."""
        translate = QCoreApplication.translate
        acts = [Act("Enter", "open", translate("SecondLooks", "Open"))]
        if found.leads:
            acts.insert(0, Act("1", "draw", translate("SecondLooks", "Draw second looks")))
        columns = (
            translate("SecondLooks", "Case"),
            translate("SecondLooks", "Batch"),
            translate("SecondLooks", "Language"),
            translate("SecondLooks", "How it stands"),
            translate("SecondLooks", "Due"),
        )
        title = translate("SecondLooks", "Second looks")
        super().__init__(title, columns, (0, 190, 150, 330, 130), acts, parent)
        self._me = me
        self.about = label("", self, quiet=True)
        self.about.setWordWrap(True)
        self.column.insertWidget(1, self.about)
        self.show_looks(found)

    def show_looks(self, found: Listed) -> None:
        """How they stand now; the cursor stays on its row."""
        self._leads = found.leads
        self.empty = self.tr(
            "No second look is yours. Where a lead draws verdicts to be looked at again, they "
            "come with the next sync (Ctrl+S)."
        )
        if found.leads:
            self.empty = self.tr(
                "No second look waits. 1 draws verdicts of a batch that was published: all "
                "overturns and a share of the agreements."
            )
        counts = [
            self.tr("{n} to compare").format(n=found.count(State.COMPARE)),
            self.tr("{n} to judge").format(n=found.count(State.OPEN)),
            self.tr("{n} done").format(n=found.count(State.DONE)),
        ]
        plain.set_text(self.about, "  ·  ".join(counts) if found.entries else "")
        self.about.setVisible(bool(found.entries))
        self.show_rows(
            [
                Cells(one, self._cells(one), bold=one.state is State.COMPARE)
                for one in found.entries
            ]
        )

    def allowed(self, row: Entry | None) -> Collection[str]:
        """Whatever is there can be opened; only a lead has the act of drawing."""
        return {"draw", "open"} if row is not None else {"draw"}

    def words_of(self, one: Entry) -> str:
        """What there is to do."""
        if one.state is State.OPEN:
            return self.tr("Judge it as any other case. The first verdict comes afterwards.")
        if one.state is State.AWAY:
            return self.tr(
                "The first verdict is not at this desk. Once it is, or at a lead's, the two are "
                "compared."
            )
        if one.state is State.COMPARE and one.person != self._me:
            return self.tr("The second look was {person}'s.").format(person=one.person)
        return ""

    def _cells(self, one: Entry) -> tuple[str, ...]:
        language = language_name(one.language) if one.language else ""
        due = minute(one.due_at) if one.due_at else ""
        return one.source_id, one.title, language, self._stands(one), due

    def _stands(self, one: Entry) -> str:
        if one.state is State.COMPARE and one.both is not None:
            if one.both.same:
                return self.tr("to compare: the same")
            lit = ", ".join(term(f"lit.{name}") for name in sorted(one.both.lit))
            return self.tr("to compare: {what}").format(what=lit)
        return {
            State.COMPARE: self.tr("to compare"),
            State.OPEN: self.tr("to judge"),
            State.AWAY: self.tr("judged; waits for the first"),
            State.DONE: term(f"second.{one.outcome}") if one.outcome else self.tr("done"),
        }[one.state]
