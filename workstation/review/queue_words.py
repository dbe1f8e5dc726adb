"""The words that filter the queue: `lang:th undecided doubtful watch`.

There is no word for anything a blind batch hides (result, vendor, moderator, decision): such words
are taken as plain search text.
"""

from __future__ import annotations

from msgspec import Struct

from workstation.store.tasks import QueueFilter

STATES = {
    "undecided": ("open", "answered", "skipped"),
    "open": ("open", "answered"),
    "decided": ("decided",),
    "skipped": ("skipped",),
    "cannot": ("cannot",),
    "sealed": ("sealed",),
}


class QueueWords(Struct, frozen=True):
    """A filter, and the words left over for a text search."""

    wanted: QueueFilter
    text: str = ""


def parse(line: str) -> QueueWords:
    """Read a filter line; whatever is not a filter word is searched for in the texts."""
    states: list[str] = []
    scopes: dict[str, list[str]] = {"lang": [], "type": [], "market": []}
    flagged = doubtful = None
    rest: list[str] = []
    for word in line.split():
        name, _, value = word.partition(":")
        if word in STATES:
            states += STATES[word]
        elif word == "flagged":
            flagged = True
        elif word == "doubtful":
            doubtful = True
        elif name in scopes and value:
            scopes[name].append(value.upper() if name == "market" else value)
        else:
            rest.append(word)
    wanted = QueueFilter(
        states=tuple(dict.fromkeys(states)),
        languages=tuple(scopes["lang"]),
        content_types=tuple(scopes["type"]),
        markets=tuple(scopes["market"]),
        flagged=flagged,
        doubtful=doubtful,
    )
    return QueueWords(wanted, " ".join(rest))
