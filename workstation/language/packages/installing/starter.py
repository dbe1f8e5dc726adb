"""The shipped package: eight pairs that share one set of weights."""

from __future__ import annotations

import json
from pathlib import Path

from msgspec.structs import replace

from workstation.language.packages import records, shelf
from workstation.language.packages.installing.aside import aside
from workstation.language.packages.installing.copying import copy_package, link_package
from workstation.language.packages.models import Package, describe, folder_name, installed
from workstation.language.packages.records import Record
from workstation.language.packages.watch import Watch
from workstation.language.resources import STARTER

_NOTE = "Starter quality: for demonstration and tests, never for a verdict"


def starter_where_none(folder: Path) -> None:
    """Installs it where there is no folder yet: whole or not at all, so that of two programs that
    begin at once neither finds half of it, nor stands in the other's way.

    Raises WorldFault as `aside` does.
    """
    if folder.exists():
        return
    with aside(folder.parent) as place:
        made = place / folder.name
        install_starter(made)
        try:
            made.rename(folder)
        except OSError:
            if not folder.is_dir():
                raise


def install_starter(folder: Path, starter: Path = STARTER) -> list[Package]:
    """Installs what of it is not there yet, or damaged, and returns that."""
    pairs = json.loads((starter / "pairs.json").read_text(encoding="utf-8"))
    here = {package.path.name for package in installed(folder)}
    added = []
    with aside(folder) as place:
        weights = place / "weights"
        weights.mkdir()
        copy_package(starter, weights, starter.name, Watch())
        (weights / "pairs.json").unlink(missing_ok=True)
        shared = records.make(weights)
        for code, name in pairs["from"].items():
            unpacked = place / code
            link_package(weights, unpacked)
            metadata = {
                "package_version": pairs["package_version"],
                "argos_version": pairs["argos_version"],
                "from_code": code,
                "from_name": name,
                "to_code": pairs["to_code"],
                "to_name": pairs["to_name"],
                "note": _NOTE,
            }
            file = unpacked / "metadata.json"
            file.write_text(json.dumps(metadata), encoding="utf-8")
            own = {file.name: (file.stat().st_size, records.digest_of(file))}
            records.write(unpacked, Record({**shared.files, **own}))
            package = describe(unpacked)
            target = folder / folder_name(package)
            if target.name not in here:
                if target.exists():
                    target.rename(place / f"{code}-damaged")  # goes with what lies aside
                unpacked.rename(target)
                shelf.mark_damaged(target, "")
                added.append(replace(package, path=target))
    return added
