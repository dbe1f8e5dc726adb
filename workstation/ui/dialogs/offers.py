"""Batches for me: what a publisher has assigned, how much of it is here, Enter fetches one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from msgspec import Struct
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from workstation.domain import instant
from workstation.ui.dialogs.acts_panel import Act, ActsPanel
from workstation.ui.dialogs.rows_panel import Cells
from workstation.ui.terms import length, minute, term

OFFERED, PARTLY, HERE, GONE = "offered", "partly", "here", "gone"


class OfferRow(Struct, frozen=True):
    """A batch for the person at the desk: `size` bytes in all, `missing` of them not here yet;
    `why` is a sentence where it cannot be fetched."""

    id: str
    title: str
    kind: str
    cases: int
    size: int
    missing: int
    state: str
    due_at: str | None = None
    by: str = ""
    why: str = ""
    mine: bool = True


class OffersPanel(ActsPanel):
    """`asked(act, row)`: pull (Enter; opens what is here), look (1: ask the place again), and while
    one is fetched meanwhile (2: work goes on)."""

    meanwhile = ("meanwhile",)

    def __init__(
        self, rows: Sequence[OfferRow], now: datetime, placed: bool, parent: QWidget | None = None
    ) -> None:
        """What is due first comes first, what is here already last."""
        translate = QCoreApplication.translate
        columns = (
            translate("OffersPanel", "Batch"),
            translate("OffersPanel", "Kind"),
            translate("OffersPanel", "Cases"),
            translate("OffersPanel", "Size"),
            translate("OffersPanel", "Here"),
            translate("OffersPanel", "Due"),
            translate("OffersPanel", "How it stands"),
        )
        acts = (
            Act("1", "look", translate("OffersPanel", "Ask the place again")),
            Act("2", "meanwhile", translate("OffersPanel", "Work on meanwhile")),
            Act("Enter", "pull", translate("OffersPanel", "Fetch")),
        )
        widths = (0, 95, 65, 85, 65, 150, 150)
        super().__init__(translate("OffersPanel", "Batches for you"), columns, widths, acts, parent)
        self._placed = placed
        self.show_offers(rows, now)

    def show_offers(self, rows: Sequence[OfferRow], now: datetime) -> None:
        """These; the cursor stays on its batch."""
        self._now = now
        self.empty = (
            self.tr(
                "Nothing is assigned to you yet. 1 asks the place again; Ctrl+Shift+J says whether "
                "a lead has let this device in."
            )
            if self._placed
            else self.tr(
                "No place is set that batches could come from. Ctrl+Shift+S names one; Ctrl+O "
                "brings a batch in from a file."
            )
        )
        # What can be fetched comes first, by when it is due.
        order = (PARTLY, OFFERED, HERE, GONE)
        listed = sorted(
            rows,
            key=lambda row: (
                order.index(row.state) // 2 if not row.why and row.mine else 1,
                instant.sort_key(row.due_at) if row.due_at else "9",
                row.title,
            ),
        )
        self.show_rows([Cells(row, self._cells(row), bold=self._wants(row)) for row in listed])

    def allowed(self, row: OfferRow | None) -> Collection[str]:
        """One that may be fetched, or opened; anything may be asked for where there is a place."""
        found = {"look"} if self._placed else set()
        if row is not None and not row.why and row.state != GONE:
            found.add("pull")
        return found

    def words_of(self, one: OfferRow) -> str:
        """Why it cannot be fetched; who published it."""
        told = [self.tr("published by {person}").format(person=one.by)] if one.by else []
        if one.why:
            told.append(one.why)
        elif one.state == PARTLY:
            told.append(self.tr("Part of it is here: it goes on where it stopped."))
        return "  ·  ".join(told)

    def _tell(self) -> None:
        super()._tell()
        row = self.current()
        if hasattr(self, "buttons") and isinstance(row, OfferRow):
            word = {HERE: self.tr("Open"), PARTLY: self.tr("Go on fetching")}
            button = self.buttons["pull"]
            button.set_choice(
                "Enter", word.get(row.state, self.tr("Fetch")), enabled=button.isEnabled()
            )

    def _wants(self, row: OfferRow) -> bool:
        return row.state in (OFFERED, PARTLY) and not row.why and row.mine

    def _cells(self, row: OfferRow) -> tuple[str, ...]:
        had = row.size - row.missing
        share = 100 if row.size <= 0 else int(100 * had / row.size)
        return (
            row.title,
            term(f"kind.{row.kind}").removeprefix("kind."),
            self.locale().toString(row.cases),
            megabytes(row.size),
            f"{share} %" if had > 0 or row.state == HERE else "–",
            self._due(row),
            self._stands(row),
        )

    def _due(self, row: OfferRow) -> str:
        if row.due_at is None:
            return ""
        left = instant.parse(row.due_at) - self._now
        if left.total_seconds() < 0:
            return self.tr("overdue by {time}").format(time=length(-left))
        if left.days < 3:
            return self.tr("{time} left").format(time=length(left))
        return minute(row.due_at)

    def _stands(self, row: OfferRow) -> str:
        if row.state == GONE:
            return self.tr("taken back")
        if row.why:
            return self.tr("cannot be fetched")
        if row.state == HERE:
            return self.tr("✓ here")
        if row.state == PARTLY:
            return self.tr("begun")
        return self.tr("to fetch") if row.mine else self.tr("to read only")


def megabytes(size: int) -> str:
    """A size in the unit that fits."""
    if size >= 1_000_000_000:
        return f"{size / 1_000_000_000:.1f} GB"
    if size >= 1_000_000:
        return f"{size / 1_000_000:.1f} MB"
    return f"{max(1, round(size / 1000))} kB" if size else "0 kB"
