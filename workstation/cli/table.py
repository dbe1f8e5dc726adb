"""`import` of a table: which column is what, a look before anything is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from workstation.cli.out import Out
from workstation.cli.parser import Arguments
from workstation.fault import Fault, WorldFault
from workstation.intake.faults import BadLine
from workstation.intake.shipped import POLICY
from workstation.intake.table import mapping as mappings
from workstation.intake.table.mapping import TableMapping
from workstation.intake.table.reader import Table
from workstation.intake.table.shape import look
from workstation.review import tables
from workstation.services import Services, now
from workstation.words import sentence

SHOWN = 5


def opened(arguments: Arguments, services: Services) -> Table:
    """The table of the command as a batch; the mapping is kept where that is asked for."""
    mapping = _mapping(arguments, services)
    table = tables.open_table(Path(arguments.path), mapping, _pack(arguments))
    if arguments.keep:
        services.store.write(tables.keep, arguments.keep, mapping, now()).result()
    return table


def preview(arguments: Arguments, services: Services, out: Out) -> int:
    """Show how a table would come in; nothing is kept but a mapping that gets a name."""
    mapping = _mapping(arguments, services)
    seen = tables.preview(Path(arguments.path), mapping, _pack(arguments), SHOWN)
    if arguments.keep:
        services.store.write(tables.keep, arguments.keep, mapping, now()).result()
    rows = [{"line": line, **_row(made)} for line, made in seen.rows]
    faults = [{"line": line, **_row(made)} for line, made in seen.first_faults]
    value = {
        "encoding": seen.shape.encoding,
        "delimiter": seen.shape.delimiter,
        "sure": seen.shape.sure,
        "columns": list(seen.shape.header),
        "mapping": msgspec.to_builtins(mapping),
        "rows": seen.total,
        "all_rows": seen.whole,
        "problem": sentence(seen.problem) if seen.problem else None,
        "faulty": seen.faulty,
        "first": rows,
        "faults": faults,
        "unknown_actions": dict(seen.unknown_actions),
        "unknown_clauses": dict(seen.unknown_clauses),
    }
    sure = "" if seen.shape.sure else " (a guess: look at the words below)"
    lines = [
        f"{arguments.path}: {'' if seen.whole else 'the first '}{seen.total} rows, "
        f"{seen.shape.encoding}{sure}, "
        f"delimiter {_sign(seen.shape.delimiter)}",
        *(f"  {column:<28} → {mapping.columns[column]}" for column in seen.shape.header),
        *(
            f"  “{word}” names no action ({count} rows)"
            for word, count in seen.unknown_actions.items()
        ),
        *(
            f"  “{word}” is no clause of the pack ({count} rows)"
            for word, count in seen.unknown_clauses.items()
        ),
        f"  {sentence(seen.problem) if seen.problem else f'{seen.faulty} rows would be left out'}",
        *(f"    line {row['line']}, {row['column']}: {row['words']}" for row in faults[:SHOWN]),
        *(f"  line {line}: {_first_words(made)}" for line, made in seen.rows),
        "Nothing was brought in. Without --preview it will be.",
    ]
    out.report(value, lines)
    return 0


def _mapping(arguments: Arguments, services: Services) -> TableMapping:
    given = TableMapping()
    path = Path(arguments.path)
    named = arguments.mapping or ""
    if named and Path(named).is_file():
        given = mappings.load(Path(named).read_bytes())
        named = ""
    given = _with(given, arguments)
    shape = look(path, given.encoding or None, given.delimiter or None)
    if given.columns:
        return mappings.suggest(shape, given)
    found, _name = services.store.read(tables.mapping_for, shape, named).result()
    return _with(found, arguments)


def _with(mapping: TableMapping, arguments: Arguments) -> TableMapping:
    # What the command says counts more than what was kept.
    said: dict[str, Any] = {}
    for word in arguments.set or ():
        name, equals, value = word.partition("=")
        if not equals:
            raise WorldFault("intake.table.mapping", field=word[:40], reason="NAME=VALUE is wanted")
        column, _, part = name.partition(":")
        if part and column in ("columns", "actions", "clauses", "dates"):
            key = part.casefold() if column in ("actions", "clauses") else part
            said.setdefault(column, {})[key] = value
        else:
            said[name] = {"yes": True, "no": False}.get(value, value) if name == "blind" else value
    if arguments.encoding:
        said["encoding"] = arguments.encoding
    if arguments.delimiter:
        said["delimiter"] = "\t" if arguments.delimiter in ("tab", "\\t") else arguments.delimiter
    plain = msgspec.to_builtins(mapping)
    for name, value in said.items():
        held = plain.get(name)
        plain[name] = {**held, **value} if isinstance(value, dict) and held is not None else value
    return mappings.load(msgspec.json.encode(plain))


def _pack(arguments: Arguments) -> Path | None:
    if arguments.policy == "none":
        return None
    return Path(arguments.policy) if arguments.policy else POLICY


def _row(made: Any) -> dict[str, Any]:
    if isinstance(made, BadLine):
        words = sentence(Fault(made.reason, **dict(made.params)))
        return {"column": made.where, "reason": made.reason, "words": words}
    return {"case": made}


def _first_words(made: Any) -> str:
    if isinstance(made, BadLine):
        return sentence(Fault(made.reason, **dict(made.params)))
    decided = made.get("decision", {}).get("action", "no decision")
    text = " ".join(made["parts"][0]["text"].split())[:60]
    return f"{made['source_id']}  {made['market']}  {decided}  {text}"


def _sign(delimiter: str) -> str:
    return "tab" if delimiter == "\t" else delimiter
