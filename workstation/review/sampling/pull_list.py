"""The pull list: which decisions' content is wanted, in which order, with what stands in for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from workstation.fault import WorldFault
from workstation.reports import aside, csv_text
from workstation.review.sampling.drawing import Made
from workstation.store.samples import DRAWN, RESERVE, units

COLUMNS = (
    "order", "decision", "part", "stratum", "inclusion_probability", "reserve", "reasons", "sample",
)  # fmt: skip


class Pull(Struct, frozen=True):
    """A line of it: `part` is drawn, reserve or risk; a reserve has its rank in its stratum and
    comes in only where something drawn from there is gone."""

    order: int
    decision: str
    part: str
    stratum: str
    inclusion_probability: str | None
    reserve: int | None
    reasons: tuple[str, ...]
    sample: str


def lines(made: Made) -> Iterator[Pull]:
    """What was drawn in its order, then the reserves, then what was picked for its risk."""
    for number, one in enumerate(units(made.draw), 1):
        unit = one.unit
        yield Pull(
            number,
            unit.decision,
            one.part,
            unit.stratum,
            # Ten digits: a batch holds it as a number, the exact fraction is drawn / size.
            format(unit.drawn / unit.size, ".10g") if unit.size and one.part == DRAWN else None,
            unit.place - made.draw.allotted.get(unit.stratum, 0) + 1
            if one.part == RESERVE
            else None,
            unit.reasons,
            made.sample.event,
        )


def export(made: Made, path: Path, *, overwrite: bool = False, bom: bool = False) -> int:
    """Write it as CSV or JSON lines, by the file's ending; returns how many lines.

    Raises WorldFault `sampling.list_format`, `export.…`.
    """
    ending = path.suffix.lower()
    if ending not in (".csv", ".jsonl"):
        raise WorldFault("sampling.list_format", path=str(path))
    found = list(lines(made))
    if ending == ".csv":
        rows = (
            [*(getattr(one, name) for name in COLUMNS[:-2]), " ".join(one.reasons), one.sample]
            for one in found
        )
        pieces = csv_text.lines(COLUMNS, rows)
    else:
        pieces = (
            json.dumps({name: getattr(one, name) for name in COLUMNS}, ensure_ascii=False) + "\n"
            for one in found
        )
    aside.write(path, pieces, overwrite=overwrite, bom=bom and ending == ".csv")
    return len(found)
