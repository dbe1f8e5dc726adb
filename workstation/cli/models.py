"""`models`, `detect`: translation packages and languages without a window."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from workstation.cli.out import Out
from workstation.cli.parser import Arguments, home
from workstation.fault import WorldFault
from workstation.language.codes import pair_of
from workstation.language.packages import installing, models, trust
from workstation.language.packages.installing import Outcome, team
from workstation.language.packages.models import Package
from workstation.language.packages.overview import Line, overview
from workstation.language.packages.watch import Watch
from workstation.services import Services
from workstation.store.store import Paths
from workstation.words import sentence

STARTER = "starter"
"""What stands for the packages that ship."""


class _Told(Watch):
    """Says on the way which of several is being worked on."""

    def __init__(self, out: Out) -> None:
        super().__init__()
        self._out = out

    def tell(self, name: str, number: int = 1, of: int = 1) -> None:
        """As a note, beside the result."""
        super().tell(name, number, of)
        if of > 1:
            self._out.note(f"  {number} of {of}: {name}")


def listed(arguments: Arguments, _services: None, out: Out) -> int:
    """The installed packages, damaged ones told apart, and what they take of the disk. Looks at
    the folder alone: also where nothing may be written, and beside an open window."""
    found = overview(Paths(home(arguments)).packages)
    sound = [line for line in found.lines if line.package is not None]
    broken = [line for line in found.lines if line.fault is not None]
    value = {
        "packages": [_line(line) for line in sound],
        "damaged": [
            {"path": str(line.path), "words": sentence(line.fault)} for line in broken if line.fault
        ],
        "total_mb": _mb(found.total),
    }
    lines = [_words_of(line) for line in sound]
    lines += [f"damaged: {sentence(line.fault)}" for line in broken if line.fault]
    if lines:
        lines.append(f"{_mb(found.total)} MB in all; what packages share is counted once")
    out.report(value, lines or ["No package is installed. Put one in: workstation models install"])
    return 0


def install(arguments: Arguments, services: Services, out: Out) -> int:
    """Install what a file, a folder or an index holds, each once it has been checked and tried."""
    path = Path(arguments.path)
    if path.name == STARTER and not path.exists():
        added = installing.install_starter(services.store.paths.packages)
        return _report([Outcome(one.name, one) for one in added], services, out)
    outcomes = installing.install_each(
        path,
        services.store.paths.packages,
        arguments.sha256,
        pairs=[pair_of(pair) for pair in arguments.pair or ()],
        watch=_Told(out),
    )
    if len(outcomes) == 1 and outcomes[0].fault is not None:
        raise outcomes[0].fault
    return _report(outcomes, services, out)


def get(arguments: Arguments, services: Services, out: Out) -> int:
    """Install from the team's folder what the open batches miss, or one pair's newest package."""
    shelf = team.shelf_of(services.preferences["sync_to"])
    folder, watch = services.store.paths.packages, _Told(out)
    if arguments.pair:
        outcomes = team.get_newest(*pair_of(arguments.pair), shelf, folder, watch)
        return _report(outcomes, services, out)
    pairs = [(one.source, one.target) for one in services.missing_pairs()]
    outcomes = team.get(pairs, shelf, folder, watch)
    if not outcomes:
        names = ", ".join(f"{source}→{target}" for source, target in pairs)
        words = f"The team's folder has nothing for: {names}" if pairs else "Nothing is missing"
        out.report(_outcomes(outcomes), [words])
        return 1 if pairs else 0
    return _report(outcomes, services, out)


def offer(arguments: Arguments, services: Services, out: Out) -> int:
    """Put an installed package into the team's folder."""
    from workstation.sync.folder import FolderTransport

    package = _named(arguments.name, arguments.version, services)
    shelf = team.shelf_of(services.preferences["sync_to"])
    FolderTransport(shelf.parent).who_am_i()  # it is a place that is synced with, and not full
    done = team.offer(package, shelf, _Told(out))
    words = "is there already" if done.was_there else "is offered"
    out.report(
        {"path": str(done.path), "was_there": done.was_there, **_package(package)},
        [f"{package.name} {package.version} {words}: {done.path}"],
    )
    return 0


def use(arguments: Arguments, services: Services, out: Out) -> int:
    """Have another version of a package translate; without a version the newest again."""
    package = models.use(arguments.name, arguments.version, services.store.paths.packages)
    services.packages_changed()
    out.report(
        _package(package),
        [f"{package.name} {package.version} ({package.source}→{package.target}) translates now"],
    )
    return 0


def check(arguments: Arguments, services: Services, out: Out) -> int:
    """Read every byte of what is installed and hold it against what was recorded."""
    from workstation.language.packages.checking import check as run

    done = run(services.store.paths.packages, _Told(out))
    services.packages_changed()
    bad = [one for one in done if one.fault is not None]
    value = {
        "packages": [
            {"path": str(one.path), "ok": one.fault is None, "sha256": one.weights,
             "recorded_now": one.new, **({"words": sentence(one.fault)} if one.fault else {})}
            for one in done
        ],
        "damaged": len(bad),
    }  # fmt: skip
    lines = [
        f"{one.path.name}: {'tried and recorded now' if one.new else 'as installed'}  {one.weights}"
        for one in done
        if one.fault is None
    ]
    lines += [f"damaged: {sentence(one.fault)}" for one in bad if one.fault]
    out.report(value, lines or ["No package is installed"])
    return 1 if bad else 0


def remove(arguments: Arguments, services: Services, out: Out) -> int:
    """Remove a package, or one version of it."""
    gone = models.remove(arguments.name, services.store.paths.packages, arguments.version)
    services.packages_changed()
    out.report(
        {"removed": [_package(package) for package in gone]},
        [f"{package.name} {package.version} is removed" for package in gone]
        or [f"{arguments.name} is removed"],
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


def _named(name: str, version: str | None, services: Services) -> Package:
    folder = services.store.paths.packages
    held = [one for one in models.installed(folder) if name in (one.name, one.path.name)]
    if not held:
        raise WorldFault("language.package_unknown", name=name)
    translating = {one.path for one in models.usable(folder)}
    for one in held:
        if one.version == version or (
            version is None and (len(held) == 1 or one.path in translating)
        ):
            return one
    known = ", ".join(one.version for one in held)
    raise WorldFault("language.version_unknown", name=name, version=version, held=known)


def _report(outcomes: Sequence[Outcome], services: Services, out: Out) -> int:
    services.packages_changed()
    lines = [_how(one) for one in outcomes]
    out.report(_outcomes(outcomes), lines or ["All of it is there already"])
    return 1 if any(one.fault is not None for one in outcomes) else 0


def _outcomes(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    return {
        "packages": [
            {**_package(one.package), "was_there": one.was_there, "saved_mb": _mb(one.saved)}
            for one in outcomes
            if one.package is not None
        ],
        "refused": [
            {"name": one.name, "error": one.fault.code, "words": sentence(one.fault)}
            for one in outcomes
            if one.fault is not None
        ],
    }


def _how(one: Outcome) -> str:
    if one.fault is not None or one.package is None:
        return f"refused: {one.name}: {sentence(one.fault) if one.fault else ''}"
    package = one.package
    words = "is there already" if one.was_there else "is installed"
    saved = f"; it shares its model with another, which saves {_mb(one.saved)} MB"
    return (
        f"{package.name} {package.version} ({package.source}→{package.target}) {words}"
        f"{saved if one.saved else ''}"
    )


def _words_of(line: Line) -> str:
    package = line.package
    assert package is not None
    shared = "" if line.own == line.size else f" ({_mb(line.own)} of its own)"
    state = "" if line.in_use else "  not in use"
    return (
        f"{package.source}→{package.target:<6} {package.name} {package.version}{state}  "
        f"{_mb(line.size)} MB{shared}  {package.note}"
    ).rstrip()


def _line(line: Line) -> dict[str, Any]:
    assert line.package is not None
    return {
        **_package(line.package),
        "in_use": line.in_use,
        "own_mb": _mb(line.own),
        "doubt": trust.doubt_of(line.package),
    }


def _package(package: Package) -> dict[str, Any]:
    return {
        "pair": f"{package.source}→{package.target}",
        "name": package.name,
        "version": package.version,
        "mb": _mb(package.size),
        "sha256": package.digest,
        "quality": package.quality,
        "note": package.note,
        "path": str(package.path),
    }


def _mb(size: int) -> float:
    return round(size / 1e6, 1)
