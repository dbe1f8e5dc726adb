"""A row of the queue in words and signs."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from workstation.domain.batch import TaskState
from workstation.domain.verdict import Result
from workstation.store.tasks import QueueRow
from workstation.ui import plain
from workstation.ui.queue import glyphs


def words_of(row: QueueRow | None) -> str:
    """A row in words: what a screen reader says."""
    translate = QCoreApplication.translate
    if row is None:
        return translate("QueueRow", "Loading")
    said = [state_of(row)[1]]
    if row.flagged:
        said.append(translate("QueueRow", "flagged"))
    said.append(row.language or translate("QueueRow", "language unknown"))
    if row.doubtful:
        said.append(translate("QueueRow", "language doubtful"))
    headline = headline_of(row)
    return ", ".join(said) + (f": {headline}" if headline else "")


def tip_of(row: QueueRow) -> str:
    """A row's tool tip: its whole headline and its state."""
    return plain.tip(f"{row.position}. {words_of(row)}")


def headline_of(row: QueueRow) -> str:
    """A row's first words as they may be shown on one line; none of a sealed case."""
    if row.state == TaskState.SEALED:
        return ""
    return plain.visible(row.headline).replace("\u2028", " ")


def state_of(row: QueueRow) -> tuple[str, str]:
    """The sign and the word of a row's state."""
    translate = QCoreApplication.translate
    if row.state == TaskState.SEALED:
        return glyphs.SEALED, translate("QueueRow", "sealed")
    if row.state == TaskState.CANNOT or row.result == Result.PENDING:
        return glyphs.QUESTION, translate("QueueRow", "cannot judge")
    if row.state == TaskState.SKIPPED:
        return glyphs.SKIPPED, translate("QueueRow", "skipped")
    if row.state == TaskState.DECIDED:
        if row.result == Result.DIFFERS:
            return glyphs.DIFFERS, translate("QueueRow", "differs")
        agrees = row.result == Result.AGREES
        return glyphs.CHECK, translate("QueueRow", "agrees") if agrees else translate(
            "QueueModel", "decided"
        )
    return glyphs.OPEN, translate("QueueRow", "open")
