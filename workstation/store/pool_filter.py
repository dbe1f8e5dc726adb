"""Which rows of a frame are meant, how many there are, and how many by each field: a picture that
keeps up with a hand on the filters."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct, field

from workstation.fault import WorldFault
from workstation.store.driver import Database

if TYPE_CHECKING:
    from workstation.store.pools import Pool

WORDS = ("vendor", "site", "language", "market", "clause", "action", "moderator")
"""Fields whose words stand in a dictionary."""

FACETS = ("automated", *WORDS[:-1])
"""What is counted at once; moderators are too many for that and counted by themselves."""


class Filter(Struct, frozen=True, forbid_unknown_fields=True):
    """Rows that have one of the words of each field that names some, within a period.

    `since` counts, `until` does not; both are instants. `automated` None: people and machines.
    """

    vendor: tuple[str, ...] = ()
    site: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    market: tuple[str, ...] = ()
    clause: tuple[str, ...] = ()
    action: tuple[str, ...] = ()
    moderator: tuple[str, ...] = ()
    automated: bool | None = None
    since: datetime | None = None
    until: datetime | None = None

    def words(self, name: str) -> tuple[str, ...]:
        """The words of a field."""
        found: tuple[str, ...] = getattr(self, name)
        return found


class Counts(Struct, frozen=True):
    """How many rows a filter leaves. `by` has for each field every word with its count, the largest
    first, as if the filter said nothing of that very field: what another choice would bring."""

    total: int
    by: Mapping[str, Sequence[tuple[str, int]]]


class Cube(Struct, frozen=True):
    """The rows of a period, counted by all facets at once: choices among words need no more
    reading. Made by `cube`."""

    names: Mapping[str, Mapping[int, str]]
    groups: Sequence[tuple[int, ...]] = field(default_factory=tuple)  # a code a facet, and a count

    def counts(self, chosen: Filter) -> Counts:
        """The counts of a filter; its period and its moderators are those of the cube."""
        wanted: list[tuple[int, frozenset[int]]] = []
        for place, name in enumerate(FACETS):
            if name == "automated":
                if chosen.automated is not None:
                    wanted.append((place, frozenset((int(chosen.automated),))))
            elif words := chosen.words(name):
                held = {word: code for code, word in self.names[name].items()}
                wanted.append((place, frozenset(held[w] for w in words if w in held)))
        by: list[dict[int, int]] = [{} for _ in FACETS]
        total = 0
        last = len(FACETS)
        for group in self.groups:
            missed = [place for place, codes in wanted if group[place] not in codes]
            if len(missed) > 1:
                continue
            n = group[last]
            if missed:
                held_by, code = by[missed[0]], group[missed[0]]
                held_by[code] = held_by.get(code, 0) + n
                continue
            total += n
            for held_by, code in zip(by, group, strict=False):
                held_by[code] = held_by.get(code, 0) + n
        return Counts(total, {name: self._told(name, by[at]) for at, name in enumerate(FACETS)})

    def _told(self, name: str, found: Mapping[int, int]) -> tuple[tuple[str, int], ...]:
        names = {0: "no", 1: "yes"} if name == "automated" else self.names[name]
        return tuple(
            (names.get(code, ""), n)
            for code, n in sorted(found.items(), key=lambda one: (-one[1], one[0]))
        )


def cube(db: Database, pool: Pool, chosen: Filter) -> Cube:
    """Count a period (and a choice of moderators) by all facets in one pass over the index."""
    asked, values = conditions(
        db, pool.number,
        Filter(moderator=chosen.moderator, since=chosen.since, until=chosen.until), strict=False,
    )  # fmt: skip
    columns = ", ".join(FACETS)
    groups = db.conn.execute(
        f"SELECT {columns}, count(*) FROM frame_row INDEXED BY frame_by WHERE {asked} "
        f"GROUP BY {columns}",
        values,
    ).fetchall()
    return Cube(words_of(db, pool.number), groups)


def sizes(
    db: Database, pool: Pool, chosen: Filter, fields: Sequence[str]
) -> dict[tuple[str, ...], int]:
    """How many rows a filter leaves in each cell of some fields."""
    held = words_of(db, pool.number)
    asked, values = conditions(db, pool.number, chosen)
    columns = "".join(f"{name}, " for name in fields)
    group = f"GROUP BY {columns[:-2]}" if fields else ""
    found = db.conn.execute(
        f"SELECT {columns}count(*) FROM frame_row INDEXED BY frame_by WHERE {asked} {group}",
        values,
    )
    return {
        tuple(held[name].get(code, "") for name, code in zip(fields, row, strict=False)): row[-1]
        for row in found
        if row[-1]
    }


def handling_seconds(db: Database, pool: Pool, chosen: Filter) -> float | None:
    """How long the moderators took, on average; None where the frame does not say."""
    asked, values = conditions(db, pool.number, chosen)
    row = db.conn.execute(f"SELECT avg(handling_ms) FROM frame_row WHERE {asked}", values)
    mean = row.fetchone()[0]
    return None if mean is None else mean / 1000


def fast_below(db: Database, pool: Pool, chosen: Filter, share: float) -> dict[str, float]:
    """Each person's own quick end in seconds: the handling time that `share` of theirs lie below.

    Persons with fewer than 20 timed decisions have none.
    """
    names = words_of(db, pool.number)["moderator"]
    asked, values = conditions(db, pool.number, chosen)
    found = db.conn.execute(
        "SELECT moderator, min(handling_ms) FROM (SELECT moderator, handling_ms, "
        "cume_dist() OVER (PARTITION BY moderator ORDER BY handling_ms) AS place, "
        "count(*) OVER (PARTITION BY moderator) AS n "
        f"FROM frame_row WHERE {asked} AND handling_ms IS NOT NULL) "
        "WHERE place >= ? AND n >= 20 GROUP BY moderator",
        [*values, share],
    )
    return {names.get(code, ""): quick / 1000 for code, quick in found}


def words_of(db: Database, number: int) -> dict[str, dict[int, str]]:
    """The words of a frame by field and code."""
    found: dict[str, dict[int, str]] = {field: {} for field in WORDS}
    for name, code, word in db.conn.execute(
        "SELECT field, code, word FROM frame_word WHERE pool = ?", [number]
    ):
        found[name][code] = word
    return found


def conditions(
    db: Database, number: int, chosen: Filter, *, strict: bool = True
) -> tuple[str, list[object]]:
    """A filter as SQL over `frame_row`.

    Raises WorldFault `sampling.no_word` where a field has no such word (`strict`): it is misspelt,
    or the stratum is empty.
    """
    asked = ["pool = ?"]
    told: list[object] = [number]
    if chosen.automated is not None:
        asked.append("automated = ?")
        told.append(int(chosen.automated))
    for name in WORDS:
        words = chosen.words(name)
        if not words:
            continue
        held = dict(
            db.conn.execute(
                "SELECT word, code FROM frame_word WHERE pool = ? AND field = ? "
                "AND word IN (SELECT value FROM json_each(?))",
                [number, name, json.dumps(words)],
            )
        )
        missing = [word for word in words if word not in held]
        if missing and strict:
            raise WorldFault("sampling.no_word", field=name, word=missing[0][:60])
        codes = ", ".join(str(int(code)) for code in held.values())
        asked.append(f"{name} IN ({codes})")
    for bound, sign in ((chosen.since, ">="), (chosen.until, "<")):
        if bound is not None:
            asked.append(f"at {sign} ?")
            told.append(int(bound.timestamp()))
    return " AND ".join(asked), told
