"""How sync stands: the place, the streams with heads and gaps, what is parked and the way out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from msgspec import Struct
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from workstation.store.standing import Standing, Way
from workstation.ui import plain
from workstation.ui.dialogs.acts_panel import Act, ActsPanel
from workstation.ui.dialogs.panel import label
from workstation.ui.dialogs.rows_panel import Cells
from workstation.ui.dialogs.sync_rows import SyncRow, SyncWords, place_of, rows_of, streams_told


class SyncSeen(Struct, frozen=True):
    """What the panel shows: the standing, names by pseudonym, titles by batch, the place that is
    set, its kind in a word, and how many acts a new beginning would issue again."""

    standing: Standing
    names: Mapping[str, str]
    titles: Mapping[str, str]
    address: str
    kind: str
    again: int = 0


class SyncPanel(ActsPanel):
    """`asked(act, row)`: sync, verify, retry, renew, place, forget, or way (Enter)."""

    def __init__(self, seen: SyncSeen, now: datetime, parent: QWidget | None = None) -> None:
        """What wants a look comes first."""
        translate = QCoreApplication.translate
        words = SyncWords(seen.names, seen.titles, seen.standing.in_team)
        acts = (
            Act("1", "sync", translate("SyncPanel", "Send and receive")),
            Act("2", "verify", translate("SyncPanel", "Verify")),
            Act("3", "retry", translate("SyncPanel", "Try again")),
            Act("4", "renew", translate("SyncPanel", "New streams")),
            Act("5", "place", translate("SyncPanel", "Place …")),
            Act("6", "forget", translate("SyncPanel", "Forget the place")),
            Act("Enter", "way", translate("SyncPanel", "Way out")),
        )
        widths = (0, 160, 85, 55, 60, 150, 165)
        super().__init__(
            translate("SyncPanel", "Sync"), words.columns(), widths, acts, parent
        )
        self.place = label("", self, quiet=True)
        self.place.setWordWrap(True)
        self.column.insertWidget(1, self.place)
        self.state = label("", self)
        self.state.setWordWrap(True)
        self.column.insertWidget(2, self.state)
        self.empty = self.tr("No stream is here yet: the first verdict begins one.")
        self.show_seen(seen, now)

    def show_seen(self, seen: SyncSeen, now: datetime) -> None:
        """How it stands now; the cursor stays on its stream."""
        self._seen, self._words = seen, SyncWords(
            seen.names, seen.titles, seen.standing.in_team
        )
        held = place_of(seen.standing, seen.address)
        plain.set_text(self.place, self._words.place(held, seen.address, seen.kind, now))
        rows = rows_of(seen.standing, seen.address)
        self._told = streams_told(rows)
        self.show_rows(
            [Cells(row, self._words.cells(row), bold=bool(row.ways)) for row in rows]
        )

    def show_state(self, words: str, trouble: str) -> None:
        """While the place is away: what the header says, and why."""
        plain.set_text(self.state, f"{words}  ·  {trouble}" if trouble else "")
        self.state.setVisible(bool(trouble))

    def allowed(self, row: SyncRow | None) -> Collection[str]:
        """A place is needed for most, a fork for new streams."""
        found = {"place"}
        if self._seen.address:
            found |= {"sync", "verify", "forget"}
            if row is not None and row.parked:
                found.add("retry")
            if row is not None and row.ways and self._act_of(row.ways[0]):
                found.add("way")
        if self._seen.standing.forked:
            found.add("renew")
            if row is not None and Way.RENEW in row.ways:
                found.add("way")
        return found

    def warning(self, name: str, row: SyncRow | None) -> str:
        """What cannot be taken back is asked for twice."""
        if name == "way" and row is not None and row.ways:
            name = self._act_of(row.ways[0])
        if name == "renew":
            return self.tr(
                "New streams begin under a new device name, {n} acts that nobody has got are "
                "issued again, and a lead has to enrol this device once more. Use only one of the "
                "two copies from here on."
            ).format(n=self.locale().toString(self._seen.again))
        if name == "forget":
            return self.tr(
                "Nothing more goes to {address} or comes from there; what waits stays here."
            ).format(address=self._seen.address)
        return ""

    def words_of(self, one: SyncRow) -> str:
        """Why it is parked, and the way out."""
        return self._words.told(one)

    def held_back_words(self) -> str:
        """How many of which."""
        if not hasattr(self, "_told"):
            return ""
        own, others, look = self._told
        words = self.tr("own {own}, others' {others}").format(own=own, others=others)
        if look:
            words += " · " + self.tr("to look at: {n}").format(n=look)
        return words

    def way_of(self, row: SyncRow) -> str:
        """The act that helps a row; empty where nothing here does."""
        return self._act_of(row.ways[0]) if row.ways else ""

    def _act_of(self, way: Way) -> str:
        if way is Way.RENEW:
            return "renew"
        return "retry" if way in (Way.RETRY, Way.DELETE_THERE, Way.WAIT) else ""
