"""`models`, `detect`, `doctor`: languages without a window."""

from __future__ import annotations

import platform
import shutil
import sys
from pathlib import Path
from typing import Any

from workstation import __version__
from workstation.cli.out import Out
from workstation.cli.parser import Arguments
from workstation.language import installing, models
from workstation.services import Services
from workstation.words import sentence


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


def _package(package: models.Package) -> dict[str, Any]:
    return {
        "pair": f"{package.source}→{package.target}",
        "name": package.name,
        "version": package.version,
        "mb": round(package.size / 1e6, 1),
        "note": package.note,
        "path": str(package.path),
    }
