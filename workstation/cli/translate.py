"""`translate`: lines as they come, or every case of a batch into the store."""

from __future__ import annotations

import math
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, BinaryIO

from workstation.cli.out import Out
from workstation.cli.parser import Arguments, home
from workstation.fault import Fault, WorldFault
from workstation.language.codes import clean_tag, same_language
from workstation.language.packages import models
from workstation.services import Services
from workstation.store.store import Paths
from workstation.words import sentence

AUTO = "auto"


def translate(arguments: Arguments, services: Services | None, out: Out) -> int:
    """Lines of a file or of stdin, or the cases of a batch."""
    if arguments.batch and services is not None:
        return _batch(arguments.batch, services, out)
    if not arguments.lines or not arguments.source:
        raise WorldFault("language.say_what")
    return _lines(arguments, out)


# Lines: needs packages, no store


def _lines(arguments: Arguments, out: Out) -> int:
    from workstation.language.ahead.lines import read_lines, translated
    from workstation.language.engine.engine import Engine

    target = clean_tag(arguments.target)
    source = None if arguments.source == AUTO else clean_tag(arguments.source)
    failed = False
    with ExitStack() as last_first:
        stream = _opened(arguments.lines, last_first)
        packages, logs = _folders(arguments, last_first)
        if source is not None:
            _check_pair(packages, source, target)
        engine = last_first.enter_context(closing(Engine(packages, logs)))
        told: set[str] = set()
        for put in _readable(translated(read_lines(stream), engine, source, target), arguments):
            out.report(_value(put), [put.translation or ""])
            if put.fault is not None:
                failed = True
                words = sentence(put.fault)
                if words not in told:  # of a missing package once is enough
                    told.add(words)
                    out.say_error(words)
    return 1 if failed else 0


def _readable(puts: Iterator[Any], arguments: Arguments) -> Iterator[Any]:
    """What cannot be written is another matter, and told elsewhere."""
    try:
        yield from puts
    except OSError:
        raise WorldFault("language.unreadable_lines", path=arguments.lines) from None


def _value(put: Any) -> dict[str, Any]:
    made = put.made
    confidences = [one.confidence for one in made if one.confidence is not None]
    value = {
        "line": put.line.number,
        "text": put.line.text,
        "language": put.language,
        "translation": put.translation,
        "confidence": min(confidences) / 1000 if confidences else None,
        "marks": sorted({mark for one in made for mark in one.marks}),
        "lost": list(dict.fromkeys(thing for one in made for thing in one.lost)),
        "package": made[0].package if made else None,
        "version": made[0].version if made else None,
    }
    if put.fault is not None:
        value |= {"error": put.fault.code, "words": sentence(put.fault)}
    return value


def _opened(name: str, last_first: ExitStack) -> BinaryIO:
    try:
        if name == "-":
            return _stdin()
        return last_first.enter_context(Path(name).open("rb"))
    except (OSError, ValueError):
        raise WorldFault("language.unreadable_lines", path=name) from None


def _stdin() -> BinaryIO:
    if sys.stdin is None:
        raise OSError
    try:
        # Not sys.stdin's own buffer: a thread that waits in it would end the interpreter badly.
        return os.fdopen(os.dup(sys.stdin.fileno()), "rb")
    except (OSError, ValueError):
        return sys.stdin.buffer


def _folders(arguments: Arguments, last_first: ExitStack) -> tuple[Path, Path]:
    """Where packages and logs are; the starter packages where there is no folder yet."""
    paths = Paths(home(arguments))
    if arguments.packages:
        packages = Path(arguments.packages).expanduser().absolute()
        if not packages.is_dir():
            raise WorldFault("language.no_packages_folder", folder=arguments.packages)
        if paths.home.is_dir():
            return packages, paths.logs
        kept = tempfile.TemporaryDirectory(prefix="workstation-")
        return packages, Path(last_first.enter_context(kept))
    if not paths.packages.exists():
        from workstation.language.packages.installing import starter_where_none

        starter_where_none(paths.packages)
    return paths.packages, paths.logs


def _check_pair(packages: Path, source: str, target: str) -> None:
    installed = models.usable(packages)
    if same_language(source, target) or models.route(installed, source, target):
        return
    pairs = sorted(f"{one.source}→{one.target}" for one in installed)
    if not pairs:
        raise WorldFault("language.no_package", source=source, target=target)
    raise WorldFault("language.no_pair", source=source, target=target, pairs=", ".join(pairs))


# A batch


def _batch(batch: str, services: Services, out: Out) -> int:
    from workstation.store import batches

    if services.store.read(batches.get, batch).result() is None:
        raise WorldFault("language.no_batch", batch=batch)
    faults: list[Fault] = []
    before, services.on_fault = services.on_fault, faults.append
    try:
        services.translating.whole(batch)
        while not services.ahead.wait_rest(5):
            out.note(f"  {_told(services)}")
        standing = services.translating.standing()
        done = standing.done if standing is not None else 0
    finally:
        services.on_fault = before
        services.translating.begin_rest()
    out.report(
        {"cases": done, "faults": [sentence(fault) for fault in faults]},
        [f"{done} cases", *(sentence(fault) for fault in faults)],
    )
    return 1 if faults else 0


def _told(services: Services) -> str:
    standing = services.translating.standing()
    if standing is None:
        return "reading"
    told = f"translated {standing.done:,} of {standing.total:,}"
    if standing.seconds is None:
        return told
    return f"{told} · about {max(1, math.ceil(standing.seconds / 60))} min left"
