"""A table on its way to a batch: which mapping serves it, what its rows will be, and keeping the
mapping for the next one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from workstation.fault import WorldFault
from workstation.intake.faults import BadLine
from workstation.intake.policy_pack import pack_files
from workstation.intake.table import mapping as mappings
from workstation.intake.table.mapping import TableMapping
from workstation.intake.table.reader import Table
from workstation.intake.table.shape import Shape, look
from workstation.store import mappings as kept
from workstation.store.driver import Database
from workstation.store.mappings import KeptMapping

MOST_SHOWN = 20
MOST_LOOKED_AT = 20_000


class Preview(Struct, frozen=True):
    """What would come of a table: its shape, its mapping, the first rows, and what is wrong.

    `rows` are (line, case or fault); `faulty` counts rows that would be left out of the `total`
    that were looked at, `whole` tells whether those are all; `unknown_actions` are words in the
    action column that name no action, with how often.
    """

    shape: Shape
    mapping: TableMapping
    rows: tuple[tuple[int, Mapping[str, Any] | BadLine], ...]
    total: int
    faulty: int
    first_faults: tuple[tuple[int, BadLine], ...]
    unknown_actions: Mapping[str, int]
    unknown_clauses: Mapping[str, int]
    clauses: tuple[tuple[str, str], ...] = ()  # of the pack: id and title
    whole: bool = True
    problem: WorldFault | None = None  # why nothing can come in as it is mapped


def mapping_for(db: Database, shape: Shape, name: str = "") -> tuple[TableMapping, str]:
    """The mapping kept under a name, else the one kept for these columns, else what their names
    say; and the name it is kept under.

    Raises WorldFault `review.no_mapping`.
    """
    held = kept.get(db, name) if name else kept.for_columns(db, shape.header)
    if name and held is None:
        raise WorldFault("review.no_mapping", name=name[:60])
    if held is None:
        return mappings.suggest(shape), ""
    return mappings.suggest(shape, mappings.load(held.body.encode())), held.name


def keep(db: Database, name: str, mapping: TableMapping, at: str) -> None:
    """Keep a mapping under a name."""
    body = mappings.dump(mapping).decode()
    kept.keep(db, KeptMapping(name, tuple(mapping.columns), body, at))


def shape_of(path: Path, mapping: TableMapping) -> Shape:
    """How a table is written, as far as the mapping leaves it open."""
    return look(path, mapping.encoding or None, mapping.delimiter or None)


def fitted(path: Path, mapping: TableMapping) -> TableMapping:
    """The mapping for the columns that the table has under it; those that are new get a guess."""
    return mappings.suggest(shape_of(path, mapping), mapping)


def open_table(path: Path, mapping: TableMapping, pack: Path | None) -> Table:
    """The table as a batch; raises what `intake.table.reader.Table` raises."""
    return Table(path, mapping, pack_files(pack) if pack else {})


def preview(
    path: Path, mapping: TableMapping, pack: Path | None, rows: int, most: int = MOST_LOOKED_AT
) -> Preview:
    """Read up to `most` rows of a table without keeping anything.

    Raises what `open_table` raises about the file, and WorldFault `intake.table.no_rows`; what is
    wrong with the mapping is the preview's `problem`.
    """
    shape = shape_of(path, mapping)
    if not shape.rows:
        raise WorldFault("intake.table.no_rows", path=str(path))
    try:
        mappings.check(mapping, shape.header)
    except WorldFault as fault:
        seen = len(shape.rows)
        return Preview(shape, mapping, (), seen, seen, (), {}, {}, whole=False, problem=fault)
    table = open_table(path, mapping, pack)
    shown: list[tuple[int, Mapping[str, Any] | BadLine]] = []
    faults: list[tuple[int, BadLine]] = []
    words: Counter[str] = Counter()
    total, whole = 0, True
    for line, made in table.cases():
        if total == most:
            whole = False
            break
        total += 1
        if len(shown) < rows:
            shown.append((line, made))
        if isinstance(made, BadLine):
            faults.append((line, made))
            if "word" in made.params:
                words[str(made.params["word"])] += 1
    if not total:
        raise WorldFault("intake.table.no_rows", path=str(path))
    return Preview(
        shape=table.shape,
        mapping=mapping,
        rows=tuple(shown),
        total=total,
        faulty=len(faults),
        first_faults=tuple(faults[:MOST_SHOWN]),
        unknown_actions=dict(words.most_common(MOST_SHOWN)),
        unknown_clauses=dict(Counter(table.unknown_clauses).most_common(MOST_SHOWN)),
        clauses=table.clauses,
        whole=whole,
    )
