"""`models`, `detect`, `translate`, `doctor`: languages without a window."""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from workstation import __version__
from workstation.cli.out import Out
from workstation.cli.parser import Arguments
from workstation.domain.language import NoPackage, Translation
from workstation.fault import Fault, WorldFault
from workstation.language import installing, models
from workstation.language.segment import split
from workstation.language.text import has_words
from workstation.services import Services
from workstation.words import sentence

_LINES = 256  # read and translated together


def listed(arguments: Arguments, services: Services, out: Out) -> int:
    """The installed packages, damaged ones told apart."""
    folder = services.store.paths.packages
    found = models.installed(folder)
    broken = models.damaged(folder)
    value = {
        "packages": [_package(package) for package in found],
        "damaged": [{"path": str(path), "words": sentence(fault)} for path, fault in broken],
    }
    lines = [
        f"{package.source}→{package.target:<6} {package.name} {package.version}  "
        f"{package.size / 1e6:.0f} MB  {package.note}".rstrip()
        for package in found
    ]
    lines += [f"damaged: {path.name}: {sentence(fault)}" for path, fault in broken]
    out.report(value, lines or ["No package is installed. Put one in: workstation models install"])
    return 0


def install(arguments: Arguments, services: Services, out: Out) -> int:
    """Install a package from a file, once it has been checked and tried."""
    package = installing.install(Path(arguments.path), services.store.paths.packages)
    services.packages_changed()
    out.report(
        _package(package),
        [f"{package.name} {package.version} ({package.source}→{package.target}) is installed"],
    )
    return 0


def remove(arguments: Arguments, services: Services, out: Out) -> int:
    """Remove a package."""
    gone = models.remove(arguments.name, services.store.paths.packages)
    services.packages_changed()
    out.report(
        {"removed": [_package(package) for package in gone]},
        [f"{package.name} {package.version} is removed" for package in gone],
    )
    return 0


def detect(arguments: Arguments, services: Services, out: Out) -> int:
    """The language of each line."""
    texts = arguments.text or [line.rstrip("\n") for line in sys.stdin]
    found = services.engine.detect(texts, [None] * len(texts)).result()
    value = [
        {
            "text": text,
            "language": one.language,
            "confidence": round(one.confidence, 3),
            "by": one.by.value,
            "unsure": one.unsure,
        }
        for text, one in zip(texts, found, strict=True)
    ]
    out.report(
        value,
        [
            f"{row['language']:<8} {row['confidence']:.2f} {row['by']:<9}"
            f"{'? ' if row['unsure'] else '  '}{row['text']}"
            for row in value
        ],
    )
    return 0


def translate(arguments: Arguments, services: Services, out: Out) -> int:
    """Translate lines as they come, or every case of a batch into the store."""
    if arguments.batch:
        return _translate_batch(arguments, services, out)
    if not arguments.lines or not arguments.source:
        raise WorldFault("language.say_what")
    try:
        with _lines(arguments.lines) as lines:
            for chunk in _chunks(lines):
                _translate_lines(chunk, arguments.source, arguments.target, services, out)
    except (OSError, UnicodeDecodeError):
        raise WorldFault("language.unreadable_lines", path=str(arguments.lines)) from None
    return 0


def doctor(arguments: Arguments, services: Services, out: Out) -> int:
    """What this machine has, and which translation pairs the open batches miss."""
    from workstation.store import batches
    from workstation.store.driver import SQLITE_VERSION

    target = services.preferences["read_in"]
    wanted = set()
    for summary in services.store.read(batches.ready, services.desk.person.id).result():
        batch = services.store.read(batches.get, summary.id).result()
        wanted |= {(language, target) for language in (batch.languages if batch else ())}
    pairs = models.missing(sorted(wanted), models.usable(services.store.paths.packages))
    free = shutil.disk_usage(services.store.paths.home).free
    value = {
        "version": __version__,
        "python": platform.python_version(),
        "sqlite": SQLITE_VERSION,
        "store": str(services.store.paths.home),
        "protection": services.store.protection.value,
        "free_mb": free // 1_000_000,
        "packages": len(services.packages),
        "missing_pairs": [f"{source}→{into}" for source, into in pairs],
    }
    lines = [f"{name.replace('_', ' ')}: {told}" for name, told in value.items()]
    out.report(value, lines)
    return 0


def _translate_lines(
    texts: list[str], source: str, target: str, services: Services, out: Out
) -> None:
    sentences = [[one.text for one in split(text, source)] for text in texts]
    wanted = [one for row in sentences for one in row if has_words(one)]
    made = services.engine.translate(wanted, source, target).result()
    if isinstance(made, NoPackage):
        raise WorldFault("language.no_package", source=source, target=target)
    by_text = dict(zip(wanted, made, strict=True))
    for row in sentences:
        put = [by_text.get(one) for one in row]
        words = " ".join(
            one.text if one is not None else text for one, text in zip(put, row, strict=True)
        )
        known = [one for one in put if isinstance(one, Translation)]
        scores = [one.score for one in known if one.score is not None]
        value = {
            "text": words,
            "confidence": min(scores) / 1000 if scores else None,
            "marks": sorted({mark for one in known for mark in one.marks}),
            "package": f"{known[0].package} {known[0].version}" if known else None,
        }
        out.report(value, [words])


def _translate_batch(arguments: Arguments, services: Services, out: Out) -> int:
    faults: list[Fault] = []
    services.on_fault = faults.append
    services.translate_ahead(arguments.batch, number=1_000_000).result()
    while not services.ahead.wait_idle(5):
        done, total = services.ahead.progress()
        out.note(f"  {done} of {total} cases")
    done, total = services.ahead.progress()
    out.report({"cases": done, "faults": [str(fault) for fault in faults]}, [f"{done} cases"])
    return 1 if faults else 0


def _package(package: models.Package) -> dict[str, Any]:
    return {
        "pair": f"{package.source}→{package.target}",
        "name": package.name,
        "version": package.version,
        "mb": round(package.size / 1e6, 1),
        "note": package.note,
        "path": str(package.path),
    }


def _lines(name: str) -> Any:
    if name == "-":
        import contextlib

        return contextlib.nullcontext(sys.stdin)
    return Path(name).open(encoding="utf-8")


def _chunks(lines: Iterable[str]) -> Iterable[list[str]]:
    source = iter(lines)
    while chunk := [line.rstrip("\n") for line in islice(source, _LINES)]:
        yield chunk
