"""What is installed is held against what was recorded of it; what has changed on the disk since is
left out from then on."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from workstation.fault import WorldFault
from workstation.language.packages import records, shelf
from workstation.language.packages.installing.aside import aside
from workstation.language.packages.installing.trial import try_out
from workstation.language.packages.models import damaged, describe, installed
from workstation.language.packages.watch import Watch


class Checked(Struct, frozen=True):
    """How a check went: `fault` says what is wrong, `new` that nothing had been recorded so far."""

    path: Path
    weights: str = ""
    new: bool = False
    fault: WorldFault | None = None


def check(folder: Path, watch: Watch | None = None) -> list[Checked]:
    """Reads every byte of what is installed and compares it with what was recorded; a package
    without a record is tried, and recorded. What is damaged is left out from then on.

    Raises WorldFault `language.stopped`.
    """
    watch = watch or Watch()
    paths = [package.path for package in installed(folder)]
    paths += [path for path, _ in damaged(folder)]
    done = []
    for number, path in enumerate(paths, 1):
        watch.tell(path.name, number, len(paths))
        done.append(_checked(path, watch))
    return done


def _checked(path: Path, watch: Watch) -> Checked:
    try:
        record = records.read(path)
        if record is None:
            return _recorded(path, watch)
        changed = records.changed(path, record, watch)
        shelf.mark_damaged(path, changed)
        if changed:
            raise WorldFault("language.package_changed", name=path.name, file=changed)
        describe(path)
    except WorldFault as fault:
        if fault.code == "language.stopped":
            raise
        return Checked(path, fault=fault)
    return Checked(path, record.weights)


def _recorded(path: Path, watch: Watch) -> Checked:
    package = describe(path)
    with aside(path.parent) as place:
        try:
            try_out(path, package.name, place, watch)
        except WorldFault as fault:
            if fault.code != "language.stopped":
                shelf.mark_damaged(path, records.WEIGHTS)
            raise
        record = records.make(path, watch)
        records.write(path, record)
    return Checked(path, record.weights, new=True)
