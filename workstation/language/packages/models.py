"""The translation packages in our own folder: which there are, and which lead where.

A package is a folder `translate-<from>_<to>-<version>` with metadata.json, a CTranslate2 model
and a tokenizer. What is damaged or unknown is left out here, so that it never stops the rest.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from workstation.fault import WorldFault
from workstation.language.codes import argos_codes, same_language, tag_of
from workstation.language.packages import records, shelf, trust
from workstation.language.packages.routes import ways

CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})?")
VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,31}")
_METADATA_SIZE = 1024 * 1024
TOKENIZERS = ("sentencepiece.model", "bpe.model")


class Package(Struct, frozen=True):
    """An installed package; `source` and `target` are BCP-47, `from_code`, `to_code` Argos'.

    `note` says how far it can be trusted, `quality` the same as a compact figure; `digest` is the
    SHA-256 of its weights, as it was recorded when it was installed.
    """

    source: str
    target: str
    name: str
    version: str
    path: Path
    size: int
    note: str
    from_code: str
    to_code: str
    digest: str = ""
    quality: str = ""


def installed(folder: Path) -> list[Package]:
    """Every sound package of the folder, by name, the newest version of each first."""
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_dir() and not path.name.startswith("."):
            try:
                found.append(describe(path))
            except WorldFault:
                continue
    found.sort(key=lambda package: version_key(package.version), reverse=True)
    return sorted(found, key=lambda package: package.name)


def damaged(folder: Path) -> list[tuple[Path, WorldFault]]:
    """The folders that are no sound package, each with its reason."""
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_dir() and not path.name.startswith("."):
            try:
                describe(path)
            except WorldFault as fault:
                found.append((path, fault))
    return found


def usable(folder: Path) -> list[Package]:
    """Of each pair the version that translates: the one somebody chose, else the newest."""
    chosen = shelf.chosen(folder)
    held: dict[str, Package] = {}
    for package in installed(folder):
        newest = held.setdefault(package.name, package)
        if newest.version != package.version == chosen.get(package.name):
            held[package.name] = package
    return list(held.values())


def use(name: str, version: str | None, folder: Path) -> Package:
    """Has this version of a package translate from now on, or the newest again.

    Raises WorldFault `language.package_unknown`, `language.version_unknown`.
    """
    versions = [package for package in installed(folder) if package.name == name]
    if not versions:
        raise WorldFault("language.package_unknown", name=name)
    wanted = next((one for one in versions if version in (None, one.version)), None)
    if wanted is None:
        held = ", ".join(package.version for package in versions)
        raise WorldFault("language.version_unknown", name=name, version=version, held=held)
    shelf.choose(folder, name, None if wanted == versions[0] else wanted.version)
    return wanted


def route(packages: Iterable[Package], source: str, target: str) -> tuple[Package, ...]:
    """The packages a text goes through, direct where possible; empty where nothing leads there."""
    packages = list(packages)
    there = ways(tuple((package.from_code, package.to_code) for package in packages))
    for start in argos_codes(source):
        for goal in argos_codes(target):
            if found := there.get((start, goal)):
                return tuple(packages[at] for at in found)
    return ()


def stamp(through: Sequence[Package]) -> tuple[str, str]:
    """Name and version that a translation through these packages carries."""
    return "+".join(p.name for p in through), "+".join(p.version for p in through)


def missing(pairs: Iterable[tuple[str, str]], packages: Iterable[Package]) -> list[tuple[str, str]]:
    """The pairs (source, target) that no installed package serves, in order, once each."""
    packages = list(packages)
    return [
        (source, target)
        for source, target in dict.fromkeys(pairs)
        if not same_language(source, target) and not route(packages, source, target)
    ]


def remove(name: str, folder: Path, version: str | None = None) -> list[Package]:
    """Removes a package by name (`translate-ms_en`, all versions or one) or by folder name (one).

    What other packages share with it stays theirs.
    """
    here = [p for p in installed(folder) if name in (p.name, p.path.name)]
    gone = [p for p in here if version in (None, p.version)]
    broken = [path for path, _ in damaged(folder) if path.name == name] if not version else []
    if here and not gone:
        held = ", ".join(p.version for p in here)
        raise WorldFault("language.version_unknown", name=name, version=version, held=held)
    if not gone and not broken:
        raise WorldFault("language.package_unknown", name=name)
    for package in gone:
        if shelf.chosen(folder).get(package.name) == package.version:
            shelf.choose(folder, package.name, None)
    for path in [p.path for p in gone] + broken:
        _take_away(path)
    return gone


def _take_away(path: Path) -> None:
    # Renamed first: a half-removed package must not be found.
    hidden = path.with_name(f".removed-{path.name}")
    try:
        shutil.rmtree(hidden, ignore_errors=True)
        path.rename(hidden)
        shutil.rmtree(hidden)
    except OSError as error:
        raise WorldFault(
            "language.packages_folder", folder=str(path.parent), reason=error.strerror or ""
        ) from None


def describe(path: Path) -> Package:
    """Reads and checks one package folder.

    Raises WorldFault `language.package_metadata`, `language.package_same_language`,
    `language.package_incomplete`, `language.package_changed`, `language.package_unreadable`.
    """
    try:
        return _described(path)
    except OSError as error:
        reason = error.strerror or ""
        raise WorldFault("language.package_unreadable", name=path.name, reason=reason) from None


def _described(path: Path) -> Package:
    metadata = _metadata(path)
    from_code, to_code = metadata.get("from_code"), metadata.get("to_code")
    version = metadata.get("package_version")
    kind = metadata.get("type") or "translate"
    sound = (
        kind == "translate"
        and isinstance(from_code, str)
        and isinstance(to_code, str)
        and isinstance(version, str)
        and CODE.fullmatch(from_code)
        and CODE.fullmatch(to_code)
        and VERSION.fullmatch(version)
    )
    if not sound:
        raise WorldFault("language.package_metadata", name=path.name)
    if tag_of(from_code) == tag_of(to_code):
        language = tag_of(to_code)
        raise WorldFault("language.package_same_language", name=path.name, language=language)
    _check_files(path)
    record = records.read(path)
    changed = (record and records.resized(path, record)) or shelf.damaged_file(path)
    if changed:
        raise WorldFault("language.package_changed", name=path.name, file=changed)
    name = f"translate-{from_code}_{to_code}"
    digest = record.weights if record else ""
    note, quality = trust.told(from_code, to_code, version, digest, metadata.get("note"))
    return Package(
        source=tag_of(from_code),
        target=tag_of(to_code),
        name=name,
        version=version,
        path=path,
        size=sum(file.stat().st_size for file in path.rglob("*") if file.is_file()),
        note=note,
        from_code=from_code,
        to_code=to_code,
        digest=digest,
        quality=quality,
    )


def folder_name(package: Package) -> str:
    """The folder a package belongs in, whatever its archive called it."""
    return f"{package.name}-{package.version.replace('.', '_')}"


def _metadata(path: Path) -> dict[str, object]:
    try:
        file = path / "metadata.json"
        if file.stat().st_size > _METADATA_SIZE:
            raise ValueError
        metadata = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        raise WorldFault("language.package_metadata", name=path.name) from None
    if not isinstance(metadata, dict):
        raise WorldFault("language.package_metadata", name=path.name)
    return metadata


def _check_files(path: Path) -> None:
    model = path / "model"
    lacking = next(
        (
            what
            for what, there in (
                ("model/model.bin", (model / "model.bin").is_file()),
                ("model/*vocabulary*", any(model.glob("*vocabulary*"))),
                ("sentencepiece.model", any((path / name).is_file() for name in TOKENIZERS)),
            )
            if not there
        ),
        None,
    )
    if lacking:
        raise WorldFault("language.package_incomplete", name=path.name, file=lacking)


def version_key(version: str) -> tuple[tuple[int, int, str], ...]:
    """What versions are sorted by: 0.10 comes after 0.9."""
    pieces = re.findall(r"\d+|[A-Za-z]+", version)
    return tuple((1, int(p), "") if p.isdigit() else (0, 0, p) for p in pieces)
