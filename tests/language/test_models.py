"""Packages in our own folder: listed, installed, refused, removed."""

from __future__ import annotations

import json
import os
import random
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from workstation.domain.language import NoPackage
from workstation.fault import WorldFault
from workstation.language.engine.engine import Engine
from workstation.language.packages.installing import copying, install, install_starter
from workstation.language.packages.models import (
    damaged,
    installed,
    missing,
    remove,
    route,
    stamp,
    usable,
)

Entries = dict[str, bytes]


def read(path: Path) -> Entries:
    with zipfile.ZipFile(path) as archive:
        return {i.filename: archive.read(i) for i in archive.infolist() if not i.is_dir()}


def write(path: Path, entries: Entries) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


def metadata(**changed: object) -> bytes:
    base = {"package_version": "0.1", "from_code": "ms", "to_code": "en"}
    return json.dumps(base | changed).encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "packages"


@pytest.fixture(scope="session")
def starter_entries(packages: Path) -> Entries:
    """A package file's content, made of an installed package."""
    path = packages / "translate-ms_en-0_1"
    return {
        f"translate-ms_en-0_1/{file.relative_to(path).as_posix()}": file.read_bytes()
        for file in path.rglob("*")
        if file.is_file() and file.name != "installed.json"
    }


def test_the_starter_is_eight_packages_and_one_set_of_weights(packages: Path) -> None:
    found = installed(packages)
    assert {p.source for p in found} == {"ms", "id", "zh-Hans", "th", "vi", "tl", "ar", "es"}
    assert {p.target for p in found} == {"en"}
    assert all("never for a verdict" in p.note for p in found)
    assert len({(p.path / "model" / "model.bin").stat().st_ino for p in found}) == 1
    assert all((p.path / "LICENSE").exists() and (p.path / "README.md").exists() for p in found)


def test_the_starter_is_installed_once(folder: Path) -> None:
    assert len(install_starter(folder)) == 8
    assert install_starter(folder) == []
    assert len(list(folder.iterdir())) == 8


def test_the_starter_without_hard_links(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no links on this disk")

    monkeypatch.setattr(copying.os, "link", refuse)
    assert len(install_starter(folder)) == 8


def test_installing_a_package_file(argosmodel: Path, folder: Path, tmp_path: Path) -> None:
    package = install(argosmodel, folder)
    assert (package.source, package.target, package.version) == ("ms", "en", "0.1")
    assert package.path == folder / "translate-ms_en-0_1"
    assert [p.name for p in folder.iterdir()] == ["translate-ms_en-0_1"]
    # The same again changes nothing; another of that name and version is refused.
    assert install(argosmodel, folder).path == package.path
    (folder / "translate-ms_en-0_1" / "installed.json").unlink()
    with (folder / "translate-ms_en-0_1" / "model" / "model.bin").open("ab") as file:
        file.write(b"other weights")
    with pytest.raises(WorldFault, match=r"language\.package_present"):
        install(argosmodel, folder)
    remove("translate-ms_en-0_1", folder)
    install(argosmodel, folder)
    engine = Engine(folder, tmp_path / "log")
    try:
        [made] = engine.translate(["Boleh kurang?"], "ms", "en").result(60)
        assert made.text
        assert (made.package, made.version) == ("translate-ms_en", "0.1")
    finally:
        engine.close()


def test_a_package_is_named_by_what_it_says_not_by_its_folder(
    starter_entries: Entries, folder: Path, tmp_path: Path
) -> None:
    """A same-named folder in an archive overwrites another package with Argos' installer."""
    install_starter(folder)
    before = (folder / "translate-ms_en-0_1" / "metadata.json").read_bytes()
    disguised = starter_entries | {"translate-ms_en-0_1/metadata.json": metadata(from_code="jv")}
    package = install(write(tmp_path / "x.argosmodel", disguised), folder)
    assert package.path.name == "translate-jv_en-0_1"
    assert (folder / "translate-ms_en-0_1" / "metadata.json").read_bytes() == before


def without(entries: Entries, part: str) -> Entries:
    return {name: data for name, data in entries.items() if part not in name}


LOAD = "package_does_not_load"
BROKEN: list[tuple[str, Callable[[Entries], Entries], str]] = [
    ("no metadata", lambda e: without(e, "metadata.json"), "package_metadata"),
    ("two packages", lambda e: e | {"other/metadata.json": metadata()}, "package_metadata"),
    ("no languages", lambda e: e | {M: metadata(from_code=None)}, "package_metadata"),
    ("a path as language", lambda e: e | {M: metadata(from_code="../x")}, "package_metadata"),
    ("a path as version", lambda e: e | {M: metadata(package_version="../1")}, "package_metadata"),
    ("not a translation", lambda e: e | {M: metadata(type="sbd")}, "package_metadata"),
    ("no JSON", lambda e: e | {M: b"{"}, "package_metadata"),
    ("a list", lambda e: e | {M: b"[]"}, "package_metadata"),
    ("no weights", lambda e: without(e, "model.bin"), "package_incomplete"),
    ("no vocabulary", lambda e: without(e, "vocabulary"), "package_incomplete"),
    ("no tokenizer", lambda e: without(e, "sentencepiece"), "package_incomplete"),
    ("climbs out", lambda e: e | {"translate-ms_en-0_1/../../x": b""}, "package_unsafe"),
    ("beside the package", lambda e: e | {"else/x": b""}, "package_unsafe"),
    ("absolute", lambda e: e | {"/tmp/x": b""}, "package_unsafe"),
    ("other slashes", lambda e: e | {"translate-ms_en-0_1/..\\x": b""}, "package_unsafe"),
    ("same name twice", lambda e: e | {M.replace("meta", "META"): b""}, "package_unsafe"),
    ("a long name", lambda e: e | {"translate-ms_en-0_1/" + "n" * 300: b""}, "package_unsafe"),
    ("a file as folder", lambda e: e | {f"{M}/x": b""}, "package_unsafe"),
    ("a bomb", lambda e: e | {"translate-ms_en-0_1/x": bytes(400 << 20)}, "package_too_big"),
    ("too many", lambda e: e | {f"{M}{n}": b"" for n in range(3000)}, "package_too_big"),
    ("junk weights", lambda e: e | {W: b"junk" * 100}, LOAD),
    ("random weights", lambda e: e | {W: random.Random(4).randbytes(len(e[W]))}, LOAD),
    ("names, then random", lambda e: e | {W: e[W][:90] + random.Random(4).randbytes(9000)}, LOAD),
    ("no tokens", lambda e: e | {S: b"junk" * 1000}, LOAD),
    ("short weights", lambda e: e | {W: e[W][: len(e[W]) // 2]}, LOAD),
]
M = "translate-ms_en-0_1/metadata.json"
S = "translate-ms_en-0_1/sentencepiece.model"
W = "translate-ms_en-0_1/model/model.bin"


@pytest.mark.parametrize(("change", "code"), [b[1:] for b in BROKEN], ids=[b[0] for b in BROKEN])
def test_a_broken_package_is_refused_and_leaves_nothing(
    change: Callable[[Entries], Entries],
    code: str,
    starter_entries: Entries,
    folder: Path,
    tmp_path: Path,
) -> None:
    path = write(tmp_path / "broken.argosmodel", change(starter_entries))
    before = {p.name for p in tmp_path.iterdir()}
    with pytest.raises(WorldFault) as caught:
        install(path, folder)
    assert caught.value.code == f"language.{code}"
    assert list(folder.iterdir()) == []
    assert {p.name for p in tmp_path.iterdir()} == before | {"packages"}


def test_a_truncated_or_foreign_file_is_refused(
    starter_entries: Entries, folder: Path, tmp_path: Path
) -> None:
    whole = write(tmp_path / "whole.argosmodel", starter_entries).read_bytes()
    (tmp_path / "half.argosmodel").write_bytes(whole[: len(whole) // 2])
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 0xFF
    (tmp_path / "flipped.argosmodel").write_bytes(flipped)
    (tmp_path / "text.argosmodel").write_text("not a zip", encoding="utf-8")
    for name in ("half", "flipped", "text"):
        with pytest.raises(WorldFault, match=r"language\.package_damaged"):
            install(tmp_path / f"{name}.argosmodel", folder)
    with pytest.raises(WorldFault, match=r"language\.package_not_found"):
        install(tmp_path / "absent.argosmodel", folder)


def test_what_an_interrupted_installation_left_is_cleared(folder: Path) -> None:
    old, young = folder / ".incoming-old", folder / ".incoming-young"
    for left in (old, young):
        left.mkdir(parents=True)
    os.utime(old, (0, 0))
    install_starter(folder)
    assert not old.exists()
    assert young.exists()
    assert len(installed(folder)) == 8
    assert damaged(folder) == []


def test_a_symbolic_link_in_an_archive_is_refused(
    starter_entries: Entries, folder: Path, tmp_path: Path
) -> None:
    path = write(tmp_path / "link.argosmodel", starter_entries)
    with zipfile.ZipFile(path, "a") as archive:
        entry = zipfile.ZipInfo("translate-ms_en-0_1/link")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(WorldFault, match=r"language\.package_unsafe"):
        install(path, folder)


def test_a_damaged_folder_never_stops_the_rest(folder: Path, tmp_path: Path) -> None:
    install_starter(folder)
    (folder / "empty").mkdir()
    (folder / "translate-th_en-0_1" / "metadata.json").write_text("{", encoding="utf-8")
    assert [path.name for path, _ in damaged(folder)] == ["empty", "translate-th_en-0_1"]
    assert len(installed(folder)) == 7
    engine = Engine(folder, tmp_path / "log")
    try:
        assert engine.translate(["ไป"], "th", "en").result(60) == NoPackage("th", "en")
        [made] = engine.translate(["Hola"], "es", "en").result(60)
        assert made.text
    finally:
        engine.close()
    remove("empty", folder)
    assert not (folder / "empty").exists()


def test_an_upgrade_takes_effect_in_a_running_engine(folder: Path, tmp_path: Path) -> None:
    install_starter(folder)
    engine = Engine(folder, tmp_path / "log")
    try:
        [made] = engine.translate(["Hola"], "es", "en").result(60)
        assert made.version == "0.1"
        source = tmp_path / "newer"
        shutil.copytree(folder / "translate-es_en-0_1", source)
        (source / "metadata.json").write_bytes(metadata(from_code="es", package_version="0.10"))
        install(source, folder)
        [made] = engine.translate(["Hola"], "es", "en").result(60)
        assert made.version == "0.10"
        assert [p.version for p in installed(folder) if p.source == "es"] == ["0.10", "0.1"]
        assert len(usable(folder)) == 8
        remove("translate-es_en-0_10", folder)
        engine.packages_changed().result(60)
        [made] = engine.translate(["Hola"], "es", "en").result(60)
        assert made.version == "0.1"
    finally:
        engine.close()


def test_removing_takes_all_versions_of_a_name(folder: Path) -> None:
    install_starter(folder)
    assert [p.name for p in remove("translate-vi_en", folder)] == ["translate-vi_en"]
    assert len(installed(folder)) == 7
    with pytest.raises(WorldFault, match=r"language\.package_unknown"):
        remove("translate-vi_en", folder)
    with pytest.raises(WorldFault, match=r"language\.package_unknown"):
        remove("..", folder)


def test_routes_go_over_a_third_language(packages: Path) -> None:
    found = installed(packages)
    onward = replace(found[0], source="en", target="ms", from_code="en", to_code="ms")
    onward = replace(onward, name="translate-en_ms", version="2")
    [thai] = [p for p in found if p.source == "th"]
    assert route(found, "th", "en") == (thai,)
    assert route(found, "th", "ms") == ()
    through = route([*found, onward], "th", "ms")
    assert stamp(through) == ("translate-th_en+translate-en_ms", "0.1+2")
    assert [p.source for p in route(found, "zh-Hant", "en")] == ["zh-Hans"]


def test_missing_pairs_are_named_once(packages: Path) -> None:
    pairs = [("ms", "en"), ("ko", "en"), ("en", "en-GB"), ("ko", "en"), ("th", "ms")]
    assert missing(pairs, installed(packages)) == [("ko", "en"), ("th", "ms")]


def test_no_folder_no_packages(tmp_path: Path) -> None:
    assert installed(tmp_path / "absent") == []
    assert damaged(tmp_path / "absent") == []
