"""The words of the sentence grid: what stands for a translation, and why one is doubtful."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from workstation.language.ahead.known import Known
from workstation.ui.case.layout import LaidOut, PutState, Row
from workstation.ui.case.trust_words import (
    NOTHING_KNOWN,
    confidence_words,
    lost_words,
    reasons,
)
from workstation.ui.own_keys import say
from workstation.ui.plain import hidden_at


def right_words(row: Row, laid: LaidOut) -> str:
    """What stands in a row's right column."""
    if row.translation is not None:
        return row.translation.text
    if row.state is PutState.COMING:
        return QCoreApplication.translate("SentenceGrid", "translating …")
    if row.state is PutState.NONE:
        return _no_package(row, laid)
    return "="


def _no_package(row: Row, laid: LaidOut) -> str:
    # Told once a language; below it a dash keeps the column calm.
    language = laid.languages.get(row.part, "")
    first = next(
        other
        for other in laid.rows
        if other.state is PutState.NONE and laid.languages.get(other.part, "") == language
    )
    if row is not first:
        return "–"
    if not language or language == "und":
        words = QCoreApplication.translate("SentenceGrid", "unknown language · F2 says which it is")
        return say(words)
    words = QCoreApplication.translate(
        "SentenceGrid", "no {source}→{target} package · Ctrl+M installs one"
    )
    return say(words).format(source=language, target=laid.target)


def why(row: Row, known: Known = NOTHING_KNOWN) -> str:
    """The reasons of a row's marks, what was lost, how far it can be relied on: a line each."""
    told = []
    if row.made is not None:
        if row.marks:
            words = QCoreApplication.translate("SentenceGrid", "Doubtful: {reasons}")
            told.append(words.format(reasons=", ".join(reasons(row.made, known))))
        told += [lost_words(row.lost), confidence_words(row.made, known)]
    told.append(hidden_words(row))
    return "\n".join(line for line in told if line)


def hidden_words(row: Row) -> str:
    """How many characters of the original hide or turn others."""
    hidden = len(hidden_at(row.sentence.text))
    words = QCoreApplication.translate("SentenceGrid", "hidden characters shown as ⇄ or ␢: {n}")
    return words.format(n=hidden) if hidden else ""
