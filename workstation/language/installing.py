"""Brings a translation package in: unpacked aside, checked, tried out, then moved into place.

Argos' own installer unpacks straight into the packages folder and checks nothing: an entry
`../x` lands outside the package, a folder of the same name overwrites another package, and an
archive without metadata.json breaks every later listing.
"""

from __future__ import annotations

import json
import lzma
import os
import shutil
import subprocess
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from filecmp import cmp
from pathlib import Path, PurePosixPath

from msgspec.structs import replace

from workstation.fault import WorldFault
from workstation.language import child
from workstation.language.models import Package, describe, folder_name, installed
from workstation.language.resources import STARTER

_MOST_BYTES = 4 * 1024**3
_MOST_ENTRIES = 2_000
_MOST_RATIO = 200
_SMALL = 1024 * 1024  # below this much, a high ratio harms nobody
_CHUNK = 1024 * 1024
_WEIGHTS = Path("model") / "model.bin"
_TRIAL_SECONDS = 180
_LEFT_OVER_SECONDS = 24 * 3600
_STARTER_NOTE = "Starter quality: for demonstration and tests, never for a verdict"


def install(path: Path, folder: Path) -> Package:
    """Installs an `.argosmodel` file, or a package folder, and returns what is now there.

    The same package again changes nothing. Another version of the same pair stays; the newest
    translates. Raises WorldFault
    `language.package_…` with the reason, and leaves everything as it was.
    """
    with _aside(folder) as aside:
        unpacked = aside / "package"
        unpacked.mkdir()
        if path.is_dir():
            _copy(path, unpacked)
        elif not path.is_file():
            raise WorldFault("language.package_not_found", path=str(path))
        else:
            _unpack(path, unpacked)
        package = _described(unpacked, path.name)
        present = _present(package, folder)
        if present is not None:
            return present
        _try_out(package, aside)
        return _move_in(package, folder)


def install_starter(folder: Path, starter: Path = STARTER) -> list[Package]:
    """Installs the shipped package: eight pairs that share one set of weights."""
    pairs = json.loads((starter / "pairs.json").read_text(encoding="utf-8"))
    here = {package.path.name for package in installed(folder)}
    added = []
    with _aside(folder) as aside:
        weights = aside / "weights"
        _copy(starter, weights)
        (weights / "pairs.json").unlink(missing_ok=True)
        for code, name in pairs["from"].items():
            unpacked = aside / code
            _copy(weights, unpacked, link=True)
            metadata = {
                "package_version": pairs["package_version"],
                "argos_version": pairs["argos_version"],
                "from_code": code,
                "from_name": name,
                "to_code": pairs["to_code"],
                "to_name": pairs["to_name"],
                "note": _STARTER_NOTE,
            }
            (unpacked / "metadata.json").write_text(json.dumps(metadata), encoding="utf-8")
            package = _described(unpacked, code)
            if folder_name(package) not in here:
                added.append(_move_in(package, folder))
    return added


@contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    """A hidden folder on the same disk, so that moving in is one rename."""
    aside = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        aside = Path(tempfile.mkdtemp(prefix=".incoming-", dir=folder))
        yield aside
    except OSError as error:
        raise WorldFault(
            "language.packages_folder", folder=str(folder), reason=error.strerror or ""
        ) from None
    finally:
        if aside is not None:
            shutil.rmtree(aside, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Clears what an interrupted installation or removal left; a running one is younger."""
    for left in (*folder.glob(".incoming-*"), *folder.glob(".removed-*")):
        if time.time() - left.stat().st_mtime > _LEFT_OVER_SECONDS:
            shutil.rmtree(left, ignore_errors=True)


def _unpack(path: Path, into: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            _unpack_entries(archive, path, into)
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        NotImplementedError,  # a compression nobody uses
        RuntimeError,  # encrypted
        ValueError,
    ):
        raise WorldFault("language.package_damaged", path=path.name) from None


def _unpack_entries(archive: zipfile.ZipFile, path: Path, into: Path) -> None:
    entries = [
        entry
        for entry in archive.infolist()
        if not entry.is_dir() and not entry.filename.startswith("__MACOSX/")
    ]
    if len(entries) > _MOST_ENTRIES:
        raise WorldFault("language.package_too_big", path=path.name, limit=_MOST_ENTRIES)
    root = _root(entries, path)
    seen: set[str] = set()
    left = _MOST_BYTES
    for entry in entries:
        place = _place(entry, root, path)
        if str(place).lower() in seen:
            raise WorldFault("language.package_unsafe", path=path.name, entry=entry.filename[:100])
        seen.add(str(place).lower())
        target = into.joinpath(*place.parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        left -= _write_entry(archive, entry, target, left, path)


def _root(entries: list[zipfile.ZipInfo], path: Path) -> PurePosixPath:
    """The folder inside the archive that holds metadata.json; there must be exactly one."""
    roots = [
        PurePosixPath(entry.filename).parent
        for entry in entries
        if PurePosixPath(entry.filename).name == "metadata.json"
        and len(PurePosixPath(entry.filename).parts) <= 2
    ]
    if len(roots) != 1:
        raise WorldFault("language.package_metadata", name=path.name)
    return roots[0]


def _place(entry: zipfile.ZipInfo, root: PurePosixPath, path: Path) -> PurePosixPath:
    name = PurePosixPath(entry.filename)
    kind = entry.external_attr >> 16 & 0o170000
    unsafe = (
        name.is_absolute()
        or ".." in name.parts
        or any(sign in entry.filename for sign in ("\\", ":", "\0"))
        or kind not in (0, 0o100000)
        or not name.is_relative_to(root)
    )
    if unsafe:
        raise WorldFault("language.package_unsafe", path=path.name, entry=entry.filename[:100])
    return name.relative_to(root)


def _write_entry(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, left: int, path: Path
) -> int:
    """Streams one entry out and counts what really comes; a header may lie about its size."""
    most = min(left, max(_SMALL, entry.compress_size * _MOST_RATIO))
    written = 0
    with archive.open(entry) as source, target.open("xb") as file:
        while chunk := source.read(_CHUNK):
            written += len(chunk)
            if written > most:
                raise WorldFault("language.package_too_big", path=path.name, limit=most)
            file.write(chunk)
    return written


def _copy(source: Path, target: Path, *, link: bool = False) -> None:
    """Copies a package's plain files; with `link` they share one place on the disk if it can."""
    for file in sorted(source.rglob("*")):
        if file.is_symlink() or not file.is_file():
            continue
        place = target / file.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        if link:
            try:
                os.link(file, place)
                continue
            except OSError:
                pass  # a disk without hard links: a copy does
        shutil.copyfile(file, place)


def _described(unpacked: Path, shown: str) -> Package:
    try:
        return describe(unpacked)
    except WorldFault as fault:
        raise WorldFault(fault.code, **{**fault.params, "name": shown}) from None


def _present(package: Package, folder: Path) -> Package | None:
    """The same package where it is installed already, down to the bytes of its model.

    Raises WorldFault `language.package_present` where another has its name and version.
    """
    place = folder / folder_name(package)
    if not place.exists():
        return None
    weights = (place / _WEIGHTS, package.path / _WEIGHTS)
    if all(one.is_file() for one in weights) and cmp(*weights, shallow=False):
        return replace(package, path=place)
    raise WorldFault("language.package_present", name=package.name, version=package.version)


def _try_out(package: Package, aside: Path) -> None:
    """Loads the package and translates a sentence, in a process that may crash instead of us."""
    try:
        ended = subprocess.run(
            child.command("--try", str(package.path)),
            env=child.environment(aside, aside / "home"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_TRIAL_SECONDS,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired:
        ended = -1
    if ended != 0:
        raise WorldFault("language.package_does_not_load", name=package.name)


def _move_in(package: Package, folder: Path) -> Package:
    place = folder / folder_name(package)
    try:
        package.path.rename(place)
    except OSError:
        raise WorldFault(
            "language.package_present", name=package.name, version=package.version
        ) from None
    return replace(package, path=place)
