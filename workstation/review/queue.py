"""The queue as a person asks for it: by a filter line, in groups, by an id."""

from __future__ import annotations

import re
from array import array
from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from workstation.review.queue_words import MARKS, RESULTS, SCOPES, STATES, parse
from workstation.store import alike, batches, tasks
from workstation.store.driver import Database

COUNTED_UP_TO = 50  # values of one kind that are offered


class Found(Struct, frozen=True):
    """Keys in the order of the queue; `more` where a limit cut them. `groups` are the members
    that stand behind a head, by the head's key. `unknown` are names nobody knows."""

    keys: Sequence[int]
    more: bool = False
    tasks: int = 0
    unknown: tuple[str, ...] = ()
    groups: Mapping[int, tuple[int, ...]] = field(default_factory=dict)


class Suggestion(Struct, frozen=True):
    """A word that may be typed here, and how many tasks it leaves where that is known."""

    word: str
    count: int | None = None


class Place(Struct, frozen=True):
    """A task by one of its ids; `batch_title` tells it apart."""

    task: str
    batch: str
    batch_title: str
    source_id: str


def find(
    db: Database, batch: str, person: str, line: str, limit: int = -1, grouped: bool = False
) -> Found:
    """What fits a filter line (see `queue_words`); with a limit, the first that many."""
    words = parse(line)
    wanted = words.filter()
    if grouped:
        keys = tasks.queue_keys(db, batch, person, wanted)
        heads, groups = _gather(keys, alike.groups(db, batch, person))
        return Found(heads, False, len(keys), words.unknown, groups)
    keys = tasks.queue_keys(db, batch, person, wanted, limit)
    return Found(keys, limit >= 0 and len(keys) == limit, len(keys), words.unknown)


def _gather(
    keys: Sequence[int], groups: Sequence[Sequence[int]]
) -> tuple[Sequence[int], dict[int, tuple[int, ...]]]:
    """The keys without those that stand behind the first of their group."""
    group_of = {seq: number for number, group in enumerate(groups) for seq in group}
    if not group_of:
        return keys, {}
    heads: dict[int, int] = {}
    behind: dict[int, list[int]] = {}
    left = array("q")
    for key in keys:
        group = group_of.get(key)
        if group is None:
            left.append(key)
        elif group in heads:
            behind.setdefault(heads[group], []).append(key)
        else:
            heads[group] = key
            left.append(key)
    return left, {head: tuple(members) for head, members in behind.items()}


# Words to choose from


def suggestions(db: Database, batch: str, person: str) -> dict[str, list[Suggestion]]:
    """Every word a filter line knows, by what is typed before the colon ('' for plain words)."""
    stand = tasks.progress(db, batch, person)
    counts = {
        "undecided": stand.open + stand.answered + stand.skipped,
        "open": stand.open + stand.answered,
        "decided": stand.decided,
        "skipped": stand.skipped,
        "cannot": stand.cannot,
        "sealed": stand.sealed,
        "flagged": stand.flagged,
    }
    found = {
        "": [Suggestion(word, counts.get(word)) for word in (*STATES, *MARKS, *RESULTS)]
        + [Suggestion(f"{name}:") for name in SCOPES]
    }
    for name, column in SCOPES.items():
        if name != "id":
            values = tasks.values_of(db, batch, person, column, COUNTED_UP_TO)
            found[name] = [
                Suggestion(f'{name}:"{value}"' if " " in value else f"{name}:{value}", count)
                for value, count in values
            ]
    return found


def fitting(
    known: Mapping[str, Sequence[Suggestion]], typed: str, limit: int = 8
) -> list[Suggestion]:
    """What may be meant by the word that is being typed; nothing once it is whole."""
    minus = "-" if typed.startswith("-") else ""
    word = typed[len(minus) :]
    if not word:
        return []
    name, colon, _ = word.partition(":")
    among = known.get(name, ()) if colon else known.get("", ())
    fits = [one for one in among if one.word.startswith(word) and one.word != word]
    return [Suggestion(minus + one.word, None if minus else one.count) for one in fits[:limit]]


def count(db: Database, batch: str, person: str, line: str) -> int:
    """How many tasks fit a filter line."""
    return tasks.queue_count(db, batch, person, parse(line).filter())


# Going to an id

_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._:/-]*[0-9A-Za-z]|[0-9A-Za-z]")
_PART = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]*[0-9A-Za-z]")  # of an address
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
MOST_PLACES = 10
MOST_PIECES = 8


def locate(db: Database, batch: str, person: str, pasted: str) -> list[Place]:
    """A person's tasks that a pasted text names, those of the open batch first.

    The text may have anything around the id. Whole ids come before beginnings, beginnings before
    last signs; of several pieces in the text the one that names something counts.
    """
    named = [*_ID.findall(pasted)[:MOST_PIECES], *_PART.findall(pasted)[:MOST_PIECES]]
    pieces = [*_UUID.findall(pasted.lower()), *sorted(named, key=_rank)]
    for how in ("whole", "start", "end"):
        for piece in dict.fromkeys(pieces):
            if how != "whole" and len(piece) < 3:
                continue
            found = tasks.by_id(db, person, piece, how, MOST_PLACES)
            if found:
                return _places(db, batch, found)
    return []


def _rank(piece: str) -> tuple[bool, int]:
    # An id nearly always has a digit; of those, the longest piece says most.
    return not any(map(str.isdigit, piece)), -len(piece)


def _places(db: Database, batch: str, found: Sequence[tuple[str, str, str]]) -> list[Place]:
    titles: dict[str, str] = {}
    for _task, its_batch, _source in found:
        if its_batch not in titles:
            held = batches.get(db, its_batch)
            titles[its_batch] = held.title if held else ""
    ordered = sorted(found, key=lambda one: one[1] != batch)
    return [Place(task, one, titles[one], source) for task, one, source in ordered if titles[one]]


