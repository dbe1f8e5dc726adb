"""How a batch stands before it is told of: what is open, and final, released, locked."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from workstation.review.releasing.gate import Line
from workstation.review.releasing.restating import Restated
from workstation.review.releasing.standing import Standing, State
from workstation.ui import plain
from workstation.ui.dialogs.acts_panel import Act, ActsPanel
from workstation.ui.dialogs.panel import label
from workstation.ui.dialogs.rows_panel import Cells
from workstation.ui.terms import minute
from workstation.words import sentence


class OpenRow(Struct, frozen=True):
    """A line of the gate."""

    id: str
    count: int
    words: str


class ReleaseSeen(Struct, frozen=True):
    """What the panel shows; `blind`: cases the person here has still to judge blind."""

    standing: Standing
    gate: list[Line]
    restated: list[Restated]
    vendors: list[str]
    blind: int = 0


class ReleasePanel(ActsPanel):
    """`asked(act, row)`: final, release, pack, lock, reopen, or settle (Enter)."""

    def __init__(self, seen: ReleaseSeen, parent: QWidget | None = None) -> None:
        """What is open comes first."""
        translate = QCoreApplication.translate
        acts = (
            Act("1", "final", translate("ReleasePanel", "Make final")),
            Act("2", "release", translate("ReleasePanel", "Release to …")),
            Act("3", "pack", translate("ReleasePanel", "Error pack …")),
            Act("4", "lock", translate("ReleasePanel", "Lock the figures …")),
            Act("5", "reopen", translate("ReleasePanel", "Open again …")),
            Act("Enter", "settle", translate("ReleasePanel", "Settle it")),
        )
        columns = (
            translate("ReleasePanel", "Open"),
            translate("ReleasePanel", "Number"),
        )
        super().__init__("", columns, (0, 90), acts, parent)
        self.stands = label("", self)
        self.stands.setWordWrap(True)
        self.column.insertWidget(1, self.stands)
        self.empty = self.tr("Nothing is open.")
        self.show_seen(seen)

    def show_seen(self, seen: ReleaseSeen) -> None:
        """How it stands now."""
        self._seen = seen
        title = self.tr("Release: {title}").format(title=seen.standing.title)
        plain.set_text(self.head, title)
        self.setAccessibleName(plain.visible(title))
        plain.set_text(self.stands, "\n".join(self._told()))
        rows = [OpenRow(code, count, sentence(fault)) for code, count, fault in seen.gate]
        self.show_rows(
            [
                Cells(row, (row.words, str(row.count)), (row.words, f"{row.count:09}"))
                for row in rows
            ]
        )

    def allowed(self, row: OpenRow | None) -> Collection[str]:
        """What may be told is not told while the person here is blind to it."""
        stands = self._seen.standing.state
        names = {"final"} if stands is State.DRAFT else {"reopen"}
        if self._seen.vendors:
            names |= {"release", "pack"}
        if stands is not State.DRAFT and not self._seen.blind:
            names.add("lock")
        if row is not None:
            names.add("settle")
        return names

    def _told(self) -> list[str]:
        stands = self._seen.standing
        lines = [self._state()]
        if stands.open:
            words = self.tr("It was made final although something was open: {why}")
            lines.append(words.format(why=stands.why or self.tr("the reason was erased")))
        for one in stands.released:
            words = self.tr("Released to {vendor} on {when}, by {person}")
            lines.append(
                words.format(vendor=one.vendor or "…", when=minute(one.at), person=one.person)
            )
        lines += [self._lock(held) for held in self._seen.restated]
        if self._seen.blind:
            words = self.tr(
                "Still to be judged blind by you: {n}. Vendors and figures are told afterwards."
            )
            lines.append(words.format(n=self._seen.blind))
        return lines

    def _state(self) -> str:
        stands = self._seen.standing
        if stands.state is State.DRAFT:
            return self.tr("A draft: nothing of it is told to anybody outside.")
        words = self.tr("Final since {when}, by {person}")
        return words.format(when=minute(stands.final_at or ""), person=stands.final_by)

    def _lock(self, held: Restated) -> str:
        words = self.tr("Locked until {until} ({zone}); changed since: {n}")
        told = words.format(
            until=minute(held.lock.until), zone=held.lock.zone, n=len(held.changes)
        )
        if not held.whole:
            told += self.tr(" · not every verdict of it is here: sync first")
        return told
