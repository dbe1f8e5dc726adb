"""Packages that a team shares: `models/` in the folder that verdicts go to.

    models/index.json                                  the list, replaced whole
    models/translate-ms_en-1_2-<weights>.argosmodel    made once, never changed

Everything in there may have been put by somebody else: what is taken is checked against the digest
in the list, tried, and installed like any other file. The digest finds a damaged file; it says
nothing of who made it.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from workstation.disk import flush_folder
from workstation.fault import WorldFault
from workstation.language.codes import clean_tag
from workstation.language.packages import records
from workstation.language.packages.installing import index
from workstation.language.packages.installing.aside import need_room, told
from workstation.language.packages.installing.many import entry_job, run
from workstation.language.packages.installing.one import Outcome
from workstation.language.packages.models import Package, folder_name, route, usable
from workstation.language.packages.watch import Watch

_CHUNK = 1024 * 1024
_OLD_SECONDS = 24 * 3600
_TRIES = 5
_DATE = (1980, 1, 1, 0, 0, 0)  # the same package gives the same bytes


class Offered(Struct, frozen=True):
    """How an offer went: the file, and whether the team had the very same package already."""

    path: Path
    was_there: bool


def shelf_of(sync_to: str) -> Path:
    """Where a team's packages are.

    Raises WorldFault `language.no_team_folder`, `language.team_folder_gone`.
    """
    if not sync_to:
        raise WorldFault("language.no_team_folder")
    if "://" in sync_to:
        raise WorldFault("language.team_hub", address=sync_to)
    if not Path(sync_to).is_dir():
        raise WorldFault("language.team_folder_gone", path=sync_to)
    return Path(sync_to) / "models"


def listed(shelf: Path) -> index.Index:
    """What a team offers; nothing where nobody has offered anything.

    Raises WorldFault `language.index_…`.
    """
    path = shelf / index.NAME
    if not path.exists():
        return index.Index(path, (), 0, ())
    return index.read(path)


def choose(
    pairs: Sequence[tuple[str, str]], offered: index.Index, folder: Path
) -> list[index.Entry]:
    """The entries that lead from source to target of each pair, directly where possible, over what
    is installed where that helps."""
    entries = index.newest([entry for entry in offered.entries if entry.sha256])
    by_path = {Path(f"{number}"): entry for number, entry in enumerate(entries)}
    packages = usable(folder) + [entry.as_package(path) for path, entry in by_path.items()]
    wanted = [one.path for source, target in pairs for one in route(packages, source, target)]
    return [by_path[path] for path in dict.fromkeys(wanted) if path in by_path]


def get(
    pairs: Sequence[tuple[str, str]], shelf: Path, folder: Path, watch: Watch | None = None
) -> list[Outcome]:
    """Installs what leads from source to target of each pair; empty where the team has nothing.

    Raises WorldFault `language.index_…`, `language.stopped`.
    """
    watch = watch or Watch()
    offered = listed(shelf)
    entries = choose(pairs, offered, folder)
    jobs = [entry_job(one, offered.path, folder, watch, beside_only=True) for one in entries]
    return run(jobs, watch)


def get_newest(
    source: str, target: str, shelf: Path, folder: Path, watch: Watch | None = None
) -> list[Outcome]:
    """Installs the team's newest package of a pair, also where another version is installed.

    Raises WorldFault `language.not_offered`, and what `get` raises.
    """
    watch = watch or Watch()
    offered = listed(shelf)
    pair = (clean_tag(source), clean_tag(target))
    for entry in index.newest([entry for entry in offered.entries if entry.sha256]):
        package = entry.as_package(Path())
        if (package.source, package.target) == pair:
            return run([entry_job(entry, offered.path, folder, watch, beside_only=True)], watch)
    found = get([pair], shelf, folder, watch)
    if not found:
        raise WorldFault("language.not_offered", source=source, target=target, path=str(shelf))
    return found


def offer(package: Package, shelf: Path, watch: Watch | None = None) -> Offered:
    """Puts an installed package on the shelf, as a file with its digest.

    Raises WorldFault `language.package_changed`, `language.offer_differs`, `language.index_…`,
    `language.packages_full`, `language.packages_folder`.
    """
    watch = watch or Watch()
    watch.tell(package.name)
    record = records.read(package.path) or records.make(package.path, watch)
    if changed := records.changed(package.path, record, watch):
        raise WorldFault("language.package_changed", name=package.path.name, file=changed)
    path = shelf / f"{folder_name(package)}-{record.weights[:12]}.argosmodel"
    try:
        shelf.mkdir(exist_ok=True)
        _clean(shelf)
        known = _known(package, record.weights, listed(shelf))
        if known is not None and path.is_file() and records.digest_of(path, watch) == known.sha256:
            return Offered(path, was_there=True)
        digest, size = _write_package(package, path, watch)
        _enter(package, record.weights, path, digest, size)
    except OSError as error:
        raise told(shelf, error) from None
    return Offered(path, was_there=False)


def _known(package: Package, weights: str, offered: index.Index) -> index.Entry | None:
    """The entry of this package, where the team has one.

    Raises WorldFault `language.offer_differs` where it is another of the same name and version.
    """
    for entry in offered.entries:
        if (entry.name, entry.version) == (package.name, package.version):
            if entry.weights != weights:
                raise WorldFault(
                    "language.offer_differs", name=package.name, version=package.version
                )
            return entry
    return None


def _write_package(package: Package, path: Path, watch: Watch) -> tuple[str, int]:
    """Digest and size of the file, whole under its name; a damaged one of that name gives way."""
    beside = path.with_name(f".new-{secrets.token_hex(8)}")
    need_room(path.parent, package.size)
    try:
        with beside.open("xb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                for one in records.files_of(package.path):
                    name = f"{folder_name(package)}/{one.relative_to(package.path).as_posix()}"
                    _add(archive, one, name, watch)
            file.flush()
            os.fsync(file.fileno())
        digest = records.digest_of(beside, watch)
        size = beside.stat().st_size
        beside.replace(path)
        flush_folder(path.parent)
        return digest, size
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def _add(archive: zipfile.ZipFile, file: Path, name: str, watch: Watch) -> None:
    entry = zipfile.ZipInfo(name, _DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o100644 << 16
    entry.file_size = file.stat().st_size
    with file.open("rb") as reading, archive.open(entry, "w") as writing:
        while chunk := reading.read(_CHUNK):
            watch.go_on()
            writing.write(chunk)


def _enter(package: Package, weights: str, path: Path, digest: str, size: int) -> None:
    """Adds a package to the list, which others may be adding to: what they wrote in between is
    read again, and what is not there afterwards is added again."""
    said = {
        "code": package.name,
        "from_code": package.from_code,
        "to_code": package.to_code,
        "package_version": package.version,
        "links": [path.name],
        "sha256": digest,
        "weights": weights,
        "size": size,
    }
    for _ in range(_TRIES):
        offered = listed(path.parent)
        _known(package, weights, offered)
        if any(entry.sha256 == digest for entry in offered.entries):
            return
        others = [one for one in offered.raw if not _is_same(one, said)]
        if len(others) >= index.MOST:
            raise WorldFault("language.index_too_long", path=str(offered.path), limit=index.MOST)
        _replace(offered.path, [*others, said])
    raise WorldFault("language.index_busy", path=str(path.parent / index.NAME))


def _is_same(one: object, said: dict[str, object]) -> bool:
    names = ("from_code", "to_code", "package_version")
    return isinstance(one, dict) and all(one.get(name) == said[name] for name in names)


def _replace(path: Path, value: object) -> None:
    beside = path.with_name(f".new-{secrets.token_hex(8)}")
    try:
        with beside.open("xb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(value), indent=1))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    flush_folder(path.parent)


def _clean(shelf: Path) -> None:
    """Removes what offers that were killed left long ago."""
    for left in shelf.glob(".new-*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _OLD_SECONDS:
                left.unlink()
