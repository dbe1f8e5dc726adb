"""Packages that the disk damages after they were installed: found, told, left out; the rest goes
on, in a process that runs already too."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from workstation.domain.language import NoPackage
from workstation.fault import WorldFault
from workstation.language.engine.engine import Engine
from workstation.language.packages import records, shelf
from workstation.language.packages.checking import check
from workstation.language.packages.installing import install, install_starter
from workstation.language.packages.models import damaged, installed, usable
from workstation.language.packages.watch import Watch


@pytest.fixture
def folder(packages: Path, tmp_path: Path) -> Path:
    """Spanish and Thai, each with files of its own."""
    for code in ("es", "th"):
        name = f"translate-{code}_en-0_1"
        shutil.copytree(packages / name, tmp_path / "packages" / name)
    return tmp_path / "packages"


@pytest.fixture
def engine(folder: Path, tmp_path: Path) -> Iterator[Engine]:
    made = Engine(folder, tmp_path / "log")
    yield made
    made.close()


def weights(folder: Path, code: str) -> Path:
    return folder / f"translate-{code}_en-0_1" / "model" / "model.bin"


def flip(path: Path) -> None:
    """One byte in the middle is another; size and time stay."""
    before = path.stat()
    held = bytearray(path.read_bytes())
    held[len(held) // 2] ^= 0xFF
    path.write_bytes(held)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_what_was_installed_is_recorded(folder: Path) -> None:
    [es, th] = installed(folder)
    record = records.read(es.path)
    assert record is not None
    assert set(record.files) == {
        one.relative_to(es.path).as_posix() for one in es.path.rglob("*") if one.is_file()
    } - {"installed.json"}
    assert es.digest == th.digest == records.digest_of(weights(folder, "es"))
    assert [(one.weights, one.fault) for one in check(folder)] == [(es.digest, None)] * 2


def test_a_truncated_model_is_left_out_without_a_check(folder: Path, engine: Engine) -> None:
    os.truncate(weights(folder, "th"), 1000)
    assert [one.source for one in usable(folder)] == ["es"]
    [(path, fault)] = damaged(folder)
    assert (path.name, fault.code) == ("translate-th_en-0_1", "language.package_changed")
    assert engine.translate(["ไป"], "th", "en").result(60) == NoPackage("th", "en")
    [made] = engine.translate(["Hola"], "es", "en").result(60)
    assert made.text


def test_random_bytes_of_the_same_length_never_reach_the_engine(
    folder: Path, engine: Engine
) -> None:
    """CTranslate2 believes what a model file says of itself, and may take the process along."""
    path = weights(folder, "th")
    path.write_bytes(os.urandom(path.stat().st_size))
    assert len(usable(folder)) == 2  # a listing reads no weights
    process = engine.ping().result(60)
    assert engine.translate(["ไป"], "th", "en").result(60) == NoPackage("th", "en")
    [made] = engine.translate(["Hola"], "es", "en").result(60)
    assert made.text
    assert engine.ping().result(60) == process
    assert [one.source for one in usable(folder)] == ["es"]  # told on, and remembered


def test_an_older_version_takes_over_from_a_damaged_one(folder: Path, engine: Engine) -> None:
    newer = folder / "translate-es_en-0_2"
    shutil.copytree(folder / "translate-es_en-0_1", newer)
    said = json.loads((newer / "metadata.json").read_text("utf-8"))
    (newer / "metadata.json").write_text(json.dumps(said | {"package_version": "0.2"}), "utf-8")
    records.write(newer, records.make(newer))
    [made] = engine.translate(["Hola"], "es", "en").result(60)
    assert made.version == "0.2"
    engine.close()
    flip(newer / "model" / "model.bin")
    again = Engine(folder, folder.parent / "log")
    try:
        [made] = again.translate(["Hola"], "es", "en").result(60)
    finally:
        again.close()
    assert made.version == "0.1"


def test_a_check_reads_every_byte_and_what_it_finds_stays_found(folder: Path) -> None:
    flip(weights(folder, "th"))
    found = {one.path.name: one.fault for one in check(folder)}
    assert found["translate-es_en-0_1"] is None
    fault = found["translate-th_en-0_1"]
    assert fault is not None
    assert (fault.code, fault.params["file"]) == ("language.package_changed", "model/model.bin")
    assert [one.source for one in usable(folder)] == ["es"]
    # Put right by hand: looked at again, and used again.
    flip(weights(folder, "th"))
    assert [one.fault for one in check(folder)] == [None, None]
    assert [one.source for one in usable(folder)] == ["es", "th"]


@pytest.mark.parametrize(
    "harm", [flip, lambda path: os.truncate(path, 10)], ids=["one byte", "cut"]
)
def test_a_whole_copy_takes_the_place_of_a_damaged_one(
    folder: Path, packages: Path, harm: Callable[[Path], None]
) -> None:
    harm(weights(folder, "th"))
    assert install(packages / "translate-th_en-0_1", folder).source == "th"
    assert damaged(folder) == []
    assert [one.fault for one in check(folder)] == [None, None]
    assert sorted(path.name for path in folder.iterdir() if path.is_dir()) == [
        "translate-es_en-0_1", "translate-th_en-0_1",
    ]  # fmt: skip


def test_the_starter_is_mended_from_what_ships(tmp_path: Path) -> None:
    folder = tmp_path / "packages"
    install_starter(folder)
    os.truncate(weights(folder, "ms"), 5)  # one file on the disk for all eight
    assert installed(folder) == []
    assert len(damaged(folder)) == 8
    assert len(install_starter(folder)) == 8
    assert damaged(folder) == []


def test_a_package_of_before_is_tried_and_recorded(folder: Path) -> None:
    (folder / "translate-es_en-0_1" / "installed.json").unlink()
    (folder / "translate-th_en-0_1" / "installed.json").unlink()
    path = weights(folder, "th")
    path.write_bytes(os.urandom(path.stat().st_size))
    assert [one.digest for one in installed(folder)] == ["", ""]
    [es, th] = check(folder)
    assert (es.new, es.fault) == (True, None)
    assert th.fault is not None
    assert th.fault.code == "language.package_does_not_load"
    [sound] = installed(folder)
    assert sound.digest == es.weights != ""


@pytest.mark.parametrize(
    "junk",
    [b"", b"{", b"[]", b"null", b'{"files": 3}', b'{"files": {"../../x": [1, "a"]}}',
     b'{"files": {"\\u0000": [1, "a"]}}', b"\xff\xfe", b"[" * 100_000, b" " * (2 << 20)],
    ids=repr,
)  # fmt: skip
def test_junk_beside_the_packages_stops_nothing(folder: Path, junk: bytes) -> None:
    for path in (folder / shelf.IN_USE, folder / shelf.DAMAGED):
        path.write_bytes(junk)
    (folder / "translate-th_en-0_1" / records.RECORD).write_bytes(junk)
    assert "es" in [one.source for one in usable(folder)]
    check(folder)
    assert "es" in [one.source for one in usable(folder)]


def test_a_check_can_be_stopped(folder: Path) -> None:
    watch = Watch()
    watch.stop()
    with pytest.raises(WorldFault, match=r"language\.stopped"):
        check(folder, watch)


def test_a_folder_that_may_not_be_read_stops_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tests may run as root, whom no mode keeps out."""
    is_file = Path.is_file

    def denied(path: Path) -> bool:
        if "translate-th_en-0_1" in path.parts:
            raise PermissionError(errno.EACCES, "Permission denied")
        return is_file(path)

    monkeypatch.setattr(Path, "is_file", denied)
    assert [one.source for one in usable(folder)] == ["es"]
    [(_, fault)] = damaged(folder)
    assert (fault.code, fault.params["reason"]) == (
        "language.package_unreadable", "Permission denied",
    )  # fmt: skip
