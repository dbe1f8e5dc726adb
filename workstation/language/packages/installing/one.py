"""One package comes in: a file, or the folder of an unpacked one."""

from __future__ import annotations

import re
from filecmp import cmp
from pathlib import Path

from msgspec import Struct

from workstation.disk import flush_folder
from workstation.fault import WorldFault
from workstation.language.packages import records, shelf
from workstation.language.packages.installing.aside import aside, flush
from workstation.language.packages.installing.copying import copy_file, copy_package, share
from workstation.language.packages.installing.trial import try_out
from workstation.language.packages.installing.unpacking import unpack
from workstation.language.packages.models import Package, describe, folder_name, usable
from workstation.language.packages.watch import Watch

_DIGEST = re.compile(r"[0-9a-fA-F]{64}")
_REMOTE = re.compile(r"(?:^|[\\/])(?:https?|ftp):/", re.IGNORECASE)


class Outcome(Struct, frozen=True):
    """What became of one thing that was to be installed.

    `was_there`: it is installed already, down to the bytes of its model. `saved`: bytes of its
    model that an installed package had already, and that it shares now. `fault`: why not.
    """

    name: str
    package: Package | None = None
    was_there: bool = False
    saved: int = 0
    fault: WorldFault | None = None


def install(
    path: Path, folder: Path, sha256: str | None = None, watch: Watch | None = None
) -> Package:
    """Installs an `.argosmodel` file, or a package folder, and returns what is now there.

    The same package again changes nothing. Another version of the same pair stays; the newest
    translates. Raises WorldFault `language.package_…` with the reason, and leaves everything as
    it was.
    """
    package = put_in(path, folder, sha256, watch=watch).package
    assert package is not None
    return package


def put_in(
    path: Path,
    folder: Path,
    sha256: str | None = None,
    *,
    meant: tuple[str, str] | None = None,
    watch: Watch | None = None,
) -> Outcome:
    """Installs one package. With `sha256` its file has to be this one, with `meant` it has to be
    the package of this name and version. A damaged one of its name is replaced.

    Raises WorldFault as `install` does.
    """
    watch = watch or Watch()
    shown = path.name
    _refuse_what_is_no_file(path, sha256)
    with aside(folder) as place:
        unpacked = place / "package"
        unpacked.mkdir()
        if path.is_dir():
            copy_package(path, unpacked, shown, watch)
        else:
            unpack(_held(path, place, sha256, watch), unpacked, shown, watch)
        package = _described(unpacked, shown)
        if meant is not None and meant != (package.name, package.version):
            is_it = f"{package.name} {package.version}"
            raise WorldFault("language.index_differs", path=shown, found=is_it)
        target = folder / folder_name(package)
        present = _present(package, target)
        if present is not None:
            return Outcome(shown, present, was_there=True)
        try_out(unpacked, package.name, place, watch)
        record = records.make(unpacked, watch)
        saved = share(unpacked, record, folder)
        records.write(unpacked, record)
        flush(unpacked)
        watch.go_on()
        _move_in(package, target, place)
    package = describe(target)
    if package not in usable(folder):
        _let_newest_translate(package, folder)
    return Outcome(shown, package, saved=saved)


def _refuse_what_is_no_file(path: Path, sha256: str | None) -> None:
    try:
        there = path.is_dir() or path.is_file()
    except OSError:  # a name longer than any file's
        there = False
    if not there and _REMOTE.search(str(path)):
        raise WorldFault("language.remote")
    if not there:
        raise WorldFault("language.package_not_found", path=str(path))
    if sha256 is not None and not _DIGEST.fullmatch(sha256):
        raise WorldFault("language.no_digest", given=sha256[:80])
    if sha256 is not None and path.is_dir():
        raise WorldFault("language.digest_of_folder", path=path.name)


def _held(path: Path, place: Path, sha256: str | None, watch: Watch) -> Path:
    """The file itself; where its digest is known a copy, so that it cannot change after that was
    compared."""
    if sha256 is None:
        return path
    copied = place / "file"
    copy_file(path, copied, watch)
    found = records.digest_of(copied, watch)
    if found != sha256.lower():
        raise WorldFault(
            "language.package_digest", path=path.name, found=found, wanted=sha256.lower()
        )
    return copied


def _described(unpacked: Path, shown: str) -> Package:
    try:
        return describe(unpacked)
    except WorldFault as fault:
        raise WorldFault(fault.code, **{**fault.params, "name": shown}) from None


def _present(package: Package, target: Path) -> Package | None:
    """The same package where it is installed already, down to the bytes of its model; None where
    there is none, or a damaged one.

    Raises WorldFault `language.package_present` where another has its name and version.
    """
    try:
        held = describe(target)
    except WorldFault:
        return None
    record = records.read(target)
    if record is not None and records.changed(target, record):
        return None
    if cmp(target / records.WEIGHTS, package.path / records.WEIGHTS, shallow=False):
        return held
    raise WorldFault("language.package_present", name=package.name, version=package.version)


def _move_in(package: Package, target: Path, place: Path) -> None:
    try:
        if target.exists():
            target.rename(place / "damaged")  # goes with what lies aside
        package.path.rename(target)
    except OSError:
        raise WorldFault(
            "language.package_present", name=package.name, version=package.version
        ) from None
    shelf.mark_damaged(target, "")
    flush_folder(target.parent)


def _let_newest_translate(package: Package, folder: Path) -> None:
    """Whoever installs a newer version than the one they chose wants that to translate."""
    before = shelf.chosen(folder).get(package.name)
    shelf.choose(folder, package.name, None)
    if package not in usable(folder) and before is not None:
        shelf.choose(folder, package.name, before)
