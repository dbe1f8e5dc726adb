"""The words that filter the queue: `lang:th undecided -doubtful "mirror grade"`.

There is no word for anything a blind batch hides (vendor, moderator, decision): such words are
unknown, like any other. `agrees` and `differs` ask for the results of one's own verdicts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from workstation.store import search
from workstation.store.queue_filter import QueueFilter

STATES: Mapping[str, tuple[str, ...]] = {
    "undecided": ("open", "answered", "skipped"),
    "open": ("open", "answered"),
    "decided": ("decided",),
    "skipped": ("skipped",),
    "cannot": ("cannot",),
    "sealed": ("sealed",),
}
RESULTS = ("agrees", "differs")
MARKS = ("flagged", "doubtful", "provisional", "noted", "unopened")
SCOPES: Mapping[str, str] = {
    "lang": "languages",
    "type": "content_types",
    "market": "markets",
    "category": "categories",
    "seller": "sellers",
    "id": "ids",
}
"""Words with a value, and the field of a filter that each fills."""

_WORD = re.compile(r'(?<!\S)-?(?:[a-z]+:)?"[^"]*"(?!\S)|\S+')
_UNKNOWN = re.compile(r"([A-Za-z_]+):(?!//).+", re.DOTALL)


class QueueWords(Struct, frozen=True):
    """A filter; the words left over for a text search, those that must not stand in the text; and
    names before a colon that nobody knows (they are searched for as they stand)."""

    wanted: QueueFilter
    text: str = ""
    without: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def filter(self) -> QueueFilter:
        """The filter with its text search."""
        wanted, query = self.wanted, search.match_query(self.text)
        if query:
            wanted = replace(wanted, words=(query,))
        queries = tuple(filter(None, map(search.match_query, self.without)))
        if queries:
            unwanted = wanted.unwanted or QueueFilter()
            wanted = replace(wanted, unwanted=replace(unwanted, words=queries))
        return wanted


def parse(line: str) -> QueueWords:
    """Read a filter line; whatever is not a filter word is searched for in the texts."""
    wanted: dict[str, object] = {}
    unwanted: dict[str, object] = {}
    rest: list[str] = []
    without: list[str] = []
    unknown: list[str] = []
    for found in _WORD.finditer(line):
        word = found[0]
        negated = word.startswith("-") and len(word) > 1
        asked = word[1:] if negated else word
        if _take(unwanted if negated else wanted, asked):
            continue
        named = _UNKNOWN.fullmatch(asked)
        if named:
            unknown.append(named[1])
        if negated:
            without.append(asked)
        else:
            rest.append(word)
    made = QueueFilter(**wanted, unwanted=QueueFilter(**unwanted) if unwanted else None)  # type: ignore[arg-type]
    return QueueWords(made, " ".join(rest), tuple(without), tuple(dict.fromkeys(unknown)))


def _take(into: dict[str, object], word: str) -> bool:
    """Put a filter word where it belongs; False where it is none."""
    name, colon, value = word.partition(":")
    value = value.strip('"')
    if word in STATES:
        _add(into, "states", *STATES[word])
    elif word in RESULTS:
        _add(into, "results", word)
    elif word in MARKS:
        into[word] = True
    elif colon and name in SCOPES:
        if value:  # else it is still being typed
            _add(into, SCOPES[name], value.upper() if name == "market" else value)
    else:
        return False
    return True


def _add(into: dict[str, object], field: str, *values: str) -> None:
    held = into.get(field, ())
    assert isinstance(held, tuple)
    into[field] = tuple(dict.fromkeys((*held, *values)))
