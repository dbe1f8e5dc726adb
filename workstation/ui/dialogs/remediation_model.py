"""What is to be put right as rows of a table, and the words of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor

from workstation.domain import instant
from workstation.domain.remediation import State
from workstation.domain.taxonomy import Severity
from workstation.reports.remediation import BUCKETS, bucket
from workstation.store.remediation_rows import Entry
from workstation.ui import plain, theme
from workstation.ui.dialogs.table import RowsModel
from workstation.ui.terms import day, length, term

_SIGNS = {
    State.OPEN: "\u25cb", State.WAITING: "\u2026", State.CLOSED: "\u2713", State.WITHDRAWN: "\u2013"
}  # fmt: skip
_LATE = "!"
_FIELDS = ("severity", "market", "what", "owner", "vendor", "state", "clause", "type", "batch")


class EntriesModel(RowsModel):
    """Entries in the order they were given; nothing in it tells who judged. Columns without a width
    share the room that is left."""

    WIDTHS = (168, 0, 0, 78, 96, 92, 120, 170)
    SEVERITY, LEFT, STATE = 3, 4, 7

    def __init__(self, now: datetime, parent: QObject | None = None) -> None:
        """Empty until `set_rows`; `now` is when they were read."""
        super().__init__(parent)
        self.now = now

    def set_rows(self, rows: Sequence[Entry], now: datetime | None = None) -> None:
        """Show these entries, as they stand now."""
        self.now = now or self.now
        super().set_rows(rows)

    def columns(self) -> tuple[str, ...]:
        """What each entry is told by."""
        return (
            self.tr("To do"), self.tr("Where"), self.tr("Clause"), self.tr("Severity"),
            self.tr("Time"), self.tr("Since"), self.tr("Owner"), self.tr("State"),
        )  # fmt: skip

    def is_bold(self, row: Entry, column: int) -> bool:
        """What is late, where its time stands."""
        return column in (self.LEFT, self.STATE) and self.is_late(row)

    def is_late(self, row: Entry) -> bool:
        """Whether it should have been put right by now."""
        return bucket(row, self.now) == BUCKETS[0]

    def words_of(self, row: Entry) -> tuple[str, ...]:
        """The cells of an entry."""
        reference = plain.visible(row.source_id or row.case or "")
        if row.sealed:
            sealed = self.tr("\u25a3 sealed, reference only")
            return ("", reference, "", "", self.left(row), day(row.opened_at), "", sealed)
        what = term(f"type.{row.content_type}") if row.content_type else ""
        of = plain.visible(f"{row.market or ''} {what}".strip())
        where = "  \u00b7  ".join(filter(None, (reference, of, target_words(row))))
        return (
            what_words(row),
            where,
            plain.visible(f"{row.clause or ''} {row.title or ''}".strip()),
            term(f"severity.{row.severity}"),
            self.left(row),
            day(row.opened_at),
            plain.visible(row.owner),
            self.state(row),
        )

    def left(self, row: Entry) -> str:
        """How much time is left, or how long it took."""
        if row.state == State.CLOSED and row.closed_at:
            took = instant.parse(row.closed_at) - instant.parse(row.opened_at)
            return self.tr("took {time}").format(time=length(took))
        if row.state == State.WITHDRAWN:
            return ""
        left = instant.parse(row.due_at) - self.now
        if left < timedelta():
            return self.tr("{time} over").format(time=length(-left))
        return self.tr("in {time}").format(time=length(left))

    def state(self, row: Entry) -> str:
        """The state with its sign."""
        if self.is_late(row):
            return f"{_LATE} {self.tr('overdue')}"
        words = term(f"remediation.{row.state}")
        if row.state == State.CLOSED:
            words = term(f"closed_as.{row.closed_as}")
        if row.changed:
            words = self.tr("{closed}, verdict later changed").format(closed=words)
        return f"{_SIGNS[State(row.state)]} {words}"

    def colour_of(self, row: Entry, column: int) -> QColor | None:
        """Quiet where it is settled, loud where it is late or critical."""
        held = theme.colours()
        if row.state in (State.CLOSED, State.WITHDRAWN):
            return QColor(held.quiet)
        if column in (self.LEFT, self.STATE) and self.is_late(row):
            return QColor(held.bad)
        if column == self.SEVERITY and row.severity == Severity.CRITICAL:
            return QColor(held.bad)
        return None

    def tip_of(self, row: Entry, _column: int) -> str:
        """All that is known of the entry."""
        if row.sealed:
            return self.tr("The case is sealed: only its reference is told.")
        pieces = (
            what_words(row),
            " · ".join(filter(None, (row.market, row.content_type, row.seller, row.vendor))),
            f"{row.clause or ''} {row.title or ''}".strip(),
            row.note or "",
            self.state(row) + (f" ({row.closed_by})" if row.closed_by else ""),
            row.closing_note or "",
            row.id,
        )
        return "\n".join(piece for piece in pieces if piece)


def matches(row: Entry, line: str, words: Sequence[str]) -> bool:
    """Whether an entry fits a line of words: `critical market:MY owner:legal bag`."""
    if row.sealed:
        held = {"state": row.state}
        said = str(row.source_id or "").casefold()
    else:
        held = {
            "severity": row.severity, "market": row.market, "what": row.what, "owner": row.owner,
            "vendor": row.vendor, "state": row.state, "clause": row.clause,
            "type": row.content_type, "batch": row.batch,
        }  # fmt: skip
        said = "\n".join((*words, row.id, *(str(value or "") for value in held.values())))
        said = said.casefold()
    for word in line.casefold().split():
        name, sign, value = word.partition(":")
        if sign and name in _FIELDS:
            if value not in str(held.get(name) or "").casefold():
                return False
        elif word not in said:
            return False
    return True


def what_words(row: Entry) -> str:
    """What is to be done, in words."""
    wanted = term(f"action.{row.wanted}") if row.wanted else ""
    return plain.visible(term(f"what.{row.what}").format(action=wanted, wanted=row.wanted or ""))


def target_words(row: Entry) -> str:
    """What it is done to, in words; nothing for the whole item."""
    if row.target_kind in (None, "item"):
        return ""
    if row.target_kind == "part":
        return term(f"part.{row.target_words}") if row.target_words else str(row.target_ref)
    return plain.visible(row.target_words or term(f"target.{row.target_kind}"))
