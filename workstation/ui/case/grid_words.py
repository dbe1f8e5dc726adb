"""The words of the sentence grid: what stands for a translation, and why one is doubtful."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from workstation.ui.case.layout import LaidOut, PutState, Row
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
        words = QCoreApplication.translate(
            "SentenceGrid", "unknown language · F2 says which it is"
        )
        return say(words)
    words = QCoreApplication.translate(
        "SentenceGrid", "no {source}→{target} package · Ctrl+M installs one"
    )
    return say(words).format(source=language, target=laid.target)


def why(row: Row) -> str:
    """The reasons of a row's marks, for where the mouse rests."""
    told = []
    if row.marks:
        told.append(
            QCoreApplication.translate("SentenceGrid", "Doubtful: {reasons}").format(
                reasons=", ".join(_mark(mark) for mark in row.marks)
            )
        )
    hidden = len(hidden_at(row.sentence.text))
    if hidden:
        told.append(
            QCoreApplication.translate(
                "SentenceGrid", "hidden characters shown as ⇄ or ␢: {n}"
            ).format(n=hidden)
        )
    return "\n".join(told)


def _mark(mark: str) -> str:
    words = {
        "numbers_lost": QCoreApplication.translate("SentenceGrid", "a number is missing"),
        "copied": QCoreApplication.translate("SentenceGrid", "words were copied, not translated"),
        "looping": QCoreApplication.translate("SentenceGrid", "it repeats itself"),
        "empty": QCoreApplication.translate("SentenceGrid", "nothing came out"),
        "unreadable": QCoreApplication.translate(
            "SentenceGrid", "some letters could not be spelled"
        ),
        "long": QCoreApplication.translate("SentenceGrid", "much longer than the original"),
    }
    return words.get(mark, mark)
