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
from workstation.language.resources import model_data

_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})?")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,31}")
_METADATA_SIZE = 1024 * 1024
TOKENIZERS = ("sentencepiece.model", "bpe.model")


class Package(Struct, frozen=True):
    """An installed package; `source` and `target` are BCP-47, `from_code`, `to_code` Argos'."""

    source: str
    target: str
    name: str
    version: str
    path: Path
    size: int
    note: str
    from_code: str
    to_code: str


def installed(folder: Path) -> list[Package]:
    """Every sound package of the folder, by name, the newest version of each first."""
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_dir() and not path.name.startswith("."):
            try:
                found.append(describe(path))
            except WorldFault:
                continue
    found.sort(key=lambda package: _version_key(package.version), reverse=True)
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
    """The newest version of each pair, which is the one that translates."""
    newest: dict[str, Package] = {}
    for package in installed(folder):
        newest.setdefault(package.name, package)
    return list(newest.values())


def route(packages: Iterable[Package], source: str, target: str) -> tuple[Package, ...]:
    """The packages a text goes through, direct where possible; empty where nothing leads there."""
    packages = list(packages)
    for start in argos_codes(source):
        for goal in argos_codes(target):
            if found := _shortest(packages, start, goal):
                return found
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


def remove(name: str, folder: Path) -> list[Package]:
    """Removes a package by name (`translate-ms_en`, all versions) or by folder name (one)."""
    gone = [p for p in installed(folder) if name in (p.name, p.path.name)]
    broken = [path for path, _ in damaged(folder) if path.name == name]
    if not gone and not broken:
        raise WorldFault("language.package_unknown", name=name)
    for path in [p.path for p in gone] + broken:
        # Renamed first: a half-removed package must not be found.
        hidden = folder / f".removed-{path.name}"
        shutil.rmtree(hidden, ignore_errors=True)
        path.rename(hidden)
        shutil.rmtree(hidden)
    return gone


def describe(path: Path) -> Package:
    """Reads and checks one package folder.

    Raises WorldFault `language.package_metadata` or `language.package_incomplete`.
    """
    metadata = _metadata(path)
    from_code, to_code = metadata.get("from_code"), metadata.get("to_code")
    version = metadata.get("package_version")
    kind = metadata.get("type") or "translate"
    sound = (
        kind == "translate"
        and isinstance(from_code, str)
        and isinstance(to_code, str)
        and isinstance(version, str)
        and _CODE.fullmatch(from_code)
        and _CODE.fullmatch(to_code)
        and _VERSION.fullmatch(version)
    )
    if not sound:
        raise WorldFault("language.package_metadata", name=path.name)
    _check_files(path)
    name = f"translate-{from_code}_{to_code}"
    return Package(
        source=tag_of(from_code),
        target=tag_of(to_code),
        name=name,
        version=version,
        path=path,
        size=sum(file.stat().st_size for file in path.rglob("*") if file.is_file()),
        note=_note(from_code, to_code, metadata),
        from_code=from_code,
        to_code=to_code,
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


def _shortest(packages: list[Package], start: str, goal: str) -> tuple[Package, ...]:
    routes: list[tuple[Package, ...]] = [(p,) for p in packages if p.from_code == start]
    seen = {start}
    while routes:
        for through in routes:
            if through[-1].to_code == goal:
                return through
        longer = []
        for through in routes:
            here = through[-1].to_code
            if here not in seen:
                seen.add(here)
                longer += [(*through, p) for p in packages if p.from_code == here]
        routes = longer
    return ()


def _note(from_code: str, to_code: str, metadata: dict[str, object]) -> str:
    own, version = metadata.get("note"), str(metadata.get("package_version"))
    if isinstance(own, str) and own:
        return own[:200]
    if version.startswith("0."):
        return ""  # nothing is published about what somebody made at home
    return model_data("quality.toml")["notes"].get(f"{from_code}_{to_code}", "")


def _version_key(version: str) -> tuple[tuple[int, int, str], ...]:
    pieces = re.findall(r"\d+|[A-Za-z]+", version)
    return tuple((1, int(p), "") if p.isdigit() else (0, 0, p) for p in pieces)
