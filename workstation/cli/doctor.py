"""`doctor`: what this machine has, and what is missing on it."""

from __future__ import annotations

import platform
import shutil
from pathlib import Path
from typing import Any

from workstation import __version__
from workstation.cli.out import Out
from workstation.cli.parser import Arguments
from workstation.fault import WorldFault
from workstation.language.packages.installing import team
from workstation.language.packages.installing.index import Index
from workstation.language.packages.overview import overview
from workstation.review.missing import MissingPair
from workstation.services import Services
from workstation.store.driver import SQLITE_VERSION
from workstation.words import sentence


def doctor(arguments: Arguments, services: Services, out: Out) -> int:
    """What this machine has, which pairs the open batches miss, and where to get them."""
    folder = services.store.paths.packages
    found = overview(folder)
    broken = [line for line in found.lines if line.fault is not None]
    missing = services.missing_pairs()
    offered, trouble = _offered(services.preferences["sync_to"])
    pairs = [_pair(pair, offered, folder) for pair in missing]
    value: dict[str, Any] = {
        "version": __version__,
        "python": platform.python_version(),
        "sqlite": SQLITE_VERSION,
        "store": str(services.store.paths.home),
        "protection": services.store.protection.value,
        "free_mb": shutil.disk_usage(services.store.paths.home).free // 1_000_000,
        "packages": len(services.packages),
        "packages_mb": round(found.total / 1e6, 1),
        "missing_pairs": [one["pair"] for one in pairs],
    }
    lines = [f"{name.replace('_', ' ')}: {_plain(told)}" for name, told in value.items()]
    lines += [f"  {one['pair']}: {_cases(one['cases'])}; {one['do']}" for one in pairs]
    value["missing"] = pairs
    value["damaged"] = [
        {"path": str(line.path), "words": sentence(line.fault)} for line in broken if line.fault
    ]
    value["team"] = {
        "packages": [f"{one.name} {one.version}" for one in offered.entries] if offered else [],
        "trouble": trouble,
    }
    lines += [f"damaged: {sentence(line.fault)}" for line in broken if line.fault]
    lines.append(f"in the team's folder: {_plain(value['team']['packages'])}")
    lines += [f"  {trouble}"] if trouble else []
    out.report(value, lines)
    return 0


def _offered(sync_to: str) -> tuple[Index | None, str]:
    """What the team's folder has; where it cannot be read, why."""
    if not sync_to or "://" in sync_to:
        return None, ""
    try:
        return team.listed(team.shelf_of(sync_to)), ""
    except WorldFault as fault:
        return None, sentence(fault)


def _pair(pair: MissingPair, offered: Index | None, folder: Path) -> dict[str, Any]:
    arrow = f"{pair.source}→{pair.target}"
    held = team.choose([(pair.source, pair.target)], offered, folder) if offered else []
    names = [f"{one.name} {one.version}" for one in held]
    do = f"workstation models get {arrow}" if names else "workstation models install PATH"
    return {"pair": arrow, "cases": pair.cases, "offered": names, "do": do}


def _cases(number: int) -> str:
    return f"{number} cases" if number else "named by a batch"


def _plain(told: Any) -> str:
    return (", ".join(told) or "none") if isinstance(told, list) else str(told)
